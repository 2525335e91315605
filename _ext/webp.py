"""Pictures as WebP that say their size, wait until they are near, and lead to themselves, so that
they can be enlarged.
"""

import hashlib
import os
import re
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.transforms.post_transforms import SphinxPostTransform


class WebPictures(SphinxPostTransform):
    """Put a lossless WebP, half as large, in the place of every PNG, and note its size so that
    nothing moves when it arrives.
    """

    default_priority = 250
    formats = ("html",)

    def run(self, **options):
        for node in list(self.document.findall(nodes.image)):
            source = Path(self.app.srcdir, node["uri"])
            if source.suffix != ".png":
                continue
            name = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
            target = Path(self.app.doctreedir, "webp", f"{name}.webp")
            node["source"] = source
            node["uri"], node["candidates"] = str(target), {"*": str(target)}
            self.env.images.add_file(self.env.docname, str(target))
            self.env.original_image_uri[str(target)] = str(source)


def encode(image, target):
    """Write a picture as WebP; another process may be writing the same one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    opaque = "A" not in image.mode or image.getchannel("A").getextrema()[0] == 255
    image = image.convert("RGB" if opaque else "RGBA")
    image.save(unfinished, "WebP", lossless=True, method=4, quality=50)
    unfinished.replace(target)


def visit_image(self, node):
    """Write the picture's size, let all but the page's first wait, and link the picture to its
    file, which page.js opens large over the page.
    """
    target = Path(node["uri"])
    type(self).visit_image(self, node)
    if "source" in node:
        with Image.open(node["source"]) as image:
            width, height = image.size
            if not target.exists():
                encode(image, target)
        first = node is next(self.document.findall(nodes.image))
        attributes = f'width="{width}" height="{height}" decoding="async"' + (
            "" if first else ' loading="lazy"'
        )
        picture = self.body[-1].replace("<img ", f"<img {attributes} ", 1)
        source = re.search(r'src="([^"]+)"', picture)[1]
        self.body[-1] = (
            f'<a class="enlarge" href="{source}" title="Enlarge">{picture.strip()}</a>\n'
        )


def set_visitor(app):
    """Replace the visitor, after all extensions have set theirs."""
    app.add_node(nodes.image, override=True, html=(visit_image, None))


def setup(app):
    app.add_post_transform(WebPictures)
    app.connect("builder-inited", set_visitor)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
