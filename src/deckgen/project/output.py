"""Where a presentation is written, and which files that must not replace."""

from __future__ import annotations

from pathlib import Path

from deckgen.deck import Deck
from deckgen.diagnostics import error, real_path, shown
from deckgen.presentation import integrity


def output_path(deck: Deck, variant: str = "") -> Path:
    """The path that `output:` of deck.yaml gives; without a variant, `-{variant}` is left out."""
    pattern = deck.output
    if not variant:
        for part in ("-{variant}", "_{variant}", " {variant}", "{variant}"):
            pattern = pattern.replace(part, "")
    name = pattern.replace("{deck}", deck.name).replace("{variant}", variant)
    return deck.folder / name


def is_folder(output: Path) -> bool:
    """Whether an output is a folder: one that exists, or a name without a suffix."""
    return output.is_dir() or not output.suffix


def check_not_input(path: Path, *inputs: Path) -> None:
    """Raise `Problem` where `path` is one of the inputs of a build; `--force` does not help."""
    if real_path(path) in map(real_path, inputs):
        raise error(
            "input",
            f"{shown(path)} is what the deck is made from",
            help="name another file with `-o`",
        )


def check_new(
    path: Path,
    data: bytes | None = None,
    *,
    force: bool,
    after: str = "",
    other: str = "another file with `-o`",
) -> None:
    """Raise `Problem` where a file is there already with other bytes than `data`.

    With `force` every file may be replaced. `after` is what else the message says, `other` what to
    name instead.
    """
    if not force and path.exists() and (data is None or path.read_bytes() != data):
        raise error(
            "would-overwrite",
            f"{shown(path)} is there already{after}",
            help=f"name {other}, or replace it by `--force`",
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
        from deckgen.review import since_build

        edited = since_build.edits_since_build(data, shown(path))
    raise error(
        "would-overwrite",
        f"{shown(path)} is there already, {state.value}",
        help=(
            *edited,
            "keep it under another name, name another file with `-o`, or replace it by `--force`",
        ),
    )
