"""What a presentation said when it was last built, and what changed since.

The base in the file that a build replaces tells which slides and facts are other ones now, and
holds the figures of facts, those before a jump too, until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from lxml import etree
from msgspec import Struct, structs

from deckgen.diagnostics import Problem, shown
from deckgen.facts import Figure
from deckgen.opc import archive
from deckgen.opc.package import Package
from deckgen.plan import PlanRecord, SlideRecord, plan_of
from deckgen.presentation import marks
from deckgen.review import base


class LastBuild(Struct, frozen=True):
    """A base as it is compared: the plan or its digests, and the figures of facts.

    `before` are figures before a jump, which are compared in place of those in `facts`. Of a deck
    that a finisher changed, the plan or the digests are those from before.
    """

    plan: PlanRecord[SlideRecord] | None = None
    digests: dict[str, str] = {}
    finish: str = ""
    unfinished: PlanRecord[SlideRecord] | None = None
    unfinished_digests: dict[str, str] = {}
    facts: dict[str, Figure] = {}
    before: dict[str, Figure] = {}

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures that a jump is counted from."""
        return {**self.facts, **self.before}


class FactChange(Struct, frozen=True):
    """A fact that says something else than in the last build."""

    id: str
    old: str
    new: str


class BuildChanges(Struct, frozen=True):
    """What changed since the last build: facts, and slides by id.

    `deck` names what changed of the deck as a whole. `same` says that the file is the same.
    """

    facts: tuple[FactChange, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    deck: tuple[str, ...] = ()
    same: bool = False


def read(path: Path) -> LastBuild | None:
    """What the presentation at a path says of its build; None where there is nothing to read."""
    with suppress(Problem, etree.XMLSyntaxError, KeyError):
        if path.is_file():
            # The parts that are read alone are parsed, so that it costs little.
            package = Package(archive.read(path.read_bytes()), shown(path))
            return None if package.presentation_name is None else of(package)
    return None


def of(package: Package) -> LastBuild | None:
    """What a package says of its build; None where it has no base."""
    for data in marks.read_stored(package):
        with suppress(msgspec.MsgspecError):
            found = msgspec.json.decode(data, type=LastBuild)
            return structs.replace(
                found,
                plan=found.unfinished or found.plan,
                digests=found.unfinished_digests or found.digests,
            )
    return None


def changes(old: LastBuild, new: LastBuild) -> BuildChanges | None:
    """What changed from one build to the next; None where only one of them keeps its plan."""
    if (old.plan is None) != (new.plan is None):
        return None
    before, after = _slides(old), _slides(new)
    if old.plan and new.plan and old.plan.formats != new.plan.formats:
        with suppress(*base.DAMAGE):  # opaque formats can have other names now
            before, after = _planned(old.plan), _planned(new.plan)
    return BuildChanges(
        tuple(
            FactChange(name, old.facts[name].shown, figure.shown)
            for name, figure in new.facts.items()
            if name in old.facts and old.facts[name].shown != figure.shown
        ),
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        tuple(name for name in after if name in before and before[name] != after[name]),
        _moved(list(before), list(after)),
        tuple(_deck(old, new)),
    )


def _moved(before: list[str], after: list[str]) -> tuple[str, ...]:
    if before == after:
        return ()
    from deckgen.deck.order import moved

    return tuple(sorted(moved(before, after), key=after.index))


def _slides(build: LastBuild) -> Mapping[str, object]:
    """The slides of a build by id: their records, else their digests."""
    if build.plan is None:
        return build.digests
    return {slide.id: slide for slide in build.plan.slides}


def _planned(plan: PlanRecord[SlideRecord]) -> Mapping[str, object]:
    return {slide.id: slide for slide in plan_of(plan).slides}


def _deck(old: LastBuild, new: LastBuild) -> Sequence[str]:
    """What changed of the deck as a whole."""
    if old.plan is None or new.plan is None:
        return ()
    return [
        what
        for what, before, after in (
            ("title", old.plan.title, new.plan.title),
            ("language", old.plan.language, new.plan.language),
            ("date", old.plan.moment, new.plan.moment),
            ("sections", _sections(old.plan, new.plan), _sections(new.plan, old.plan)),
        )
        if before != after
    ]


def _sections(plan: PlanRecord[SlideRecord], other: PlanRecord[SlideRecord]) -> list[list[str]]:
    """The sections without the slides that the other plan lacks, which are named by themselves."""
    known = {slide.id for slide in other.slides}
    return [[name, *(item for item in ids if item in known)] for name, *ids in plan.sections]
