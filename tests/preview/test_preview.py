"""`deckgen preview`: a picture of each slide, and what it refuses to replace."""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

import pptx
import pytest
from PIL import Image, ImageChops
from pptx.util import Inches

from tests.support.command import Done, deckgen
from tests.support.paths import TEMPLATES
from tests.support.programs import need
from tests.support.templates import with_layouts

DECK = f"""\
title: Tea
name: tea
language: en-US
template: {with_layouts("Title and Content", of=TEMPLATES["briefing"])}
output: out/tea.pptx
slides:
  - id: green
    layout: Title and Content
    Title: Tea
    Content: |
      Picked in spring
  - id: black
    layout: Title and Content
    Title: Tea
    Content: |
      Picked in spring
  - id: unseen
    hidden: yes
    layout: Title and Content
    Title: Not shown, but drawn
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


def drawn(deck: Path, *words: str | Path) -> Done:
    run = deckgen("preview", deck, "--width", "400", *words)
    assert run.returncode == 0, run.stderr
    return run


def picture(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


def differ(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box in which two pictures differ; None where they are the same."""
    return ImageChops.difference(one, other).getbbox()


def test_each_slide_is_a_picture_named_by_its_number_and_id(deck: Path) -> None:
    run = drawn(deck, "--sheet", "--format", "json")
    folder = deck.parent / "out" / "tea-preview"
    data = json.loads(run.stdout)
    assert [entry["slide"] for entry in data["pictures"]] == ["green", "black", "unseen"]
    names = ["01-green.png", "02-black.png", "03-unseen.png"]
    assert sorted(path.name for path in folder.iterdir()) == [*names, "sheet.png"]
    assert {picture(folder / name).size for name in names} == {(400, 225)}
    assert picture(folder / "sheet.png").width > 3 * 480
    assert not (deck.parent / "out" / "tea.pptx").exists()


def test_an_edit_changes_the_picture_of_its_slide_alone(deck: Path) -> None:
    drawn(deck, "-o", deck.parent / "before")
    deck.write_text(DECK.replace("Picked in spring", "Picked in May", 1), encoding="utf-8")
    drawn(deck, "-o", deck.parent / "after")
    boxes = [
        differ(picture(path), picture(deck.parent / "after" / path.name))
        for path in sorted((deck.parent / "before").iterdir())
    ]
    assert [box is not None for box in boxes] == [True, False, False]


def test_slides_that_say_the_same_differ_in_their_number_alone(deck: Path) -> None:
    folder = deck.parent / "pictures"
    drawn(deck, "-o", folder)
    box = differ(picture(folder / "01-green.png"), picture(folder / "02-black.png"))
    assert box is not None
    left, top, _, _ = box
    assert (left, top) > (400 * 0.85, 225 * 0.85)  # the footer's right end


def test_slides_are_chosen_by_id_or_number(deck: Path) -> None:
    folder = deck.parent / "pictures"
    drawn(deck, "-o", folder, "--slides", "unseen,1")
    assert sorted(path.name for path in folder.iterdir()) == ["01-green.png", "03-unseen.png"]


def test_a_slide_that_is_not_there_is_refused_with_those_that_are(deck: Path) -> None:
    run = deckgen("preview", deck, "--slides", "grean,7")
    assert run.returncode == 1
    assert "no slide is called `grean`" in run.stderr
    assert "did you mean `green`?" in run.stderr
    assert "no slide is called `7`" in run.stderr
    assert not (deck.parent / "out").exists()


def test_pictures_of_our_own_are_replaced_and_those_of_slides_that_went_are_removed(
    deck: Path,
) -> None:
    folder = deck.parent / "pictures"
    drawn(deck, "-o", folder)
    (folder / "99-mine.png").write_bytes(_png("red"))
    deck.write_text(DECK.replace("id: black", "id: dark"), encoding="utf-8")
    run = drawn(deck, "-o", folder)
    found = sorted(path.name for path in folder.iterdir())
    assert found == ["01-green.png", "02-dark.png", "03-unseen.png", "99-mine.png"]
    assert "removed 1" in run.stderr


def test_a_picture_that_deckgen_did_not_draw_stays(deck: Path) -> None:
    folder = deck.parent / "pictures"
    folder.mkdir()
    mine = folder / "02-black.png"
    mine.write_bytes(_png("red"))
    run = deckgen("preview", deck, "-o", folder)
    assert run.returncode == 1
    assert "02-black.png is there already" in run.stderr
    assert [path.name for path in folder.iterdir()] == ["02-black.png"]
    assert mine.read_bytes() == _png("red")
    drawn(deck, "-o", folder, "--force")
    assert mine.read_bytes() != _png("red")


@pytest.mark.slow
def test_pictures_of_another_deck_stay(deck: Path) -> None:
    folder = deck.parent / "pictures"
    drawn(deck, "-o", folder, "--slides", "unseen")
    other = deck.with_name("other.yaml")
    other.write_text(DECK.replace("id: green", "id: white"), encoding="utf-8")
    run = deckgen("preview", other, "-o", folder)
    assert run.returncode == 1
    assert "03-unseen.png is there already, and is a picture of another deck" in run.stderr
    assert [path.name for path in folder.iterdir()] == ["03-unseen.png"]
    drawn(other, "-o", folder, "--slides", "white")
    drawn(deck, "-o", folder)
    assert "01-white.png" in [path.name for path in folder.iterdir()]


def test_pictures_are_known_again_where_they_were_moved_with_their_deck(deck: Path) -> None:
    drawn(deck, "--slides", "1")
    moved = deck.parent.rename(deck.parent.with_name("moved")) / deck.name
    drawn(moved, "--slides", "1")


@pytest.mark.quick(1)
@pytest.mark.parametrize("name", ["01-green.png", "sheet.png"])
def test_a_folder_of_a_pictures_name_stays(deck: Path, name: str) -> None:
    (deck.parent / "pictures" / name).mkdir(parents=True)
    run = deckgen("preview", deck, "-o", deck.parent / "pictures", "--sheet")
    assert run.returncode == 1
    assert f"{name} cannot be written" in run.stderr
    assert [path.name for path in (deck.parent / "pictures").iterdir()] == [name]


@pytest.mark.parametrize("options", [(), ("--sheet",), ("--slides", "1")])
def test_a_presentation_without_slides_is_refused(tmp_path: Path, options: tuple[str, ...]) -> None:
    pptx.Presentation().save(str(tmp_path / "none.pptx"))
    run = deckgen("preview", tmp_path / "none.pptx", "-o", tmp_path / "out", *options)
    assert run.returncode == 1
    assert "has no slides" in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_presentation_of_other_people_is_drawn(tmp_path: Path) -> None:
    made = pptx.Presentation()
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "Tea"
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(*[Inches(1)] * 4)
    box.text_frame.text = "Green"
    box.text_frame.paragraphs[0].runs[0].font.name = "A Font That Nobody Has"
    path = tmp_path / "theirs.pptx"
    made.save(str(path))
    run = drawn(path)
    assert "A Font That Nobody Has" in run.stderr
    found = sorted((tmp_path / "theirs-preview").iterdir())
    assert len(found) == 2
    assert all(picture(file).size == (400, 300) for file in found)


def test_without_the_engine_the_error_names_the_extra(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "betteroffice_pptx", None)
    run = deckgen("preview", deck)
    assert run.returncode == 1
    assert "pip install 'deckgen-pptx[preview]'" in run.stderr
    assert "--engine libreoffice" in run.stderr
    assert "nothing was written" in run.stderr


def test_without_libreoffice_the_error_says_so(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    run = deckgen("preview", deck, "--engine", "libreoffice")
    assert run.returncode == 1
    assert "LibreOffice is not installed" in run.stderr


def test_faces_come_from_a_folder_where_none_are_installed(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import deckgen_faces

    monkeypatch.setenv("PATH", "")  # no fontconfig
    monkeypatch.setenv("DECKGEN_FONTS", str(deckgen_faces.FOLDER))
    drawn(deck, "-o", tmp_path / "found")
    assert (tmp_path / "found" / "01-green.png").exists()


@pytest.mark.slow
@pytest.mark.full
def test_libreoffice_draws_the_same_slides(deck: Path) -> None:
    need("soffice", "LibreOffice is not installed")
    need("pdftoppm", "poppler is not installed")
    ours, office = deck.parent / "ours", deck.parent / "office"
    drawn(deck, "-o", ours)
    drawn(deck, "-o", office, "--engine", "libreoffice")
    for path in sorted(ours.iterdir()):
        other = picture(office / path.name)
        assert other.size == (400, 225)
        grey = [image.convert("L").resize((40, 22)) for image in (picture(path), other)]
        away = ImageChops.difference(*grey).getextrema()[1]
        assert away < 90, path.name  # the same boxes of text and colour, not the same pixels


def _png(colour: str) -> bytes:
    data = BytesIO()
    Image.new("RGB", (8, 8), colour).save(data, "PNG")
    return data.getvalue()
