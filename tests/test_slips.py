"""A few random slips of a typist, and the judge of what is told of them (tools/slips.py)."""

from __future__ import annotations

import pytest

from tests.deck.project import FILES, write
from tests.support.paths import ROOT
from tools.slips import KINDS, Judge, Slip, run, slips

DECK = ROOT / "content" / "deck.yaml"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """The judge of slips in a small deck."""
    folder = tmp_path_factory.mktemp("slips")
    facts = FILES["facts.yaml"] + "  note: counted by hand\n"
    return Judge(write(folder, {"facts.yaml": facts}), folder)


@pytest.mark.slow
def test_of_random_slips_none_is_lost() -> None:
    verdicts = run(DECK, seed=1, count=25)
    assert len(verdicts) == 25
    assert [one for one in verdicts if one.word == "lost"] == []
    assert [one for one in verdicts if one.word == "refused"]


def test_a_longer_draw_begins_with_a_shorter_one() -> None:
    longer = list(slips(DECK, 7, 60))
    assert longer[:20] == list(slips(DECK, 7, 20))
    assert len({slip.kind for slip in longer}) > len(KINDS) // 2


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("name", "old", "new", "word"),
    [
        ("slides/cover.yaml", "Title: Field", "Titel: Field", "refused"),
        ("slides/cover.yaml", "Title: Field", "Title: Fieeld", "visible"),
        ("slides/cover.yaml", "layout: Title Slide", "layout: 'Title Slide'", "harmless"),
        ("facts.yaml", "counted by hand", "counted by hadn", "unprinted"),
        ("variants/east.yaml", "extends: ", "extend: ", "refused"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_slip(name: str, old: str, new: str, word: str, judge: Judge) -> None:
    path = judge.project.source.path.parent / name
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    row = text.splitlines()[line - 1]
    slip = Slip(path, line, "by hand", row, row.replace(old, new), text.replace(old, new, 1))
    assert judge.judge(slip).word == word
