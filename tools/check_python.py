"""Say in one line what is missing where Python is older than the book needs."""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "This book needs Python %d.%d or newer, and this is %d.%d: install one (python.org, or your"
        " system's packages), then name it: make PYTHON=python3.12"
        % (OLDEST + sys.version_info[:2])
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "Python's venv module is missing: on Debian and Ubuntu, 'apt-get install python3-venv'."
    )
