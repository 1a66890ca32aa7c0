"""The use cases, as functions: what the command line calls and what Python code may call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deckgen import files, kinds, load, package, planning
from deckgen.deck import Deck
from deckgen.diagnostics import Diagnostic, fail, shown
from deckgen.embed import Embed
from deckgen.package import seal
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
    kinds.convert(written, path)
    files.write(path, seal.sealed(written) if marked.marks else written.save())
    return Built(path, len(planned.slides))


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
