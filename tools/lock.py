"""Lock every package, indirect ones too, for every system: write requirements/lock.txt.

    python tools/lock.py [--upgrade]     with --upgrade, take the newest versions that are allowed

A version that is locked already stays. The libraries of a GPU follow from PyTorch's build and are
left to pip; so is the build, `torch==2.13.0` and not `torch==2.13.0+cpu`.
"""

import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "requirements"
LOCK = FOLDER / "lock.txt"
HEADER = "# Made by `make lock` from the other files of this folder.\n"
OF_A_GPU = re.compile(r"(nvidia|cuda|triton)\b")


def resolve(inputs, arguments):
    """Return what uv resolves `inputs` to, a line a package."""
    command = [sys.executable, "-m", "uv", "pip", "compile", *inputs, *arguments]
    command += ["--output-file", LOCK, "--universal", "--python-version", "3.11"]
    command += ["--no-header", "--no-annotate", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr}nothing was locked: is uv installed, and is there a network?")
    return LOCK.read_text(encoding="utf8").splitlines()


def main():
    inputs = sorted(path for path in FOLDER.glob("*.txt") if path != LOCK)
    lines = [line for line in resolve(inputs, sys.argv[1:]) if not OF_A_GPU.match(line)]
    text = HEADER + "\n".join(re.sub(r"\+\w+", "", line) for line in lines) + "\n"
    LOCK.write_text(text, encoding="utf8", newline="\n")
    print(f"{LOCK.name}: {len(lines)} packages")


if __name__ == "__main__":
    main()
