"""Pictures without what they say of their origin: cameras, places, authors, programs.

JPEG (ITU-T T.81, annex B) and PNG (ISO/IEC 15948, 11.3) are taken apart block by block, so that
the picture itself stays as it is; SVG loses metadata, comments and editors' own attributes.
"""

from __future__ import annotations

import io
import struct

from lxml import etree
from PIL import Image, UnidentifiedImageError

from deckgen import ooxml

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_REMARKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_JPEG_REMARKS = (0xE1, 0xED, 0xFE)
_ORIENTATION = 0x0112
_EDITORS = ("inkscape.org", "sodipodi", "adobe.com")


def bare(data: bytes) -> bytes:
    """The picture's bytes without its description; other files as they are."""
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if b"<svg" in data[:4096]:
            return _svg(data)
    except (struct.error, IndexError, etree.XMLSyntaxError):
        return data
    return data


def _png(data: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        end = at + 12 + length
        if data[at + 4 : at + 8] not in _PNG_REMARKS:
            kept.append(data[at:end])
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end
    return b"".join(kept)


def _jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    dropped = False
    at = 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        end = at + 2 + length
        if data[at + 1] in _JPEG_REMARKS:
            dropped = True
        else:
            kept.append(data[at:end])
        at = end
    if not dropped:
        return data
    turned = _orientation(data)
    return b"".join([kept[0], turned, *kept[1:], data[at:]])


def _orientation(data: bytes) -> bytes:
    """The one thing in a description that changes how the picture is seen, as a segment."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            turned = picture.getexif().get(_ORIENTATION, 1)
    except (UnidentifiedImageError, OSError, SyntaxError):
        return b""
    if turned not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    content = exif.tobytes()
    if not content.startswith(b"Exif\0\0"):
        content = b"Exif\0\0" + content
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _svg(data: bytes) -> bytes:
    root = ooxml.parse(data)
    doomed = [
        element
        for element in root.iter()
        if not isinstance(element.tag, str)  # type: ignore[redundant-expr]
        or etree.QName(element).localname == "metadata"
        or _is_editors(element.tag)
    ]
    changed = bool(doomed)
    for element in doomed:
        above = element.getparent()
        if above is not None:
            above.remove(element)
    for element in root.iter():
        for name in [str(key) for key in element.attrib if _is_editors(str(key))]:
            del element.attrib[name]
            changed = True
    if not changed:
        return data
    etree.cleanup_namespaces(root)
    return ooxml.serialise(root)


def _is_editors(name: str) -> bool:
    return name.startswith("{") and any(editor in name for editor in _EDITORS)
