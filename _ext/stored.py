"""The notebooks of the chapters as they are stored, each read once a build."""

import functools
import json
from pathlib import Path


@functools.cache
def read_notebook(path):
    """Return the notebook at `path`; MyST-NB validates it."""
    return json.loads(Path(path).read_text(encoding="utf8"))


def source_of(cell):
    return "".join(cell["source"])
