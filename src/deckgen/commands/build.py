"""The use cases, as functions: what the command line calls and what Python code may call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen import files
from deckgen.deck import Deck, EmbedMode, load, source_files
from deckgen.deck.source_files import DeckSource
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Diagnostic, Problem, Severity, error, real, shown
from deckgen.presentation import integrity
from deckgen.project import DeckBuilder

if TYPE_CHECKING:
    from pptx.presentation import Presentation


DECK = Path("content/deck.yaml")

"""The deck that commands take where none is named."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A deck that was written: where, how many slides, and what was found on the way."""

    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...] = ()

    def presentation(self) -> Presentation:
        """The deck that was written in python-pptx, for scripts that go on from there."""
        import pptx

        return pptx.Presentation(str(self.path))


def build(
    deck: str | Path = DECK,
    *,
    variant: str | None = None,
    output: str | Path | None = None,
    template: str | Path | None = None,
    embed: EmbedMode | None = None,
    anchored: bool = False,
    strict: bool = False,
    force: bool = False,
) -> BuildResult:
    """Write the presentation of a deck, or of one of its variants.

    `output`, a file or a folder, and `template` stand in for those of deck.yaml; `anchored` gives
    each slide a custom show, by which it is known again in LibreOffice too; `strict` refuses values
    that are still to come (`TODO`) and text that does not fit. Raises `Problem` with every fault of
    the stage that found one; then nothing was written. An existing file is replaced only where
    deckgen wrote it and nobody edited it since, or with `force`.
    """
    source = resolved(deck, variant)
    waiting = to_come(source, strict=strict)
    read = load.load(source)
    press = DeckBuilder(Path(template) if template is not None else None, anchored)
    planned = press.plan(read)
    path = target(read, variant or "", None if output is None else Path(output))
    integrity.check_suffix(path)
    keep_inputs(path, read, press)
    protect(path, force=force)
    misfits = press.misfits(read, planned, strict=strict)
    printed = press.print(read, planned, path, read.embed if embed is None else embed)
    files.write(path, printed.data)
    return BuildResult(path, len(planned.slides), (*waiting, *misfits, *printed.remarks))


def resolved(deck: str | Path, variant: str | None = None) -> DeckSource:
    """The manuscript of a deck.yaml, with the changes of a variant where one is named."""
    base = source_files.read(Path(deck))
    return base if variant is None else Variants(base).manuscript(variant)


def to_come(source: DeckSource, *, strict: bool) -> tuple[Diagnostic, ...]:
    """Warnings for values that are still to come; raises `Problem` for them where `strict`."""
    found = source_files.find(source, Severity.ERROR if strict else Severity.WARNING)
    if strict and found:
        raise Problem(*found)
    return tuple(found)


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


def keep_inputs(path: Path, deck: Deck, press: DeckBuilder) -> None:
    """Refuse to write the deck over what it is made from, whatever else is allowed."""
    if real(path) in {real(p) for p in (deck.path, press.template or deck.template)}:
        raise error(
            "input",
            f"{shown(path)} is what the deck is made from",
            help="name another file with `-o`",
        )


def protect(path: Path, *, force: bool) -> None:
    """Refuse to replace a file that deckgen did not write, or that was edited since."""
    if force or not path.exists():
        return
    if path.is_dir():
        raise error("unwritable", f"{shown(path)} is a folder")
    data = path.read_bytes()
    state = integrity.inspect(data)
    if state is integrity.Integrity.WHOLE:
        return
    edited: tuple[str, ...] = ()
    if state is integrity.Integrity.BROKEN:
        # What compares decks is loaded where one was edited: a build starts faster without.
        from deckgen.commands import _overwrite as overwrite

        edited = overwrite.edits_since_build(data, shown(path))
    raise error(
        "would-overwrite",
        f"{shown(path)} is there already, {state.value}",
        help=(
            *edited,
            "keep it under another name, name another file with `-o`, or replace it by `--force`",
        ),
    )
