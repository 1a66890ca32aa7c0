"""What a snapshot holds of shapes, tables and charts, and how a change of it is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from deckgen.opc.package import Package
from deckgen.review import snapshot
from deckgen.review.compare import Comparer
from deckgen.review.snapshot import SheetSnapshot

RED, BLUE = RGBColor(0xFF, 0, 0), RGBColor(0, 0, 0xFF)
Shapes = dict[str, Any]
Edit = Callable[[Shapes], None]


@cache
def seen(*edits: Edit) -> SheetSnapshot:
    """A slide with a shape of each sort after edits, as a snapshot."""
    deck = Presentation()
    made = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    values = CategoryChartData()
    values.categories = ["North", "South"]
    values.add_series("Removals", (1, 2))
    room = (Pt(300), Pt(100), Pt(200), Pt(150))
    shapes: Shapes = {
        "Band": made.add_shape(MSO_SHAPE.RECTANGLE, Pt(10), Pt(10), Pt(100), Pt(50)),
        "Wire": made.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(10), Pt(80), Pt(90), Pt(90)),
        "Table": made.add_table(3, 2, *room),
        "Chart": made.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *room, values),
    }
    for name, shape in shapes.items():
        shape.name = name
    for edit in edits:
        edit(shapes)
    stream = BytesIO()
    deck.save(stream)
    package = Package.load(stream.getvalue(), "deck.pptx")
    part = package.parts["/ppt/slides/slide1.xml"]
    return snapshot.slide(snapshot.package_view(package, {"one": part}), part, {})


def told(was: SheetSnapshot, now: SheetSnapshot, *, rewritten: bool = False) -> list[str]:
    comparer = Comparer(snapshot.ALL, rewritten=rewritten)
    return [change.what for change in comparer.sheets(was, now, "one")]


def turned(degrees: float) -> Edit:
    def edit(shapes: Shapes) -> None:
        shapes["Band"].rotation = degrees

    return edit


def flipped(shapes: Shapes) -> None:
    shapes["Band"]._element.spPr.find(qn("a:xfrm")).set("flipH", "1")


def wire_turned(shapes: Shapes) -> None:
    shapes["Wire"].rotation = 30


def hidden(shapes: Shapes) -> None:
    shapes["Band"]._element.nvSpPr.cNvPr.set("hidden", "1")


def rounded(shapes: Shapes) -> None:
    shapes["Band"]._element.spPr.prstGeom.set("prst", "roundRect")


def adjusted(shapes: Shapes) -> None:
    rounded(shapes)
    shapes["Band"].adjustments[0] = 0.4


def ended(kind: str) -> Edit:
    def edit(shapes: Shapes) -> None:
        line = shapes["Wire"].line._get_or_add_ln()
        line.append(line.makeelement(qn("a:tailEnd"), {"type": kind}))

    return edit


def painted(color: RGBColor) -> Edit:
    def edit(shapes: Shapes) -> None:
        shapes["Band"].fill.solid()
        shapes["Band"].fill.fore_color.rgb = color

    return edit


def cell_painted(shapes: Shapes) -> None:
    shapes["Table"].table.cell(1, 1).fill.gradient()


def cell_turned(shapes: Shapes) -> None:
    shapes["Table"].table.cell(2, 0)._tc.get_or_add_tcPr().set("vert", "vert")


def drawn_by_hand(shapes: Shapes) -> None:
    properties = shapes["Band"]._element.spPr
    properties.replace(properties.prstGeom, properties.makeelement(qn("a:custGeom"), {}))


def shaded(shapes: Shapes) -> None:
    effects = shapes["Band"]._element.spPr.makeelement(qn("a:effectLst"), {})
    effects.append(effects.makeelement(qn("a:glow"), {"rad": "63500"}))
    shapes["Band"]._element.spPr.append(effects)


def row_removed(shapes: Shapes) -> None:
    row = shapes["Table"].table._tbl.tr_lst[2]
    row.getparent().remove(row)


def point_painted(shapes: Shapes) -> None:
    fill = shapes["Chart"].chart.plots[0].series[0].points[1].format.fill
    fill.solid()
    fill.fore_color.rgb = RED


def area_painted(shapes: Shapes) -> None:
    area = shapes["Chart"].chart._chartSpace.chart.plotArea
    area.append(area.makeelement(qn("c:spPr"), {}))
    area[-1].append(area.makeelement(qn("a:solidFill"), {}))
    area[-1][0].append(area.makeelement(qn("a:srgbClr"), {"val": "FF0000"}))


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (turned(90), "the rotation of `Band`: none -> 90°"),
        (flipped, "the rotation of `Band`: none -> mirrored"),
        (wire_turned, "the rotation of `Wire`: none -> 30°"),
        (hidden, "`Band` is hidden now"),
        (rounded, "the outline of `Band`: rect -> roundRect"),
        (drawn_by_hand, "the outline of `Band` changed"),
        (shaded, "the effects of `Band` changed"),
        (ended("arrow"), "the line end of `Wire`: the default -> arrow"),
        (painted(RED), "the fill of `Band`: what its style says -> FF0000"),
        (cell_painted, "the look of cells of `Table` changed in row 2 column 2"),
        (cell_turned, "the look of cells of `Table` changed in row 3 column 1"),
        (
            point_painted,
            "the fill of point 2 of series 1 of `Chart`: a colour of the theme -> FF0000",
        ),
        (area_painted, "the plot area's background of `Chart`: the default -> FF0000"),
    ],
)
def test_a_change_is_told_in_one_sentence(edit: Edit, what: str) -> None:
    assert told(seen(), seen(edit)) == [what]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ((painted(RED),), (painted(BLUE),), ["the fill of `Band`: FF0000 -> 0000FF"]),
        ((rounded,), (adjusted,), ["the outline of `Band` changed"]),
        ((cell_painted,), (cell_painted, row_removed), []),
        (
            (),
            (cell_painted, row_removed),
            ["the look of cells of `Table` has a fill, borders or a direction that no cell had"],
        ),
        ((), (ended("none"),), []),
        ((turned(90),), (turned(90.04),), []),
        ((turned(90),), (flipped, turned(90)), ["the rotation of `Band`: 90° -> 90° mirrored"]),
    ],
)
def test_two_edits_are_compared(
    before: tuple[Edit, ...], after: tuple[Edit, ...], what: list[str]
) -> None:
    found = told(seen(*before), seen(*after))
    assert len(found) == len(what)
    assert all(one.endswith(other) for one, other in zip(found, what, strict=True))


def test_an_editor_that_writes_every_part_again_is_not_held_to_the_rotation_of_lines() -> None:
    """LibreOffice gives a connector a rotation of its own making, but no other shape."""
    assert told(seen(), seen(wire_turned), rewritten=True) == []
    assert len(told(seen(), seen(turned(90)), rewritten=True)) == 1
    assert len(told(seen(), seen(flipped), rewritten=True)) == 1


def renumbered(shapes: Shapes) -> None:
    shapes["Band"].name = "Band 2"


def test_a_number_that_libreoffice_adds_to_a_name_as_a_slide_moves_is_no_other_shape() -> None:
    assert told(seen(), seen(renumbered), rewritten=True) == []
    turned_too = told(seen(), seen(renumbered, turned(90)), rewritten=True)
    assert [what.partition(":")[0] for what in turned_too] == ["the rotation of `Band`"]
    assert told(seen(), seen(renumbered)) != []
