"""Writing the copy of a deck for outside: the use case around `deckgen.publish`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deckgen import files
from deckgen.commands import build
from deckgen.deck import EmbedMode, load
from deckgen.diagnostics import error, shown
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from deckgen.presentation import integrity, redact
from deckgen.presentation._redact_files import RedactionReport
from deckgen.presentation.redact import RedactionOptions
from deckgen.project import DeckBuilder


@dataclass(frozen=True, slots=True)
class Published:
    """A copy for outside that was written, and what was taken out for it."""

    path: Path
    slides: int
    outcome: RedactionReport


def publish(
    source: Path,
    output: Path,
    options: RedactionOptions,
    *,
    variant: str | None = None,
    force: bool = False,
) -> Published:
    """Write the copy of a deck, or of a presentation, that is for outside.

    Raises `Problem` where the deck does not build or the file cannot be replaced.
    """
    integrity.check_suffix(output)
    if output.exists() and not force:
        raise error(
            "would-overwrite",
            f"{shown(output)} is there already",
            help="name another file with `-o`, or replace it by `--force`",
        )
    package, kind = _opened(source, output, variant)
    outcome = redact.redact(package, options)
    integrity.convert(package, kind, output)
    integrity.drop_broken(package)
    files.write(output, package.save())
    slides = sum(1 for _ in each(package.presentation.root, "p:sldId"))
    return Published(output, slides, outcome)


def _opened(source: Path, output: Path, variant: str | None) -> tuple[Package, Path]:
    """The presentation, and the name whose suffix tells its kind."""
    if integrity.is_presentation(source):
        return Package.open(source), source
    deck = load.load(build.resolved(source, variant))
    press = DeckBuilder()
    printed = press.print(deck, press.plan(deck), output, EmbedMode.NONE)
    return Package.load(printed.data, shown(output)), output
