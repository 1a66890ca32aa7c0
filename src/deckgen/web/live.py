"""A deck as the live page shows it: read again as its files change, with the last good pictures.

A `LiveDeck` does its work in the thread that calls it, one call at a time. What it tells the page
are records that become JSON: each has all its keys, always.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from msgspec import Struct

from deckgen import preview
from deckgen.appearance.inheritance import box_on_slide
from deckgen.appearance.shapes import Box
from deckgen.checks.rules import BY_ID
from deckgen.checks.subject import Finding
from deckgen.content import Page
from deckgen.content.registry import scan_slide
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Diagnostic, Problem, Severity, Span, once, render, shown
from deckgen.facts.model import Fact
from deckgen.opc.digest import Digests
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.plan import Slide
from deckgen.project import Project, watch
from deckgen.review import identity
from deckgen.review.diff.rows import rows_of
from deckgen.soundness import Unsound

_AROUND = 4
"""Lines of YAML shown above and below the one that is pointed at."""

Percents = tuple[float, float, float, float]
"""A box on the slide: left, top, width and height in percent of its width and height."""


class YamlPlace(Struct, frozen=True):
    """A place in YAML, from `line` to `last`, with the lines around it, from `first` on."""

    file: str
    path: str
    line: int
    column: int
    last: int
    first: int
    lines: list[str]

    @classmethod
    def of(cls, span: Span) -> YamlPlace:
        """The place that a span says."""
        first = max(1, span.line - _AROUND)
        last = min(len(span.source.lines), max(span.line, span.end_line - 1) + _AROUND)
        return cls(
            span.source.name,
            str(span.source.path.resolve()),
            span.line,
            span.column,
            max(span.line, span.end_line - (span.end_column <= 1)),
            first,
            [span.source.line(number) for number in range(first, last + 1)],
        )


class ShapeData(Struct, frozen=True):
    """A shape that a slot fills, and what it says."""

    name: str
    box: Percents
    text: list[str]
    yaml: YamlPlace | None


class FactData(Struct, frozen=True):
    """A fact; `days` is its age on the deck's day, where both have one."""

    id: str
    text: str
    source: str
    as_of: datetime.date | None
    days: int | None
    stale: bool
    yaml: YamlPlace

    @classmethod
    def of(cls, fact: Fact, day: datetime.date | None) -> FactData:
        """What is said of a fact, in a deck of that day."""
        origins = [origin for origin in fact.origins if origin.source]
        return cls(
            fact.id,
            fact.text or "",
            ", ".join(dict.fromkeys(str(origin.source) for origin in origins)),
            fact.as_of,
            None if fact.as_of is None or day is None else (day - fact.as_of).days,
            day is not None and fact.due is not None and fact.due < day,
            YamlPlace.of(fact.entry.said_at),
        )


class FindingData(Struct, frozen=True):
    """What a rule found, or why the rules could not be run; `explained` where it has a page."""

    rule: str
    severity: Severity
    message: str
    help: tuple[str, ...]
    explained: bool
    box: Percents | None
    yaml: YamlPlace | None

    @classmethod
    def of(cls, finding: Finding, size: tuple[int, int]) -> FindingData:
        """What is said of a finding, on slides of that size in EMU."""
        found, box = finding.diagnostic, None
        if finding.spot is not None and finding.spot.box is not None:
            emu = Box.of_points(*finding.spot.box)
            box = percents(emu, size)
        return cls(
            found.code,
            found.severity,
            found.message,
            found.helps,
            found.code in BY_ID,
            box,
            YamlPlace.of(found.place) if isinstance(found.place, Span) else None,
        )


Findings = dict[str, list[FindingData]]
"""Findings by the ids of their slides; those of "" are of no slide."""


class SlideData(Struct, frozen=True):
    """A slide in the strip. `digest` names its picture; `drawn` is false until it is there."""

    id: str
    number: int
    title: str
    layout: str
    section: str
    hidden: bool
    digest: str
    drawn: bool
    findings: str


class State(Struct, frozen=True):
    """The deck, its slides in order, and what is wrong with it.

    `error` is the text of a fault that keeps the files from being shown, `engine` of what keeps
    slides from being drawn; "" where there is none. `checked` is false until the rules were run.
    """

    version: int
    name: str
    built: datetime.datetime
    size: tuple[int, int]
    slides: list[SlideData]
    findings: list[FindingData]
    counts: dict[str, int]
    checked: bool
    error: str
    engine: str
    variants: list[str]


class AboutSlide(Struct, frozen=True):
    """A slide's shapes with their YAML, its facts with their age, findings and notes."""

    id: str
    yaml: YamlPlace | None
    shapes: list[ShapeData]
    facts: list[FactData]
    findings: list[FindingData]
    notes: list[str]


def percents(box: Box, slide: tuple[int, int]) -> Percents:
    """A box in EMU, on a slide of that size."""
    width, height = slide
    left, top, across, down = box
    return (
        *(_percent(left, width), _percent(top, height)),
        *(_percent(across, width), _percent(down, height)),
    )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 3)


def gravest(findings: Iterable[FindingData]) -> str:
    """The gravest severity of findings, "" for none."""
    found = {finding.severity for finding in findings}
    return next((item.value for item in Severity if item in found), "")


def counts(findings: Mapping[str, Iterable[FindingData]]) -> dict[str, int]:
    """How many findings of each severity there are."""
    counted = dict.fromkeys((item.value for item in Severity), 0)
    for group in findings.values():
        for finding in group:
            counted[finding.severity.value] += 1
    return counted


_FIRST, _AT_ONCE = 4, 32
"""Slides that are drawn before anything is shown, and those that are drawn before more are."""

_VERSIONS = count(1)


class _Shown(Struct):
    """The last version that was built without a fault; `new` are digests that it has first."""

    project: Project
    package: Package
    parts: tuple[Part, ...]
    digests: dict[str, str]
    sections: dict[str, str]
    findings: Findings
    new: frozenset[str]
    checked: bool = False

    @property
    def slides(self) -> tuple[Slide, ...]:
        """Its slides, in order."""
        return self.project.plan.slides

    def number(self, key: str) -> int | None:
        """The number of a slide, counted from 1; None where there is none of that id."""
        numbers = (number for number, slide in enumerate(self.slides, 1) if slide.id == key)
        return next(numbers, None)


class LiveDeck:
    """A deck or one of its variants.

    `version` is another number, which no deck had before, once there is something to show anew.
    """

    def __init__(self, project: Project, engine: str) -> None:
        """Name a deck or a variant; it is first read by `refresh`."""
        self._project = project
        self._engine = engine
        self._shown: _Shown | None = None
        self._fault: Problem | None = None
        self._no_engine = ""
        self._pictures: dict[str, bytes] = {}
        self._looked_at = ""
        self._built_at = datetime.datetime.now(datetime.UTC)
        self._last: tuple[bytes, dict[str, bytes]] = (b"", {})
        self.version = next(_VERSIONS)

    def of_variant(self, name: str) -> LiveDeck:
        """A variant, or "" for the deck itself, which begins with the pictures of this one."""
        found = LiveDeck(self._project.of_variant(name or None), self._engine)
        found._pictures = dict(self._pictures)
        return found

    def refresh(self) -> None:
        """Read the files again and draw what changed, if little; `draw_more` draws the others.

        Where something is wrong, the version before stays, and the state says what it is.
        """
        self._project = self._project.read_again()
        try:
            built = self._built(self._project)
        except (Problem, Unsound) as fault:
            self._fault = fault if isinstance(fault, Problem) else Problem(*fault.diagnostics)
        else:
            self._fault = None
            self._shown = built
            self._built_at = datetime.datetime.now(datetime.UTC)
            kept = set(built.digests.values())
            self._pictures = {key: self._pictures[key] for key in self._pictures if key in kept}
            self._no_engine = ""
            missing = self._missing(built)
            first = dict(list(missing.items())[:_FIRST])
            self._draw(built, {key: at for key, at in first.items() if key in built.new})
        self.version = next(_VERSIONS)

    def _built(self, project: Project) -> _Shown:
        path = project.output_file()
        packed = project.pack(path, EmbedMode.NONE)
        package, plan = packed.package, project.plan
        parts = [part for _, part in package.slides]
        by_part = {part.name: name for part, name in zip(parts, packed.ids, strict=True)}
        digests = Digests(package, by_part)
        found = {by_part[part.name]: digests.of(part).hex()[:24] for part in parts}
        sections = {key: item.name for item in plan.sections for key in item.slides}
        before = self._shown
        findings: Findings = {}
        new = set(found.values())
        if before is not None:
            new -= set(before.digests.values())
            # They hold until the rules were run again, where nothing changed.
            same = {key for key, digest in before.digests.items() if found.get(key) == digest}
            findings = {key: each for key, each in before.findings.items() if key in {"", *same}}
        return _Shown(project, package, tuple(parts), found, sections, findings, frozenset(new))

    def draw_more(self, is_waited_for: Callable[[], bool] = lambda: False) -> bool:
        """Draw some of the slides that have no picture yet; whether there were any.

        It ends early, with at least one more, where something else `is_waited_for`.
        """
        built = self._shown
        if built is None or self._no_engine:
            return False
        missing = self._missing(built)
        some = dict(list(missing.items())[:_AT_ONCE])
        if not some:
            return False
        whole = self._draw(built, some, is_waited_for)
        # Who is told of each picture alone asks for so much that none is drawn meanwhile.
        if whole or self._is_looked_at(built, next(iter(some))):
            self.version = next(_VERSIONS)
        return True

    def _missing(self, built: _Shown) -> dict[str, int]:
        """The digests without a picture, with the places of their slides; what is needed first.

        That is the slide that is looked at, then the first that changed, to which the page goes,
        then others that changed, then the neighbours of the one that is looked at.
        """
        places = list(enumerate(built.digests.values()))
        here = (built.number(self._looked_at) or 1) - 1
        goal = next((at for at, digest in places if digest in built.new), here)
        missing = [item for item in places if item[1] not in self._pictures]
        missing.sort(
            key=lambda item: (
                item[0] not in (here, goal),
                item[1] not in built.new,
                abs(item[0] - here),
            )
        )
        return {digest: at for at, digest in missing}

    def _is_looked_at(self, built: _Shown, digest: str) -> bool:
        return built.digests.get(self._looked_at) == digest

    def _draw(
        self,
        built: _Shown,
        wanted: Mapping[str, int],
        is_waited_for: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Draw slides; whether all were, or none can be."""
        try:
            drawn = preview.draw(built.package, list(wanted.values()), preview.WIDTH, self._engine)
            for digest, picture in zip(wanted, drawn.pictures, strict=True):
                self._pictures[digest] = picture
                if is_waited_for():
                    break
        except Problem as fault:
            self._no_engine = _told(fault.diagnostics)
        return bool(self._no_engine) or all(digest in self._pictures for digest in wanted)

    @property
    def unchecked(self) -> Project | None:
        """What is shown, where the rules are to be run on it."""
        built = self._shown
        if built is None or built.checked or self._fault is not None:
            return None
        return built.project

    def take(self, findings: Findings, project: Project) -> None:
        """Show what the rules found in that project, where it is still the one that is shown."""
        if self._shown is not None and self._shown.project is project:
            self._shown.findings, self._shown.checked = findings, True
            self.version = next(_VERSIONS)

    def picture(self, digest: str) -> bytes | None:
        """The picture (PNG) of that digest, where a slide of this version has it."""
        return self._pictures.get(digest)

    # What the page asks for.

    def state(self) -> State:
        """The deck, its slides in order, and what is wrong with it."""
        built = self._shown
        findings: Findings = {} if built is None else built.findings
        return State(
            self.version,
            self._project.variant or "" if built is None else built.project.deck.name,
            self._built_at,
            (16, 9) if built is None else built.package.slide_size,
            [] if built is None else list(self._slides(built)),
            findings.get("", []),
            counts(findings),
            built is not None and built.checked,
            "" if self._fault is None else _told(self._fault.diagnostics),
            self._no_engine,
            self.variants(),
        )

    def _slides(self, built: _Shown) -> Iterator[SlideData]:
        for number, slide in enumerate(built.slides, 1):
            digest = built.digests[slide.id]
            yield SlideData(
                slide.id,
                number,
                slide.title,
                slide.layout,
                built.sections.get(slide.id, ""),
                slide.hidden,
                digest,
                digest in self._pictures,
                gravest(built.findings.get(slide.id, ())),
            )

    def slide(self, key: str) -> AboutSlide | None:
        """A slide's shapes with their YAML, its facts with their age, findings and notes.

        It counts as the one that is looked at.
        """
        built = self._shown
        number = None if built is None else built.number(key)
        if built is None or number is None:
            return None
        self._looked_at = key
        slide, part, package = built.slides[number - 1], built.parts[number - 1], built.package
        whole = slide.spans.get("")
        page = Page(package, part, built.project.deck.language)
        shapes = []
        for item in scan_slide(part.root, page, dict(slide.names)).slot_shapes:
            box = percents(box_on_slide(item.shape, part, package), package.slide_size)
            text = [row.text for row in rows_of(item.content)]
            shapes.append(
                ShapeData(item.name, box, text, _place(slide.spans.get(item.name, whole)))
            )
        day = built.project.deck.as_of
        return AboutSlide(
            slide.id,
            _place(whole),
            shapes,
            [FactData.of(fact, day) for fact in built.project.usage.on(slide)],
            built.findings.get(slide.id, []),
            _notes(slide),
        )

    def texts(self) -> list[dict[str, str]]:
        """All that each slide says, its notes included, for a search."""
        slides = () if self._shown is None else self._shown.slides
        return [{"id": slide.id, "text": _text(slide)} for slide in slides]

    def download(self) -> tuple[str, bytes] | None:
        """The presentation as a build would write it, and the name of its file."""
        if self._shown is None:
            return None
        project = self._shown.project
        path = project.output_file()
        try:
            return path.name, project.pack(path).data
        except Problem:  # a file is gone
            return None

    def last_built(self, key: str) -> bytes | None:
        """The picture of a slide in the presentation that was built last, if it has one."""
        path = self._shown.project.output_file() if self._shown else None
        if path is None or not path.exists():
            return None
        data = path.read_bytes()
        if self._last[0] != data:
            self._last = (data, {})
        known = self._last[1]
        if key not in known:
            try:
                package = Package.load(data, shown(path))
                numbers = {name: at for at, name in enumerate(identity.slide_ids(package))}
                wanted = [numbers[key]] if key in numbers else []
                drawn = preview.draw(package, wanted, preview.WIDTH, self._engine).pictures
                known |= zip([key], drawn, strict=False)
            except Problem:
                return None
        return known.get(key)

    def variants(self) -> list[str]:
        """The names of the deck's variants."""
        try:
            return [name for name in self._project.variants.decks(base=False) if name]
        except Problem:
            return []

    def folders(self) -> set[Path]:
        """The folders in which files of the deck lie."""
        return watch.folders(self._project)

    def is_source(self, path: str) -> bool:
        """Whether that is the whole path of a file that the deck's YAML stands in."""
        return any(str(span.source.path.resolve()) == path for span in self._spans())

    def _spans(self) -> Iterator[Span]:
        for slide in () if self._shown is None else self._shown.slides:
            yield from slide.spans.values()
        for found in self._fault.diagnostics if self._fault is not None else ():
            if isinstance(found.place, Span):
                yield found.place


def _told(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n\n".join(render(found, places=places) for found, places in once(diagnostics))


def _place(span: Span | None) -> YamlPlace | None:
    return None if span is None else YamlPlace.of(span)


def _notes(slide: Slide) -> list[str]:
    return [line.text for line in slide.notes.lines] if slide.notes else []


def _text(slide: Slide) -> str:
    rows = [row.text for _, content in slide.slots for row in rows_of(content)]
    return "\n".join([slide.id, *rows, *_notes(slide)])
