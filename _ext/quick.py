"""The build in less time: every processor writes pages, and no search for garbage, of which there
is little, goes through everything that was read.
"""

import gc
import os

OBJECTS = 200_000  # new ones between two searches
CHUNKS = 2  # for each processor: one page is prepared while others are written


def write_in_parallel(app, env):
    """Let several processes write, when all pages are read: not all extensions that Jupyter Book
    loads may be used by several that read.
    """
    app.parallel = CHUNKS * (os.cpu_count() or 1) + 1


def setup(app):
    gc.set_threshold(OBJECTS)
    app.connect("env-updated", write_in_parallel)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
