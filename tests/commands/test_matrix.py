"""The matrix of slides and variants."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from deckgen.commands.build import (
    SlideState,
    VariantMatrixCell,
    as_csv,
    as_html,
    compare,
    rows,
    table,
)
from deckgen.content.text import plain_text
from deckgen.plan import Plan, Slide


def plan(*slides: Slide) -> Plan:
    return Plan("Deck", "en-US", slides)


def slide(name: str, title: str = "", *, hidden: bool = False) -> Slide:
    return Slide(name, "Layout", (("Title", plain_text(title)),), hidden=hidden)


BASE = plan(slide("a", "A"), slide("b", "B"), slide("c", "C"))
OTHER = plan(slide("a", "A"), slide("x", "X & <Y>"), slide("c", "C", hidden=True))


def test_states() -> None:
    assert [(cell.slide, cell.text) for cell in compare(BASE, OTHER)] == [
        ("a", "same"), ("x", "added"), ("c", "changed, hidden"),
    ]  # fmt: skip


def test_table_lists_added_slides_after_what_they_follow() -> None:
    listed = table(compare(BASE, BASE), {"v": compare(BASE, OTHER)}, ["broken"])
    assert listed == [
        ["slide", "title", "v", "broken"],
        ["a", "A", "same", "failed"],
        ["x", "X & <Y>", "added", "failed"],
        ["b", "B", "absent", "failed"],
        ["c", "C", "changed, hidden", "failed"],
    ]


def test_csv_reads_back() -> None:
    listed = table(compare(BASE, BASE), {'odd, "name"': compare(BASE, OTHER)})
    assert list(csv.reader(StringIO(as_csv(listed)))) == listed


class Cells(HTMLParser):
    """The texts of a page's cells, and the head cells' scopes."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.scopes: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("th", "td"):
            self.cells.append("")
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))

    def handle_data(self, data: str) -> None:
        if self.cells and data.strip():
            self.cells[-1] += data


def test_html_says_the_same() -> None:
    listed = table(compare(BASE, BASE), {"v": compare(BASE, OTHER)})
    page = Cells()
    page.feed(as_html(listed, "Deck & variants", "en-US"))
    assert page.cells == [text for row in listed for text in row]
    assert page.scopes == ["col"] * 3 + ["row"] * 4


names = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)
columns = st.lists(names, max_size=4)


@given(names, columns)
def test_every_slide_has_one_row_and_the_base_keeps_its_order(
    base: list[str], others: list[list[str]]
) -> None:
    def column(ids: list[str]) -> tuple[VariantMatrixCell, ...]:
        return tuple(VariantMatrixCell(name, "", SlideState.SAME) for name in ids)

    listed = [cell.slide for cell in rows(column(base), map(column, others))]
    assert sorted(listed) == sorted({*base, *(name for other in others for name in other)})
    assert [name for name in listed if name in base] == base
