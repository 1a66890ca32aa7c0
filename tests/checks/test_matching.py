"""Which figures of a text are taken for a fact's, where the slide does not use the fact."""

from __future__ import annotations

from pathlib import Path

from deckgen.checks.rules import facts
from deckgen.facts import Facts, figures
from deckgen.facts.model import Fact
from deckgen.source import nodes, reading
from tests.support.cases import every_case


def fact(name: str, value: str, **more: str) -> Fact:
    rows = "".join(f"  {key}: {word}\n" for key, word in {"value": value, **more}.items())
    node = reading.parse(f"{name}:\n{rows}", Path("facts.yaml"))
    assert isinstance(node, nodes.MappingNode)
    return Facts.load([node], language="en-US").fact(name)


def says(told: Fact, text: str, *, used: bool = False) -> bool:
    """Whether the one figure of a text is taken for the fact's."""
    (figure,) = figures.find(text)
    return facts.says(told, figure, text, {told} if used else ())


@every_case(
    ("value", "text", "taken"),
    [
        ("24", "in 24 towns", False),
        ("124", "in 124 towns", True),  # three digits hardly mean anything else
        ("45%", "some 45% of all", False),
        ("45.5%", "some 45.5% of all", True),
        ("2.5", "of 2.5 million", False),
        ("2.5", "of 2.5 each", True),
    ],
)
def test_a_figure_that_may_count_anything_is_not_taken_for_a_facts(
    value: str, text: str, taken: bool
) -> None:
    told = fact("beds", value)
    assert says(told, text) is taken
    if not taken and "million" not in text:
        assert says(told, text, used=True)


@every_case(
    ("text", "taken"),
    [
        ("beds: 24", True),
        ("24 beds", True),
        ("bed no. 24", True),
        ("24 stalls", False),
        (f"beds{' ' * 44}24", True),  # the word begins 48 characters before the figure
        (f"beds{' ' * 45}24", False),
        (f"24{' ' * 45}beds", True),  # it is known by its first three letters
        (f"24{' ' * 46}beds", False),
    ],
)
def test_a_word_of_the_facts_name_close_by_tells(text: str, taken: bool) -> None:
    assert says(fact("hospital.beds", "24"), text) is taken


@every_case(
    ("name", "text", "taken"),
    [
        ("atd", "ATD: 24", True),
        ("hq", "HQ: 24", False),  # two letters stand for too much
        ("total.share", "a total of 24, their share", False),  # as do words of any report
        ("total.cities", "a city has 24", True),
    ],
)
def test_which_words_tell(name: str, text: str, taken: bool) -> None:
    assert says(fact(name, "24"), text) is taken


def test_the_unit_is_a_word_of_the_fact() -> None:
    assert says(fact("x", "24", unit="removals"), "24 removals")
    assert not says(fact("x", "24"), "24 removals")


def test_words_that_a_fact_prints_are_found_whole() -> None:
    told = fact("seat", "Saint Louis")
    assert list(facts.phrases(told, "in SAINT LOUIS, not Saint Louisville", ())) == [(3, 14)]
    single = fact("seat", "Denver")
    assert list(facts.phrases(single, "in Denver", ())) == []
    assert list(facts.phrases(single, "the seat is Denver", ())) == [(12, 18)]
    assert list(facts.phrases(single, "in Denver", {single})) == [(3, 9)]
