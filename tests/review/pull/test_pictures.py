"""A picture that a reviewer put in another's place comes into the project, words alone do not."""

import shutil
from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands import pull
from deckgen.commands.build import build
from tests.content.pictures import encoded, picture, project
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

pytestmark = pytest.mark.slow

TEMPLATE = with_layouts("Picture with Caption", of=TEMPLATES["briefing"])
DECK = """title: Pictures
language: en-US
template: briefing.pptx
output: deck.pptx
slides:
  - id: one
    layout: Picture with Caption
    Title: One
    Picture:
      picture: images/huge.jpg
      alt: What it shows
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = project(tmp_path / "project") / "deck.yaml"
    path.write_text(DECK)
    shutil.copy(TEMPLATE, path.parent / "briefing.pptx")
    return path


def reviewed(deck: Path, alt: str, other: bytes | None = None) -> Path:
    build(deck)
    presentation = Presentation(str(deck.parent / "deck.pptx"))
    (shape,) = (s for s in presentation.slides[0].shapes if s.name == "Picture")
    shape._element.nvPicPr.cNvPr.set("descr", alt)
    if other is not None:
        (deck.parent / "new.png").write_bytes(other)
        _, rid = shape.part.get_or_add_image_part(str(deck.parent / "new.png"))
        shape._element.blipFill.blip.rEmbed = rid
        (deck.parent / "new.png").unlink()
    path = deck.parent / "reviewed.pptx"
    presentation.save(str(path))
    return path


def test_other_words_for_the_same_picture_leave_its_file(deck: Path) -> None:
    back = reviewed(deck, "What it really shows")
    report = pull.pull(back, deck)
    assert report.written == [deck]
    assert deck.read_text() == DECK.replace("What it shows", "What it really shows")


def test_another_picture_comes_into_the_project(deck: Path) -> None:
    other = encoded(picture(44, 33), "PNG")
    back = reviewed(deck, "What it shows", other)
    dry = pull.pull(back, deck, dry=True)
    (saved,) = dry.media
    assert not saved.exists()
    report = pull.pull(back, deck)
    assert report.written == [deck, saved]
    assert saved.read_bytes() == other
    assert f"picture: {saved.relative_to(deck.parent).as_posix()}\n" in deck.read_text()
    assert pull.pull(back, deck).empty, "a second pull finds nothing"
