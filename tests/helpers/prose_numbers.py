"""The numbers in a text, and those of them that are cited."""

import re
import tomllib
from decimal import Decimal

from book import ROOT

CITED = tomllib.loads((ROOT / "tests" / "cited_numbers.toml").read_text(encoding="utf8"))
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
LEFT_OUT = re.compile(
    r"\]\([^)]*\)|https?://\S+|Exercise\s+\d+\.\d+|Chapters?\s+\d+|CC\s+BY\s+\d\.\d"
    r"|Version\s+\d+, \d+ \w+ \d{4}"
)


def numbers(text):
    """Return the numbers in `text`, without thousands separators."""
    return [match.rstrip(",").replace(",", "") for match in NUMBER.findall(text)]


def to_check(text):
    """Return the numbers in Markdown that need evidence."""
    text = re.sub(r"^#+ \d+ ·", "", LEFT_OUT.sub(" ", text), flags=re.M)
    text = re.sub(r"\\[a-zA-Z]+|[{}]", " ", text)
    found = numbers(text.replace("{,}", ","))
    return [number for number in found if float(number) >= 10 or "." in number]


def plain(number):
    """Return a number as it is compared: 28.0 is 28."""
    return f"{Decimal(number).normalize():f}"
