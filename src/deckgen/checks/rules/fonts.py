"""The size of text."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import text
from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.text import ParagraphView
from deckgen.checks.view import ShapeView
from deckgen.diagnostics import Severity

_LEAST = 12.0
_BODY = 18.0
_BODIES = ("body", "obj", "subTitle")
_SOURCE = "Source"
_WORDS = 8


def _shapes(subject: Subject) -> Iterator[ShapeView]:
    for slide in subject.slides:
        yield from (shape for shape in slide.shapes if not shape.hidden)


def _smallest(subject: Subject) -> Iterator[Fault]:
    for shape in _shapes(subject):
        if shape.is_field:
            continue
        runs = [run for run in text.runs(shape) if run.text.strip()]
        small = [run for run in runs if run.size < _LEAST - 0.05 and not run.is_shifted]
        if small:
            least = min(small, key=lambda run: run.size)
            yield Fault(
                f"`{least.text.strip()[:40]}` is {least.size:.3g} points, less than {_LEAST:g}",
                shape.where, "", ("say less, or give it more room",),
            )  # fmt: skip


def _body(subject: Subject) -> Iterator[Fault]:
    for shape in _shapes(subject):
        if shape.type not in _BODIES or shape.name == _SOURCE:
            continue
        small = [p for p in text.paragraphs(shape) if _is_running(p) and _size(p) < _BODY - 0.05]
        if small:
            least = min(small, key=_size)
            yield Fault(
                f"running text of {_size(least):.3g} points, less than {_BODY:g}", shape.where, "",
                ("from the back of a room it is hard to read; split the slide",),
            )  # fmt: skip


def _is_running(paragraph: ParagraphView) -> bool:
    return len(paragraph.text.split()) >= _WORDS


def _size(paragraph: ParagraphView) -> float:
    """The size in which most of a paragraph is set, in points."""
    longest = max(paragraph.runs, key=lambda run: len(run.text))
    return longest.size


RULES = (
    Rule(
        id="FONT-MIN",
        severity=Severity.ERROR,
        summary=f"No text is smaller than {_LEAST:g} points.",
        why="People with low vision, and everybody at the back of the room, cannot read it.",
        source="House rule; agencies' style guides ask for 12 to 18 points at least.",
        decided="The size of each run, through list styles, layout and master, shrunk as autofit "
        "says; tables' cells too. Superscripts count with their full size. Date, footer and slide "
        "number are left out, and so are charts' texts, whose size often nobody says.",
        mend="Say less on the slide, give the text more room, or split the slide.",
        check=_smallest,
    ),
    Rule(
        id="FONT-BODY",
        severity=Severity.TIP,
        summary=f"Running text has at least {_BODY:g} points.",
        why="A slide is read from a distance.",
        source="House rule, after the federal AED COP's advice on presentations.",
        decided=f"A paragraph of {_WORDS} or more words in a body, content or subtitle "
        f"placeholder, most of which is set smaller than {_BODY:g} points. The source line, in a "
        f"slot called `{_SOURCE}`, is not running text.",
        mend="Say less on the slide, or split it.",
        check=_body,
    ),
)
