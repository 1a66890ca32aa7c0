"""Which files a deck is made of, to read it again as they change. Needs watchfiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deckgen.diagnostics import Problem
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
        found.add(project.deck.template.parent)
    except Problem:
        pass
    return {path.resolve() for path in found}


def may_matter(_change: object, path: str) -> bool:
    """Whether a file may be one that a deck is made of: no hidden ones, nor what editors keep."""
    found = Path(path)
    hidden = any(part.startswith(".") for part in found.parts)
    return not hidden and not found.name.startswith("~$") and not found.name.endswith("~")


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
                *watched, watch_filter=may_matter, debounce=DEBOUNCE, step=STEP,
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
