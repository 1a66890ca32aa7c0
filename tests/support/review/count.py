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
from operator import ne
from typing import Any

import yaml

from tests.support.review.judge import Item, Seen

_MARKED = re.compile(r"^ *(# (deckgen:|  it was: |  the reviewer: ).*|-)\n", re.MULTILINE)
_BAR = re.compile(r" ?(?<!\\)\| ?")
"""What stands between two cells, either of which may be empty."""
_PLACE = {"id", "section", "after", "before"}
"""The keys of a variant's word on where a slide stands: one node."""
_COMMENT = 4
"""The nodes of a comment: its author, initials, date and text."""
_LOOKS = "cells"
"""The key of a table's lines that name places, which are numbered anew with its rows."""
_GRID, _ROWS = "table", "rows"
"""The keys of a table in lines, and of one of which a cell has several paragraphs."""
_LONG = 72
"""As many characters of a text, or more, may stand in a block, below its key."""
_NUMBER = re.compile(r"^( *)\d+\. ", re.MULTILINE)
"""The number of a line in a list, which follows from the lines before it."""
_OF_COLUMNS = 2
"""What YAML says of all columns of a table at once, their widths and how they are aligned, and of
all series of a chart, their colours and whether there is a legend. How columns are aligned follows
from what they hold, so where that changed there may be more to say."""
_GRIDS = ("table", "chart")


def changed_lines(old: str, new: str) -> int:
    """How many lines of a file are others now, without the marks of conflicts and dashes alone."""
    return _changed(*(_MARKED.sub("", text).splitlines() for text in (old, new)))


def least_lines(old: str, new: str) -> int:
    """How many lines are others where each node has its own, without comments and styles.

    A long text, and one of cells, may stand beside its key or in a block: what takes more counts.
    """
    data = _read(old), _read(new)
    forms = _Lines, _Blocks, _AllBlocks
    return max(_changed(*(_written(one, form).splitlines() for one in data)) for form in forms)


class _Lines(yaml.SafeDumper):
    long = 10**9

    def analyze_scalar(self, scalar: str) -> Any:
        found = super().analyze_scalar(scalar)
        found.allow_block = True
        return found

    def increase_indent(self, flow: bool = False, *_: bool, **__: bool) -> None:
        super().increase_indent(flow)

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def represent_mapping(self, *given: Any) -> yaml.MappingNode:
        """A mapping, whose keys are no blocks."""
        node = super().represent_mapping(*given)
        for key, _ in node.value:
            key.value, key.style = key.value.removesuffix("\n"), None
        return node

    def text(self, text: str) -> yaml.ScalarNode:
        lines, tag = text.removesuffix("\n"), "tag:yaml.org,2002:str"
        blocked = len(lines) >= self.long or (self.long < 10**9 and " | " in lines)
        if "\n" in lines or lines.startswith(" ") or blocked:
            return self.represent_scalar(tag, f"{lines}\n", "|")
        return self.represent_scalar(tag, lines.rstrip())


_Lines.add_representer(str, _Lines.text)


class _Blocks(_Lines):
    long = _LONG


class _AllBlocks(_Lines):
    long = 0


def _written(data: Any, form: type[_Lines]) -> str:
    options: dict[str, Any] = {"width": 10**9, "allow_unicode": True, "sort_keys": False}
    return str(yaml.dump(data, Dumper=form, **options))


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
    after = _read(new)
    return _nodes(_without_removed(_read(old), after), after)


def _without_removed(variant: Any, after: Any) -> Any:
    """A variant without what it says of the slides that it removes now, which goes with them."""
    said = variant.get("slides") if isinstance(variant, dict) else None
    if not isinstance(said, dict) or not isinstance(after, dict):
        return variant
    removed = [name for name in after.get("remove", ()) if isinstance(name, str)]
    kept = {name: slide for name, slide in said.items() if name not in removed}
    rest = {key: value for key, value in variant.items() if key != "slides"}
    return {**rest, "slides": kept} if kept else rest


def _nodes(old: Any, new: Any) -> int:
    if old == new:
        return 0
    if old is None or new is None:
        return _leaves(new if old is None else old)
    if isinstance(old, str) and isinstance(new, str):
        lines = _paragraphs(old), _paragraphs(new)
        told = sum(_cells(*pair) for pair in _pairs(*lines))
        if any(len({len(_BAR.split(line)) for line in text} - {1}) != 1 for text in lines):
            return told
        flat = ([cell for line in text for cell in _BAR.split(line)] for text in lines)
        return min(told, _changed(*flat))  # of a table both rows and columns may come and go
    if isinstance(old, dict) and isinstance(new, dict):
        if (_GRID in old) != (_GRID in new) and _ROWS in {*old, *new}:
            return _changed(_grid(old), _grid(new)) + _nodes(*map(_beside, (old, new)))
        if list(old.values()) == list(new.values()):  # a key with another name counts once
            return sum(one != other for one, other in zip(old, new, strict=True))
        return sum(
            (_looks if key == _LOOKS else _nodes)(old.get(key), new.get(key))
            for key in dict.fromkeys((*old, *new))
        )
    if isinstance(old, list) and isinstance(new, list):
        return sum(_nodes(*pair) for pair in _pairs(old, new))
    return 1


def _grid(table: dict[str, Any]) -> list[Any]:
    """The cells of a table in either of its forms."""
    if _ROWS in table:
        return [cell for row in table[_ROWS] for cell in row]
    return [cell for line in _paragraphs(table.get(_GRID, "")) for cell in _BAR.split(line)]


def _beside(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in (_GRID, _ROWS)}


def _looks(old: str | None, new: str | None) -> int:
    """How many lines of `cells:` say something else; one that only moved says the same."""
    said = [
        [line.partition("|")[2] for line in _paragraphs(text)] if text else []
        for text in (old, new)
    ]
    return _changed(*said)


def _paragraphs(text: str) -> list[str]:
    """The lines of a text, without numbers; one that ends in a backslash goes on in the next."""
    return _NUMBER.sub(r"\1#. ", text).removesuffix("\n").replace("\\\n", "\v").split("\n")


def _cells(old: str | None, new: str | None) -> int:
    """How many cells of a line differ; a line of text is one."""
    if old is None or new is None:
        return len(_BAR.split(old or new or ""))
    cells = _BAR.split(old), _BAR.split(new)
    changed = _changed(*cells)
    return min(sum(map(ne, *cells)), changed) if len(cells[0]) == len(cells[1]) else changed


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
        + sum(_of_columns(before, after, slot) for slot in slots)
        + sum(_of_headings(before, after, slot) for slot in slots)
        + sum(_sides(before, slot) != _sides(after, slot) for slot in slots)
        + sum(_of_pictures(before, after, slot) for slot in slots)
        + _changed(before.notes.split("\n"), after.notes.split("\n"))
        + _COMMENT * remarks
        + (before.hidden != after.hidden)
    )


def _sides(slide: Seen, slot: str) -> list[tuple[int, ...]]:
    """The boxes in a slot, each a node of YAML, without heights, which follow what they hold."""
    return [item.box[:3] for item in slide.items if item.slot == slot]


def _of_columns(before: Seen, after: Seen, slot: str) -> int:
    """What may be said of all columns of the tables, and all series of the charts, in a slot."""
    old, new = (
        [one for i in slide.items if i.slot == slot and (one := json.loads(i.shows))[0] in _GRIDS]
        for slide in (before, after)
    )
    if old == new:
        return 0
    widths = [[len(one[1][0] if one[0] == "table" else one[2]) for one in s] for s in (old, new)]
    if widths[0] == widths[1]:
        return 1
    headed = widths[0] == [1]  # of one column it is no heading unless YAML says so
    return (
        _OF_COLUMNS + headed + sum(len(one[1]) for one in new if one[0] == "chart")
    )  # labels of points


def _of_headings(before: Seen, after: Seen, slot: str) -> int:
    """The cells of a row that heads a table now, which keep the looks that they had below."""
    old, new = (
        [rest[0] for i in slide.items if i.slot == slot for kind, *rest in [json.loads(i.shows)]
         if kind == "table"]
        for slide in (before, after)
    )  # fmt: skip
    pairs = zip(old, new, strict=False)
    return sum(len(now[0]) for was, now in pairs if now and now[0] in was[1:])


def _of_pictures(before: Seen, after: Seen, slot: str) -> int:
    """How other pictures fit their boxes, which have the proportions of those that were there, and
    the alternative texts of those that came, which may be said to be none."""
    old, new = (
        [i.shows for i in slide.items if i.slot == slot and json.loads(i.shows)[0] == "picture"]
        for slide in (before, after)
    )
    return len(new) if old != new else 0


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
