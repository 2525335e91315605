"""The workflows test, publish and keep watch: valid, with least permissions, every action pinned;
the versions the README names are those tried.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from book import ROOT

import noxfile

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=[path.stem for path in WORKFLOWS])


def steps(path):
    return [
        step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]
    ]


@each_workflow
def test_no_weakness_is_known(path):
    tool = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [tool, "--offline", "--no-progress", "--persona", "pedantic", path],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@each_workflow
def test_actions_are_pinned_by_commit(path):
    uses = re.findall(r"uses: (\S+)(.*)", path.read_text())
    assert len(uses) == sum("uses" in step for step in steps(path))
    for action, version in uses:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action) and re.fullmatch(
            r" # v\d+\.\d+\.\d+", version
        ), action


@each_workflow
def test_permissions_are_given_to_each_job(path):
    workflow = yaml.safe_load(path.read_text())
    allowed = [{"contents": "read"}, {"pages": "write", "id-token": "write"}, {"issues": "write"}]
    assert workflow["permissions"] == {} and all(
        job["permissions"] in allowed and job["timeout-minutes"]
        for job in workflow["jobs"].values()
    )


@each_workflow
def test_make_knows_what_is_asked(path):
    wanted = {
        target
        for step in steps(path)
        for target in re.findall(r"make ([\w-]+)", step.get("run", ""))
    }
    assert wanted <= set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))


def test_colab_s_list_is_understood():
    freeze = (
        "# a comment\nnumpy==2.1.3\ntorch @"
        " https://download.pytorch.org/whl/cpu/torch-2.11.0%2Bcpu-cp313-cp313-linux_x86_64.whl\ntorchaudio==2.11.0+cu128\nnvidia-nccl-cu12==2.1\ngoogle-colab"
        " @ file:///colabtools/google_colab-1.0.0.tar.gz"
    )
    assert noxfile.colab_pins(freeze) == {
        "numpy": "2.1.3",
        "torch": "2.11.0",
        "torchaudio": "2.11.0",
    }


def locked():
    """Return {package: version} of the lock."""
    lines = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf8").splitlines()
    return dict(re.match(r"(\S+)==(\S+)", line).groups() for line in lines if "==" in line)


def test_readme_names_the_versions_that_are_tried():
    text = (ROOT / "README.md").read_text(encoding="utf8")
    rows = re.findall(r"^\| .+? \| (3\.\d+) \|" + r" ([\d.]+) \|" * 4, text, re.M)
    colab = noxfile.colab_pins((ROOT / "tests" / "colab-packages.txt").read_text(encoding="utf8"))
    oldest = dict(pin.split("==") for pin in noxfile.OLDEST)
    names = ("torch", "numpy", "matplotlib", "ipywidgets")
    tried = {"3.10": oldest, "3.11": locked(), "3.13": colab}
    expected = [(python, *(pins[name] for name in names)) for python, pins in tried.items()]
    assert rows == expected


def test_lock_names_no_machine_and_no_build():
    text = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf8")
    for line in text.splitlines()[1:]:
        assert re.fullmatch(r"[a-z0-9._-]+==[\w.]+( ; .+)?", line), line
    assert not re.search(r"://|/|--|\+|^(nvidia|cuda|triton)\b", text.partition("\n")[2], re.M)


def test_everything_that_is_asked_for_is_locked():
    asked = "".join(
        path.read_text() for path in (ROOT / "requirements").glob("*.txt") if path.stem != "lock"
    )
    asked += (ROOT / "requirements.txt").read_text()
    names = re.findall(r"^([a-zA-Z][\w.-]*)", asked, re.M)
    assert {name.lower() for name in names} <= set(locked())


def test_requirements_name_the_owner_s_packages():
    text = (ROOT / "requirements.txt").read_text(encoding="utf8")
    wanted = {"jupyter-book", "torch", "torchsummary", "matplotlib", "ipywidgets", "nbval"}
    assert wanted <= set(text.splitlines())
