"""Drawing by betteroffice-pptx, which the extra `preview` installs, and the font files for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from deckgen.appearance.theme import ThemeFonts
from deckgen.diagnostics import error
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, qn
from deckgen.preview import EMU_PER_PIXEL, Drawn
from deckgen.textfit import font_files
from deckgen.textfit.font_files import FontFile

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


# The font files that the text of a presentation is drawn in.


FACE_STYLES = ((False, False), (True, False), (False, True), (True, True))
"""Of each face of a family, in order, whether it is bold and whether it is italic."""

_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
_NAMED = re.compile(rb'<a:(?:latin|buFont|sym)\b[^>]*?\btypeface="([^"+][^"]*)"')
_SHOWN = ("slide", "slideLayout", "slideMaster", "chart", "notesSlide")
_FALLBACKS = ("Calibri", "Arial", "DejaVu Sans")


class FaceFiles(NamedTuple):
    """The files of each font family, one for each of `FACE_STYLES`, and the guessed families."""

    files: dict[str, tuple[Path, ...]]
    guessed: tuple[str, ...]


def faces(package: Package) -> FaceFiles:
    """The font files of every family that a presentation names.

    Raises `Problem` where the machine has none of the fonts that others are drawn in.
    """
    files: dict[str, tuple[Path, ...]] = {}
    guessed: list[str] = []
    for family in sorted({*_FALLBACKS[:1], *_families(package)}):
        own = _files(family)
        files[family] = own or _fallback()
        if own is None:
            guessed.append(family)
    return FaceFiles(files, tuple(guessed))


def _families(package: Package) -> Iterator[str]:
    presentation = package.presentation
    for master in package.related(presentation, "slideMaster"):
        for theme in package.related(master, "theme"):
            fonts = ThemeFonts.of(theme)
            yield from filter(None, (fonts.name("+mj-lt"), fonts.name("+mn-lt")))
    for part in package.parts.values():
        if any(part.content_type.endswith(f".{word}+xml") for word in _SHOWN):
            yield from (unescape(name.decode()) for name in set(_NAMED.findall(part.blob)))


def _fallback() -> tuple[Path, ...]:
    for family in _FALLBACKS:
        found = _files(family)
        if found is not None:
            return found
    raise error(
        "no-fonts",
        "no font to draw text in is installed",
        help=(
            "install Carlito or Liberation Sans, or the package of them: packages/faces",
            f"or name a folder of font files in {font_files.FOLDERS}",
        ),
    )


@cache
def _files(family: str) -> tuple[Path, ...] | None:
    """The four files of a family; the regular one stands for those that it lacks."""
    named = partial(font_files.find_in, font_files.named_folders())
    return (
        _drawable(family, named)
        or _packaged(family)
        or _drawable(family, font_files.find_installed)
    )


def _drawable(family: str, find: Callable[..., FontFile | None]) -> tuple[Path, ...] | None:
    found = [find(family, bold=bold, italic=italic) for bold, italic in FACE_STYLES]
    regular = found[0]
    if regular is None or regular.number:
        return None
    # The engine takes the first face of a file alone.
    return tuple((file if file and not file.number else regular).path for file in found)


def _packaged(family: str) -> tuple[Path, ...] | None:
    """The files in the package of faces, which are named by family and style."""
    try:
        import deckgen_faces
    except ImportError:
        return None
    name = font_files.TWINS.get(family.casefold(), family).title().replace(" ", "")
    files = {path.stem: path for path in deckgen_faces.FOLDER.glob("*.ttf")}
    found = [files.get(f"{name}-{style}") for style in _STYLES]
    return tuple(filter(None, found)) if all(found) else None
