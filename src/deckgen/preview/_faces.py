"""The font files that the text of a presentation is drawn in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import NamedTuple

from deckgen.appearance.theme import ThemeFonts
from deckgen.diagnostics import error
from deckgen.opc.package import Package
from deckgen.textfit import font_files
from deckgen.textfit.font_files import FontFile

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
