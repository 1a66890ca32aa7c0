"""A check measures each text once, however many rules ask how it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from deckgen.richtext import Paragraph
from deckgen.textfit import autofit
from deckgen.textfit.frame import TextFrame
from deckgen.textfit.measure import Measured
from tests.checks.sound import checked, sound

Question = tuple[str, float, float, Any]
"""A text, the width and the height of its frame, and a scale: frames of two rules differ."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[Question]:
    """How often each text was measured in its frame at each scale."""
    sound()  # building it measures, too
    counts: Counter[Question] = Counter()
    really = autofit.measure

    def counted(paragraphs: Iterable[Paragraph], frame: TextFrame, **words: Any) -> Measured:
        given = tuple(paragraphs)
        text = "\n".join(line.text for line in given)
        counts[text, frame.width, frame.height, words.get("scale")] += 1
        return really(given, frame, **words)

    monkeypatch.setattr(autofit, "measure", counted)
    return counts


def test_every_text_is_measured(asked: Counter[Question]) -> None:
    checked(sound())
    assert len(asked) > 5


def test_each_text_is_measured_once(asked: Counter[Question]) -> None:
    checked(sound())
    assert set(asked.values()) == {1}
