"""`deckgen check`: the rules, run on a deck or on any presentation; and `--fix`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from deckgen import checks, files
from deckgen.checks import CheckReport
from deckgen.checks.fix import fixes
from deckgen.checks.rules.layout import is_empty
from deckgen.checks.subject import Subject
from deckgen.deck import DeckName
from deckgen.diagnostics import Diagnostic, Place, Problem, error, shown
from deckgen.opc.package import Package
from deckgen.presentation import integrity
from deckgen.project import DECK, Finish, Project
from deckgen.project.output import check_overwrite
from deckgen.source import edit as source_edit
from deckgen.source.edit import Edit
from deckgen.source.nodes import MappingNode, ScalarNode


def check(
    path: str | Path = DECK,
    *,
    variant: str | None = None,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
    finish: Finish = None,
) -> CheckReport:
    """Run the rules on a deck, on one of its variants, or on any presentation.

    A deck is built in memory, and what would be written is checked. `as_of` is the day to which
    age is counted, else the deck's own; `since` is a facts file or a git revision, whose figures
    are reported where they are still shown; `finish` finishes the deck, as for `build`. Raises
    `Problem` where the deck does not build.
    """
    path = Path(path)
    if integrity.is_presentation(path):
        return checks.of_file(Package.open(path), as_of=as_of)
    project = Project(path, variant=variant, template=template)
    return project.check(as_of=as_of, since=since, finish=finish)


def check_all(
    path: str | Path = DECK,
    *,
    base: bool = True,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
    finish: Finish = None,
) -> CheckReport:
    """Run the rules on every variant of a deck and, with `base`, on the deck itself: one report.

    What decks share is read once, and told once. The other parameters are those of `check`. A deck
    that does not build leaves the others checked. Raises `Problem` where the deck's own files
    cannot be read, and where it has no variants.
    """
    project = Project(path, template=template)
    decks = project.variants.decks(base=base)
    reports: dict[DeckName, CheckReport] = {}
    errors: list[tuple[DeckName, Diagnostic]] = []
    for name in decks:
        try:
            reports[name] = project.of_variant(name).check(as_of=as_of, since=since, finish=finish)
        except Problem as problem:
            errors += ((name, found) for found in problem.diagnostics)
    return checks.merged(shown(project.source.path), decks, reports, errors)


# `--fix`: what can be fixed safely, in YAML or in a presentation.


class AppliedFix(Struct, frozen=True):
    """One thing that was fixed: the rule that found it, what was done, and where."""

    rule: str
    message: str
    place: Place | None


class FixResult(Struct, frozen=True):
    """What was fixed, the files that were written, and what the rules find now."""

    fixes: tuple[AppliedFix, ...]
    written: tuple[Path, ...]
    report: CheckReport


def fix_presentation(
    path: Path,
    *,
    output: Path | None = None,
    force: bool = False,
    decorative: Iterable[str] = (),
    as_of: datetime.date | None = None,
) -> FixResult:
    """Fix a presentation and write it to `output`, or with `force` in its own place.

    `decorative` are patterns (`Line *`) of names of shapes to mark as decorative; those that have
    text or alternative text are left alone. Nothing is written where there is nothing to fix.
    Raises `Problem` where a file would be replaced that must not be.
    """
    if output is None and not force:
        raise error(
            "no-output",
            f"{shown(path)} would be changed in its place",
            help="name another file with `-o`, or replace it with `--force`",
        )
    target = path if output is None else output
    integrity.check_suffix(target)
    package = Package.open(path)
    applied = []
    for fix in fixes(Subject.of_file(package), tuple(decorative)):
        fix.do()
        applied.append(AppliedFix(fix.rule, fix.message, fix.where.place))
    if not applied:
        return FixResult((), (), check(path, as_of=as_of))
    check_overwrite(target, force=force)
    integrity.drop_broken_signatures(package)
    data = package.save()
    files.write(target, data)
    fixed = Package.load(data, shown(target))
    return FixResult(tuple(applied), (target,), checks.of_file(fixed, as_of=as_of))


def fix_deck(
    path: Path,
    *,
    template: Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> FixResult:
    """Fix the YAML of a deck: empty slots are removed.

    The other faults that can be fixed in a presentation cannot occur in a deck: a build writes
    languages and header rows, and the reading order is the template's. The parameters are those of
    `check`. Raises `Problem` where the deck does not build.
    """
    found = list(_blank_slots(Project(path, template=template).subject()))
    texts = source_edit.applied(edit for edit, _ in found)
    files.write_all({path: source_edit.encoded(path, text) for path, text in texts.items()})
    now = check(path, template=template, as_of=as_of, since=since)
    return FixResult(tuple(applied for _, applied in found), tuple(texts), now)


def _blank_slots(subject: Subject) -> Iterator[tuple[Edit, AppliedFix]]:
    """The edits that remove the slots which the author left empty."""
    assert subject.deck is not None, "a deck is fixed"
    for source, slide in zip(subject.deck.slides, subject.slides, strict=True):
        blank = {shape.name for shape in slide.shapes if is_empty(shape) and not shape.is_title}
        for key, value in source.slots:
            if key.text in blank and isinstance(value, ScalarNode) and _is_removable(source.node):
                message = f"empty slot `{key.text}` taken out"
                yield (
                    source_edit.remove(source.node, key.text),
                    AppliedFix("PH-EMPTY", message, key.span),
                )


def _is_removable(node: MappingNode) -> bool:
    """Whether each key of a mapping is on lines of its own: edits remove whole lines."""
    lines = [key.span.line for key, _ in node]
    return len(set(lines)) == len(lines)
