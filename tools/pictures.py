"""Pictures as they are stored: in 256 colours at most, and with the same bytes as long as their
pixels are the same.
"""

import base64
import io

from PIL import Image, ImageChops

COLOURS = 256


def open_picture(png):
    """Return the picture in `png`, base64 text, in RGB; what is transparent lies on white."""
    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def reduce(png):
    """Return `png` in the 256 colours that suit it best; one that has a palette stays as it is."""
    if Image.open(io.BytesIO(base64.b64decode(png))).mode == "P":
        return png
    image = open_picture(png).quantize(
        COLOURS, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def are_same(one, other):
    """Return whether two pictures have the same pixels."""
    one, other = open_picture(one), open_picture(other)
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None
