"""The base: a deck's plan, slot places and snapshot when it was built, kept in the file itself.

A custom XML part (ECMA-376 part 1, 15.2.5) of the presentation holds it, which every editor keeps:
JSON, deflated and in base64, with a digest by which damage is found.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from deckgen import plan as plan_room
from deckgen import snapshot
from deckgen.appearance import text
from deckgen.appearance.shapes import FIELD_TYPES, Box
from deckgen.appearance.text import NOWHERE, InheritedText
from deckgen.diagnostics import Problem
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, folded
from deckgen.opc.xml import Element, each, find, tag
from deckgen.plan import Plan, Slide
from deckgen.presentation.inherited import box_of
from deckgen.snapshot import Snapshot

NAMESPACE = "urn:deckgen:base:1"
_ROOT = f"{{{NAMESPACE}}}base"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_CT_ITEM = "application/xml"
_CT_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_MOST_BYTES = 50_000_000

_DAMAGE = (
    binascii.Error, zlib.error, ValueError, LookupError, TypeError, AttributeError,
    RecursionError, Problem,
)  # fmt: skip

_UUID_NAMESPACE = uuid.UUID("c0f5b0a3-6c0e-5a0d-9c58-0f0f5f3f6d21")
NO_BOX = Box(0, 0, 0, 0)
Form = tuple[int, ...]
"""A shape's box on a coarse grid: left, top, width and height in steps of four points."""


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """The place of a slot when the deck was built.

    `type` and `idx` are the placeholder's ("" and 0 for a shape that is none), `box` is in EMU,
    and `inherited` is what its text inherits.
    """

    type: str = ""
    idx: int = 0
    box: Box = NO_BOX
    inherited: InheritedText = NOWHERE


@dataclass(frozen=True, slots=True)
class Base:
    """A deck as it was built.

    `layouts` are the names of the template's slide layouts. By slide id, `numbers` are the
    `p:sldId/@id`, `creations` the creation ids that deckgen did not give, and `forms` the coarse
    boxes of the shapes on pattern slides. `places` are the slots' by slide and slot; the slot
    `notes` is the notes'.
    """

    plan: Plan
    layouts: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    creations: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[tuple[str, str], SlotPlace] = field(default_factory=dict)
    forms: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)
    seen: Snapshot | None = None
    """What the deck showed that no plan holds; None in decks of old versions without it."""

    def place(self, slide: str, slot: str) -> SlotPlace:
        """The place of a slot; an empty one for a slot that is not known."""
        return self.places.get((slide, slot), SlotPlace())


@dataclass(frozen=True, slots=True)
class SlideDigests:
    """What is kept of a deck built with `embed: hashes`: a digest of each slide by its id."""

    slides: Mapping[str, str]

    @classmethod
    def of(cls, plan: Plan) -> SlideDigests:
        """The digests of the slides of a plan that was read from a presentation."""
        return cls({slide.id: digest(slide) for slide in plan.slides})


def write(
    package: Package,
    base: Base | SlideDigests,
    serialized: plan_room.SerializedSlides | None = None,
) -> None:
    """Write the base into the package, in place of one that is there.

    `serialized` caches the data of slides between the decks of one template.
    """
    remove(package)
    data = _to_data(base, serialized)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    root = xml.root(_ROOT, default=NAMESPACE)
    root.set("sha256", hashlib.sha256(text.encode()).hexdigest())
    root.text = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    item = package.add("/customXml/item{}.xml", _CT_ITEM, root)
    number = item.name.removeprefix("/customXml/item")
    about = etree.Element(f"{{{_PROPERTIES}}}datastoreItem", nsmap={"ds": _PROPERTIES})
    guid = str(uuid.uuid5(_UUID_NAMESPACE, NAMESPACE)).upper()
    about.set(f"{{{_PROPERTIES}}}itemID", f"{{{guid}}}")
    schemas = etree.SubElement(about, f"{{{_PROPERTIES}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_PROPERTIES}}}schemaRef").set(f"{{{_PROPERTIES}}}uri", NAMESPACE)
    properties = package.add(f"/customXml/itemProps{number}", _CT_PROPERTIES, about)
    item.relate(properties, "customXmlProps")
    package.presentation.relate(item, "customXml")


def read(package: Package) -> Base | SlideDigests | None:
    """The base in a package, None where there is none or it is damaged."""
    for part in _base_parts(package):
        try:
            text = _inflated(base64.b64decode(part.root.text or "", validate=True))
            if hashlib.sha256(text).hexdigest() == part.root.get("sha256"):
                return _from_data(json.loads(text))
        except _DAMAGE:
            continue
    return None


def _inflated(data: bytes) -> bytes:
    """The inflated bytes; raises ValueError where they are cut short or more than `_MOST_BYTES`."""
    inflater = zlib.decompressobj()
    text = inflater.decompress(data, _MOST_BYTES)
    if not inflater.eof:
        raise ValueError("cut short, or too large for a base")
    return text


def remove(package: Package) -> bool:
    """Remove the base from a package; returns whether there was one."""
    found = _base_parts(package)
    gone = {part.name for part in found}
    for rels in (package.rels, package.presentation.rels):
        for item in rels.of("customXml"):
            if item.target in gone:
                rels.drop(item.id)
    package.drop_unreached(gone)
    return bool(found)


def _base_parts(package: Package) -> list[Part]:
    """The parts that hold a base, related from the presentation or, by LibreOffice, the package."""
    return [
        part
        for name, part in package.parts.items()
        if folded(name).startswith("/customxml/") and _is_base(part)
    ]


def _is_base(part: Part) -> bool:
    try:
        return NAMESPACE.encode() in part.blob[:500] and part.root.tag == _ROOT
    except etree.XMLSyntaxError:
        return False


class _Verbatim(dict[str, str]):
    """Gives opaque formats their own XML as a name."""

    def __missing__(self, xml: str) -> str:
        return xml


def digest(slide: Slide) -> str:
    """The digest of a slide's plan."""
    data = plan_room.slide_data(slide, _Verbatim())
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _to_data(base: Base | SlideDigests, serialized: plan_room.SerializedSlides | None) -> Any:
    if isinstance(base, SlideDigests):
        return {"digests": dict(base.slides)}
    tables = _Tables()
    places: dict[str, dict[str, int]] = {}
    for (slide, slot), place in base.places.items():
        places.setdefault(slide, {})[slot] = tables.place(place)
    return {
        "plan": plan_room.dump(base.plan, serialized),
        "layouts": list(base.layouts),
        "numbers": dict(base.numbers),
        "creations": dict(base.creations),
        "forms": {name: list(forms) for name, forms in base.forms.items()},
        **({} if base.seen is None else {"seen": snapshot.data_of(base.seen, _slots(base.plan))}),
        "places": places,
        "kinds": tables.kinds,
        "looks": tables.inherited,
        "themes": tables.themes,
    }


def _slots(plan: Plan) -> dict[str, list[str]]:
    """The slots of each slide by its id."""
    return {slide.id: [name for name, _ in slide.slots] for slide in plan.slides}


class _Tables:
    """Numbers the places, inherited texts and themes that slots share, to store each once."""

    def __init__(self) -> None:
        self.themes: list[Any] = []
        self.kinds: list[Any] = []
        self.inherited: list[Any] = []
        self._index: dict[str, int] = {}
        self._places: dict[tuple[str, int, Box, int], tuple[SlotPlace, int]] = {}

    def place(self, place: SlotPlace) -> int:
        key = (place.type, place.idx, place.box, id(place.inherited))
        if key not in self._places:
            self._places[key] = (place, self._number(place))
        return self._places[key][1]

    def _number(self, place: SlotPlace) -> int:
        theme = self._put(self.themes, text.theme_data(place.inherited.theme), "theme")
        inherited = self._put(self.inherited, [theme, text.data_of(place.inherited)], "look")
        return self._put(self.kinds, [place.type, place.idx, *place.box, inherited], "place")

    def _put(self, table: list[Any], data: Any, word: str) -> int:
        key = word + json.dumps(data, sort_keys=True)
        if key not in self._index:
            self._index[key] = len(table)
            table.append(data)
        return self._index[key]


def _from_data(data: Any) -> Base | SlideDigests:
    if "digests" in data:
        return SlideDigests(data["digests"])
    themes = [text.theme_of(item) for item in data["themes"]]
    plan = plan_room.load(data["plan"])
    kinds = []
    for kind, idx, *sides, number in data["kinds"]:
        box, (theme, levels) = Box(*sides), data["looks"][number]
        inherited = text.inherited_of(levels, themes[theme], box.width, box.height)
        kinds.append(SlotPlace(kind, idx, box, inherited))
    return Base(
        plan=plan,
        layouts=tuple(data["layouts"]),
        numbers=data["numbers"],
        creations=data["creations"],
        forms={name: tuple(map(tuple, forms)) for name, forms in data.get("forms", {}).items()},
        seen=snapshot.snapshot_of(data["seen"], _slots(plan)) if "seen" in data else None,
        places={
            (slide, slot): kinds[index]
            for slide, slots in data["places"].items()
            for slot, index in slots.items()
        },
    )


# Coarse boxes of a slide's shapes, by which a slide without text is recognised.


_GRID = 4 * 12700  # four points
"""The grid to which sides are rounded, in EMU; saving in an editor moves them by less."""
_NO_SHAPES = ("p:nvGrpSpPr", "p:grpSpPr", "p:extLst", "")


def form(box: Box) -> Form:
    """A box on the coarse grid."""
    return tuple(round(side / _GRID) for side in box)


def forms(part: Part, package: Package) -> tuple[Form, ...]:
    """The coarse boxes of a slide's shapes in order, without dates, footers and slide numbers.

    A group is one shape.
    """
    tree = find(part.root, "p:cSld/p:spTree")
    return tuple(form(box_of(shape, part, package)) for shape in _shapes(tree))


def _shapes(tree: Element | None) -> Iterator[Element]:
    for shape in tree if tree is not None else ():
        if tag(shape) == "mc:AlternateContent" and len(shape) and len(shape[0]):
            shape = shape[0][0]
        if tag(shape) in _NO_SHAPES:
            continue
        ph = next(each(shape, "p:ph"), None) if tag(shape) != "p:grpSp" else None
        if ph is None or ph.get("type", "obj") not in FIELD_TYPES:
            yield shape
