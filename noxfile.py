"""Run every chapter, alone in an empty folder, with other versions of Python and its packages;
compare all that it prints.

    nox                         the oldest versions that the README names, and Colab's
    nox -s newest               what pip installs today
    nox -s colab -- published   the list that Colab publishes today
"""

import sys
import urllib.parse
import urllib.request
from pathlib import Path

import nox

ROOT = Path(__file__).parent
COLAB_PUBLISHES = "https://raw.githubusercontent.com/googlecolab/backend-info/main/pip-freeze.txt"
PACKAGES = [
    "torch",
    "torchsummary",
    "matplotlib",
    "ipywidgets",
    "scikit-image",
    "scikit-learn",
    "mlxtend",
    "ipykernel",
]
OLDEST = [
    "torch==2.5.1",
    "torchsummary==1.5.1",
    "numpy==1.26.4",
    "matplotlib==3.8.4",
    "ipywidgets==7.7.1",
    "scikit-image==0.22.0",
    "scikit-learn==1.4.2",
    "mlxtend==0.23.1",
    "ipykernel==6.17.1",
    "ipython==7.34.0",
]

nox.options.envdir = str(ROOT / ".nox")
nox.options.sessions = ["oldest", "colab"]
nox.options.error_on_missing_interpreters = True


def colab_pins(freeze):
    """Return {package: version} from the text of Colab's `pip freeze`, without builds' labels such
    as 2.11.0+cpu and the libraries of a GPU that belong to a build.
    """
    pins = {}
    for line in freeze.splitlines():
        name, _, version = line.partition("==")
        if not version and line.endswith(".whl"):
            name, _, address = line.partition(" @ ")
            version = urllib.parse.unquote(address.rpartition("/")[2]).split("-")[1]
        if version and not line.startswith(("#", "cuda", "nvidia")):
            pins[name] = version.partition("+")[0]
    return pins


def run_chapters(session, *packages):
    session.install(*packages)
    folder = Path(session.create_tmp()).resolve()
    session.run(
        "python",
        "-m",
        "ipykernel",
        "install",
        "--prefix",
        str(folder),
        "--name",
        "versions",
        silent=True,
    )
    copies = []
    for chapter in sorted((ROOT / "chapters").glob("*.ipynb")):
        copies.append(folder / chapter.stem / chapter.name)
        copies[-1].parent.mkdir(exist_ok=True)
        copies[-1].write_bytes(chapter.read_bytes())
    session.run(
        "python",
        "-c",
        "import sys, torch, numpy; print('Python', sys.version.split()[0], 'PyTorch',"
        " torch.__version__, 'NumPy', numpy.__version__)",
    )
    options = [
        "--nbval",
        "--nbval-kernel-name",
        "versions",
        "--nbval-cell-timeout",
        "900",
        "-q",
        "--rootdir",
        folder,
        "-p",
        "no:cacheprovider",
    ]
    session.run(
        sys.executable,
        "-m",
        "pytest",
        *options,
        *copies,
        env={"JUPYTER_PATH": str(folder / "share" / "jupyter")},
        external=True,
    )


@nox.session(python="3.10")
def oldest(session):
    """The oldest versions that the README names."""
    run_chapters(session, *OLDEST)


@nox.session(python="3.13")
def colab(session):
    """What Colab has: the stored list, or the one it publishes now."""
    stored = ROOT / "tests" / "colab-packages.txt"
    text = (
        urllib.request.urlopen(COLAB_PUBLISHES, timeout=60).read().decode()
        if session.posargs
        else stored.read_text(encoding="utf8")
    )
    constraints = Path(session.create_tmp()).resolve() / "constraints.txt"
    pins = colab_pins(text)
    constraints.write_text(
        "\n".join(f"{name}=={version}" for name, version in pins.items()), encoding="utf8"
    )
    run_chapters(
        session, *(name for name in PACKAGES if name in pins), "--constraint", str(constraints)
    )


@nox.session(python="3.13")
def newest(session):
    """What pip installs today."""
    run_chapters(session, "--upgrade", *PACKAGES)
