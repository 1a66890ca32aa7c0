"""A version of a deck, as it is named on the command line: a deck.yaml, a presentation, or either
at a git revision (`HEAD:content/deck.yaml`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from deckgen.deck import load, source_files
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Problem, display_as
from deckgen.opc.package import Package, open_whole
from deckgen.plan import Plan, planner
from deckgen.presentation import integrity, write
from deckgen.presentation.base import Base
from deckgen.review import git, identity, untracked
from deckgen.review.untracked import UntrackedChange
from deckgen.source import reading
from deckgen.source.nodes import MappingNode, ScalarNode
from deckgen.template import Template

_REVISION = re.compile(r"([^:]{2,}):(.+)")


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was read: how it is called, and its plan.

    A presentation has a `package`, and in `kept` the base that it keeps; a deck has a `template`.
    """

    name: str
    plan: Plan
    package: Package | None = None
    kept: Base | None = None
    template: Template | None = None

    def base(self) -> Base | None:
        """The base that the version keeps or shows, or that a build of it would keep."""
        if self.kept is not None:
            return self.kept
        if self.package is not None:
            return identity.base_of(self.package)
        if self.template is None:
            return None
        return identity.base_in(write.write(self.plan, self.template))


def pair(old: str, new: str, variant: str | None = None) -> tuple[Version, Version]:
    """Two versions whose slides and slots go by the same names wherever that can be told.

    `variant` is taken of a side that is a deck. Raises `Problem` for what cannot be read.
    """
    before, after = read(old, variant), read(new, variant)
    if after.package is not None:
        return before, _named_after(after, before)
    return _named_after(before, after), after


def beyond(before: Version, after: Version) -> list[UntrackedChange]:
    """What is otherwise in the presentation `after` that no plan holds; nothing is known of a
    deck that was not built."""
    base = before.base()
    if after.package is None or base is None:
        return []
    if before.package is None:
        return untracked.untracked_changes(after.package, base)
    shown, rewritten = untracked.as_shown(before.package, base)
    return untracked.untracked_changes(after.package, shown, rewritten=rewritten)


def _named_after(version: Version, other: Version) -> Version:
    """The version under the names of the other, where it is a presentation without its own."""
    if version.package is None or version.kept is not None:
        return version
    return replace(version, plan=identity.read(version.package, other.base()))


def read(name: str, variant: str | None = None) -> Version:
    """A version by its name. Raises `Problem` for what cannot be read."""
    path = Path(name)
    revision = None if path.exists() else _REVISION.fullmatch(name)
    if revision is None:
        return _read(name, path, variant)
    with _at(*revision.groups()) as found:
        return _read(name, found, variant)


def _read(name: str, path: Path, variant: str | None) -> Version:
    if integrity.is_presentation(path):
        opened = open_whole(path)
        return Version(name, identity.read(opened), opened, identity.base_in(opened))
    written = source_files.read(path)
    deck = load.load(written if variant is None else Variants(written).manuscript(variant))
    template = Template.open(deck.template, deck.template_text.span)
    planned = planner.plan(deck, template)
    return Version(name, planned, template=template)


@contextmanager
def _at(revision: str, name: str) -> Iterator[Path]:
    """The file at a git revision, in a temporary folder with the files that a deck names."""
    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        root = Path(folder)
        git.extract(revision, [name], root)
        path = root / name
        if not integrity.is_presentation(path):
            at = PurePosixPath(name)
            git.extract(revision, [at.parent.as_posix(), *_templates(path, at)], root)
        with display_as(root, f"{revision}:"):
            yield path


def _templates(path: Path, name: PurePosixPath) -> Iterator[str]:
    """The template that a deck.yaml names, as git names it."""
    try:
        settings = reading.read(path)
    except Problem:
        return
    named = settings.get("template") if isinstance(settings, MappingNode) else None
    if isinstance(named, ScalarNode):
        steps: list[str] = []
        for step in (name.parent / named.text).parts:
            if step == ".." and steps:
                steps.pop()
            elif step != ".":
                steps.append(step)
        yield "/".join(steps)
