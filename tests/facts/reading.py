"""Facts from YAML text, and the exact answer to compare with."""

from fractions import Fraction
from math import floor
from pathlib import Path

from deckgen.diagnostics import Source, Span
from deckgen.facts import Facts
from deckgen.source import nodes, reading
from deckgen.source.nodes import MappingNode, ScalarNode

_PLACE = Path("facts.yaml")


def mapping(text: str) -> MappingNode:
    return nodes.expect_mapping(reading.parse(text, _PLACE), "a test's YAML")


def facts(text: str, language: str = "en-US") -> Facts:
    return Facts.load([mapping(text)], language=language)


def span(text: str = "${x}") -> Span:
    """A place to blame."""
    return Span(Source.of(Path("slide.yaml"), text), 1, 1, 1, len(text) + 1)


def scalar(text: str) -> ScalarNode:
    return ScalarNode(text, span(text))


def shown(known: Facts, reference: str) -> str:
    return known.show(reference, span())


def half_up(amount: Fraction, decimals: int) -> Fraction:
    scaled = abs(amount) * 10**decimals
    rounded = Fraction(floor(scaled + Fraction(1, 2)), 10**decimals)
    return rounded if amount >= 0 else -rounded
