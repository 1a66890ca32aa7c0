"""The parts that the snapshot of a template is read from, as a base keeps them.

A build only packs them: their snapshot is worked out where a review asks for it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256

import msgspec
from lxml import etree
from msgspec import Struct

from deckgen.appearance.shapes import masters
from deckgen.opc.package import Package
from deckgen.opc.part import Part, Relationship
from deckgen.opc.xml import find, serialise, tag
from deckgen.review.snapshot.model import PackageView

_OF_PRESENTATION = ("p:sldMasterIdLst", "p:defaultTextStyle")
"""What counts of the presentation itself."""
_CUTS = re.compile(rb"(<p:sp>|<p:txBody>)")
"""Where layouts are cut into pieces, which are kept once: shapes and their texts repeat."""
_MOST_BYTES = 100_000_000


DAMAGE = (msgspec.MsgspecError, ValueError, LookupError, zlib.error, etree.XMLSyntaxError)
"""What is raised in reading parts that are damaged."""


class _PackedPart(Struct, frozen=True, array_like=True):
    """A part: its XML as numbers of pieces, else the digest of its bytes, or a slide by its id."""

    name: str
    content_type: str
    rels: tuple[Relationship, ...] = ()
    xml: tuple[int, ...] = ()
    digest: bytes = b""
    slide: str = ""


class _PackedTemplate(Struct, frozen=True, array_like=True):
    """The parts, the presentation's first, and the pieces of which their XML consists."""

    parts: tuple[_PackedPart, ...]
    pieces: tuple[bytes, ...]


def digest(view: PackageView) -> bytes:
    """A digest of all that the snapshot of a template depends on."""
    text = find(view.package.presentation.root, "p:defaultTextStyle")
    found = sha256(b"" if text is None else serialise(text))
    for part in _reached(view):
        # A slide that a layout links to is known by its id alone.
        slide = view.slides.get(part.name)
        content = part.digest if slide is None else slide.encode()
        for data in (part.name.encode(), msgspec.msgpack.encode(tuple(part.rels)), content):
            found.update(b"%d " % len(data) + data)
    return found.digest()


def _reached(view: PackageView) -> Iterator[Part]:
    """The masters and all parts that they lead to, but not what slides lead to."""
    package = view.package
    waiting = list(masters(package))[::-1]
    met = {package.presentation.name}
    while waiting:
        part = waiting.pop()
        if part.name in met:
            continue
        met.add(part.name)
        yield part
        if part.name not in view.slides:
            targets = (package.parts.get(r.target) for r in part.rels if not r.external)
            waiting += [target for target in targets if target is not None]


def pack(view: PackageView) -> bytes:
    """The parts of a template as data, with a digest in place of what is no XML."""
    pieces: dict[bytes, int] = {}

    def numbers(data: bytes) -> tuple[int, ...]:
        return tuple(pieces.setdefault(piece, len(pieces)) for piece in _CUTS.split(data))

    presentation = view.package.presentation
    rels = tuple(presentation.rels.of("slideMaster"))
    name, kind, data = presentation.name, presentation.content_type, _presentation(presentation)
    parts = [_PackedPart(name, kind, rels, numbers(data))]
    for part in _reached(view):
        rels = tuple(part.rels)
        slide = view.slides.get(part.name)
        if slide is not None:
            parts.append(_PackedPart(part.name, part.content_type, slide=slide))
        elif part.is_xml:
            xml = numbers(part.blob)
            parts.append(_PackedPart(part.name, part.content_type, rels, xml))
        else:
            parts.append(_PackedPart(part.name, part.content_type, rels, digest=part.digest))
    packed = _PackedTemplate(tuple(parts), tuple(pieces))
    return zlib.compress(msgspec.msgpack.encode(packed), 9)


def _presentation(part: Part) -> bytes:
    root = deepcopy(part.root)
    for child in list(root):
        if tag(child) not in _OF_PRESENTATION:
            root.remove(child)
    return serialise(root)


def unpack(data: bytes) -> PackageView:
    """A package of the parts. Raises one of `DAMAGE` for damaged data, also as it is read."""
    inflater = zlib.decompressobj()
    found = inflater.decompress(data, _MOST_BYTES)
    if not inflater.eof:
        raise ValueError("cut short, or too large for a template")
    packed = msgspec.msgpack.decode(found, type=_PackedTemplate)
    package = Package.new("the template")
    for number, item in enumerate(packed.parts):
        part = package.parts[item.name] = Part(item.name, item.content_type, None, None)
        part.blob = b"".join(packed.pieces[piece] for piece in item.xml)
        if item.digest:
            part.recall(item.digest, item.rels)
        else:
            part.rels.restore(item.rels)
        if not number:
            package.rels.add("officeDocument", part.name)
    if package.presentation_name is None:
        raise ValueError("no presentation")
    return PackageView(package, {item.name: item.slide for item in packed.parts if item.slide})
