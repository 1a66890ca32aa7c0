"""`deckgen flatten`: a deck with a variant's changes as one YAML file, for the same presentation.

Facts, contacts and formats are in that file. The paths of the template and the output are
relative to its folder; files that the content names are copied beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct

from deckgen import files
from deckgen.deck.source_files import DeckSource, SectionMark
from deckgen.diagnostics import error, shown
from deckgen.project import Project
from deckgen.project.output import check_new, output_path
from deckgen.source import reading
from deckgen.source.nodes import MappingNode
from deckgen.source.writing import YamlData, dump, plain

_REWRITTEN = ("name", "template", "output", "facts", "contacts", "formats", "variants", "slides")
"""The keys of deck.yaml that are not copied as they are."""
NAME = "deck.yaml"


class FlattenResult(Struct, frozen=True):
    """The path of the YAML file that was written, and the files that were copied for it."""

    path: Path
    copies: tuple[Path, ...]


def text(project: Project, folder: Path) -> str:
    """The YAML of a deck with its variant's changes, for a file in `folder`.

    Raises `Problem` where the YAML has faults.
    """
    source, deck, variant = project.source, project.deck, project.variant or ""
    flat: dict[str, YamlData] = {"title": deck.title} if deck.title else {}
    flat["name"] = deck.name
    unchanged = (pair for pair in source.settings if pair[0].text not in _REWRITTEN)
    flat |= {key.text: plain(value) for key, value in unchanged}
    flat["template"] = _relative(deck.template, folder)
    flat["output"] = _relative(output_path(deck, variant), folder)
    tables = {
        "facts": MappingNode(tuple(chain.from_iterable(source.facts)), source.settings.span),
        "contacts": source.contacts,
        "formats": source.formats,
    }
    flat |= {word: plain(table) for word, table in tables.items() if table and table.entries}
    flat["slides"] = list(_slides(source))
    what = f"{shown(source.path)}, variant {variant}" if variant else shown(source.path)
    return f"# {what}, flattened by deckgen.\n{dump(flat)}"


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _slides(source: DeckSource) -> Iterator[YamlData]:
    for entry in source.entries:
        if isinstance(entry, SectionMark):
            yield {"section": entry.name.text}
        else:
            keys = {key.text: plain(value) for key, value in entry.node if key.text != "id"}
            yield {"id": entry.id.text, **keys}


def write(
    deck: Path, folder: Path, *, variant: str | None = None, force: bool = False
) -> FlattenResult:
    """Write the deck into a folder, with the files that its content names.

    Raises `Problem` where the deck cannot be planned, which tells what these files are, and,
    without `force`, where the folder has other files of these names.
    """
    project = Project(deck, variant=variant)
    path = folder / NAME
    if path.exists() and path.resolve() == project.source.path.resolve():
        raise error(
            "would-overwrite",
            f"{shown(path)} is the deck itself",
            help="name another folder with `-o`",
        )
    inside = project.deck.folder
    with reading.located() as named:
        project.plan  # noqa: B018 - content names its files while it is planned
    copies = {folder / name.relative_to(inside): name for name in sorted(set(named))}
    contents = {path: text(project, folder).encode()}
    contents |= {copy: original.read_bytes() for copy, original in copies.items()}
    for target, data in contents.items():
        check_new(target, data, force=force, other="another folder with `-o`")
    files.write_all(contents)
    return FlattenResult(path, tuple(copies))
