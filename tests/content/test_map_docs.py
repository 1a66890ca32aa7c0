"""What docs/maps.md shows works, and the examples are marked as such."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from shutil import copy

import pytest

from deckgen.content.map import Map
from tests.content.stage import Stage, parsed
from tests.support.cases import every_case
from tests.support.paths import ROOT

DOCS = ROOT / "docs"
BLOCKS = re.findall(r"```yaml\n(.*?)```", (DOCS / "maps.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A deck's folder with the places of the briefing and the examples."""
    copy(ROOT / "content" / "places.csv", tmp_path)
    for example in (DOCS / "examples").glob("*.csv"):
        copy(example, tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_makes_a_map_without_warnings(block: str, folder: Path) -> None:
    stage = Stage.of("Map and List", "Map")
    drawn = parsed(Map, block, folder)
    assert stage.read_back(drawn) == drawn
    assert list(drawn.misfits(stage.slot, stage.page)) == []


def test_the_example_assigns_every_county_of_missouri_once(folder: Path) -> None:
    text = "Map:\n  map: counties\n  of: Missouri\n  regions: county-regions.csv\n"
    regions = parsed(Map, text, folder).model.regions
    assert len(regions) == 3
    assert len({code for region in regions for code in region.areas}) == 115


@every_case("name", ["routes.csv", "county-regions.csv", "county-arrests.csv"])
def test_every_row_of_an_example_says_that_it_is_one(name: str) -> None:
    with (DOCS / "examples" / name).open(encoding="utf-8", newline="") as file:
        assert {row["note"] for row in csv.DictReader(file)} == {"an example, not a fact"}
