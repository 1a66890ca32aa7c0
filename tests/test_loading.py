"""What a process loads: what its command and its deck need, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from shutil import copy

import pytest

from tests.support.command import deckgen_process
from tests.support.paths import ROOT, TEMPLATES

HEAD = f"""\
title: Tea
name: tea
language: en-US
template: {TEMPLATES["briefing"]}
output: tea.pptx
slides:
"""
SLIDES = {
    "text": """\
  - id: text
    layout: Two Content
    Title: Some **tea**
    Content 1: |
      Green, see [its page](https://example.org)
        Black
    Content 2: White
""",
    "table": """\
  - id: table
    layout: Title and Content
    Title: A table
    Content:
      table: |
        Tea | Cups
        Green | 1,000
""",
    "chart": """\
  - id: chart
    layout: Title and Content
    Title: A chart
    Content:
      chart: bar
      data: |
        Tea | Cups
        Green | 1,000
        Black | 2,000
""",
    "map": """\
  - id: map
    layout: Title and Content
    Title: A map
    Content:
      map: states
      areas: Kansas
      points: |
        Wichita | 37.6872 | -97.3301
""",
    "picture": """\
  - id: picture
    layout: Title and Content
    Title: A picture
    Content:
      picture: photo.png
      alt: Tea
""",
}
KINDS = tuple(kind for kind in SLIDES if kind != "text")
FOR_FACTS = tuple(
    f"deckgen.facts.{name}"
    for name in ("dates", "entries", "figures", "files", "formula", "model", "numbers", "resolve")
)
FOR_FAULTS = ("deckgen.source.causes", "deckgen.facts.slips", "html")
FOR_VARIANTS = tuple(f"deckgen.deck.{name}" for name in ("merge", "order", "overlay", "variants"))
FOR_DATA = ("deckgen.content.rows", "deckgen.source.cell_formats", "deckgen.source.tables")
FOR_FILES = ("difflib", "importlib.resources", "shutil", "tempfile", "tomllib", "zipfile")
LIBRARIES = ("PIL", "babel", "email", "http", "openpyxl", "pptx", "ssl", "xlsxwriter")


def loaded(*words: str | Path, cwd: Path | None = None) -> set[str]:
    """The modules that a run of the command line imports."""
    done = deckgen_process(*words, cwd=cwd, flags=("-X", "importtime"))
    lines = done.stderr.splitlines()
    told = [line for line in lines if not line.startswith("import time:")]
    assert (done.returncode, "\n".join(told)) == (0, "")
    return {line.rpartition("|")[2].strip() for line in lines}


def under(names: Collection[str], *packages: str) -> list[str]:
    """Those of the modules that are one of the packages, or are in one."""
    return sorted(
        n for n in names if any(f"{n}.".startswith(f"{package}.") for package in packages)
    )


BESIDE = ("content", "richtext", "textfit")
"""The rooms with a module for icons, bars and rings."""


def build(folder: Path, *kinds: str) -> set[str]:
    """The modules that the build of a deck with a slide of each of these kinds imports."""
    copy(ROOT / "tests" / "decks" / "images" / "photo.png", folder)
    (folder / "deck.yaml").write_text(HEAD + "".join(SLIDES[kind] for kind in kinds), "utf-8")
    return loaded("build", "deck.yaml", "--no-cache", cwd=folder)


@pytest.mark.quick(1)
@pytest.mark.parametrize("built_before", [False, True], ids=["first", "again"])
def test_a_deck_of_text_loads_no_library_and_no_kind_that_it_does_not_show(
    tmp_path: Path, *, built_before: bool
) -> None:
    if built_before:
        build(tmp_path, "text")
    names = build(tmp_path, "text")
    assert under(names, "deckgen.content.text", "lxml") != []
    assert under(names, *LIBRARIES) == []
    assert under(names, "deckgen.geo", *(f"deckgen.content.{kind}" for kind in KINDS)) == []
    assert under(names, *FOR_FACTS, *FOR_FAULTS, *FOR_VARIANTS, *FOR_DATA) == []
    assert under(names, *(f"deckgen.{room}.beside" for room in BESIDE)) == []
    assert under(names, "importlib.metadata", "subprocess", *FOR_FILES) == []


@pytest.mark.slow
def test_charts_tables_and_pictures_read_their_own_data_alone(tmp_path: Path) -> None:
    names = build(tmp_path, "chart", "table", "picture")
    assert all(under(names, f"deckgen.content.{kind}") for kind in ("chart", "table", "picture"))
    assert under(names, *LIBRARIES, *FOR_FILES, "deckgen.content.picture._svg") == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_deck_without_a_kind_loads_nothing_of_it(kind: str, tmp_path: Path) -> None:
    others = [other for other in KINDS if other != kind]
    names = build(tmp_path, *others)
    assert all(under(names, f"deckgen.content.{other}") for other in others)
    assert under(names, f"deckgen.content.{kind}") == []
    assert (under(names, "deckgen.geo") == []) is (kind == "map")


@pytest.mark.slow
def test_python_pptx_is_loaded_where_points_are_written_and_not_where_they_stay(
    tmp_path: Path,
) -> None:
    points = SLIDES["chart"].replace("bar", "scatter").replace("Green", "1").replace("Black", "2")
    (tmp_path / "deck.yaml").write_text(HEAD + points, "utf-8")
    assert under(loaded("build", "deck.yaml", cwd=tmp_path), "pptx.chart")
    loaded("extract", "tea.pptx", "-o", "out", cwd=tmp_path)
    names = loaded("build", "out/deck.yaml", "--no-cache", cwd=tmp_path)
    assert under(names, "deckgen.content.chart") != []
    assert under(names, "pptx") == []
