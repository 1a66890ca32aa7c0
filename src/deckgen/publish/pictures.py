"""Pictures without what they say of their origin: cameras, places, authors, programs.

Of JPEG (ITU-T T.81, annex B), PNG (ISO/IEC 15948, 11) and GIF (GIF89a) files only the blocks stay
that are known to be needed to show the picture, as they are; nothing after a picture's end does.
TIFF files are written anew; SVG loses metadata, comments and editors' own attributes.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

from lxml import etree

from deckgen import ooxml
from deckgen.content.picture.headers import Broken, check_pixels, orientation, png_chunks

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN = frozenset(
    (
        b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT"
    ).split()
)
_JPEG_SHOWN = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), *range(0xDA, 0xE0)))
_JPEG_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG_NEXT = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")  # not within the data of a scan
_GIF_APPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_EDITORS = ("inkscape.org", "sodipodi", "adobe.com")
_TIFF_MODES = ("1", "L", "RGB", "RGBA", "CMYK")


def bare(data: bytes) -> bytes:
    """The picture's bytes without its description; those of other files as they are."""
    found = taken_apart(data)
    return data if found is None else found


def taken_apart(data: bytes) -> bytes | None:
    """The picture's bytes without its description; None where we cannot look into the file."""
    try:
        if data.startswith(_PNG):
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
    kept = [data[at:end] for name, at, end in png_chunks(data) if name in _PNG_SHOWN]
    return b"".join([_PNG, *kept])


def _jpeg(data: bytes) -> bytes:
    kept: list[bytes] = []
    turned = 1
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
            turned = orientation(content[6:])
        if marker == 0xE0:
            content = content[:12] + b"\0\0"  # without the small picture
        if marker in _JPEG_SHOWN or content.startswith(_JPEG_APPS.get(marker, b"\0none")):
            kept.append(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)
    return b"".join([data[:2], _turn(turned), *kept, b"\xff\xd9"])


def _turn(turned: int) -> bytes:
    """The one thing in a description that changes how the picture is seen, as a segment."""
    if turned == 1:
        return b""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
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
    """The length of the table of colours that a block announces."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _tiff(data: bytes) -> bytes | None:
    """The same pixels, resolution and colour profile in a new file; None where that would lose
    something."""
    from PIL import Image, TiffImagePlugin

    try:
        with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as picture:
            check_pixels(*picture.size)
            turned = picture.tag_v2.get(0x0112, 1)
            if picture.n_frames > 1 or picture.mode not in _TIFF_MODES or turned != 1:
                return None
            fresh = Image.frombytes(picture.mode, picture.size, picture.tobytes())
            told = {key: picture.info[key] for key in ("dpi", "icc_profile") if key in picture.info}
        stream = io.BytesIO()
        fresh.save(stream, "TIFF", compression="tiff_lzw", **told)
        with TiffImagePlugin.TiffImageFile(io.BytesIO(stream.getvalue())) as again:
            same = (again.mode, again.tobytes()) == (fresh.mode, fresh.tobytes())
    except (
        OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, RuntimeError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ):  # fmt: skip
        return None
    return stream.getvalue() if same else None


def _svg(data: bytes) -> bytes:
    root = ooxml.parse(data)
    doomed = [
        element
        for element in root.iter()
        if not isinstance(element.tag, str)  # type: ignore[redundant-expr]
        or etree.QName(element).localname == "metadata"
        or _is_editors(element.tag)
    ]
    around = (*root.itersiblings(preceding=True), *root.itersiblings())
    changed = bool(doomed) or bool(around)
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
