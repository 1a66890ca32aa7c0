"""Opening presentations that are taken at their word: what they say is compared, or comes back."""

from __future__ import annotations

from pathlib import Path

from deckgen.diagnostics import Problem, fail, gather, shown
from deckgen.opc.package import Package


def open_whole(path: Path) -> Package:
    """The package in a file, each of whose members stands there once.

    Raises `Problem` as `Package.open` does, and where two members have one name: programs differ in
    which of the two they show, so that nobody knows what the presentation says (ECMA-376 part 2
    has no two parts of equivalent names in a package).
    """
    package = Package.open(path)
    with gather() as problems:
        for name in package.repeated:
            problems.add(_repeated(path, name))
    return package


def _repeated(path: Path, name: str) -> Problem:
    return fail(
        "repeated-part", f"{shown(path)} holds two files named `{name}`", None, "",
        "it was saved by a program at fault, and each editor may show another of the two; "
        "open it, see that it says what it should, and save it again",
    )  # fmt: skip
