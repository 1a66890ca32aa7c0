"""Surgical edits of a YAML text: what is not named stays as typed, comments and all.

PyYAML's marks say where a node stands; a whole-file dump would lose comments and change lines
nobody touched (round-trip.md, "Writing YAML").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from deckgen.diagnostics import Source
from deckgen.source import Mapping, Node, Plainly, Scalar, block, dump, quote

_KEEPS = re.compile(r"\|\d?\+")
"""The head of a literal block that keeps the blank lines at its end (YAML 1.2, 8.1.1.2)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of what stands between two offsets of a source's text."""

    source: Source
    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises ValueError where two of them overlap."""
    listed = sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True)
    limit = len(text) + 1
    for edit in listed:
        if edit.end > limit:
            raise ValueError("two edits overlap")
        text = text[: edit.start] + edit.text + text[edit.end :]
        limit = edit.start
    return text


def offset(source: Source, line: int, column: int) -> int:
    """The offset of a line and column, both counted from 1."""
    rows = source.text.splitlines(keepends=True)
    return sum(len(row) for row in rows[: line - 1]) + column - 1


def bounds(node: Node) -> tuple[int, int]:
    """Where a node stands in its source, without the blank lines and comments after it.

    The blank lines that end a literal block with `|+` are its own.
    """
    span = node.span
    start = offset(span.source, span.line, span.column)
    end = offset(span.source, span.end_line, span.end_column)
    text = span.source.text[start:end]
    if isinstance(node, Scalar) and node.style == "|" and _KEEPS.match(text):
        return start, start + len(re.sub(r"\r?\n\Z", "", text))
    return start, start + len(text.rstrip())


def replace(node: Scalar, value: str, *, lines: bool) -> Edit:
    """The edit that gives a scalar another text; `lines` for an outline, one line a paragraph.

    The style stays where it can hold the new text: a literal block stays one, and quotes stay.
    """
    start, end = bounds(node)
    source = node.span.source
    return Edit(source, start, end, _written(node, value, lines=lines))


def _written(node: Scalar, value: str, *, lines: bool) -> str:
    source = node.span.source
    newline = "\r\n" if "\r\n" in source.text else "\n"
    indent = _indent_below(node)
    as_block = node.style == "|" or "\n" in value.removesuffix("\n")
    if as_block and lines:
        text = block(value if value.endswith("\n") else f"{value}\n", indent)
        if text is not None:
            return text.replace("\n", newline)
    return quote(value.removesuffix("\n") if lines else value)


def _indent_below(node: Scalar) -> int:
    """How deep the lines of a block stand: as they do, or two deeper than the key's line."""
    source, span = node.span.source, node.span
    row = source.line(span.line)
    if node.style == "|":
        for number in range(span.line + 1, span.end_line + 1):
            line = source.line(number)
            if line.strip():
                own = len(line) - len(line.lstrip(" "))
                lead = len(node.text.split("\n", 1)[0]) - len(
                    node.text.split("\n", 1)[0].lstrip(" ")
                )
                return own - lead
    lead = len(row) - len(row.lstrip(" "))
    dashes = row[lead:]
    while dashes.startswith("- "):
        lead += 2
        dashes = dashes[2:]
    return lead + 2


def rewrite(node: Node, value: Plainly) -> Edit:
    """The edit that puts other YAML in the place of a node."""
    start, end = bounds(node)
    source, span = node.span.source, node.span
    newline = "\r\n" if "\r\n" in source.text else "\n"
    own = source.line(span.line)[: span.column - 1]
    alone = not own.strip()
    indent = span.column - 1 if alone else len(own) - len(own.lstrip(" ")) + 2
    text = dump(value, indent).removesuffix("\n")
    if isinstance(value, dict | list) and value:
        text = text[indent:] if alone else f"\n{text}"
    else:
        text = text.lstrip(" ")
    return Edit(source, start, end, text.replace("\n", newline))


def insert(mapping: Mapping, key: str, value: Plainly, *, after: str = "") -> Edit:
    """The edit that adds a key after another one, or at the mapping's end."""
    source = mapping.span.source
    names = [name.text for name, node in mapping if node.span.source is source]
    place = after if after in names else names[-1]
    node = mapping.get(place)
    first = mapping.entries[0][0]
    assert node is not None, "the key is one of the mapping's own"
    end = bounds(node)[1]
    line_end = source.text.find("\n", end)
    at = len(source.text) if line_end < 0 else line_end + 1
    newline = "\r\n" if "\r\n" in source.text else "\n"
    text = dump({key: value}, first.span.column - 1).replace("\n", newline)
    lead = "" if at == 0 or source.text[at - 1 : at] == "\n" else newline
    return Edit(source, at, at, lead + text)


def remove(mapping: Mapping, key: str) -> Edit:
    """The edit that takes a key and its value out, whole lines."""
    name, node = next((k, v) for k, v in mapping if k.text == key)
    source = name.span.source
    start = offset(source, name.span.line, 1)
    end = bounds(node)[1]
    line_end = source.text.find("\n", end)
    return Edit(source, start, len(source.text) if line_end < 0 else line_end + 1, "")
