"""What deckgen adds to a presentation of its own: marks of slides and shapes, and the base.

A slide carries its id and a shape its slot's name as a programmable tag (ECMA-376 part 1,
19.3.1.30 and 13.3.12), which PowerPoint keeps and copies. Names of tags are in upper case, as
PowerPoint stores them. Creation ids (p14 on slides, a16 on shapes) are made from the same names.
By these and custom shows they are recognised later.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy

from lxml import etree

from deckgen.appearance.shapes import FIELD_TYPES, TITLE_TYPES, placeholder_type
from deckgen.content import non_visual_properties
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, content_type, folded
from deckgen.opc.xml import Element, each, find, find_all, integer, make, qn, tag

SLIDE = "DECKGEN_ID"
SHAPE = "DECKGEN_FIELD"
_CT_TAGS = content_type("presentationml.tags")
_SLIDE_CREATION = "{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}"
_SHAPE_CREATION = "{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}"
_UUID_NAMESPACE = uuid.UUID("2f0f6c52-1f0e-5a5b-8d35-6f6d2b7f0c11")
_KNOWN_BY_TYPE = (*FIELD_TYPES, *TITLE_TYPES)
_AFTER_DATA = ("p:controls", "p:extLst")


def write_tags(package: Package, part: Part, name: str, shapes: Mapping[str, Element]) -> None:
    """Tag the slide in `part` with its id, and its shapes with their slots' names.

    `shapes` are elements of the part's tree by slot. Title, date, footer and slide number are
    recognised by their types and get no tag. The slide's name becomes its id.
    """
    common = find(part.edit(), "p:cSld")
    if common is None:
        return
    common.set("name", name)
    _tag(package, part, common, SLIDE, name)
    if not any(e.get("uri") == _SLIDE_CREATION for e in find_all(common, "p:extLst/p:ext")):
        xml.set_extension(common, "p:extLst", _SLIDE_CREATION, _slide_creation(name))
    for slot, shape in shapes.items():
        about = non_visual_properties(shape)
        holder = about.getnext() if about is not None else None
        while holder is not None and tag(holder) != "p:nvPr":
            holder = holder.getnext()
        if about is None or holder is None or placeholder_type(shape) in _KNOWN_BY_TYPE:
            continue
        _tag(package, part, holder, SHAPE, slot)
        if not any(e.get("uri") == _SHAPE_CREATION for e in find_all(about, "a:extLst/a:ext")):
            xml.set_extension(about, "a:extLst", _SHAPE_CREATION, _shape_creation(name, slot))


def creation_of(name: str) -> int:
    """The creation id that deckgen gives the slide of that id."""
    return zlib.crc32(name.encode()) or 1


def _slide_creation(name: str) -> Element:
    return make("p14:creationId", {"val": creation_of(name)})


def _shape_creation(name: str, slot: str) -> Element:
    guid = str(uuid.uuid5(_UUID_NAMESPACE, f"{name}/{slot}")).upper()
    return make("a16:creationId", {"id": f"{{{guid}}}"})


def _tag(package: Package, part: Part, holder: Element, key: str, value: str) -> None:
    """Give a slide's `p:cSld` or a shape's `p:nvPr` the tag, in place of deckgen's old one."""
    data = find(holder, "p:custDataLst")
    if data is None:
        data = make("p:custDataLst")
        xml.insert(holder, data, _AFTER_DATA)
    tags = find(data, "p:tags")
    root = make("p:tagLst")
    if tags is not None:
        before = package.target(part, tags.get(qn("r:id")))
        for known in before.root if before is not None else ():
            if known.get("name") not in (SLIDE, SHAPE):
                root.append(deepcopy(known))
        data.remove(tags)
        _drop_tags(package, part, tags.get(qn("r:id")))
    root.append(make("p:tag", {"name": key, "val": value}))
    target = package.add("/ppt/tags/tag{}.xml", _CT_TAGS, root)
    data.append(make("p:tags", {"r:id": part.relate(target, "tags")}))


def _drop_tags(package: Package, part: Part, rid: str | None) -> None:
    """Drop a relationship to tags, and the tags if nothing else leads to them."""
    item = part.rels.get(rid)
    if item is not None:
        part.rels.drop(item.id)
        package.drop_unreached({item.target})


def slide_tag(package: Package, part: Part) -> str:
    """The id that the slide in `part` is tagged with, "" where it has no tag."""
    common = find(part.root, "p:cSld")
    return "" if common is None else _tag_value(package, part, common, SLIDE)


def slide_creation(part: Part) -> int:
    """The creation id of the slide in `part`, 0 where it has none."""
    found = next(each(part.root, "p14:creationId"), None)
    return 0 if found is None else integer(found, "val")


def shape_tags(package: Package, part: Part) -> dict[int, str]:
    """The slots that the shapes of the slide in `part` are tagged with, by the shapes' ids."""
    found = {}
    for holder in each(part.root, "p:nvPr"):
        slot = _tag_value(package, part, holder, SHAPE)
        about = holder.getprevious()
        while about is not None and tag(about) != "p:cNvPr":
            about = about.getprevious()
        if slot and about is not None:
            found[integer(about, "id")] = slot
    return found


def _tag_value(package: Package, part: Part, holder: Element, key: str) -> str:
    tags = find(holder, "p:custDataLst/p:tags")
    target = None if tags is None else package.target(part, tags.get(qn("r:id")))
    for known in each(target.root, "p:tag") if target is not None else ():
        if known.get("name") == key:
            return known.get("val", "")
    return ""


# A custom show for each slide (ECMA-376 part 1, 19.2.1.6), for LibreOffice, which keeps custom
# shows and drops tags and creation ids.


_SHOW_PREFIX = "deckgen "
_PART_NAME = "/ppt/slides/slide{}.xml"


def write_custom_shows(package: Package, slides: Mapping[str, Part]) -> None:
    """Give each slide a custom show that is named after its id."""
    remove_custom_shows(package)
    if not slides:
        return
    presentation = package.presentation
    root = presentation.edit()
    shows = find(root, "p:custShowLst")
    if shows is None:
        shows = make("p:custShowLst")
        xml.insert(root, shows, xml.PRESENTATION_ORDER)
    first = max((integer(show, "id") for show in shows), default=-1) + 1
    for number, (name, part) in enumerate(slides.items(), first):
        listed = make("p:sldLst", None, make("p:sld", {"r:id": presentation.relate(part, "slide")}))
        shows.append(make("p:custShow", {"name": f"{_SHOW_PREFIX}{name}", "id": number}, listed))


def number_slides(package: Package, slides: Iterable[Part]) -> None:
    """Rename the parts of the slides to `slide1.xml`, `slide2.xml` ... in their order.

    LibreOffice (7.4) finds the slides of a custom show by the numbers in their parts' names.
    """
    listed = [part.name for part in slides]
    kind = package.parts[listed[0]].content_type if listed else ""
    others = [n for n, p in package.parts.items() if p.content_type == kind and n not in listed]
    package.rename({name: _PART_NAME.format(n) for n, name in enumerate((*listed, *others), 1)})


def remove_custom_shows(package: Package) -> int:
    """Remove deckgen's custom shows from a package; returns how many there were."""
    shows = find(package.presentation.root, "p:custShowLst")
    ours = [show for show in shows if is_own_show(show)] if shows is not None else []
    if ours:
        package.presentation.edit()
    for show in ours:
        xml.remove(show)
    if shows is not None and ours and not len(shows):
        xml.remove(shows)
    return len(ours)


def is_own_show(show: Element) -> bool:
    """Whether a custom show is one of deckgen's, by which it knows slides."""
    return show.get("name", "").startswith(_SHOW_PREFIX)


def read_custom_shows(package: Package) -> dict[str, str]:
    """The ids of slides by the names of their parts, from deckgen's custom shows."""
    found: dict[str, str] = {}
    for show in each(package.presentation.root, "p:custShow"):
        name = show.get("name", "")
        for entry in each(show, "p:sld"):
            target = package.target(package.presentation, entry.get(qn("r:id")))
            if name.startswith(_SHOW_PREFIX) and target is not None:
                found.setdefault(target.name, name.removeprefix(_SHOW_PREFIX))
    return found


# The bytes of the base. A custom XML part (ECMA-376 part 1, 15.2.5) of the presentation holds them,
# which every editor keeps: deflated and in base64, with a digest by which damage is found.


NAMESPACE = "urn:deckgen:base:1"
_ROOT = f"{{{NAMESPACE}}}base"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_CT_ITEM = "application/xml"
_CT_PROPERTIES = content_type("customXmlProperties")
_MOST_BYTES = 50_000_000
_STORE_UUIDS = uuid.UUID("c0f5b0a3-6c0e-5a0d-9c58-0f0f5f3f6d21")


def store(package: Package, data: bytes) -> None:
    """Store the bytes in the package, in place of those that are there."""
    remove_stored(package)
    root = xml.root(_ROOT, default=NAMESPACE)
    root.set("sha256", hashlib.sha256(data).hexdigest())
    root.text = base64.b64encode(zlib.compress(data, 9)).decode()
    item = package.add("/customXml/item{}.xml", _CT_ITEM, root)
    number = item.name.removeprefix("/customXml/item")
    about = etree.Element(f"{{{_PROPERTIES}}}datastoreItem", nsmap={"ds": _PROPERTIES})
    guid = str(uuid.uuid5(_STORE_UUIDS, NAMESPACE)).upper()
    about.set(f"{{{_PROPERTIES}}}itemID", f"{{{guid}}}")
    schemas = etree.SubElement(about, f"{{{_PROPERTIES}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_PROPERTIES}}}schemaRef").set(f"{{{_PROPERTIES}}}uri", NAMESPACE)
    properties = package.add(f"/customXml/itemProps{number}", _CT_PROPERTIES, about)
    item.relate(properties, "customXmlProps")
    package.presentation.relate(item, "customXml")


def read_stored(package: Package) -> Iterator[bytes]:
    """What is stored in the package and not damaged."""
    for part in _parts(package):
        try:
            data = _inflated(base64.b64decode(part.root.text or "", validate=True))
        except (binascii.Error, zlib.error, ValueError):
            continue
        if hashlib.sha256(data).hexdigest() == part.root.get("sha256"):
            yield data


def _inflated(data: bytes) -> bytes:
    """The inflated bytes; raises ValueError where they are cut short or more than `_MOST_BYTES`."""
    inflater = zlib.decompressobj()
    found = inflater.decompress(data, _MOST_BYTES)
    if not inflater.eof:
        raise ValueError("cut short, or too large for a base")
    return found


def remove_stored(package: Package) -> bool:
    """Remove what is stored from a package; returns whether there was something."""
    found = _parts(package)
    gone = {part.name for part in found}
    for rels in (package.rels, package.presentation.rels):
        for item in rels.of("customXml"):
            if item.target in gone:
                rels.drop(item.id)
    package.drop_unreached(gone)
    return bool(found)


def _parts(package: Package) -> list[Part]:
    """The parts of our namespace, related from the presentation or, by LibreOffice, the package."""
    return [
        part
        for name, part in package.parts.items()
        if folded(name).startswith("/customxml/") and _is_store(part)
    ]


def _is_store(part: Part) -> bool:
    try:
        return NAMESPACE.encode() in part.blob[:500] and part.root.tag == _ROOT
    except etree.XMLSyntaxError:
        return False
