"""Faults of text: size, links, typed lists, spaces, dates, values to come."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Inches, Pt

from tests.checks.sound import CHART, PHOTO, TABLE, TEXT, Seed, named

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def content(deck: Any) -> Any:
    return named(deck.slides[TEXT], "Content").text_frame


def small_run(deck: Any) -> None:
    content(deck).paragraphs[0].runs[0].font.size = Pt(11)


def shrunk_text(deck: Any) -> None:
    body = content(deck)._txBody.bodyPr
    for child in list(body):
        body.remove(child)
    fit = body.makeelement(f"{A}normAutofit")
    fit.set("fontScale", "40000")
    body.append(fit)


def small_cell(deck: Any) -> None:
    cell = named(deck.slides[TABLE], "Table").table.cell(1, 1)
    cell.text_frame.paragraphs[0].runs[0].font.size = Pt(9)


def small_running_text(deck: Any) -> None:
    line = content(deck).paragraphs[0]
    line.text = "Four times a day we read the depth of the river at Elm"
    line.runs[0].font.size = Pt(14)


def _link(deck: Any, words: str, target: str) -> None:
    run = content(deck).paragraphs[0].add_run()
    run.text = words
    run.hyperlink.address = target


def click_here(deck: Any) -> None:
    _link(deck, "Click here", "https://example.gov/report")


def bare_address(deck: Any) -> None:
    _link(deck, "https://example.gov/reports/2020/depths.html", "https://example.gov/")


def link_in_two_runs(deck: Any) -> None:
    _link(deck, "read ", "https://example.gov/report")
    _link(deck, "more", "https://example.gov/report")


def own_disk(deck: Any) -> None:
    _link(deck, "the annual report", "file:///C:/Users/me/report.docx")


def beside_the_deck(deck: Any) -> None:
    _link(deck, "the annual report", "report.docx")


def linked_picture_gone(deck: Any) -> None:
    picture = deck.slides[PHOTO].shapes[-1]
    rid = deck.slides[PHOTO].part.rels._add_relationship(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        "file:///nowhere/gauge.png",
        is_external=True,
    )
    blip = picture._element.blipFill.find(f"{A}blip")
    blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", rid)


def _lines(deck: Any, *lines: str) -> None:
    box = deck.slides[PHOTO].shapes.add_textbox(Inches(8), Inches(3), Inches(4), Inches(2))
    box.text_frame.text = "\n".join(lines)
    for paragraph in box.text_frame.paragraphs:
        paragraph.font.size = Pt(18)


def typed_dashes(deck: Any) -> None:
    _lines(deck, "- Elm", "- Oak")


def typed_numbers(deck: Any) -> None:
    _lines(deck, "1. Elm", "2. Oak")


def numbers_between_line_breaks(deck: Any) -> None:
    _lines(deck, "1. Elm\v2. Oak")


def dashes_below_a_bullet(deck: Any) -> None:
    content(deck).paragraphs[0].text = "Rivers\v- Elm\v- Oak"


def numbers_that_continue_a_number(deck: Any) -> None:
    first = content(deck).paragraphs[0]
    first.text = "Elm\v2. Oak"
    first._p.get_or_add_pPr().insert(
        0, first._p.makeelement(f"{A}buAutoNum", {"type": "arabicPeriod"})
    )


def a_level_left_out(deck: Any) -> None:
    content(deck).paragraphs[1].level = 2


def two_empty_lines(deck: Any) -> None:
    _lines(deck, "Elm", "", " ", "Oak")


def columns_of_spaces(deck: Any) -> None:
    _lines(deck, "Elm      12 m", "Oak      15 m")


def value_to_come(deck: Any) -> None:
    _lines(deck, "Depth: TODO")


def two_spellings(deck: Any) -> None:
    _lines(deck, "Read on 3/6/2020")


def too_many_lines(deck: Any) -> None:
    content(deck).text = "\n".join(f"Gauge {number}" for number in range(60))


def many_lines(deck: Any) -> None:
    content(deck).text = "\n".join(f"Gauge {number}" for number in range(22))


def _table_of_many_rows(deck: Any) -> Any:
    """A table whose stored heights fit, and whose text does not."""
    table = named(deck.slides[TABLE], "Table").table
    row = table._tbl.tr_lst[-1]
    for _ in range(12):
        more = deepcopy(row)
        for extension in more.findall(f"{A}extLst"):  # the row's id
            more.remove(extension)
        table._tbl.append(more)
    for row in table.rows:
        row.height = Pt(15)
    return table


def too_many_rows(deck: Any) -> None:
    _table_of_many_rows(deck)


def rows_in_a_font_nobody_knows(deck: Any) -> None:
    for row in _table_of_many_rows(deck).rows:
        for cell in row.cells:
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.name = "No Such Font"


def _plotted(deck: Any, names: list[str], values: list[float]) -> Any:
    """The sound deck's chart, with other data; its frame stays."""
    shape = named(deck.slides[CHART], "Chart")
    data = CategoryChartData()
    data.categories = names
    data.add_series("Flow", values)
    shape.chart.replace_data(data)
    return shape


def long_names_below_columns(deck: Any) -> None:
    rivers = [f"Donaudampfschifffahrtsgesellschaft {number}" for number in range(8)]
    chart = _plotted(deck, rivers, [float(number) for number in range(10, 90, 10)]).chart
    for direction in chart._chartSpace.iter(f"{C}barDir"):
        direction.set("val", "col")


def many_names_beside_bars(deck: Any) -> None:
    _plotted(deck, [f"River {number}" for number in range(70)], [20.0] * 70)


def too_much_in_a_label(deck: Any) -> None:
    _lines(deck, "A gauge that stands at the bridge")
    box = deck.slides[PHOTO].shapes[-1]
    box.text_frame.word_wrap = True
    box.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    box.width, box.height = Inches(1.5), Inches(0.3)


def long_word(deck: Any) -> None:
    _lines(deck, "Donaudampfschifffahrtsgesellschaft")
    box = deck.slides[PHOTO].shapes[-1]
    box.text_frame.word_wrap = True
    box.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    box.width = Inches(2)


def too_much_in_a_font_nobody_knows(deck: Any) -> None:
    too_much_in_a_label(deck)
    for run in deck.slides[PHOTO].shapes[-1].text_frame.paragraphs[0].runs:
        run.font.name = "No Such Font"


SEEDS = (
    Seed("FONT-MIN", small_run),
    Seed("FONT-MIN", shrunk_text),
    Seed("FONT-MIN", small_cell),
    Seed("FONT-BODY", small_running_text),
    Seed("LINK-TEXT", click_here),
    Seed("LINK-TEXT", bare_address),
    Seed("LINK-TEXT", link_in_two_runs),
    Seed("LINK-TARGET", own_disk),
    Seed("LINK-TARGET", beside_the_deck),
    Seed("LINK-FILE", linked_picture_gone),
    Seed("LIST-FAKE", typed_dashes),
    Seed("LIST-FAKE", typed_numbers),
    Seed("LIST-FAKE", numbers_between_line_breaks),
    Seed("LIST-FAKE", dashes_below_a_bullet),
    Seed("LIST-FAKE", numbers_that_continue_a_number),
    Seed("LEVEL-SKIP", a_level_left_out),
    Seed("BLANK-RUN", two_empty_lines),
    Seed("BLANK-RUN", columns_of_spaces),
    Seed("TODO", value_to_come),
    Seed("DATE-STYLE", two_spellings),
    Seed("OVERFLOW", too_many_lines),
    Seed("OVERFLOW", too_much_in_a_label),
    Seed("OVERFLOW", too_many_rows),
    Seed("SHRINK", many_lines),
    Seed("CHART-CROWDED", long_names_below_columns),
    Seed("CHART-CROWDED", many_names_beside_bars),
    Seed("WORD-BROKEN", long_word),
    Seed("FIT-REVIEW", too_much_in_a_font_nobody_knows),
    Seed("FIT-REVIEW", rows_in_a_font_nobody_knows),
)
