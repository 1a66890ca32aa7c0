"""One slide of a review: each slot merged three ways, and told in YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from deckgen import comments
from deckgen.content.base import Content, Names
from deckgen.content.retell import FactEdit
from deckgen.deck import Slide as Written
from deckgen.plan import Slide
from deckgen.pull.amend import amend
from deckgen.pull.merge import Clash, merge, merge_paragraphs
from deckgen.pull.places import Files, Keys, Pen
from deckgen.pull.report import Conflict, Figure, Pulled, Report, Side, Unheld
from deckgen.source import Node, Plainly, Sequence, plain

T = TypeVar("T")


@dataclass(slots=True)
class Told:
    """What became of one slide: the slide that its YAML should plan to once it is edited."""

    slide: Slide
    lost: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Terms:
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
    pen: Callable[[Written], Pen]


class SlidePull:
    """Brings one reviewed slide into the YAML of `written`."""

    def __init__(self, written: Written, terms: Terms, report: Report) -> None:
        self.written, self.terms, self.report = written, terms, report
        self.side, self.names = terms.side, terms.names
        self.pen = terms.pen(written)
        self.nodes = {key.text: node for key, node in written.slots}

    def pull(self, base: Slide, ours: Slide, theirs: Slide) -> Told:
        """Bring in what the reviewer changed since `base`."""
        self.slide = ours
        told = Told(ours)
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

    def _tell_slot(self, name: str, mine: Content | None, new: Content | None, told: Told) -> bool:
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
        done = amend(node, path, tell(self.slide, name, mine), filed, self.names, self.pen)
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
        items = node.items if isinstance(node, Sequence) else ()
        if not number.isdecimal() or not 0 < int(number) <= len(items):
            return None, None
        return (word, int(number) - 1), items[int(number) - 1]

    def _add(self, name: str, value: Plainly) -> Files:
        """Write a slot that came: as the next item of a list under a bare word, or as a key."""
        word, _, number = name.rpartition(" ")
        listed = self.nodes.get(word)
        if isinstance(listed, Sequence) and number == str(len(listed.items) + 1):
            return self.pen.extend(listed, (word,), [*map(plain, listed), value], [value])
        return self.pen.insert(self.written.node, (), name, value)

    def _pull_notes(self, base: Slide, ours: Slide, theirs: Slide, told: Told) -> None:
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

    def _pull_comments(self, base: Slide, ours: Slide, theirs: Slide, told: Told) -> None:
        found = merge(base.comments, ours.comments, theirs.comments)
        kept: list[comments.Comment] = []
        for item in found:
            kept += (*item.ours, *item.theirs) if isinstance(item, Clash) else (item,)
        new = tuple(dict.fromkeys(kept))
        if new == ours.comments:
            return
        node = self.written.node.get("comments")
        count = len(ours.comments)
        whole, path = comments.dump(new), ("comments",)
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

    def _pull_hidden(self, base: Slide, ours: Slide, theirs: Slide, told: Told) -> None:
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
        self.report.unheld.append(Unheld(self.written.id.text, name, what))

    def _figures(self, found: list[FactEdit]) -> None:
        self.report.figures += [Figure(self.written.id.text, edit, done=False) for edit in found]

    def _say(self, slot: str, what: str, files: Files) -> bool:
        """Report what came in; False where no file of the author's can say it, which is told."""
        if not files:
            self._leave(slot, f"`{slot}` was {what}, which the row of a table cannot say")
            return False
        self.report.pulled.append(Pulled(self.written.id.text, slot, what, files))
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
