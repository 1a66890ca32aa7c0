"""A check measures each text once, however many rules ask how it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from deckgen.richtext import Paragraph
from deckgen.textfit import ShapedText, autofit
from deckgen.textfit.frame import TextFrame
from tests.checks.sound import checked, sound

Question = tuple[str, float, float, Any]
"""A text, the width and the height of its frame, and a scale: frames of two rules differ.

Scales of one font size are counted as one, since the text is placed once for them.
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[Question]:
    """How often each text was placed in its frame at each scale."""
    sound()  # building it measures, too
    counts: Counter[Question] = Counter()

    class Counted(ShapedText, frozen=True):
        @classmethod
        def of(cls, paragraphs: Iterable[Paragraph], frame: TextFrame, *about: Any) -> ShapedText:
            given = tuple(paragraphs)
            text = "\n".join(line.text for line in given)
            counts[text, frame.width, frame.height, about] += 1
            return ShapedText.of(given, frame, *about)

    monkeypatch.setattr(autofit, "ShapedText", Counted)
    return counts


def test_every_text_is_measured(asked: Counter[Question]) -> None:
    checked(sound())
    assert len(asked) > 5


def test_each_text_is_measured_once(asked: Counter[Question]) -> None:
    checked(sound())
    assert set(asked.values()) == {1}
