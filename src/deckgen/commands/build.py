"""`deckgen build`: a deck to a presentation; and what other commands do as a build does.

That is to read a deck with its variant, to name the file to write, and to protect files that
exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen import files
from deckgen.deck import Deck, EmbedMode, load, source_files
from deckgen.deck.source_files import DeckSource
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Diagnostic, Problem, Severity, error, real_path, shown
from deckgen.presentation import integrity
from deckgen.project import DeckBuilder

if TYPE_CHECKING:
    from pptx.presentation import Presentation


DECK = Path()
"""What commands take where no deck is named: the deck of the working folder."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A presentation that was written: its path, the number of slides, and the warnings."""

    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...] = ()

    def presentation(self) -> Presentation:
        """The presentation opened in python-pptx, for scripts that process it further."""
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

    `output`, a file or a folder, `template` and `embed` replace those of deck.yaml. `anchored`
    gives each slide a custom show, by which it is known again in LibreOffice too; `strict` refuses
    values that are still to come (`TODO`) and text that does not fit. An existing file is replaced
    only where deckgen wrote it and nobody edited it since, or with `force`. Raises `Problem` with
    every fault of the stage that found one; then nothing was written.
    """
    source = read_source(deck, variant)
    pending = pending_values(source, strict=strict)
    read = load.load(source)
    builder = DeckBuilder(Path(template) if template is not None else None, anchored)
    planned = builder.plan(read)
    path = output_file(read, variant or "", None if output is None else Path(output))
    integrity.check_suffix(path)
    check_not_input(path, read, builder)
    check_overwrite(path, force=force)
    fit = builder.fit_diagnostics(read, planned, strict=strict)
    packed = builder.pack(read, planned, path, read.embed if embed is None else embed)
    files.write(path, packed.data)
    return BuildResult(path, len(planned.slides), (*pending, *fit, *packed.remarks))


def read_source(deck: str | Path, variant: str | None = None) -> DeckSource:
    """The YAML of a deck, with the changes of a variant where one is named. Raises `Problem`."""
    base = source_files.read(Path(deck))
    return base if variant is None else Variants(base).manuscript(variant)


def pending_values(source: DeckSource, *, strict: bool) -> tuple[Diagnostic, ...]:
    """Warnings for values still to come (`TODO`); with `strict`, raises `Problem` for them."""
    found = source_files.find_todos(source, Severity.ERROR if strict else Severity.WARNING)
    if strict and found:
        raise Problem(*found)
    return tuple(found)


def output_path(deck: Deck, variant: str = "") -> Path:
    """The path that `output:` of deck.yaml gives; without a variant, `-{variant}` is left out."""
    pattern = deck.output
    if not variant:
        for part in ("-{variant}", "_{variant}", " {variant}", "{variant}"):
            pattern = pattern.replace(part, "")
    name = pattern.replace("{deck}", deck.name).replace("{variant}", variant)
    return deck.folder / name


def output_file(deck: Deck, variant: str, output: Path | None) -> Path:
    """The file to write: `output`, or in that folder; without it, where deck.yaml says."""
    path = output_path(deck, variant)
    if output is None:
        return path
    return output / path.name if is_folder(output) else output


def is_folder(output: Path) -> bool:
    """Whether an output is a folder: one that exists, or a name without a suffix."""
    return output.is_dir() or not output.suffix


def check_not_input(path: Path, deck: Deck, builder: DeckBuilder) -> None:
    """Raise `Problem` where `path` is the deck.yaml or the template; `--force` does not help."""
    if real_path(path) in {real_path(p) for p in (deck.path, builder.template or deck.template)}:
        raise error(
            "input",
            f"{shown(path)} is what the deck is made from",
            help="name another file with `-o`",
        )


def check_overwrite(path: Path, *, force: bool) -> None:
    """Raise `Problem` where a file is there that deckgen did not write, or that was edited since.

    With `force` every file may be replaced.
    """
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
        # Imported only where it is needed: a build starts faster without.
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
