"""Markup that prints as it stands: a warning at its place in every kind of text, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.diagnostics import Problem, Severity
from deckgen.project import Project
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

TEMPLATE = with_layouts("Title and Content", "Three Cards and Strip", of=TEMPLATES["briefing"])
DECK = f"""\
title: Slips
template: {TEMPLATE}
contacts:
  north:
    office: "**North"
slides:
  - id: text
    layout: Title and Content
    Title: A *title
    Content: |
      * One
        [x](www.x.gov)
      \\* One
    notes: |
      > said
  - id: table
    layout: Title and Content
    Title: Table
    Content:
      table: |
        Name | **Number
        > 5 | 1
      total: yes
  - id: chart
    layout: Title and Content
    Title: Chart
    Content:
      chart: column
      title: "**Chart"
      data: |
        Office | **Beds
        *North | 1
      labels: |
        1 *bed
      alt: A *chart
  - id: map
    layout: Title and Content
    Title: Map
    Content:
      map: states
      points: |
        **Here | 40 | -90
      alt: A *map
  - id: contacts
    layout: Three Cards and Strip
    Title: Contacts
    Card:
      - contact: north
      - contact: north
"""
PLACES = [
    "5:14", "9:14", "11:7", "12:9", "15:7", "21:16", "29:15", "31:18", "32:9", "34:11", "42:9",
]  # fmt: skip
"""All but the alternative texts, which have no markup."""


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slips") / "deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


def test_build_warns_at_each_place_once(deck: Path) -> None:
    found = Project(deck).build(force=True).diagnostics
    assert {slip.severity for slip in found} == {Severity.WARNING}
    assert sorted(str(slip.place).rpartition("yaml:")[2] for slip in found) == sorted(PLACES)


def test_strict_refuses_them(deck: Path) -> None:
    with pytest.raises(Problem) as caught:
        Project(deck).build(deck.parent / "strict.pptx", strict=True)
    assert len(caught.value.diagnostics) == len(PLACES)
    assert not (deck.parent / "strict.pptx").exists()


def test_lines_that_yaml_joins(tmp_path: Path) -> None:
    text = f"""\
title: Folded
template: {TEMPLATE}
slides:
  - id: folded
    layout: Title and Content
    Title: A title
      of two lines
    Content: >-
      One
      Two

      Three
    notes: >
      Prose, in
      two lines
  - id: kept
    layout: Title and Content
    Title: "A title"
    Content: >

      One

      Two

  - id: rows
    layout: Title and Content
    Title: 'A title of one line'
    Content:
      table: |
        A | B
        1 | 2
  # a remark
"""
    deck = tmp_path / "deck.yaml"
    deck.write_text(text, encoding="utf-8")
    found = Project(deck).build().diagnostics
    assert [(slip.code, str(slip.place).rpartition("yaml:")[2]) for slip in found] == [
        ("folded", "7:7"), ("folded", "8:14"),
    ]  # fmt: skip
    assert [slip.message for slip in found] == [
        "YAML joins these 2 lines into one", "YAML joins these 3 lines into 2",
    ]  # fmt: skip
    assert "write `|` in place of `>`" in found[1].helps[0]


@pytest.mark.slow
def test_a_slide_of_the_cache_warns_again(deck: Path) -> None:
    project = Project(deck)
    first = project.build(force=True).diagnostics
    assert project.read_again().build(force=True).diagnostics == first
