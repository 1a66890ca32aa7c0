"""Edits made in PowerPoint, brought back into the author's YAML (three-way)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from deckgen import deck
from deckgen.content.base import Content, Names, relative
from deckgen.deck import Deck, Section
from deckgen.deck import SourceSlide as Written
from deckgen.deck.source_files import DeckSource
from deckgen.deck.variants import VariantLayer
from deckgen.plan import Plan, Slide
from deckgen.review.pull import _writer as writer
from deckgen.review.pull import figures, order
from deckgen.review.pull._slide import PullTerms, SlidePull, said
from deckgen.review.pull._variant import VariantPlaces
from deckgen.review.pull._writer import DeckPlaces, EditPlaces
from deckgen.review.pull.order import SlideOrder
from deckgen.review.pull.report import Conflict, PulledChange, PullReport, Side, UntrackedNote
from deckgen.richtext.runs import Paragraph, merged
from deckgen.source import edit
from deckgen.source.writing import YamlData, dump
from deckgen.template import Layout, Pattern

# Ids for slides that a reviewer added: none that a file of another slide has already.


C = TypeVar("C", bound=Content)


def with_new_slide_ids(
    theirs: Plan, known: Collection[str], is_taken: Callable[[str], bool]
) -> Plan:
    """The plan with free ids for its new slides, and links that follow them.

    `known` are the ids of the deck as it was sent and as it is now. A slide of the latter under the
    new one's id, or under that with a number, is what an earlier pull made of it.
    """
    present = {slide.id for slide in theirs.slides}
    names: dict[str, str] = {}
    for slide in theirs.slides:
        name, number = slide.id, 2
        while name not in known and is_taken(name):
            name = f"{slide.id}-{number}"
            number += 1
            if name in present:
                name = slide.id
        if name != slide.id:
            names[slide.id] = name
            present.add(name)
    return _with_ids(theirs, names) if names else theirs


def _with_ids(plan: Plan, names: dict[str, str]) -> Plan:
    def follow(line: Paragraph) -> Paragraph:
        if not any(run.style.link[1:] in names for run in line.runs):
            return line
        runs = (replace(run, style=run.style.but(link=to(run.style.link))) for run in line.runs)
        return replace(line, runs=merged(runs))

    def to(link: str) -> str:
        return f"#{names[link[1:]]}" if link[:1] == "#" and link[1:] in names else link

    def linked(content: C) -> C:
        return content.map_paragraphs(follow)

    def slide_of(slide: Slide) -> Slide:
        return replace(
            slide,
            id=names.get(slide.id, slide.id),
            slots=tuple((name, linked(content)) for name, content in slide.slots),
            notes=None if slide.notes is None else linked(slide.notes),
        )

    sections = (
        Section(section.name, tuple(names.get(name, name) for name in section.slides))
        for section in plan.sections
    )
    return replace(plan, slides=tuple(map(slide_of, plan.slides)), sections=tuple(sections))


# Slides that one side deleted and the other changed: a conflict, whichever side it was.
#
# Nobody's change goes in silence: the author's slide stays, unless the reviewer is right; what
# the reviewer changed on a slide that the author deleted is told.


NAME = "the slide"

"""What a conflict calls a whole slide."""


_DELETED = "(deleted)"


def by_reviewer(
    base: Plan, ours: Plan, theirs: Plan, written: dict[str, Written]
) -> Iterator[Conflict]:
    """The slides that the reviewer deleted and the author changed since the deck was sent."""
    for was in base.slides:
        mine, slide = ours.slide(was.id), written.get(was.id)
        if mine is None or slide is None or theirs.slide(was.id) is not None:
            continue
        names = {key.text for key, _ in slide.slots}
        changed = [
            (name, one, other)
            for name, one, other in _changed(was, mine)
            if (name == "notes" or names & {name, name.rpartition(" ")[0]})
            and not _follows(one, other)
        ]
        if changed:
            yield Conflict(
                was.id, NAME, slide.node.span, _told((n, o) for n, o, _ in changed),
                _told((n, m) for n, _, m in changed), _DELETED,
            )  # fmt: skip


def by_author(base: Plan, ours: Plan, theirs: Plan) -> Iterator[Conflict]:
    """The slides that the author deleted and the reviewer changed."""
    for was in base.slides:
        other = theirs.slide(was.id)
        if other is None or ours.slide(was.id) is not None:
            continue
        changed = list(_changed(was, other))
        if changed:
            before = _told((name, one) for name, one, _ in changed)
            after = _told((name, new) for name, _, new in changed)
            yield Conflict(was.id, NAME, None, before, _DELETED, after)


def restored(theirs: SlideOrder, base: SlideOrder, names: Iterable[str]) -> SlideOrder:
    """The reviewer's order with slides that they deleted, each behind the one it stood behind."""
    keys = list(theirs.keys)
    for name in names:
        before = base.keys[: base.keys.index(name)]
        at = next((keys.index(key) for key in reversed(before) if key in keys), -1)
        keys.insert(at + 1, name)
    return SlideOrder(tuple(keys))


def _changed(was: Slide, now: Slide) -> Iterator[tuple[str, Content | None, Content | None]]:
    for name in dict.fromkeys(name for slide in (was, now) for name, _ in slide.slots):
        if was.content(name) != now.content(name):
            yield name, was.content(name), now.content(name)
    if was.notes != now.notes:
        yield "notes", was.notes, now.notes


def _follows(one: Content | None, other: Content | None) -> bool:
    """Whether a slot says the same words of facts that have other figures now."""
    if one is None or other is None or not other.facts():
        return False
    return figures.same_but_figures(one, other)


def _told(slots: Iterable[tuple[str, Content | None]]) -> str:
    return "; ".join(f"{name}: {said(content)}" for name, content in slots)


# A reviewed deck pulled into YAML: three plans in, edits of the author's files out.
#
# `base` is the deck as it was sent, `ours` what YAML says now, `theirs` the reviewed deck under
# the base's slide ids and slot names. Nothing is written here.


@dataclass(frozen=True, slots=True)
class Review:
    """What a pull starts from: the deck and its manuscript, and the three plans.

    Slides that go on are whole in all three. `top` is the variant whose deck it is, None for the
    deck itself; `beyond` are the reviewer's changes that no plan holds, `apart` those of slides
    that go on whose parts make no whole.
    """

    manuscript: DeckSource
    deck: Deck
    base: Plan
    ours: Plan
    theirs: Plan
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    top: VariantLayer | None = None
    beyond: tuple[UntrackedNote, ...] = ()
    apart: tuple[UntrackedNote, ...] = ()

    def places(self) -> EditPlaces:
        """What knows where each edit is written."""
        if self.top is None:
            return DeckPlaces(self.manuscript)
        there = {slide.id for slide in self.theirs.slides}
        gone = frozenset(slide.id for slide in self.base.slides) - there
        return VariantPlaces(self.manuscript, self.top, gone)

    def has_slot(self, slide: Slide, name: str) -> bool:
        """Whether a slide's layout or pattern has a slot of that name."""
        if slide.like:
            found = self.patterns.get(slide.like)
            return found is None or found.shape(name) is not None
        layout = self.layouts.get(slide.layout)
        return layout is None or layout.slot(name) is not None

    def lacks(self, layout: str) -> bool:
        """Whether the template is known, and has no slide layout of that name."""
        return bool(self.layouts) and layout not in self.layouts

    def relative(self, slide: Slide, name: str, content: Content) -> Content:
        """A slot's content as YAML says it: relative to the pattern's shape, if there is one."""
        found = self.patterns.get(slide.like)
        held = None if found is None else found.shape(name)
        return content if held is None else relative(content, held.content)


class _Formats(dict[str, str]):
    """Names of opaque formats by their XML; what the deck has no name for gets a new one."""

    def __missing__(self, xml: str) -> str:
        letter = "p" if xml.startswith("<a:pPr") else "f"
        taken = set(self.values())
        number = 1
        while f"{letter}{number}" in taken:
            number += 1
        self[xml] = f"{letter}{number}"
        return self[xml]


def pull(
    review: Review, *, side: Side = Side.NEITHER, facts: bool = False
) -> tuple[PullReport, Plan]:
    """What the review found with the files as they would be, and the plan they should give.

    With `facts`, a figure that the reviewer changed is changed in the file of facts.
    """
    report = PullReport(unheld=[*review.beyond, *review.apart])
    names = _Formats({xml: name for name, xml in review.deck.formats.items()})
    known = dict(names)
    places = review.places()
    kept = _pull_slides(review, side, names, report, places)
    held = dict(report.media)
    new = _new_slides(review, names, report)
    order = _order(review, side, report, _staying(review, side, report))
    known_slides = {slide.id for slide in (*review.base.slides, *review.ours.slides)}
    left = {slide.id for slide in review.theirs.slides} - known_slides - {s.id for s, _ in new}
    order = SlideOrder(tuple(key for key in order.keys if key not in left))
    listed = places.relist(order)
    report.unheld += [UntrackedNote("", "", what) for what in listed.left]
    report.pulled += listed.pulled
    fresh = {slide.id for slide, _ in new}
    if not fresh <= set(listed.order.keys):
        report.pulled = [item for item in report.pulled if item.slide not in fresh]
        report.media, new = held, []
    report.pulled = [
        replace(item, files=(new_slide_path(review.deck, item.slide), *listed.files))
        if item.slide in fresh
        else item
        for item in report.pulled
    ]
    if facts:
        places.make(figures.edits_of(review.manuscript.facts, review.deck, report))
    places.make(writer.conflict_comments(review.deck, report.conflicts))
    report.files |= {new_slide_path(review.deck, slide.id): text for slide, text in new}
    unnamed = {name: xml for xml, name in names.items() if xml not in known}
    if unnamed:
        report.files |= _add_formats(review, unnamed, places)
    report.read = places.read()
    report.files |= places.files()
    return report, _expected(review, kept, [slide for slide, _ in new], listed.order)


def _pull_slides(
    review: Review, side: Side, names: Names, report: PullReport, places: EditPlaces
) -> dict[str, Slide]:
    """Pull the slides that all three have; the slides as they should plan, by id."""
    written = {slide.id.text: slide for slide in review.deck.slides}
    save = report.saver(review.deck.folder)
    terms = PullTerms(side, names, save, review.relative, review.has_slot, places.pen)
    found: dict[str, Slide] = {}
    for ours in review.ours.slides:
        base, theirs = review.base.slide(ours.id), review.theirs.slide(ours.id)
        if base is None or theirs is None or ours.id not in written:
            found[ours.id] = ours
            continue
        found[ours.id] = SlidePull(written[ours.id], terms, report).pull(base, ours, theirs).slide
    return found


def _new_slides(review: Review, names: Names, report: PullReport) -> list[tuple[Slide, str]]:
    """The slides that the reviewer added, with the YAML of each."""
    found = []
    save = report.saver(review.deck.folder)
    present = {slide.id for slide in (*review.base.slides, *review.ours.slides)}
    for slide in review.theirs.slides:
        if slide.id not in present and not slide.like and review.lacks(slide.layout):
            what = (
                f"the new slide is on `{slide.layout}`, "
                "a slide layout that the template does not have"
            )
            report.unheld.append(UntrackedNote(slide.id, "", what))
        elif slide.id not in present:
            held = [
                (name, content) for name, content in slide.slots if review.has_slot(slide, name)
            ]
            report.unheld += [
                UntrackedNote(slide.id, name, f"the new {content.key} `{name}` is in no slot")
                for name, content in slide.slots
                if not review.has_slot(slide, name)
            ]
            slide = replace(slide, slots=tuple(held))
            found.append((slide, dump(_as_yaml(review, slide, names, save))))
            report.pulled.append(PulledChange(slide.id, "", "a new slide"))
    return found


def _as_yaml(
    review: Review, slide: Slide, names: Names, save: Callable[[bytes, str], str]
) -> dict[str, YamlData]:
    told: dict[str, YamlData] = {"like": slide.like} if slide.like else {"layout": slide.layout}
    if slide.hidden:
        told["hidden"] = "yes"
    for name, content in slide.slots:
        told[name] = review.relative(slide, name, content).filed(None, save).dump(names)
    if slide.notes is not None:
        told["notes"] = slide.notes.dump(names)
    if slide.comments:
        told["comments"] = deck.dump(slide.comments)
    return told


def _staying(review: Review, side: Side, report: PullReport) -> list[str]:
    """The slides that the reviewer deleted and that stay, since the author changed them."""
    written = {slide.id.text: slide for slide in review.deck.slides}
    plans = review.base, review.ours, review.theirs
    found = list(by_reviewer(*plans, written)) if side is not Side.THEIRS else []
    if side is Side.NEITHER:
        report.conflicts += found
    if side is not Side.OURS:
        report.conflicts += by_author(*plans)
    return [conflict.slide for conflict in found]


def _order(review: Review, side: Side, report: PullReport, staying: list[str]) -> SlideOrder:
    base = SlideOrder.of(review.base, review.base.sections)
    ours = SlideOrder.written(review.manuscript)
    theirs = SlideOrder.of(review.theirs, review.theirs.sections)
    theirs = restored(theirs, base, staying)
    found = order.merged(base, ours, theirs)
    if found is not None:
        return found
    if side is Side.THEIRS:
        return theirs
    if side is Side.NEITHER:
        span = review.manuscript.settings.span
        shown = [", ".join(order.keys) for order in (base, ours, theirs)]
        report.conflicts.append(Conflict("", "slides", span, *shown))
    return ours


def new_slide_path(deck: Deck, name: str) -> Path:
    """The file that a slide which the reviewer added gets."""
    return deck.folder / "slides" / f"{name}.yaml"


def _add_formats(review: Review, fresh: dict[str, str], places: EditPlaces) -> dict[Path, str]:
    """Put new opaque formats where the deck has them; the file of them, where there is none yet."""
    node = review.manuscript.formats
    if node is not None:
        places.make(edit.insert(node, name, xml) for name, xml in fresh.items())
        return {}
    settings = review.manuscript.settings
    places.make([edit.insert(settings, "formats", "formats.yaml", after="template")])
    return {review.deck.folder / "formats.yaml": dump(dict(fresh))}


def _expected(review: Review, kept: dict[str, Slide], new: list[Slide], order: SlideOrder) -> Plan:
    slides = {**kept, **{slide.id: slide for slide in new}}
    listed = [slides[key] for key in order.without_sections().keys if key in slides]
    return replace(review.ours, slides=tuple(listed))


def _sets(slide: Written, name: str) -> bool:
    """Whether YAML itself sets a slot, by its name or by the bare word of a list."""
    return any(key.text in (name, name.rpartition(" ")[0]) for key, _ in slide.slots)


def _waits(
    slide: str, slot: str, one: Content | None, other: Content | None, report: PullReport
) -> bool:
    """Whether a slot differs in figures alone that wait for a fact, or followed one."""
    if any((place.slide, place.slot) == (slide, slot) for place in report.followed):
        return True
    if (slide, slot) not in report.proposed or one is None or other is None:
        return False
    return figures.same_but_figures(one, other)


def differences(expected: Plan, planned: Plan, deck: Deck, report: PullReport) -> list[str]:
    """Where the plan of an edited deck is not what was expected, a line a slot.

    What no slide of the deck sets is not compared: source lines follow the facts on the slide;
    dates, footers and numbers come from deck.yaml. A slot whose fact is still to follow its
    figure is not compared either.
    """
    found = []
    written = {slide.id.text: slide for slide in deck.slides}
    if [slide.id for slide in expected.slides] != [slide.id for slide in planned.slides]:
        found.append("the slides are not those of the reviewed deck, in its order")
    for slide in expected.slides:
        other = planned.slide(slide.id)
        if other is None or other == slide or slide.id not in written:
            continue
        slots = dict.fromkeys([*(n for n, _ in slide.slots), *(n for n, _ in other.slots)])
        found += [
            f"slide `{slide.id}`: `{name}` would not read as in the reviewed deck"
            for name in slots
            if slide.content(name) != other.content(name)
            and _sets(written[slide.id], name)
            and not _waits(slide.id, name, slide.content(name), other.content(name), report)
        ]
        for word in ("notes", "comments", "hidden", "layout"):
            if getattr(slide, word) != getattr(other, word):
                found.append(f"slide `{slide.id}`: its {word} would differ")
    return found


def rewritten(expected: Plan, planned: Plan, deck: Deck) -> list[UntrackedNote]:
    """The lines that deckgen writes itself and that would read otherwise, such as a source line
    whose fact no other slot of the slide names any more."""
    written = {slide.id.text: slide for slide in deck.slides}
    return [
        UntrackedNote(
            slide.id, name, f"`{name}` follows the facts on the slide: {_instead(content, now)}"
        )
        for slide in expected.slides
        for name, content in slide.slots
        if (other := planned.slide(slide.id)) is not None and slide.id in written
        if not _sets(written[slide.id], name)
        if (now := other.content(name)) != content
    ]


def _instead(content: Content, now: Content | None) -> str:
    return f"it would say {said(now)} instead of {said(content)}"
