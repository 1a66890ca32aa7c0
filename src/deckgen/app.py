"""The use cases, as functions: what the command line calls and what Python code may call."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from deckgen import files, guard, kinds, load, manuscript, pending
from deckgen.checks import report
from deckgen.checks.report import Report
from deckgen.checks.settings import Settings
from deckgen.checks.subject import Subject
from deckgen.deck import Deck
from deckgen.diagnostics import Diagnostic, Problem, Severity, fail, shown
from deckgen.embed import Embed
from deckgen.manuscript import Manuscript
from deckgen.opc import Package
from deckgen.package import seal
from deckgen.press import Press
from deckgen.variants import Variants

DECK = Path("content/deck.yaml")
"""The deck that commands take where none is named."""


@dataclass(frozen=True, slots=True)
class Built:
    """A deck that was written: where, how many slides, and what was found on the way."""

    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...] = ()


def build(
    deck: str | Path = DECK,
    *,
    variant: str | None = None,
    output: str | Path | None = None,
    template: str | Path | None = None,
    embed: Embed | None = None,
    anchored: bool = False,
    strict: bool = False,
    force: bool = False,
) -> Built:
    """Write the presentation of a deck, or of one of its variants.

    `output`, a file or a folder, and `template` stand in for those of deck.yaml; `anchored` gives
    each slide a custom show, by which it is known again in LibreOffice too; `strict` refuses values
    that are still to come (`TODO`). Raises `Problem` with every fault of the stage that
    found one; then nothing was written. An existing file is replaced only where deckgen wrote it
    and nobody edited it since, or with `force`.
    """
    source = resolved(deck, variant)
    waiting = to_come(source, strict=strict)
    read = load.load(source)
    press = Press(Path(template) if template is not None else None, anchored)
    planned = press.plan(read)
    path = target(read, variant or "", None if output is None else Path(output))
    kinds.check_suffix(path)
    protect(path, force=force)
    printed = press.print(read, planned, path, read.embed if embed is None else embed)
    files.write(path, printed.data)
    return Built(path, len(planned.slides), (*waiting, *printed.remarks))


def resolved(deck: str | Path, variant: str | None = None) -> Manuscript:
    """The manuscript of a deck.yaml, with the changes of a variant where one is named."""
    base = manuscript.read(Path(deck))
    return base if variant is None else Variants(base).manuscript(variant)


def to_come(source: Manuscript, *, strict: bool) -> tuple[Diagnostic, ...]:
    """Warnings for values that are still to come; raises `Problem` for them where `strict`."""
    found = pending.find(source, Severity.ERROR if strict else Severity.WARNING)
    if strict and found:
        raise Problem(*found)
    return tuple(found)


def check(
    path: str | Path = DECK,
    *,
    variant: str | None = None,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> Report:
    """Run the rules on a deck, on one of its variants, or on any presentation.

    A deck is built in memory, and what would be written is checked. `as_of` is the day to which
    age is counted, else the deck's own; `since` names the facts file or the revision whose
    figures must stand nowhere any more. Raises `Problem` where the deck does not build.
    """
    path = Path(path)
    if kinds.is_presentation(path):
        return report.of_file(Package.open(path), as_of=as_of, since=since)
    source = resolved(path, variant)
    deck = load.load(source)
    settings = Settings.of(source.settings)
    press = Press(Path(template) if template is not None else None)
    planned = press.plan(deck)
    goal = target(deck, variant or "", None)
    printed = press.print(deck, planned, goal, deck.embed)
    subject = Subject(
        Package.load(printed.data, shown(goal)),
        planned,
        deck,
        source,
        as_of=as_of or deck.as_of,
        since=since,
        notes_required=settings.notes,
    )
    return report.run(subject, settings)


def output_path(deck: Deck, variant: str = "") -> Path:
    """Where a deck goes by its own `output` pattern; the base leaves `-{variant}` out."""
    pattern = deck.output
    if not variant:
        for mark in ("-{variant}", "_{variant}", " {variant}", "{variant}"):
            pattern = pattern.replace(mark, "")
    name = pattern.replace("{deck}", deck.name).replace("{variant}", variant)
    return deck.folder / name


def target(deck: Deck, variant: str, output: Path | None) -> Path:
    """The file to write: the one named, or in the folder named, or where deck.yaml says."""
    path = output_path(deck, variant)
    if output is None:
        return path
    return output / path.name if is_folder(output) else output


def is_folder(output: Path) -> bool:
    """Whether an output is a folder: one that is there, or a name without a suffix."""
    return output.is_dir() or not output.suffix


def protect(path: Path, *, force: bool) -> None:
    """Refuse to replace a file that deckgen did not write, or that was edited since."""
    if force or not path.exists():
        return
    if path.is_dir():
        raise fail("unwritable", f"{shown(path)} is a folder")
    data = path.read_bytes()
    state = seal.inspect(data)
    if state is seal.Seal.WHOLE:
        return
    edited = guard.edits(data, shown(path)) if state is seal.Seal.BROKEN else ()
    raise fail(
        "would-overwrite", f"{shown(path)} is there already, {state.value}", None, "", *edited,
        "keep it under another name, name another file with `-o`, or replace it by `--force`",
    )  # fmt: skip
