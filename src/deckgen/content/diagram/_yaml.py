"""Diagrams in YAML, parsed and dumped: an outline under the word of the kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from deckgen import content
from deckgen.content import Names, Scope
from deckgen.diagnostics import Span, error, gather
from deckgen.richtext import Paragraph, Run, cut, merged, outline
from deckgen.source.fields import Field, Fields, Form, Values
from deckgen.source.nodes import Node, expect_mapping, expect_scalar
from deckgen.source.writing import Lines as Block
from deckgen.source.writing import YamlData

Lines = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Dumped:
    """A diagram to dump."""

    lines: Lines
    alt: str
    names: Names


_V = TypeVar("_V")
_Field = Field[Scope, Dumped, _V]
DiagramFields = Fields[Dumped]


def _outline(node: Node, what: str, scope: Scope) -> Lines:
    scalar = expect_scalar(node, what)
    lines = tuple(line for line in outline.read(scalar, scope.show, scope.formats) if line.runs)
    if not lines:
        raise error(
            "empty-diagram",
            f"{what} has no text",
            at=scalar.span,
            label="nothing here",
            help="its text is lines under `|`, what belongs to a line a level deeper",
        )
    return lines


def _tree(node: Node, what: str, scope: Scope) -> Lines:
    """An outline in which each line is at most a level deeper than the one above it."""
    lines = _outline(node, what, scope)
    with gather() as problems:
        for level, line in zip((-1, *(line.level for line in lines)), lines, strict=False):
            if line.level > level + 1:
                problems.add(
                    error(
                        "skipped-level",
                        f"`{line.text}` is {line.level - level} levels deeper than the line above",
                        at=_span(line, node),
                        label="reports to nobody",
                        help="a line reports to the nearest one above that is a level higher",
                    )
                )
    return lines


def _alt(node: Node, what: str, scope: Scope) -> str:
    return content.parse(expect_scalar(node, what, "leave it out to have it made"), scope).text


_ALT = _Field[str](
    "alt", Form("text", _alt), "", lambda dumped: content.dump(dumped.alt) or None,
    "the alternative text", "alt: From arrest to removal", unset="made from the text",
)  # fmt: skip
_STEPS = "process: |\n  Screen\n    everyone who comes in\n  Assess\n  Place"
PROCESS = DiagramFields(
    "a process",
    (
        _Field[Lines](
            "process", Form("an outline", _outline), (),
            lambda dumped: Block(outline.write(dumped.lines, dumped.names)),
            "the steps, a line each, and under each, a level deeper, what it says", _STEPS,
            unset="needed",
        ),
        _ALT,
    ),
    _STEPS,
    "A process is drawn as arrows in a row, in several rows where they need the room.",
)  # fmt: skip
# A timeline: `date | text`, and under it, a level deeper, what is said beside. An entry whose text
# needs a line of its own has it a level deeper than its date.


_BAR, _ESCAPED_BAR = "\ue002", "\ue003"
"""Stand for bars in the runs that are dumped: the one between date and text, and those that are
text."""


def _entries(node: Node, what: str, scope: Scope) -> Lines:
    found: list[Paragraph] = []
    deeper = 0
    for line in _outline(node, what, scope):
        if line.level:
            found.append(replace(line, level=min(line.level + deeper, 8)))
            continue
        at = next(_bars(line), None)
        deeper = 0 if at is None else 1
        date, text = (line.runs, ()) if at is None else _around(line.runs, at)
        if not date:
            raise error(
                "undated-entry", f"`{line.text.strip()}` has no date", at=_span(line, node),
                label="in front of ` | `", help="an entry is `date | text`",
            )  # fmt: skip
        found.append(replace(line, runs=date))
        found += [Paragraph(text, 1)] if text else []
    return tuple(found)


def _span(line: Paragraph, node: Node) -> Span:
    return next((origin.span for origin in line.origins() if origin.span), node.span)


def _bars(line: Paragraph) -> Iterator[int]:
    """The bars of a paragraph between blanks or at its edges that nobody escaped."""
    text = line.text
    plain = [origin for origin in line.origins() if origin.escaped or origin.reference]
    for found in _SEPARATOR.finditer(text):
        if not any(origin.start <= found.start() < origin.end for origin in plain):
            yield found.start()


_SEPARATOR = re.compile(r"(?<!\S)\|(?!\S)")


def _around(runs: tuple[Run, ...], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs before a character and after it, without the blanks beside it."""
    text = "".join(run.text for run in runs)
    before, after = text[:at].rstrip(" \t"), text[at + 1 :].lstrip(" \t")
    return cut(runs, 0, len(before)), cut(runs, len(text) - len(after), len(text))


def _dumped_entries(dumped: Dumped) -> YamlData:
    lines: list[Paragraph] = []
    up = 0
    for number, line in enumerate(dumped.lines):
        if not line.level:
            text = next(iter(dumped.lines[number + 1 : number + 2]), line)
            up = 1 if _fits_beside(line, text) else 0
            runs = tuple(
                replace(run, text=_SEPARATOR.sub(_ESCAPED_BAR, run.text)) for run in line.runs
            )
            beside = (Run(f" {_BAR} "), *text.runs) if up else ()
            lines.append(replace(line, runs=merged((*runs, *beside))))
        elif line.level > 1 or not up:
            lines.append(replace(line, level=line.level - up))
    written = outline.write(lines, dumped.names)
    return Block(written.replace(_ESCAPED_BAR, "\\|").replace(_BAR, "|"))


def _fits_beside(date: Paragraph, text: Paragraph) -> bool:
    """Whether a date and its text can be written on one line."""
    blank = date.text[-1:].isspace() or text.text[:1].isspace()
    return text.level == 1 and not blank and not text.opaque and text.number is None


_DATES = "timeline: |\n  2003 | ICE is founded\n  2012 | Priorities are set\n    by the Director"
TIMELINE = DiagramFields(
    "a timeline",
    (
        _Field[Lines](
            "timeline", Form("lines `date | text`", _entries), (), _dumped_entries,
            "the entries, a line each: date and text; under it, a level deeper, what is said "
            "beside", _DATES, unset="needed",
        ),
        _ALT,
    ),
    _DATES,
    "Entries are cards at a line, on both its sides where the slot is tall.",
)  # fmt: skip
_BOXES = "org: |\n  Director\n    Operations\n      North\n      South\n    Administration"
ORGANIZATION = DiagramFields(
    "an organization chart",
    (
        _Field[Lines](
            "org", Form("an outline", _tree), (),
            lambda dumped: Block(outline.write(dumped.lines, dumped.names)),
            "the boxes, a line each; a level deeper reports to the line above", _BOXES,
            unset="needed",
        ),
        _ALT,
    ),
    _BOXES,
    "Boxes stand under each other; where one has only leaves under it, or there is no room for "
    "more beside each other, it is a card that lists them.",
)  # fmt: skip


def parse(node: Node, scope: Scope, fields: DiagramFields) -> tuple[Lines, str]:
    """The paragraphs and the alternative text of a mapping. Raises `Problem` with every fault."""
    mapping = expect_mapping(node, fields.what)
    with gather() as problems:
        values = Values(mapping, problems, scope)
        fields.gather_unknown(values)
        lines, alt = values.get(fields.fields[0]), values.get(_ALT)
    assert isinstance(lines, tuple), "the first key of a diagram is its text"
    return lines, alt
