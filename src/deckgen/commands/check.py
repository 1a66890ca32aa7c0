"""The use case of `deckgen check`: the rules, run on a deck or on any presentation."""

from __future__ import annotations

import codecs
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen import files
from deckgen.check import report
from deckgen.check.fix import fixes
from deckgen.check.report import CheckReport, Settings
from deckgen.check.rules.layout import is_empty
from deckgen.check.subject import Subject
from deckgen.commands.build import DECK, protect, resolved, target
from deckgen.deck import load
from deckgen.diagnostics import Place, Source, error, shown
from deckgen.opc.package import Package
from deckgen.presentation import integrity
from deckgen.project import DeckBuilder
from deckgen.review import git
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
) -> CheckReport:
    """Run the rules on a deck, on one of its variants, or on any presentation.

    A deck is built in memory, and what would be written is checked. `as_of` is the day to which
    age is counted, else the deck's own; `since` names the facts file or the revision whose
    figures must stand nowhere any more. Raises `Problem` where the deck does not build.
    """
    subject, settings = begin(
        Path(path), variant=variant, template=template, as_of=as_of, since=since
    )
    return report.run(subject, settings)


def begin(
    path: Path,
    *,
    variant: str | None = None,
    template: str | Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> tuple[Subject, Settings]:
    """What is to be checked, and what its deck says about that. Raises as `check` does."""
    if integrity.is_presentation(path):
        return Subject.of_file(Package.open(path), as_of=as_of), Settings()
    source = resolved(path, variant)
    deck = load.load(source)
    before = git.read(since, path, variant, deck.language) if since else None
    settings = Settings.of(source.settings)
    press = DeckBuilder(Path(template) if template is not None else None)
    planned = press.plan(deck)
    goal = target(deck, variant or "", None)
    printed = press.print(deck, planned, goal, deck.embed)
    subject = Subject(
        Package.load(printed.data, shown(goal)),
        planned,
        deck,
        source,
        as_of=as_of or deck.as_of,
        earlier=before,
        notes_required=settings.notes,
    )
    return subject, settings


# The use case of `deckgen check --fix`: what is safe to mend, in YAML or in a presentation.


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """One thing that was mended: the rule that asked for it, what was done, and where."""

    rule: str
    message: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class FixResult:
    """What was mended, the files that were written, and what the rules find now."""

    deeds: tuple[AppliedFix, ...]
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
    """Mend a presentation and write it to `output`, or with `force` in its own place.

    `decorative` are patterns (`Line *`) of names of shapes to mark as decorative; those that have
    text or alternative text are left alone. Nothing is written where there is nothing to mend.
    Raises `Problem` where a file would be replaced that must not be.
    """
    if output is None and not force:
        raise error(
            "no-output",
            f"{shown(path)} would be changed in its place",
            help="name another file with `-o`, or replace it with `--force`",
        )
    goal = path if output is None else output
    integrity.check_suffix(goal)
    package = Package.open(path)
    deeds = []
    for mend in fixes(Subject.of_file(package), tuple(decorative)):
        mend.do()
        deeds.append(AppliedFix(mend.rule, mend.message, mend.where.place))
    if not deeds:
        return FixResult((), (), check(path, as_of=as_of))
    protect(goal, force=force)
    integrity.drop_broken(package)
    data = package.save()
    files.write(goal, data)
    again = Package.load(data, shown(goal))
    return FixResult(tuple(deeds), (goal,), report.of_file(again, as_of=as_of))


def fix_deck(
    path: Path,
    *,
    template: Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> FixResult:
    """Mend the YAML of a deck: slots that are filled with nothing are taken out.

    The other faults that can be mended in a presentation cannot come about in a deck: languages
    and header rows are written, and the order of reading is the template's.
    """
    subject, _ = begin(path, template=template)
    found = list(_blank_slots(subject))
    texts: dict[Path, bytes] = {}
    for source in dict.fromkeys(edit.source for edit, _ in found):
        own = [edit for edit, _ in found if edit.source is source]
        texts[source.path] = _encoded(source, own)
    files.write_all(texts)
    again = check(path, template=template, as_of=as_of, since=since)
    return FixResult(tuple(deed for _, deed in found), tuple(texts), again)


def _encoded(source: Source, changes: list[Edit]) -> bytes:
    """The file's new bytes; a byte order mark in front of it stays."""
    mark = codecs.BOM_UTF8 if source.path.read_bytes().startswith(codecs.BOM_UTF8) else b""
    return mark + source_edit.apply(source.text, changes).encode()


def _blank_slots(subject: Subject) -> Iterator[tuple[Edit, AppliedFix]]:
    """The slots that the author filled with nothing, and the edits that take them out."""
    assert subject.deck is not None, "a deck is mended"
    for written, slide in zip(subject.deck.slides, subject.slides, strict=True):
        blank = {shape.name for shape in slide.shapes if is_empty(shape) and not shape.is_title}
        for key, value in written.slots:
            if key.text in blank and isinstance(value, ScalarNode) and _can_go(written.node):
                message = f"empty slot `{key.text}` taken out"
                yield (
                    source_edit.remove(written.node, key.text),
                    AppliedFix("PH-EMPTY", message, key.span),
                )


def _can_go(node: MappingNode) -> bool:
    """Whether a key of a mapping stands on lines of its own, as edits of whole lines need."""
    lines = [key.span.line for key, _ in node]
    return len(set(lines)) == len(lines)
