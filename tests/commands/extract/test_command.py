"""deckgen extract: what it refuses, writes and says."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pptx import Presentation
from pptx.util import Inches

from deckgen.cli import group


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck of one slide: a shape without a name, one named as a word of ours, one of its own."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    for name in ("", "notes", "Own"):
        box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
        box.name, box.text_frame.text = name, f"text of {name}"
    presentation.save(str(tmp_path / "deck.pptx"))
    return tmp_path / "deck.pptx"


def extract(*words: object) -> Result:
    return CliRunner().invoke(group, ["extract", *map(str, words)])


def test_the_folder_is_named_as_the_file_and_slots_that_got_names_are_told(deck: Path) -> None:
    done = extract(deck)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in deck.with_suffix("").iterdir()) == [
        "deck.yaml",
        "slides",
        "template.pptx",
    ]
    assert "got the slots `Text`, `Notes`" in done.stderr
    assert "`Own`" not in done.output


def test_a_folder_that_is_not_empty_is_kept_unless_forced(deck: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    done = extract(deck, "-o", folder)
    assert done.exit_code == 1
    assert "is not empty" in done.stderr
    assert "--force" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    assert extract(deck, "-o", folder, "--force").exit_code == 0
    assert (folder / "mine.txt").read_text() == "mine"
    assert (folder / "deck.yaml").exists()


def test_a_file_in_the_place_of_the_folder_is_kept(deck: Path) -> None:
    bare = deck.rename(deck.with_suffix(""))
    data = bare.read_bytes()
    done = extract(bare, "--force")
    assert done.exit_code == 1
    assert "is a file, not a folder" in done.stderr
    assert bare.read_bytes() == data


def test_the_template_of_a_folder_can_be_extracted_into_it(deck: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    assert extract(deck, "-o", folder).exit_code == 0
    assert extract(folder / "template.pptx", "-o", folder, "--force").exit_code == 0
    assert (folder / "template.pptx").read_bytes() == deck.read_bytes()


def test_a_deck_under_another_suffix_gives_one_that_builds(deck: Path, tmp_path: Path) -> None:
    other = deck.rename(deck.with_suffix(".zip"))
    assert extract(other, "-o", tmp_path / "out").exit_code == 0
    words = ["build", str(tmp_path / "out" / "deck.yaml")]
    done = CliRunner().invoke(group, words)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "build" / "deck.pptx").exists()


def test_json_says_what_was_written_and_found(deck: Path, tmp_path: Path) -> None:
    done = extract(deck, "-o", tmp_path / "out", "--format", "json")
    data = json.loads(done.stdout)
    assert data["slides"] == 1
    assert data["written"][0].endswith("deck.yaml")
    assert [item["code"] for item in data["diagnostics"]] == ["named"]
    assert data["diagnostics"][0]["slide"] == 1
