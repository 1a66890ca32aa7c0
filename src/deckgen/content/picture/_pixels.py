"""Conversion of pictures with Pillow: turned upright, in colours that every program shows, scaled.

The only module that imports Pillow, and only when a function is called.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from deckgen.content.picture.files import Broken, check_pixels

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile


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
        image = _converted(image, profile)
    return image if image.mode in ("RGB", "RGBA", "L", "LA") else image.convert("RGB")


def _converted(image: Image, profile: bytes) -> Image:
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
