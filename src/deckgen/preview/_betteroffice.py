"""Drawing by betteroffice-pptx, which the extra `preview` installs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from deckgen.diagnostics import error
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.preview import EMU_PER_PIXEL, Drawn
from deckgen.preview._faces import FACE_STYLES, faces
from deckgen.preview._slides import slides

_HELP = (
    "install it: `pip install 'deckgen-pptx[preview]'`",
    "or draw through LibreOffice and poppler, where they are installed: `--engine libreoffice`",
)


def draw(package: Package, numbers: Sequence[int], width: int) -> Drawn:
    """Draw slides of a package. Raises `Problem` without the engine, or where it fails."""
    try:
        import betteroffice_pptx as engine
    except ImportError:
        raise error(
            "no-engine", "the engine that draws slides is not installed", help=_HELP
        ) from None
    found = faces(package)
    try:
        opened = engine.Presentation.open(_with_numbers(package))
        for family, files in found.files.items():
            for (bold, italic), file in zip(FACE_STYLES, files, strict=True):
                opened.register_font(family, file.read_bytes(), bold=bold, italic=italic)
    except engine.PptxError as fault:
        raise _failed(package, fault) from None
    scale = width * EMU_PER_PIXEL / opened.width_emu
    return Drawn(_pictures(package, opened, numbers, scale, engine.PptxError), found.guessed)


def _pictures(
    package: Package,
    opened: Any,
    numbers: Sequence[int],
    scale: float,
    fault_type: type[Exception],
) -> Iterator[bytes]:
    for number in numbers:
        try:
            yield opened.render_png(number, scale=scale).bytes
        except fault_type as fault:
            raise _failed(package, fault, f"slide {number + 1} of ") from None


def _failed(package: Package, fault: Exception, which: str = "") -> Exception:
    return error(
        "not-drawn",
        f"betteroffice-pptx does not draw {which}{package.name}: {fault}",
        help="LibreOffice may, where it is installed: `--engine libreoffice`",
    )


def _with_numbers(package: Package) -> bytes:
    """The presentation with the slides' numbers in their fields, which the engine leaves as is."""
    copy = package.fork()
    for number, part in enumerate(slides(copy), 1):
        if b'"slidenum"' not in part.blob:
            continue
        for field in xml.each(part.edit(), "a:fld"):
            text = xml.find(field, "a:t")
            if field.get("type") == "slidenum" and text is not None:
                text.text = str(number)
    return copy.save()
