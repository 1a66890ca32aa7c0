"""Reviewers' edits by chance in LibreOffice come back whole; what YAML cannot hold is listed.

A handful of seeds, chosen for their ways: with anchors, with facts, and in two rounds;
`tools/review_sessions.py --seeds 1-100` holds as many as there is time for.
"""

from pathlib import Path

import pytest

from tests.support.office import Office
from tests.support.paths import needs_corpus
from tests.support.review import author
from tests.support.review.author import FOREIGN, KINDS, OWN, VARIANT
from tests.support.review.session import LibreOffice, hold
from tools.review_sessions import decks_at


def assert_held(deck: str, seed: int, folder: Path, office: Office) -> None:
    session = hold(deck, seed, folder, LibreOffice(office.program))
    assert session.edits
    assert session.faults == []
    assert [str(difference) for difference in session.differs if not difference.cause] == []


@pytest.mark.parametrize(
    ("deck", "seed"),
    [("briefing", 2026113000), (VARIANT, 2026113001), (KINDS, 20261134)],
)
def test_a_review_of_our_decks_comes_back(
    deck: str, seed: int, tmp_path: Path, office: Office
) -> None:
    assert_held(deck, seed, tmp_path, office)


@needs_corpus
@pytest.mark.parametrize(
    ("deck", "seed"),
    [(FOREIGN[0], 2026113002), (FOREIGN[1], 2026113003), (FOREIGN[2], 2026113004)],
)
def test_a_review_of_another_deck_comes_back(
    deck: str, seed: int, tmp_path: Path, office: Office
) -> None:
    assert_held(deck, seed, tmp_path, office)


def assert_echo(deck: str, folder: Path, office: Office) -> None:
    mine, sent = author.sent(deck, folder)
    before = mine.texts()
    report = mine.pull(office.resaved(sent))
    assert report.files == {}
    assert mine.texts() == before


@pytest.mark.parametrize("deck", OWN)
def test_saving_alone_leaves_every_file_as_it_was(
    deck: str, office: Office, tmp_path: Path
) -> None:
    assert_echo(deck, tmp_path, office)


@needs_corpus
@pytest.mark.parametrize("deck", FOREIGN)
def test_saving_another_deck_alone_leaves_its_files(
    deck: str, office: Office, tmp_path: Path
) -> None:
    assert_echo(deck, tmp_path, office)


def test_decks_that_are_not_here_are_named(tmp_path: Path) -> None:
    (tmp_path / FOREIGN[1]).touch()
    assert decks_at(OWN, tmp_path) == ([*OWN, FOREIGN[1]], [FOREIGN[0], FOREIGN[2]])
