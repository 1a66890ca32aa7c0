"""Which files a deck is made of, to read it again as they change. Needs watchfiles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from deckgen.diagnostics import Problem, Span
from deckgen.project import Project

DEBOUNCE, STEP, PATIENCE = 60, 15, 250
"""Milliseconds in which changes count as one, between two looks, and until looking begins anew."""


def folders(project: Project) -> set[Path]:
    """The folders in which files of a deck lie, as far as it can be read."""
    found = {project.path.parent}
    try:
        source = project.source
        found |= {table.span.source.path.parent for table in source.facts}
        found |= {entry.node.span.source.path.parent for entry in source.slides}
        tables = (source.contacts, source.formats)
        found |= {table.span.source.path.parent for table in tables if table is not None}
        found.add(project.deck.template.parent)
    except Problem as fault:
        places = (diagnostic.place for diagnostic in fault.diagnostics)
        found |= {place.source.path.parent for place in places if isinstance(place, Span)}
    return {path.resolve() for path in found if path.is_dir()}


def matters(watched: Collection[Path]) -> Callable[[object, str], bool]:
    """What says whether a file may be one that a deck in these folders is made of.

    Hidden ones in them, and what editors keep beside a file, are not.
    """

    def may_matter(_change: object, path: str) -> bool:
        found = Path(path)
        within = [found.relative_to(folder) for folder in watched if found.is_relative_to(folder)]
        seen = any(not any(part.startswith(".") for part in inner.parts) for inner in within)
        return seen and not found.name.startswith("~$") and not found.name.endswith("~")

    return may_matter


def versions(project: Project) -> Iterator[Project]:
    """The project, then the project read again after each change of its files, without an end.

    What is written to its own output is no change.
    """
    from watchfiles import watch

    watched: set[Path] = set()
    while True:
        if not folders(project) <= watched:
            watched = folders(project)
            changes = watch(
                *watched, watch_filter=matters(watched), debounce=DEBOUNCE, step=STEP,
                rust_timeout=PATIENCE, yield_on_timeout=True,
            )  # fmt: skip
            next(changes)  # from now on no change is missed
        yield project
        output = _output(project)
        for found in changes:
            if any(Path(path) != output for _, path in found):
                break
        project = project.read_again()


def _output(project: Project) -> Path | None:
    try:
        return project.output_file().resolve()
    except Problem:
        return None
