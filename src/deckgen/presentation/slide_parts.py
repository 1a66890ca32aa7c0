"""Slides as groups of parts: cloned, with a group of shapes repeated, removed, packed and restored.

A clone has its own charts, workbooks, notes, tags and diagrams; media, layouts and other slides
are shared. Editing a clone never changes the original, and ids that must be unique in a
presentation get new values (python-pptx #132, #688, #961).

The parts of a slide made from a layout are kept packed, as they lie in an archive. In another
presentation they only get the names and relationship targets that they have there.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy

from msgspec import Struct
from msgspec.structs import replace

from deckgen import soundness
from deckgen.appearance.shapes import SHAPES, box, transform_of
from deckgen.content import Page
from deckgen.opc import xml
from deckgen.opc.archive import Member
from deckgen.opc.package import Addition, Package
from deckgen.opc.part import Part, Relationship, content_type
from deckgen.opc.xml import Element, coordinate, each, find, qn, tag
from deckgen.soundness import ANIMATED, Traits
from deckgen.template import properties_of

_SHARED = (
    "slideLayout", "notesMaster", "slideMaster", "theme", "slide", "image", "media", "video",
    "audio", "hdphoto", "model3d", "font", "commentAuthors", "authors", "officeDocument",
)  # fmt: skip

_NOT_COPIED = ("comments",)
_NUMBER = re.compile(r"\d*(\.\w+)$")


class Original:
    """A slide to clone, or whose shapes to copy."""

    def __init__(self, package: Package, part: Part) -> None:
        """The slide in `part`."""
        self._package = package
        self._part = part
        self._count = 0

    def clone(self) -> Part:
        """A new slide like the original."""
        self._count += 1
        copies: dict[str, Part] = {}
        part = self._copy(self._part, copies)
        for copy in copies.values():
            self._renew_identities(copy)
        return part

    def detach(self, element: Element, number: int) -> None:
        """Give the `number`th copy of a shape of the slide its own parts and identities."""
        for inner, name, rid in list(_references(element)):
            item = self._part.rels.get(rid)
            if item is None or item.external or item.word in _SHARED:
                continue
            if item.target in self._package.parts:
                copy = self._copy(self._package.parts[item.target], {})
                inner.set(name, self._part.rels.add(item.type, copy.name))
        _renew(element, f"{self._part.name}/{number}")

    def _copy(self, part: Part, copies: dict[str, Part]) -> Part:
        if part.name in copies:
            return copies[part.name]
        pattern = _NUMBER.sub(r"{}\1", part.name.replace("{", "").replace("}", ""))
        copy = self._package.add(pattern, part.content_type, part.blob)
        copies[part.name] = copy
        for item in part.rels:
            target = item.target
            if item.word in _NOT_COPIED:
                continue
            owned = not item.external and target in self._package.parts
            if owned and (item.word not in _SHARED or target in copies):
                target = self._copy(self._package.parts[target], copies).name
            copy.rels.put(replace(item, target=target))
        return copy

    def _renew_identities(self, part: Part) -> None:
        """Give the identities in a cloned part new values."""
        if not part.content_type.endswith("+xml"):
            return
        if next(xml.each(part.root, *_IDENTITIES), None) is None:
            return
        _renew(part.edit(), f"{part.name}/{self._count}")


def _references(root: Element) -> Iterator[tuple[Element, str, str]]:
    """Where an element, or one inside it, names a relationship: the attribute and the id."""
    prefix = f"{{{xml.NAMESPACES['r']}}}"
    for element in root.iter():
        for name, value in element.attrib.items():
            if str(name).startswith(prefix):
                yield element, str(name), str(value)


def _renew(root: Element, seed: str) -> None:
    """Give the identities below an element new values, which depend on the seed alone."""
    for number, element in enumerate(xml.each(root, *_IDENTITIES)):
        value = zlib.crc32(f"{seed}/{number}".encode())
        old = element.get("id")
        if old is None:
            element.set("val", str(value))
        else:
            element.set("id", f"{{{value:08X}{old[9:]}" if old.startswith("{") else str(value))


_IDENTITIES = ("p14:creationId", "a16:creationId", "a16:rowId")


# A group of shapes on a pattern slide, repeated for each item of a list.


_GAP = 0.08
"""The space between two copies, as a share of the group's height or width."""


def repeat(name: str, count: int, page: Page) -> None:
    """Copy the group of that name until there are `count`: one below another, or side by side
    where only that fits the slide. Copies have their own charts and shape ids."""
    if count < 2:
        return
    root = page.part.edit()
    page.count_shapes()
    group = next(g for g in each(root, "p:grpSp") if properties_of(g).get("name") == name)
    step = _step(group, count, page)
    before = group
    for number in range(1, count):
        copy = deepcopy(group)
        for about in each(copy, "p:cNvPr"):
            about.set("id", str(page.next_id()))
        Original(page.package, page.part).detach(copy, number)
        _shift(copy, step[0] * number, step[1] * number)
        before.addnext(copy)
        before = copy


def _step(group: Element, count: int, page: Page) -> tuple[int, int]:
    """The offset of each copy from the one before it, in EMU."""
    place = box(group)
    size = find(page.package.presentation.root, "p:sldSz")
    if place is None or size is None:
        return 0, 0
    across, down = round(place.width * (1 + _GAP)), round(place.height * (1 + _GAP))
    last_right = place.x + across * (count - 1) + place.width
    last_below = place.y + down * (count - 1) + place.height
    if last_below > coordinate(size, "cy") and last_right <= coordinate(size, "cx"):
        return across, 0
    return 0, down


def _shift(group: Element, across: int, down: int) -> None:
    xfrm = transform_of(group)
    off = None if xfrm is None else find(xfrm, "a:off")
    if off is not None:
        off.set("x", str(coordinate(off, "x") + across))
        off.set("y", str(coordinate(off, "y") + down))


# Shapes of a pattern slide that a slide leaves off.


def leave_off(part: Part, shapes: Iterable[Element]) -> set[str]:
    """Remove shapes of a slide, groups that they leave empty, and what refers to them.

    Returns the names of the parts that only these shapes referred to.
    """
    numbers: set[str] = set()
    related: set[str] = set()
    for shape in shapes:
        numbers.update(about.get("id", "") for about in each(shape, "p:cNvPr"))
        related |= _relationships_in(shape)
        group = shape.getparent()
        xml.remove(shape)
        while group is not None and tag(group) == "p:grpSp" and _is_empty(group):
            numbers.update(about.get("id", "") for about in each(group, "p:cNvPr"))
            emptied, group = group, group.getparent()
            xml.remove(emptied)
    if numbers:
        _disconnect(part.root, numbers)
        _forget_animations(part.root, numbers)
    unused: set[str] = set()
    for rid in sorted(related - _relationships_in(part.root)):
        item = part.rels.get(rid)
        if item is not None:
            part.rels.drop(rid)
            unused.update(() if item.external else (item.target,))
    return unused


def _is_empty(group: Element) -> bool:
    return not any(tag(child) in (*SHAPES, "mc:AlternateContent") for child in group)


def _relationships_in(root: Element) -> set[str]:
    """The relationship ids that an element or one inside it names."""
    return {rid for _, _, rid in _references(root)}


def _disconnect(root: Element, numbers: set[str]) -> None:
    """Loosen the ends of connectors that were glued to removed shapes."""
    for end in list(each(root, "a:stCxn", "a:endCxn")):
        if end.get("id") in numbers:
            xml.remove(end)


def _forget_animations(root: Element, numbers: set[str]) -> None:
    """Remove the effects on removed shapes, and those that a click on one of them starts."""
    for target in list(each(root, *ANIMATED)):
        if target.get("spid") in numbers:
            _remove_effect(target)


_NODE_LISTS = ("p:childTnLst", "p:tnLst", "p:bldLst")


def _remove_effect(target: Element) -> None:
    """Remove the time node or build that names a shape, and the nodes that this leaves empty."""
    node, above = target, target.getparent()
    while above is not None and tag(node) != "p:timing":
        if tag(above) in (*_NODE_LISTS, "p:timing"):
            above.remove(node)
            if len(above):
                return
        node, above = above, above.getparent()
    xml.remove(node)


# Removal of slides, with everything that refers to them.
#
# A relationship or custom show that still names a removed slide makes PowerPoint repair the file,
# and a part that is still reached is delivered with it (python-pptx #67 and #310).


_CT_SLIDE = content_type("presentationml.slide")
_CT_NOTES = content_type("presentationml.notesSlide")
_CT_PROPERTIES = content_type("presentationml.presProps")


def remove(package: Package, slides: Iterable[Part]) -> None:
    """Remove slides, their entries in lists, sections, shows and links, and their own parts."""
    gone = {part.name for part in slides}
    if not gone:
        return
    _unlist(package, gone)
    notes = _notes(package, gone)
    for part in list(package.parts.values()):
        if part.name in gone | notes or part is package.presentation:
            continue
        dangling = {item.id for item in part.rels if not item.external and item.target in gone}
        if dangling:
            _unlink(part, dangling)
    for item in package.rels:
        if item.target in gone:
            package.rels.drop(item.id)
    package.drop_unreached(gone | notes)


def _notes(package: Package, gone: set[str]) -> set[str]:
    """The notes slides of the slides, even without a relationship from the slide."""
    own = {name for slide in gone for name in _related(package.parts[slide], "notesSlide")}
    kept = {
        name
        for part in package.parts.values()
        if part.name not in gone and part.content_type == _CT_SLIDE
        for name in _related(part, "notesSlide")
    }
    lost = {
        part.name
        for part in package.parts.values()
        if part.content_type == _CT_NOTES and gone.intersection(_related(part, "slide"))
    }
    return (own | lost) - kept


def _related(part: Part, word: str) -> Iterator[str]:
    return (item.target for item in part.rels.of(word) if not item.external)


def _unlist(package: Package, gone: set[str]) -> None:
    """Remove the slides from the presentation part: `p:sldIdLst`, sections, custom shows."""
    presentation = package.presentation
    root = presentation.edit()
    rids = {item.id for item in presentation.rels if not item.external and item.target in gone}
    listed = [e for e in xml.each(root, "p:sldId", "p:sld") if e.get(qn("r:id")) in rids]
    numbers = {entry.get("id") for entry in listed} - {None}
    listed += [e for e in xml.each(root, "p14:sldId") if e.get("id") in numbers]
    for entry in listed:
        xml.remove(entry)
    empty = [e for e in xml.each(root, "p:custShow") if not len(e[0])]
    for show in empty:
        xml.remove(show)
        _forget_show(package, show.get("id", ""))
    shows = find(root, "p:custShowLst")
    if shows is not None and not len(shows):
        root.remove(shows)
    for rid in rids:
        presentation.rels.drop(rid)


def _forget_show(package: Package, number: str) -> None:
    """Remove what runs a deleted custom show: links, and the choice of the show to run."""
    for part in package.parts.values():
        if part.content_type not in (_CT_SLIDE, _CT_PROPERTIES):
            continue
        names = ("a:hlinkClick", "a:hlinkHover", "p:custShow")
        uses = [
            element
            for element in (xml.each(part.root, *names) if part.blob else ())
            if number in (xml.custom_show(element.get("action", "")), element.get("id"))
        ]
        if uses:
            part.edit()
        for element in uses:
            xml.remove(element)


def _unlink(part: Part, rids: set[str]) -> None:
    """Remove a part's links to removed slides: the elements, then the relationships."""
    if part.content_type.endswith("+xml"):
        root = part.edit()
        for element in list(root.iter()):
            if rids & set(element.attrib.values()):
                xml.remove(element)
    for rid in rids:
        part.rels.drop(rid)


class PackedLink(Struct, array_like=True, frozen=True):
    """A relationship: to one of the slide's own `part`s, to a `slide` of the deck, or elsewhere."""

    id: str
    type: str
    target: str
    external: bool = False
    fragment: str = ""
    part: int | None = None
    slide: str | None = None


class PackedPart(Struct, array_like=True, frozen=True):
    """A part as it was written, its name made from `pattern`.

    Media are `shared`: a package holds the same bytes once. It has `traits` where it is sound.
    """

    pattern: str
    content_type: str
    data: bytes
    method: int
    crc: int
    size: int
    links: tuple[PackedLink, ...] = ()
    shared: bool = False
    traits: Traits | None = None

    def member(self, name: str) -> Member:
        """The part's member of an archive, under that part name."""
        return Member(name[1:], self.data, self.method, self.crc, self.size)


PackedParts = tuple[PackedPart, ...]
"""The parts of a slide, itself first."""


def take_out(
    package: Package, part: Part, added: Sequence[Addition], ids: Mapping[str, str]
) -> PackedParts:
    """The slide in `part`, which added these parts; its package has only an empty part then.

    What is packed is checked while its XML is there. `ids` are the ids of the deck's slides by the
    names of their parts.
    """
    additions = [Addition("", part), *added]
    owned = {addition.part.name: index for index, addition in enumerate(additions)}
    packed = tuple(_pack(package, addition, owned, ids) for addition in additions)
    for addition in added:
        if not addition.shared:
            package.drop(addition.part.name)
    part.blob = b""
    part.rels.restore(())
    return packed


def _pack(
    package: Package, addition: Addition, owned: Mapping[str, int], ids: Mapping[str, str]
) -> PackedPart:
    part = addition.part
    member = part.pack()
    traits = soundness.examine(package, part)
    return PackedPart(
        addition.pattern,
        part.content_type,
        member.packed,
        member.method,
        member.crc,
        member.size,
        tuple(_link(item, owned, ids) for item in part.rels),
        addition.shared,
        traits,
    )


def _link(item: Relationship, owned: Mapping[str, int], ids: Mapping[str, str]) -> PackedLink:
    target = "" if item.external else item.target
    return PackedLink(
        item.id, item.type, item.target, item.external, item.fragment,
        owned.get(target), ids.get(target),
    )  # fmt: skip


def add_parts(packed: PackedParts, package: Package, part: Part) -> list[Part]:
    """The parts of a slide that is to be in `part`, with what it needs beside it added, empty."""
    return [part, *(_added(item, package) for item in packed[1:])]


def fill_parts(packed: PackedParts, parts: Sequence[Part], slides: Mapping[str, Part]) -> None:
    """Fill the parts with a slide as it was written before; `slides` are those of the deck."""
    for item, target in zip(packed, parts, strict=True):
        if not item.shared:
            target.unpack(item.member(target.name))
            if item.traits is not None:
                soundness.trust(target, item.traits)
        if item.links:
            target.rels.restore(_relationship(link, parts, slides) for link in item.links)


def can_replace(packed: PackedParts, other: PackedParts) -> bool:
    """Whether a slide can fill the parts that were added for another one."""
    return packed is other or list(map(_needed, packed)) == list(map(_needed, other))


def _needed(item: PackedPart) -> tuple[object, ...]:
    return item.pattern, item.content_type, item.shared and item.data, bool(item.links)


def _added(item: PackedPart, package: Package) -> Part:
    if not item.shared:
        return package.add(item.pattern, item.content_type, b"")
    extension = item.pattern.rpartition(".")[2]
    return package.media(item.member("/").data(), extension, item.content_type)


def _relationship(
    link: PackedLink, parts: Sequence[Part], slides: Mapping[str, Part]
) -> Relationship:
    """The relationship, with the name that its target has in this package."""
    target = link.target
    if link.part is not None:
        target = parts[link.part].name
    elif link.slide is not None:
        target = slides[link.slide].name
    return Relationship(link.id, link.type, target, link.external, link.fragment)
