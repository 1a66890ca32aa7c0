"""Drawing by betteroffice-pptx, which the extra `preview` installs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from deckgen.diagnostics import error
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, qn
from deckgen.preview import EMU_PER_PIXEL, Drawn
from deckgen.preview._faces import FACE_STYLES, faces

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
    if not numbers:
        return Drawn(iter(()), found.guessed)
    try:
        opened = engine.Presentation.open(_with_slides(package, numbers))
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
    for at, number in enumerate(numbers):
        try:
            yield opened.render_png(at, scale=scale).bytes
        except fault_type as fault:
            raise _failed(package, fault, f"slide {number + 1} of ") from None


def _failed(package: Package, fault: Exception, which: str = "") -> Exception:
    return error(
        "not-drawn",
        f"betteroffice-pptx does not draw {which}{package.name}: {fault}",
        help="LibreOffice may, where it is installed: `--engine libreoffice`",
    )


def _with_slides(package: Package, numbers: Sequence[int]) -> bytes:
    """A presentation of these slides alone, which opens sooner.

    The slides' numbers stand in their fields, which the engine leaves as they are.
    """
    copy = package.fork()
    found = [part for _, part in copy.slides]
    wanted = {found[number].name for number in numbers}
    presentation = copy.presentation
    listed = xml.find(presentation.edit(), "p:sldIdLst")
    for entry in () if listed is None else xml.find_all(listed, "p:sldId"):
        target = copy.target(presentation, entry.get(qn("r:id")))
        if target is None or target.name not in wanted:
            presentation.rels.drop(entry.get(qn("r:id"), ""))
            xml.remove(entry)
    copy.drop_unreached({part.name for part in found})
    for number in numbers:
        if _shows_another_number(found[number], number + 1):
            for text in _numbers_on(found[number].edit()):
                text.text = str(number + 1)
    return copy.save()


def _shows_another_number(part: Part, number: int) -> bool:
    return b'"slidenum"' in part.blob and any(
        text.text != str(number) for text in _numbers_on(part.root)
    )


def _numbers_on(slide: Element) -> Iterator[Element]:
    """The texts of fields that show the slide's number."""
    for field in xml.each(slide, "a:fld"):
        text = xml.find(field, "a:t")
        if field.get("type") == "slidenum" and text is not None:
            yield text
