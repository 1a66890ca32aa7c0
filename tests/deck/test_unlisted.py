"""Files in slides/ that neither the deck nor a variant names."""

from pathlib import Path

import pytest

from deckgen.diagnostics import Severity, render
from deckgen.project import Project
from tests.support.templates import with_layouts

DECK = f"""\
title: A deck
template: {with_layouts("Title Only")}
output: out.pptx
variants: variants
slides:
  - listed
"""
SLIDE = "layout: Title Only\nTitle: {}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A deck with the files `listed`, which it names, and `other`."""
    (tmp_path / "slides").mkdir()
    (tmp_path / "variants").mkdir()
    (tmp_path / "deck.yaml").write_text(DECK, encoding="utf-8")
    for name in ("listed", "other"):
        path = tmp_path / "slides" / f"{name}.yaml"
        path.write_text(SLIDE.format(name), encoding="utf-8")
    return tmp_path


def warned(folder: Path, variant: str | None = None) -> list[str]:
    """The files that a build warns of; a check finds the same."""
    made = Project(folder / "deck.yaml", variant=variant)
    built = [d for d in made.build(force=True).diagnostics if d.code == "unlisted-slide"]
    assert all(d.severity is Severity.WARNING for d in built)
    checked = [d for d in made.check().diagnostics if d.code == "SLIDE-UNLISTED"]
    assert [(str(d.place), d.message, d.helps) for d in built] == [
        (str(d.place), d.message, d.helps) for d in checked
    ]
    return [render(d) for d in built]


def variant(folder: Path, text: str) -> None:
    path = folder / "variants" / "east.yaml"
    path.write_text(f"extends: ../deck.yaml\n{text}", encoding="utf-8")


def test_it_is_named_at_the_file_with_the_line_to_add(folder: Path) -> None:
    (text,) = warned(folder)
    assert "no deck and no variant names the slide `other`" in text
    assert "--> " in text
    assert "slides/other.yaml" in text
    assert "list it in deck.yaml, under `slides:`: `- other`; or delete the file" in text


def test_a_variant_that_inserts_it_names_it(folder: Path) -> None:
    variant(folder, "insert:\n  - after: listed\n    id: other\n")
    assert warned(folder) == []
    assert warned(folder, "east") == []


def test_a_slide_that_a_variant_removes_is_named_by_the_deck(folder: Path) -> None:
    (folder / "deck.yaml").write_text(f"{DECK}  - other\n", encoding="utf-8")
    variant(folder, "remove: [other]\n")
    assert warned(folder, "east") == []


def test_another_deck_in_the_folder_names_it_too(folder: Path) -> None:
    short = DECK.replace("- listed", "- other")
    (folder / "short.yaml").write_text(short, encoding="utf-8")
    assert warned(folder) == []


def test_a_slide_in_place_does_not_name_a_file(folder: Path) -> None:
    text = DECK + "  - id: other\n    layout: Title Only\n    Title: In place\n"
    (folder / "deck.yaml").write_text(text, encoding="utf-8")
    assert len(warned(folder)) == 1


def test_nothing_is_said_where_a_variant_cannot_be_read(folder: Path) -> None:
    variant(folder, "insert: nonsense\n")
    built = Project(folder / "deck.yaml").build()
    assert [found.code for found in built.diagnostics] == []
