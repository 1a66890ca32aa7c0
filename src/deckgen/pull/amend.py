"""A slot's edited content to edits of the YAML that wrote it, which a pen makes.

The new content is dumped with its unchanged facts as references; then only what differs from a
dump of the old content is written, line by line and cell by cell, so that the author's own lines
stay. Nothing here knows a kind of content.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.content.base import Content, Names, Segment
from deckgen.content.retell import FactEdit, referring, retell, shown_references
from deckgen.content.style import Paragraph
from deckgen.pull.places import Files, Keys, Pen
from deckgen.source import Lines, Mapping, Node, Plainly, Quoted, Scalar, Sequence


@dataclass(slots=True)
class Amended:
    """The files in which new content came into YAML, and the facts whose figures were changed.

    `lost` says that a part of it can be written nowhere.
    """

    files: list[Path] = field(default_factory=list)
    facts: list[FactEdit] = field(default_factory=list)
    lost: bool = False

    def into(self, files: Files) -> None:
        """Keep the files of one edit."""
        self.files += files
        self.lost = self.lost or not files


def amend(node: Node, path: Keys, old: Content, new: Content, names: Names, pen: Pen) -> Amended:
    """Make the YAML `node`, which stands at `path` and reads as `old`, read as `new`."""
    done = Amended()
    segments = old.segments()
    if segments and _by_segment(segments, node, path, old, new, names, pen, done):
        return done
    told, facts = referring(old, new)
    done.facts += facts
    _amend(node, path, old.dump(names), told.dump(names), pen, done)
    return done


def _by_segment(
    segments: tuple[Segment, ...], node: Node, path: Keys, old: Content, new: Content,
    names: Names, pen: Pen, done: Amended,
) -> bool:  # fmt: skip
    """Amend text scalar by scalar; False where its paragraphs no longer fit the scalars."""
    before, after = tuple(old.paragraphs()), tuple(new.paragraphs())
    spread = _spread(segments, before, after)
    if spread is None:
        return False
    for segment, was, now in spread:
        if was == now:
            continue
        was, now = _raised(was, segment.level), _raised(now, segment.level)
        told = retell(segment.scalar.text, was, now, names)
        done.facts += told.facts
        if told.text.removesuffix("\n") != segment.scalar.text.removesuffix("\n"):
            where = _path_of(segment.scalar, node, path)
            done.into(pen.replace(segment.scalar, where, told.text, lines=True))
    return True


def _path_of(scalar: Scalar, node: Node, path: Keys) -> Keys:
    """Where a scalar stands: a contact's stand in a table of their own."""
    if scalar is node or path is None:
        return path
    for key, value in node if isinstance(node, Mapping) else ():
        if value is scalar:
            return (*path, key.text)
    return None


Piece = tuple[Segment, tuple[Paragraph, ...], tuple[Paragraph, ...]]


def _spread(
    segments: tuple[Segment, ...], before: tuple[Paragraph, ...], after: tuple[Paragraph, ...]
) -> list[Piece] | None:
    """Each scalar with its paragraphs before and after."""
    if len(segments) == 1:
        return [(segments[0], before, after)]
    if len(before) != len(after):
        return None
    pieces: list[Piece] = []
    at = 0
    for segment in segments:
        end = at + segment.count
        now = after[at:end]
        if any(line.level < segment.level for line in now):
            return None
        pieces.append((segment, before[at:end], now))
        at = end
    return pieces


def _raised(lines: tuple[Paragraph, ...], level: int) -> tuple[Paragraph, ...]:
    return tuple(replace(line, level=line.level - level) for line in lines)


def _amend(node: Node, path: Keys, old: Plainly, new: Plainly, pen: Pen, done: Amended) -> None:
    if (
        isinstance(node, Mapping)
        and isinstance(old, dict)
        and isinstance(new, dict)
        and tuple(old)[:1] == tuple(new)[:1]  # the first word names the kind of content
    ):
        for key in [key for key in old if key not in new and node.key(key)]:
            done.into(pen.remove(node, path, key))
        last = ""
        for key, value in new.items():
            entry = node.get(key)
            if entry is None:
                if old.get(key) != value:
                    done.into(pen.insert(node, path, key, _final(value), after=last))
            elif old.get(key) != value:
                within = None if path is None else (*path, key)
                _amend(entry, within, old.get(key, ""), value, pen, done)
            last = key if entry is not None else last
    elif isinstance(node, Scalar) and isinstance(new, str | Lines | Quoted):
        text = shown_references(_lines(node, _text(old), _text(new)))
        block = isinstance(new, Lines) or node.style == "|"
        if text != node.text:
            done.into(pen.replace(node, path, text, lines=block))
    elif isinstance(node, Sequence) and isinstance(old, list) and isinstance(new, list):
        _items(node, path, old, new, pen, done)
    else:
        done.into(pen.rewrite(node, path, _final(new)))


def _items(
    node: Sequence, path: Keys, old: list[Plainly], new: list[Plainly], pen: Pen, done: Amended
) -> None:
    if len(node.items) == len(old) == len(new):
        for index, (item, was, now) in enumerate(zip(node.items, old, new, strict=True)):
            if was != now:
                within = None if path is None else (*path, index)
                _amend(item, within, was, now, pen, done)
    else:
        done.into(pen.rewrite(node, path, _final(new)))


def _text(data: Plainly) -> str:
    return data.text if isinstance(data, Lines | Quoted) else data if isinstance(data, str) else ""


def _lines(node: Scalar, old: str, new: str) -> str:
    """The new text with the author's own lines, and cells, where nothing changed."""
    typed = node.text.removesuffix("\n").split("\n")
    before, after = old.removesuffix("\n").split("\n"), new.removesuffix("\n").split("\n")
    if len(typed) != len(before):
        return new
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    rows: list[str] = []
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            rows += typed[i1:i2]
        elif i2 - i1 == j2 - j1:
            triples = zip(typed[i1:i2], before[i1:i2], after[j1:j2], strict=True)
            rows += [_cells(*triple) for triple in triples]
        else:
            rows += after[j1:j2]
    return "\n".join(rows) + ("\n" if new.endswith("\n") else "")


def _cells(typed: str, old: str, new: str) -> str:
    bar = " | "
    mine, before, after = typed.split(bar), old.split(bar), new.split(bar)
    if not len(mine) == len(before) == len(after):
        return new
    return bar.join(m if b == a else a for m, b, a in zip(mine, before, after, strict=True))


def _final(data: Plainly) -> Plainly:
    """Plain data with references in the place of what stands for them."""
    if isinstance(data, dict):
        return {key: _final(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_final(item) for item in data]
    if isinstance(data, str):
        return shown_references(data)
    return type(data)(shown_references(data.text))
