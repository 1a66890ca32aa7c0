"""Nodes: the scalars, lists and mappings of a YAML text, each with its place in the file.

Scalars stay the text that was typed (`NO`, `1:30`, `007`), and mappings keep their order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from deckgen.diagnostics import Diagnostic, Problem, Span, error, gather, suggest


class ScalarNode(Struct, frozen=True):
    """A text as typed. `style` is YAML's: "" plain, "'", '"', "|" or ">".

    `parts` are the texts, of one or several lines, that `joined` put together. `remark` is the
    comment behind a plain text on its line.
    """

    text: str
    span: Span
    style: str = ""
    parts: tuple[ScalarNode, ...] = ()
    remark: Span | None = None

    def at(self, start: int, end: int | None = None) -> Span:
        """The span of text[start:end] in the file, the whole scalar where that is not known.

        Exact in literal blocks and in plain and quoted texts without escapes or folding.
        """
        end = len(self.text) if end is None else end
        if self.parts:
            return self._in_part(start, end)
        if self.style == "|":
            return self._in_block(start, end)
        quote = len(self.style)
        row = self.span.source.line(self.span.line)
        first = self.span.column - 1 + quote
        if self.span.line == self.span.end_line and row[first:].startswith(self.text):
            line = self.span.line
            return Span(self.span.source, line, first + start + 1, line, first + end + 1)
        return self.span

    def _in_part(self, start: int, end: int) -> Span:
        first = 0
        for part in self.parts:
            size = len(_without_break(part.text))
            if start <= first + size:
                break
            first += size + 1
        return part.at(start - first, min(end - first, size))

    def _in_block(self, start: int, end: int) -> Span:
        source = self.span.source
        before = self.text[:start]
        number = self.span.line + 1 + before.count("\n")
        line_start = before.rfind("\n") + 1
        line = self.text[line_start:].split("\n", 1)[0]
        row = source.line(number)
        if not row.endswith(line):
            return self.span
        column = len(row) - len(line) + start - line_start + 1
        length = min(end - start, line_start + len(line) - start)
        return Span(source, number, column, number, column + max(length, 0))


def joined(first: ScalarNode, second: ScalarNode) -> ScalarNode:
    """The lines of one text, then those of another; each keeps its place in its own file."""
    parts = (first.parts or (first,)) + (second.parts or (second,))
    text = "".join(f"{_without_break(part.text)}\n" for part in parts)
    return ScalarNode(text, first.span, "|", parts)


def _without_break(text: str) -> str:
    return text.removesuffix("\n")


class SequenceNode(Struct, frozen=True):
    """A YAML list."""

    items: tuple[Node, ...]
    span: Span

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


class MappingNode(Struct, frozen=True):
    """A YAML mapping in the order typed; keys are unique."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    span: Span

    def __iter__(self) -> Iterator[tuple[ScalarNode, Node]]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        """The value under the key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> ScalarNode | None:
        """The key itself, with its span, or None."""
        return next((name for name, _ in self.entries if name.text == key), None)

    def key_span(self, key: str) -> Span:
        """The place of a key; that of the mapping where it is left out."""
        found = self.key(key)
        return self.span if found is None else found.span

    def keys(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(name.text for name, _ in self.entries)


Node = ScalarNode | SequenceNode | MappingNode


def as_data(node: Node, home: Span | None = None) -> list[object]:
    """A node as lists of texts and numbers, which differ where nodes do.

    With `home` places count too, in its own source relative to its line, and the rows of the file
    that scalars stand in; so equal data has warnings at the same places.
    """
    place = None if home is None else _relative(node.span, home)
    if isinstance(node, MappingNode):
        entries = [(as_data(key, home), as_data(value, home)) for key, value in node.entries]
        return [place, entries]
    if isinstance(node, SequenceNode):
        return ["-", place, [as_data(item, home) for item in node.items]]
    parts = [as_data(part, home) for part in node.parts]
    if home is None:
        return [node.text, node.style, parts]
    rows = node.span.source.lines[node.span.line - 1 : node.span.end_line]
    remark = None if node.remark is None else _relative(node.remark, home)
    return [node.text, node.style, parts, place, rows, remark]


def _relative(span: Span, home: Span) -> tuple[object, ...]:
    own = span.source is home.source
    first = home.line if own else 0
    name = None if own else span.source.name
    return name, span.line - first, span.column, span.end_line - first, span.end_column


def text_span(node: Node) -> Span:
    """The place of what a node says: of a block its first line of text, not the `|` above it."""
    first = node.parts[0] if isinstance(node, ScalarNode) and node.parts else node
    if not isinstance(first, ScalarNode) or first.style not in ("|", ">"):
        return first.span
    source = first.span.source
    for number in range(first.span.line + 1, len(source.lines) + 1):
        row = source.line(number).rstrip()
        if row:
            return Span(source, number, len(row) - len(row.lstrip()) + 1, number, len(row) + 1)
    return first.span


_KIND_NAMES: dict[type[object], str] = {
    ScalarNode: "text",
    SequenceNode: "a list",
    MappingNode: "a mapping",
}


def kind_of(node: Node) -> str:
    """The kind of a node as messages name it: `text`, `a list`, `a mapping`, `nothing`."""
    if isinstance(node, ScalarNode) and not node.text and not node.style:
        return "nothing"
    return next(name for kind, name in _KIND_NAMES.items() if isinstance(node, kind))


def wrong_type(node: Node, wanted: str, what: str, *helps: str) -> Problem:
    """The problem of a node of another kind than `wanted`; `what` names its place."""
    if isinstance(node, ScalarNode) and not node.style:
        from deckgen.source.causes import missing_blank

        slip = missing_blank(node.text, node.span)
        if slip is not None:
            return slip
    found = kind_of(node)
    message = f"{what} takes {wanted}, not {found}"
    return error("wrong-type", message, at=node.span, label=f"{found} here", help=helps)


def expect_mapping(node: Node, what: str, *helps: str) -> MappingNode:
    """The node as a mapping; raises `Problem` where it is none. `what` names its place."""
    if isinstance(node, MappingNode):
        return node
    raise wrong_type(node, "a mapping", what, *helps)


def expect_sequence(node: Node, what: str, *helps: str) -> SequenceNode:
    """The node as a list; raises `Problem` where it is none. `what` names its place."""
    if isinstance(node, SequenceNode):
        return node
    raise wrong_type(node, "a list", what, *helps)


def without_remark(scalar: ScalarNode) -> ScalarNode:
    """The text; raises `Problem` where a comment stands behind it, as `#1` in `Place #1` does."""
    remark = scalar.remark
    if remark is None:
        return scalar
    row = remark.source.line(remark.line)
    first = min(scalar.span.column, remark.column) if scalar.span.line == remark.line else 1
    whole = row[first - 1 :].strip()
    mark = "'" if '"' in whole or "\\" in whole else '"'
    quoted = "" if mark in whole else f" in quotes: `{mark}{whole}{mark}`, or"
    raise error(
        "remark",
        f"` #` starts a remark, so `{row[remark.column - 1 : remark.end_column - 1]}` is left out",
        at=remark,
        label="not printed",
        help=(
            f"where it is text, put all of it{quoted} under `|`, on a line of its own",
            "where it is a remark, write it on a line of its own, above this one",
        ),
    )


def expect_scalar(node: Node, what: str, *helps: str) -> ScalarNode:
    """The node as a text that prints, or that somebody reads; `what` names its place.

    Raises `Problem` where it is empty, no text, or cut short by a remark.
    """
    if isinstance(node, ScalarNode):
        without_remark(node)
    return expect_word(node, what, *helps)


def expect_word(node: Node, what: str, *helps: str) -> ScalarNode:
    """The node as a text that only names or counts something: an id, a path, a number, `yes`.

    A remark may follow it. Raises `Problem` where it is empty or no text. `what` names its place.
    """
    if isinstance(node, ScalarNode):
        if node.text or node.style:
            return node
        without_remark(node)
        raise error(
            "empty-value",
            f"{what} has no value",
            at=node.span,
            label="nothing here",
            help="give it a value, or leave the key out",
        )
    raise wrong_type(node, "text", what, *helps)


def whole_number(text: str, allowed: range) -> int | None:
    """The whole number that a text is in digits; None where it is none of those `allowed`."""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if number in allowed else None


_WHOLE = re.compile(r"-?[0-9]{1,8}")


def gather_entries(node: MappingNode, known: tuple[str, ...], what: str) -> None:
    """Raise one `Problem` with every key of the mapping that is not among `known`."""
    with gather() as problems:
        for key, _ in node:
            if key.text not in known:
                problems.add(
                    Problem(
                        Diagnostic(
                            "unknown-key",
                            f"{what} has no key `{key.text}`",
                            key.span,
                            "not known here",
                            suggest(key.text, known, f"{what} takes"),
                        )
                    )
                )


def scalars(
    node: Node, key: str = "", without: Collection[str] = ()
) -> Iterator[tuple[str, ScalarNode]]:
    """The scalars below a node, each with the nearest key above it; `key` is the node's own.

    Those under keys of `without` are left out.
    """
    match node:
        case ScalarNode():
            yield key, node
        case SequenceNode(items):
            for item in items:
                yield from scalars(item, key, without)
        case MappingNode(entries):
            for name, value in entries:
                if name.text not in without:
                    yield from scalars(value, name.text, without)
