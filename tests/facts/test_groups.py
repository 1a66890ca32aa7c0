"""Groups in files of facts give the facts that the same fields under each of them give."""

from datetime import date
from pathlib import Path

import pytest

from deckgen.commands import flatten
from deckgen.diagnostics import Problem
from deckgen.facts import Facts
from deckgen.facts.files import read
from deckgen.facts.model import Fact
from deckgen.facts.numbers import Status
from deckgen.facts.resolve import source_line
from deckgen.project import Project
from tests.facts.checked import deck, findings
from tests.facts.reading import facts

GROUPED = """
removals:
  as_of: 2018-09-30
  source: ICE ERO
  period: FY 2018
  status: e
  unit: removals
  stale_after: 548
  facts:
    removals.total:
      value: 267,258
    removals.mexico:
      value: 127,492
      as_of: 2018-12-31
      source: Case system
      period: FY 2019
      status: none
      unit: people
      stale_after: 90
    removals.share:
      formula: removals.mexico / other.total
      format: .0%
other.total:
  value: 200,000
  as_of: 2017-01-01
  source: Census
"""


def load(folder: Path, text: str) -> Facts:
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return Facts.load([read(path)], language="en-US")


def said(fact: Fact) -> tuple[object, ...]:
    unit = fact.entry.unit and fact.entry.unit.text
    return (fact.as_of, fact.sources, fact.periods, fact.status, unit, fact.entry.stale_after)


def test_a_value_takes_what_its_group_says_and_it_does_not(tmp_path: Path) -> None:
    known = load(tmp_path, GROUPED)
    assert said(known.fact("removals.total")) == (
        date(2018, 9, 30), ("ICE ERO",), ("FY 2018",), Status.ESTIMATED, "removals", 548,
    )  # fmt: skip
    assert said(known.fact("removals.mexico")) == (
        date(2018, 12, 31), ("Case system",), ("FY 2019",), Status.NORMAL, "people", 90,
    )  # fmt: skip


def test_a_formula_takes_its_origins_from_its_inputs_and_not_from_its_group(
    tmp_path: Path,
) -> None:
    share = load(tmp_path, GROUPED).fact("removals.share")
    assert said(share) == (
        date(2017, 1, 1), ("Case system", "Census"), ("FY 2019",), Status.NORMAL, "removals", 548,
    )  # fmt: skip


def test_the_order_is_that_of_the_file_and_a_fact_names_its_group(tmp_path: Path) -> None:
    known = load(tmp_path, GROUPED)
    assert [(fact.id, fact.entry.group and fact.entry.group.text) for fact in known] == [
        ("removals.total", "removals"),
        ("removals.mexico", "removals"),
        ("removals.share", "removals"),
        ("other.total", None),
    ]


def test_the_place_of_an_inherited_field_is_that_of_the_group(tmp_path: Path) -> None:
    fact = load(tmp_path, GROUPED).fact("removals.total")
    assert (fact.place("as_of").line, fact.place("value").line) == (3, 11)


def test_a_group_is_named_as_you_like(tmp_path: Path) -> None:
    known = load(
        tmp_path, "Counts, FY 2018:\n  source: ICE ERO\n  facts:\n    a.b:\n      value: 1\n"
    )
    assert source_line(known, language="en-US") == "Source: ICE ERO."


def test_what_is_to_come_in_a_group_is_pending_for_its_facts(tmp_path: Path) -> None:
    known = load(tmp_path, GROUPED.replace("as_of: 2018-09-30", "as_of: TODO the day", 1))
    assert [place.line for place in known.fact("removals.total").pending] == [3]
    assert not known.fact("removals.mexico").pending


def test_a_formula_to_come_takes_nothing_of_a_group_that_a_formula_does_not(
    tmp_path: Path,
) -> None:
    known = load(
        tmp_path,
        "g:\n  as_of: 2018-09-30\n  unit: people\n  facts:\n    a.b:\n      formula: TODO\n",
    )
    assert said(known.fact("a.b"))[0] is None
    assert said(known.fact("a.b"))[4] == "people"


def test_a_group_cannot_say_how_long_a_figure_without_a_date_is_good(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"fact `a\.b` has `stale_after` but no `as_of`") as caught:
        load(tmp_path, "g:\n  stale_after: 90\n  facts:\n    a.b:\n      value: 1\n")
    assert str(caught.value.diagnostics[0].place).endswith("facts.yaml:2:16")


def test_a_deck_itself_has_no_groups(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="has no field `facts`"):
        facts("g:\n  as_of: 2018-09-30\n  facts:\n    a.b:\n      value: 1\n")


def test_figures_that_a_grouped_file_said_before_are_found_where_they_are_left_over(
    tmp_path: Path,
) -> None:
    slide = "layout: Title and Content\nTitle: ${a.b} ships\nContent: It was 1,180 ships\n"
    path = deck(tmp_path, "a.b:\n  value: 1,204\n", slide)
    before = tmp_path / "before.yaml"
    before.write_text(
        "in 2019:\n  as_of: 2019-12-31\n  facts:\n    a.b:\n      value: 1,180\n", encoding="utf-8"
    )
    (found,) = findings(path, "LEFT-OVER", since=before)
    assert "is what `a.b` said before; now it says 1,204" in found.diagnostic.message


def test_a_flattened_deck_says_what_groups_said_under_each_fact(tmp_path: Path) -> None:
    path = deck(tmp_path, GROUPED, "layout: Title and Content\nTitle: ${removals.total} and more\n")
    flat = flatten.text(Project(path), tmp_path / "flat")
    (tmp_path / "flat.yaml").write_text(flat, encoding="utf-8")
    again = Project(tmp_path / "flat.yaml").deck.facts
    assert [said(fact) for fact in again] == [said(fact) for fact in Project(path).deck.facts]
