"""Which parts of a table's style apply to a cell, and what they give to its text."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Pt

from deckgen.appearance.shapes import NO_BOX
from deckgen.appearance.table_style import CellPosition, style_parts, table_style
from deckgen.appearance.text import TextInheritance
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from tests.support.cases import every_case

ALL = ("firstRow", "lastRow", "firstCol", "lastCol", "bandRow", "bandCol")
CORNER = CellPosition(0, 0, last_row=False, last_column=False)
MIDDLE = CellPosition(2, 1, last_row=False, last_column=False)
END = CellPosition(3, 3, last_row=True, last_column=True)


@every_case(
    ("at", "options", "parts"),
    [
        (MIDDLE, (), ["wholeTbl"]),
        (MIDDLE, ("bandRow",), ["band1H", "wholeTbl"]),
        (MIDDLE, ("firstRow", "bandRow"), ["band2H", "wholeTbl"]),
        (MIDDLE, ("bandCol",), ["band2V", "wholeTbl"]),
        (MIDDLE, ("firstCol", "bandCol", "bandRow"), ["band1V", "band1H", "wholeTbl"]),
        (CORNER, ("firstRow", "bandRow"), ["firstRow", "wholeTbl"]),
        (CORNER, ALL, ["nwCell", "firstRow", "firstCol", "wholeTbl"]),
        (END, ("lastRow", "lastCol"), ["seCell", "lastRow", "lastCol", "wholeTbl"]),
    ],
)
def test_the_parts_of_a_cell_the_strongest_first(
    at: CellPosition, options: tuple[str, ...], parts: list[str]
) -> None:
    assert list(style_parts(at, options)) == parts


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A deck with a table in the style that new tables get, which the file does not hold."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_table(2, 2, Pt(0), Pt(0), Pt(200), Pt(80))
    deck.save(str(tmp_path / "deck.pptx"))
    return Package.open(tmp_path / "deck.pptx")


def test_cells_inherit_the_text_of_a_style_that_powerpoint_knows(package: Package) -> None:
    """Medium Style 2: bold white headers, dark text below."""
    part = package.parts["/ppt/slides/slide1.xml"]
    (frame,) = each(part.root, "p:graphicFrame")
    place = TextInheritance(package).of(frame, part, NO_BOX)
    head = place.within(style_parts(CORNER, ("firstRow",))).level(0).run
    assert (head["b"], head["fill"]) == ("1", "#FFFFFF")
    body = place.within(style_parts(MIDDLE, ("firstRow",))).level(0).run
    assert (body.get("b", "0"), body["fill"]) == ("0", "#000000")


def test_a_style_that_nobody_knows(package: Package) -> None:
    assert table_style("{00000000-0000-0000-0000-000000000000}", package) is None
