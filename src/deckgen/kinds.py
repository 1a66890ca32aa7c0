"""Kinds of presentation files: a deck is what its suffix says (ECMA-376 part 1, 13.3.6)."""

from __future__ import annotations

from pathlib import Path

from deckgen.diagnostics import Diagnostic, Severity, Spot, fail, shown, suggest
from deckgen.opc import Package

_OPEN = "application/vnd.openxmlformats-officedocument.presentationml."
_MACRO = "application/vnd.ms-powerpoint."
_TYPES = {
    ".pptx": f"{_OPEN}presentation.main+xml",
    ".potx": f"{_OPEN}template.main+xml",
    ".ppsx": f"{_OPEN}slideshow.main+xml",
    ".pptm": f"{_MACRO}presentation.macroEnabled.main+xml",
    ".potm": f"{_MACRO}template.macroEnabled.main+xml",
    ".ppsm": f"{_MACRO}slideshow.macroEnabled.main+xml",
}


def is_presentation(path: Path) -> bool:
    """Whether a file's suffix is that of a presentation."""
    return path.suffix.lower() in _TYPES


def check_suffix(path: Path) -> None:
    """Raise `Problem` where a file's suffix is none of a presentation."""
    if path.suffix.lower() not in _TYPES:
        raise fail(
            "suffix", f"{shown(path)} has not the suffix of a presentation", None, "",
            *suggest(path.suffix, _TYPES, "name it"),
        )  # fmt: skip


def convert(package: Package, source: Path, path: Path) -> list[Diagnostic]:
    """Make the package of the file `source` the kind of file that `path` names.

    Macros stay in .pptm and its like; elsewhere they go, and what is returned says so.
    """
    suffix = path.suffix.lower()
    if suffix == source.suffix.lower():
        return []
    package.presentation.content_type = _TYPES[suffix]
    macros = package.presentation.rels.of("vbaProject")
    if suffix.endswith("m") or not macros:
        return []
    for item in macros:
        package.presentation.rels.drop(item.id)
        package.drop_unreached({item.target})
    return [
        Diagnostic(
            "macros-dropped",
            f"the template holds macros; a {suffix} file has none, so they were left out",
            Spot(package.name),
            helps=(f"name the output `{path.stem}{suffix[:-1]}m` to keep them",),
            severity=Severity.WARNING,
        )
    ]
