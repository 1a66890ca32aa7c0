"""Surgical edits of a YAML text: what is not named stays as typed, comments and all.

PyYAML's marks say where a node stands; a whole-file dump would lose comments and change lines
nobody touched (round-trip.md, "Writing YAML").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deckgen.diagnostics import Source
from deckgen.source import reading
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, expect_mapping
from deckgen.source.writing import YamlData, block, dump, plain, quote

_BRACKETS = ("[", "{")

_HEAD = re.compile(r"\|[\d+-]*([ \t]+#[^\r\n]*)")

"""The head of a literal block that has a comment."""

_REMARK = re.compile(r"[ \t]+#[^\r\n]*")

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
    """The text with the edits made, those at one place in the order given.

    Raises ValueError where two of them overlap.
    """
    places = [(edit.start, edit.end, index, edit) for index, edit in enumerate(edits)]
    limit = len(text) + 1
    for *_, edit in sorted(places, key=lambda place: place[:3], reverse=True):
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
    if isinstance(node, ScalarNode) and node.style == "|" and _KEEPS.match(text):
        return start, start + len(re.sub(r"\r?\n\Z", "", text))
    if not isinstance(node, ScalarNode) and text[:1] not in _BRACKETS:
        parts = [part for _, part in node] if isinstance(node, MappingNode) else node.items
        own = [part for part in parts if part.span.source is span.source]
        return start, max([start, *(bounds(part)[1] for part in own)])
    return start, start + len(text.rstrip())


def _reach(node: Node, column: int) -> int:
    """The offset of the line after a node and the comments below it that stand deeper than a
    column: a literal block in its place, or put behind it, would take them for its own text."""
    text = node.span.source.text
    at = reached = _line_end(node.span.source, bounds(node)[1])
    while at < len(text):
        end = _line_end(node.span.source, at)
        row = text[at:end]
        body = row.lstrip(" ")
        if body.strip() and not (body.startswith("#") and len(row) - len(body) >= column):
            break
        at = end
        reached = at if body.strip() else reached
    return reached


def replace(node: ScalarNode, value: str, *, lines: bool) -> Edit:
    """The edit that gives a scalar another text; `lines` for an outline, one line a paragraph.

    The style stays where it can hold the new text: a literal block stays one, and quotes stay.
    """
    start, end = bounds(node)
    return _with_remark(Edit(node.span.source, start, end, _written(node, value, lines=lines)))


def _with_remark(edit: Edit) -> Edit:
    """The edit with the comment in a value's first line kept there, if its lines change: behind a
    literal block it would be text."""
    source = edit.source
    own = _HEAD.match(source.text, edit.start, edit.end)
    remark, end = (own[1] if own else ""), edit.end
    if not remark and "\n" in edit.text:
        behind = _REMARK.match(source.text, edit.end)
        remark, end = (behind[0], behind.end()) if behind else ("", end)
    first, newline, rest = edit.text.partition("\r\n" if "\r\n" in edit.text else "\n")
    return Edit(source, edit.start, end, first + remark + newline + rest)


def _written(node: ScalarNode, value: str, *, lines: bool) -> str:
    source = node.span.source
    newline = "\r\n" if "\r\n" in source.text else "\n"
    indent = _indent_below(node)
    as_block = node.style == "|" or "\n" in value.removesuffix("\n")
    if as_block and lines:
        text = block(value if value.endswith("\n") else f"{value}\n", indent)
        if text is not None:
            return text.replace("\n", newline)
    ends = lines and not value.endswith("\n\n")  # after an empty last line the break counts
    return quote(value.removesuffix("\n") if ends else value)


def _indent_below(node: ScalarNode) -> int:
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


def rewrite(node: Node, value: YamlData) -> Edit:
    """The edit that puts other YAML in the place of a node."""
    start, end = bounds(node)
    source, span = node.span.source, node.span
    newline = "\r\n" if "\r\n" in source.text else "\n"
    own = source.line(span.line)[: span.column - 1]
    alone = not own.strip()
    indent = span.column - 1 if alone else len(own) - len(own.lstrip(" ")) + 2
    if alone and not isinstance(node, ScalarNode):
        end = max(end, len(source.text[: _reach(node, indent)].rstrip()))
    text = dump(value, indent).removesuffix("\n")
    if isinstance(value, dict | list) and value:
        text = text[indent:] if alone else f"\n{text}"
        start -= 0 if alone else len(own) - len(own.rstrip(" "))
    else:
        text = text.lstrip(" ")
    return _with_remark(Edit(source, start, end, text.replace("\n", newline)))


def insert(mapping: MappingNode, key: str, value: YamlData, *, after: str = "") -> Edit:
    """The edit that adds a key after another one, or at the mapping's end."""
    source = mapping.span.source
    names = [name.text for name, node in mapping if node.span.source is source]
    place = after if after in names else names[-1]
    node = mapping.get(place)
    first = mapping.entries[0][0]
    assert node is not None, "the key is one of the mapping's own"
    at = _reach(node, first.span.column)
    newline = "\r\n" if "\r\n" in source.text else "\n"
    text = dump({key: value}, first.span.column - 1).replace("\n", newline)
    lead = "" if at == 0 or source.text[at - 1 : at] == "\n" else newline
    return Edit(source, at, at, lead + text)


def remove(mapping: MappingNode, key: str) -> Edit:
    """The edit that takes a key and its value out, whole lines.

    After the `- ` of a list's item the next key takes the place of the first one.
    """
    index, (name, node) = next((i, e) for i, e in enumerate(mapping) if e[0].text == key)
    source = name.span.source
    if source.line(name.span.line)[: name.span.column - 1].strip():
        following = mapping.entries[index + 1][0].span
        start = offset(source, name.span.line, name.span.column)
        return Edit(source, start, offset(source, following.line, following.column), "")
    return Edit(source, offset(source, name.span.line, 1), _reach(node, name.span.column), "")


def append(listed: SequenceNode, items: list[YamlData]) -> Edit:
    """The edit that adds items at the end of a list that has some."""
    source = listed.span.source
    if in_flow(listed):
        return _in_brackets(listed, [*map(plain, listed), *items])
    newline = "\r\n" if "\r\n" in source.text else "\n"
    at = _reach(listed.items[-1], _dash(listed) + 1)
    text = dump(items, _dash(listed)).replace("\n", newline)
    return Edit(source, at, at, ("" if source.text[at - 1 : at] == "\n" else newline) + text)


def take(listed: SequenceNode, index: int) -> Edit:
    """The edit that takes an item out of a list that has others, whole lines."""
    source = listed.span.source
    if in_flow(listed):
        kept = [plain(item) for at, item in enumerate(listed) if at != index]
        return _in_brackets(listed, kept)
    item = listed.items[index]
    start = offset(source, item.span.line, 1)
    return Edit(source, start, _reach(item, _dash(listed) + 1), "")


def in_flow(node: Node) -> bool:
    """Whether a list or mapping stands in brackets."""
    start = offset(node.span.source, node.span.line, node.span.column)
    first = node.span.source.text[start : start + 1]
    return not isinstance(node, ScalarNode) and first in _BRACKETS


def _in_brackets(listed: SequenceNode, items: list[YamlData]) -> Edit:
    """The list with these items, in brackets still where they are texts without commas."""
    texts = [quote(item) for item in items if isinstance(item, str)]
    if len(texts) < len(items) or any(set(text) & set(",[]{}") for text in texts):
        return rewrite(listed, items)
    return Edit(listed.span.source, *bounds(listed), f"[{', '.join(texts)}]")


def _dash(listed: SequenceNode) -> int:
    """How deep the dashes of a list stand."""
    span = listed.items[0].span
    return span.source.line(span.line).index("-")


def _line_end(source: Source, at: int) -> int:
    """The offset behind the line break that follows."""
    found = source.text.find("\n", at)
    return len(source.text) if found < 0 else found + 1


def relist(listed: SequenceNode, items: list[int | YamlData]) -> Edit:
    """The edit that gives a list other items: a number is one that it has, which keeps its text."""
    source = listed.span.source
    if in_flow(listed):
        data = [plain(listed.items[i]) if isinstance(i, int) else i for i in items]
        return rewrite(listed, data)
    newline = "\r\n" if "\r\n" in source.text else "\n"
    starts = [offset(source, item.span.line, 1) for item in listed]
    end = _reach(listed.items[-1], _dash(listed) + 1)
    stops = [*starts[1:], end]
    rows = []
    for item in items:
        if isinstance(item, int):
            row = source.text[starts[item] : stops[item]]
            rows.append(row if row.endswith("\n") else row + newline)
        else:
            rows.append(dump([item], _dash(listed)).replace("\n", newline))
    return Edit(source, starts[0], end, "".join(rows))


# A YAML text edited by paths of keys: what no edit names stays as typed.
#
# The text is read anew after each edit, so that any number of them can follow one another.


KeyPath = tuple[str, ...]


class YamlDocument:
    """The text of a file whose root is a mapping. A path of keys leads from the root."""

    def __init__(self, path: Path, text: str) -> None:
        """Start from the text that the file has."""
        self.path, self.text = path, text

    @property
    def root(self) -> MappingNode:
        """The nodes of the text as it is now."""
        return expect_mapping(reading.parse(self.text, self.path), str(self.path))

    def node(self, path: KeyPath) -> Node | None:
        """What stands at a path, or None."""
        found: Node | None = self.root
        for key in path:
            found = found.get(key) if isinstance(found, MappingNode) else None
        return found

    def make(self, edit: Edit) -> None:
        """Make one edit of the text as it is now."""
        self.text = apply(self.text, [edit])

    def put(self, path: KeyPath, value: YamlData) -> None:
        """Set what stands at a path, with the mappings that lead to it."""
        there: Node = self.root
        for depth, key in enumerate(path):
            if in_flow(there):
                self.make(rewrite(there, _with(plain(there), path[depth:], value)))
                return
            assert isinstance(there, MappingNode), "a path leads through mappings"
            found = there.get(key)
            rest = path[depth + 1 :]
            if found is None or (rest and not isinstance(found, MappingNode)):
                nested = _with({}, rest, value)
                self.make(insert(there, key, nested) if found is None else rewrite(found, nested))
                return
            there = found
        self.make(rewrite(there, value))

    def drop(self, path: KeyPath) -> None:
        """Take out what stands at a path, and mappings that would be left empty."""
        if self.node(path) is None:
            return
        holder = self.node(path[:-1])
        assert isinstance(holder, MappingNode), "it holds what is there"
        if len(holder.entries) == 1 and len(path) > 1:
            self.drop(path[:-1])
            return
        for depth in range(1, len(path)):
            there = self.node(path[:depth])
            if there is not None and in_flow(there):
                self.make(rewrite(there, _without(plain(there), path[depth:])))
                return
        self.make(remove(holder, path[-1]))

    def push(self, path: KeyPath, item: YamlData) -> None:
        """Add an item to the list at a path; a text there becomes the list's first item."""
        there = self.node(path)
        if isinstance(there, SequenceNode) and there.items:
            self.make(append(there, [item]))
        elif isinstance(there, ScalarNode):
            self.put(path, [there.text, item])
        else:
            self.put(path, [item])

    def take(self, path: KeyPath, item: str) -> None:
        """Take a text out of the list at a path, and the list with its last item."""
        there = self.node(path)
        if isinstance(there, ScalarNode) and there.text == item:
            self.drop(path)
        if not isinstance(there, SequenceNode):
            return
        texts = [entry.text if isinstance(entry, ScalarNode) else None for entry in there]
        if item in texts and len(texts) == 1:
            self.drop(path)
        elif item in texts:
            self.make(take(there, texts.index(item)))


def _with(data: YamlData, path: KeyPath, value: YamlData) -> YamlData:
    if not path:
        return value
    kept = data if isinstance(data, dict) else {}
    return {**kept, path[0]: _with(kept.get(path[0], {}), path[1:], value)}


def _without(data: YamlData, path: KeyPath) -> YamlData:
    if not isinstance(data, dict):
        return data
    if len(path) == 1:
        return {key: value for key, value in data.items() if key != path[0]}
    return {k: _without(v, path[1:]) if k == path[0] else v for k, v in data.items()}
