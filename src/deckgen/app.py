"""The use cases, as functions: what the command line calls and what Python code may call."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from deckgen import files, kinds, load, manuscript, package, planning, soundness
from deckgen.checks import report
from deckgen.checks.report import Report
from deckgen.checks.settings import Settings
from deckgen.checks.subject import Subject
from deckgen.deck import Deck
from deckgen.diagnostics import Diagnostic, fail, shown
from deckgen.embed import Embed
from deckgen.opc import Package
from deckgen.package import seal, signature
from deckgen.plan import Plan
from deckgen.template import Template

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
    output: str | Path | None = None,
    template: str | Path | None = None,
    embed: Embed | None = None,
    force: bool = False,
) -> Built:
    """Write the presentation of a deck.

    `output` and `template` stand in for those of deck.yaml. Raises `Problem` with every fault
    of the stage that found one; then nothing was written. An existing file is replaced only
    where deckgen wrote it and nobody edited it since, or with `force`.
    """
    read = load.read(Path(deck))
    planned, base = plan(read, template)
    path = Path(output) if output is not None else output_path(read)
    kinds.check_suffix(path)
    protect(path, force=force)
    marked = read.embed if embed is None else embed
    written = package.write(planned, base, marked)
    remarks = signature.drop_broken(written)
    kinds.convert(written, Path(base.name), path)
    written.name = shown(path)
    original = read.template if template is None else Path(template)
    soundness.ensure(written, lambda: Package.open(original))
    files.write(path, seal.sealed(written) if marked.marks else written.save())
    return Built(path, len(planned.slides), tuple(remarks))


def check(
    path: str | Path = DECK,
    *,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> Report:
    """Run the rules on a deck, or on any presentation.

    A deck is planned and written in memory, and what would be written is checked. `as_of` is the
    day to which age is counted, else the deck's own; `since` names the facts file or the revision
    whose figures must stand nowhere any more. Raises `Problem` where the deck does not build.
    """
    path = Path(path)
    if kinds.is_presentation(path):
        subject = Subject.of_file(Package.open(path), as_of=as_of, since=since)
        return report.run(subject, Settings())
    written = manuscript.read(path)
    deck = load.load(written)
    settings = Settings.of(written.settings)
    planned, base = plan(deck, template)
    package_ = package.write(planned, base, deck.embed)
    subject = Subject.of_deck(
        deck, planned, package_, as_of=as_of, since=since, notes_required=settings.notes
    )
    return report.run(subject, settings)


def plan(deck: Deck, template: str | Path | None = None) -> tuple[Plan, Template]:
    """The plan of a deck, and the template that it is made for."""
    if template is not None:
        base = Template.open(Path(template))
    else:
        base = Template.open(deck.template, deck.template_text.span)
    return planning.plan(deck, base), base


def output_path(deck: Deck, variant: str = "") -> Path:
    """Where a deck goes by its own `output` pattern; the base leaves `-{variant}` out."""
    pattern = deck.output
    if not variant:
        for mark in ("-{variant}", "_{variant}", " {variant}", "{variant}"):
            pattern = pattern.replace(mark, "")
    name = pattern.replace("{deck}", deck.name).replace("{variant}", variant)
    return deck.folder / name


def protect(path: Path, *, force: bool) -> None:
    """Refuse to replace a file that deckgen did not write, or that was edited since."""
    if force or not path.exists():
        return
    if path.is_dir():
        raise fail("unwritable", f"{shown(path)} is a folder")
    state = seal.inspect(path.read_bytes())
    if state is not seal.Seal.WHOLE:
        raise fail(
            "would-overwrite", f"{shown(path)} is there already, {state.value}", None, "",
            "keep it under another name, name another file with `-o`, or replace it by `--force`",
        )  # fmt: skip
