"""Redaction: removes from a presentation what is not meant for the public, and reports it."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree
from msgspec import Struct, field

from deckgen.content.picture.files import PNG, Broken, check_pixels, orientation, png_chunks
from deckgen.opc import archive, xml
from deckgen.opc.archive import BrokenArchive
from deckgen.opc.package import Package
from deckgen.opc.part import Part, folded
from deckgen.opc.xml import NAMESPACES, Element, each, find, root, tag, textual
from deckgen.presentation import comments, marks, slide_parts
from deckgen.presentation.read import is_hidden
from deckgen.template import named_slides


class RedactedItem(Struct, frozen=True):
    """Things of one kind: what they are, how many, and the names of some."""

    what: str
    count: int
    which: tuple[str, ...] = ()


class RedactionReport(Struct):
    """Items that were removed, and items that are left in for somebody to look at."""

    removed: list[RedactedItem] = field(default_factory=list)
    left: list[RedactedItem] = field(default_factory=list)

    def add_removed(self, what: str, count: int = 1, *which: str) -> None:
        """Add an item that was removed, unless its count is 0."""
        if count:
            self.removed.append(RedactedItem(what, count, tuple(dict.fromkeys(which))))

    def add_left(self, what: str, count: int = 1, *which: str) -> None:
        """Add an item that is left in, unless its count is 0."""
        if count:
            self.left.append(RedactedItem(what, count, tuple(dict.fromkeys(which))))


# Pictures without metadata: cameras, places, authors, programs.
#
# Of JPEG (ITU-T T.81, annex B), PNG (ISO/IEC 15948, 11) and GIF (GIF89a) files only the blocks
# that are needed to show the picture are kept, unchanged, and nothing after its end. TIFF files are
# re-encoded; SVG loses metadata, comments and editors' own attributes.


_PNG_CHUNKS = frozenset(
    (
        b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT"
    ).split()
)

_JPEG_SEGMENTS = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), *range(0xDA, 0xE0)))
_JPEG_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG_NEXT = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")  # not within the data of a scan
_GIF_APPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_EDITORS = ("inkscape.org", "sodipodi", "adobe.com")
_TIFF_MODES = ("1", "L", "RGB", "RGBA", "CMYK")


def bare_picture(data: bytes) -> bytes:
    """The picture's bytes without metadata; bytes that cannot be read as a picture as they are."""
    found = strip_picture(data)
    return data if found is None else found


def strip_picture(data: bytes) -> bytes | None:
    """The picture's bytes without metadata; None for an unknown format or a damaged file."""
    try:
        if data.startswith(PNG):
            return _png(data)
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return b"".join(_gif(data))
        if data.startswith((b"II*\0", b"MM\0*")):
            return _tiff(data)
        if b"<svg" in data[:4096]:
            return _svg(data)
    except (struct.error, IndexError, Broken, etree.XMLSyntaxError):
        return None
    return None


def _png(data: bytes) -> bytes:
    kept = [data[at:end] for name, at, end in png_chunks(data) if name in _PNG_CHUNKS]
    return b"".join([PNG, *kept])


def _jpeg(data: bytes) -> bytes:
    kept: list[bytes] = []
    rotation = 1
    at = 2
    while True:
        found = _JPEG_NEXT.search(data, at)
        if found is None:
            raise Broken("it is cut short")
        marker, body = found.group(1)[0], found.end()
        if kept and kept[-1][:2] == b"\xff\xda":
            kept.append(data[at : found.start()])
        elif found.start() != at:
            raise Broken("it is damaged")
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", data, body)
        at = body + length
        content = data[body + 2 : at]
        if length < 2 or at > len(data):
            raise Broken("it is cut short")
        if marker == 0xE1 and content.startswith(b"Exif\0\0"):
            rotation = orientation(content[6:])
        if marker == 0xE0:
            content = content[:12] + b"\0\0"  # without the small picture
        if marker in _JPEG_SEGMENTS or content.startswith(_JPEG_APPS.get(marker, b"\0none")):
            kept.append(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)
    return b"".join([data[:2], _orientation_segment(rotation), *kept, b"\xff\xd9"])


def _orientation_segment(rotation: int) -> bytes:
    """An Exif segment with the orientation alone, which changes how the picture is shown."""
    if rotation == 1:
        return b""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, rotation, 0, 0)
    return struct.pack(">BBH", 0xFF, 0xE1, len(tiff) + 8) + b"Exif\0\0" + tiff


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _colours(data[10])
    yield data[:at]
    control = b""
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            at = _blocks_end(data, at + 11 + _colours(data[at + 9]))
            yield control + data[start:at]
            control = b""
        elif data[at] == 0x21:
            at = _blocks_end(data, at + 2)
            if data[start + 1] == 0xF9:
                control = data[start:at]
            elif data[start + 1] == 0x01:
                control = b""  # it was for a text, which programs do not show
            elif data[start + 3 : start + 14] in _GIF_APPS and at - start <= 25:
                yield data[start:at]
        else:
            raise Broken("it is damaged")
    yield b";"


def _colours(packed: int) -> int:
    """The length of the colour table that a block's packed field announces."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _tiff(data: bytes) -> bytes | None:
    """A new file of the same pixels, resolution and colour profile; None where that would lose
    something."""
    from PIL import Image, TiffImagePlugin

    try:
        with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as picture:
            check_pixels(*picture.size)
            rotation = picture.tag_v2.get(0x0112, 1)
            if picture.n_frames > 1 or picture.mode not in _TIFF_MODES or rotation != 1:
                return None
            fresh = Image.frombytes(picture.mode, picture.size, picture.tobytes())
            info = {key: picture.info[key] for key in ("dpi", "icc_profile") if key in picture.info}
        stream = io.BytesIO()
        fresh.save(stream, "TIFF", compression="tiff_lzw", **info)
        with TiffImagePlugin.TiffImageFile(io.BytesIO(stream.getvalue())) as again:
            same = (again.mode, again.tobytes()) == (fresh.mode, fresh.tobytes())
    except (
        OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, RuntimeError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ):  # fmt: skip
        return None
    return stream.getvalue() if same else None


def _svg(data: bytes) -> bytes:
    root = xml.parse(data)
    unwanted = [
        element
        for element in root.iter()
        if not isinstance(element.tag, str)  # type: ignore[redundant-expr]
        or etree.QName(element).localname == "metadata"
        or _is_editors(element.tag)
    ]
    around = (*root.itersiblings(preceding=True), *root.itersiblings())
    changed = bool(unwanted) or bool(around)
    for element in unwanted:
        xml.remove(element)
    for element in root.iter():
        for name in [str(key) for key in element.attrib if _is_editors(str(key))]:
            del element.attrib[name]
            changed = True
    if not changed:
        return data
    etree.cleanup_namespaces(root)
    return xml.serialise(root)


def _is_editors(name: str) -> bool:
    return name.startswith("{") and any(editor in name for editor in _EDITORS)


# The properties of a file: only its title, subject, language and dates are kept.


_KEPT = ("dc:title", "dc:subject", "dc:language", "dcterms:created", "dcterms:modified")
_REPORTED = ("ep:Company", "ep:Manager", "ep:HyperlinkBase", "ep:Application")


def strip_properties(package: Package, report: RedactionReport) -> None:
    """Remove authors, companies, keywords, custom properties and thumbnails from a package."""
    names: list[str] = []
    for part in package.own("core-properties"):
        names += _strip_core(part)
    for part in package.own("extended-properties"):
        names += _strip_extended(part, package)
    custom = package.own("custom-properties")
    for part in custom:
        names += [str(item.get("name", "")) for item in _root(part)]
    for item in package.rels.of("custom-properties"):
        package.rels.drop(item.id)
        package.drop_unreached({item.target})
    report.add_removed("properties of the file", len(names), *names)
    pictures = [item for item in package.rels if item.word == "thumbnail"]
    for item in pictures:
        package.rels.drop(item.id)
        package.drop_unreached({item.target})
    report.add_removed("a thumbnail", len(pictures))


def strip_embedded(package: Package) -> None:
    """Remove the properties of an embedded file, but for its title, subject, language and dates."""
    for part in package.own("core-properties"):
        _strip_core(part)
    for word in ("extended-properties", "custom-properties", "thumbnail"):
        for item in package.rels.of(word):
            package.rels.drop(item.id)
            package.drop_unreached({item.target})


def _root(part: Part) -> Element:
    try:
        return part.root
    except etree.XMLSyntaxError:
        return xml.make("p:none")


def _strip_core(part: Part) -> list[str]:
    kept = [child for child in _root(part) if tag(child) in _KEPT]
    gone = [child for child in _root(part) if child not in kept and (child.text or "").strip()]
    if gone:
        core = root("cp:coreProperties", "cp", "dc", "dcterms", "xsi")
        core.extend(kept)
        part.replace(core)
    return [tag(child).rpartition(":")[2] for child in gone]


def _strip_extended(part: Part, package: Package) -> list[str]:
    """Replace the part by counts; it may hold the titles of slides that were removed."""
    values = {tag(child): (child.text or "").strip() for child in _root(part)}
    app = root("ep:Properties", default=NAMESPACES["ep"])
    if "ep:PresentationFormat" in values:
        app.append(textual("ep:PresentationFormat", values["ep:PresentationFormat"]))
    slides = len(package.slides)
    notes = sum(folded(name).startswith("/ppt/notesslides/") for name in package.parts)
    hidden = sum(
        not xml.flag(part.root, "show", default=True)
        for part in package.related(package.presentation, "slide")
    )
    for name, value in (("ep:Slides", slides), ("ep:Notes", notes), ("ep:HiddenSlides", hidden)):
        app.append(textual(name, str(value)))
    part.replace(app)
    return [name.rpartition(":")[2] for name in _REPORTED if values.get(name)]


# Embedded files, such as the workbooks of charts, and media.


_COMMENT_PARTS = ("comments", "threadedComment", "person")


def strip_files(package: Package, report: RedactionReport) -> None:
    """Remove properties and comments from embedded files, and metadata from pictures."""
    embedded: list[str] = []
    pictures: list[str] = []
    unreadable: list[str] = []
    for name, part in package.parts.items():
        if folded(name).startswith("/ppt/embeddings/"):
            clean = _clean_office_file(part.blob, name)
            if clean is not None:
                part.blob = clean
                embedded.append(name.rpartition("/")[2])
        elif folded(name).startswith("/ppt/media/") or part.content_type.startswith("image/"):
            bare = strip_picture(part.blob)
            if bare is None:
                if part.content_type.startswith("image/"):
                    unreadable.append(name.rpartition("/")[2])
            elif bare != part.blob:
                part.blob = bare
                pictures.append(name.rpartition("/")[2])
    report.add_removed("properties and remarks of embedded files", len(embedded), *embedded)
    report.add_removed("descriptions of origin in pictures", len(pictures), *pictures)
    report.add_left("pictures that cannot be looked into", len(unreadable), *unreadable)


def _clean_office_file(data: bytes, name: str) -> bytes | None:
    """The bytes of an Office file without properties and comments; None where nothing changes."""
    try:
        inner = Package(archive.read(data), name)
        for part in list(inner.parts.values()):
            _forget_remarks(inner, part)
            _forget_path(part)
            if part.content_type.startswith("image/"):
                bare = bare_picture(part.blob)
                if bare != part.blob:
                    part.blob = bare
        strip_embedded(inner)
    except (BrokenArchive, etree.XMLSyntaxError, KeyError):
        return None
    return inner.save() if inner.changed else None


def _forget_path(part: Part) -> None:
    """Remove the folder in which Excel last saved a workbook (`x15ac:absPath`)."""
    if not folded(part.name).startswith("/xl/workbook") or b"absPath" not in part.blob:
        return
    for element in list(part.edit().iter("{*}absPath")):
        xml.remove(element)


def _forget_remarks(package: Package, part: Part) -> None:
    """Remove the comments of a workbook or a sheet, with the drawing that shows them."""
    found = [item for word in _COMMENT_PARTS for item in part.rels.of(word)]
    if not found or not folded(part.name).startswith("/xl/"):
        return
    for item in (*found, *part.rels.of("vmlDrawing")):
        part.rels.drop(item.id)
        package.drop_unreached({item.target})
    for element in list(part.edit()):
        if etree.QName(element).localname == "legacyDrawing":
            part.edit().remove(element)


_LOCAL = ("file:", "\\\\")


def _report_left(package: Package, slides: Mapping[str, Part], report: RedactionReport) -> None:
    """Report what is left in: hidden slides and shapes, notes, local links, opaque files."""
    hidden = [name for name, part in slides.items() if is_hidden(part)]
    report.add_left("hidden slides", len(hidden), *hidden)
    with_notes = [name for name, part in slides.items() if part.rels.of("notesSlide")]
    report.add_left("notes of slides", len(with_notes), *with_notes)
    shapes = [
        f"{about.get('name', '')} ({name})"
        for name, part in slides.items()
        for about in each(part.root, "p:cNvPr")
        if xml.flag(about, "hidden")
    ]
    report.add_left("hidden shapes", len(shapes), *shapes)
    local = [
        item.target
        for part in package.parts.values()
        for item in part.rels
        if item.external and item.target.lower().startswith(_LOCAL)
    ]
    report.add_left("links to local files", len(local), *local)
    opaque = [
        name.rpartition("/")[2]
        for name, part in package.parts.items()
        if folded(name).startswith("/ppt/embeddings/") and not part.blob.startswith(b"PK")
    ]
    report.add_left("embedded objects that cannot be looked into", len(opaque), *opaque)
    media = [
        name.rpartition("/")[2]
        for name in package.parts
        if folded(name).startswith("/ppt/media/")
        and name.lower().endswith((".mp4", ".mov", ".wmv", ".m4a"))
    ]
    report.add_left("films and sounds, which may name their makers", len(media), *media)
    macros = [name for name in package.parts if folded(name).endswith("vbaproject.bin")]
    report.add_left("macros", len(macros))


_HISTORY = ("changesInfo", "revisionInfo")
_MACHINE = ("printerSettings", "slideUpdateInfo")


class RedactionOptions(Struct, frozen=True):
    """What to remove beside what always is: speaker notes, hidden slides."""

    notes: bool = False
    hidden: bool = False


def redact(package: Package, options: RedactionOptions) -> RedactionReport:
    """Remove what is not meant for the public from the package, and report it."""
    report = RedactionReport()
    slides = {name: part for name, (_, part) in named_slides(package).items()}
    if options.hidden:
        gone = {name: part for name, part in slides.items() if is_hidden(part)}
        slide_parts.remove(package, gone.values())
        report.add_removed("hidden slides", len(gone), *gone)
        slides = {name: part for name, part in slides.items() if name not in gone}
    _comments(package, slides.values(), report)
    _remove_identification(package, slides.values(), report)
    if options.notes:
        _notes(package, slides.values(), report)
    for relationships, what in (
        (_HISTORY, "histories of edits"),
        (_MACHINE, "settings of printers and servers"),
    ):
        report.add_removed(what, sum(_drop_related(package, word) for word in relationships))
    custom = _drop_custom_xml(package)
    report.add_removed("custom XML data", len(custom))
    strip_properties(package, report)
    _theme_names(package, report)
    orphans = _drop_orphans(package)
    report.add_removed("parts that nothing leads to", len(orphans), *orphans)
    strip_files(package, report)
    _report_left(package, slides, report)
    return report


def _comments(package: Package, slides: Iterable[Part], report: RedactionReport) -> None:
    authors: list[str] = []
    for part in slides:
        authors += [comment.author for comment in comments.read_comments(package, part)]
        if part.rels.of("comments"):
            comments.remove_comments(package, part)
    for word in ("commentAuthors", "authors"):
        _drop_related(package, word)
    report.add_removed("comments", len(authors), *(author for author in authors if author))


def _remove_identification(
    package: Package, slides: Iterable[Part], report: RedactionReport
) -> None:
    """Remove the base, all tags, slides' names and deckgen's custom shows."""
    report.add_removed("the base of deckgen", int(marks.remove_stored(package)))
    report.add_removed("anchors of deckgen", marks.remove_custom_shows(package))
    for part in slides:
        common = find(part.root, "p:cSld")
        if common is not None and common.get("name") and marks.slide_tag(package, part):
            part.edit()
            del common.attrib["name"]
    tags = 0
    for part in list(package.parts.values()):
        if not (part.rels.of("tags") or part.rels.of("customXml")) or not _is_xml(part):
            continue
        data = list(each(part.root, "p:custDataLst"))
        if data:
            part.edit()
        for element in data:
            tags += len(element)
            xml.remove(element)
        for item in part.rels.of("tags"):
            part.rels.drop(item.id)
            package.drop_unreached({item.target})
    report.add_removed("tags", tags)


def _notes(package: Package, slides: Iterable[Part], report: RedactionReport) -> None:
    count = 0
    for part in slides:
        for item in part.rels.of("notesSlide"):
            part.rels.drop(item.id)
            package.drop_unreached({item.target})
            count += 1
    report.add_removed("notes of slides", count)


def _drop_related(package: Package, word: str) -> int:
    """Drop all relationships of a type, and the parts that only they led to; returns how many."""
    count = 0
    for rels in (package.rels, *(part.rels for part in list(package.parts.values()))):
        for item in rels.of(word):
            rels.drop(item.id)
            package.drop_unreached({item.target})
            count += 1
    return count


def _drop_custom_xml(package: Package) -> list[str]:
    """Drop custom XML items, in which document management systems keep data about a file."""
    found = [name for name in package.parts if folded(name).startswith("/customxml/item")]
    _drop_related(package, "customXml")
    gone = [name for name in found if name in package.parts]
    package.drop_unreached(set(gone))
    return [name for name in found if "Props" not in name]


def _theme_names(package: Package, report: RedactionReport) -> None:
    """Rename themes and the like that deckgen's own templates name after it."""
    count = 0
    for part in package.parts.values():
        if part.content_type.endswith("theme+xml") and b"deckgen" in part.blob.lower():
            for element in part.edit().iter():
                name = element.get("name", "")
                if "deckgen" in name.lower():
                    element.set("name", name.lower().replace("deckgen", "").strip().title())
                    count += 1
    report.add_removed("names of deckgen in themes", count)


def _drop_orphans(package: Package) -> list[str]:
    before = set(package.parts)
    package.drop_unreached(before)
    return sorted(before - set(package.parts))


def _is_xml(part: Part) -> bool:
    return part.content_type.endswith("+xml")
