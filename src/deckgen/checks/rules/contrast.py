"""Rules on the contrast of text with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks._slide_view import FindingLocation
from deckgen.checks._template_fault import TemplateFault, inherited
from deckgen.checks._text_view import place_of
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.checks.text_colours import Background, ContrastVerdict, Legibility, VisibleText, judge
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
                problem = (
                    f"a contrast of {_ratio(verdict.ratio)}:1, less than {least:g}:1 "
                    f"({foreground} on {background}{text.part})"
                )
                template = _of_template(text, problem)
                yield Fault(
                    f"`{text.text}` has {problem}",
                    _where(text), "", ("choose a darker or lighter colour for one of them",),
                    Severity.WARNING if template is not None and text.shape.is_field else None,
                    template,
                )  # fmt: skip


def _where(text: VisibleText) -> FindingLocation:
    return text.shape.where if text.run is None else place_of(text.shape, text.run.text)


def _of_template(text: VisibleText, problem: str) -> TemplateFault | None:
    """The fault of the template; None where the slide gives one of the two colours."""
    run = text.run
    if (
        run is None
        or run.link is not None
        or not Background(text.shape.slide).is_inherited(text.shape)
    ):
        return None
    return inherited(text.shape, run.fill, problem, "Home > Font Color")


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


CHECKS = (
    Check("CONTRAST-TEXT", _contrast),
    Check("CONTRAST-REVIEW", _undecided),
)
