"""Slides that go on: what each shows, and that nothing is lost."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from deckgen.content import Page
from deckgen.content.table import Table
from deckgen.content.table.cells import TableCell, TableStyleOptions
from deckgen.content.table.layout import CellText
from deckgen.content.text import Text
from deckgen.deck import EmbedMode, load
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.xml import EMU_PER_POINT, each
from deckgen.plan import Plan, Slide, planner
from deckgen.plan.overflow import continued
from deckgen.presentation import read as presentation_read
from deckgen.presentation import write
from deckgen.richtext import Paragraph, Run, Style, outline
from deckgen.template import Template
from deckgen.textfit import measure
from deckgen.textfit.autofit import Fitter
from tests.support.lanes import examples
from tests.textfit.texts import TEMPLATE, line, outlines, template

BASE = template()
TITLE = ("Title", Text((line("Offices"),)))


def with_text(*lines: Paragraph) -> Slide:
    return Slide("offices", "Title and Content", (TITLE, ("Content", Text(lines))))


def shown(slides: tuple[Slide, ...], slot: str = "Content") -> list[list[str]]:
    contents = (slide.content(slot) for slide in slides)
    return [[item.text for item in c.paragraphs()] if c is not None else [] for c in contents]


def test_a_slide_that_fits_stays_as_it_is() -> None:
    slide = with_text(line("One"), line("Two"))
    assert continued(slide, BASE) == (slide,)


def test_a_list_goes_on_in_even_parts() -> None:
    slides = continued(with_text(*(line(f"Office {n}") for n in range(12))), BASE)
    assert [slide.id for slide in slides] == ["offices", "offices-2"]
    assert [slide.title for slide in slides] == ["Offices (1 of 2)", "Offices (2 of 2)"]
    assert [len(part) for part in shown(slides)] == [6, 6]


def test_ids_that_are_taken_are_passed_over() -> None:
    slides = continued(
        with_text(*(line("Office") for _ in range(30))), BASE, {"offices", "offices-2"}
    )
    assert [slide.id for slide in slides] == ["offices", "offices-3", "offices-4", "offices-5"]


def test_a_heading_goes_with_what_it_heads() -> None:
    lines = [line(f"{n}", level) for n in range(5) for level in (0, 1, 1)]
    for slide in continued(with_text(*lines), BASE):
        content = slide.content("Content")
        assert content is not None
        levels = [item.level for item in content.paragraphs()]
        assert (levels[0], levels[-1]) == (0, 1)


def test_the_mark_stands_in_the_titles_own_style_but_not_in_its_link() -> None:
    title = Text((Paragraph((Run("Bold", Style(bold=True, link="https://example.org")),)),))
    slide = Slide(
        "x", "Title and Content", (("Title", title), ("Content", Text((line("Office"),) * 12)))
    )
    first = continued(slide, BASE)[0].content("Title")
    assert first is not None
    (lines,) = first.paragraphs()
    assert lines.runs == (
        Run("Bold", Style(bold=True, link="https://example.org")),
        Run(" (1 of 2)", Style(bold=True)),
    )


def test_what_fits_is_repeated_and_notes_are_said_once() -> None:
    slide = Slide(
        "x",
        "Two Content",
        (TITLE, ("Content 1", Text((line("Long"),) * 20)), ("Content 2", Text((line("Short"),)))),
        notes=Text((line("Said once"),)),
    )
    slides = continued(slide, BASE)
    assert len(slides) == 3
    assert shown(slides, "Content 2") == [["Short"]] * 3
    assert [item.notes is not None for item in slides] == [True, False, False]


def test_the_shorter_of_two_lists_ends_earlier() -> None:
    slide = Slide(
        "x",
        "Two Content",
        (
            TITLE,
            ("Content 1", Text((line("A"),) * 20)),
            ("Content 2", Text((line("B"),) * 12)),
        ),
    )
    slides = continued(slide, BASE)
    assert [len(part) for part in shown(slides, "Content 1")] == [7, 7, 6]
    assert [len(part) for part in shown(slides, "Content 2")] == [6, 6, 0]
    assert slides[2].content("Content 2") is None


def test_titles_and_lines_of_small_print_do_not_go_on() -> None:
    long = Text((line("Much too long for the line it stands in. " * 20),))
    slots = (("Title", long), ("Kicker", long), ("Source", long))
    slide = Slide("x", "Title and Content", slots)
    assert continued(slide, BASE) == (slide,)


def lower(by: float) -> tuple[Template, float]:
    """The template with a slot of its first layout for text so many points lower, and how many of
    the first level's lines that has room for."""
    found = template()
    layout = found.layouts["Title and Content"]
    part = found.package.parts[layout.part_name]
    for shape in each(part.edit(), "p:sp"):
        if next(each(shape, "p:cNvPr")).get("name") == "Content":
            height = next(each(shape, "a:ext"))
            height.set("cy", str(int(height.get("cy", "")) - round(by * EMU_PER_POINT)))
    again = Template.of(Package.load(found.package.save(), "lower.pptx"))
    slot = again.layouts["Title and Content"].slot("Content")
    assert slot is not None
    frame = Fitter(again.package).slot_frame(slot, again.package.parts[layout.part_name])
    assert frame is not None
    (only,) = measure((line("Office"),), frame).paragraphs
    return again, frame.depth / only.lines[0].height


@pytest.mark.slow
@pytest.mark.parametrize(("room", "slides"), [(2.9, 1), (3.1, 5)])
def test_a_slot_with_room_for_less_than_three_lines_holds_no_list(room: float, slides: int) -> None:
    _, most = lower(0)
    _, less = lower(100)
    low, has = lower((most - room) * 100 / (most - less))
    assert has == pytest.approx(room, abs=0.02)
    assert len(continued(with_text(*[line("Office")] * 10), low)) == slides


@given(outlines(24))
def test_numbers_go_on_and_no_line_is_lost(lines: tuple[Paragraph, ...]) -> None:
    slides = continued(with_text(*lines), BASE)
    texts = []
    for slide in slides:
        content = slide.content("Content")
        assert content is not None
        texts.append(outline.write(tuple(content.paragraphs()), {}))
    assert "".join(texts) == outline.write(lines, {})


@given(outlines(24))
def test_the_parts_of_a_text_make_it_again(lines: tuple[Paragraph, ...]) -> None:
    """Lists start with one here: at the edge of a part no other start can be told from going on."""
    lines = tuple(replace(line, number=line.number and 1) for line in lines)
    slide = with_text(*lines)
    parts = [part.content("Content") for part in continued(slide, BASE)]
    whole = Text(lines).joined([part for part in parts if part is not None])
    assert whole == Text(lines)


@given(outlines(24))
def test_every_part_keeps_its_size_if_it_can_be_divided(lines: tuple[Paragraph, ...]) -> None:
    layout = BASE.layouts["Title and Content"]
    slot = layout.slot("Content")
    assert slot is not None
    fitter = Fitter(BASE.package)
    frame = fitter.slot_frame(slot, BASE.package.parts[layout.part_name])
    assert frame is not None
    for slide in continued(with_text(*lines), BASE):
        content = slide.content("Content")
        assert content is not None
        part = tuple(content.paragraphs())
        levels = [item.level for item in part]
        can_be_divided = any(after <= before for before, after in pairwise(levels))
        if can_be_divided and not any("\n" in item.text for item in part):
            assert fitter.fit(part, frame).scale.size == 100


@pytest.mark.slow
@given(outlines(24))
def test_slides_that_go_on_read_back_as_planned(lines: tuple[Paragraph, ...]) -> None:
    slides = continued(with_text(*lines), BASE)
    written = write.write(Plan("T", "en-US", slides), template(), EmbedMode.HASHES)
    read = presentation_read.read(Package.load(written.package.save(), "x.pptx"))
    assert [slide.id for slide in read.slides] == [slide.id for slide in slides]
    assert [slide.slots for slide in read.slides] == [slide.slots for slide in slides]


# --- Tables --------------------------------------------------------------------------------------


def cell(text: str, rows: int = 1) -> TableCell:
    return TableCell((line(text),), rows=rows)


def table(count: int, **said: bool) -> Table:
    rows = [(cell("Office"), cell("Count"))]
    rows += [(cell(f"Office {n}"), cell(f"{n}")) for n in range(count)]
    return Table(tuple(rows), TableStyleOptions(**said))


def with_table(content: Table) -> Slide:
    return Slide("offices", "Table", (TITLE, ("Table", content)))


def tables(slides: tuple[Slide, ...]) -> list[Table]:
    found = [slide.content("Table") for slide in slides]
    assert all(isinstance(item, Table) for item in found)
    return [item for item in found if isinstance(item, Table)]


def test_a_table_goes_on_under_its_header() -> None:
    slides = continued(with_table(table(50)), BASE)
    found = tables(slides)
    assert len(found) >= 3
    assert {item.rows[0] for item in found} == {table(1).rows[0]}
    assert sum((item.rows[1:] for item in found), ()) == table(50).rows[1:]
    slot = BASE.layouts["Table"].slot("Table")
    assert slot is not None
    part = BASE.package.parts[BASE.layouts["Table"].part_name]
    text = CellText.of(Page(BASE.package, part, ""))
    fitted = [item.fitted(slot.box, text) for item in found]
    assert all(sum(item.heights) <= slot.box.height for item in fitted)
    assert len({(item.size, item.widths) for item in fitted}) == 1


def test_a_table_that_fits_stays_as_it_is() -> None:
    slide = with_table(table(8))
    assert continued(slide, BASE) == (slide,)


def test_a_table_without_a_header_repeats_none() -> None:
    found = tables(continued(with_table(table(50, header=False)), BASE))
    assert sum((item.rows for item in found), ()) == table(50).rows


def test_rows_that_a_cell_joins_stay_together() -> None:
    rows = [(cell("Office"), cell("Count"))]
    for n in range(25):
        rows += [(cell(f"Office {n}", rows=2), cell("1")), (cell("2"),)]
    for item in tables(continued(with_table(Table(tuple(rows))), BASE)):
        assert len(item.rows[1]) == 2
        assert len(item.rows[-1]) == 1


def test_a_total_stands_on_the_last_part_only_and_not_alone() -> None:
    found = tables(continued(with_table(table(50, total=True)), BASE))
    assert [item.options.total for item in found] == [False] * (len(found) - 1) + [True]
    assert len(found[-1].rows) >= 3


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(st.integers(1, 60), st.booleans(), st.booleans())
def test_tables_that_go_on_read_back_as_planned(count: int, header: bool, total: bool) -> None:
    slides = continued(with_table(table(count, header=header, total=total)), BASE)
    written = write.write(Plan("T", "en-US", slides), template(), EmbedMode.HASHES)
    read = presentation_read.read(Package.load(written.package.save(), "x.pptx"))
    assert [slide.slots for slide in read.slides] == [slide.slots for slide in slides]


@settings(max_examples=examples(25))
@given(st.integers(1, 60), st.booleans(), st.booleans())
def test_the_parts_of_a_table_make_it_again(count: int, header: bool, total: bool) -> None:
    whole = table(count, header=header, total=total)
    parts = tables(continued(with_table(whole), BASE))
    assert whole.joined(parts) == whole
    assert whole.joined([*parts, Text(())]) is None


# --- From YAML -----------------------------------------------------------------------------------


def deck(folder: Path, overflow: str, lines: int = 20, more: str = "") -> Plan:
    rows = "".join(f"      Office {n}\n" for n in range(lines))
    text = f"""
title: Title
language: en-US
template: {TEMPLATE.as_posix()}
slides:
  - section: First
  - id: offices
    layout: Title and Content
    overflow: {overflow}
    Title: Offices
    Content: |
{rows}{more}
  - section: Second
  - id: last
    layout: Title Only
    Title: Last
"""
    path = folder / "deck.yaml"
    path.write_text(text, encoding="utf-8")
    read = load.read(path)
    return planner.plan(read, Template.open(read.template))


def test_further_slides_stand_in_the_section_of_their_first(tmp_path: Path) -> None:
    plan = deck(tmp_path, "continue")
    assert [slide.id for slide in plan.slides] == ["offices", "offices-2", "offices-3", "last"]
    assert [section.slides for section in plan.sections] == [
        ("offices", "offices-2", "offices-3"),
        ("last",),
    ]


def test_another_word_is_an_error_that_says_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        deck(tmp_path, "shrink")
    (said,) = raised.value.diagnostics
    assert said.code == "overflow"
    assert str(said.place).endswith("deck.yaml:9:15")
    assert "continue" in said.helps[0]


@pytest.mark.slow
def test_parts_grow_by_the_list() -> None:
    counts = [len(continued(with_text(*[line("Office")] * n), BASE)) for n in range(1, 40)]
    assert counts == list(accumulate(counts, max))
