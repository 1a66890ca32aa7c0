"""`${fact}` tokens in the text of a pattern slide, split over runs or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from deckgen.content.style import Origin, Paragraph, Run, merged
from deckgen.facts.references import Escapes, references


def replaced(paragraph: Paragraph, show: Callable[[str], tuple[str, str]]) -> Paragraph:
    """The paragraph with each token's value in the style of the run where the token starts.

    `show` gives what a reference prints and the id of its fact.
    """
    text = paragraph.text
    tokens = [token for token in references(text, Escapes.NONE) if token.body]
    if not tokens:
        return paragraph
    pieces: list[Run] = []
    start = 0
    for token in tokens:
        pieces += _cut(paragraph.runs, start, token.start)
        shown, fact = show(token.body)
        style = _cut(paragraph.runs, token.start, token.start + 1)[0].style
        pieces.append(Run(shown, style, (Origin(0, len(shown), None, fact),)))
        start = token.end
    pieces += _cut(paragraph.runs, start, len(text))
    return replace(paragraph, runs=merged(pieces))


def _cut(runs: tuple[Run, ...], start: int, end: int) -> list[Run]:
    """The runs of a stretch of the paragraph's text."""
    found = []
    offset = 0
    for run in runs:
        first, last = max(start - offset, 0), min(end - offset, len(run.text))
        if first < last:
            found.append(Run(run.text[first:last], run.style))
        offset += len(run.text)
    return found
