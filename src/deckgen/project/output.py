"""Where a presentation is written, and which files that must not replace."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from deckgen import files
from deckgen.deck import Deck
from deckgen.diagnostics import error, real_path, shown
from deckgen.presentation import integrity


def output_path(deck: Deck, variant: str = "") -> Path:
    """The path that `output:` of deck.yaml gives.

    Without a variant, `{variant}` is left out with the `-`, `_` or blank that joins it. A folder of
    that name alone is left out too, and a file of it has the name of the deck.
    """
    pattern = deck.output
    if not variant:
        *folders, file = pattern.split("/")
        kept = [_without_variant(folder) for folder in folders if folder != "{variant}"]
        file = _without_variant(file)
        pattern = "/".join([*kept, f"{{deck}}{file}" if file.startswith(".") else file])
    name = pattern.replace("{deck}", deck.name).replace("{variant}", variant)
    return deck.folder / name


def _without_variant(part: str) -> str:
    left = re.sub(r"[-_ ]?\{variant\}", "", part)
    return left.lstrip("-_ ") if part.startswith("{variant}") else left


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
    state = _integrity(path, data)
    if state is integrity.Integrity.WHOLE:
        return
    edited: tuple[str, ...] = ()
    if state is integrity.Integrity.BROKEN:
        # Imported only where it is needed: a build starts faster without.
        from deckgen.review import diff

        edited = diff.edits_since_build(data, shown(path))
    raise error(
        "would-overwrite",
        f"{shown(path)} is there already, {state.value}",
        help=(
            *edited,
            "keep it under another name, name another file with `-o`, or replace it by `--force`",
        ),
    )


RECORD = ".deckgen"
"""The file in an output's folder that says which presentations without marks of their own deckgen
wrote there: a line for each, its SHA-256 and its name, as sha256sum writes them."""


def put(path: Path, data: bytes, *, marked: bool) -> None:
    """Write a presentation; of one without marks (`embed: none`) the folder's record says so.

    So it does of one that has no marks but those of the deck it was extracted from: `marked` says
    whether it got its own when it was packed.
    """
    written = {path: data}
    if not marked:
        recorded = {**_recorded(path.parent), path.name: hashlib.sha256(data).hexdigest()}
        lines = (f"{digest}  {name}\n" for name, digest in sorted(recorded.items()))
        written[path.parent / RECORD] = "".join(lines).encode()
    files.write_all(written)


def _recorded(folder: Path) -> dict[str, str]:
    """The digests by file name that a folder's record says; what is no such line is left out."""
    try:
        lines = (folder / RECORD).read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    parted = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in parted if name}


def _integrity(path: Path, data: bytes) -> integrity.Integrity:
    """The integrity of a file by its mark, and where that does not fit by its folder's record."""
    state = integrity.inspect(data)
    digest = _recorded(path.parent).get(path.name)
    if state is integrity.Integrity.WHOLE or digest is None:
        return state
    same = digest == hashlib.sha256(data).hexdigest()
    return integrity.Integrity.WHOLE if same else integrity.Integrity.BROKEN
