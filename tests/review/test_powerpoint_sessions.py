"""Reviewers' edits by chance in an imitated PowerPoint come back whole, or are listed.

PowerPoint itself does not run here. `tools/review_sessions.py --imitated --seeds 1-300` holds more.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.paths import needs_corpus
from tests.support.review.author import FOREIGN, KINDS
from tests.support.review.session import PowerPoint, hold

DECKS = (*PowerPoint.own, *FOREIGN)


def drawn(seeds: Iterable[int]) -> list[object]:
    """Seeds, with the marks of their decks."""
    return [
        pytest.param(seed, marks=[needs_corpus] if DECKS[seed % len(DECKS)] in FOREIGN else [])
        for seed in seeds
    ]


def assert_held(seed: int, folder: Path, deck: str = "") -> None:
    session = hold(deck or DECKS[seed % len(DECKS)], seed, folder, PowerPoint())
    assert session.edits
    assert session.state in ("whole", "listed"), str(session)


@pytest.mark.parametrize("seed", drawn((1, 2, 4, 6, 7, 13, 15, 17, 18, 20, 21, 23)))
def test_a_review_comes_back(seed: int, tmp_path: Path) -> None:
    assert_held(seed, tmp_path)


@pytest.mark.parametrize("seed", [20261163])
def test_a_review_of_what_is_drawn_comes_back(seed: int, tmp_path: Path) -> None:
    assert_held(seed, tmp_path, KINDS)


@pytest.mark.skipif(os.environ.get("DECKGEN_FULL") != "1", reason="only where there is time")
@pytest.mark.parametrize("seed", drawn((*range(2026113018, 2026113030), 3, 5, 12, 14)))
def test_many_reviews_come_back(seed: int, tmp_path: Path) -> None:
    assert_held(seed, tmp_path)
