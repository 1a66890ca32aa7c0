"""Picture files: their headers, the note of their source, and the bytes to embed.

Headers are read here, because importing Pillow takes longer than building a small deck. Sources:
PNG (third edition) 5.3 and 11.2, ITU T.81 annex B and Exif 2.32 (JPEG), GIF89a, BITMAPINFOHEADER
(BMP), TIFF 6.0, MS-EMF 2.3.4.2, MS-WMF 2.3.2.3.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from msgspec import Struct

from deckgen.opc.xml import EMU_PER_INCH

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile


_MOST_PIXELS = 250_000_000
PNG = b"\x89PNG\r\n\x1a\n"
"""What a PNG file starts with."""


class Header(Struct, frozen=True):
    """A picture's type and size.

    `suffix` is that of such files (`.png`). The size is in pixels, for drawings (EMF, WMF, SVG) in
    any unit. `orientation` is Exif's, 1 for upright. `widely_supported` is False for what not every
    program shows: CMYK, 16 bits a channel, BMP and TIFF.
    """

    suffix: str
    content_type: str
    width: int
    height: int
    orientation: int = 1
    widely_supported: bool = True

    @property
    def is_drawing(self) -> bool:
        """Whether it is a vector drawing, which has no pixels."""
        return self.suffix in (".svg", ".emf", ".wmf")


class Broken(Exception):  # noqa: N818 - put in the user's words by the caller
    """The bytes are no whole picture; the message says why."""


def check_pixels(width: int, height: int) -> None:
    """Raise Broken for a picture that would take too much memory."""
    if width * height > _MOST_PIXELS:
        raise Broken(f"it has {width} x {height} pixels, which is too many")


def read(data: bytes) -> Header | None:
    """The header of a picture, or None for an unknown type.

    Raises Broken where the type is known but the file is not whole.
    """
    for magic, offset, reader in _READERS:
        if data[offset : offset + len(magic)] == magic:
            try:
                header = reader(data)
            except (struct.error, IndexError):
                raise Broken("it is cut short") from None
            if not (header.width > 0 and header.height > 0):
                raise Broken("it is empty")
            return header
    return None


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The type of each chunk of a PNG file, with its start and end. Raises Broken at a cut."""
    at = len(PNG)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Broken("it is cut short")
        yield name, at, end
        if name == b"IEND":
            return
        at = end


def with_png_texts(data: bytes, *texts: bytes) -> bytes:
    """A PNG file with texts, each `keyword\\0text`, behind its header (11.3.3.2: `tEXt`)."""
    _, _, at = next(png_chunks(data))
    bodies = [b"tEXt" + text for text in texts]
    chunks = [
        struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
        for body in bodies
    ]
    return b"".join([data[:at], *chunks, data[at:]])


def _png(data: bytes) -> Header:
    first = True
    for name, start, end in png_chunks(data):
        if first and name != b"IHDR":
            raise Broken("it does not start with a header")
        if zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise Broken("its bytes do not match their checksum")
        first = False
    width, height, depth = struct.unpack_from(">IIB", data, 16)
    return Header(".png", "image/png", width, height, widely_supported=depth <= 8)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The marker of each segment of a JPEG file up to the first scan, with its start and end.

    Raises Broken at a cut.
    """
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1  # fill bytes
        lead, marker, length = struct.unpack_from(">BBH", data, at)
        if lead != 0xFF or length < 2:
            raise Broken("it is damaged")
        end = at + 2 + length
        if end > len(data):
            raise Broken("it is cut short")
        yield marker, at, end
        if marker == 0xDA:
            return
        at = end


_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def _jpeg(data: bytes) -> Header:
    exif, frame = 1, None
    for marker, start, end in jpeg_segments(data):
        if marker in _FRAMES and frame is None:
            frame = struct.unpack_from(">BHHB", data, start + 4)
        elif marker == 0xE1 and data[start + 4 : start + 10] == b"Exif\0\0":
            exif = orientation(data[start + 10 : end])
    if frame is None or b"\xff\xd9" not in data[-65536:]:
        raise Broken("it is cut short")
    precision, height, width, channels = frame
    widely_supported = precision == 8 and channels in (1, 3)
    return Header(".jpg", "image/jpeg", width, height, exif, widely_supported)


def orientation(tiff: bytes) -> int:
    """The orientation in Exif data (a TIFF file), 1 where it has none."""
    try:
        found = _tiff_tags(tiff).get(0x0112, 1)
    except struct.error:
        return 1
    return found if found in range(1, 9) else 1


def _tiff_tags(data: bytes) -> dict[int, int]:
    """The integers in the first directory of a TIFF file, by tag."""
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, at)
    found = {}
    for number in range(count):
        tag, kind, values = struct.unpack_from(order + "HHI", data, at + 2 + 12 * number)
        if values == 1 and kind in (3, 4):
            form = order + ("H" if kind == 3 else "I")
            (found[tag],) = struct.unpack_from(form, data, at + 10 + 12 * number)
    return found


def _tiff(data: bytes) -> Header:
    tags = _tiff_tags(data)
    exif = tags.get(0x0112, 1)
    return Header(
        ".tiff",
        "image/tiff",
        tags.get(0x0100, 0),
        tags.get(0x0101, 0),
        exif if exif in range(1, 9) else 1,
        widely_supported=False,
    )


def _gif(data: bytes) -> Header:
    width, height = struct.unpack_from("<HH", data, 6)
    if b";" not in data[-1024:]:
        raise Broken("it is cut short")
    return Header(".gif", "image/gif", width, height)


def _bmp(data: bytes) -> Header:
    size, width, height = (
        struct.unpack_from("<I8xIii", data, 2)[0],
        *struct.unpack_from("<ii", data, 18),
    )
    if size > len(data):
        raise Broken("it is cut short")
    return Header(".bmp", "image/bmp", width, abs(height), widely_supported=False)


def _emf(data: bytes) -> Header:
    left, top, right, bottom = struct.unpack_from("<iiii", data, 24)
    return Header(".emf", "image/x-emf", right - left, bottom - top)


def _wmf(data: bytes) -> Header:
    left, top, right, bottom = struct.unpack_from("<hhhh", data, 6)
    return Header(".wmf", "image/x-wmf", abs(right - left), abs(bottom - top))


_READERS: tuple[tuple[bytes, int, Callable[[bytes], Header]], ...] = (
    (PNG, 0, _png),
    (b"\xff\xd8\xff", 0, _jpeg),
    (b"GIF87a", 0, _gif),
    (b"GIF89a", 0, _gif),
    (b"II*\0", 0, _tiff),
    (b"MM\0*", 0, _tiff),
    (b" EMF", 40, _emf),
    (b"\xd7\xcd\xc6\x9a", 0, _wmf),
    (b"BM", 0, _bmp),
)


# The note in a converted picture of the file that it was made from. It distinguishes the picture
# from one that somebody put in its place, and holds only while the rest of the file is unchanged.
# It is a comment, which programs may keep or drop (PNG 11.3.4.3; ITU T.81 B.2.4.5).


_NOTE = re.compile(rb"made from sha256:([0-9a-f]{64}) as sha256:([0-9a-f]{64})")
_KEYWORD = b"Comment\0"


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def stamped(data: bytes, source: str) -> bytes:
    """A PNG or JPEG file with a note that it was made from the file with that digest."""
    note = f"made from sha256:{source} as sha256:{digest(data)}".encode()
    if data[:2] == b"\xff\xd8":
        _, _, at = next(jpeg_segments(data))
        segment = b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note
        return data[:at] + segment + data[at:]
    return with_png_texts(data, _KEYWORD + note)


def source_of(data: bytes) -> str:
    """The digest of the file that a picture was made from; its own where it has no valid note."""
    place = _note_place(data)
    if place is not None:
        start, end = place
        match = _NOTE.search(data, start, end)
        if match and digest(data[:start] + data[end:]) == match.group(2).decode():
            return match.group(1).decode()
    return digest(data)


def file_name(data: bytes, suffix: str) -> str:
    """The name of a file that content embeds, by its bytes: equal files are saved once."""
    return f"{source_of(data)[:12]}{suffix}"


def _note_place(data: bytes) -> tuple[int, int] | None:
    """The start and end of the segment or chunk with the note."""
    if not _NOTE.search(data):
        return None
    if data[:2] == b"\xff\xd8":
        pieces = ((marker == 0xFE, start, end) for marker, start, end in jpeg_segments(data))
    else:
        pieces = ((name == b"tEXt", start, end) for name, start, end in png_chunks(data))
    return next(
        ((start, end) for fits, start, end in pieces if fits and _NOTE.search(data, start, end)),
        None,
    )


_PIXELS_PER_INCH = 220  # pixels an inch: PowerPoint's own "HD" and print target
_WORTHWHILE = 0.75  # a picture is scaled only to less than this part of its width
_QUARTERS = {1: 0, 6: 1, 3: 2, 8: 3}  # quarter turns by Exif's orientation
_CONTENT_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}


class Media(Struct, frozen=True):
    """The bytes of a media part, with the suffix of its name (`.png`) and its content type."""

    data: bytes
    suffix: str
    content_type: str


@dataclass(frozen=True, slots=True, weakref_slot=True)
class PictureFile:
    """A picture's file. Two are equal if they are the same file, or made from the same.

    `digest` is the SHA-256 of the author's file, also where `data` was made from it. `fallback` is
    a PNG picture of an SVG drawing for programs that cannot show it. `header` is None where only
    the digest is known.
    """

    digest: str
    data: bytes = field(default=b"", compare=False, repr=False)
    header: Header | None = field(default=None, compare=False, repr=False)
    fallback: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, data: bytes, fallback: bytes = b"") -> PictureFile | None:
        """The picture file with these bytes, or None for an unknown type.

        Slides that show the same file share it. Raises Broken where it is damaged, empty or too
        large.
        """
        key = (digest(data), digest(fallback))
        found = _in_use.get(key) or cls._read(data, fallback)
        if found is not None:
            _in_use[key] = found
        return found

    @classmethod
    def _read(cls, data: bytes, fallback: bytes) -> PictureFile | None:
        if _is_svg(data):
            from deckgen.content.picture import _svg as svg

            width, height = svg.size(svg.read(data))
            header: Header | None = Header(
                ".svg", "image/svg+xml", max(round(width * 100), 1), max(round(height * 100), 1)
            )
        else:
            header = read(data)
        if header is None:
            return None
        if not header.is_drawing:
            check_pixels(header.width, header.height)
        return cls(source_of(data), data, header, fallback)

    def with_fallback(self, picture: bytes) -> PictureFile:
        """The same drawing with a PNG picture as fallback, with a note of what it was made from."""
        if source_of(picture) != self.digest:
            picture = stamped(picture, self.digest)
        return replace(self, fallback=picture)

    @property
    def suffix(self) -> str:
        """The suffix of files of this type, such as `.png`; "" where the type is not known."""
        return self.header.suffix if self.header else ""

    @property
    def is_svg(self) -> bool:
        """Whether it is an SVG drawing, which needs a fallback."""
        return self.suffix == ".svg"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as stored, in pixels, before Exif's orientation is applied."""
        return (self.header.width, self.header.height) if self.header else (1, 1)

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height of the upright picture, in pixels."""
        width, height = self.size
        return (height, width) if self.header and self.header.orientation > 4 else (width, height)

    @property
    def quarters(self) -> int:
        """The quarter turns clockwise that make the stored picture upright, or upright mirrored."""
        return _QUARTERS.get(self.header.orientation, 0) if self.header else 0

    @property
    def can_stay(self) -> bool:
        """Whether a shape can show the file upright as it is, which it cannot if it is mirrored."""
        return self.header is not None and self.header.orientation in _QUARTERS

    def media(self, width: float, height: float) -> Media:
        """What to embed for a picture of this size on the slide, in EMU.

        It is upright, in sRGB or grey, and has no more pixels than can be seen. Raises Broken where
        the file cannot be read.
        """
        header = self.header
        assert header is not None, "write refuses pictures without a file"
        if header.is_drawing or header.suffix == ".gif":
            return self.unchanged()
        across, down = self.upright_size
        needed = max(width / EMU_PER_INCH / across, height / EMU_PER_INCH / down) * _PIXELS_PER_INCH
        scale = needed if 0 < needed < _WORTHWHILE else 1.0
        if scale == 1 and header.widely_supported and header.orientation == 1:
            return self.unchanged()
        return _converted(self, scale)

    def unchanged(self) -> Media:
        """The file as it is, to embed."""
        assert self.header is not None, "write refuses pictures without a file"
        return Media(self.data, self.header.suffix, self.header.content_type)


_in_use: WeakValueDictionary[tuple[str, str], PictureFile] = WeakValueDictionary()
"""The files that pictures show now, by digests of their bytes and of their fallbacks."""


@lru_cache(maxsize=32)
def _is_svg(data: bytes) -> bool:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in data[:65536]


def _converted(image: PictureFile, scale: float) -> Media:
    header = image.header
    assert header is not None
    data, suffix = upright(image.data, header.suffix, scale)
    if len(data) >= len(image.data) and header.widely_supported and header.orientation == 1:
        return image.unchanged()
    return Media(stamped(data, image.digest), suffix, _CONTENT_TYPES[suffix])


# Conversion with Pillow, which is imported only here: turned upright, in common colours, scaled.


_JPEG_QUALITY = 88


def upright(data: bytes, suffix: str, scale: float) -> tuple[bytes, str]:
    """The bytes of the picture, upright, in sRGB or grey and scaled; and the suffix of their type.

    A JPEG file without transparency stays one; all else becomes PNG. Raises Broken where the
    file cannot be read.
    """
    from PIL import Image, ImageOps

    try:
        with _opened(data, suffix) as opened:
            check_pixels(*opened.size)
            width, height = (max(round(side * scale), 1) for side in opened.size)
            if opened.format == "JPEG" and scale < 1:
                opened.draft(
                    None, (width, height)
                )  # decodes at an eighth, a quarter or half the size
            image = _in_srgb(opened)
            if image.size != (width, height):
                image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            image = ImageOps.exif_transpose(image)
    except (
        OSError, ValueError, SyntaxError, EOFError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise Broken(str(error)) from None
    stream = BytesIO()
    if suffix == ".jpg" and image.mode in ("RGB", "L"):
        image.save(stream, "JPEG", quality=_JPEG_QUALITY, optimize=True)
        return stream.getvalue(), ".jpg"
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue(), ".png"


def _opened(data: bytes, suffix: str) -> ImageFile:
    """The file, opened as the type that its header has.

    Not by `Image.open`, whose limit on the size is one for the whole process; `check_pixels` has
    a limit of its own.
    """
    from PIL import BmpImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

    stream = BytesIO(data)
    if suffix == ".jpg":
        return JpegImagePlugin.jpeg_factory(stream)
    if suffix == ".png":
        return PngImagePlugin.PngImageFile(stream)
    if suffix == ".bmp":
        return BmpImagePlugin.BmpImageFile(stream)
    return TiffImagePlugin.TiffImageFile(stream)


def _in_srgb(image: Image) -> Image:
    """The picture in sRGB or grey with 8 bits a channel."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    elif image.mode == "F":
        image = image.convert("L")
    if image.mode in ("1", "P", "PA", "La", "RGBa"):
        transparent = "A" in image.mode or "transparency" in image.info
        image = image.convert("RGBA" if transparent else "RGB")
    profile = image.info.pop("icc_profile", None)
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _in_shown_colours(image, profile)
    return image if image.mode in ("RGB", "RGBA", "L", "LA") else image.convert("RGB")


def _in_shown_colours(image: Image, profile: bytes) -> Image:
    """The picture converted from its colour profile to sRGB; as it is for a damaged profile."""
    from PIL import ImageCms

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image
    if converted is None:
        return image
    converted.info.pop("icc_profile", None)  # it holds the time at which it was made
    return converted
