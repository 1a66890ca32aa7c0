"""A build and a check agree about the heights of tables, and about those that are too high."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given
from msgspec import structs

from deckgen.checks.rules.tables import tables
from deckgen.checks.subject import Subject
from deckgen.content import Page, graphic
from deckgen.content.table import Table, row_heights
from deckgen.content.table.layout import CellText
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.project import BuildResult, Project
from tests.content import tables as random_tables
from tests.content.stage import Stage
from tests.support.lanes import examples
from tests.support.templates import with_layouts

TABLES = max(examples(200), 60)
SIZES = (16, 15, 14, 13, 12)
"""The sizes of text, in points, that a table gets where its author gives none."""
NEAR = 0.01  # points
WORDS = (
    "elm", "river", "gauge", "of", "the below", "depth", "northern", "confluence", "1,234",
    "**bold** bank", "left-hand", "Wasserstandsvorhersage",
)  # fmt: skip
HEAD = f"""\
title: Depths
name: depths
language: en-US
template: {with_layouts("Table")}
slides:
"""


@cache
def stage() -> Stage:
    return Stage.of("Table", "Table")


@given(random_tables.tables())
def test_a_written_table_is_shown_as_high_as_it_was_fitted(table: Table) -> None:
    """Merged cells, levels, sizes and formats of runs, and every table style option."""
    # An empty paragraph has its size in `a:endParaRPr`, which reading leaves out.
    assume(all(line.runs or not line.level for line in table.paragraphs()))
    fitted = table.fitted(stage().slot.box, CellText.of(stage().page))
    element = graphic(stage().written(table), "a:tbl")
    assert element is not None
    assert row_heights(element, stage().page) == fitted.shown


def _rows(chance: random.Random) -> Iterable[str]:
    """The rows of a table of up to four columns and nine rows."""
    columns, most = chance.randint(2, 4), chance.choice((2, 6, 14))
    for _ in range(chance.randint(2, 9)):
        yield " | ".join(
            " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))
            for _ in range(columns)
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A deck of random tables, in Arial."""
    chance = random.Random(4)
    text = HEAD
    for number in range(TABLES):
        rows = "".join(f"        {row}\n" for row in _rows(chance))
        size = f"      size: {chance.choice((10, 13.5, 20))}\n" if chance.random() < 0.2 else ""
        text += f"  - id: t{number}\n    layout: Table\n    Title: Depths\n"
        text += f"    Table:\n      table: |\n{rows}{size}"
    path = tmp_path_factory.mktemp("tables") / "deck.yaml"
    path.write_text(text, encoding="utf-8")
    return Project(path)


@pytest.fixture(scope="module")
def built(project: Project) -> BuildResult:
    return project.build(project.deck.path.with_suffix(".pptx"), embed=EmbedMode.NONE)


@pytest.fixture(scope="module")
def subject(project: Project, built: BuildResult) -> Subject:
    """The deck's presentation; a deck's slots bound its tables."""
    return structs.replace(Subject.of_file(Package.open(built.path)), deck=project.deck)


@pytest.mark.slow
def test_a_table_is_as_high_for_a_check_as_it_was_built(subject: Subject) -> None:
    shown = [
        row_heights(element, Page(subject.package, shape.part, ""))
        for shape, element in tables(subject)
    ]
    assert len(shown) == TABLES
    for item in shown:
        assert item.total == pytest.approx(item.stored, abs=NEAR)


@pytest.mark.slow
def test_a_build_warns_of_the_tables_that_a_check_finds(
    built: BuildResult, subject: Subject
) -> None:
    warnings = [item.message for item in built.diagnostics if item.code == "OVERFLOW"]
    assert 1 < len(warnings) < TABLES / 2
    assert warnings == [found.message(shape.name) for shape, found in subject.table_overflows]


@pytest.mark.slow
def test_a_table_is_as_large_as_it_can_be_to_fit(subject: Subject) -> None:
    """It is as if its author had given the first size at which it fits, else the smallest."""
    for slide in subject.slides[:20]:
        table = slide.planned.content("Table")
        slot = subject.template.layouts["Table"].slot("Table")
        assert isinstance(table, Table)
        assert slot is not None
        text = CellText.of(Page(subject.package, slide.part, ""))
        sized = [replace(table, size=size, widths=()).fitted(slot.box, text) for size in SIZES]
        fitting = [item for item in sized if sum(item.heights) <= slot.box.height]
        unsized = replace(table, size=0, widths=()).fitted(slot.box, text)
        assert unsized == (fitting or sized[-1:])[0]
