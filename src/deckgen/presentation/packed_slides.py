"""Slides as they were written, as data that is copied into other packages.

The parts of a slide made from a layout are kept packed, as they lie in an archive. In another
presentation they only get the names and relationship targets that they have there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from deckgen import soundness
from deckgen.opc.archive import Member
from deckgen.opc.package import Addition, Package
from deckgen.opc.part import Part, Relationship
from deckgen.soundness import Traits


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


def pack(
    package: Package, part: Part, added: Sequence[Addition], ids: Mapping[str, str]
) -> PackedParts:
    """The slide in `part`, which added these parts; all of them are packed in their package too.

    They are checked while their XML is there, and let go of it. `ids` are the ids of the deck's
    slides by the names of their parts.
    """
    additions = [Addition("", part), *added]
    owned = {addition.part.name: index for index, addition in enumerate(additions)}
    return tuple(_pack(package, addition, owned, ids) for addition in additions)


def _pack(
    package: Package, addition: Addition, owned: Mapping[str, int], ids: Mapping[str, str]
) -> PackedPart:
    part = addition.part
    member = part.pack()
    traits = soundness.examine(package, part)
    part.release()
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


def restore(
    packed: PackedParts,
    package: Package,
    part: Part,
    slides: Mapping[str, Part],
) -> None:
    """Fill the part with a slide as it was written before."""
    parts = [part, *(_added(item, package) for item in packed[1:])]
    for item, target in zip(packed, parts, strict=True):
        if not item.shared:
            target.unpack(item.member(target.name))
            if item.traits is not None:
                soundness.trust(target, item.traits)
        if item.links:
            target.rels.restore(_relationship(link, parts, slides) for link in item.links)


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
