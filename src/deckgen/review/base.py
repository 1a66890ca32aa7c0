"""The base: a deck's plan, slot places and snapshot when it was built, kept in the file itself.

Writing a plan gives a presentation; `attach` stores in it what later versions are compared with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, field, structs

from deckgen.appearance.shapes import (
    NO_BOX,
    Box,
    placeholder_of,
    placeholder_type,
)
from deckgen.appearance.text import (
    NOWHERE,
    InheritanceKey,
    InheritedText,
    TextInheritance,
    TextLevel,
)
from deckgen.appearance.theme import Theme
from deckgen.cache import Cache
from deckgen.content import Content, Page
from deckgen.content.registry import is_ours
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.facts import Figure
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, integer
from deckgen.plan import (
    Formats,
    Plan,
    PlanRecord,
    Slide,
    SlideRecord,
    Verbatim,
    plan_of,
    plan_record,
    slide_record,
)
from deckgen.presentation import marks
from deckgen.presentation.write import Written, shapes_of
from deckgen.review import snapshot
from deckgen.review.forms import Form, forms_of
from deckgen.review.snapshot import (
    SheetSnapshot,
    Snapshot,
    SnapshotRecord,
    snapshot_of,
    snapshot_record,
)
from deckgen.source.keys import NOTES_SLOT
from deckgen.template import Template, notes_shape

DAMAGE = (
    msgspec.MsgspecError, ValueError, LookupError, TypeError, AttributeError, RecursionError,
    Problem,
)  # fmt: skip
"""What is raised in reading a base that is damaged, or is of another version of deckgen."""


class SlotPlace(Struct, frozen=True):
    """The place of a slot when the deck was built.

    `type` and `idx` are the placeholder's ("" and 0 for a shape that is none), `box` is in EMU,
    and `inherited` is what its text inherits.
    """

    type: str = ""
    idx: int = 0
    box: Box = NO_BOX
    inherited: InheritedText = NOWHERE

    @classmethod
    def of(cls, shape: Element, box: Box, inherited: InheritedText) -> SlotPlace:
        """The place of a shape in that box, which inherits that."""
        ph = placeholder_of(shape)
        return cls(placeholder_type(shape), 0 if ph is None else integer(ph, "idx"), box, inherited)


class Base(Struct, frozen=True):
    """A deck as it was built.

    `layouts` are the names of the template's slide layouts. By slide id, `numbers` are the
    `p:sldId/@id`, `creations` the creation ids that deckgen did not give, and `forms` the coarse
    boxes of the shapes on pattern slides. `places` are the slots' by slide and slot; the slot
    `notes` is the notes'. `facts` is what the facts said that slides use, `before` what those that
    jumped said before.
    """

    plan: Plan
    layouts: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    creations: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[tuple[str, str], SlotPlace] = field(default_factory=dict)
    forms: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)
    seen: Snapshot | None = None
    """What the deck showed that no plan holds; None in decks of old versions without it."""
    facts: Mapping[str, Figure] = field(default_factory=dict)
    before: Mapping[str, Figure] = field(default_factory=dict)
    variant: str | None = None
    """The variant whose deck it is; None for the deck itself, and in decks of old versions."""
    finish: str = ""
    """The name of the finisher that changed the deck after it was planned, "" for none."""
    unfinished: Plan | None = None
    """The plan from before the finisher; `plan` is what the deck shows since. None for none."""
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """The digests of slides by id, where the base was made of a presentation that is there."""

    @property
    def planned(self) -> Plan:
        """The plan that YAML gave, whatever a finisher made of it."""
        return self.unfinished or self.plan

    def place(self, slide: str, slot: str) -> SlotPlace:
        """The place of a slot; an empty one for a slot that is not known."""
        return self.places.get((slide, slot), SlotPlace())


class SlideDigests(
    Struct,
    frozen=True,
    omit_defaults=True,
    rename={"slides": "digests", "unfinished": "unfinished_digests"},
):
    """What is kept of a deck built with `embed: hashes`: a digest of each slide by its id.

    `finish` is the name of the finisher that changed the deck, `unfinished` are the digests from
    before it.
    """

    slides: dict[str, str]
    finish: str = ""
    unfinished: dict[str, str] = {}

    @classmethod
    def of(cls, plan: Plan) -> SlideDigests:
        """The digests of the slides of a plan that was read from a presentation."""
        return cls({slide.id: digest(slide) for slide in plan.slides})


BasedSlide = tuple["SlideBase", Slide | None]
"""What a base keeps of a slide, and its plan where that has opaque formats."""
Figures = Mapping[str, Figure]
"""What facts say, by the names under which they are kept."""


def attach(
    written: Written,
    plan: Plan,
    embed: EmbedMode = EmbedMode.FULL,
    slides: Iterable[BasedSlide] | None = None,
    *,
    facts: Figures | None = None,
    before: Figures | None = None,
    variant: str | None = None,
    kept: Cache | None = None,
) -> Package:
    """Store the base of a presentation that was written in it, as `embed` says.

    `slides` are what it keeps of each slide in order, read from the presentation where it is None;
    `plan` need not have slides then. `facts` are what the deck's facts say, `before` what those
    that jumped said before; `variant` is the one whose deck it is. What is read of the template is
    kept in `kept`.
    """
    package = written.package
    if embed is EmbedMode.HASHES:
        # Imported only where it is needed: a build starts faster without.
        from deckgen.presentation import read as presentation_read

        write(package, SlideDigests.of(presentation_read.read(package)))
    if embed is not EmbedMode.FULL:
        return package
    if slides is None:
        reader = BaseReader(written.template, package, written.parts)
        slides = [(reader.read(slide), slide) for slide in plan.slides]
    view = snapshot.package_view(package, written.parts)
    head = Base(
        plan=plan,
        layouts=tuple(written.template.layouts),
        numbers=written.numbers,
        seen=Snapshot(snapshot.ALL, snapshot.deck(view), parts=snapshot.parts(view, kept)),
        facts=facts or {},
        before=before or {},
        variant=variant,
    )
    marks.store(package, msgspec.json.encode(_joined(head, slides)))
    return package


def write(package: Package, base: Base | SlideDigests) -> None:
    """Write the base into the package, in place of one that is there."""
    record = base if isinstance(base, SlideDigests) else _joined(base, _slides_of(base))
    marks.store(package, msgspec.json.encode(record))


def read(package: Package) -> Base | SlideDigests | None:
    """The base in a package, None where there is none or it is damaged."""
    for data in marks.read_stored(package):
        with suppress(*DAMAGE):
            return msgspec.json.decode(data, type=SlideDigests)
        with suppress(*DAMAGE):
            return _of_record(msgspec.json.decode(data, type=_StoredBase))
    return None


def base_in(package: Package) -> Base | None:
    """The base of a whole deck that is stored in a package, None as for `read`."""
    found = read(package)
    return found if isinstance(found, Base) else None


class _KnownSlide(Struct):
    """Of the record of a slide its id alone."""

    id: str


class _KnownSlides(Struct):
    """Of the record of a base what tells the ids of its slides."""

    plan: PlanRecord[_KnownSlide]


def slide_ids_in(package: Package) -> frozenset[str]:
    """The ids of the slides of the base in a package; none where it has no base of a whole deck."""
    for data in marks.read_stored(package):
        with suppress(msgspec.MsgspecError):
            found = msgspec.json.decode(data, type=_KnownSlides)
            return frozenset(slide.id for slide in found.plan.slides)
    return frozenset()


# The base of a presentation: one that was just written, or any by what it shows.


class BaseReader:
    """Reads what a base keeps of slides that were just written."""

    def __init__(
        self,
        template: Template,
        package: Package,
        parts: Mapping[str, Part],
        looks: KnownLooks | None = None,
    ) -> None:
        """For slides of a package in these parts; packages of one template share `looks`."""
        self._template, self._package, self._parts = template, package, parts
        self._view = snapshot.package_view(package, parts)
        self._looks = KnownLooks() if looks is None else looks
        self._inheritance = TextInheritance(package, self._looks.inherited)

    def read(self, slide: Slide) -> SlideBase:
        """What the base keeps of a slide."""
        package, part = self._package, self._parts[slide.id]
        shapes = shapes_of(slide, part, Page(package, part, "", self._parts))
        own = dict(slide.boxes)
        layout = None if slide.like else self._template.layouts[slide.layout].with_boxes(own)
        boxes = {
            name: slot.box
            for name in shapes
            if layout and (slot := layout.slot(name)) and _fills_slot(slide.content(name))
        }
        creation = marks.slide_creation(part)
        return _slide_base(
            slide,
            slot_places(shapes, part, package, self._inheritance, boxes),
            snapshot.slide(self._view, part, {shape: name for name, shape in shapes.items()}),
            None if creation == marks.creation_of(slide.id) else creation,
            forms_of(part, package) if slide.like else None,
            self._looks,
        )


def _fills_slot(content: Content | None) -> bool:
    """Whether content has the box of its slot; kinds from outside may have drawn less."""
    return content is None or is_ours(content)


def slot_places(
    shapes: Mapping[str, Element],
    part: Part,
    package: Package,
    inheritance: TextInheritance,
    boxes: Mapping[str, Box],
) -> Iterator[tuple[str, SlotPlace]]:
    """The places of a slide's slots and of its notes; `boxes` are those of slots on its layout."""
    for name, shape in shapes.items():
        box = boxes.get(name) or inheritance.box(shape, part)
        yield name, SlotPlace.of(shape, box, inheritance.of(shape, part, box))
    for notes in package.related(part, "notesSlide"):
        body = notes_shape(notes)
        if body is not None:
            yield NOTES_SLOT, SlotPlace("body", inherited=inheritance.of(body, notes, NO_BOX))


# The base as a record, which is stored as JSON; what slots share is stored once.


S = TypeVar("S")
L = TypeVar("L")
T = TypeVar("T")

_LevelRecord = tuple[dict[str, str], dict[str, str]]
"""The properties of paragraphs and of runs."""


class _TextRecord(Struct, omit_defaults=True):
    """What a text inherits, without its theme and size."""

    levels: list[_LevelRecord]
    regions: dict[str, _LevelRecord] = {}


class _PlaceRecord(Struct, array_like=True):
    """A `SlotPlace`, with the number of its inherited text in `looks`."""

    type: str
    idx: int
    x: int
    y: int
    width: int
    height: int
    look: int


class _BaseRecord(Struct, Generic[S, L, T], kw_only=True):
    """A base; `places` are numbers in `kinds`, by slide and slot.

    Each of the `looks` has the number of its theme. Early bases lack `forms`, `seen` and `facts`.
    """

    plan: PlanRecord[S]
    layouts: list[str]
    numbers: dict[str, int]
    creations: dict[str, int]
    forms: dict[str, tuple[Form, ...]] = {}
    seen: SnapshotRecord | UnsetType = UNSET
    facts: dict[str, Figure] | UnsetType = UNSET
    before: dict[str, Figure] | UnsetType = UNSET
    variant: str | UnsetType = UNSET
    finish: str | UnsetType = UNSET
    unfinished: PlanRecord[S] | UnsetType = UNSET
    places: dict[str, dict[str, int]]
    kinds: list[_PlaceRecord]
    looks: list[tuple[int, L]]
    themes: list[T]


class SlideBase(Struct, omit_defaults=True):
    """What a base keeps of one slide, as data that is joined with that of others.

    `plan` is the record of its plan as JSON, b"" where it has opaque formats, whose names depend on
    the other slides. Each of its `places` has the number of its look here, each of the `looks` that
    of its theme; looks and themes are JSON.
    """

    id: str
    slots: tuple[str, ...]
    plan: bytes
    places: tuple[tuple[str, _PlaceRecord], ...]
    looks: tuple[tuple[int, bytes], ...]
    themes: tuple[bytes, ...]
    seen: SheetSnapshot | None
    creation: int | None = None
    forms: tuple[Form, ...] | None = None


class KnownLooks:
    """What the texts of presentations of one template inherit, and how a base writes that."""

    _MOST = 256

    def __init__(self) -> None:
        """Start with none."""
        self.inherited: dict[InheritanceKey, InheritedText] = {}
        self._written: dict[int, tuple[InheritedText, bytes, bytes]] = {}
        self._one: dict[bytes, bytes] = {}

    def written(self, inherited: InheritedText) -> tuple[bytes, bytes]:
        """The JSON of its theme, and of its text; equal ones are one object."""
        if id(inherited) not in self._written:
            if len(self._written) == self._MOST:
                self._written.clear()
            found = map(msgspec.json.encode, (inherited.theme, _text_record(inherited)))
            theme, text = (self._one.setdefault(data, data) for data in found)
            self._written[id(inherited)] = inherited, theme, text
        return self._written[id(inherited)][1:]


def _slide_base(
    slide: Slide,
    places: Iterable[tuple[str, SlotPlace]],
    seen: SheetSnapshot | None,
    creation: int | None,
    forms: tuple[Form, ...] | None,
    known: KnownLooks,
) -> SlideBase:
    """What the base keeps of a slide."""
    formats = Formats()
    record = msgspec.json.encode(slide_record(slide, formats))
    themes: dict[bytes, int] = {}
    looks: dict[tuple[int, bytes], int] = {}
    placed = []
    for slot, place in places:
        theme, text = known.written(place.inherited)
        number = looks.setdefault((themes.setdefault(theme, len(themes)), text), len(looks))
        placed.append((slot, _PlaceRecord(place.type, place.idx, *place.box, number)))
    return SlideBase(
        slide.id,
        tuple(name for name, _ in slide.slots),
        b"" if formats else record,
        tuple(placed),
        tuple(looks),
        tuple(themes),
        seen,
        creation,
        forms,
    )


def _slides_of(base: Base) -> Iterator[BasedSlide]:
    """The slides of a base, each by itself."""
    places: dict[str, list[tuple[str, SlotPlace]]] = {}
    for (name, slot), place in base.places.items():
        places.setdefault(name, []).append((slot, place))
    seen = {} if base.seen is None else base.seen.slides
    known = KnownLooks()
    for slide in base.plan.slides:
        name = slide.id
        about = (base.creations.get(name), base.forms.get(name), known)
        yield _slide_base(slide, places.get(name, ()), seen.get(name), *about), slide


def _joined(head: Base, slides: Iterable[BasedSlide]) -> _BaseRecord[Raw, Raw, Raw]:
    """The record of a base, whose slides are joined."""
    formats = Formats()
    themes: dict[bytes, int] = {}
    looks: dict[tuple[int, bytes], int] = {}
    kinds: dict[tuple[Any, ...], int] = {}
    plans: list[Raw] = []
    places: dict[str, dict[str, int]] = {}
    creations: dict[str, int] = {}
    known_forms: dict[str, tuple[Form, ...]] = {}
    seen: dict[str, SheetSnapshot] = {}
    slots: dict[str, Sequence[str]] = {}
    for one, slide in slides:
        slots[one.id] = one.slots
        plan = one.plan
        if slide is not None and not plan:
            plan = msgspec.json.encode(slide_record(slide, formats))
        plans.append(Raw(plan))
        numbered = [themes.setdefault(theme, len(themes)) for theme in one.themes]
        own = [looks.setdefault((numbered[n], look), len(looks)) for n, look in one.looks]
        for slot, place in one.places:
            *box, look = msgspec.structs.astuple(place)
            kind = kinds.setdefault((*box, own[look]), len(kinds))
            places.setdefault(one.id, {})[slot] = kind
        if one.creation is not None:
            creations[one.id] = one.creation
        if one.forms is not None:
            known_forms[one.id] = one.forms
        if one.seen is not None:
            seen[one.id] = one.seen
    snapshot_ = None if head.seen is None else structs.replace(head.seen, slides=seen)
    return _BaseRecord(
        plan=plan_record(head.plan, plans, formats),
        layouts=list(head.layouts),
        numbers=dict(head.numbers),
        creations=creations,
        forms=known_forms,
        seen=UNSET if snapshot_ is None else snapshot_record(snapshot_, slots),
        facts=dict(head.facts) or UNSET,
        before=dict(head.before) or UNSET,
        variant=head.variant or UNSET,
        finish=head.finish or UNSET,
        unfinished=UNSET if head.unfinished is None else _plan_record(head.unfinished),
        places=places,
        kinds=[_PlaceRecord(*kind) for kind in kinds],
        looks=[(theme, Raw(look)) for theme, look in looks],
        themes=list(map(Raw, themes)),
    )


def _plan_record(plan: Plan) -> PlanRecord[Raw]:
    formats = Formats()
    slides = [Raw(msgspec.json.encode(slide_record(s, formats))) for s in plan.slides]
    return plan_record(plan, slides, formats)


def _text_record(inherited: InheritedText) -> _TextRecord:
    return _TextRecord(
        [_level_record(level) for level in inherited.levels],
        {name: _level_record(level) for name, level in inherited.regions.items()},
    )


def _level_record(level: TextLevel) -> _LevelRecord:
    return dict(sorted(level.paragraph.items())), dict(sorted(level.run.items()))


_StoredBase = _BaseRecord[SlideRecord, _TextRecord, Theme]


def _of_record(record: _StoredBase) -> Base:
    plan = plan_of(record.plan)
    kinds = [_place(kind, record) for kind in record.kinds]
    return Base(
        plan=plan,
        layouts=tuple(record.layouts),
        numbers=record.numbers,
        creations=record.creations,
        places={
            (slide, slot): kinds[number]
            for slide, slots in record.places.items()
            for slot, number in slots.items()
        },
        forms=record.forms,
        seen=None if record.seen is UNSET else snapshot_of(record.seen, _slots(plan)),
        facts={} if record.facts is UNSET else record.facts,
        before={} if record.before is UNSET else record.before,
        variant=None if record.variant is UNSET else record.variant,
        finish="" if record.finish is UNSET else record.finish,
        unfinished=None if record.unfinished is UNSET else plan_of(record.unfinished),
    )


def _place(kind: _PlaceRecord, record: _StoredBase) -> SlotPlace:
    theme, look = record.looks[kind.look]
    inherited = InheritedText(
        record.themes[theme],
        tuple(TextLevel(*level) for level in look.levels),
        {name: TextLevel(*level) for name, level in look.regions.items()},
        kind.width,
        kind.height,
    )
    return SlotPlace(kind.type, kind.idx, Box(kind.x, kind.y, kind.width, kind.height), inherited)


def _slots(plan: Plan) -> dict[str, list[str]]:
    """The slots of each slide by its id."""
    return {slide.id: [name for name, _ in slide.slots] for slide in plan.slides}


def digest(slide: Slide) -> str:
    """The digest of a slide's plan."""
    import json  # only here: a build starts faster without

    data = msgspec.to_builtins(slide_record(replace(slide, boxes=()), Verbatim()))
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
