"""A presentation with all that a plan leaves to its template: groups, lines, decoration, links."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, MSO_SHAPE_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from deckgen.commands import build as commands_build
from deckgen.commands.extract import extract
from deckgen.deck import EmbedMode


def photo(colour: str) -> bytes:
    """A picture of one colour, as a PNG."""
    data = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG")
    return data.getvalue()


def draw(path: Path, *, logo: bool = False) -> Path:
    """Draw it: a slide of shapes, one of a table and a chart, and one of text alone.

    With `logo`, the layout of the last one has a picture.
    """
    deck = Presentation()
    if logo:
        _put_logo(deck.slide_layouts[1])
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Shapes"
    group = slide.shapes.add_group_shape()
    group.name = "Pair"
    for number in (1, 2):
        member = group.shapes.add_shape(MSO_SHAPE.OVAL, Pt(100 * number), Pt(150), Pt(80), Pt(40))
        member.name = f"Member {number}"
        member.text_frame.text = f"member {number}"
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(20), Pt(300), Pt(400), Pt(10))
    band.name = "Band"
    band.fill.solid()
    band.fill.fore_color.rgb = RGBColor.from_string("204060")
    arrow = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(20), Pt(350), Pt(90), Pt(380))
    arrow.name = "Arrow"
    note = slide.shapes.add_textbox(Pt(450), Pt(150), Pt(200), Pt(40))
    note.name = "Note"
    note.text_frame.text = "a note"
    picture = slide.shapes.add_picture(io.BytesIO(photo("red")), Pt(450), Pt(250), Pt(120), Pt(90))
    picture.name = "Photo"
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Figures"
    frame = slide.shapes.add_table(3, 3, Pt(20), Pt(150), Pt(300), Pt(90))
    frame.name = "Grid"
    for row in range(3):
        for column in range(3):
            frame.table.cell(row, column).text = f"{row}{column}"
    data = CategoryChartData()
    data.categories = ["2018", "2019"]
    data.add_series("Removals", (3, 4))
    chart = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Pt(350), Pt(150), Pt(300), Pt(200), data
    )
    chart.name = "Columns"
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Text"
    slide.placeholders[1].text = "a line"
    deck.save(str(path))
    return path


@dataclass(frozen=True, slots=True)
class Built:
    """The deck that was extracted from it, and the presentation that was built of that."""

    deck: Path
    sent: Path


def _put_logo(layout: Any) -> None:
    _, rid = layout.part.get_or_add_image_part(io.BytesIO(photo("green")))
    layout.shapes._spTree.append(
        parse_xml(
            f'<p:pic {nsdecls("p", "a", "r")}><p:nvPicPr><p:cNvPr id="77" name="Logo"/>'
            f'<p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="{rid}"/></p:blipFill>'
            f"<p:spPr/></p:pic>"
        )
    )


def build(folder: Path, *, logo: bool = False) -> Built:
    """Draw, extract and build it in a folder."""
    extract(draw(folder / "drawn.pptx", logo=logo), folder / "deck")
    deck = folder / "deck" / "deck.yaml"
    return Built(
        deck, commands_build.build(deck, output=folder / "sent.pptx", embed=EmbedMode.FULL).path
    )


def shape(deck: Any, name: str) -> Any:
    """The first shape of that name on any slide, in a group or not."""
    found = [shape for slide in deck.slides for shape in _all(slide.shapes)]
    return next(shape for shape in found if shape.name == name)


def _all(shapes: Any) -> Iterator[Any]:
    for item in shapes:
        yield item
        if item.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _all(item.shapes)
