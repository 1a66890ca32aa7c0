"""Each sort of change, as it is told."""

from dataclasses import replace

import pytest
from msgspec import structs

from deckgen.content import Content
from deckgen.content.chart import Chart
from deckgen.content.map import Map
from deckgen.content.table import Table
from deckgen.content.text import Text, plain_text
from deckgen.deck import Anchor, Comment, Section
from deckgen.plan import Plan, Slide
from deckgen.review.diff import diff
from deckgen.review.diff.model import DeckChange
from deckgen.review.diff.render import listing, render_text
from deckgen.review.diff.render import render_markdown as as_markdown
from deckgen.richtext import Paragraph, Run, Style
from tests.content.stage import parsed


def deck(*slides: Slide, sections: tuple[Section, ...] = ()) -> Plan:
    return Plan("A deck", "en-US", slides, sections)


def slide(name: str = "one", **slots: Content | str) -> Slide:
    held = {
        key.replace("_", " "): plain_text(value) if isinstance(value, str) else value
        for key, value in slots.items()
    }
    return Slide(name, "Title and Content", tuple(held.items()))


def told(old: Slide | Plan, new: Slide | Plan) -> list[str]:
    """The lines of the report, without the slide's heading and the count."""
    sides = [side if isinstance(side, Plan) else deck(side) for side in (old, new)]
    lines = render_text(diff(sides[0], sides[1])).splitlines()
    return [line.strip() for line in lines if line.startswith("  ")]


CHART = """
Chart:
  chart: bar
  data: |
    Country | Removals | Share
    Mexico | 127,492 | 48%
    Honduras | 48,800 | 16%
"""
TABLE = """
Table:
  table: |
    Country | Removals
    Mexico | 127,492
    Honduras | 48,800
"""


def test_text_by_word() -> None:
    old, new = slide(Points="57% of all removals"), slide(Points="58% of removals")
    assert told(old, new) == ["Points: [-57%-]{+58%+} of [-all -]removals"]


def test_a_text_that_has_nothing_in_common() -> None:
    assert told(slide(Title="Old"), slide(Title="New")) == ["Title: Old -> New"]


def test_lines_added_removed_and_moved() -> None:
    old = slide(Points="alpha beta\ngamma delta\nepsilon zeta")
    new = slide(Points="gamma delta\nepsilon zeta\nalpha beta\nsomething else")
    assert told(old, new) == [
        "Points, line 3: moved from line 1: alpha beta",
        "Points, line 4: + something else",
    ]
    assert told(old, slide(Points="alpha beta\nepsilon zeta")) == ["Points, line 2: - gamma delta"]


def test_levels_and_formats_are_formatting() -> None:
    line = Paragraph((Run("Total: "), Run("387", Style(bold=True))))
    old = slide(Points=Text((line,)))
    new = slide(Points=Text((Paragraph((Run("Total: 387"),), level=1),)))
    assert told(old, new) == ["Points, formatting: Total: **387** ->   Total: 387"]


def test_a_charts_value_by_series_and_category() -> None:
    old, new = parsed(Chart, CHART), parsed(Chart, CHART.replace("48,800", "49,000"))
    assert told(slide(Chart=old), slide(Chart=new)) == [
        "Chart, Honduras, Removals: 48,800 -> 49,000"
    ]


def test_a_charts_type_and_a_category_more() -> None:
    more = CHART.replace("chart: bar", "chart: column") + "    Cuba | 463 | 0%\n"
    got = told(slide(Chart=parsed(Chart, CHART)), slide(Chart=parsed(Chart, more)))
    assert got == [
        "Chart, chart: bar -> column",
        "Chart, category 3: + Cuba | 463 | 0%",
    ]


def test_a_charts_labels_by_category() -> None:
    labels = "  labels: |\n    127,492 (48%)\n    48,800 (16%)\n"
    edited = "  labels: |\n    130,010 (49%)\n    61,115 (23%)\n"
    old, new = (
        slide(
            Chart=parsed(
                Chart,
                CHART.replace(" | Share", "").replace(" | 48%", "").replace(" | 16%", "") + end,
            )
        )
        for end in (labels, edited)
    )
    assert told(old, new) == [
        "Chart, Mexico, label: [-127,492-]{+130,010+} ([-48%-]{+49%+})",
        "Chart, Honduras, label: [-48,800-]{+61,115+} ([-16%-]{+23%+})",
    ]


def test_a_sign_belongs_to_its_figure() -> None:
    old, new = (
        slide(Points="Mexico: +5% (-$3) from 20-25"),
        slide(Points="Mexico: +7% (-$4) from 20-26"),
    )
    assert told(old, new) == [
        "Points: Mexico: [-+5%-]{++7%+} ([--$3-]{+-$4+}) from 20-[-25-]{+26+}"
    ]


def test_a_tables_cell() -> None:
    old, new = parsed(Table, TABLE), parsed(Table, TABLE.replace("48,800", "49,000"))
    assert told(slide(Table=old), slide(Table=new)) == [
        "Table, Honduras, Removals: 48,800 -> 49,000"
    ]


LOOKS = f"""{TABLE}    Cuba | 9
  cells: |
    B3 | fill=accent2
    B | align=center
    A2:A4 | anchor=top
"""


def test_the_looks_of_cells_are_told_by_their_headings() -> None:
    old = parsed(Table, LOOKS)
    new = parsed(Table, LOOKS.replace("accent2", "accent3").replace("A2:A4", "A2:A3"))
    assert told(slide(Table=old), slide(Table=new)) == [
        "Table, Honduras, Removals (B3): fill=[-accent2-]{+accent3+}",
        "Table, Mexico to Honduras, Country (A2:A3): moved from Mexico to Cuba, Country (A2:A4): "
        "anchor=top",
    ]


def test_a_look_that_only_moved_with_its_row_is_not_told() -> None:
    longer = LOOKS.replace("    Honduras", "    Haiti | 5\n    Honduras").replace("B3", "B4")
    moved = parsed(Table, longer.replace("A2:A4", "A2:A5"))
    assert told(slide(Table=parsed(Table, LOOKS)), slide(Table=moved)) == [
        "Table, row 3: + Haiti | 5",
    ]


def test_cells_that_were_merged_are_told_in_words() -> None:
    old, new = parsed(Table, TABLE), parsed(Table, TABLE.replace("48,800", "<"))
    (line,) = told(slide(Table=old), slide(Table=new))
    assert "joined to the cell on its left" in line


def test_cells_that_say_more_than_text_are_told_by_their_headings() -> None:
    cells = """
Table:
  rows:
    -
      - Country
      - text: Removals
    -
      - Mexico
      - text: 127,492
        align: left
"""
    new = cells.replace("127,492", "130,000").replace("left", "center")
    assert told(slide(Table=parsed(Table, cells)), slide(Table=parsed(Table, new))) == [
        "Table, Mexico, Removals (B2): align=[-left-]{+center+}",
        "Table, Mexico, Removals: 127,492 -> 130,000",
    ]


def test_a_region_of_another_name() -> None:
    regions = "M:\n  map: counties\n  of: MO\n  regions:\n    West: Clay\n    East: Jefferson\n"
    old, new = (parsed(Map, text) for text in (regions, regions.replace("West", "Plains")))
    assert told(slide(Map=old), slide(Map=new)) == ["Map, regions: West -> Plains"]


def test_a_column_more() -> None:
    wide = TABLE.replace("Removals", "Removals | Share").replace("127,492", "127,492 | 48%")
    wide = wide.replace("48,800", "48,800 | 16%")
    got = told(slide(Table=parsed(Table, TABLE)), slide(Table=parsed(Table, wide)))
    assert got == [
        "Table, heading, column 3: + Share",
        "Table, Mexico, Share: + 48%",
        "Table, Honduras, Share: + 16%",
    ]


def test_slots_and_kinds() -> None:
    chart = parsed(Chart, CHART)
    assert told(slide(Title="T"), slide(Title="T", Points="P")) == ["Points: + P"]
    assert told(slide(Title="T", Points="P"), slide(Title="T")) == ["Points: - P"]
    got = told(slide(Content="Text"), slide(Content=chart))
    assert got[0] == "Content: - Text"
    assert "Content, category 1: + Mexico | 127,492 | 48%" in got


def test_notes_and_comments() -> None:
    was, now = Comment("Ann", "Why?", "A"), Comment("Ann", "Why?", "A", done=True)
    answered = structs.replace(was, replies=(Comment("Bob", "Because.", "B"),))
    old = replace(slide(Title="T"), notes=plain_text("Say this."), comments=(was,))
    assert told(old, replace(old, notes=plain_text("Say that."))) == [
        "notes: Say [-this-]{+that+}."
    ]
    assert told(old, replace(old, notes=None)) == ["notes: - Say this."]
    assert told(old, replace(old, comments=(now,))) == ["comment by Ann: done"]
    assert told(old, replace(old, comments=(answered,))) == [
        "comment by Ann: answered by Bob: Because."
    ]
    assert told(old, replace(old, comments=())) == ["comment by Ann: - Why?"]
    assert told(old, replace(old, comments=(Comment("Ann", "Why?", "A", anchor=Anchor(3)),))) == []


def test_slides_added_removed_moved_and_hidden() -> None:
    a, b, c, d = (slide(name, Title=name.upper()) for name in "abcd")
    assert told(deck(a, b, c), deck(b, c, a)) == ["moved from 1 to 3"]
    assert told(deck(a, b), deck(a)) == ["removed", "- Title: B"]
    assert told(deck(a), deck(a, d)) == ["added", "+ Title: D"]
    assert told(deck(a), deck(replace(a, hidden=True))) == ["hidden"]
    assert told(deck(replace(a, hidden=True)), deck(a)) == ["shown again"]
    assert told(deck(a), deck(replace(a, layout="Table"))) == ["layout: Title and Content -> Table"]


def test_sections() -> None:
    a, b = slide("a", Title="A"), slide("b", Title="B")
    old = deck(a, b, sections=(Section("First", ("a",)), Section("Second", ("b",))))
    new = deck(a, b, sections=(Section("First", ("a", "b")),))
    assert render_text(diff(old, new)).splitlines() == [
        "sections: First[-, Second-]",
        "",
        "Slide 2: B",
        "  section: Second -> First",
        "",
        "1 slide changed",
    ]


def test_the_count_says_how_many_slides() -> None:
    a, b, c = (slide(name, Title=name) for name in "abc")
    changes = diff(deck(a, b, c), deck(c, replace(a, hidden=True), slide("d", Title="d")))
    assert render_text(changes).splitlines()[-1] == "1 slide changed, 1 added, 1 removed, 1 moved"


def test_the_memo() -> None:
    old = deck(slide(Title="A | B", Points="57% of *all* removals"))
    new = deck(slide(Title="A | B", Points="58% of *all* removals"))
    assert as_markdown(diff(old, new), "old.pptx", "new.pptx") == (
        "# What changed\n"
        "\n"
        "old.pptx → new.pptx\n"
        "\n"
        "1 slide changed.\n"
        "\n"
        "| Slide | Place | Old | New |\n"
        "|---|---|---|---|\n"
        "| 1 A \\| B | Points | **57%** of \\*all\\* removals | **58%** of \\*all\\* removals |\n"
    )


def test_rows_of_one_heading_are_told_by_their_numbers() -> None:
    twice = TABLE + "    Mexico | 5\n"
    old, new = parsed(Table, twice), parsed(Table, twice.replace("| 5", "| 6"))
    assert told(slide(Table=old), slide(Table=new)) == ["Table, Mexico (row 4), Removals: 5 -> 6"]


def test_rows_without_a_heading_are_told_by_their_numbers_alone() -> None:
    bare = TABLE + "    | 5\n    | 7\n"
    old, new = parsed(Table, bare), parsed(Table, bare.replace("| 7", "| 8"))
    assert told(slide(Table=old), slide(Table=new)) == ["Table, row 5, Removals: 7 -> 8"]


def test_a_heading_of_two_lines_is_told_in_one() -> None:
    cells = """
Table:
  rows:
    -
      - Country
      - |
        Removals
        2018
    -
      - Mexico
      - 127,492
"""
    old, new = parsed(Table, cells), parsed(Table, cells.replace("127,492", "130,000"))
    assert told(slide(Table=old), slide(Table=new)) == [
        "Table, Mexico, Removals / 2018: 127,492 -> 130,000"
    ]


def test_the_first_cell_of_a_row_and_a_whole_row() -> None:
    old, new = parsed(Table, TABLE), parsed(Table, TABLE.replace("Honduras", "Cuba"))
    assert told(slide(Table=old), slide(Table=new)) == ["Table, row 3, Country: Honduras -> Cuba"]
    short = parsed(Table, TABLE.replace("    Mexico | 127,492\n", ""))
    assert told(slide(Table=old), slide(Table=short)) == ["Table, row 2: - Mexico | 127,492"]


@pytest.mark.parametrize("fields", [("Date", "Footer"), ("Footer", "Date")])
def test_what_every_slide_says_is_told_in_one_order(fields: tuple[str, str]) -> None:
    old, new = (
        deck(*(slide(name, Date=f"{day} March", Footer=f"Day {day}") for name in "ab"))
        for day in (6, 7)
    )
    told = [
        change.what for change in diff(old, new, fields=fields) if isinstance(change, DeckChange)
    ]
    assert told == ["`Date` of 2 slides", "`Footer` of 2 slides"]


def test_what_every_slide_says_is_told_once_and_not_of_new_slides() -> None:
    def dated(day: str, *names: str) -> Plan:
        return deck(*(slide(name, Title=name.upper(), Date=day) for name in names))

    old, new = dated("6 March", "a", "b"), dated("7 March", "a", "b", "c")
    told_once = render_text(diff(old, new, fields={"Date"})).splitlines()
    assert told_once == [
        "`Date` of 2 slides: [-6-]{+7+} March",
        "",
        "Slide 3: C",
        "  added",
        "  + Title: C",
        "",
        "1 slide added",
    ]
    assert told(dated("6 March", "a"), dated("7 March", "a")) == ["Date: [-6-]{+7+} March"]


def test_digests_are_for_programs() -> None:
    old, new = (
        slide(Points=Text((Paragraph((Run("Total", Style(opaque=xml)),)),)))
        for xml in ('<a:rPr xmlns:a="a" b="1"/>', '<a:rPr xmlns:a="a" b="2"/>')
    )
    assert told(old, new) == ["Points, formatting: changed"]


def test_nothing_to_tell() -> None:
    same = deck(slide(Title="T"))
    assert render_text(diff(same, same)) == ""
    assert as_markdown(diff(same, same), "a", "b").endswith("Nothing changed.\n")


def test_the_listing_for_git_shows_a_change_in_its_line() -> None:
    old = deck(slide(Title="T", Points="one\ntwo"), sections=(Section("Part", ("one",)),))
    new = deck(slide(Title="T", Points="one\nthree"), sections=(Section("Part", ("one",)),))
    before, after = listing(old).splitlines(), listing(new).splitlines()
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [("  two", "  three")]
    assert before[:4] == ["title: A deck", "", "## Part", ""]
