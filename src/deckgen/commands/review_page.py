"""The review page of two versions of a deck, or of a check's findings: pictures, boxes and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from deckgen import files, preview
from deckgen.appearance.inheritance import box_on_slide
from deckgen.appearance.shapes import Box
from deckgen.checks import CheckReport
from deckgen.checks.rules import RULES
from deckgen.checks.subject import Finding
from deckgen.commands import diff
from deckgen.commands.diff import Version
from deckgen.deck import EmbedMode
from deckgen.diagnostics import count_by_severity, counted, error, shown
from deckgen.opc.package import Package
from deckgen.project import Finish, open_or_build
from deckgen.review import diff as review_diff
from deckgen.review import identity
from deckgen.review.base import Base
from deckgen.review.diff import model
from deckgen.review.diff import render as diff_render
from deckgen.review.diff.model import Change
from deckgen.review.identity import IdentifiedSlide
from deckgen.review.pull.report import PullReport
from deckgen.web import review_page
from deckgen.web.review_page import ReviewPage, Row, SlideSection, View

KINDS = {
    "text": "Text",
    "figures": "Figures",
    "slides": "Slides",
    "look": "Look",
    "comments": "Comments",
}
"""The headings of the kinds of changes."""

WIDTH = 960
"""Pixels of a slide's picture on the page."""

_MARK = b"<!-- deckgen review page -->\n"

SEVERITIES = {"error": "Error", "warning": "Warning", "tip": "Tip"}
"""The headings of the kinds of findings."""


class ShownDeck(Struct, frozen=True, dict=True):
    """A presentation to show slides of, under the names of a base; `name` is said above each."""

    name: str
    package: Package
    base: Base | None
    engine: str

    @classmethod
    def of(cls, version: Version, name: str, engine: str) -> ShownDeck:
        """What a version of a deck looks like: the presentation, or what a build would write."""
        if version.package is not None:
            return cls(name, version.package, version.base, engine)
        assert version.project is not None, "a version is a deck or a presentation"
        packed = version.project.pack(version.project.output_file(), EmbedMode.FULL)
        return cls(name, packed.package, None, engine)

    @classmethod
    def read(
        cls,
        path: Path,
        engine: str,
        *,
        variant: str | None,
        template: Path | None,
        finish: Finish = None,
    ) -> ShownDeck:
        """A presentation, or what a build of a deck would write."""
        opened = open_or_build(
            path, EmbedMode.FULL, variant=variant, template=template, finish=finish
        )
        return cls(shown(opened.source), opened.package, None, engine)

    @cached_property
    def _slides(self) -> dict[str, tuple[int, IdentifiedSlide]]:
        found = identity.identify(self.package, self.base)
        return {slide.id: (number, slide) for number, slide in enumerate(found)}

    def views(self, ids: Iterable[str]) -> dict[str, View]:
        """The pictures of those of these slides that the presentation has."""
        chosen = [(key, *self._slides[key]) for key in ids if key in self._slides]
        drawn = self._drawn([number for _, number, _ in chosen])
        return {
            key: View(self.name, picture, self._boxes(slide), self.package.slide_size)
            for (key, _, slide), picture in zip(chosen, drawn, strict=True)
        }

    def sections(self, findings: Mapping[int, Sequence[Finding]]) -> Iterator[SlideSection]:
        """The slides with findings, whose numbers count from 1."""
        slides = list(self._slides.values())
        drawn = self._drawn([number - 1 for number in findings])
        for (number, found), picture in zip(findings.items(), drawn, strict=True):
            slide = slides[number - 1][1]
            names = [str(at) for at in range(len(found))]
            boxes = {
                name: Box.of_points(*item.spot.box)
                for name, item in zip(names, found, strict=True)
                if item.spot is not None and item.spot.box is not None
            }
            view = View(self.name, picture, boxes, self.package.slide_size)
            rows = tuple(map(_finding_row, found, names))
            yield SlideSection(slide.id, number, slide.title, (view,), rows)

    def _drawn(self, numbers: Sequence[int]) -> Iterator[bytes]:
        return preview.draw(self.package, numbers, WIDTH, self.engine).pictures

    def _boxes(self, slide: IdentifiedSlide) -> Mapping[str, Box]:
        return {
            item.name: box_on_slide(item.shape, slide.part, self.package) for item in slide.shapes
        }


OF_PULL = {
    **KINDS,
    "pulled": "Comes in",
    "conflicts": "Conflict",
    "facts": "Fact",
    "left": "Left to you",
}
"""The headings of what a pull would do, after those of what the reviewer changed."""


def of_pull(
    report: PullReport, reviewed: Path, deck: Path, engine: str, *, base: Path | None = None
) -> ReviewPage:
    """The page of what a pull would do: what the reviewer changed, and what becomes of it.

    The deck as its YAML is now stands beside the deck as it was reviewed. `base` is the
    presentation as it was sent, where `reviewed` does not keep it.
    """
    before, after = diff.pair(str(deck), str(reviewed), report.variant)
    sent = after.stored.plan if base is None and after.stored else before.plan
    if base is not None:
        sent = diff.read(str(base)).plan
    rows: dict[str, list[Row]] = {}
    for change in review_diff.diff(sent, after.plan):
        where = diff_render.where_of(change)
        rows.setdefault("" if where is None else where.id, []).append(_row(change))
    for slide, row in _outcomes(report):
        rows.setdefault(slide, []).append(row)
    numbers = {slide.id: number for number, slide in enumerate(after.plan.slides, 1)}
    titles = {slide.id: slide.title for slide in (*before.plan.slides, *after.plan.slides)}
    loose = rows.pop("", [])
    ids = sorted(rows, key=lambda key: numbers.get(key, len(numbers)))
    decks = [
        ShownDeck.of(version, name, engine)
        for version, name in ((before, shown(deck)), (after, shown(reviewed)))
    ]
    views = [shown_deck.views(ids) for shown_deck in decks]
    sections = tuple(
        SlideSection(
            key,
            numbers.get(key, 0),
            titles.get(key, ""),
            tuple(side[key] for side in views if key in side),
            tuple(rows[key]),
        )
        for key in ids
    )
    about = f"{shown(reviewed)} into {shown(deck)}; nothing was written."
    return ReviewPage("What a pull would do", about, OF_PULL, tuple(loose), sections)


def _outcomes(report: PullReport) -> Iterator[tuple[str, Row]]:
    """What becomes of each change, each with its slide."""
    for item in report.pulled:
        files = ", ".join(map(shown, item.files))
        text = f"{item.what} in {files}"
        yield item.slide, Row("pulled", item.slot or "the slide", text, shape=item.slot)
    for figure in report.figures:
        sides = _sides(figure.edit.old, figure.edit.new)
        yield figure.slide, Row("facts", figure.edit.fact, stretches=sides)
    for shared in report.shared:
        place = f"{shown(shared.path)}, {shared.what}"
        sides = _sides(shared.old, shared.new)
        yield shared.slide, Row("facts", place, stretches=sides, shape=shared.slot)
    for conflict in report.conflicts:
        text = f"it was: {conflict.base}\nours: {conflict.ours}\nthe reviewer: {conflict.theirs}"
        yield conflict.slide, Row("conflicts", conflict.slot, text, shape=conflict.slot)
    for note in report.untracked:
        yield note.slide, Row("left", note.shape or "the slide", note.what, shape=note.shape)
    for fact in report.outdated:
        said = f"computes to {fact.result} then, not {fact.computed}"
        yield "", Row("left", fact.fact, f"{said}: `{fact.accept(report.variant)}` accepts it")
    for text in report.differences:
        yield "", Row("left", "differs", text)


def of_changes(changes: Sequence[Change], before: ShownDeck, after: ShownDeck) -> ReviewPage:
    """The page of what changed: each changed slide, old beside new."""
    by_slide = [
        (where, list(group))
        for where, group in groupby(changes, key=diff_render.where_of)
        if where is not None
    ]
    ids = [where.id for where, _ in by_slide]
    old, new = before.views(ids), after.views(ids)
    sections = [
        SlideSection(
            where.id,
            where.number,
            where.title,
            tuple(views[where.id] for views in (old, new) if where.id in views),
            tuple(map(_row, group)),
        )
        for where, group in by_slide
    ]
    loose = [_row(change) for change in changes if diff_render.where_of(change) is None]
    count = len(changes)
    about = (
        f"{before.name} \N{RIGHTWARDS ARROW} {after.name}. {diff_render.summary(changes)}, "
        f"{counted(count, 'change')} in all."
    )
    return ReviewPage("What changed", about, KINDS, tuple(loose), tuple(sections))


def _row(change: Change) -> Row:
    match change:
        case model.DeckChange(what, old, new):
            return Row("slides", what, stretches=_sides(old, new))
        case model.SlideChange(_, kind, old, new):
            if kind in (model.ChangeKind.HIDDEN, model.ChangeKind.SHOWN):
                return Row("slides", "the slide", kind.value)
            return Row("slides", kind.value, stretches=_sides(old, new))
        case model.PieceChange():
            return _piece_row(change)
        case model.CommentChange():
            return Row("comments", "comment", diff_render.comment_text(change))
        case model.AppearanceChange(_, shape, what):
            return Row("look", shape or "the slide", what, shape=shape)


def _piece_row(change: model.PieceChange) -> Row:
    old, new = change.old, change.new
    place = diff_render.place_of(change)
    if change.moved and old is not None and new is not None:
        return Row("text", place, f"moved from {old.place}: {new.text}", shape=change.slot)
    if old is not None and new is not None and old.is_file and new.is_file:
        return Row("look", place, "another file", shape=change.slot)
    markup = change.restyled
    sides = [
        "" if side is None else side.shown_markup if markup else side.shown for side in (old, new)
    ]
    stretches = _sides(*sides)
    kind = "look" if markup else "figures" if _has_figures(stretches) else "text"
    return Row(kind, place, stretches=stretches, shape=change.slot)


def _sides(old: str, new: str) -> tuple[model.TextStretch, ...]:
    """The stretches of two texts; where nothing is the same, one that replaces the whole."""
    found = model.stretches(old, new)
    if any(stretch.same and stretch.old.strip() for stretch in found):
        return found
    return (model.TextStretch(old, new),)


def _has_figures(stretches: Iterable[model.TextStretch]) -> bool:
    changed = (stretch for stretch in stretches if not stretch.same)
    return any(char.isdigit() for stretch in changed for char in stretch.old + stretch.new)


def of_findings(report: CheckReport, deck: ShownDeck) -> ReviewPage:
    """The page of what a check found: the slides that have findings, and what is of none."""
    by_slide: dict[int, list[Finding]] = {}
    for finding in report.findings:
        number = finding.spot.slide if finding.spot is not None else None
        by_slide.setdefault(number or 0, []).append(finding)
    loose = tuple(map(_finding_row, by_slide.pop(0, ())))
    count = count_by_severity([finding.diagnostic for finding in report.findings])
    sections = tuple(deck.sections(dict(sorted(by_slide.items()))))
    about = f"{report.name}: {count or 'nothing'}."
    codes = {finding.diagnostic.code for finding in report.findings}
    rules = tuple(rule for rule in RULES if rule.id in codes)
    return ReviewPage("What a check found", about, SEVERITIES, loose, sections, rules)


def _finding_row(finding: Finding, shape: str = "") -> Row:
    found = finding.diagnostic
    where = "" if found.place is None else f"\n{found.place}"
    said = "\n".join([found.message, *found.helps]) + where
    return Row(found.severity.value, found.code, said, shape=shape)


def write(path: Path, page: ReviewPage, *, force: bool = False) -> None:
    """Write the page to a file.

    Raises `Problem` where a file is there that is no such page of ours, unless `force` is given.
    """
    if path.is_file() and not force and not path.read_bytes().startswith(_MARK):
        raise error(
            "would-overwrite",
            f"{shown(path)} is there already, and it is no review page of deckgen's",
            help="name another file, or replace it by `--force`",
        )
    files.write(path, _MARK + review_page.render(page).encode())
