"""Rules on the contrast of text with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks.subject import Fault, Rule, Subject
from deckgen.checks.text_colours import ContrastVerdict, Legibility, VisibleText, judge
from deckgen.diagnostics import Severity

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

RULES = (
    Rule(
        id="CONTRAST-TEXT",
        severity=Severity.ERROR,
        summary="Text stands out from what lies behind it.",
        why="People with low vision, and everybody in front of a pale projector, cannot read it.",
        source="WCAG 1.4.3 Contrast (AA); AED COP checklist 11; PowerPoint's checker (Hard-to-read "
        "text contrast), which is said to compare text with its own box only.",
        decided=f"WCAG's contrast ratio is below {_NORMAL:g}, or below {_LARGE:g} for text of 18 "
        f"points and more, or 14 in bold. {_LOOKED_AT} Where a text may stand on several colours, "
        "it is faulted only if it fails on all of them. One finding a shape and pair of colours.",
        mend="Use the template's colours: its text colours have enough contrast with its "
        "backgrounds.",
        check=_contrast,
    ),
    Rule(
        id="CONTRAST-REVIEW",
        severity=Severity.TIP,
        summary="Text whose contrast no program can tell is looked at.",
        why="Over a picture, contrast differs from letter to letter.",
        source="WCAG 1.4.3 Contrast (AA).",
        decided="What CONTRAST-TEXT looks at is in part a picture or an object, or of several "
        "colours (a gradient, a pattern, a shape that covers a part of the text) some of which "
        "are enough and some not; or the table's style is one that the file does not hold.",
        mend="Look at the slide. Put a plain, opaque shape behind the text, or give the text a "
        "place of its own; else say why it is fine and switch the rule off.",
        check=_undecided,
    ),
)
