# @title Set-up
import importlib.util

if importlib.util.find_spec("torchsummary") is None:
    get_ipython().run_line_magic("pip", "install --quiet torchsummary")

import copy
import math
import traceback

import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torch.nn.functional as F
from torchsummary import summary

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
# so that two ways to the same result agree on every GPU
torch.backends.cudnn.allow_tf32 = False
torch.manual_seed(0)

# told apart by colour-blind readers too
COLOURS = ["#d55e00", "#009e73", "#0072b2", "#e69f00", "#cc79a7", "#56b4e9"]
plt.rcParams.update({
    "figure.figsize": (8, 3.2),
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.prop_cycle": plt.cycler(color=COLOURS),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "legend.frameon": False,
    "image.interpolation": "nearest",
})

LIKELY_CAUSES = {
    "channels, but got":
        "A tensor is (N, C, H, W), batch first, and the first number of "
        "nn.Conv2d is the channels that come in.",
    "mat1 and mat2":
        "nn.Linear takes (N, features): is the map averaged or flattened "
        "before it, and does the number of features fit?",
    "cannot unpack non-iterable":
        "A row of a table is a number where several are expected, such as "
        "(out_channels, stride).",
    "missing 1 required positional":
        "Is something called that should be passed as it is, such as nn.ReLU "
        "for nn.ReLU()?",
    "divisible by groups":
        "`groups` must divide both in_channels and out_channels.",
    "running_mean should contain":
        "A BatchNorm has as many channels as the convolution before it gives.",
    "NoneType":
        "Something is still None: does every function return its result?",
}


def check(label, judge):
    """Print one verdict line for exercise `label`; no answer makes it raise.

    `judge()` yields (holds, message) pairs, the most basic first. The first
    that does not hold is the verdict; `holds is None` means not answered yet;
    the last pair's message is said when all hold.
    """
    sign, message = "✅", ""
    try:
        with torch.no_grad(), torch.random.fork_rng():
            torch.manual_seed(0)
            for holds, message in judge():
                if not holds:
                    sign = "⬜" if holds is None else "❌"
                    break
    except (Exception, SystemExit) as error:
        trace = traceback.walk_tb(error.__traceback__)
        frames = [frame.f_locals for frame, _ in trace]
        cases = (names["case"] for names in frames if "case" in names)
        case = next(cases, None)
        words = " ".join(str(error).split())
        causes = [
            cause for part, cause in LIKELY_CAUSES.items() if part in words]
        raised = f"your answer raised {type(error).__name__}: {words}."
        where = [f"{case}:"] * isinstance(case, str)
        sign, message = "❌", " ".join([*where, raised, *causes])
    print(sign, label, *message.split())


def judge_number(name, value, expected, slips):
    """Yield the (holds, message) pairs for a number `value`.

    `slips` maps wrong values that people give to what they are.
    """
    if value is None:
        yield None, (
            f"not answered yet: set `{name}` above, then run this cell again.")
    # one number in a tensor or from NumPy
    if math.prod(getattr(value, "shape", (0,))) == 1:
        value = value.item()
    kind = type(value).__name__
    is_number = isinstance(value, (int, float)) and kind != "bool"
    yield is_number, f"`{name}` is a {kind}; a number is expected."
    yield value == value, f"`{name}` is NaN; a number is expected."
    slip = slips.get(value, "")
    stop = "." * (not slip.endswith((".", "?")))
    yield not slip, f"`{name}` is {value:,}: {slip}{stop}"
    size = "small" if value < expected else "large"
    too = f"`{name}` is {value:,}: too {size}. Hint 1 has the first step."
    yield math.isclose(value, expected), too
