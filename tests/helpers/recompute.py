"""nbval as the book needs it: each chapter runs alone in an empty folder and leaves nothing there,
its figures are compared too, its cells are named where they are written, and no clock judges."""

import tempfile
from pathlib import Path

import nbval.plugin
import numpy as np
import pictures
import pytest
from course import NOTEBOOKS, places
from nbval.plugin import IPyNbCell, RunningKernel

FAR_OFF = 32  # of 255: how far a pixel's colour may be off, by another rounding of the same line
FEW = 1e-4  # the share of pixels that may be further off
HOURS = 24 * 3600
compare_text = IPyNbCell.compare_outputs


class KernelInEmptyFolder(RunningKernel):
    def __init__(self, name, cwd, startup_timeout):
        self.folder = tempfile.TemporaryDirectory()
        super().__init__(name, self.folder.name, HOURS)

    def stop(self):
        super().stop()
        left = [path.name for path in Path(self.folder.name).iterdir()]
        self.folder.cleanup()
        assert not left, f"the chapter leaves {left} behind"


def make_cell(cls, parent, *, name, cell, **arguments):
    """Make nbval's test of a cell, called after the file and line where it is written."""
    chapter = next((one for one in NOTEBOOKS if one.notebook == parent.path), None)
    written = str(places(chapter).get(cell.id, name)) if chapter else name
    item = pytest.Item.from_parent.__func__(cls, parent, name=written, cell=cell, **arguments)
    item.output_timeout = HOURS
    return item


def compare_outputs(self, test, ref, skip_compare=None):
    """Compare the text of two lists of outputs as nbval does, then their figures."""
    if not compare_text(self, test, ref, skip_compare):
        return False
    fresh = [pictures.open_picture(pictures.reduce(png)) for png in figures(test)]
    for stored, new in zip(map(pictures.open_picture, figures(ref)), fresh, strict=True):
        if stored.size != new.size or share_far_off(stored, new) > FEW:
            self.comparison_traceback.append("the stored figure is another: make refresh")
            return False
    return True


def figures(outputs):
    """Return the pictures among `outputs`."""
    return [out["data"]["image/png"] for out in outputs if "image/png" in out.get("data", {})]


def share_far_off(one, other):
    """Return the share of pixels in which two pictures of one size differ."""
    one, other = (np.asarray(picture, dtype=float) for picture in (one, other))
    return (np.abs(one - other) > FAR_OFF).mean()


def install():
    """Let nbval use these in place of its own."""
    nbval.plugin.RunningKernel = KernelInEmptyFolder
    IPyNbCell.from_parent = classmethod(make_cell)
    IPyNbCell.compare_outputs = compare_outputs
    IPyNbCell.reportinfo = lambda self: (self.path, 0, f"{self.path.name}::{self.name}")
