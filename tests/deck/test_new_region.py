"""The variant that docs/variants.md starts another region with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deckgen.commands import build
from deckgen.diagnostics import Problem
from deckgen.project import Project
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "docs" / "examples" / "new-region.yaml"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """Return the briefing's deck.yaml with the example among its variants."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(EXAMPLE, tmp_path / "content" / "variants" / "iowa.yaml")
    return tmp_path / "content" / "deck.yaml"


def test_it_builds_as_it_is_and_warns_of_each_placeholder(deck: Path) -> None:
    built = build.build(deck, variant="iowa")
    lines = EXAMPLE.read_text().splitlines()[1:]
    assert {found.code for found in built.diagnostics} == {"todo"}
    assert len(built.diagnostics) == sum("TODO" in line for line in lines)


def test_it_is_not_let_out(deck: Path) -> None:
    with pytest.raises(Problem):
        build.build(deck, variant="iowa", strict=True)
    assert not Project(deck, variant="iowa").output_file().exists()


def test_it_is_let_out_once_every_placeholder_is_written(deck: Path) -> None:
    overlay = deck.parent / "variants" / "iowa.yaml"
    text = overlay.read_text().replace("as_of: TODO the day they were counted", "as_of: 2020-03-06")
    overlay.write_text(text.replace("TODO", "Iowa"))
    assert build.build(deck, variant="iowa", strict=True).slides == 25
