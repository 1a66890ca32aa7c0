"""The use case of `deckgen check --fix`: what is safe to mend, in YAML or in a presentation."""

from __future__ import annotations

import codecs
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen import checking, files, kinds
from deckgen.app import protect
from deckgen.checks import report
from deckgen.checks.mends import mends
from deckgen.checks.report import Report
from deckgen.checks.rules.placeholders import is_empty
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Place, Source, fail, shown
from deckgen.opc import Package
from deckgen.package import signature
from deckgen.pull import edits
from deckgen.pull.edits import Edit
from deckgen.source import Mapping, Scalar


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was mended: the rule that asked for it, what was done, and where."""

    rule: str
    message: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended, the files that were written, and what the rules find now."""

    deeds: tuple[Deed, ...]
    written: tuple[Path, ...]
    report: Report


def mend_presentation(
    path: Path,
    *,
    output: Path | None = None,
    force: bool = False,
    decorative: Iterable[str] = (),
    as_of: datetime.date | None = None,
) -> Mended:
    """Mend a presentation and write it to `output`, or with `force` in its own place.

    `decorative` are patterns (`Line *`) of names of shapes to mark as decorative; those that have
    text or alternative text are left alone. Nothing is written where there is nothing to mend.
    Raises `Problem` where a file would be replaced that must not be.
    """
    if output is None and not force:
        raise fail(
            "no-output", f"{shown(path)} would be changed in its place", None, "",
            "name another file with `-o`, or replace it with `--force`",
        )  # fmt: skip
    goal = path if output is None else output
    kinds.check_suffix(goal)
    package = Package.open(path)
    deeds = []
    for mend in mends(Subject.of_file(package), tuple(decorative)):
        mend.do()
        deeds.append(Deed(mend.rule, mend.message, mend.where.place))
    if not deeds:
        return Mended((), (), checking.check(path, as_of=as_of))
    protect(goal, force=force)
    signature.drop_broken(package)
    data = package.save()
    files.write(goal, data)
    again = Package.load(data, shown(goal))
    return Mended(tuple(deeds), (goal,), report.of_file(again, as_of=as_of))


def mend_deck(
    path: Path,
    *,
    template: Path | None = None,
    as_of: datetime.date | None = None,
    since: str | None = None,
) -> Mended:
    """Mend the YAML of a deck: slots that are filled with nothing are taken out.

    The other faults that can be mended in a presentation cannot come about in a deck: languages
    and header rows are written, and the order of reading is the template's.
    """
    subject, _ = checking.begin(path, template=template)
    found = list(_blank_slots(subject))
    texts: dict[Path, bytes] = {}
    for source in dict.fromkeys(edit.source for edit, _ in found):
        own = [edit for edit, _ in found if edit.source is source]
        texts[source.path] = _encoded(source, own)
    files.write_all(texts)
    again = checking.check(path, template=template, as_of=as_of, since=since)
    return Mended(tuple(deed for _, deed in found), tuple(texts), again)


def _encoded(source: Source, changes: list[Edit]) -> bytes:
    """The file's new bytes; a byte order mark in front of it stays."""
    mark = codecs.BOM_UTF8 if source.path.read_bytes().startswith(codecs.BOM_UTF8) else b""
    return mark + edits.apply(source.text, changes).encode()


def _blank_slots(subject: Subject) -> Iterator[tuple[Edit, Deed]]:
    """The slots that the author filled with nothing, and the edits that take them out."""
    assert subject.deck is not None, "a deck is mended"
    for written, slide in zip(subject.deck.slides, subject.slides, strict=True):
        blank = {shape.name for shape in slide.shapes if is_empty(shape) and not shape.is_title}
        for key, value in written.slots:
            if key.text in blank and isinstance(value, Scalar) and _can_go(written.node):
                message = f"empty slot `{key.text}` taken out"
                yield edits.remove(written.node, key.text), Deed("PH-EMPTY", message, key.span)


def _can_go(node: Mapping) -> bool:
    """Whether a key of a mapping stands on lines of its own, as edits of whole lines need."""
    lines = [key.span.line for key, _ in node]
    return len(set(lines)) == len(lines)
