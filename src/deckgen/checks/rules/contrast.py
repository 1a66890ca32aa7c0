"""Rules on the contrast of text with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.subject import Check, Fault, Subject
from deckgen.checks.text_colours import ContrastVerdict, Legibility, VisibleText, judge

_NORMAL, _LARGE = 4.5, 3.0


def _judged(subject: Subject) -> Iterator[tuple[VisibleText, float, ContrastVerdict]]:
    """Each text with the contrast ratio that it needs, and whether it has it."""
    for text in subject.texts:
        least = _LARGE if text.large else _NORMAL
        yield text, least, judge(text.foreground, text.background, least)


def _contrast(subject: Subject) -> Iterator[Fault]:
    reported = set()
    for text, least, verdict in _judged(subject):
        if verdict.outcome is Legibility.TOO_LITTLE and verdict.pair is not None:
            foreground, background = (colour.hex for colour in verdict.pair)
            key = (text.shape, foreground, background, least)
            if key not in reported:
                reported.add(key)
                yield Fault(
                    f"`{text.text}` has a contrast of {_ratio(verdict.ratio)}:1, less than "
                    f"{least:g}:1 ({foreground} on {background}{text.part})",
                    text.shape.where, "", ("choose a darker or lighter colour for one of them",),
                )  # fmt: skip


def _ratio(ratio: float) -> str:
    """A ratio cut, not rounded, to two places: 4.499 is no 4.5."""
    return f"{int(ratio * 100) / 100:g}"


def _undecided(subject: Subject) -> Iterator[Fault]:
    reported = set()
    for text, _, verdict in _judged(subject):
        if verdict.outcome is Legibility.UNDECIDED and text.shape not in reported:
            reported.add(text.shape)
            yield Fault(
                f"whether `{text.text}`{text.part} stands out cannot be decided: {verdict.why}",
                text.shape.where, "", ("look at it; put a plain shape behind the text",),
            )  # fmt: skip


_LOOKED_AT = (
    "The colour of each run is taken from the run, its list styles, the shape's style, layout, "
    "master and table style; through the theme, the colour map of slide or layout, and the "
    "transforms (`lumMod`, `lumOff`, `tint`, `shade`, `alpha` and the others). Links have the "
    "theme's link colour. Behind the text lie the shape's own fill, what it inherits, the shapes "
    "beneath, those of layout and master, and the background of slide, layout or master; what is "
    "translucent is mixed. Tables count by their cells and table style, charts by their parts."
)


CHECKS = (
    Check("CONTRAST-TEXT", _contrast),
    Check("CONTRAST-REVIEW", _undecided),
)
