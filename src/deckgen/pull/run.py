"""A reviewed deck pulled into YAML: three plans in, edits of the author's files out.

`base` is the deck as it was sent, `ours` what YAML says now, `theirs` the reviewed deck under
the base's slide ids and slot names. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen import comments
from deckgen.content.base import Content, Names
from deckgen.content.basing import relative
from deckgen.deck import Deck
from deckgen.deck import Slide as Written
from deckgen.manuscript import Manuscript
from deckgen.pattern import Pattern
from deckgen.plan import Plan, Slide
from deckgen.pull import deletions, edits, figures, listing, marks
from deckgen.pull.listing import Order
from deckgen.pull.places import DeckPlaces, Places
from deckgen.pull.report import Conflict, Pulled, Report, Side, Unheld
from deckgen.pull.slides import SlidePull, Terms, said
from deckgen.pull.variant_places import VariantPlaces
from deckgen.source import Plainly, dump
from deckgen.template import Layout
from deckgen.variants import Top


@dataclass(frozen=True, slots=True)
class Review:
    """What a pull starts from: the deck and its manuscript, and the three plans.

    Slides that go on are whole in all three. `top` is the variant whose deck it is, None for the
    deck itself; `beyond` are the reviewer's changes that no plan holds, `apart` those of slides
    that go on whose parts make no whole.
    """

    manuscript: Manuscript
    deck: Deck
    base: Plan
    ours: Plan
    theirs: Plan
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    top: Top | None = None
    beyond: tuple[Unheld, ...] = ()
    apart: tuple[Unheld, ...] = ()

    def places(self) -> Places:
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


def pull(review: Review, *, side: Side = Side.NEITHER, facts: bool = False) -> tuple[Report, Plan]:
    """What the review found with the files as they would be, and the plan they should give.

    With `facts`, a figure that the reviewer changed is changed in the file of facts.
    """
    report = Report(unheld=[*review.beyond, *review.apart])
    names = _Formats({xml: name for name, xml in review.deck.formats.items()})
    known = dict(names)
    places = review.places()
    kept = _pull_slides(review, side, names, report, places)
    held = dict(report.media)
    new = _new_slides(review, names, report)
    order = _order(review, side, report, _staying(review, side, report))
    known_slides = {slide.id for slide in (*review.base.slides, *review.ours.slides)}
    left = {slide.id for slide in review.theirs.slides} - known_slides - {s.id for s, _ in new}
    order = Order(tuple(key for key in order.keys if key not in left))
    listed = places.relist(order)
    report.unheld += [Unheld("", "", what) for what in listed.left]
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
    places.make(marks.conflicts(review.deck, report.conflicts))
    report.files |= {new_slide_path(review.deck, slide.id): text for slide, text in new}
    unnamed = {name: xml for xml, name in names.items() if xml not in known}
    if unnamed:
        report.files |= _add_formats(review, unnamed, places)
    report.read = places.read()
    report.files |= places.files()
    return report, _expected(review, kept, [slide for slide, _ in new], listed.order)


def _pull_slides(
    review: Review, side: Side, names: Names, report: Report, places: Places
) -> dict[str, Slide]:
    """Pull the slides that all three have; the slides as they should plan, by id."""
    written = {slide.id.text: slide for slide in review.deck.slides}
    save = report.saver(review.deck.folder)
    terms = Terms(side, names, save, review.relative, review.has_slot, places.pen)
    found: dict[str, Slide] = {}
    for ours in review.ours.slides:
        base, theirs = review.base.slide(ours.id), review.theirs.slide(ours.id)
        if base is None or theirs is None or ours.id not in written:
            found[ours.id] = ours
            continue
        found[ours.id] = SlidePull(written[ours.id], terms, report).pull(base, ours, theirs).slide
    return found


def _new_slides(review: Review, names: Names, report: Report) -> list[tuple[Slide, str]]:
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
            report.unheld.append(Unheld(slide.id, "", what))
        elif slide.id not in present:
            held = [
                (name, content) for name, content in slide.slots if review.has_slot(slide, name)
            ]
            report.unheld += [
                Unheld(slide.id, name, f"the new {content.key} `{name}` is in no slot")
                for name, content in slide.slots
                if not review.has_slot(slide, name)
            ]
            slide = replace(slide, slots=tuple(held))
            found.append((slide, dump(_as_yaml(review, slide, names, save))))
            report.pulled.append(Pulled(slide.id, "", "a new slide"))
    return found


def _as_yaml(
    review: Review, slide: Slide, names: Names, save: Callable[[bytes, str], str]
) -> dict[str, Plainly]:
    told: dict[str, Plainly] = {"like": slide.like} if slide.like else {"layout": slide.layout}
    if slide.hidden:
        told["hidden"] = "yes"
    for name, content in slide.slots:
        told[name] = review.relative(slide, name, content).filed(None, save).dump(names)
    if slide.notes is not None:
        told["notes"] = slide.notes.dump(names)
    if slide.comments:
        told["comments"] = comments.dump(slide.comments)
    return told


def _staying(review: Review, side: Side, report: Report) -> list[str]:
    """The slides that the reviewer deleted and that stay, since the author changed them."""
    written = {slide.id.text: slide for slide in review.deck.slides}
    plans = review.base, review.ours, review.theirs
    found = list(deletions.by_reviewer(*plans, written)) if side is not Side.THEIRS else []
    if side is Side.NEITHER:
        report.conflicts += found
    if side is not Side.OURS:
        report.conflicts += deletions.by_author(*plans)
    return [conflict.slide for conflict in found]


def _order(review: Review, side: Side, report: Report, staying: list[str]) -> Order:
    base = Order.of(review.base, review.base.sections)
    ours = Order.written(review.manuscript)
    theirs = Order.of(review.theirs, review.theirs.sections)
    theirs = deletions.restored(theirs, base, staying)
    found = listing.merged(base, ours, theirs)
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


def _add_formats(review: Review, fresh: dict[str, str], places: Places) -> dict[Path, str]:
    """Put new opaque formats where the deck has them; the file of them, where there is none yet."""
    node = review.manuscript.formats
    if node is not None:
        places.make(edits.insert(node, name, xml) for name, xml in fresh.items())
        return {}
    settings = review.manuscript.settings
    places.make([edits.insert(settings, "formats", "formats.yaml", after="template")])
    return {review.deck.folder / "formats.yaml": dump(dict(fresh))}


def _expected(review: Review, kept: dict[str, Slide], new: list[Slide], order: Order) -> Plan:
    slides = {**kept, **{slide.id: slide for slide in new}}
    listed = [slides[key] for key in order.without_sections().keys if key in slides]
    return replace(review.ours, slides=tuple(listed))


def _sets(slide: Written, name: str) -> bool:
    """Whether YAML itself sets a slot, by its name or by the bare word of a list."""
    return any(key.text in (name, name.rpartition(" ")[0]) for key, _ in slide.slots)


def _waits(
    slide: str, slot: str, one: Content | None, other: Content | None, report: Report
) -> bool:
    """Whether a slot differs in figures alone that wait for a fact, or followed one."""
    if any((place.slide, place.slot) == (slide, slot) for place in report.followed):
        return True
    if (slide, slot) not in report.proposed or one is None or other is None:
        return False
    return figures.same_but_figures(one, other)


def differences(expected: Plan, planned: Plan, deck: Deck, report: Report) -> list[str]:
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


def rewritten(expected: Plan, planned: Plan, deck: Deck) -> list[Unheld]:
    """The lines that deckgen writes itself and that would read otherwise, such as a source line
    whose fact no other slot of the slide names any more."""
    written = {slide.id.text: slide for slide in deck.slides}
    return [
        Unheld(slide.id, name, f"`{name}` follows the facts on the slide: {_instead(content, now)}")
        for slide in expected.slides
        for name, content in slide.slots
        if (other := planned.slide(slide.id)) is not None and slide.id in written
        if not _sets(written[slide.id], name)
        if (now := other.content(name)) != content
    ]


def _instead(content: Content, now: Content | None) -> str:
    return f"it would say {said(now)} instead of {said(content)}"
