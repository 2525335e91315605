"""Explorables, as their tests see them: cases for their arithmetic, and the picture on a page."""

import itertools

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode


def settings(**choices):
    """Return every combination of the choices, as dictionaries."""
    return [
        dict(zip(choices, values, strict=True)) for values in itertools.product(*choices.values())
    ]


def close(found, expected, **tolerances):
    torch.testing.assert_close(
        torch.tensor(found, dtype=torch.float64),
        torch.as_tensor(expected, dtype=torch.float64),
        **tolerances,
    )


def count(layers, shape):
    """Return (parameters, MACs) of the layers, one after the other, on a tensor of `shape`; nothing
    is computed.
    """
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        nn.Sequential(*layers)(torch.empty(shape, device="meta"))
    return (
        sum(p.numel() for layer in layers for p in layer.parameters()),
        counter.get_total_flops() // 2,
    )


def visit(open_page, path, **options):
    """Open a page without waiting until nothing moves any more; return what `open_page` does."""
    return open_page(path, wait_until="load", **options)


def find(page):
    """Bring the page's explorable into view; return it when it is drawn."""
    page.locator(".explorable-start").scroll_into_view_if_needed()
    page.wait_for_selector(".explorable-picture > *")
    page.evaluate(
        """() => {
            const picture = document.querySelector(".explorable-picture");
            const header = 70;  // it stays at the top of the page
            const top = picture.getBoundingClientRect().top - header;
            scrollBy({ top, behavior: "instant" });
        }"""
    )
    return page.locator(".explorable")
