"""Reviewers' edits by chance in an imitated PowerPoint come back whole, or are listed.

PowerPoint itself does not run here. `tools/review_sessions.py --imitated --seeds 1-300` holds more.
"""

import os
from pathlib import Path

import pytest

from tests.support.paths import needs_corpus
from tests.support.review.author import FOREIGN
from tests.support.review.session import PowerPoint, hold

DECKS = (*PowerPoint.own, *FOREIGN)


def assert_held(deck: str, seed: int, folder: Path) -> None:
    session = hold(deck, seed, folder, PowerPoint())
    assert session.edits
    assert session.state in ("whole", "listed"), str(session)
