r"""PERIOD: what is a typed period or date of another time than the facts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from deckgen.commands import build
from deckgen.opc.package import Package
from deckgen.presentation import read
from tests.facts.checked import deck, findings, found, skipped
from tests.support.paths import ROOT

FACTS = """
beds:
  value: 1,052
  period: FY 2018
  as_of: 2018-09-30
rooms:
  value: 877
  period: March 2019
other:
  value: 933
day:
  value: 2017-01-20
season:
  value: 4,411
  period: Season 12
"""


def words(folder: Path, *lines: str, facts: str = FACTS) -> list[str]:
    """What PERIOD finds in the lines of a slide."""
    text = "".join(f"  {line}\n" for line in lines)
    made = deck(folder, facts, f"layout: Title and Content\nTitle: x\nContent: |\n{text}")
    return [one.words for one in found(made, "PERIOD")]


def test_it_tells_the_place_what_the_facts_have_and_what_to_type(tmp_path: Path) -> None:
    slide = "layout: Title Only\nTitle: Beds in FY 2017, ${beds}"
    (one,) = found(deck(tmp_path, FACTS, slide), "PERIOD")
    assert one == (
        "warning",
        "`FY 2017` is typed, and the facts of this slide are of FY 2018, 2018-09-30",
        "deck.yaml:11:20",
        "FY 2017",
        1,
    )


def each(folder: Path, lines: Sequence[str]) -> list[list[str]]:
    """What PERIOD finds in each of these lines, all of which are on slides of their own."""
    slides = (f"layout: Title and Content\nTitle: x\nContent: |\n  {line}\n" for line in lines)
    told = found(deck(folder, FACTS, *slides), "PERIOD")
    return [[one.words for one in told if one.slide == n] for n, _ in enumerate(lines, 1)]


OTHER = (
    "${beds} in FY 2017",
    "${beds} in fiscal years, FY 2019",
    "${beds} on September 29, 2018",
    "${beds} on 1 October 2018",
    "${beds} on 2018-10-01",
    "${beds} on 9/29/2018",
    "${beds} in Sep 2019",
    "${beds} am 29. September 2018",
    "${beds} el 29 de septiembre de 2018",
    "${beds} in Season 11",
)
SAME = (
    "${beds} in FY 2018",
    "${beds} in ${beds:period} as of ${beds:as_of}",
    "${beds} on September 30, 2018, 30 Sep 2018, 2018-09-30 and 9/30/2018",
    "${beds} in September 2018",
    "${rooms} in March 2019",
    "${beds} on ${day}, 20 January 2017",
    "${beds} in 2017, by HR 2017, at 2017 Main Street",
    "${beds} of FY 2017-18",
    "${other} in FY 2017",
    "In FY 2017",
    r"${beds} in \FY 2017",
    r"${beds} (\FY 2017)",
    r"${beds} on \30 June 2017",
    r"${beds} on \2017-06-30",
    r"${beds} in \March 2017",
    r"${beds} in Season\ 11",
)


def test_another_time_is_told(tmp_path: Path) -> None:
    for line, told in zip(OTHER, each(tmp_path, OTHER), strict=True):
        assert len(told) == 1, line
        assert told[0] in line


@pytest.mark.slow
def test_the_same_time_no_time_and_what_is_meant_are_not(tmp_path: Path) -> None:
    for line, told in zip(SAME, each(tmp_path, SAME), strict=True):
        assert told == [], line


def test_no_backslash_is_offered_where_it_would_be_read_out(tmp_path: Path) -> None:
    photo = ROOT / "tests" / "decks" / "images" / "photo.png"
    (tmp_path / "photo.png").write_bytes(photo.read_bytes())
    content = "picture: photo.png\n  alt: The beds in FY 2017"
    slide = f"layout: Title and Content\nTitle: ${{beds}}\nContent:\n  {content}"
    (one,) = findings(deck(tmp_path, FACTS, slide), "PERIOD")
    assert "\\" not in "".join(one.diagnostic.helps)


def test_cells_and_labels_of_yaml_count_and_those_of_files_notes_and_comments_do_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "data.csv").write_text("Year,Beds\nFY 2016,3\n", encoding="utf-8")
    slides = (
        "layout: Title and Content\nTitle: ${beds}\nContent:\n  table: |\n    Year | Beds\n"
        "    FY 2015 | 3\nnotes: In FY 2014\ncomments:\n  - author: A\n    text: In FY 2013\n",
        "layout: Title and Content\nTitle: ${beds}\nContent:\n  chart: column\n  data: data.csv\n",
    )
    assert [one.words for one in found(deck(tmp_path, FACTS, *slides), "PERIOD")] == ["FY 2015"]


def test_years_count_where_facts_have_years(tmp_path: Path) -> None:
    facts = "beds: {period: '2018', value: '52'}"
    assert words(tmp_path, "${beds} in 2017, not 2018, 1,2017 or $2017", facts=facts) == ["2017"]


def test_without_facts_it_is_not_decided(tmp_path: Path) -> None:
    made = deck(tmp_path, "{}", "layout: Title Only\nTitle: FY 2017")
    assert skipped(made, "PERIOD") == "the deck has no facts"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (r"In \FY 2017", "In FY 2017"),
        (r"\2017-01-20", "2017-01-20"),
        (r"(\30 June 2017)", "(30 June 2017)"),
        (r"C:\2017", r"C:\2017"),
        (r"C:\FY 2017\new", r"C:\FY 2017\new"),
        (r"\\server\2017", r"\server\2017"),
        (r"\new and \n 5", r"\new and \n 5"),
        (r"In \\FY 2017", r"In \FY 2017"),
    ],
)
def test_the_backslash_in_front_does_not_print(tmp_path: Path, typed: str, shown: str) -> None:
    made = deck(tmp_path, FACTS, f"layout: Title Only\nTitle: |\n  {typed}")
    output = tmp_path / "out.pptx"
    build.build(made, output=output)
    assert read.read(Package.open(output)).slides[0].title == shown
