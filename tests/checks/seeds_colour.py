"""Faults of colour, by each of the ways that a colour can come by."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches, Pt

from deckgen.opc.xml import NAMESPACES
from tests.checks.seeds_structure import decorate, front
from tests.checks.sound import CHART, PHOTO, TABLE, TEXT, Seed, describe, named, photo

A = f"{{{NAMESPACES['a']}}}"
C = f"{{{NAMESPACES['c']}}}"


def run(deck: Any) -> Any:
    return named(deck.slides[TEXT], "Content").text_frame.paragraphs[0].runs[0]


def box(deck: Any, words: str = "Elm") -> Any:
    shape = deck.slides[PHOTO].shapes.add_textbox(Inches(8), Inches(3), Inches(2), Inches(0.6))
    shape.text_frame.text = words
    shape.text_frame.paragraphs[0].font.size = Pt(14)
    return shape


def panel(deck: Any, colour: RGBColor, *, at: float = 8, width: float = 2) -> Any:
    """A decorative rectangle beneath the box."""
    shape = deck.slides[PHOTO].shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(at), Inches(2.9), Inches(width), Inches(1)
    )
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour
    decorate(shape)
    return shape


def pale_run(deck: Any) -> None:
    run(deck).font.color.rgb = RGBColor(0xC0, 0xC0, 0xC0)


def background_colour_as_text(deck: Any) -> None:
    run(deck).font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def text_colour_made_pale(deck: Any) -> None:
    colour = run(deck).font.color
    colour.theme_color = MSO_THEME_COLOR.TEXT_1
    colour.brightness = 0.7  # lumMod 30 %, lumOff 70 %


def see_through_text(deck: Any) -> None:
    run(deck).font.color.rgb = RGBColor(0, 0, 0)
    colour = next(run(deck)._r.iter(f"{A}srgbClr"))
    etree.SubElement(colour, f"{A}alpha").set("val", "30000")


def dark_fill_of_its_own(deck: Any) -> None:
    shape = box(deck)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor(0x30, 0x30, 0x30)


def dark_shape_beneath(deck: Any) -> None:
    panel(deck, RGBColor(0x20, 0x20, 0x60))
    box(deck)


def dark_background(deck: Any) -> None:
    fill = deck.slides[TEXT].background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0x20, 0x20, 0x60)


def colour_map_turned_round(deck: Any) -> None:
    """The slide's own map makes text light and leaves its background as light as it is."""
    slide = deck.slides[TEXT]
    fill = slide.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    override = slide._element.find(f"{{{NAMESPACES['p']}}}clrMapOvr")
    override.clear()
    mapping = {
        "bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2", "hlink": "hlink",
        "folHlink": "folHlink", **{f"accent{n}": f"accent{n}" for n in range(1, 7)},
    }  # fmt: skip
    etree.SubElement(override, f"{A}overrideClrMapping", mapping)


def fill_of_the_style(deck: Any) -> None:
    """A shape whose fill is the theme's by `fillRef`, in the colour of its text."""
    shape = deck.slides[PHOTO].shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(8), Inches(3), Inches(2), Inches(1)
    )
    shape.text_frame.text = "Elm"
    font = shape.text_frame.paragraphs[0].runs[0].font
    font.size = Pt(14)
    font.color.theme_color = MSO_THEME_COLOR.ACCENT_1


def colour_of_the_layout(deck: Any) -> None:
    layout = deck.slides[TEXT].slide_layout
    shape = next(s for s in layout.placeholders if s.name == "Content")
    style = shape._element.txBody.find(f"{A}lstStyle")
    style.clear()
    level = etree.SubElement(etree.SubElement(style, f"{A}lvl1pPr"), f"{A}defRPr")
    fill = etree.SubElement(level, f"{A}solidFill")
    etree.SubElement(fill, f"{A}srgbClr").set("val", "DDDDDD")


def pale_cell(deck: Any) -> None:
    cell = named(deck.slides[TABLE], "Table").table.cell(1, 0)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(0x40, 0x40, 0x40)


def pale_head_by_style(deck: Any) -> None:
    """The heads of PowerPoint's usual table style are white, here on a pale accent."""
    table = named(deck.slides[TABLE], "Table")
    name = next(table._element.iter(f"{A}tableStyleId"))
    name.text = "{F5AB1C69-6EDB-4FF4-983F-18BD219EF322}"  # Medium Style 2 - Accent 3
    theme = deck.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    root = etree.fromstring(theme.blob)
    accent = next(root.iter(f"{A}accent3"))
    accent[0].set("val", "CCDDEE")
    theme._blob = etree.tostring(root)


def chart(deck: Any) -> Any:
    return named(deck.slides[CHART], "Chart").chart


def pale_legend(deck: Any) -> None:
    plotted = chart(deck)
    plotted.has_legend = True
    plotted.legend.font.size = Pt(14)
    plotted.legend.font.color.rgb = RGBColor(0xC0, 0xC0, 0xC0)


def labels_in_dark_bars(deck: Any) -> None:
    series = chart(deck).plots[0].series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor(0x20, 0x20, 0x60)
    for position in chart(deck)._chartSpace.iter(f"{C}dLblPos"):
        position.set("val", "ctr")


def pale_bars(deck: Any) -> None:
    series = chart(deck).plots[0].series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor(0xE0, 0xE0, 0xE0)


def two_series_without_labels(deck: Any) -> None:
    plot = chart(deck)._chartSpace.chart.plotArea[1]
    series = plot.find(f"{C}ser")
    copy = etree.fromstring(etree.tostring(series))
    copy.find(f"{C}idx").set("val", "1")
    copy.find(f"{C}order").set("val", "1")
    series.addnext(copy)
    for labels in list(plot.iter(f"{C}dLbls")):
        labels.getparent().remove(labels)


def series_that_some_confuse(deck: Any) -> None:
    """Two labelled series, in a green and a red of one lightness."""
    plot = chart(deck)._chartSpace.chart.plotArea[1]
    series = plot.find(f"{C}ser")
    series.addnext(etree.fromstring(etree.tostring(series)))
    for number, rgb in enumerate((RGBColor(0x5A, 0x78, 0x00), RGBColor(0xA0, 0x60, 0x00))):
        one = chart(deck).plots[0].series[number]
        one._element.find(f"{C}idx").set("val", str(number))
        one._element.find(f"{C}order").set("val", str(number))
        one.format.fill.solid()
        one.format.fill.fore_color.rgb = rgb


def picture_beneath(deck: Any) -> None:
    picture = deck.slides[PHOTO].shapes.add_picture(photo(), Inches(7), Inches(2), Inches(4))
    describe(picture, "The river in flood")
    front(deck.slides[PHOTO], picture)
    title = deck.slides[PHOTO].shapes.title
    front(deck.slides[PHOTO], title)
    box(deck)


def half_on_a_panel(deck: Any) -> None:
    panel(deck, RGBColor(0x20, 0x20, 0x60), width=1)
    box(deck)


def gradient_of_its_own(deck: Any) -> None:
    shape = box(deck)
    shape.fill.gradient()
    stops = shape.fill.gradient_stops
    stops[0].color.rgb, stops[1].color.rgb = RGBColor(0, 0, 0), RGBColor(0xFF, 0xFF, 0xFF)


SEEDS = (
    Seed("CONTRAST-TEXT", pale_run),
    Seed("CONTRAST-TEXT", background_colour_as_text),
    Seed("CONTRAST-TEXT", text_colour_made_pale),
    Seed("CONTRAST-TEXT", see_through_text),
    Seed("CONTRAST-TEXT", dark_fill_of_its_own),
    Seed("CONTRAST-TEXT", dark_shape_beneath),
    Seed("CONTRAST-TEXT", dark_background),
    Seed("CONTRAST-TEXT", colour_map_turned_round),
    Seed("CONTRAST-TEXT", fill_of_the_style),
    Seed("CONTRAST-TEXT", colour_of_the_layout),
    Seed("CONTRAST-TEXT", pale_cell),
    Seed("CONTRAST-TEXT", pale_head_by_style),
    Seed("CONTRAST-TEXT", pale_legend),
    Seed("CONTRAST-TEXT", labels_in_dark_bars),
    Seed("CONTRAST-GRAPHIC", pale_bars),
    Seed("COLOR-ONLY", two_series_without_labels, frozenset({"COLOR-ALIKE"})),
    Seed("COLOR-ALIKE", series_that_some_confuse),
    Seed("CONTRAST-REVIEW", picture_beneath),
    Seed("CONTRAST-REVIEW", half_on_a_panel),
    Seed("CONTRAST-REVIEW", gradient_of_its_own),
)
