"""Pictures' files for tests: small, made here, each with something to tell apart."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageCms

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    '<rect width="200" height="100" fill="#07648D"/><circle cx="50" cy="50" r="30"/></svg>'
)


def picture(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    """A picture whose top left quarter is red and whose rest is blue."""
    made = Image.new("RGB", (width, height), (0, 0, 200))
    made.paste((200, 0, 0), (0, 0, width // 2, height // 2))
    return made.convert(mode)


def encoded(made: Image.Image, form: str, **options: object) -> bytes:
    """The bytes of a file of that form."""
    stream = BytesIO()
    made.save(stream, form, **options)
    return stream.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """A picture that does not compress, so that a smaller one is a smaller file."""
    return Image.frombytes("RGB", (width, height), Random(0).randbytes(width * height * 3))


def turned(orientation: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG file stored so that Exif's orientation makes it `picture()` again."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    made = picture(*size)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = made if undo is None else made.transpose(undo)
    return encoded(stored, "JPEG", exif=exif, quality=95)


def exchanged(size: tuple[int, int]) -> bytes:
    """A PNG file of `picture()` whose profile calls red what sRGB calls blue, and the reverse."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return encoded(picture(*size), "PNG", icc_profile=bytes(profile))


def project(folder: Path) -> Path:
    """A project's folder with one file of each kind in images/."""
    images = folder / "images"
    images.mkdir(parents=True)
    files = {
        "plain.png": encoded(picture(), "PNG"),
        "photo.jpg": encoded(picture(), "JPEG"),
        "tall.png": encoded(picture(30, 90), "PNG"),
        "square.gif": encoded(picture(30, 30, "P"), "GIF"),
        "huge.jpg": encoded(noise(3000, 2000), "JPEG", quality=90),
        "turned.jpg": turned(6),
        "print.jpg": encoded(picture(mode="CMYK"), "JPEG"),
        "deep.png": encoded(Image.new("I;16", (40, 30), 30000), "PNG"),
        "scan.tiff": encoded(picture(), "TIFF"),
        "old.bmp": encoded(picture(), "BMP"),
        "drawing.svg": SVG.encode(),
        "beside.png": encoded(picture(200, 100), "PNG"),
    }
    for name, data in files.items():
        (images / name).write_bytes(data)
    return folder
