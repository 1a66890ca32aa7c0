"""How much of YAML a pull changed, and how much of a deck a reviewer touched.

Both are counted in nodes: a paragraph, a cell, a value, a setting. A pull is surgical where the
lines that it changed are no more than a writing of the nodes, each in its own line, would change,
and where it changed no more nodes than the reviewer touched.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from tests.support.review.judge import Item, Seen

_MARKED = re.compile(r"^ *# (deckgen:|  it was: |  the reviewer: ).*\n", re.MULTILINE)
_BAR = re.compile(r" ?(?<!\\)\| ?")
"""What stands between two cells, either of which may be empty."""
_PLACE = {"id", "section", "after", "before"}
"""The keys of a variant's word on where a slide stands: one node."""
_COMMENT = 4
"""The nodes of a comment: its author, initials, date and text."""
_LOOKS = "cells"
"""The key of a table's lines that name places, which are numbered anew with its rows."""
_LONG = 72
"""As many characters of a text, or more, stand in a block, below its key."""
_OF_COLUMNS = 2
"""What YAML says of all columns of a table at once: their widths, and how they are aligned."""


def changed_lines(old: str, new: str) -> int:
    """How many lines of a file are others now, without the marks of conflicts."""
    return _changed(*(_MARKED.sub("", text).splitlines() for text in (old, new)))


def least_lines(old: str, new: str) -> int:
    """How many lines are others where each node has its own, without comments and styles."""
    return _changed(*(_written(_read(text)).splitlines() for text in (old, new)))


class _Lines(yaml.SafeDumper):
    def analyze_scalar(self, scalar: str) -> Any:
        found = super().analyze_scalar(scalar)
        found.allow_block = True
        return found

    def increase_indent(self, flow: bool = False, *_: bool, **__: bool) -> None:
        super().increase_indent(flow)

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        lines, tag = text.removesuffix("\n"), "tag:yaml.org,2002:str"
        if "\n" in lines or lines.startswith(" ") or len(lines) >= _LONG:
            return self.represent_scalar(tag, f"{lines}\n", "|")
        return self.represent_scalar(tag, lines.rstrip())


_Lines.add_representer(str, _Lines.text)


def _written(data: Any) -> str:
    options: dict[str, Any] = {"width": 10**9, "allow_unicode": True, "sort_keys": False}
    return str(yaml.dump(data, Dumper=_Lines, **options))


def _read(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


def _changed(old: Sequence[object], new: Sequence[object]) -> int:
    return sum(1 for _ in _pairs(old, new))


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """The items that differ: each with the one in its place, or with None."""
    before, after = [str(item) for item in old], [str(item) for item in new]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        for step in range(max(i2 - i1, j2 - j1) if action != "equal" else 0):
            yield (
                old[i1 + step] if i1 + step < i2 else None,
                new[j1 + step] if j1 + step < j2 else None,
            )


def changed_nodes(old: str, new: str) -> int:
    """How many nodes of a file say something else now; one that took another form counts once."""
    return _nodes(_read(old), _read(new))


def _nodes(old: Any, new: Any) -> int:
    if old == new:
        return 0
    if old is None or new is None:
        return _leaves(new if old is None else old)
    if isinstance(old, str) and isinstance(new, str):
        return sum(_cells(*pair) for pair in _pairs(_paragraphs(old), _paragraphs(new)))
    if isinstance(old, dict) and isinstance(new, dict):
        if list(old.values()) == list(new.values()):  # a key with another name counts once
            return sum(one != other for one, other in zip(old, new, strict=True))
        return sum(
            (_looks if key == _LOOKS else _nodes)(old.get(key), new.get(key))
            for key in dict.fromkeys((*old, *new))
        )
    if isinstance(old, list) and isinstance(new, list):
        return sum(_nodes(*pair) for pair in _pairs(old, new))
    return 1


def _looks(old: str | None, new: str | None) -> int:
    """How many lines of `cells:` say something else; one that only moved says the same."""
    said = [
        [line.partition("|")[2] for line in _paragraphs(text)] if text else []
        for text in (old, new)
    ]
    return _changed(*said)


def _paragraphs(text: str) -> list[str]:
    """The lines of a text; one that ends in a backslash goes on in the next."""
    return text.removesuffix("\n").replace("\\\n", "\v").split("\n")


def _cells(old: str | None, new: str | None) -> int:
    """How many cells of a line differ; a line of text is one."""
    if old is None or new is None:
        return len(_BAR.split(old or new or ""))
    return _changed(_BAR.split(old), _BAR.split(new))


def _leaves(node: Any) -> int:
    if isinstance(node, dict):
        return 1 if node.keys() <= _PLACE else sum(map(_leaves, node.values()))
    return sum(map(_leaves, node)) if isinstance(node, list) else 1


def touched_nodes(before: Sequence[Seen], after: Sequence[Seen]) -> int:
    """How many nodes a reviewer touched, as two views of a deck show it."""
    known = {slide.id: slide for slide in before}
    count = _changed([slide.id for slide in before], [slide.id for slide in after])
    return count + sum(_touched(known[s.id], s) for s in after if s.id in known)


def _touched(before: Seen, after: Seen) -> int:
    slots = dict.fromkeys(item.slot for item in (*before.items, *after.items))
    remarks = _changed(json.loads(before.comments), json.loads(after.comments))
    return (
        sum(_changed(_shown(before, slot), _shown(after, slot)) for slot in slots)
        + _OF_COLUMNS * sum(_columns(before, slot) != _columns(after, slot) for slot in slots)
        + _changed(before.notes.split("\n"), after.notes.split("\n"))
        + _COMMENT * remarks
        + (before.hidden != after.hidden)
    )


def _columns(slide: Seen, slot: str) -> list[int]:
    """How many columns the tables in a slot have."""
    shown = (json.loads(item.shows) for item in slide.items if item.slot == slot)
    return [len(rows[0]) for kind, rows, *_ in shown if kind == "table"]


def _shown(slide: Seen, slot: str) -> list[Any]:
    return [node for item in slide.items if item.slot == slot for node in _inside(item)]


def _inside(item: Item) -> list[Any]:
    """The paragraphs, cells or values of a shape."""
    kind, *rest = json.loads(item.shows)
    if kind == "table":
        return [cell for row in rest[0] for cell in row]
    if kind == "chart":
        categories, names, rows = rest
        return [*categories, *names, *(value for row in rows for value in row)]
    return rest[0] if kind in ("text", "title") else [rest]
