"""A build never throws away what somebody did to the deck since."""

import shutil
from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands import build
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from tests.review.conftest import BRIEFING, Sent

pytestmark = pytest.mark.slow


def edit(path: Path) -> None:
    deck = Presentation(str(path))
    points = next(s for s in deck.slides[4].shapes if s.name == "Note")
    points.text_frame.paragraphs[0].runs[0].text = "Removals in all: "
    deck.slides[0]._element.set("show", "0")
    listed = deck.slides._sldIdLst
    listed.insert(2, listed[6])
    deck.save(str(path))


def refused(path: Path) -> tuple[str, ...]:
    """What a build that would overwrite the file says."""
    before = path.read_bytes()
    with pytest.raises(Problem) as caught:
        build.build(BRIEFING, output=path)
    assert path.read_bytes() == before
    (found,) = caught.value.diagnostics
    assert found.code == "would-overwrite"
    return found.helps


def test_a_deck_nobody_touched_is_replaced(briefing: Sent, tmp_path: Path) -> None:
    path = Path(shutil.copy(briefing.path, tmp_path / "deck.pptx"))
    assert build.build(BRIEFING, output=path).slides == len(briefing.base.plan.slides)


def test_the_slides_that_were_edited_are_named(briefing: Sent, tmp_path: Path) -> None:
    path = Path(shutil.copy(briefing.path, tmp_path / "deck.pptx"))
    edit(path)
    told = refused(path)
    assert "slide 1, `cover`: hidden" in told
    assert "slide 6, `removals`: `Note`" in told
    assert "slide 3, `criminal-alien-program`: moved, section" in told
    assert any("deckgen pull" in line for line in told)
    assert not any("mission" in line for line in told)


def test_digests_name_slides_too(tmp_path: Path) -> None:
    path = build.build(BRIEFING, output=tmp_path / "deck.pptx", embed=EmbedMode.HASHES).path
    edit(path)
    told = refused(path)
    assert "slide 1, `cover`: changed" in told
    assert "slide 6, `removals`: changed" in told
    assert not any("mission" in line for line in told)


def test_a_deck_that_was_only_saved_is_kept_too(briefing: Sent, tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    Presentation(str(briefing.path)).save(str(path))
    assert any("no slide was changed" in line for line in refused(path))


def test_force_replaces_it(briefing: Sent, tmp_path: Path) -> None:
    path = Path(shutil.copy(briefing.path, tmp_path / "deck.pptx"))
    edit(path)
    build.build(BRIEFING, output=path, force=True)
    assert path.read_bytes() == briefing.path.read_bytes()


def test_a_file_of_somebody_else_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(b"something else")
    assert refused(path)
