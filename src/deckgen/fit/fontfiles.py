"""Faces from font files, shaped by HarfBuzz, where uharfbuzz is installed and the file is found."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from deckgen.fit.face import Placed

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_TWINS = {
    "times new roman": "liberation serif",
    "courier new": "liberation mono",
    "arial narrow": "liberation sans narrow",
    "cambria": "caladea",
    "georgia": "gelasio",
}
"""Open fonts whose signs are as wide as those of a family that is seldom installed."""


@cache
def _harfbuzz() -> Any:
    """The shaping engine, None where it is not installed; no deck in our own fonts needs it."""
    try:
        import uharfbuzz
    except ImportError:
        return None
    return uharfbuzz


class FileFace:
    """A face in a font file; PowerPoint on Windows sets no ligatures."""

    def __init__(self, path: Path, index: int = 0, *, ligatures: bool = False) -> None:
        """Open the face of that number in a file. Raises OSError where there is no such file."""
        self._features = {"liga": ligatures, "clig": ligatures}
        self._engine = _harfbuzz()
        self._face = self._engine.Face(path.read_bytes(), index)
        self._font = self._engine.Font(self._face)
        self._em: int = self._face.upem

    @property
    def names(self) -> set[str]:
        """The family and style names that the font gives itself, in small letters."""
        found: set[str] = set()
        for word in ("FONT_FAMILY", "TYPOGRAPHIC_FAMILY"):
            name = self._face.get_name(getattr(self._engine.OTNameIdPredefined, word))
            found.add((name or "").casefold())
        return found

    @property
    def style(self) -> tuple[bool, bool]:
        """Whether the face is bold and whether it is italic."""
        name = self._face.get_name(self._engine.OTNameIdPredefined.FONT_SUBFAMILY) or ""
        words = name.casefold().split()
        return "bold" in words, "italic" in words or "oblique" in words

    def place(self, text: str, *, kerned: bool) -> Placed:
        """Where the signs of a text start and end; signs of one cluster share their place."""
        buffer = self._engine.Buffer()
        buffer.add_codepoints([ord(sign) for sign in text])
        buffer.guess_segment_properties()
        self._engine.shape(self._font, buffer, {"kern": kerned, **self._features})
        advances = [0] * len(text)
        certain = True
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            advances[info.cluster] += position.x_advance
            certain &= info.codepoint != 0
        ends = [edge / self._em for edge in accumulate(advances)]
        return Placed([0.0, *ends[:-1]][: len(text)], ends, certain)


def find(family: str, *, bold: bool, italic: bool, folders: tuple[str, ...]) -> FileFace | None:
    """The face of a family, from folders of font files or those installed; None without one."""
    if _harfbuzz() is None:
        return None
    wanted = {family.casefold(), _TWINS.get(family.casefold(), "")} - {""}
    for candidate in _in_folders(folders):
        if candidate.names & wanted and candidate.style == (bold, italic):
            return candidate
    return _installed(family, wanted, bold=bold, italic=italic)


def _in_folders(folders: tuple[str, ...]) -> Iterator[FileFace]:
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.lower() in _SUFFIXES:
                yield FileFace(path)


def _installed(family: str, wanted: set[str], *, bold: bool, italic: bool) -> FileFace | None:
    """What fontconfig answers, if that is the family itself or its twin."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    name = family.translate({ord(sign): f"\\{sign}" for sign in "\\-:,"})
    query = name + ":bold" * bold + ":italic" * italic
    form = "%{family}\n%{file}\n%{index}"
    run = subprocess.run(
        [program, "-f", form, query], capture_output=True, text=True, check=False, timeout=30
    )
    families, _, rest = run.stdout.partition("\n")
    file, _, index = rest.partition("\n")
    if run.returncode or not wanted & {name.casefold() for name in families.split(",")}:
        return None
    return FileFace(Path(file), int(index or 0) & 0xFFFF)
