# @title Set-up
import contextlib
import copy
import ctypes
import importlib.util
import linecache
import math
import os
import subprocess
import sys
import threading
import traceback

import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torch.nn.functional as F

if importlib.util.find_spec("torchsummary") is None:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps",
         "--retries", "0", "--timeout", "5", "torchsummary"],
        capture_output=True)
    importlib.invalidate_caches()
try:
    from torchsummary import summary
except ImportError:
    def summary(*arguments, **options):
        """Say that there is no table."""
        print("torchsummary is not installed here: its table is left out.")

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


class TimeIsUp(BaseException):
    """Raised in what runs longer than its check allows."""


def check(label, judge, limit=30):
    """Print one verdict line for exercise `label`; no answer makes it raise.

    `judge()` yields (holds, message) pairs, the most basic first. The first
    that does not hold is the verdict; `holds is None` means not answered yet;
    the last pair's message is said when all hold. An answer that runs for
    `limit` seconds is stopped. Where the judge itself cannot go on, its
    docstring says what is expected.
    """
    limit = float(os.environ.get("CHECK_LIMIT", limit))
    sign, message = "✅", ""
    try:
        with torch.no_grad(), torch.random.fork_rng(), stop_after(limit):
            torch.manual_seed(0)
            for holds, message in judge():
                if not holds:
                    sign = "⬜" if holds is None else "❌"
                    break
    except TimeIsUp as error:
        sign = "⏹"
        message = (
            f"stopped after {limit:g} s, without a verdict{line_of(error)}. "
            "Is there a loop that does not end?")
    except (Exception, SystemExit) as error:
        sign = "❌"
        message = f"your answer {what_raised(error)}"
        if not line_of(error):
            message = (
                f"this cannot be judged: {type(error).__name__}, {error}. "
                f"Expected: {judge.__doc__}")
    print(sign, label, *message.split())


@contextlib.contextmanager
def stop_after(limit):
    """Raise TimeIsUp in what runs inside `with` for `limit` seconds."""
    thread, is_over = ctypes.c_ulong(threading.get_ident()), threading.Event()

    def watch():
        wait = limit
        while not is_over.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                thread, ctypes.py_object(TimeIsUp))
            # a bare `except:` swallows the first, and a long call waits
            if wait == 2:
                print("It goes on: the button Stop (■) ends it.")
            wait = 2

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def line_of(error):
    """Say which line of the reader's code `error` comes from, if any."""
    checks = {
        getattr(function, "__code__", check.__code__).co_filename
        for name, function in globals().items()
        if name.startswith(("check", "judge"))}
    for frame, number in reversed([*traceback.walk_tb(error.__traceback__)]):
        file = frame.f_code.co_filename
        if frame.f_globals is globals() and file not in checks:
            line = linecache.getline(file, number).strip()
            return f", in the line `{line}`" if line else f", in line {number}"
    return ""


def what_raised(error):
    """Say what the reader's code raised, where, and at which layer."""
    words = " ".join([f"{type(error).__name__}:", *str(error).split()])
    said = f"raised {words.rstrip('.:')}{line_of(error)}."
    for frame, _ in reversed([*traceback.walk_tb(error.__traceback__)]):
        layer, given = map(frame.f_locals.get, ("self", "input"))
        if isinstance(layer, nn.Module) and isinstance(given, torch.Tensor):
            said += f" {layer} was given {tuple(given.shape)}"
            for name, axis in (
                    ("in_channels", 1), ("in_features", -1),
                    ("num_features", 1)):
                takes, comes = getattr(layer, name, None), given.shape[axis:]
                if takes and comes[:1] != (takes,):
                    said += f": its `{name}` is {takes}, {comes[0]} came"
            return f"{said}."
    return said
