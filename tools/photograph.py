"""Make the small photograph on which the explorable on rank tries its kernels.

    python tools/photograph.py     write assets/explorables/photograph.png, 96×96 in grey

From china.jpg by danielbuechele, CC BY 2.0, shipped with scikit-learn.
"""

from pathlib import Path

from PIL import Image
from sklearn.datasets import load_sample_image

TARGET = Path(__file__).parents[1] / "assets" / "explorables" / "photograph.png"
LEFT, TOP, SIDE = 100, 20, 240  # of the crop, in pixels of china.jpg


def make_photograph():
    """Return the crop, in grey."""
    photograph = Image.fromarray(load_sample_image("china.jpg")).convert("L")
    crop = photograph.crop((LEFT, TOP, LEFT + SIDE, TOP + SIDE))
    return crop.resize((96, 96), Image.Resampling.BOX)


if __name__ == "__main__":
    make_photograph().save(TARGET, optimize=True)
    print(TARGET, TARGET.stat().st_size, "bytes")
