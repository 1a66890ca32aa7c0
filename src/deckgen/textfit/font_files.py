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

_TWINS = {
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
    wanted = {family.casefold(), _TWINS.get(family.casefold(), "")} - {""}
    for folder in folders:
        found = _in_folder(folder, wanted, bold=bold, italic=italic)
        if found is not None:
            return found
    return _installed(family, wanted, bold=bold, italic=italic)


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


def _installed(family: str, wanted: set[str], *, bold: bool, italic: bool) -> FontFile | None:
    """The face that fontconfig finds, if it is of the family itself or its twin."""
    program = shutil.which("fc-match")
    if program is None:
        folders = map(os.path.expandvars, map(os.path.expanduser, _OF_SYSTEM.get(sys.platform, ())))
        found = (_in_folder(Path(name), wanted, bold=bold, italic=italic) for name in folders)
        return next((file for file in found if file is not None), None)
    name = family.translate({ord(char): f"\\{char}" for char in "\\-:,"})
    query = name + ":bold" * bold + ":italic" * italic
    form = "%{family}\n%{file}\n%{index}"
    run = subprocess.run(
        [program, "-f", form, query], capture_output=True, text=True, check=False, timeout=30
    )
    families, _, rest = run.stdout.partition("\n")
    file, _, index = rest.partition("\n")
    if run.returncode or not wanted & {name.casefold() for name in families.split(",")}:
        return None
    return FontFile(Path(file), int(index or 0) & 0xFFFF)
