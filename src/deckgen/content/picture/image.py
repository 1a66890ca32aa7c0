"""The file of a picture: its bytes, type and size, and the bytes to embed in a presentation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from msgspec import Struct

from deckgen.content.picture.files import (
    Broken,
    Header,
    check_pixels,
    digest,
    source_of,
    stamped,
)
from deckgen.content.picture.files import read as read_header
from deckgen.opc.xml import EMU_PER_INCH

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

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
            header = read_header(data)
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
