"""A deck with a variant's changes as one file of YAML, which builds to the same presentation.

Facts, contacts and formats stand in that file. The paths of the template and the output are
written for its folder; files that the content names are copied beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from deckgen import app, files, load
from deckgen.deck import Deck
from deckgen.diagnostics import fail, shown
from deckgen.manuscript import Manuscript, SectionMark
from deckgen.source import Mapping, Node, Plainly, Scalar, Sequence, dump, plain

_ELSEWHERE = ("facts", "contacts", "formats", "variants", "slides")
NAME = "deck.yaml"


@dataclass(frozen=True, slots=True)
class Flattened:
    """A deck that was written as one file, and the files that were copied for it."""

    path: Path
    copies: tuple[Path, ...]


def text(source: Manuscript, variant: str, folder: Path) -> str:
    """The YAML of a resolved manuscript, for a file in the folder; "" is the base's name.

    Raises `Problem` where the manuscript is not a deck.
    """
    deck = load.load(source)
    flat: dict[str, Plainly] = {"title": deck.title} if deck.title else {}
    flat["name"] = deck.name
    flat |= {key.text: plain(value) for key, value in source.settings if _stays(key)}
    flat["template"] = _relative(deck.template, folder)
    flat["output"] = _relative(app.output_path(deck, variant), folder)
    tables = {
        "facts": Mapping(tuple(chain.from_iterable(source.facts)), source.settings.span),
        "contacts": source.contacts,
        "formats": source.formats,
    }
    flat |= {word: plain(table) for word, table in tables.items() if table and table.entries}
    flat["slides"] = list(_slides(source))
    what = f"{shown(source.path)}, variant {variant}" if variant else shown(source.path)
    return f"# {what}, flattened by deckgen.\n{dump(flat)}"


def _stays(key: Scalar) -> bool:
    return key.text not in (*_ELSEWHERE, "name", "template", "output")


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _slides(source: Manuscript) -> Iterator[Plainly]:
    for entry in source.entries:
        if isinstance(entry, SectionMark):
            yield {"section": entry.name.text}
        else:
            keys = {key.text: plain(value) for key, value in entry.node if key.text != "id"}
            yield {"id": entry.id.text, **keys}


def write(source: Manuscript, variant: str, folder: Path, *, force: bool = False) -> Flattened:
    """Write the deck into a folder, with the files that its content names.

    Raises `Problem` where the folder has another deck.yaml or another file of such a name,
    unless `force`.
    """
    path = folder / NAME
    if path.exists() and path.resolve() == source.path.resolve():
        raise fail("would-overwrite", f"{shown(path)} is the deck itself", None, "",
                   "name another folder with `-o`")  # fmt: skip
    deck = load.load(source)
    wanted = {folder / name: deck.folder / name for name in sorted(_files(source, deck))}
    contents = {path: text(source, variant, folder).encode()}
    contents |= {copy: original.read_bytes() for copy, original in wanted.items()}
    for target, data in contents.items():
        if not force and target.exists() and target.read_bytes() != data:
            raise fail(
                "would-overwrite", f"{shown(target)} is there already", None, "",
                "name another folder with `-o`, or replace it by `--force`",
            )  # fmt: skip
    for target, data in contents.items():
        files.write(target, data)
    return Flattened(path, tuple(wanted))


def _files(source: Manuscript, deck: Deck) -> set[str]:
    """The files in the deck's folder that some text of a slide names, whatever for.

    Too many do no harm: a text that happens to be a file's name is still only a text.
    """
    root = deck.folder.resolve()
    names = {name for entry in source.slides for name in _names(entry.node)}
    return {name for name in names if _is_within(deck.folder / name, root)}


def _names(node: Node) -> Iterator[str]:
    match node:
        case Scalar():
            name = node.text.strip().partition("#")[0]
            if name and "\n" not in name and len(name) < 1000:
                yield name
        case Sequence(items):
            for item in items:
                yield from _names(item)
        case Mapping(entries):
            for _, value in entries:
                yield from _names(value)


def _is_within(path: Path, root: Path) -> bool:
    try:
        return path.is_file() and path.resolve().is_relative_to(root)
    except (OSError, ValueError, RuntimeError):
        return False
