"""A deck as the live page shows it: read again as its files change, with the last good pictures.

A `LiveDeck` does its work in the thread that calls it, one call at a time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.plan import Slide
from deckgen.project import Project, watch
from deckgen.review import identity
from deckgen.review.diff import rows_of
from deckgen.soundness import Unsound

WIDTH = 1280
"""Pixels of a slide's picture."""

_AROUND = 4
"""Lines of YAML shown above and below the one that is pointed at."""


@dataclass
class _Shown:
    """The last version that was built without a fault."""

    project: Project
    package: Package
    parts: tuple[Part, ...]
    digests: dict[str, str]
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    checked: bool = False


class LiveDeck:
    """A deck or one of its variants. `version` counts what the page must show anew."""

    def __init__(self, deck: Path, variant: str | None, engine: str) -> None:
        """Name a deck; it is first read by `refresh`."""
        self._project = Project(deck, variant=variant)
        self._engine = engine
        self._shown: _Shown | None = None
        self._fault: Problem | None = None
        self._no_engine = ""
        self._pictures: dict[str, bytes] = {}
        self._built_at = datetime.datetime.now(datetime.UTC)
        self._last: tuple[bytes, dict[str, bytes]] = (b"", {})
        self.version = 0

    def refresh(self) -> None:
        """Read the files again and draw the slides that changed.

        Where something is wrong, the version before stays, and the state says what it is.
        """
        self._project = self._project.read_again()
        try:
            built = self._built(self._project)
        except (Problem, Unsound) as fault:
            self._fault = fault if isinstance(fault, Problem) else Problem(*fault.diagnostics)
        else:
            self._fault = None
            self._draw(built)
            self._shown = built
            self._built_at = datetime.datetime.now(datetime.UTC)
        self.version += 1

    def _built(self, project: Project) -> _Shown:
        path = project.output_file()
        packed = project.pack(path, EmbedMode.NONE)
        package = Package.load(packed.data, shown(path))
        parts = [part for _, part in package.slides]
        names = [slide.id for slide in project.plan.slides]
        by_part = {part.name: name for part, name in zip(parts, names, strict=True)}
        digests = Digests(package, by_part)
        found = {by_part[part.name]: digests.of(part).hex()[:24] for part in parts}
        return _Shown(project, package, tuple(parts), found)

    def _draw(self, built: _Shown) -> None:
        wanted = list(built.digests.values())
        missing = [at for at, digest in enumerate(wanted) if digest not in self._pictures]
        try:
            drawn = preview.draw(built.package, missing, WIDTH, self._engine)
            new = dict(zip((wanted[at] for at in missing), drawn.pictures, strict=True))
        except Problem as fault:
            self._no_engine = _told(fault.diagnostics)
            new = {}
        else:
            self._no_engine = ""
        known = self._pictures | new
        self._pictures = {digest: known[digest] for digest in wanted if digest in known}

    def check(self) -> None:
        """Run the rules on the version that is shown; what keeps them from running is a finding."""
        built = self._shown
        if built is None or built.checked or self._fault is not None:
            return
        found: dict[int, list[Finding]] = {}
        try:
            findings = built.project.check().findings
        except Problem as fault:
            findings = tuple(Finding(one, None) for one in fault.diagnostics)
        for finding in findings:
            number = finding.spot.slide if finding.spot is not None else None
            found.setdefault(number or 0, []).append(finding)
        built.findings, built.checked = found, True
        self.version += 1

    def picture(self, digest: str) -> bytes | None:
        """The picture (PNG) of that digest, where a slide of this version has it."""
        return self._pictures.get(digest)

    # What the page asks for, as data for JSON.

    def state(self) -> dict[str, Any]:
        """The deck, its slides in order, and what is wrong with it."""
        built = self._shown
        data: dict[str, Any] = {
            "version": self.version,
            "built": self._built_at.isoformat(),
            "error": None if self._fault is None else _told(self._fault.diagnostics),
            "engine": self._no_engine,
            "slides": [],
        }
        if built is None:
            return {**data, "name": self._project.variant or "", "counts": {}, "findings": []}
        plan = built.project.plan
        sections = {key: item.name for item in plan.sections for key in item.slides}
        return {
            **data,
            "name": built.project.deck.name,
            "size": built.package.slide_size,
            "slides": [
                {
                    "id": slide.id,
                    "number": number,
                    "title": slide.title,
                    "layout": slide.layout,
                    "section": sections.get(slide.id, ""),
                    "hidden": slide.hidden,
                    "picture": digest if digest in self._pictures else None,
                    "digest": digest,
                    "findings": _worst(built.findings.get(number, ())),
                }
                for number, slide in enumerate(plan.slides, 1)
                for digest in (built.digests[slide.id],)
            ],
            "counts": _counts(built.findings),
            "checked": built.checked,
            "findings": [_finding(item, built.package) for item in built.findings.get(0, ())],
        }

    def slide(self, key: str) -> dict[str, Any] | None:
        """A slide's shapes with their YAML, its facts with their age, findings and notes."""
        built = self._shown
        found = None if built is None else self._find(built, key)
        if built is None or found is None:
            return None
        number, slide = found
        part = built.parts[number - 1]
        page = Page(built.package, part, built.project.deck.language)
        shapes = scan_slide(part.root, page, dict(slide.names)).slot_shapes
        usage, day = built.project.usage, built.project.deck.as_of
        return {
            "id": slide.id,
            "yaml": _place(slide.spans.get("")),
            "shapes": [
                {
                    "name": item.name,
                    "box": _percent(box_on_slide(item.shape, part, built.package), built.package),
                    "text": [row.text for row in rows_of(item.content)],
                    "yaml": _place(slide.spans.get(item.name) or slide.spans.get("")),
                }
                for item in shapes
            ],
            "facts": [_fact(fact, day) for fact in usage.on(slide)],
            "findings": [_finding(item, built.package) for item in built.findings.get(number, ())],
            "notes": [line.text for line in slide.notes.lines] if slide.notes else [],
        }

    def texts(self) -> list[dict[str, str]]:
        """All that each slide says, its notes included, for a search."""
        if self._shown is None:
            return []
        return [{"id": slide.id, "text": _text(slide)} for slide in self._shown.project.plan.slides]

    def _find(self, built: _Shown, key: str) -> tuple[int, Slide] | None:
        for number, slide in enumerate(built.project.plan.slides, 1):
            if slide.id == key:
                return number, slide
        return None

    def download(self) -> tuple[str, bytes] | None:
        """The presentation as a build would write it, and the name of its file."""
        if self._shown is None:
            return None
        project = self._shown.project
        path = project.output_file()
        return path.name, project.pack(path).data

    def last_built(self, key: str) -> bytes | None:
        """The picture of a slide in the presentation that was built last, if it has one."""
        path = self._project.output_file() if self._shown else None
        if path is None or not path.exists():
            return None
        data = path.read_bytes()
        if self._last[0] != data:
            self._last = (data, {})
        known = self._last[1]
        if key not in known:
            try:
                package = Package.load(data, shown(path))
                numbers = {slide.id: at for at, slide in enumerate(identity.identify(package))}
                wanted = [numbers[key]] if key in numbers else []
                drawn = preview.draw(package, wanted, WIDTH, self._engine).pictures
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

    def _spans(self) -> Iterable[Span]:
        if self._shown is not None:
            for slide in self._shown.project.plan.slides:
                yield from slide.spans.values()
        for found in self._fault.diagnostics if self._fault is not None else ():
            if isinstance(found.place, Span):
                yield found.place


def _told(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n\n".join(render(found, places=places) for found, places in once(diagnostics))


def _percent(box: Box, package: Package) -> list[float]:
    width, height = package.slide_size
    sizes = (width, height, width, height)
    return [round(100 * value / size, 3) for value, size in zip(box, sizes, strict=True)]


def _place(span: Span | None) -> dict[str, Any] | None:
    """A place in YAML with the lines around it."""
    if span is None:
        return None
    first = max(1, span.line - _AROUND)
    last = min(len(span.source.lines), max(span.line, span.end_line - 1) + _AROUND)
    return {
        "file": span.source.name,
        "path": str(span.source.path.resolve()),
        "line": span.line,
        "column": span.column,
        "last": max(span.line, span.end_line - (span.end_column <= 1)),
        "first": first,
        "lines": [span.source.line(number) for number in range(first, last + 1)],
    }


def _fact(fact: Fact, day: datetime.date | None) -> dict[str, Any]:
    origins = [origin for origin in fact.origins if origin.source]
    return {
        "id": fact.id,
        "text": fact.text,
        "source": ", ".join(dict.fromkeys(str(origin.source) for origin in origins)),
        "as_of": None if fact.as_of is None else fact.as_of.isoformat(),
        "days": None if fact.as_of is None or day is None else (day - fact.as_of).days,
        "stale": day is not None and fact.due is not None and fact.due < day,
        "yaml": _place(fact.entry.said_at),
    }


def _finding(finding: Finding, package: Package) -> dict[str, Any]:
    found, spot = finding.diagnostic, finding.spot
    box = None
    if spot is not None and spot.box is not None:
        box = _percent(Box(*(round(value * EMU_PER_POINT) for value in spot.box)), package)
    rule = BY_ID.get(found.code)
    return {
        "rule": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "help": list(found.helps),
        "why": "" if rule is None else rule.why,
        "box": box,
        "yaml": _place(found.place) if isinstance(found.place, Span) else None,
    }


def _worst(findings: Iterable[Finding]) -> str:
    """The gravest severity of findings, "" for none."""
    found = {finding.diagnostic.severity for finding in findings}
    return next((item.value for item in Severity if item in found), "")


def _counts(findings: Mapping[int, Iterable[Finding]]) -> dict[str, int]:
    counted = dict.fromkeys((item.value for item in Severity), 0)
    for group in findings.values():
        for finding in group:
            counted[finding.diagnostic.severity.value] += 1
    return counted


def _text(slide: Slide) -> str:
    rows = [row.text for _, content in slide.slots for row in rows_of(content)]
    notes = [line.text for line in slide.notes.lines] if slide.notes else []
    return "\n".join([slide.id, *rows, *notes])
