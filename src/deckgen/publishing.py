"""Writing the copy of a deck for outside: the use case around `deckgen.publish`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deckgen import app, files, kinds, load
from deckgen.diagnostics import fail, shown
from deckgen.embed import Embed
from deckgen.ooxml import each
from deckgen.opc import Package
from deckgen.package import signature
from deckgen.press import Press
from deckgen.publish import Options, Outcome, strip


@dataclass(frozen=True, slots=True)
class Published:
    """A copy for outside that was written, and what was taken out for it."""

    path: Path
    slides: int
    outcome: Outcome


def publish(
    source: Path,
    output: Path,
    options: Options,
    *,
    variant: str | None = None,
    force: bool = False,
) -> Published:
    """Write the copy of a deck, or of a presentation, that is for outside.

    Raises `Problem` where the deck does not build or the file cannot be replaced.
    """
    kinds.check_suffix(output)
    if output.exists() and not force:
        raise fail(
            "would-overwrite", f"{shown(output)} is there already", None, "",
            "name another file with `-o`, or replace it by `--force`",
        )  # fmt: skip
    package, kind = _opened(source, output, variant)
    outcome = strip(package, options)
    kinds.convert(package, kind, output)
    signature.drop_broken(package)
    files.write(output, package.save())
    slides = sum(1 for _ in each(package.presentation.root, "p:sldId"))
    return Published(output, slides, outcome)


def _opened(source: Path, output: Path, variant: str | None) -> tuple[Package, Path]:
    """The presentation, and the name whose suffix tells its kind."""
    if kinds.is_presentation(source):
        return Package.open(source), source
    deck = load.load(app.resolved(source, variant))
    press = Press()
    printed = press.print(deck, press.plan(deck), output, Embed.NONE)
    return Package.load(printed.data, shown(output)), output
