"""Faults of the document, its titles, alternative text, tables, order, sections and media."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from deckgen.opc.xml import NAMESPACES
from tests.checks.sound import CHART, COVER, PHOTO, TABLE, TEXT, Seed, describe, named, photo

A, P, P14 = (f"{{{NAMESPACES[name]}}}" for name in ("a", "p", "p14"))
_DECORATIVE = (
    '<a:extLst xmlns:a="{a}"><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
    '<adec:decorative xmlns:adec="{adec}" val="1"/></a:ext></a:extLst>'
).format(**NAMESPACES)


def decorate(shape: Any) -> None:
    shape._element.xpath(".//p:cNvPr")[0].append(etree.fromstring(_DECORATIVE))


def front(slide: Any, shape: Any) -> None:
    """Put a shape where it is read first."""
    tree = slide.shapes._spTree
    tree.remove(shape._element)
    tree.insert(2, shape._element)


def no_title(deck: Any) -> None:
    deck.core_properties.title = ""


def title_of_the_program(deck: Any) -> None:
    deck.core_properties.title = "PowerPoint Presentation"


def file_name_as_title(deck: Any) -> None:
    deck.core_properties.title = "final v2.pptx"


def no_language(deck: Any) -> None:
    deck.core_properties.language = ""


def text_without_language(deck: Any) -> None:
    for part in (deck.part, deck.slide_master.part, *(s.part for s in deck.slides)):
        for element in part._element.iter(f"{A}rPr", f"{A}defRPr"):
            element.attrib.pop("lang", None)
    for layout in deck.slide_layouts:
        for element in layout._element.iter(f"{A}rPr", f"{A}defRPr"):
            element.attrib.pop("lang", None)


def title_deleted(deck: Any) -> None:
    title = deck.slides[TEXT].shapes.title
    title._element.getparent().remove(title._element)


def title_of_spaces(deck: Any) -> None:
    deck.slides[TEXT].shapes.title.text_frame.text = "  "


def same_title(deck: Any) -> None:
    deck.slides[TABLE].shapes.title.text_frame.text = "What  we MEASURE"


def picture_without_alt(deck: Any) -> None:
    describe(deck.slides[PHOTO].shapes[-1], "")


def chart_without_alt(deck: Any) -> None:
    describe(named(deck.slides[CHART], "Chart"), "")


def bare_drawing(deck: Any) -> None:
    deck.slides[PHOTO].shapes.add_shape(MSO_SHAPE.OVAL, Inches(8), Inches(3), Inches(1), Inches(1))


def line_without_alt(deck: Any) -> None:
    deck.slides[PHOTO].shapes.add_connector(1, Inches(8), Inches(3), Inches(9), Inches(3))


def group_of_pictures(deck: Any) -> None:
    shapes = deck.slides[PHOTO].shapes
    group = shapes.add_group_shape()
    for number in range(2):
        picture = group.shapes.add_picture(photo(), Inches(8 + number), Inches(3), Inches(1))
        describe(picture, "")


def file_name_as_alt(deck: Any) -> None:
    describe(deck.slides[PHOTO].shapes[-1], "gauge-1.PNG")


def shape_name_as_alt(deck: Any) -> None:
    picture = deck.slides[PHOTO].shapes[-1]
    describe(picture, picture.name)


def image_of(deck: Any) -> None:
    describe(deck.slides[PHOTO].shapes[-1], "Image of a gauge")


def a_guess(deck: Any) -> None:
    describe(
        deck.slides[PHOTO].shapes[-1],
        "A pole in water\n\nDescription automatically generated with high confidence",
    )


def decorative_with_alt(deck: Any) -> None:
    decorate(deck.slides[PHOTO].shapes[-1])


def decorative_with_text(deck: Any) -> None:
    decorate(named(deck.slides[TEXT], "Content"))


def very_long_alt(deck: Any) -> None:
    describe(deck.slides[PHOTO].shapes[-1], "A gauge on a pole. " * 30)


def no_header_row(deck: Any) -> None:
    named(deck.slides[TABLE], "Table").table.first_row = False


def merged_cells(deck: Any) -> None:
    table = named(deck.slides[TABLE], "Table").table
    table.cell(1, 0).merge(table.cell(2, 0))


def empty_cell(deck: Any) -> None:
    named(deck.slides[TABLE], "Table").table.cell(1, 1).text = " "


def one_column(deck: Any) -> None:
    table = named(deck.slides[TABLE], "Table").table._tbl
    table.tblGrid.remove(table.tblGrid[-1])
    for row in table.tr_lst:
        row.remove(row.tc_lst[-1])


def title_read_last(deck: Any) -> None:
    slide = deck.slides[TEXT]
    tree, title = slide.shapes._spTree, slide.shapes.title._element
    tree.remove(title)
    tree.append(title)


def read_from_below(deck: Any) -> None:
    shapes = deck.slides[PHOTO].shapes
    for top, text in ((6, "below"), (5.6, "above")):
        box = shapes.add_textbox(Inches(8), Inches(top), Inches(3), Inches(0.3))
        box.text_frame.text = text


def default_section(deck: Any) -> None:
    next(deck.part._element.iter(f"{P14}section")).set("name", "Untitled Section")


def section_twice(deck: Any) -> None:
    for section in deck.part._element.iter(f"{P14}section"):
        section.set("name", "Figures")


def film(deck: Any) -> None:
    movie = deck.slides[PHOTO].shapes.add_movie(
        io.BytesIO(b"no film"), Inches(8), Inches(2), Inches(2), Inches(2), photo()
    )
    describe(movie, "The river at noon")
    timing = deck.slides[PHOTO]._element.find(f"{P}timing")
    deck.slides[PHOTO]._element.remove(timing)


def goes_on_by_itself(deck: Any) -> None:
    transition = etree.SubElement(deck.slides[TEXT]._element, f"{P}transition")
    transition.set("advTm", "3000")


def blinks_for_ever(deck: Any) -> None:
    timing = (
        '<p:timing xmlns:p="{p}"><p:tnLst><p:par><p:cTn id="1" dur="indefinite" nodeType="tmRoot">'
        '<p:childTnLst><p:par><p:cTn id="2" repeatCount="indefinite"/></p:par></p:childTnLst>'
        "</p:cTn></p:par></p:tnLst></p:timing>"
    ).format(**NAMESPACES)
    deck.slides[TEXT]._element.append(etree.fromstring(timing))


def off_to_the_right(deck: Any) -> None:
    picture = deck.slides[PHOTO].shapes[-1]
    picture.left = Emu(deck.slide_width + 1)


def text_half_outside(deck: Any) -> None:
    box = deck.slides[PHOTO].shapes.add_textbox(
        Emu(deck.slide_width - Inches(1)), Inches(3), Inches(2), Inches(0.5)
    )
    box.text_frame.text = "half"


def no_number(deck: Any) -> None:
    shape = named(deck.slides[TEXT], "Slide Number")
    shape._element.getparent().remove(shape._element)


def blank_layout(deck: Any) -> None:
    layout = next(item for item in deck.slide_layouts if item.name == "Blank")
    slide = deck.slides.add_slide(layout)
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "Loose words"


def nothing_in_the_placeholder(deck: Any) -> None:
    named(deck.slides[TEXT], "Content").text_frame.text = ""


def essay_in_a_box(deck: Any) -> None:
    box = deck.slides[PHOTO].shapes.add_textbox(Inches(6), Inches(2), Inches(6), Inches(4))
    box.text_frame.word_wrap = True
    box.text_frame.text = "The water rose for three days and fell for two. " * 6
    box.text_frame.paragraphs[0].font.size = Pt(18)


def prompt_on_a_slide(deck: Any) -> None:
    named(deck.slides[TEXT], "Content").text_frame.text = "Click to add text"


def words_on_the_layout(deck: Any) -> None:
    layout = deck.slides[COVER].slide_layout
    box = layout.placeholders[0]._element
    copy = etree.fromstring(etree.tostring(box))
    copy.find(f"{P}nvSpPr/{P}nvPr").clear()
    copy.find(f"{P}nvSpPr/{P}cNvPr").set("id", "99")
    box.getparent().append(copy)


SEEDS = (
    Seed("DOC-TITLE", no_title),
    Seed("DOC-TITLE", title_of_the_program),
    Seed("DOC-TITLE", file_name_as_title),
    Seed("DOC-LANG", no_language),
    Seed("LANG", text_without_language),
    Seed("TITLE-PH", title_deleted),
    Seed("TITLE-MISSING", title_of_spaces),
    Seed("TITLE-DUP", same_title),
    Seed("ALT-MISSING", picture_without_alt),
    Seed("ALT-MISSING", chart_without_alt),
    Seed("ALT-MISSING", bare_drawing),
    Seed("ALT-MISSING", line_without_alt),
    Seed("ALT-MISSING", group_of_pictures),
    Seed("ALT-POOR", file_name_as_alt),
    Seed("ALT-POOR", shape_name_as_alt),
    Seed("ALT-POOR", image_of),
    Seed("ALT-POOR", a_guess),
    Seed("ALT-DECOR", decorative_with_alt),
    Seed("ALT-DECOR", decorative_with_text),
    Seed("ALT-LONG", very_long_alt),
    Seed("TABLE-HEAD", no_header_row),
    Seed("TABLE-MERGE", merged_cells),
    Seed("TABLE-EMPTY", empty_cell),
    Seed("TABLE-LAYOUT", one_column),
    Seed("ORDER-TITLE", title_read_last),
    Seed("ORDER", read_from_below),
    Seed("SEC-NAME", default_section),
    Seed("SEC-DUP", section_twice),
    Seed("CAPTIONS", film),
    Seed("AUTO-ADVANCE", goes_on_by_itself),
    Seed("FLASH", blinks_for_ever),
    Seed("OFF-SLIDE", off_to_the_right),
    Seed("OFF-SLIDE", text_half_outside),
    Seed("SLIDE-NUM", no_number),
    Seed("LAYOUT-BLANK", blank_layout, frozenset({"TITLE-PH", "SLIDE-NUM", "SOUND-SECTION"})),
    Seed("PH-EMPTY", nothing_in_the_placeholder),
    Seed("TEXT-OUTSIDE", essay_in_a_box),
    Seed("MASTER-TEXT", words_on_the_layout),
    Seed("TEMPLATE-WORDS", prompt_on_a_slide),
)
