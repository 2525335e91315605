"""Make what the explorable on the published network computes with: a photograph and the weights of
its first two layers.

    python tools/first_layers.py     write assets/explorables/published.webp and first-layers.js

The photograph is chelsea by Stefan van der Walt, CC0, shipped with scikit-image, as chapter 9
prepares it, at half the size. The weights are MobileNetV2's as published (tools/weights.py).
"""

import base64
from pathlib import Path

import torch
import weights
from PIL import Image
from skimage import data

FOLDER = Path(__file__).parents[1] / "assets" / "explorables"
PHOTOGRAPH, WEIGHTS = FOLDER / "published.webp", FOLDER / "first-layers.js"
SHORT, SIDE = 128, 112  # pixels: of the shorter side, and of the square in the middle
EPSILON = 1e-5  # of BatchNorm

SCRIPT = """\
/**
 * The first layer of the published MobileNetV2 and the depthwise layer behind it, 32 channels.
 * `tools/first_layers.py` writes this file.
 *
 * float32, little-endian, base64: the filters (32, 3, 3, 3), what their BatchNorm multiplies by
 * (32) and adds (32); the depthwise kernels (32, 3, 3), what theirs multiplies by and adds.
 */
export const FIRST_LAYERS = "%s";
"""


def make_photograph():
    """Return the middle of the photograph, 112×112, in colour."""
    photograph = Image.fromarray(data.chelsea()).convert("RGB")
    scale = SHORT / min(photograph.size)
    sides = [round(scale * side) for side in photograph.size]
    photograph = photograph.resize(sides, Image.Resampling.BILINEAR)
    left, top = ((side - SIDE) // 2 for side in sides)
    return photograph.crop((left, top, left + SIDE, top + SIDE))


def as_steps(batch_norm):
    """Return what a BatchNorm multiplies each channel by, and what it then adds."""
    gamma, beta, mean, variance = batch_norm
    scale = gamma / (variance + EPSILON).sqrt()
    return scale, beta - mean * scale


def make_weights():
    """Return the text of the script with the weights."""
    tensors = list(torch.load(weights.get(), weights_only=True).values())
    numbers = [tensors[0], *as_steps(tensors[1:5]), tensors[6], *as_steps(tensors[7:11])]
    flat = torch.cat([some.flatten() for some in numbers]).numpy().astype("<f4")
    return SCRIPT % base64.b64encode(flat.tobytes()).decode()


if __name__ == "__main__":
    make_photograph().save(PHOTOGRAPH, lossless=True, quality=100, method=6, exact=True)
    WEIGHTS.write_text(make_weights(), encoding="utf8", newline="\n")
    for path in (PHOTOGRAPH, WEIGHTS):
        print(path, path.stat().st_size, "bytes")
