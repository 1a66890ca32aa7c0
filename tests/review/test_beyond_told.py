"""What no plan holds is told by `pull`, `diff`, a textconv and the guard of a build alike."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from deckgen.cli.diff import command as diff
from deckgen.cli.pull import command as pull
from deckgen.review.diff import edits_since_build
from tests.review.conftest import BRIEFING, Sent
from tests.review.test_beyond_deck import entitled, painted, recoloured
from tests.review.test_beyond_shapes import filled, hidden, text_dragged
from tests.support import drawn
from tests.support.drawn import Built

pytestmark = pytest.mark.slow

PAINTED = "the background: none -> 0B3C5D"
RECOLOURED = "the theme's colour accent1: 07648D -> 0B3C5D: change it in the template"


def edited(path: Path, folder: Path, *edits: Callable[[Deck], None]) -> Path:
    deck = Presentation(str(path))
    for edit in edits:
        edit(deck)
    saved = folder / f"{'-'.join(edit.__name__ for edit in edits)}.pptx"
    deck.save(str(saved))
    return saved


def printed(command, *words: str | Path) -> str:  # type: ignore[no-untyped-def]
    done = CliRunner().invoke(command, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def reviewed(briefing: Sent, tmp_path: Path) -> Path:
    return edited(briefing.path, tmp_path, painted, recoloured)


def test_pull_prints_a_line_each(reviewed: Path) -> None:
    lines = printed(pull, reviewed, BRIEFING, "--dry-run").splitlines()
    assert lines == [f"left: slide `overview`: {PAINTED}", f"left: {RECOLOURED}"]


def test_pull_has_them_in_json(reviewed: Path) -> None:
    told = json.loads(printed(pull, reviewed, BRIEFING, "--dry-run", "--format", "json"))
    assert told["unheld"] == [
        {"slide": "overview", "name": "", "what": PAINTED},
        {"slide": "", "name": "", "what": RECOLOURED},
    ]


def test_diff_tells_them_with_their_slides(briefing: Sent, reviewed: Path) -> None:
    assert printed(diff, briefing.path, reviewed) == (
        f"{RECOLOURED}\n\nSlide 2: ERO at a glance\n  {PAINTED}\n\n1 slide changed\n"
    )


def test_diff_has_them_in_json(briefing: Sent, reviewed: Path) -> None:
    deck, slide = json.loads(printed(diff, briefing.path, reviewed, "--format", "json"))
    assert (deck["kind"], deck["slide"], deck["what"]) == ("look", None, RECOLOURED)
    assert (slide["kind"], slide["slide"]["id"], slide["what"]) == ("look", "overview", PAINTED)


def test_diff_has_them_in_the_memo(briefing: Sent, reviewed: Path) -> None:
    memo = printed(diff, briefing.path, reviewed, "--format", "markdown")
    assert f"| look | – | {PAINTED.replace('>', chr(92) + '>')} |" in memo


def test_diff_compares_what_is_shown_and_not_what_was_built(
    briefing: Sent, reviewed: Path, tmp_path: Path
) -> None:
    further = edited(reviewed, tmp_path, entitled)
    assert printed(diff, reviewed, reviewed) == "No difference.\n"
    assert "background" not in printed(diff, reviewed, further)
    back = printed(diff, reviewed, briefing.path)
    assert "the background: 0B3C5D -> none" in back


def test_diff_compares_a_presentation_with_its_deck(reviewed: Path) -> None:
    assert f"  {PAINTED}\n" in printed(diff, BRIEFING, reviewed)


def test_diff_finds_boxes_that_were_dragged(tmp_path: Path) -> None:
    built = drawn.build(tmp_path)
    moved = edited(built.sent, tmp_path, text_dragged)
    assert "  the box of `Note`: 450, 150, 200, 40 -> 450, 190, 200, 40" in printed(
        diff, built.sent, moved
    )
    assert "  the box of `Note`: 450, 190, 200, 40 -> 450, 150, 200, 40" in printed(
        diff, moved, built.sent
    )


def test_a_textconv_has_them_as_comments(briefing: Sent, reviewed: Path) -> None:
    assert "# by hand:" not in printed(diff, "--textconv", briefing.path)
    text = printed(diff, "--textconv", reviewed)
    assert f"# overview\n# by hand: {PAINTED}\nlayout: " in text
    assert f"# by hand: {RECOLOURED}\n" in text


def test_a_build_says_what_it_would_throw_away(tmp_path: Path) -> None:
    built: Built = drawn.build(tmp_path)
    found = edited(built.sent, tmp_path, filled, hidden).read_bytes()
    first, *_ = edits_since_build(found, "deck.pptx")
    assert first == "slide 1, `shapes`: how `Band` looks, how `Note` looks"
