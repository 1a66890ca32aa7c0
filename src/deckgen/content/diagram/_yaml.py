"""Diagrams in YAML, parsed and dumped: an outline under the word of the kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from msgspec import Struct, structs

from deckgen import content
from deckgen.content import Names, Scope
from deckgen.content.diagram._layout import Lines
from deckgen.content.rows import BAR, TypedCell, read_rows, write_grid
from deckgen.diagnostics import Span, error, gather, suggest
from deckgen.richtext import Paragraph, Run, cut, inline, merged, outline
from deckgen.source.fields import Field, Fields, Form, Values
from deckgen.source.nodes import (
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_scalar,
    expect_word,
)
from deckgen.source.writing import Lines as Block
from deckgen.source.writing import YamlData


class Dumped(Struct, frozen=True):
    """A diagram to dump."""

    lines: Lines
    alt: str
    names: Names


_V = TypeVar("_V")
_Field = Field[Scope, Dumped, _V]
DiagramFields = Fields[Dumped]


def _outline(node: Node, what: str, scope: Scope) -> Lines:
    scalar = expect_scalar(node, what)
    read = outline.read(scalar, scope.show, scope.formats, ("icon",))
    lines = tuple(line for line in read if line.runs)
    for alone in (line for line in read if line.icon and not line.runs):
        at = re.search(rf"\[{alone.icon}\]\{{icon\}} *$", scalar.text, re.MULTILINE)
        raise error(
            "icon-without-text",
            f"the icon `{alone.icon}` stands beside no text",
            at=scalar.at(*at.span()) if at else scalar.span,
            label="alone on its line",
            help="write the text of its shape behind it",
        )
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


def one_line(line: Paragraph) -> str:
    """The text of a paragraph in one line, by which `highlight` names it."""
    return " ".join(line.text.split())


Named = tuple[tuple[str, TypedCell], ...]
"""Names of paragraphs to highlight, each with its place."""


def _names(node: Node, what: str, scope: Scope) -> Named:
    """The names in a text or a list, each with its place."""
    items = node if isinstance(node, SequenceNode) else (node,)
    rows = (row for item in items for row in read_rows(expect_word(item, what)))
    return tuple((" ".join(cell.plain(scope).split()), cell) for row in rows for cell in row)


def _dumped_highlight(dumped: Dumped) -> YamlData | None:
    """The names of the highlighted paragraphs, a line for each; None without any."""
    names = dict.fromkeys(one_line(line) for line in dumped.lines if line.highlight)
    text = write_grid([inline.dump((Run(name),))] for name in names)
    return Block(text) if len(names) > 1 else text.removesuffix("\n") or None


def _highlight_field(several: str, example: str) -> Field[Scope, Dumped, Named]:
    return _Field[Named](
        "highlight",
        Form(
            f"{several}, a line or list item for each", _names, nodes=(ScalarNode, SequenceNode)
        ),
        (), _dumped_highlight,
        "marks them in a colour of their own", example, unset="none",
    )  # fmt: skip


def _highlighted(lines: Lines, names: Named, can_be: Callable[[Paragraph], bool]) -> Lines:
    """The paragraphs, those with these names highlighted. Raises `Problem` for other names."""
    known = dict.fromkeys(one_line(line) for line in lines if can_be(line))
    found = set()
    with gather() as problems:
        for name, cell in names:
            found.add(name)
            if name not in known:
                message = f"`{name}` is nothing that this shows"
                helps = suggest(name, known, "it has")
                problems.add(cell.problem("unknown-highlight", message, "not known", *helps))
    return tuple(
        structs.replace(line, highlight=can_be(line) and one_line(line) in found) for line in lines
    )


_ALT = _Field[str](
    "alt", Form("text", content.parse_alt), "", lambda dumped: content.dump(dumped.alt) or None,
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
        _highlight_field("steps", "highlight: Place"),
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
            found.append(structs.replace(line, level=min(line.level + deeper, 8)))
            continue
        at = next(_bars(line), None)
        deeper = 0 if at is None else 1
        date, text = (line.runs, ()) if at is None else _around(line.runs, at)
        if not date:
            raise error(
                "undated-entry", f"`{line.text.strip()}` has no date", at=_span(line, node),
                label="in front of ` | `", help="an entry is `date | text`",
            )  # fmt: skip
        found.append(structs.replace(line, runs=date))
        found += [Paragraph(text, 1)] if text else []
    return tuple(found)


def _span(line: Paragraph, node: Node) -> Span:
    return next((origin.span for origin in line.origins() if origin.span), node.span)


def _bars(line: Paragraph) -> Iterator[int]:
    """The bars of a paragraph between blanks or at its edges that nobody escaped."""
    text = line.text
    plain = [origin for origin in line.origins() if origin.escaped or origin.reference]
    for found in BAR.finditer(text):
        if not any(origin.start <= found.start() < origin.end for origin in plain):
            yield found.start()


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
            runs = tuple(replace(run, text=BAR.sub(_ESCAPED_BAR, run.text)) for run in line.runs)
            beside = (Run(f" {_BAR} "), *text.runs) if up else ()
            lines.append(structs.replace(line, runs=merged((*runs, *beside))))
        elif line.level > 1 or not up:
            lines.append(structs.replace(line, level=line.level - up))
    written = outline.write(lines, dumped.names)
    return Block(written.replace(_ESCAPED_BAR, "\\|").replace(_BAR, "|"))


def _fits_beside(date: Paragraph, text: Paragraph) -> bool:
    """Whether a date and its text can be written on one line."""
    blank = date.text[-1:].isspace() or text.text[:1].isspace()
    plain = not text.opaque and not text.icon and text.number is None
    return text.level == 1 and not blank and plain


_DATES = "timeline: |\n  2003 | ICE is founded\n  2012 | Priorities are set\n    by the Director"
TIMELINE = DiagramFields(
    "a timeline",
    (
        _Field[Lines](
            "timeline", Form("lines `date | text`", _entries), (), _dumped_entries,
            "the entries, a line each: date and text; under it, a level deeper, what is said "
            "beside", _DATES, unset="needed",
        ),
        _highlight_field("dates of entries", "highlight: 2012"),
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
        _highlight_field("boxes", "highlight: North"),
        _ALT,
    ),
    _BOXES,
    "Boxes stand under each other; where one has only leaves under it, or there is no room for "
    "more beside each other, it is a card that lists them.",
)  # fmt: skip


def parse(
    node: Node, scope: Scope, fields: DiagramFields, can_be: Callable[[Paragraph], bool]
) -> tuple[Lines, str]:
    """The paragraphs and the alternative text of a mapping. Raises `Problem` with every fault.

    `can_be` says which paragraphs can be highlighted.
    """
    mapping = expect_mapping(node, fields.what)
    with gather() as problems:
        values = Values(mapping, problems, scope)
        fields.gather_unknown(values)
        lines, names = values.get(fields.fields[0]), values.get(fields.fields[1])
        assert isinstance(lines, tuple), "the first key of a diagram is its text"
        assert isinstance(names, tuple), "the second is what it highlights"
        alt = values.get(_ALT)
        if lines and names:
            with problems.collect():
                lines = _highlighted(lines, names, can_be)
    return lines, alt
