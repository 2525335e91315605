"""The chapters' networks equal the published ones: parameters, MACs, receptive fields, names' order
and shapes, and they train, save and load.
"""

import io
import json
from pathlib import Path

import pytest
import torch
from course import definitions

PUBLISHED = Path(__file__).parent / "published"


@pytest.fixture(scope="module")
def fields():
    return definitions("dilation-and-receptive-field")


@pytest.fixture(scope="module")
def v1():
    return definitions("mobilenet-v1")


@pytest.fixture(scope="module")
def v2():
    return definitions("mobilenet-v2")


@pytest.fixture(params=["MobileNetV1", "MobileNetV2"])
def network(request, v2):
    """A class of network; the chapter on V2 holds both, from the same part as that on V1."""
    return v2[request.param]


def parameters(model):
    return sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize(
    "alpha, with_1000, with_10",
    [
        (1.0, 4_231_976, 3_217_226),
        (0.75, 2_585_560, 1_824_250),
        (0.5, 1_331_592, 823_722),
        (0.25, 470_072, 215_642),
    ],
)
def test_v1_parameters(v1, alpha, with_1000, with_10):
    assert parameters(v1["MobileNetV1"](width_multiplier=alpha)) == with_1000
    assert parameters(v1["MobileNetV1"](10, width_multiplier=alpha)) == with_10


@pytest.mark.parametrize(
    "alpha, with_1000, with_10",
    [
        (1.4, 6_108_776, 4_333_706),
        (1.0, 3_504_872, 2_236_682),
        (0.75, 2_636_424, 1_368_234),
        (0.5, 1_968_680, 700_490),
        (0.35, 1_677_128, 408_938),
    ],
)
def test_v2_parameters(v2, alpha, with_1000, with_10):
    assert parameters(v2["MobileNetV2"](width_multiplier=alpha)) == with_1000
    assert parameters(v2["MobileNetV2"](10, width_multiplier=alpha)) == with_10


@pytest.mark.parametrize(
    "alpha, size, macs",
    [
        (1.0, 224, 568_740_352),
        (1.0, 192, 418_121_728),
        (1.0, 160, 290_675_200),
        (1.0, 128, 186_400_768),
        (0.75, 224, 325_400_448),
        (0.5, 160, 76_524_800),
        (0.25, 224, 41_030_272),
    ],
)
def test_v1_macs(v1, alpha, size, macs):
    assert v1["count_macs"](v1["MobileNetV1"](width_multiplier=alpha), (3, size, size)) == macs


@pytest.mark.parametrize(
    "alpha, size, macs",
    [
        (1.4, 224, 582_195_824),
        (1.0, 224, 300_774_272),
        (1.0, 192, 221_316_608),
        (1.0, 96, 56_289_152),
        (0.75, 160, 107_295_200),
        (0.5, 224, 97_131_840),
        (0.35, 128, 20_220_672),
    ],
)
def test_v2_macs(v2, alpha, size, macs):
    assert v2["count_macs"](v2["MobileNetV2"](width_multiplier=alpha), (3, size, size)) == macs


def test_convolutional_twin_of_v1(v1):
    twin = v1["MobileNetV1"](block=v1["standard_block"])
    assert parameters(twin) == 29_294_088
    assert v1["count_macs"](twin, (3, 224, 224)) == 4_867_293_184


@pytest.mark.parametrize(
    "name, fixture",
    [("MobileNetV1", "timm_mobilenetv1_100"), ("MobileNetV2", "torchvision_mobilenet_v2")],
)
def test_state_has_the_published_order_and_shapes(v2, name, fixture):
    published = json.loads((PUBLISHED / f"{fixture}.json").read_text())
    ours = v2[name]().state_dict()
    assert [list(tensor.shape) for tensor in ours.values()] == list(published.values())
    assert [key.split(".")[-1] for key in ours] == [key.split(".")[-1] for key in published]


@pytest.mark.parametrize("name, field", [("MobileNetV1", 315), ("MobileNetV2", 491)])
def test_receptive_field(fields, v2, name, field):
    field_and_jump = fields["receptive_field"](fields["window_layers"](v2[name]().features))[-1][:2]
    assert field_and_jump == (field, 32)


@pytest.mark.parametrize("size", [(32, 32), (96, 160), (224, 224)])
@pytest.mark.parametrize("batch, training", [(1, False), (2, False), (2, True)])
def test_shapes(network, size, batch, training):
    model = network(7, width_multiplier=0.25).train(training)
    scores = model(torch.rand(batch, 3, *size))
    assert scores.shape == (batch, 7) and scores.isfinite().all()


def test_batch_of_one_does_not_depend_on_its_neighbours_in_evaluation(network):
    model, x = network(7, width_multiplier=0.25).eval(), torch.rand(3, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(model(x)[:1], model(x[:1]))


def test_gradients_reach_every_parameter(network):
    model = network(7, width_multiplier=0.25)
    model(torch.rand(4, 3, 64, 64)).square().sum().backward()
    untouched = [
        name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0
    ]
    assert untouched == []


def test_saved_network_loads_and_agrees(network):
    model, again, file = (
        network(7, width_multiplier=0.25).eval(),
        network(7, width_multiplier=0.25).eval(),
        io.BytesIO(),
    )
    torch.save(model.state_dict(), file)
    file.seek(0)
    again.load_state_dict(torch.load(file, weights_only=True))
    x = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(model(x), again(x), rtol=0, atol=0)
