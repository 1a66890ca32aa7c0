"""What the live page is told, as records that become JSON: each has all its keys, always."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from msgspec import Struct

from deckgen.appearance.shapes import Box
from deckgen.checks.rules import BY_ID
from deckgen.checks.subject import Finding
from deckgen.diagnostics import Severity, Span
from deckgen.facts.model import Fact

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
