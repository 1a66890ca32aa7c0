"""Diagrams in YAML, parsed and dumped: an outline under the word of the kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from deckgen import content
from deckgen.content import Names, Scope
from deckgen.diagnostics import error, gather
from deckgen.richtext import Paragraph, outline
from deckgen.source.fields import Field, Fields, Form, Values
from deckgen.source.nodes import Node, expect_mapping, expect_scalar
from deckgen.source.writing import Lines as Block

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
                span = next((o.span for o in line.origins() if o.span), node.span)
                problems.add(
                    error(
                        "skipped-level",
                        f"`{line.text}` is {line.level - level} levels deeper than the line above",
                        at=span,
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
