"""What a build reckons with and what a check finds are the same heights."""

from __future__ import annotations

import random

import pytest

from deckgen.checks.rules.tables import tables
from deckgen.checks.subject import Subject
from deckgen.commands import build
from deckgen.content import Page
from deckgen.content.table import row_heights
from deckgen.content.table.layout import RowHeights
from deckgen.opc.package import Package
from tests.support.paths import PLAIN

TABLES = 60
NEAR = 1.0  # points
WORDS = ("elm", "river", "gauge", "of", "the below", "depth", "northern", "confluence", "1,234")
HEAD = f"""\
title: Depths
name: depths
language: en-US
template: {PLAIN}
slides:
"""


def table(chance: random.Random) -> list[str]:
    """The rows of a table of up to five columns and nine rows."""
    columns = chance.randint(2, 5)
    return [
        " | ".join(
            " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 8)))
            for _ in range(columns)
        )
        for _ in range(chance.randint(2, 9))
    ]


@pytest.fixture(scope="module")
def heights(tmp_path_factory: pytest.TempPathFactory) -> list[RowHeights]:
    """The heights of random tables, as they were built and as a check finds them."""
    folder = tmp_path_factory.mktemp("tables")
    chance = random.Random(4)
    deck = HEAD
    for number in range(TABLES):
        rows = "".join(f"        {row}\n" for row in table(chance))
        deck += f"  - id: t{number}\n    layout: Table\n    Title: Depths\n"
        deck += f"    Table:\n      table: |\n{rows}"
    path = folder / "deck.yaml"
    path.write_text(deck, encoding="utf-8")
    built = build.build(path, output=folder / "depths.pptx")
    subject = Subject.of_file(Package.open(built.path))
    return [
        row_heights(found, Page(shape.slide.package, shape.slide.part, ""))
        for shape, found in tables(subject)
    ]


def test_every_table_is_found(heights: list[RowHeights]) -> None:
    assert len(heights) == TABLES


def test_a_table_is_as_high_for_check_as_it_was_built(heights: list[RowHeights]) -> None:
    assert [found.total for found in heights] == pytest.approx(
        [found.stored for found in heights], abs=NEAR
    )
