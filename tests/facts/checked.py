"""Small decks with facts, and what `deckgen check` finds in them."""

from __future__ import annotations

import datetime
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

from deckgen.checks.subject import Finding
from deckgen.commands import check
from deckgen.diagnostics import Severity, Span
from tests.support.templates import with_layouts

TEMPLATE = with_layouts("Title and Content", "Title Only", "Chart and Points", "Agenda")
SETTINGS = f"""\
title: A deck of figures
name: figures
language: en-US
template: {TEMPLATE}
output: out/figures.pptx
as_of: 2020-03-06
"""


class Found(NamedTuple):
    """A finding as tests compare it: `place` is file, line and column, then the marked words."""

    severity: str
    message: str
    place: str
    words: str
    slide: int | None


def deck(folder: Path, facts: str, *slides: str, settings: str = "") -> Path:
    """Write a deck of these facts and slides, each a mapping's lines, into a folder."""
    (folder / "facts.yaml").write_text(textwrap.dedent(facts), encoding="utf-8")
    rows = [SETTINGS + textwrap.dedent(settings) + "facts: [facts.yaml]\nslides:\n"]
    for number, slide in enumerate(slides, 1):
        body = textwrap.indent(textwrap.dedent(slide).strip("\n"), "    ")
        rows.append(f"  - id: s{number}\n{body}\n")
    path = folder / "deck.yaml"
    path.write_text("".join(rows), encoding="utf-8")
    return path


def findings(
    path: Path,
    rule: str,
    *,
    as_of: str = "",
    since: Path | str | None = None,
    variant: str | None = None,
) -> list[Finding]:
    """What one rule finds in a deck or a presentation."""
    day = datetime.date.fromisoformat(as_of) if as_of else None
    named = None if since is None else str(since)
    report = check.check(path, as_of=day, since=named, variant=variant)
    assert rule not in report.skipped, report.skipped[rule]
    return [found for found in report.findings if found.diagnostic.code == rule]


def found(path: Path, rule: str, **options: Any) -> list[Found]:
    """What one rule finds, for comparing."""
    return [shown(finding) for finding in findings(path, rule, **options)]


def shown(finding: Finding) -> Found:
    """A finding for comparing."""
    said, place, words = finding.diagnostic, "", ""
    if isinstance(said.place, Span):
        place = f"{said.place.source.path.name}:{said.place.line}:{said.place.column}"
        row = said.place.source.line(said.place.line)
        words = row[said.place.column - 1 : said.place.end_column - 1]
    slide = None if finding.spot is None else finding.spot.slide
    return Found(said.severity.value, said.message, place, words, slide)


def skipped(path: Path, rule: str) -> str:
    """Why a rule could not be decided; "" where it was."""
    return check.check(path).skipped.get(rule, "")


def errors(path: Path) -> list[str]:
    """The messages of everything that makes a check fail."""
    report = check.check(path)
    return [d.message for d in report.diagnostics if d.severity is Severity.ERROR]
