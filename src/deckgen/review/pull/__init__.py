"""Bringing a reviewed presentation back into the author's YAML: three plans in, edits out.

`base` is the deck as it was sent, `ours` what YAML gives now, `theirs` the reviewed deck under the
slide ids and slot names of the base. What one side changed is taken; where both changed the same
thing it is a conflict, unless their changes of a text can be merged. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from msgspec import Struct, field, structs

from deckgen.content import Content, Names
from deckgen.content.minimal_diff import plain_diff
from deckgen.content.registry import WHOLE_SLIDE
from deckgen.content.text import plain_text
from deckgen.deck import Deck, SourceSlide
from deckgen.deck.order import SlideOrder, with_keys
from deckgen.deck.source_files import DeckSource, slide_path
from deckgen.deck.variants import VariantLayer
from deckgen.plan import Plan, Slide, slide_data
from deckgen.review.compare import UntrackedChange
from deckgen.review.pull import report as pull_report
from deckgen.review.pull._content import ContentMerger, one_line
from deckgen.review.pull._slide import PullTerms, SlidePull
from deckgen.review.pull._variant import VariantPlaces
from deckgen.review.pull._writer import EditPlaces, conflict_comments
from deckgen.review.pull.merge import DELETED, merge_slide_order, order_of, typed_sections
from deckgen.review.pull.report import (
    Conflict,
    FigureEdit,
    PulledChange,
    PullReport,
    Side,
)
from deckgen.review.pull.slide_ids import new_ids, with_ids
from deckgen.richtext.inline import FormatNames
from deckgen.source import edit
from deckgen.source.keys import NOTES_SLOT
from deckgen.source.writing import YamlData, dump
from deckgen.template import Layout, Pattern

# Slides that one side deleted and the other changed.


def _deleted_by_reviewer(
    base: Plan, ours: Plan, theirs: Plan, sources: Mapping[str, SourceSlide]
) -> Iterator[Conflict]:
    """The slides that the reviewer deleted and the author changed since the deck was sent."""
    for was in base.slides:
        mine, slide = ours.slide(was.id), sources.get(was.id)
        if mine is None or slide is None or theirs.slide(was.id) is not None:
            continue
        names = {key.text for key, _ in slide.slots}
        changed = [
            (name, one, other)
            for name, one, other in _changed(was, mine)
            if (name == NOTES_SLOT or names & {name, name.rpartition(" ")[0]})
            and not _follows_facts(one, other)
        ]
        if changed:
            yield Conflict(
                was.id, WHOLE_SLIDE, slide.node.span, *_slot_lines(changed), theirs=DELETED
            )


def _deleted_by_author(base: Plan, ours: Plan, theirs: Plan) -> Iterator[Conflict]:
    """The slides that the author deleted and the reviewer changed."""
    for was in base.slides:
        other = theirs.slide(was.id)
        if other is None or ours.slide(was.id) is not None:
            continue
        changed = list(_changed(was, other))
        if changed:
            before, after = _slot_lines(changed)
            yield Conflict(was.id, WHOLE_SLIDE, None, before, DELETED, after)


def _restored(theirs: SlideOrder, base: SlideOrder, names: Iterable[str]) -> SlideOrder:
    """The reviewer's order with slides that they deleted, each after the one it was after."""
    return SlideOrder(tuple(with_keys(theirs.keys, names, base.keys)))


def _changed(was: Slide, now: Slide) -> Iterator[tuple[str, Content | None, Content | None]]:
    for name in dict.fromkeys(name for slide in (was, now) for name, _ in slide.slots):
        if was.content(name) != now.content(name):
            yield name, was.content(name), now.content(name)
    if was.notes != now.notes:
        yield NOTES_SLOT, was.notes, now.notes


def _follows_facts(one: Content | None, other: Content | None) -> bool:
    """Whether a slot changed only because its facts have other figures now."""
    if one is None or other is None or not other.facts():
        return False
    return pull_report.same_but_figures(one, other)


def _slot_lines(
    changed: Iterable[tuple[str, Content | None, Content | None]],
) -> tuple[str, str]:
    """What the changed slots say before and after, in a line each."""
    texts = [(f"{name}: {one_line(was)}", f"{name}: {one_line(now)}") for name, was, now in changed]
    return "; ".join(before for before, _ in texts), "; ".join(after for _, after in texts)


# The pull.


class Review(Struct, frozen=True):
    """What a pull starts from.

    `source` is the YAML and `deck` the deck of it, with the changes of the variant `top`, None for
    the deck itself. Paginated slides are whole in the three plans. `patterns` and `layouts` are
    those of the template; without any, every slot counts as there. `untracked` are the reviewer's
    changes that no plan holds, `unjoined` those of paginated slides that cannot be joined. `unheld`
    are slots, by slide and name, whose changes YAML cannot say, so that they are left. `relaid` are
    the slides that got another slide layout, with what their slots are called there; `laid_out`
    are slides like a pattern that got one, and that a build lays out there as theirs. `free_shapes`
    are shapes of theirs, by slide and name, that look as those that a build puts into a box.
    """

    source: DeckSource
    deck: Deck
    base: Plan
    ours: Plan
    theirs: Plan
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    top: VariantLayer | None = None
    untracked: tuple[UntrackedChange, ...] = ()
    unjoined: tuple[UntrackedChange, ...] = ()
    unheld: frozenset[tuple[str, str]] = frozenset()
    relaid: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    laid_out: frozenset[str] = frozenset()
    free_shapes: frozenset[tuple[str, str]] = frozenset()

    def places(self) -> EditPlaces:
        """An empty collection of edits, of the deck or of the variant."""
        if self.top is None:
            return EditPlaces(self.source)
        there = {slide.id for slide in self.theirs.slides}
        gone = frozenset(slide.id for slide in self.base.slides) - there
        return VariantPlaces(self.source, top=self.top, gone=gone)

    def has_slot(self, slide: Slide, name: str) -> bool:
        """Whether a slide's layout or pattern has a slot of that name."""
        if slide.like:
            found = self.patterns.get(slide.like)
            return found is None or found.shape(name) is not None
        layout = self.layouts.get(slide.layout)
        return layout is None or layout.slot(name) is not None

    def is_free(self, slide: Slide, name: str) -> bool:
        """Whether a slide of the reviewed deck has a shape of that name in no slot, with no look
        that YAML cannot hold."""
        return (slide.id, name) in self.free_shapes and not self.has_slot(slide, name)

    def keeps(self, slide: Slide, name: str) -> bool:
        """Whether a slide shows its pattern's own content in a slot that YAML leaves out."""
        found = self.patterns.get(slide.like)
        return found is not None and found.keeps(name)

    def is_field(self, slide: Slide, name: str) -> bool:
        """Whether a slot is a date, footer or slide number, which deck.yaml gives."""
        found = self.patterns.get(slide.like) if slide.like else self.layouts.get(slide.layout)
        return found is not None and found.is_field(name)

    def own_layout(self, slide: Slide) -> str:
        """The name of the slide layout that a slide's pattern is on; its own where it has none."""
        found = self.patterns.get(slide.like)
        own = "" if found is None else found.layout
        named = (name for name, layout in self.layouts.items() if layout.part_name == own)
        return next(named, slide.layout)

    def is_of_kept(self, slide: Slide, content: Content) -> bool:
        """Whether a slide's pattern keeps an object that says the same: LibreOffice makes plain
        shapes of the SmartArt on a slide that it copies, where a build puts the SmartArt."""
        found = self.patterns.get(slide.like)
        kept = {text for entry in found.kept for text in entry.texts} if found else set()
        said = [line.text for line in content.paragraphs()]
        return bool(said) and kept.issuperset(said)

    def lacks(self, layout: str) -> bool:
        """Whether the template is known, and has no slide layout of that name."""
        return bool(self.layouts) and layout not in self.layouts

    def relative(self, slide: Slide, name: str, content: Content) -> Content:
        """A slot's content as YAML has it: relative to the pattern's shape, if there is one."""
        pattern = self.patterns.get(slide.like)
        shape = None if pattern is None else pattern.shape(name)
        return content if shape is None else shape.relative(content)


def with_slides_renamed(review: Review) -> Review:
    """The review with the slides of base and reviewed deck under the ids that the author gave them
    since."""
    names = new_ids(review.base, review.ours, review.is_field)
    if not names:
        return review

    def follow(changes: tuple[UntrackedChange, ...]) -> tuple[UntrackedChange, ...]:
        return tuple(
            structs.replace(change, slide=names.get(change.slide, change.slide))
            for change in changes
        )

    return structs.replace(
        review,
        base=with_ids(review.base, names),
        theirs=with_ids(review.theirs, names),
        untracked=follow(review.untracked),
        unjoined=follow(review.unjoined),
        relaid={names.get(slide, slide): slots for slide, slots in review.relaid.items()},
        laid_out=frozenset(names.get(slide, slide) for slide in review.laid_out),
        free_shapes=frozenset((names.get(of, of), name) for of, name in review.free_shapes),
    )


def pull(
    review: Review,
    *,
    side: Side = Side.NEITHER,
    facts: bool = False,
    shared: Collection[str] = (),
) -> tuple[PullReport, Plan]:
    """The report with the new texts of files, and the plan that these should give.

    With `facts`, the facts get the figures that the reviewer typed on slides; `shared` are the
    kinds of shared edits, `data` and `contact`, that are made too.
    """
    report = PullReport(untracked=[*review.untracked, *review.unjoined])
    review = _with_typed_sections(review, report)
    names = FormatNames({xml: name for name, xml in review.deck.formats.items()})
    known = dict(names)
    places = review.places()
    kept = _pull_slides(review, side, names, report, places)
    media = dict(report.media)
    new = _new_slides(review, names, report)
    new_ids = {slide.id for slide, _ in new}
    order = _order(review, side, report, _kept_in_conflict(review, side, report))
    known_ids = {slide.id for slide in (*review.base.slides, *review.ours.slides)}
    refused = {slide.id for slide in review.theirs.slides} - known_ids - new_ids
    order = SlideOrder(tuple(key for key in order.keys if key not in refused))
    listed = places.relist(order)
    report.untracked += [UntrackedChange("", "", what) for what in listed.unresolved]
    report.pulled += listed.pulled
    if not new_ids <= set(listed.order.keys):
        report.pulled = [item for item in report.pulled if item.slide not in new_ids]
        report.media, new = media, []
    report.pulled = [
        structs.replace(item, files=(slide_path(review.deck.folder, item.slide), *listed.files))
        if item.slide in new_ids
        else item
        for item in report.pulled
    ]
    figures, updates = pull_report.edits_of(review.source, review.deck, report, write=facts)
    if facts:
        places.make(figures)
    shared_edits = pull_report.shared_edits(report, shared)
    places.make(found for done, found in shared_edits if done)
    places.make(conflict_comments(review.deck, report.conflicts, report.resolved))
    report.files |= {slide_path(review.deck.folder, slide.id): text for slide, text in new}
    unnamed = {name: xml for xml, name in names.items() if xml not in known}
    if unnamed:
        report.files |= _add_formats(review, unnamed, places)
    report.read = places.read()
    report.files |= places.files()
    places.make(updates if facts else ())
    report.trial = report.files | places.files()
    places.make(found for done, found in shared_edits if not done)
    report.with_shared = report.trial | places.files()
    return report, _expected(review, kept, [slide for slide, _ in new], listed.order)


def _with_typed_sections(review: Review, report: PullReport) -> Review:
    """The review with the names of sections as YAML types them, in all plans.

    What the reviewer changed of facts in them, and in the title, is reported.
    """
    texts = review.deck.texts
    theirs, edits = typed_sections(review.theirs, review.base, texts)
    if review.theirs.title not in (review.base.title, review.ours.title):
        title = next((text for text in texts if text.key == "title"), None)
        edits += plain_diff(title.scalar, title.run, review.theirs.title).facts if title else ()
    base, _ = typed_sections(review.base, review.base, texts)
    report.figures += [FigureEdit("", edit, done=False) for edit in edits]
    return structs.replace(review, base=base, theirs=theirs)


def _pull_slides(
    review: Review, side: Side, names: Names, report: PullReport, places: EditPlaces
) -> dict[str, Slide]:
    """Pull the slides that all three plans have; the slides that YAML should give then, by id."""
    sources = _source_slides(review.deck)
    save = report.saver(review.deck.folder)
    merger = ContentMerger.of(review.deck, names, take_theirs=side is Side.THEIRS)
    terms = PullTerms(
        side, merger, names, save, review.relative, review.has_slot, review.keeps, review.is_field,
        review.is_free,
        places.writer, review.deck.folder, review.deck.texts, review.unheld, review.relaid,
        review.laid_out,
    )  # fmt: skip
    found: dict[str, Slide] = {}
    for ours in review.ours.slides:
        base, theirs = review.base.slide(ours.id), review.theirs.slide(ours.id)
        if base is None or theirs is None or ours.id not in sources:
            found[ours.id] = ours
            continue
        found[ours.id] = SlidePull(sources[ours.id], terms, report).pull(base, ours, theirs).slide
    return found


def _source_slides(deck: Deck) -> dict[str, SourceSlide]:
    return {slide.id.text: slide for slide in deck.slides}


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
            report.untracked.append(UntrackedChange(slide.id, "", what))
        elif slide.id not in present:
            slots = {
                name: content
                for name, content in slide.slots
                if review.has_slot(slide, name) or review.is_free(slide, name)
            }
            report.untracked += [
                UntrackedChange(slide.id, name, f"the new {content.key} `{name}` is in no slot")
                for name, content in slide.slots
                if name not in slots and not review.is_of_kept(slide, content)
            ]
            boxes = tuple((name, box) for name, box in slide.boxes if name in slots)
            layout = slide.layout if slide.id in review.laid_out else review.own_layout(slide)
            if layout != slide.layout:
                what = f"its layout is `{slide.layout}`; as `{slide.like}` it gets `{layout}`"
                report.untracked.append(UntrackedChange(slide.id, "", what))
            slide = replace(slide, layout=layout, slots=tuple(slots.items()), boxes=boxes)
            found.append((slide, dump(_as_yaml(review, slide, names, save))))
            report.pulled.append(PulledChange(slide.id, "", "a new slide"))
        elif review.base.slide(slide.id) is None:
            report.untracked += _differing(slide, review)
    return found


def _differing(slide: Slide, review: Review) -> list[UntrackedChange]:
    """What is said of a new slide that YAML has already, where it says something else."""
    mine, source = review.ours.slide(slide.id), _source_slides(review.deck).get(slide.id)
    if mine is None or source is None:
        return []
    names = dict.fromkeys(name for one in (slide, mine) for name, _ in one.slots)
    other = [n for n in names if _sets(source, n) and slide.content(n) != mine.content(n)]
    listed = ", ".join(f"`{name}`" for name in other)
    what = f"the new slide is in YAML already, where it says something else: {listed}"
    return [UntrackedChange(slide.id, "", what)] if other else []


def _as_yaml(
    review: Review, slide: Slide, names: Names, save: Callable[[bytes, str], str]
) -> dict[str, YamlData]:
    def filed(name: str, content: Content) -> Content:
        return review.relative(slide, name, content).reusing_files(None, save)

    head: dict[str, YamlData] = {"like": slide.like} if slide.like else {}
    if not slide.like or slide.layout != review.own_layout(slide):
        head["layout"] = slide.layout
    return slide_data(head, slide, names, filed)


def _kept_in_conflict(review: Review, side: Side, report: PullReport) -> list[str]:
    """The ids of slides that the reviewer deleted but that stay: the author changed them.

    What the reviewer changed on slides that the author deleted is reported as a conflict too.
    """
    plans = review.base, review.ours, review.theirs
    found: list[Conflict] = []
    if side is not Side.THEIRS:
        found = list(_deleted_by_reviewer(*plans, _source_slides(review.deck)))
    if side is Side.NEITHER:
        report.conflicts += found
    if side is not Side.OURS:
        report.conflicts += _deleted_by_author(*plans)
    return [conflict.slide for conflict in found]


def _order(review: Review, side: Side, report: PullReport, kept: list[str]) -> SlideOrder:
    """The merged order of the slides; `kept` stay although the reviewer deleted them."""
    base = order_of(review.base)
    ours = SlideOrder.written(review.source)
    theirs = _restored(order_of(review.theirs), base, kept)
    found = merge_slide_order(base, ours, theirs)
    if found is not None:
        return found
    if side is Side.THEIRS:
        return theirs
    if side is Side.NEITHER:
        span = review.source.settings.span
        shown = [", ".join(order.keys) for order in (base, ours, theirs)]
        report.conflicts.append(Conflict("", "slides", span, *shown))
    return ours


def _add_formats(review: Review, formats: dict[str, str], places: EditPlaces) -> dict[Path, str]:
    """Add opaque formats (XML by name) to those of the deck.

    Where the deck has none yet, that is a new file, which is returned.
    """
    from deckgen.richtext import format_names

    formats = {name: format_names.short(xml) for name, xml in formats.items()}
    node = review.source.formats
    if node is not None:
        places.make(edit.insert(node, name, xml) for name, xml in formats.items())
        return {}
    settings = review.source.settings
    places.make([edit.insert(settings, "formats", "formats.yaml", after="template")])
    return {review.deck.folder / "formats.yaml": dump(dict(formats))}


def _expected(review: Review, kept: dict[str, Slide], new: list[Slide], order: SlideOrder) -> Plan:
    slides = {**kept, **{slide.id: slide for slide in new}}
    listed = [slides[key] for key in order.without_sections().keys if key in slides]
    return structs.replace(review.ours, slides=tuple(listed))


# Checking the result: the plan of the edited deck against the one that was expected.


def _sets(slide: SourceSlide, name: str) -> bool:
    """Whether YAML sets a slot, by its name or by a list (`Card` for `Card 2`)."""
    return any(key.text in (name, name.rpartition(" ")[0]) for key, _ in slide.slots)


def _differs_by_facts(
    slide: str, slot: str, one: Content | None, other: Content | None, report: PullReport
) -> bool:
    """Whether a slot differs only in figures of facts that changed or are yet to be changed."""
    if any((place.slide, place.slot) == (slide, slot) for place in report.followed):
        return True
    if (slide, slot) not in report.proposed or one is None or other is None:
        return False
    return pull_report.same_but_figures(one, other)


def differences(
    expected: Plan, planned: Plan, deck: Deck, report: PullReport
) -> list[UntrackedChange]:
    """Where the plan of the edited deck is not what was expected: a slot, or more of a slide.

    Slots that no slide of the deck sets are not compared: source lines follow the facts on the
    slide; dates, footers and numbers come from deck.yaml. Nor are slots that differ only in
    figures of facts that changed or are yet to be changed.
    """
    found: list[UntrackedChange] = []
    sources = _source_slides(deck)
    if [slide.id for slide in expected.slides] != [slide.id for slide in planned.slides]:
        found.append(
            UntrackedChange("", "", "the slides are not those of the reviewed deck, in its order")
        )
    for slide in expected.slides:
        other = planned.slide(slide.id)
        if other is None or other == slide or slide.id not in sources:
            continue
        slots = dict.fromkeys([*(n for n, _ in slide.slots), *(n for n, _ in other.slots)])
        for name in slots:
            if (
                slide.content(name) != other.content(name)
                and _sets(sources[slide.id], name)
                and (slide.id, name) not in report.unwritten
                and not _differs_by_facts(
                    slide.id, name, slide.content(name), other.content(name), report
                )
            ):
                what = f"`{name}` would not read as in the reviewed deck"
                found.append(UntrackedChange(slide.id, name, what))
        for part in ("notes", "comments", "hidden", "layout", "boxes"):
            one, two = getattr(slide, part), getattr(other, part)
            follows = part == "notes" and _differs_by_facts(slide.id, part, one, two, report)
            if one != two and not follows:
                slot = part if part == "notes" else ""
                found.append(UntrackedChange(slide.id, slot, f"its {part} would differ"))
    return found


def rewritten(expected: Plan, planned: Plan, deck: Deck) -> list[UntrackedChange]:
    """The lines that deckgen writes itself and that would change.

    An example is a source line whose fact no other slot of the slide names any more. What deck.yaml
    says on every slide is left out: it changes with facts that are told themselves.
    """
    sources = _source_slides(deck)
    everywhere = {plain_text(deck.footer), plain_text(deck.date)}
    return [
        UntrackedChange(
            slide.id,
            name,
            f"`{name}` follows the facts on the slide: {one_line(content)} -> {one_line(now)}",
        )
        for slide in expected.slides
        for name, content in slide.slots
        if (other := planned.slide(slide.id)) is not None and slide.id in sources
        if not _sets(sources[slide.id], name)
        if (now := other.content(name)) != content and now not in everywhere
    ]
