"""Charts whose labels have no room are told, those whose labels have it are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.commands.check import check
from deckgen.diagnostics import Diagnostic
from tests.support.templates import with_layouts

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August")
SERVICES = tuple(f"Transportation and infrastructure {n}" for n in range(12))


def _found(
    folder: Path, kind: str, rows: dict[str, str], heads: str = "Flow", choice: str = ""
) -> list[Diagnostic]:
    path = folder / "deck.yaml"
    data = "\n".join(f"          {name} | {value}" for name, value in rows.items())
    path.write_text(
        f"""\
title: Flow
name: flow
language: en-US
template: {with_layouts("Chart and Points")}
output: out/flow.pptx
slides:
  - id: chart
    layout: Chart and Points
    Title: Flow
    Chart:
      chart: {kind}
      data: |
          Name | {heads}
{data}
      {choice}
    Points: Oak carries most
""",
        encoding="utf-8",
    )
    return [found for found in check(path).diagnostics if found.code == "CHART-CROWDED"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bar", "column", "line", "stacked column", "pie"])
def test_short_names_have_room(tmp_path: Path, kind: str) -> None:
    rows = {name[:3]: str(100 + 40 * number) for number, name in enumerate(MONTHS)}
    assert not _found(tmp_path, kind, rows)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["column", "line", "stacked column"])
def test_long_names_below_columns_are_told_at_the_slot(tmp_path: Path, kind: str) -> None:
    (found,) = _found(tmp_path, kind, {name: str(9 * n) for n, name in enumerate(SERVICES, 1)})
    assert "12 of 12 category labels" in found.message
    assert "by an estimate" in found.message
    assert found.place is not None
    assert found.place.line == 11


@pytest.mark.slow
def test_the_same_names_have_room_beside_bars(tmp_path: Path) -> None:
    assert not _found(tmp_path, "bar", dict.fromkeys(SERVICES[:6], "9"))


@pytest.mark.slow
def test_years_may_be_left_out(tmp_path: Path) -> None:
    assert not _found(tmp_path, "line", {str(year): str(year - 1900) for year in range(1950, 2020)})


def test_labels_of_bars_side_by_side_meet(tmp_path: Path) -> None:
    rows = {f"Q{n}": "1,200,300 | 1,200,400 | 1,200,500" for n in range(1, 7)}
    found = _found(tmp_path, "column", rows, "Elm | Oak | Ash")
    assert any("data labels" in one.message for one in found)


def test_labels_of_bars_of_unlike_heights_do_not(tmp_path: Path) -> None:
    rows = {f"Q{n}": ["100", "900"][n % 2] for n in range(1, 7)}
    assert not _found(tmp_path, "column", rows)


@pytest.mark.parametrize(("gap", "crowded"), [("0%", False), ("100%", False), ("500%", True)])
def test_room_between_categories_is_none_for_the_labels_of_bars(
    tmp_path: Path, gap: str, crowded: bool
) -> None:
    rows = {f"Q{n}": "101,201 | 102,202 | 103,203" for n in range(1, 4)}
    found = _found(tmp_path, "column", rows, "Elm | Oak | Ash", f"gap: {gap}")
    assert any("data labels" in one.message for one in found) is crowded


def test_names_of_points_that_lie_on_one_another_are_told(tmp_path: Path) -> None:
    names = "labels: |\n        North office\n        South office\n        East office"
    (found,) = _found(tmp_path, "scatter", {"1": "10", "1.01": "10.1", "9": "80"}, choice=names)
    assert "2 of 3 data labels" in found.message


def test_names_of_points_that_lie_apart_have_room(tmp_path: Path) -> None:
    names = "labels: |\n        North office\n        South office\n        East office"
    assert not _found(tmp_path, "scatter", {"1": "10", "5": "45", "9": "80"}, choice=names)
