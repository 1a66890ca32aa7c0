"""What a reviewer did to shapes by hand in PowerPoint is listed; nothing is written for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from deckgen.commands import pull
from deckgen.review.pull.report import PullReport
from tests.support import drawn
from tests.support.drawn import Built, shape

pytestmark = pytest.mark.slow

RED = RGBColor(0xFF, 0, 0)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return drawn.build(tmp_path_factory.mktemp("drawn"))


def reviewed(built: Built, edit: Callable[[Deck], None], folder: Path) -> PullReport:
    deck = Presentation(str(built.sent))
    edit(deck)
    deck.save(str(folder / "reviewed.pptx"))
    return pull.pull(folder / "reviewed.pptx", built.deck, dry=True)


def group_dragged(deck: Deck) -> None:
    shape(deck, "Pair").left += Pt(20)


def member_dragged(deck: Deck) -> None:
    shape(deck, "Member 1").left += Pt(20)


def member_resized(deck: Deck) -> None:
    shape(deck, "Member 2").width += Pt(20)


def member_turned(deck: Deck) -> None:
    shape(deck, "Member 2").rotation = 30


def ungrouped(deck: Deck) -> None:
    pair = shape(deck, "Pair")._element
    for member in pair.findall(qn("p:sp")):
        pair.addprevious(member)
    pair.getparent().remove(pair)


def text_dragged(deck: Deck) -> None:
    shape(deck, "Note").top += Pt(40)


def turned(deck: Deck) -> None:
    shape(deck, "Photo").rotation = 90


def flipped(deck: Deck) -> None:
    shape(deck, "Band")._element.spPr.find(qn("a:xfrm")).set("flipH", "1")


def decoration_dragged(deck: Deck) -> None:
    shape(deck, "Band").top += Pt(40)


def brought_to_front(deck: Deck) -> None:
    band = shape(deck, "Band")._element
    band.getparent().append(band)


def decoration_deleted(deck: Deck) -> None:
    remove(shape(deck, "Band"))


def connector_deleted(deck: Deck) -> None:
    remove(shape(deck, "Arrow"))


def remove(found) -> None:  # type: ignore[no-untyped-def]
    found._element.getparent().remove(found._element)


def shape_added(deck: Deck) -> None:
    deck.slides[2].shapes.add_shape(MSO_SHAPE.OVAL, 0, 0, Pt(9), Pt(9)).name = "Blob"


def connector_added(deck: Deck) -> None:
    line = deck.slides[0].shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, Pt(9), Pt(9))
    line.name = "Wire"


def renamed(deck: Deck) -> None:
    shape(deck, "Band").name = "Bar"


def slot_renamed(deck: Deck) -> None:
    shape(deck, "Note").name = "Remark"


def filled(deck: Deck) -> None:
    shape(deck, "Band").fill.fore_color.rgb = RED


def title_filled(deck: Deck) -> None:
    title = deck.slides[2].shapes.title
    title.fill.solid()
    title.fill.fore_color.rgb = RED


def recoloured(deck: Deck) -> None:
    blip = next(shape(deck, "Photo")._element.iter(qn("a:blip")))
    blip.append(parse_xml(f'<a:lum {nsdecls("a")} bright="40000"/>'))


def outlined(deck: Deck) -> None:
    shape(deck, "Note").line.color.rgb = RED


def thickened(deck: Deck) -> None:
    shape(deck, "Arrow").line.width = Pt(3)


def arrowed(deck: Deck) -> None:
    line = shape(deck, "Arrow").line._get_or_add_ln()
    line.append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))


def shadowed(deck: Deck) -> None:
    shadow = '<a:outerShdw blurRad="40000" dist="20000"><a:srgbClr val="000000"/></a:outerShdw>'
    effects = parse_xml(f"<a:effectLst {nsdecls('a')}>{shadow}</a:effectLst>")
    shape(deck, "Note")._element.spPr.append(effects)


def reshaped(deck: Deck) -> None:
    shape(deck, "Member 1")._element.spPr.find(qn("a:prstGeom")).set("prst", "star5")


def described(deck: Deck) -> None:
    shape(deck, "Note")._element.nvSpPr.cNvPr.set("descr", "says a note")


def hidden(deck: Deck) -> None:
    shape(deck, "Note")._element.nvSpPr.cNvPr.set("hidden", "1")


def linked(deck: Deck) -> None:
    shape(deck, "Band").click_action.hyperlink.address = "https://example.org/"


def jumping(deck: Deck) -> None:
    shape(deck, "Photo").click_action.target_slide = deck.slides[2]


def anchored(deck: Deck) -> None:
    shape(deck, "Note").text_frame._txBody.bodyPr.set("anchor", "b")


def inset(deck: Deck) -> None:
    shape(deck, "Note").text_frame.margin_left = Pt(30)


def cell_filled(deck: Deck) -> None:
    shape(deck, "Grid").table.cell(1, 1).fill.gradient()


def axis_limited(deck: Deck) -> None:
    shape(deck, "Columns").chart.value_axis.maximum_scale = 10


def axis_titled(deck: Deck) -> None:
    shape(deck, "Columns").chart.value_axis.axis_title.text_frame.text = "People"


def axis_stepped(deck: Deck) -> None:
    shape(deck, "Columns").chart.value_axis.major_unit = 2


def axis_formatted(deck: Deck) -> None:
    labels = shape(deck, "Columns").chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = '0" kg"', False


def grid_lines_gone(deck: Deck) -> None:
    shape(deck, "Columns").chart.value_axis.has_major_gridlines = False


def series_coloured(deck: Deck) -> None:
    fill = shape(deck, "Columns").chart.plots[0].series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = RED


def point_coloured(deck: Deck) -> None:
    fill = shape(deck, "Columns").chart.plots[0].series[0].points[1].format.fill
    fill.solid()
    fill.fore_color.rgb = RED


def deepened(deck: Deck) -> None:
    space = shape(deck, "Columns").chart._chartSpace
    next(space.iter(qn("c:barChart"))).tag = qn("c:bar3DChart")


LISTED: list[tuple[Callable[[Deck], None], str]] = [
    (group_dragged, "slide `shapes`: the box of `Pair`: 100, 150, 180, 40 -> 120, 150, 180, 40 pt "
                    "(left, top, width, height)"),
    (member_dragged, "slide `shapes`: the box of `Member 1`: 100, 150, 80, 40 -> 120, 150, 80, 40"),
    (member_resized, "slide `shapes`: the box of `Member 2`: 200, 150, 80, 40 -> 200, 150, 100"),
    (member_turned, "slide `shapes`: the rotation of `Member 2`: none -> 30°"),
    (turned, "slide `shapes`: the rotation of `Photo`: none -> 90°"),
    (flipped, "slide `shapes`: the rotation of `Band`: none -> mirrored"),
    (decoration_dragged, "slide `shapes`: the box of `Band`: 20, 300, 400, 10 -> 20, 340, 400, 10"),
    (brought_to_front, "slide `shapes`: `Band` lies in front of `Photo` now"),
    (decoration_deleted, "slide `shapes`: the shape `Band` is gone"),
    (connector_deleted, "slide `shapes`: the connector `Arrow` is gone"),
    (shape_added, "slide `text`: the shape `Blob` is new"),
    (connector_added, "slide `shapes`: the connector `Wire` is new"),
    (renamed, "slide `shapes`: the shape `Band` is called `Bar` now"),
    (slot_renamed, "slide `shapes`: the name of `Note`: its slot's -> `Remark`"),
    (filled, "slide `shapes`: the fill of `Band`: 204060 -> FF0000"),
    (title_filled, "slide `text`: the fill of `Title`: none -> FF0000"),
    (recoloured, "slide `shapes`: the colouring of `Photo` changed"),
    (outlined, "slide `shapes`: the line of `Note`: none -> FF0000"),
    (thickened, "slide `shapes`: the line width of `Arrow`: the default -> 3 pt"),
    (arrowed, "slide `shapes`: the line end of `Arrow`: the default -> triangle"),
    (shadowed, "slide `shapes`: the effects of `Note` changed"),
    (reshaped, "slide `shapes`: the outline of `Member 1`: ellipse -> star5"),
    (described, "slide `shapes`: the alternative text of `Note`: none -> “says a note”"),
    (hidden, "slide `shapes`: `Note` is hidden now"),
    (linked, "slide `shapes`: the click action of `Band`: none -> https://example.org/"),
    (jumping, "slide `shapes`: the click action of `Photo`: none -> slide `text`"),
    (anchored, "slide `shapes`: the text anchor of `Note`: what its place"),
    (inset, "slide `shapes`: the text margins of `Note`: what its place says -> 30"),
    (cell_filled, "slide `figures`: the look of cells of `Grid` changed in row 2 column 2"),
    (series_coloured, "slide `figures`: the fill of series 1 of `Columns`: "),
    (point_coloured, "slide `figures`: the fill of point 2 of series 1 of `Columns`: "),
]  # fmt: skip


def test_a_dragged_slot_is_pulled(built: Built, tmp_path: Path) -> None:
    report = reviewed(built, text_dragged, tmp_path)
    assert report.untracked == []
    (text,) = report.files.values()
    assert "boxes:\n  Note: 450, 190, 200, 40\n" in text


@pytest.mark.parametrize(("edit", "line"), LISTED, ids=[edit.__name__ for edit, _ in LISTED])
def test_it_is_listed(
    edit: Callable[[Deck], None], line: str, built: Built, tmp_path: Path
) -> None:
    report = reviewed(built, edit, tmp_path)
    found = [str(item) for item in report.untracked]
    assert len(found) == 1
    assert found[0].startswith(line)
    assert report.files == {}


def test_each_shape_that_left_its_group_is_listed(built: Built, tmp_path: Path) -> None:
    report = reviewed(built, ungrouped, tmp_path)
    assert [str(item) for item in report.untracked] == [
        "slide `shapes`: the group of `Member 1`: `Pair` -> none",
        "slide `shapes`: the group of `Member 2`: `Pair` -> none",
        "slide `shapes`: the group `Pair` is gone",
    ]


def test_a_chart_of_a_kind_that_yaml_lacks_is_listed(built: Built, tmp_path: Path) -> None:
    report = reviewed(built, deepened, tmp_path)
    line = "slide `figures`: `Columns` is of a kind now that YAML does not have"
    assert line in [str(item) for item in report.untracked]


def cropped(deck: Deck) -> None:
    shape(deck, "Photo").crop_left = 0.2


def picture_described(deck: Deck) -> None:
    shape(deck, "Photo")._element.nvPicPr.cNvPr.set("descr", "a red photo")


def table_described(deck: Deck) -> None:
    shape(deck, "Grid")._element.nvGraphicFramePr.cNvPr.set("descr", "a grid of numbers")


def chart_described(deck: Deck) -> None:
    shape(deck, "Columns")._element.nvGraphicFramePr.cNvPr.set("descr", "a chart of numbers")


def merged(deck: Deck) -> None:
    table = shape(deck, "Grid").table
    table.cell(1, 0).merge(table.cell(1, 1))


def columns_shared_otherwise(deck: Deck) -> None:
    columns = shape(deck, "Grid").table.columns
    columns[0].width, columns[1].width = columns[0].width + Pt(60), columns[1].width - Pt(60)


def bars(deck: Deck) -> None:
    space = shape(deck, "Columns").chart._chartSpace
    next(space.iter(qn("c:barDir"))).set("val", "bar")


def chart_titled(deck: Deck) -> None:
    shape(deck, "Columns").chart.chart_title.text_frame.text = "Removals by year"


def legend_shown(deck: Deck) -> None:
    shape(deck, "Columns").chart.has_legend = True


PULLED = [
    cropped, picture_described, table_described, chart_described, merged,
    columns_shared_otherwise, bars, chart_titled, legend_shown, axis_limited, axis_titled,
    axis_stepped, axis_formatted, grid_lines_gone,
]  # fmt: skip


@pytest.mark.parametrize("edit", PULLED, ids=[edit.__name__ for edit in PULLED])
def test_what_yaml_can_hold_is_pulled_instead(
    edit: Callable[[Deck], None], built: Built, tmp_path: Path
) -> None:
    report = reviewed(built, edit, tmp_path)
    assert len(report.pulled) == 1
    assert report.untracked == []
    assert report.differences == []


def test_a_row_that_was_added_takes_its_neighbours_look(built: Built, tmp_path: Path) -> None:
    def edit(deck: Deck) -> None:
        table = shape(deck, "Grid").table._tbl
        table.append(etree.fromstring(etree.tostring(table.tr_lst[1])))

    assert reviewed(built, edit, tmp_path).untracked == []
