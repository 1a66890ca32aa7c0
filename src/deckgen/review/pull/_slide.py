"""Pulling one slide: each slot is merged three ways, and what changed is written into its YAML.

New content is dumped with references for the facts that did not change. Nothing here depends on the
kind of content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from msgspec import Struct, field, structs

from deckgen import deck
from deckgen.appearance.shapes import Box
from deckgen.content import Content, Names, minimal_diff
from deckgen.deck import DeckText, SourceSlide
from deckgen.diagnostics import shown
from deckgen.facts import references
from deckgen.plan import Slide
from deckgen.plan.planner import SOURCE
from deckgen.review.compare import UntrackedChange
from deckgen.review.pull import _boxes as box
from deckgen.review.pull._content import ContentMerger, one_line
from deckgen.review.pull._edits import apply_edit, changed_cells, one_row, row_edits
from deckgen.review.pull._writer import Files, Keys, YamlWriter
from deckgen.review.pull.merge import Clash, merge
from deckgen.review.pull.report import (
    Conflict,
    FigureEdit,
    PulledChange,
    PullReport,
    SharedEdit,
    Side,
)
from deckgen.source import edit, reading, tables
from deckgen.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from deckgen.source.writing import Lines, Quoted, YamlData, plain

_LEFT_OFF = Lines("{}\n")
"""What leaves a date, footer or slide number off a slide."""


class PulledSlide(Struct):
    """The slide that the edited YAML should give; `lost` are the slots that it cannot hold."""

    slide: Slide
    lost: set[str] = field(default_factory=set)


class PullTerms(Struct, frozen=True):
    """What is the same for all slides of a pull.

    `side` wins conflicts in what `merger` merges; `names` are the names of opaque formats. `save`
    saves a file that content embeds, given its bytes and suffix, and returns its name in YAML.
    `relative` gives a slot's content as YAML has it: relative to the pattern's shape where the
    slide is `like` one. `has_slot` says whether a slide can have a slot, `keeps` whether it shows
    the pattern's own content in a slot that YAML leaves out, `is_field` whether deck.yaml fills it,
    `is_free` whether a slide of the reviewed deck has it in no slot, as YAML can hold it;
    `writer` gives the writer for a slide. `folder` is the deck's, `texts` are those of deck.yaml
    itself. `unheld` are the slots, by slide and name, whose changes YAML cannot say; `relaid` are
    the names of slots on another slide layout, by slide; `laid_out` are slides like a pattern that
    a build lays out on another slide layout as theirs.
    """

    side: Side
    merger: ContentMerger
    names: Names
    save: Callable[[bytes, str], str]
    relative: Callable[[Slide, str, Content], Content]
    has_slot: Callable[[Slide, str], bool]
    keeps: Callable[[Slide, str], bool]
    is_field: Callable[[Slide, str], bool]
    is_free: Callable[[Slide, str], bool]
    writer: Callable[[SourceSlide], YamlWriter]
    folder: Path
    texts: tuple[DeckText, ...] = ()
    unheld: frozenset[tuple[str, str]] = frozenset()
    relaid: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    laid_out: frozenset[str] = frozenset()


class SlidePull:
    """Brings one reviewed slide into the YAML of `source`, and says so in the report."""

    def __init__(self, source: SourceSlide, terms: PullTerms, report: PullReport) -> None:
        self.source, self.terms, self.report = source, terms, report
        self.side, self.names = terms.side, terms.names
        self.writer = terms.writer(source)
        self.nodes = {key.text: node for key, node in source.slots}
        self.shortened: dict[str, Files] = {}
        self.decided: dict[str, Content | None] = {}

    def pull(self, base: Slide, ours: Slide, theirs: Slide) -> PulledSlide:
        """Bring in what the reviewer changed since `base` into `ours`, what YAML gives now."""
        self.slide, self.theirs = ours, theirs
        pulled = PulledSlide(ours)
        slots = dict(ours.slots)
        self.decided = {
            name: self._decide(name, base.content(name), ours.content(name), theirs.content(name))
            for name in _names(base, ours, theirs)
        }
        for name, new in self.decided.items():
            mine = ours.content(name)
            if new == mine or not self._write_slot(name, mine, new, pulled):
                continue
            if new is None:
                slots.pop(name, None)
            else:
                slots[name] = new
        order = [*(name for name, _ in ours.slots), *(n for n, _ in theirs.slots)]
        pulled.slide = replace(
            pulled.slide,
            slots=tuple(
                (name, slots[name])
                for name in dict.fromkeys(order)
                if name in slots and name not in pulled.lost
            ),
        )
        self._pull_boxes(base, ours, theirs, pulled)
        if theirs.layout not in (base.layout, ours.layout):
            pulled.slide = self._relaid(pulled.slide, theirs.layout)
        self._pull_notes(base, ours, theirs, pulled)
        self._pull_comments(base, ours, theirs, pulled)
        self._pull_hidden(base, ours, theirs, pulled)
        return pulled

    def _relaid(self, slide: Slide, layout: str) -> Slide:
        """The slide on another slide layout, with the names that its slots have there."""
        typed, there = self.source.layout, self.terms.relaid.get(slide.id, {})
        renamed = [(name, there.get(name, "")) for name in self.nodes if there.get(name) != name]
        files: list[Path] = []
        if slide.like and slide.id in self.terms.laid_out:
            files += (
                self.writer.insert(self.source.node, (), "layout", layout, after="like")
                if typed is None
                else self.writer.replace(typed, ("layout",), layout, lines=False)
            )
        elif typed is not None and there and all(new for _, new in renamed):
            made = [self.writer.rename(self.source.node, (), *pair) for pair in renamed]
            made += box.rename(self.source, self.writer, renamed)
            if all(made):
                files += self.writer.replace(typed, ("layout",), layout, lines=False)
                files += (path for each in made for path in each)
        if not files:
            what = f"its layout is `{layout}` now; `layout:` decides which slots there are"
            self._leave("", what)
            return slide
        self._report("layout", f"{slide.layout} -> {layout}", tuple(dict.fromkeys(files)))
        slots = tuple((there.get(name, name), content) for name, content in slide.slots)
        boxes = sorted((there.get(name, name), box) for name, box in slide.boxes)
        return replace(slide, layout=layout, slots=slots, boxes=tuple(boxes))

    def _pull_boxes(self, base: Slide, ours: Slide, theirs: Slide, pulled: PulledSlide) -> None:
        shown = {name for name, _ in pulled.slide.slots}
        takes = self.side is Side.THEIRS
        placed: dict[str, Box | None] = dict(ours.boxes)
        found = list(box.merged(base, ours, theirs, shown, take_theirs=takes))
        for slot, clash in ((one.slot, one.clash) for one in found if one.clash is not None):
            self._clash(slot, clash)
        changed = {one.slot: one for one in found if one.new != one.mine}
        for name, files in box.write(self.source, self.writer, changed.values()).items():
            if name not in shown or ours.content(name) is None:
                told = bool(files)  # with the slot
            else:
                one = changed[name]
                told = self._report(name, box.change(one.mine, one.new), files)
            if told:
                placed[name] = changed[name].new
        own = ((name, new) for name, new in placed.items() if new is not None)
        pulled.slide = replace(pulled.slide, boxes=tuple(sorted(own)))

    def _decide(
        self, name: str, was: Content | None, mine: Content | None, other: Content | None
    ) -> Content | None:
        """What the slot should hold; where changes conflict that is reported."""
        merged = self.terms.merger.merge(was, mine, other)
        for clash in merged.clashes:
            self._clash(name, clash)
        return merged.content

    def _clash(self, name: str, clash: Clash[str]) -> None:
        node = self.nodes.get(name) or self.source.node
        listed = self.report.conflicts if self.side is Side.NEITHER else self.report.resolved
        sides = (clash.base[0], clash.ours[0], clash.theirs[0])
        listed.append(Conflict(self.source.id.text, name, node.span, *sides))

    def _write_slot(
        self, name: str, mine: Content | None, new: Content | None, pulled: PulledSlide
    ) -> bool:
        """Write a slot that changed; False where YAML stays as it is, which is reported."""
        if self._is_unheld(name, new):
            return False
        own = self.nodes.get(name)
        path, node = ((name,), own) if own is not None else self._numbered(name)
        if new is None and self.terms.is_field(self.slide, name):
            return self._report(name, "removed", self._put(name, own, _LEFT_OFF))
        if new is None:
            if own is not None and self.terms.keeps(self.slide, name):
                self._leave(name, f"`{name}` was removed; without YAML the pattern fills it again")
                return False
            if own is not None:
                files = self.writer.remove(self.source.node, (), name)
                return self._report(name, "removed", files)
            if node is not None and path is not None:
                return self._remove_item(name, path)
            self._leave(name, f"`{name}` was removed, and YAML does not set it by itself")
            return False
        if not (self.terms.has_slot(self.slide, name) or self.terms.is_free(self.theirs, name)):
            self._leave(name, f"the new {new.key} `{name}` is in no slot: {one_line(new)[:60]}")
            pulled.lost.add(name)
            return True
        text = None if node is not None or mine is None else self._deck_text(mine)
        if text is not None:
            return self._edit_deck_text(name, text, new)
        if node is None or mine is None:
            filed = self.terms.relative(self.slide, name, new).reusing_files(mine, self.terms.save)
            typed_over = name == SOURCE and mine is not None
            what = "typed over, so it follows the facts no more;" if typed_over else "added"
            return self._report(name, what, self._put(name, own, filed.dump(self.names)))
        return self._edit(name, node, path, mine, new)

    def _deck_text(self, content: Content) -> DeckText | None:
        """The footer or date of deck.yaml that a slot prints, where facts are printed in it."""
        for text in self.terms.texts:
            is_printed = text.key in ("footer", "date") and text.run.text == _printed(content)
            if is_printed and any(origin.reference for origin in text.run.origins):
                return text
        return None

    def _edit_deck_text(self, name: str, text: DeckText, new: Content) -> bool:
        """Propose what was changed of facts; what else was changed is said on this slide."""
        found = minimal_diff.plain_diff(text.scalar, text.run, _printed(new))
        slide = self.source.id.text
        self.report.figures += [FigureEdit(slide, fact, done=False) for fact in found.facts]
        if found.text == text.scalar.text:
            return False
        return self._report(name, "added", self._put(name, None, Quoted(found.text)))

    def _edit(self, name: str, node: Node, path: Keys, mine: Content, new: Content) -> bool:
        relative = self.terms.relative
        filed = relative(self.slide, name, new).reusing_files(mine, self.terms.save)
        old = relative(self.slide, name, mine)
        done = apply_edit(node, path, old, filed, self.names, self.writer)
        slide = self.source.id.text
        if done.lost:
            return self._report(name, "changed", ())
        self.report.figures += [FigureEdit(slide, fact, done=False) for fact in done.facts]
        if done.facts:
            self.report.proposed.add((slide, name))
        for named, rows in done.rows:
            self._share_rows(name, named, rows)
        for scalar, text in done.fields:
            self._share_field(name, scalar, text)
        if done.files:
            cut = ", ".join(map(references.written, done.cut))
            notes = ["the contact is text here now"] if done.inlined else []
            notes += [f"{cut} went with the words around" if cut else ""]
            said = f" ({'; '.join(filter(None, notes))})" if any(notes) else ""
            self._report(name, f"changed{said}", tuple(dict.fromkeys(done.files)))
        return True

    def _share_rows(self, name: str, named: ScalarNode, rows: tuple[str, str] | None) -> None:
        """Propose what was changed of rows for their file, or say that it is to be done there."""
        path = self.terms.folder / named.text.strip().partition("#")[0]
        found: Iterable[SharedEdit] | None = None
        if rows is not None and tables.is_text(path):
            text = tables.decoded(reading.read_project_file(path, named.span), path)
            found = row_edits(path, text, *rows)
        if found is None:
            changed = changed_cells(*rows) if rows else "cells were merged or parted in paragraphs"
            what = f"`{name}`: {changed}; its rows stand in {shown(path)}: change them there"
            self._leave(name, what)
            self.report.unwritten.add((self.source.id.text, name))
        for shared in found or ():
            self.report.shared.append(structs.replace(shared, slide=self.source.id.text, slot=name))

    def _share_field(self, name: str, scalar: ScalarNode, text: str) -> None:
        """Propose what was changed of a contact for its entry."""
        edits = () if scalar.parts else (edit.replace(scalar, text, lines=True),)
        why = "" if edits else "several files give its lines"
        old, new = (one_row(side) for side in (scalar.text, text))
        slide = self.source.id.text
        node = self.nodes.get(name) or self._numbered(name)[1]
        contact = node.get("contact") if isinstance(node, MappingNode) else None
        what = contact.text if isinstance(contact, ScalarNode) else ""
        path = scalar.span.source.path
        self.report.shared.append(
            SharedEdit("contact", path, what, old, new, edits, False, why, slide, name)
        )

    def _remove_item(self, name: str, path: tuple[str | int, ...]) -> bool:
        """Remove an item of a list (`Card 3` of `Card`), with all that come after it.

        Else the next one would take its place.
        """
        word, index = str(path[0]), int(path[1])
        listed = self.nodes[word]
        count = len(listed.items) if isinstance(listed, SequenceNode) else 0
        there = [at for at in range(count) if self.decided.get(f"{word} {at + 1}") is not None]
        kept = max(there, default=-1) + 1
        if index < kept:
            what = f"`{name}` was removed, and `{word} {index + 2}` would take its place"
            self._leave(name, what)
            return False
        if index == kept:  # the first of those that go
            self.shortened[word] = (
                self.writer.shorten(listed, (word,), kept)
                if kept
                else self.writer.remove(self.source.node, (), word)
            )
        return self._report(name, "removed", self.shortened[word])

    def _numbered(self, name: str) -> tuple[Keys, Node | None]:
        """The path and the node of a slot that is set by a list: `Card 2` is item 2 of `Card`."""
        word, _, number = name.rpartition(" ")
        node = self.nodes.get(word)
        items = node.items if isinstance(node, SequenceNode) else ()
        if not number.isdecimal() or not 0 < int(number) <= len(items):
            return None, None
        return (word, int(number) - 1), items[int(number) - 1]

    def _put(self, name: str, own: Node | None, value: YamlData) -> Files:
        """Write a slot that the slide lacks: as the next item of a list (`Card 3` of `Card`), or
        as a key, which is there already for a field that is left off."""
        if own is not None:
            return self.writer.rewrite(own, (name,), value)
        word, _, number = name.rpartition(" ")
        listed = None if self.terms.is_free(self.theirs, name) else self.nodes.get(word)
        if isinstance(listed, SequenceNode) and number == str(len(listed.items) + 1):
            return self.writer.extend(listed, (word,), [*map(plain, listed), value], [value])
        return self.writer.insert(self.source.node, (), name, value)

    def _pull_notes(self, base: Slide, ours: Slide, theirs: Slide, pulled: PulledSlide) -> None:
        new = self._decide("notes", base.notes, ours.notes, theirs.notes)
        if new == ours.notes or self._is_unheld("notes", new):
            return
        node = self.source.notes
        if new is None:
            files = self.writer.remove(self.source.node, (), "notes")
            written = self._report("notes", "removed", files)
        elif ours.notes is None or node is None:
            files = self.writer.insert(self.source.node, (), "notes", new.dump(self.names))
            written = self._report("notes", "added", files)
        else:
            written = self._edit("notes", node, ("notes",), ours.notes, new)
        if written:
            pulled.slide = replace(pulled.slide, notes=new)  # type: ignore[arg-type]

    def _pull_comments(self, base: Slide, ours: Slide, theirs: Slide, pulled: PulledSlide) -> None:
        both: list[deck.Comment] = []
        for item in merge(base.comments, ours.comments, theirs.comments):
            both += (*item.ours, *item.theirs) if isinstance(item, Clash) else (item,)
        new = tuple(dict.fromkeys(both))
        if new == ours.comments:
            return
        node = self.source.node.get("comments")
        count = len(ours.comments)
        whole, path = deck.dump_comments(new), ("comments",)
        if not new:
            files = self.writer.remove(self.source.node, (), "comments")
        elif node is None:
            files = self.writer.insert(self.source.node, (), "comments", whole)
        elif new[:count] == ours.comments:
            files = self.writer.extend(node, path, whole, whole[count:])
        else:
            files = self.writer.rewrite(node, path, whole)
        if self._report("comments", "changed", files):
            pulled.slide = replace(pulled.slide, comments=new)

    def _pull_hidden(self, base: Slide, ours: Slide, theirs: Slide, pulled: PulledSlide) -> None:
        if theirs.hidden in (base.hidden, ours.hidden):
            return
        files: Files = ()
        if self.source.node.get("hidden") is not None:
            files += self.writer.remove(self.source.node, (), "hidden")
        if theirs.hidden:
            files += self.writer.insert(self.source.node, (), "hidden", "yes")
        if self._report("hidden", "hidden" if theirs.hidden else "shown again", files):
            pulled.slide = replace(pulled.slide, hidden=theirs.hidden)

    def _is_unheld(self, name: str, new: Content | None) -> bool:
        """Whether YAML cannot say what changed of a slot, which is reported."""
        unheld = (self.source.id.text, name) in self.terms.unheld
        if unheld:
            says = "is gone" if new is None else f"says {one_line(new)[:60]}"
            self._leave(name, f"`{name}` was changed as YAML cannot say it; it {says}")
        return unheld

    def _leave(self, name: str, what: str) -> None:
        self.report.untracked.append(UntrackedChange(self.source.id.text, name, what))

    def _report(self, slot: str, what: str, files: Files) -> bool:
        """Report a change that came in, or, with False, that it could be written in no file."""
        if not files:
            self._leave(slot, f"`{slot}` was {what}, which the row of a table cannot say")
            return False
        self.report.pulled.append(PulledChange(self.source.id.text, slot, what, files))
        return True


def _printed(content: Content) -> str:
    return "\n".join(line.text for line in content.paragraphs())


def _names(*slides: Slide) -> Iterator[str]:
    return iter(dict.fromkeys(name for slide in slides for name, _ in slide.slots))
