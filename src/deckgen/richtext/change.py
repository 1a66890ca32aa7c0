"""A change against an earlier time: an arrow in front of its number, and a colour by its sign."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from deckgen.facts.numbers import DOWN, UP, arrow, without_arrow
from deckgen.richtext import Paragraph, Run, cut, merged

COLORS = {UP: "accent1", DOWN: "accent2"}
"""The theme colour of each arrow."""


def marked(paragraph: Paragraph) -> Paragraph:
    """The paragraph with the arrow of the number that it starts with, bold and in its colour.

    Words, and zero, get none; a run that has a colour or links keeps its own.
    """
    text = paragraph.text
    found = text[:1] if without_arrow(text) != text else arrow(text)
    if not found:
        return paragraph
    lead = "" if text.startswith(found) else f"{found} "
    style = paragraph.runs[0].style
    runs = (Run(lead, style), *paragraph.runs)
    return structs.replace(paragraph, runs=merged(_colored(run, COLORS[found]) for run in runs))


def _colored(run: Run, color: str) -> Run:
    style = run.style
    if style.color or style.link:
        return run
    bold = True if style.bold is None else style.bold
    return replace(run, style=style.but(color=color, bold=bold))


def unmarked(paragraph: Paragraph) -> Paragraph:
    """The inverse of `marked`: the paragraph without the arrow and what comes with it."""
    text = paragraph.text
    skip = len(text) - len(without_arrow(text))
    if not skip:
        return paragraph
    runs: list[Run] = []
    for run in cut(paragraph.runs, skip, len(text)):
        style = run.style
        if style.color in COLORS.values():
            style = style.but(color="", bold=style.bold and None)
        runs.append(replace(run, style=style))
    return structs.replace(paragraph, runs=merged(runs))
