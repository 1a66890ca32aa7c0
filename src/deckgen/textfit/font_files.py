"""Which font file of the machine holds a face: folders that are named, fontconfig, the system's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDERS = "DECKGEN_FONTS"
"""The environment variable that names folders of more font files, as PATH does."""

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_OF_SYSTEM = {
    "win32": (r"%WINDIR%\Fonts", r"%LOCALAPPDATA%\Microsoft\Windows\Fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
}
"""Where the systems that have no fontconfig keep their font files."""

TWINS = {
    "calibri": "carlito",
    "arial": "liberation sans",
    "helvetica": "liberation sans",
    "arimo": "liberation sans",
    "times new roman": "liberation serif",
    "courier new": "liberation mono",
    "arial narrow": "liberation sans narrow",
    "cambria": "caladea",
    "georgia": "gelasio",
}
"""Open fonts with the same widths as a family that is seldom installed."""


class FontFile(NamedTuple):
    """A face in a font file, whose faces are counted from 0."""

    path: Path
    number: int = 0


def named_folders() -> tuple[Path, ...]:
    """The folders that the environment names for more font files."""
    return tuple(Path(name) for name in os.environ.get(FOLDERS, "").split(os.pathsep) if name)


def find(family: str, *, bold: bool, italic: bool, folders: Iterable[Path] = ()) -> FontFile | None:
    """The face of a family, or of an open font of the same widths; None where there is none.

    It is looked for in `folders` first, then among the fonts that are installed.
    """
    found = find_in(folders, family, bold=bold, italic=italic)
    return found or find_installed(family, bold=bold, italic=italic)


def _wanted(family: str) -> set[str]:
    return {family.casefold(), TWINS.get(family.casefold(), "")} - {""}


def find_in(folders: Iterable[Path], family: str, *, bold: bool, italic: bool) -> FontFile | None:
    """The face that a file in these folders has, as `find` gives it."""
    for folder in folders:
        found = _in_folder(folder, _wanted(family), bold=bold, italic=italic)
        if found is not None:
            return found
    return None


def _in_folder(folder: Path, wanted: set[str], *, bold: bool, italic: bool) -> FontFile | None:
    for file, family, style in _faces_of(folder):
        words = style.casefold().split()
        sloped = "italic" in words or "oblique" in words
        if family.casefold() in wanted and ("bold" in words, sloped) == (bold, italic):
            return file
    return None


@cache
def _faces_of(folder: Path) -> tuple[tuple[FontFile, str, str], ...]:
    """The faces of a folder's files, each with its family and its style."""
    return tuple(_read_names(folder))


def _read_names(folder: Path) -> Iterator[tuple[FontFile, str, str]]:
    from PIL import ImageFont

    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _SUFFIXES:
            try:
                family, style = ImageFont.truetype(path).getname()
            except OSError:
                continue
            yield FontFile(path), family or "", style or ""


def find_installed(family: str, *, bold: bool, italic: bool) -> FontFile | None:
    """The face that is installed, as `find` gives it: fontconfig's, or one of the system's."""
    program = shutil.which("fc-match")
    if program is None:
        folders = map(os.path.expandvars, map(os.path.expanduser, _OF_SYSTEM.get(sys.platform, ())))
        return find_in(map(Path, folders), family, bold=bold, italic=italic)
    name = family.translate({ord(char): f"\\{char}" for char in "\\-:,"})
    query = name + ":bold" * bold + ":italic" * italic
    form = "%{family}\n%{file}\n%{index}"
    run = subprocess.run(
        [program, "-f", form, query], capture_output=True, text=True, check=False, timeout=30
    )
    families, _, rest = run.stdout.partition("\n")
    file, _, index = rest.partition("\n")
    if run.returncode or not _wanted(family) & {name.casefold() for name in families.split(",")}:
        return None
    return FontFile(Path(file), int(index or 0) & 0xFFFF)
