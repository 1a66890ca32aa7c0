"""A slot's edited content to edits of the YAML that wrote it, which a pen makes.

The new content is dumped with its unchanged facts as references; then only what differs from a
dump of the old content is written, line by line and cell by cell, so that the author's own lines
stay. Nothing here knows a kind of content.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from deckgen import deck
from deckgen.content.base import Content, Names, Segment
from deckgen.content.minimal_diff import FactEdit, minimal_diff, referring, shown_references
from deckgen.deck import SourceSlide as Written
from deckgen.plan import Slide
from deckgen.review.pull._writer import Files, Keys, YamlWriter
from deckgen.review.pull.merge import Clash, merge, merge_paragraphs
from deckgen.review.pull.report import (
    Conflict,
    FigureEdit,
    PulledChange,
    PullReport,
    Side,
    UntrackedNote,
)
from deckgen.richtext.runs import Paragraph
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData, plain


@dataclass(slots=True)
class AppliedEdit:
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


def apply_edit(
    node: Node, path: Keys, old: Content, new: Content, names: Names, pen: YamlWriter
) -> AppliedEdit:
    """Make the YAML `node`, which stands at `path` and reads as `old`, read as `new`."""
    done = AppliedEdit()
    segments = old.segments()
    if segments and _by_segment(segments, node, path, old, new, names, pen, done):
        return done
    told, facts = referring(old, new)
    done.facts += facts
    _amend(node, path, old.dump(names), told.dump(names), pen, done)
    return done


def _by_segment(
    segments: tuple[Segment, ...], node: Node, path: Keys, old: Content, new: Content,
    names: Names, pen: YamlWriter, done: AppliedEdit,
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
        told = minimal_diff(segment.scalar.text, was, now, names)
        done.facts += told.facts
        if told.text.removesuffix("\n") != segment.scalar.text.removesuffix("\n"):
            where = _path_of(segment.scalar, node, path)
            done.into(pen.replace(segment.scalar, where, told.text, lines=True))
    return True


def _path_of(scalar: ScalarNode, node: Node, path: Keys) -> Keys:
    """Where a scalar stands: a contact's stand in a table of their own."""
    if scalar is node or path is None:
        return path
    for key, value in node if isinstance(node, MappingNode) else ():
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


def _amend(
    node: Node, path: Keys, old: YamlData, new: YamlData, pen: YamlWriter, done: AppliedEdit
) -> None:
    if (
        isinstance(node, MappingNode)
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
    elif isinstance(node, ScalarNode) and isinstance(new, str | Lines | Quoted):
        text = shown_references(_lines(node, _text(old), _text(new)))
        block = isinstance(new, Lines) or node.style == "|"
        if text != node.text:
            done.into(pen.replace(node, path, text, lines=block))
    elif isinstance(node, SequenceNode) and isinstance(old, list) and isinstance(new, list):
        _items(node, path, old, new, pen, done)
    else:
        done.into(pen.rewrite(node, path, _final(new)))


def _items(
    node: SequenceNode,
    path: Keys,
    old: list[YamlData],
    new: list[YamlData],
    pen: YamlWriter,
    done: AppliedEdit,
) -> None:
    if len(node.items) == len(old) == len(new):
        for index, (item, was, now) in enumerate(zip(node.items, old, new, strict=True)):
            if was != now:
                within = None if path is None else (*path, index)
                _amend(item, within, was, now, pen, done)
    else:
        done.into(pen.rewrite(node, path, _final(new)))


def _text(data: YamlData) -> str:
    return data.text if isinstance(data, Lines | Quoted) else data if isinstance(data, str) else ""


def _lines(node: ScalarNode, old: str, new: str) -> str:
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


def _final(data: YamlData) -> YamlData:
    """Plain data with references in the place of what stands for them."""
    if isinstance(data, dict):
        return {key: _final(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_final(item) for item in data]
    if isinstance(data, str):
        return shown_references(data)
    return type(data)(shown_references(data.text))


# One slide of a review: each slot merged three ways, and told in YAML.


T = TypeVar("T")


@dataclass(slots=True)
class PulledSlide:
    """What became of one slide: the slide that its YAML should plan to once it is edited."""

    slide: Slide
    lost: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PullTerms:
    """On what terms a slide is pulled.

    `save` keeps a file that content embeds and gives its name in YAML. `relative` says a slot's
    content as YAML says it: relative to a pattern's shape where the slide is like one; `has_slot`
    says whether the slide can hold a slot at all. `pen` writes the YAML of a slide.
    """

    side: Side
    names: Names
    save: Callable[[bytes, str], str]
    relative: Callable[[Slide, str, Content], Content]
    has_slot: Callable[[Slide, str], bool]
    pen: Callable[[Written], YamlWriter]


class SlidePull:
    """Brings one reviewed slide into the YAML of `written`."""

    def __init__(self, written: Written, terms: PullTerms, report: PullReport) -> None:
        self.written, self.terms, self.report = written, terms, report
        self.side, self.names = terms.side, terms.names
        self.pen = terms.pen(written)
        self.nodes = {key.text: node for key, node in written.slots}

    def pull(self, base: Slide, ours: Slide, theirs: Slide) -> PulledSlide:
        """Bring in what the reviewer changed since `base`."""
        self.slide = ours
        told = PulledSlide(ours)
        if theirs.layout not in (base.layout, ours.layout):
            self._leave(
                "", f"its layout is `{theirs.layout}` now; `layout:` decides which slots there are"
            )
        slots = dict(ours.slots)
        for name in _names(base, ours, theirs):
            was, mine, other = base.content(name), ours.content(name), theirs.content(name)
            new = self._decide(name, was, mine, other)
            if new == mine or not self._tell_slot(name, mine, new, told):
                continue
            if new is None:
                slots.pop(name, None)
            else:
                slots[name] = new
        order = [*(name for name, _ in ours.slots), *(n for n, _ in theirs.slots)]
        told.slide = replace(
            told.slide,
            slots=tuple(
                (name, slots[name])
                for name in dict.fromkeys(order)
                if name in slots and name not in told.lost
            ),
        )
        self._pull_notes(base, ours, theirs, told)
        self._pull_comments(base, ours, theirs, told)
        self._pull_hidden(base, ours, theirs, told)
        return told

    def _decide(
        self, name: str, was: Content | None, mine: Content | None, other: Content | None
    ) -> Content | None:
        """What the slot should hold; a clash is reported and ours stays."""
        if other in (was, mine):
            return mine
        if mine == was:
            return other
        merged = _merged(was, mine, other)
        if merged is not None:
            return merged
        if self.side is Side.THEIRS:
            return other
        if self.side is Side.NEITHER:
            node = self.nodes.get(name)
            self.report.conflicts.append(
                Conflict(
                    self.written.id.text,
                    name,
                    node.span if node else self.written.node.span,
                    said(was),
                    said(mine),
                    said(other),
                )
            )
        return mine

    def _tell_slot(
        self, name: str, mine: Content | None, new: Content | None, told: PulledSlide
    ) -> bool:
        """Write a slot that changed; False where it stays as it is in YAML, which is told."""
        own = self.nodes.get(name)
        path, node = ((name,), own) if own is not None else self._numbered(name)
        if new is None:
            if own is not None:
                return self._say(name, "removed", self.pen.remove(self.written.node, (), name))
            self._leave(name, f"`{name}` was removed, and YAML does not set it by itself")
            return False
        if not self.terms.has_slot(self.slide, name):
            self._leave(name, f"the new {new.key} `{name}` is in no slot: {said(new)[:60]}")
            told.lost.add(name)
            return True
        if node is None or mine is None:
            filed = self.terms.relative(self.slide, name, new).filed(mine, self.terms.save)
            return self._say(name, "added", self._add(name, filed.dump(self.names)))
        return self._amend(name, node, path, mine, new)

    def _amend(self, name: str, node: Node, path: Keys, mine: Content, new: Content) -> bool:
        tell = self.terms.relative
        filed = tell(self.slide, name, new).filed(mine, self.terms.save)
        done = apply_edit(node, path, tell(self.slide, name, mine), filed, self.names, self.pen)
        if done.lost:
            return self._say(name, "changed", ())
        self._figures(done.facts)
        if done.facts:
            self.report.proposed.add((self.written.id.text, name))
        if done.files:
            self._say(name, "changed", tuple(dict.fromkeys(done.files)))
        return True

    def _numbered(self, name: str) -> tuple[Keys, Node | None]:
        """The item of a list under a bare word, and its path: `Card 2` is the second of `Card`."""
        word, _, number = name.rpartition(" ")
        node = self.nodes.get(word)
        items = node.items if isinstance(node, SequenceNode) else ()
        if not number.isdecimal() or not 0 < int(number) <= len(items):
            return None, None
        return (word, int(number) - 1), items[int(number) - 1]

    def _add(self, name: str, value: YamlData) -> Files:
        """Write a slot that came: as the next item of a list under a bare word, or as a key."""
        word, _, number = name.rpartition(" ")
        listed = self.nodes.get(word)
        if isinstance(listed, SequenceNode) and number == str(len(listed.items) + 1):
            return self.pen.extend(listed, (word,), [*map(plain, listed), value], [value])
        return self.pen.insert(self.written.node, (), name, value)

    def _pull_notes(self, base: Slide, ours: Slide, theirs: Slide, told: PulledSlide) -> None:
        new = self._decide("notes", base.notes, ours.notes, theirs.notes)
        if new == ours.notes:
            return
        node = self.written.notes
        if new is None:
            held = self._say("notes", "removed", self.pen.remove(self.written.node, (), "notes"))
        elif ours.notes is None or node is None:
            files = self.pen.insert(self.written.node, (), "notes", new.dump(self.names))
            held = self._say("notes", "added", files)
        else:
            held = self._amend("notes", node, ("notes",), ours.notes, new)
        if held:
            told.slide = replace(told.slide, notes=new)  # type: ignore[arg-type]

    def _pull_comments(self, base: Slide, ours: Slide, theirs: Slide, told: PulledSlide) -> None:
        found = merge(base.comments, ours.comments, theirs.comments)
        kept: list[deck.Comment] = []
        for item in found:
            kept += (*item.ours, *item.theirs) if isinstance(item, Clash) else (item,)
        new = tuple(dict.fromkeys(kept))
        if new == ours.comments:
            return
        node = self.written.node.get("comments")
        count = len(ours.comments)
        whole, path = deck.dump(new), ("comments",)
        if not new:
            files = self.pen.remove(self.written.node, (), "comments")
        elif node is None:
            files = self.pen.insert(self.written.node, (), "comments", whole)
        elif new[:count] == ours.comments:
            files = self.pen.extend(node, path, whole, whole[count:])
        else:
            files = self.pen.rewrite(node, path, whole)
        if self._say("comments", "changed", files):
            told.slide = replace(told.slide, comments=new)

    def _pull_hidden(self, base: Slide, ours: Slide, theirs: Slide, told: PulledSlide) -> None:
        if theirs.hidden in (base.hidden, ours.hidden):
            return
        files: Files = ()
        if self.written.node.get("hidden") is not None:
            files += self.pen.remove(self.written.node, (), "hidden")
        if theirs.hidden:
            files += self.pen.insert(self.written.node, (), "hidden", "yes")
        if self._say("hidden", "hidden" if theirs.hidden else "shown again", files):
            told.slide = replace(told.slide, hidden=theirs.hidden)

    def _leave(self, name: str, what: str) -> None:
        self.report.unheld.append(UntrackedNote(self.written.id.text, name, what))

    def _figures(self, found: list[FactEdit]) -> None:
        self.report.figures += [
            FigureEdit(self.written.id.text, edit, done=False) for edit in found
        ]

    def _say(self, slot: str, what: str, files: Files) -> bool:
        """Report what came in; False where no file of the author's can say it, which is told."""
        if not files:
            self._leave(slot, f"`{slot}` was {what}, which the row of a table cannot say")
            return False
        self.report.pulled.append(PulledChange(self.written.id.text, slot, what, files))
        return True


def _names(*slides: Slide) -> Iterator[str]:
    """The slots of the slides, each once, in order."""
    return iter(dict.fromkeys(name for slide in slides for name, _ in slide.slots))


def _merged(was: Content | None, mine: Content | None, other: Content | None) -> Content | None:
    """Both sides' changes of a text in one; None where that is not to be had."""
    if was is None or mine is None or other is None:
        return None
    if not was.key == mine.key == other.key:
        return None
    lines = merge_paragraphs(*(tuple(item.paragraphs()) for item in (was, mine, other)))
    found = None if lines is None else mine.with_paragraphs(lines)
    return found if found == other.with_paragraphs(lines or ()) else None


def said(content: Content | None) -> str:
    """A content in a line, for a conflict's report."""
    if content is None:
        return "(nothing)"
    return " / ".join(line.text.replace("\n", " ") for line in content.paragraphs()) or content.key
