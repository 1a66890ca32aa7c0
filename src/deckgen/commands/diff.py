"""`deckgen diff`: two versions of a deck, under common names.

A version is a deck.yaml, a presentation, or either at a git revision (`HEAD:content/deck.yaml`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from deckgen.appearance.shapes import FIELD_TYPES, TITLE_TYPES
from deckgen.deck import source_files
from deckgen.diagnostics import Problem, display_as, error, shown
from deckgen.opc.package import Package, open_unambiguous
from deckgen.plan import Plan
from deckgen.presentation import document, integrity
from deckgen.project import Project
from deckgen.review import base, git, untracked
from deckgen.review import diff as review_diff
from deckgen.review.base import Base
from deckgen.review.compare import UntrackedChange
from deckgen.review.diff.model import Change
from deckgen.review.identity import SlideReader
from deckgen.review.shown import base_of
from deckgen.source import reading
from deckgen.source.nodes import MappingNode, ScalarNode

_REVISION = re.compile(r"([^:]{2,}):(.+)")


class Version(Struct, frozen=True, dict=True):
    """A version that was read.

    A presentation has a `package`, and in `stored` the base that is stored in it, if there is one;
    without one it has the slide ids and slot names of the base `names`. A deck has a `project`.
    `sent` is the plan of one as it was sent, not as it is.
    """

    package: Package | None = None
    stored: Base | None = None
    project: Project | None = None
    names: Base | None = None
    sent: Plan | None = None

    @cached_property
    def plan(self) -> Plan:
        """The plan of the version."""
        if self.sent is not None:
            return self.sent
        if self.project is not None:
            return self.project.plan
        if self.reader is not None:
            return self.reader.plan
        assert self.base is not None, "a version is a deck or a presentation"
        return self.base.plan

    def slots_of(self, types: Collection[str]) -> frozenset[str]:
        """The names of the slots that are placeholders of these types, such as dates."""
        if self.package is None and self.project is not None:
            layouts = self.project.template.layouts.values()
            slots = (slot for layout in layouts for slot in layout.slots)
            return frozenset(slot.name for slot in slots if slot.type in types)
        known = self.stored or self.names or self.base
        places = {} if known is None else known.places
        return frozenset(slot for (_, slot), place in places.items() if place.type in types)

    @cached_property
    def reader(self) -> SlideReader | None:
        """What reads a presentation under the names of a base, its own or another version's."""
        known = self.stored or self.names
        if self.package is None or known is None:
            return None
        return SlideReader(self.package, known)

    @cached_property
    def base(self) -> Base | None:
        """The base of a presentation, or the one that a build of a deck would store."""
        if self.stored is not None:
            return self.stored
        if self.package is not None:
            return base_of(self.package)
        return None if self.project is None else self.project.base()


def diff(old: str, new: str, *, variant: str | None = None) -> tuple[Change, ...]:
    """What changed from one version of a deck to another.

    Each is the path of a deck.yaml or a presentation, or either at a git revision
    (`HEAD:content/deck.yaml`); `variant` is the variant of a side that is a deck. Raises `Problem`
    for what cannot be read.
    """
    return changes(*pair(old, new, variant))


def changes(before: Version, after: Version) -> tuple[Change, ...]:
    """What changed from one version to the other."""
    untracked_ones = untracked_changes(before, after)
    fields, titles = (
        before.slots_of(types) | after.slots_of(types) for types in (FIELD_TYPES, TITLE_TYPES)
    )
    return tuple(review_diff.diff(before.plan, after.plan, untracked_ones, fields, titles))


def pair(old: str, new: str, variant: str | None = None) -> tuple[Version, Version]:
    """Two versions whose slides and slots have the same names as far as that can be found out.

    `variant` is the variant of a side that is a deck; of one deck named twice the first side is the
    base. Raises `Problem` for what cannot be read.
    """
    before, after = read(old, None if old == new else variant), read(new, variant)
    if before.package is not None and after.package is not None:
        after.package.share(before.package)
    if after.package is None or after.stored is not None:
        return _named_after(before, after), after
    return before, _named_after(after, before)


def since_build(deck: str | Path, variant: str | None = None) -> tuple[Version, Version]:
    """A deck, or its variant, as it was last built, and as its YAML is now.

    What was built is told by the base in the file, whatever was edited there since; one without a
    base tells what it shows. Raises `Problem` where the deck was not built, or cannot be read.
    """
    project = Project(deck, variant=variant)
    path = project.output_file()
    if not path.exists():
        raise error(
            "not-built",
            f"there is no {shown(path)} to compare the deck with",
            help="`deckgen build` writes it; or name two versions",
        )
    _ = project.plan  # whose faults come first
    after = Version(project=project)
    before = _read(path, variant)
    if before.stored is not None:
        return replace(before, sent=before.stored.planned), after
    return _named_after(before, after), after


def untracked_changes(before: Version, after: Version) -> list[UntrackedChange]:
    """The changes in the presentation `after` that no plan holds; none where that is a deck.

    Of what says something else since another build, only what was done to it by hand: how it looks
    follows from what it says, as the end of an axis does.
    """
    sent = before.base
    if after.package is None or sent is None:
        return []
    if before.reader is not None:
        sent = untracked.as_shown(before.reader)
    rewritten = before.package is not None and document.is_rewritten(before.package)
    same = after.reader is not None and after.reader.base is sent
    reader = after.reader if same else None
    found = untracked.untracked_changes(after.package, sent, reader, rewritten=rewritten)
    built = before.stored if before.package is not None else sent
    if after.stored is None or built is None or built.plan == after.stored.plan:
        return found
    by_hand = {*_changed_by_hand(before), *_changed_by_hand(after)}
    return [
        one
        for one in found
        if (one.slide, one.shape) in by_hand or not _says_other(before, after, one)
    ]


def _changed_by_hand(version: Version) -> Iterator[tuple[str, str]]:
    """The slides and shapes of a presentation that look otherwise than deckgen built them."""
    if version.package is not None and version.stored is not None:
        for one in untracked.untracked_changes(version.package, version.stored, version.reader):
            yield one.slide, one.shape


def _says_other(before: Version, after: Version, change: UntrackedChange) -> bool:
    """Whether the shape that looks otherwise is a slot that says something else too, or on a new
    slide."""
    was, now = (version.plan.slide(change.slide) for version in (before, after))
    if was is None or now is None:
        return now is not None
    return was.content(change.shape) != now.content(change.shape)


def _named_after(version: Version, other: Version) -> Version:
    """A presentation without a base, with the names of the other version; others unchanged."""
    if version.package is None or version.stored is not None:
        return version
    return replace(version, names=other.base)


def read(name: str, variant: str | None = None) -> Version:
    """A version by its name on the command line. Raises `Problem` for what cannot be read."""
    path = Path(name)
    revision = None if path.exists() else _REVISION.fullmatch(name)
    if revision is None:
        return _read(path, variant)
    with _at(*revision.groups()) as found:
        version = _read(found, variant)
        _ = version.base  # while the files of the revision are there
        return version


def _read(path: Path, variant: str | None) -> Version:
    if integrity.is_presentation(path):
        opened = open_unambiguous(path)
        return Version(opened, base.base_in(opened))
    project = Project(path, variant=variant)
    _ = project.plan  # its faults are told before those of another version
    return Version(project=project)


@contextmanager
def _at(revision: str, name: str) -> Iterator[Path]:
    """The file at a git revision, in a temporary folder with all that a deck needs."""
    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        root = Path(folder)
        git.extract(revision, [name], root)
        path = root / name
        if not integrity.is_presentation(path):
            path = source_files.find(path)
            at = PurePosixPath(path.relative_to(root).as_posix())
            git.extract(revision, [at.parent.as_posix(), *_templates(path, at)], root)
        with display_as(root, f"{revision}:"):
            yield path


def _templates(path: Path, name: PurePosixPath) -> Iterator[str]:
    """The path in the repository of the template that a deck.yaml names."""
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
