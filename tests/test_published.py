"""The published MobileNetV2: chapter 8's network with its weights gives what chapter 9 says, by an
independent computation; and without them that chapter runs to its end and concludes nothing.
"""

import os

import numpy as np
import pytest
import torch
import weights
from course import BOOK, definitions, printed, read_notebook
from nbclient import NotebookClient
from PIL import Image

CHAPTER = BOOK.chapter("mobilenet-v2-as-published")
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


@pytest.fixture(scope="module")
def network():
    """Chapter 8's class, with the published weights, by order."""
    path = weights.cached()
    assert path.exists(), f"{path} is missing: make test gets it, or python tools/weights.py"
    assert weights.is_it(path.read_bytes()), f"{path} is another file"
    model = definitions("mobilenet-v2")["MobileNetV2"]()
    published = torch.load(path, weights_only=True)
    state = dict(zip(model.state_dict(), published.values(), strict=True))
    model.load_state_dict(state)
    return model.eval()


def photograph(name):
    """Return an array (height, width, 3) of bytes that scikit-learn or scikit-image ships."""
    if name.endswith(".jpg"):
        from sklearn.datasets import load_sample_image

        return load_sample_image(name)
    import skimage

    return getattr(skimage.data, name)()


def prepare(pixels):
    """Return the middle 224×224 of a picture whose short side is made 256, as (1, 3, 224, 224)."""
    image = Image.fromarray(pixels).convert("RGB")
    scale = 256 / min(image.size)
    image = image.resize([round(side * scale) for side in image.size], Image.Resampling.BILINEAR)
    left, top = ((side - 224) // 2 for side in image.size)
    middle = np.asarray(image.crop((left, top, left + 224, top + 224))) / 255
    return torch.tensor((middle - MEAN) / DEVIATION).permute(2, 0, 1)[None].float()


@pytest.mark.parametrize(
    ("name", "first", "share"),
    [
        ("china.jpg", 698, 0.71),
        ("flower.jpg", 599, 0.53),
        ("chelsea", 285, 0.71),
        ("coffee", 967, 0.99),
        ("rocket", 812, 0.30),
        ("camera", 872, 0.98),
    ],
)
def test_what_it_sees(network, name, first, share):
    with torch.no_grad():
        shares = network(prepare(photograph(name))).softmax(dim=1)[0]
    assert shares.argmax().item() == first
    assert shares[first].item() == pytest.approx(share, abs=0.06)


def depthwise_kernels(network):
    return [
        layer.weight.detach()[:, 0]
        for layer in network.modules()
        if isinstance(layer, torch.nn.Conv2d) and layer.groups > 1
    ]


def test_its_depthwise_kernels(network):
    """7,136 of them, none dead, nearly all of their energy in one column times one row."""
    kernels = torch.cat(depthwise_kernels(network))
    assert kernels.shape == (7136, 3, 3)
    assert kernels.flatten(1).norm(dim=1).min() > 0.001
    strengths = torch.linalg.svdvals(kernels) ** 2
    first = strengths[:, 0] / strengths.sum(dim=1)
    assert first.median().item() == pytest.approx(0.976, abs=0.003)
    assert (first > 0.95).float().mean().item() == pytest.approx(0.64, abs=0.01)


@pytest.mark.prove
def test_the_chapter_runs_to_its_end_without_the_weights(tmp_path):
    """No network, no cache: a random network, and each verdict says that it proves nothing."""
    unreachable = "http://127.0.0.1:9"
    nowhere = {"TORCH_HOME": str(tmp_path / "torch"), "CHECK_LIMIT": "1e6"}
    nowhere |= dict.fromkeys(("http_proxy", "https_proxy"), unreachable)
    notebook = read_notebook(CHAPTER)
    client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": tmp_path}})
    client.execute(env=os.environ | nowhere)
    said = "\n".join(printed(c) for c in notebook.cells if c.cell_type == "code")
    stored = "\n".join(printed(c) for c in read_notebook(CHAPTER).cells if c.cell_type == "code")
    assert "random" in said and said.count("nothing can be concluded") > 5
    assert "nothing can be concluded" not in stored
