"""Two builds of a deck are compared as a person would say it, and no change is told twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation

from deckgen import build
from tests.deck.project import DECK, FILES, TEMPLATE, write
from tests.support.command import deckgen

PICTURE = """\
layout: Two Content
Title: A picture
Content 1:
  picture: images/photo.png
  alt: A garden
Content 2: Words
"""


def painted(folder: Path, colour: str) -> None:
    (folder / "images").mkdir(exist_ok=True)
    Image.new("RGB", (40, 30), colour).save(folder / "images" / "photo.png")


@pytest.fixture
def builds(tmp_path: Path) -> Path:
    """A folder with `old.pptx` and `new.pptx`."""
    deck = DECK.replace("TEMPLATE", TEMPLATE.as_posix()) + "  - photo\n"
    painted(tmp_path, "red")
    path = write(tmp_path, {"deck.yaml": deck, "slides/photo.yaml": PICTURE})
    build(path, output=tmp_path / "old.pptx")
    painted(tmp_path, "blue")
    added = deck.replace("  - figures", "  - figures\n  - added").replace("6 March", "7 March")
    write(
        tmp_path,
        {
            "deck.yaml": added,
            "slides/photo.yaml": PICTURE,
            "slides/added.yaml": "layout: Title and Content\nTitle: New\nContent: Words\n",
            "facts.yaml": FILES["facts.yaml"].replace("value: 774", "value: 9000"),
        },
    )
    build(path, output=tmp_path / "new.pptx")
    return tmp_path


@pytest.mark.slow
def test_two_builds(builds: Path) -> None:
    assert deckgen("diff", "old.pptx", "new.pptx", cwd=builds).stdout == (
        "`Date` of 4 slides: [-6-]{+7+} March 2020\n"
        "\n"
        "Slide 2: What was counted\n"
        "  notes: [-50%-]{+4%+} of all.\n"
        "\n"
        "Slide 3: New\n"
        "  added\n"
        "  + Title: New\n"
        "  + Content: Words\n"
        "\n"
        "Slide 4: Arrests\n"
        "  Content, All, Arrests: 774 -> 9000\n"
        "\n"
        "Slide 6: A picture\n"
        "  Content 1, picture: another file\n"
        "\n"
        "3 slides changed, 1 added\n"
    )
    assert (
        "Slide 3 of the old deck: New" in deckgen("diff", "new.pptx", "old.pptx", cwd=builds).stdout
    )


@pytest.mark.slow
def test_what_was_done_to_the_newer_one_by_hand_is_told(builds: Path) -> None:
    deck = Presentation(str(builds / "new.pptx"))
    chart = next(shape for shape in deck.slides[3].shapes if shape.has_chart)
    chart.left += 127_000
    deck.save(str(builds / "edited.pptx"))
    told = deckgen("diff", "old.pptx", "edited.pptx", cwd=builds).stdout
    assert "  Content, All, Arrests: 774 -> 9000\n  the box of `Content`: " in told


@pytest.mark.slow
def test_one_order_for_all_that_changed(builds: Path) -> None:
    deck = Presentation(str(builds / "old.pptx"))
    title = deck.slides[0].shapes.title
    title.left, title.top, title.width, title.height = 12700, 25400, 1270000, 127000
    deck.save(str(builds / "edited.pptx"))
    for names, order in (
        (("old.pptx", "edited.pptx"), r"-> 1, 2, 100, 10 pt"),
        (("edited.pptx", "old.pptx"), r": 1, 2, 100, 10 ->"),
    ):
        assert order in deckgen("diff", *names, cwd=builds).stdout
