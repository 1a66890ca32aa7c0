"""Surgical edits of a YAML text: everything outside an edit stays as typed, comments included.

An `Edit` replaces a stretch of a source's text, found by the spans of its nodes; dumping the whole
file would lose comments and change lines that nobody edited. `YamlDocument` edits by paths of keys.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, structs

from deckgen.diagnostics import Source
from deckgen.source import reading
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, expect_mapping
from deckgen.source.writing import YamlData, block, dump, is_plain, plain, quote, quoted

_BRACKETS = ("[", "{")
_HEAD = re.compile(r"\|[\d+-]*([ \t]+#[^\r\n]*)")
"""The head of a literal block that has a comment."""
_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
# A plain text with braces stands in no brackets (YAML 1.2.2, 7.3.3), where it may have others.
_BRACKETED = re.compile(r"[,\[\]{}]")
"""What no plain text has that stands in brackets."""
_NOT_IN_FLOW = re.compile(r"[,\[\]{}]|^[+\-._]*\d")
"""Plain text that brackets would part, or a number, which `reading` refuses there."""
_KEEPS_BLANK_LINES = re.compile(r"\|\d?\+")
"""The head of a literal block that keeps the blank lines at its end (YAML 1.2, 8.1.1.2)."""


class Kept(NamedTuple):
    """A stretch of an edit's new text that stands in the old one: its offset there, and here."""

    at: int
    start: int
    end: int


class Edit(Struct, frozen=True):
    """Replace source.text[start:end] by `text`, which may have kept stretches of it.

    `column` is where the lines start that are added: of those at one offset, the deepest come
    first, as they belong to what stands above.
    """

    source: Source
    start: int
    end: int
    text: str
    kept: tuple[Kept, ...] = ()
    column: int = 0

    def holds(self, other: Edit) -> bool:
        """Whether another edit is of the text that this one replaces."""
        inside = self.start <= other.start and self.start < other.end <= self.end
        return inside and other is not self

    def joined(self, inner: Sequence[Edit]) -> Edit:
        """This edit, with others made in what it keeps; those in what it removes are left out."""
        moved = [
            structs.replace(edit, start=edit.start + by, end=edit.end + by)
            for edit in inner
            for kept in self.kept
            for by in (kept.at - kept.start,)
            if kept.start < edit.end <= kept.end
        ]
        return structs.replace(self, text=apply(self.text, moved), kept=())


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits applied, those at one offset by column, then in the order given.

    Raises ValueError where two of them overlap, unless one keeps what the other changes.
    """
    made = list(edits)
    for outer in sorted((e for e in made if e.kept), key=lambda e: e.end - e.start):
        inner = [edit for edit in made if outer.holds(edit)]
        joined = outer.joined(inner)
        made = [joined if edit is outer else edit for edit in made if edit not in inner]
    places = [(e.start, e.end, -e.column, index, e) for index, e in enumerate(made)]
    limit = len(text) + 1
    for *_, edit in sorted(places, key=lambda place: place[:4], reverse=True):
        if edit.end > limit:
            raise ValueError("two edits overlap")
        text = text[: edit.start] + edit.text + text[edit.end :]
        limit = edit.start
    return text


def applied(edits: Iterable[Edit]) -> dict[Path, str]:
    """The new text of each file that has edits; equal edits are made once."""
    by_file: dict[Path, tuple[str, list[Edit]]] = {}
    for edit in edits:
        _, listed = by_file.setdefault(edit.source.path, (edit.source.text, []))
        if edit not in listed:
            listed.append(edit)
    return {path: apply(text, listed) for path, (text, listed) in by_file.items()}


def encoded(path: Path, text: str) -> bytes:
    """The bytes of a file's new text in UTF-8, with a byte order mark if the file has one."""
    marked = path.exists() and path.read_bytes().startswith(codecs.BOM_UTF8)
    return (codecs.BOM_UTF8 if marked else b"") + text.encode()


def offset(source: Source, line: int, column: int) -> int:
    """The offset of a line and column, both counted from 1."""
    rows = source.text.splitlines(keepends=True)
    return sum(len(row) for row in rows[: line - 1]) + column - 1


def newline_of(source: Source) -> str:
    """The line break that a source has."""
    return "\r\n" if "\r\n" in source.text else "\n"


def bounds(node: Node) -> tuple[int, int]:
    """The offsets of a node in its source, without the blank lines and comments after it.

    The blank lines at the end of a literal block with `|+` belong to it.
    """
    span = node.span
    start = offset(span.source, span.line, span.column)
    end = offset(span.source, span.end_line, span.end_column)
    text = span.source.text[start:end]
    if isinstance(node, ScalarNode) and node.style == "|" and _KEEPS_BLANK_LINES.match(text):
        return start, start + len(re.sub(r"\r?\n\Z", "", text))
    if not isinstance(node, ScalarNode) and text[:1] not in _BRACKETS:
        parts = [part for _, part in node] if isinstance(node, MappingNode) else node.items
        own = [part for part in parts if part.span.source is span.source]
        return start, max([start, *(bounds(part)[1] for part in own)])
    return start, start + len(text.rstrip())


def _end_with_comments(node: Node, column: int) -> int:
    """The offset of the line after a node and the comments below it that are indented to a column
    or deeper: after a literal block they would become its text."""
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
    """The edit that gives a scalar another text; `lines` for text of one line a paragraph.

    A literal block stays one where it can hold the new text.
    """
    start, end = bounds(node)
    return _with_comment(Edit(node.span.source, start, end, _styled(node, value, lines=lines)))


def _with_comment(edit: Edit) -> Edit:
    """The edit with the comment behind a value kept in its first line.

    After a literal block it would become text; behind a plain text that was none it is an error.
    """
    source = edit.source
    own = _HEAD.match(source.text, edit.start, edit.end)
    behind = _COMMENT.match(source.text, edit.end)
    comment, end = (own[1] if own else ""), edit.end
    if not comment and behind and "\n" in edit.text:
        comment, end = behind[0], behind.end()
    first, newline, rest = edit.text.partition("\r\n" if "\r\n" in edit.text else "\n")
    if (own or behind) and first[:1].isalnum() and source.text[edit.start] in "\"'|>":
        first = quoted(first)
    return Edit(source, edit.start, end, first + comment + newline + rest)


def _styled(node: ScalarNode, value: str, *, lines: bool) -> str:
    source = node.span.source
    newline = newline_of(source)
    indent, below = _indent_below(node)
    as_block = node.style == "|" or "\n" in value.removesuffix("\n")
    if as_block and lines:
        text = block(value if value.endswith("\n") else f"{value}\n", indent, below)
        if text is not None:
            return text.replace("\n", newline)
    ends = lines and not value.endswith("\n\n")  # after an empty last line the break counts
    text = value.removesuffix("\n") if ends else value
    anywhere = _BRACKETED.search(node.text) or not _NOT_IN_FLOW.search(text)
    if not node.style and anywhere and is_plain(text):
        return text
    return _quoted_as(node.style, text)


def _quoted_as(style: str, value: str) -> str:
    """The text in the quotes of a style, where it may need them in brackets; else as `quote`."""
    written = quote(value)
    if written != value or style not in ("'", '"') or not _NOT_IN_FLOW.search(value):
        return written
    return f'"{value}"' if style == '"' or "'" in value else f"'{value}'"


def _indent_below(node: ScalarNode) -> tuple[int, int]:
    """The indent of a block's lines, as they have, or two more than what the node stands in.

    And how much more than that it is: than the key's column, or the dash of an item.
    """
    source, span = node.span.source, node.span
    row = source.line(span.line)
    holder = len(row) - len(row.lstrip(" "))
    column = holder
    while row[column:].startswith("- "):
        holder, column = column, column + 2
    if column < span.column - 1:  # behind a key
        holder = column
    if node.style == "|":
        first = node.text.split("\n", 1)[0]
        for number in range(span.line + 1, span.end_line + 1):
            line = source.line(number)
            if line.strip():
                own = len(line) - len(line.lstrip(" ")) - (len(first) - len(first.lstrip(" ")))
                return own, own - holder
    return holder + 2, 2


def rewrite(node: Node, value: YamlData) -> Edit:
    """The edit that replaces a node by other YAML."""
    start, end = bounds(node)
    source, span = node.span.source, node.span
    newline = newline_of(source)
    own = source.line(span.line)[: span.column - 1]
    alone = not own.strip()
    indent = span.column - 1 if alone else len(own) - len(own.lstrip(" ")) + 2
    if alone and not isinstance(node, ScalarNode):
        end = max(end, len(source.text[: _end_with_comments(node, indent)].rstrip()))
    text = dump(value, indent).removesuffix("\n")
    if isinstance(value, dict | list) and value:
        text = text[indent:] if alone else f"\n{text}"
        start -= 0 if alone else len(own) - len(own.rstrip(" "))
    else:
        text = text.lstrip(" ")
    return _with_comment(Edit(source, start, end, text.replace("\n", newline)))


def insert(mapping: MappingNode, key: str, value: YamlData, *, after: str = "") -> Edit:
    """The edit that adds a key after another one, or at the mapping's end."""
    source = mapping.span.source
    names = [name.text for name, node in mapping if node.span.source is source]
    place = after if after in names else names[-1]
    node = mapping.get(place)
    first = mapping.entries[0][0]
    assert node is not None, "the key is one of the mapping's own"
    if in_flow(mapping) and isinstance(value, str):
        end = bounds(node)[1]
        written = _quoted_as("'", value)
        return Edit(source, end, end, f", {quote(key)}: {written}")
    at = _end_with_comments(node, first.span.column)
    newline = newline_of(source)
    text = dump({key: value}, first.span.column - 1).replace("\n", newline)
    lead = "" if at == 0 or source.text[at - 1 : at] == "\n" else newline
    return Edit(source, at, at, lead + text, column=first.span.column)


def remove(mapping: MappingNode, key: str) -> Edit:
    """The edit that removes a key and its value, whole lines.

    Behind the `- ` of a list item, the next key moves to the place of the first one. In brackets
    only the key goes, with the comma beside it.
    """
    index, (name, node) = next((i, e) for i, e in enumerate(mapping) if e[0].text == key)
    source = name.span.source
    if in_flow(mapping):
        return _remove_from_flow(mapping, index)
    if source.line(name.span.line)[: name.span.column - 1].strip():
        following = mapping.entries[index + 1][0].span
        start = offset(source, name.span.line, name.span.column)
        return Edit(source, start, offset(source, following.line, following.column), "")
    return Edit(
        source, offset(source, name.span.line, 1), _end_with_comments(node, name.span.column), ""
    )


def _remove_from_flow(mapping: MappingNode, index: int) -> Edit:
    entries = mapping.entries
    start, end = bounds(entries[index][0])[0], bounds(entries[index][1])[1]
    if index:
        start = bounds(entries[index - 1][1])[1]
    elif len(entries) > 1:
        end = bounds(entries[1][0])[0]
    return Edit(mapping.span.source, start, end, "")


def holder(source: Source, value: ScalarNode) -> tuple[MappingNode, str]:
    """The mapping of a YAML source in which a value stands, and its key there.

    A node of a deck can be put together from several files; this is the mapping in the file.
    """
    queue: list[Node] = [reading.parse(source.text, source.path)]
    for node in queue:
        if isinstance(node, MappingNode):
            for key, child in node:
                if (child.span.line, child.span.column) == (value.span.line, value.span.column):
                    return node, key.text
                queue.append(child)
        elif isinstance(node, SequenceNode):
            queue += node.items
    raise LookupError(f"no value at {value.span}")


def append(listed: SequenceNode, items: list[YamlData]) -> Edit:
    """The edit that adds items at the end of a list that is not empty."""
    source = listed.span.source
    if in_flow(listed):
        return _flow_list(listed, [*map(plain, listed), *items])
    newline = newline_of(source)
    at = _end_with_comments(listed.items[-1], _dash_indent(listed) + 1)
    text = dump(items, _dash_indent(listed)).replace("\n", newline)
    lead = "" if source.text[at - 1 : at] == "\n" else newline
    return Edit(source, at, at, lead + text, column=_dash_indent(listed) + 2)


def take(listed: SequenceNode, index: int) -> Edit:
    """The edit that removes one of several items of a list, whole lines."""
    source = listed.span.source
    if in_flow(listed):
        kept = [plain(item) for at, item in enumerate(listed) if at != index]
        return _flow_list(listed, kept)
    item = listed.items[index]
    start = offset(source, item.span.line, 1)
    return Edit(source, start, _end_with_comments(item, _dash_indent(listed) + 1), "")


def in_flow(node: Node) -> bool:
    """Whether a node is a list or mapping in brackets (flow style)."""
    start = offset(node.span.source, node.span.line, node.span.column)
    first = node.span.source.text[start : start + 1]
    return not isinstance(node, ScalarNode) and first in _BRACKETS


def _flow_list(listed: SequenceNode, items: list[YamlData]) -> Edit:
    """The edit that gives a list in brackets other items; texts stay in brackets."""
    texts = [quote(item) for item in items if isinstance(item, str)]
    if len(texts) < len(items) or any(set(text) & set(",[]{}") for text in texts):
        return rewrite(listed, items)
    return Edit(listed.span.source, *bounds(listed), f"[{', '.join(texts)}]")


def _dash_indent(listed: SequenceNode) -> int:
    """The indent of a list's dashes."""
    span = listed.items[0].span
    return span.source.line(span.line).index("-")


def _line_end(source: Source, at: int) -> int:
    """The offset behind the next line break."""
    found = source.text.find("\n", at)
    return len(source.text) if found < 0 else found + 1


def relist(listed: SequenceNode, items: list[int | YamlData]) -> Edit:
    """The edit that gives a list other items; an int is the index of an old one, kept as is."""
    source = listed.span.source
    if in_flow(listed):
        return _flow_list(
            listed, [plain(listed.items[i]) if isinstance(i, int) else i for i in items]
        )
    newline = newline_of(source)
    starts = [offset(source, item.span.line, 1) for item in listed]
    end = _end_with_comments(listed.items[-1], _dash_indent(listed) + 1)
    stops = [*starts[1:], end]
    text, kept = "", []
    for item in items:
        if isinstance(item, int):
            row = source.text[starts[item] : stops[item]]
            kept.append(Kept(len(text), starts[item], stops[item]))
            text += row if row.endswith("\n") else row + newline
        else:
            text += dump([item], _dash_indent(listed)).replace("\n", newline)
    return Edit(source, starts[0], end, text, tuple(kept))


# Documents: a YAML text edited by paths of keys, and parsed again after each edit.


KeyPath = tuple[str, ...]


class YamlDocument:
    """The text of a YAML file whose root is a mapping; paths of keys start at the root."""

    def __init__(self, path: Path, text: str) -> None:
        """Start with the text of the file."""
        self.path, self.text = path, text

    @property
    def root(self) -> MappingNode:
        """The root mapping of the current text."""
        return expect_mapping(reading.parse(self.text, self.path), str(self.path))

    def node(self, path: KeyPath) -> Node | None:
        """The node at a path, or None."""
        found: Node | None = self.root
        for key in path:
            found = found.get(key) if isinstance(found, MappingNode) else None
        return found

    def make(self, edit: Edit) -> None:
        """Apply an edit of the current text."""
        self.text = apply(self.text, [edit])

    def put(self, path: KeyPath, value: YamlData) -> None:
        """Set the value at a path, and add the mappings that lead to it."""
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
        """Remove the value at a path, and mappings that become empty by it."""
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

    def take(self, path: KeyPath, item: YamlData) -> None:
        """Remove an item from the list at a path, and the list with its last item."""
        there = self.node(path)
        if isinstance(there, ScalarNode) and there.text == item:
            self.drop(path)
        if not isinstance(there, SequenceNode):
            return
        items = [plain(entry) for entry in there]
        if item in items and len(items) == 1:
            self.drop(path)
        elif item in items:
            self.make(take(there, items.index(item)))


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
