"""Rules that a presentation must pass: accessible, fitting, sound, and true to its facts.

A rule is a `Rule` in a module of `rules`, which also lists them by family. Here are the settings of
a deck (`check:` in deck.yaml), the run of all rules, and the report with its SARIF.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.checks.rules import BY_ID, RULES
from deckgen.checks.subject import Finding, Rule, Subject
from deckgen.deck import DeckName, among, in_decks, told_once
from deckgen.diagnostics import (
    DeckLocation,
    Diagnostic,
    Place,
    Problem,
    Severity,
    Span,
    error,
    gather,
    suggest,
)
from deckgen.facts import DeckAge
from deckgen.opc.package import Package
from deckgen.source import nodes
from deckgen.source.fields import phrase
from deckgen.source.keys import NOTES_WORDS

# Settings under `check:` in deck.yaml.


_REQUIRED = "required"


class Settings(Struct, frozen=True):
    """`off` has the reason for each rule that is off; `notes` says whether notes are required."""

    off: Mapping[str, str] = field(default_factory=dict)
    notes: bool = False

    @classmethod
    def of(cls, deck: nodes.MappingNode) -> Settings:
        """The settings in the mapping of a loaded deck.yaml.

        Raises `Problem` for an unknown rule, and for `notes:` that is not `required` or `optional`.
        """
        check = deck.get("check")
        if not isinstance(check, nodes.MappingNode):
            return cls()
        off: dict[str, str] = {}
        notes = ""
        with gather() as problems:
            listed = check.get("off")
            for key, reason in listed if isinstance(listed, nodes.MappingNode) else ():
                if key.text not in BY_ID:
                    problems.add(_unknown(key))
                if key.text == "JUMP" and isinstance(reason, nodes.MappingNode):
                    continue  # facts that may jump, which are told as known
                with problems.collect():
                    off[key.text] = nodes.expect_scalar(reason, f"`{key.text}`").text.strip()
            asked = check.get("notes")
            if asked is not None:
                with problems.collect():
                    notes = _notes(nodes.expect_word(asked, "`notes`"))
        return cls(off, notes == _REQUIRED)


def _unknown(key: nodes.ScalarNode) -> Problem:
    return Problem(
        Diagnostic(
            "unknown-rule",
            f"there is no rule `{key.text}`",
            key.span,
            "not known",
            suggest(key.text, BY_ID, "the rules are"),
        )
    )


def _notes(asked: nodes.ScalarNode) -> str:
    if asked.text in NOTES_WORDS:
        return asked.text
    raise error(
        "notes",
        f"`notes` is {phrase(NOTES_WORDS)}, not `{asked.text}`",
        at=asked.span,
        label="here",
    )


# The run of all rules.


class CheckReport(Struct, frozen=True):
    """The findings of a check. `off` and `skipped` say why the other rules did not run.

    `name` is what was checked, `slides` are the ids of its slides, and `template` is what they are
    made on. `age` says of when the deck is, where it says so. Of several checked at once, `decks`
    are the names, and `unchecked` are errors of those that do not build, each with their names.
    """

    name: str
    findings: tuple[Finding, ...]
    off: dict[str, str]
    skipped: dict[str, str]
    template: str = ""
    age: DeckAge | None = None
    slides: tuple[str, ...] = ()
    decks: tuple[DeckName, ...] = ()
    unchecked: tuple[tuple[Diagnostic, tuple[DeckName, ...]], ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings as diagnostics, in order."""
        return tuple(finding.diagnostic for finding in self.findings)

    def fails(self, *, strict: bool) -> bool:
        """Whether there is an error, or with `strict` a warning."""
        return bool(self.unchecked or self._grave(strict=strict))

    def failed(self, *, strict: bool) -> list[DeckName]:
        """Those of several decks that were checked and fail."""
        names = {name for finding in self._grave(strict=strict) for name in finding.decks}
        return [name for name in self.decks if name in names]

    def _grave(self, *, strict: bool) -> list[Finding]:
        grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
        return [found for found in self.findings if found.diagnostic.severity in grave]

    def only(self, rules: Collection[str]) -> CheckReport:
        """The report of some rules alone, by their ids."""
        return replace(
            self,
            findings=tuple(found for found in self.findings if found.diagnostic.code in rules),
            off={name: reason for name, reason in self.off.items() if name in rules},
            skipped={name: reason for name, reason in self.skipped.items() if name in rules},
        )


def of_file(package: Package, *, as_of: datetime.date | None = None) -> CheckReport:
    """Run all rules on a presentation without its deck."""
    return run(Subject.of_file(package, as_of=as_of), Settings())


def run(subject: Subject, settings: Settings) -> CheckReport:
    """Run all rules on a subject, except those that are switched off.

    Findings come by slide, then by rule; those about the whole file come first.
    """
    off = {rule.id: settings.off[rule.id] for rule in RULES if rule.id in settings.off}
    skipped: dict[str, str] = {}
    findings: list[Finding] = []
    for rule in RULES:
        if rule.id in off:
            continue
        reason = rule.check.skip(subject)
        if reason:
            skipped[rule.id] = reason
        else:
            findings.extend(rule.findings(subject))
    findings.sort(key=lambda found: (found.spot and found.spot.slide) or 0)
    return CheckReport(
        subject.name,
        tuple(findings),
        off,
        skipped,
        subject.template_name,
        slides=tuple(slide.id for slide in subject.plan.slides),
    )


# A report in SARIF 2.1.0, the format of code scanning (OASIS, 27 March 2020).


_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.TIP: "note"}
_INDEX = {rule.id: index for index, rule in enumerate(RULES)}
_DISTRIBUTION = "deckgen-pptx"


def sarif(report: CheckReport) -> dict[str, Any]:
    """The report as a SARIF log.

    A result's physical location is the author's YAML or the presentation; its slide and shape are
    a logical location, and its box in points is a property. Rules that are off are configuration
    overrides with their reasons; rules that could not be decided are notifications, and so are
    the errors of decks that do not build.
    """
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "deckgen",
                        "version": version(_DISTRIBUTION),
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(report)],
                "results": [_result(finding) for finding in report.findings],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": plain(rule.summary)},
        "fullDescription": {"text": plain(rule.why)},
        "help": {
            "text": plain(f"{rule.decided} {rule.mend}"),
            "markdown": f"{rule.decided}\n\n{rule.mend}\n\nSource: {rule.source}",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def plain(markdown: str) -> str:
    """A text of a rule without the signs of Markdown."""
    return re.sub("`", "", markdown)


def _invocation(report: CheckReport) -> dict[str, Any]:
    off = [
        {
            "descriptor": {"id": name, "index": _INDEX[name]},
            "configuration": {"enabled": False},
            "properties": {"reason": reason},
        }
        for name, reason in report.off.items()
    ]
    skipped = [
        {
            "level": "note",
            "message": {"text": f"not decided: {reason}"},
            "associatedRule": {"id": name, "index": _INDEX[name]},
        }
        for name, reason in report.skipped.items()
    ]
    invocation: dict[str, Any] = {
        "executionSuccessful": not report.unchecked,
        "ruleConfigurationOverrides": off,
        "toolConfigurationNotifications": skipped,
    }
    if report.unchecked:
        errors = [_unchecked(found) for found, _ in report.unchecked]
        invocation["toolExecutionNotifications"] = errors
    return invocation


def _unchecked(found: Diagnostic) -> dict[str, Any]:
    """An error of a deck that does not build, as a notification."""
    told: dict[str, Any] = {
        "level": _LEVELS[found.severity],
        "message": {"text": _message(found)},
        "descriptor": {"id": found.code},
    }
    if found.place is not None:
        told["locations"] = [_location(found.place, None)]
    return told


def _message(found: Diagnostic) -> str:
    return ". ".join((found.message, *found.helps))


def _result(finding: Finding) -> dict[str, Any]:
    found = finding.diagnostic
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": _INDEX[found.code],
        "level": _LEVELS[found.severity],
        "message": {"text": _message(found)},
    }
    if found.place is not None:
        result["locations"] = [_location(found.place, finding.spot)]
    properties: dict[str, Any] = {}
    if finding.spot is not None and finding.spot.box is not None:
        properties["box"] = list(finding.spot.box)
    if finding.decks:
        properties["decks"] = list(finding.decks)
    return {**result, "properties": properties} if properties else result


def _location(place: Place, spot: DeckLocation | None) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(place)}
    names = [] if spot is None else [f"slide {spot.slide}" if spot.slide else "", spot.shape or ""]
    if any(names):
        full = "/".join(name for name in names if name)
        location["logicalLocations"] = [{"fullyQualifiedName": full, "kind": "object"}]
    return location


def _physical(place: Place) -> dict[str, Any]:
    if isinstance(place, Span):
        region = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        return {"artifactLocation": {"uri": _uri(place.source.name)}, "region": region}
    return {"artifactLocation": {"uri": _uri(place.file)}}


def _uri(path: str) -> str:
    """A path as a URI reference; absolute ones become `file:` URIs."""
    name = PurePath(path)
    return name.as_uri() if name.is_absolute() else quote(name.as_posix())


# The reports of several decks as one, in which what they share is told once.


def merged(
    name: str,
    decks: tuple[DeckName, ...],
    checked: Mapping[DeckName, CheckReport],
    errors: Iterable[tuple[DeckName, Diagnostic]] = (),
) -> CheckReport:
    """One report of the decks that `name` calls: a deck and its variants.

    `errors` are those of decks that do not build, and have no report. A finding of several decks is
    once in it, as the first of them has it, and so is why no deck decides a rule.
    """
    of_all = checked.values()
    skipped = next((report.skipped for report in of_all), {})
    ages = [report.age for report in of_all if report.age is not None]
    return CheckReport(
        name,
        tuple(_findings(checked, decks)),
        _reasons({deck: report.off for deck, report in checked.items()}),
        {rule: why for rule, why in skipped.items() if all(rule in r.skipped for r in of_all)},
        ", ".join(dict.fromkeys(report.template for report in of_all)),
        min(ages, default=None),
        decks=decks,
        unchecked=tuple(told_once(errors, decks)),
    )


def _findings(
    reports: Mapping[DeckName, CheckReport], decks: tuple[DeckName, ...]
) -> Iterator[Finding]:
    firsts: dict[tuple[object, ...], Finding] = {}
    names: dict[tuple[object, ...], list[DeckName]] = {}
    for deck, report in reports.items():
        seen: dict[tuple[object, ...], int] = {}
        for finding in report.findings:
            said = finding.diagnostic
            alike = (said.code, said.severity, said.message, _place(finding, report))
            seen[alike] = seen.get(alike, 0) + 1  # a deck may say the same of a place twice
            key: tuple[object, ...] = (*alike, seen[alike])
            firsts.setdefault(key, finding)
            names.setdefault(key, []).append(deck)
    for key, finding in firsts.items():
        diagnostic = in_decks(finding.diagnostic, names[key], decks)
        yield replace(finding, diagnostic=diagnostic, decks=tuple(names[key]))


def _place(finding: Finding, report: CheckReport) -> object:
    """The place of a finding, by the id of its slide: another deck has other numbers."""
    place = finding.diagnostic.place
    if place is None or isinstance(place, Span):
        return str(place)
    slide = report.slides[place.slide - 1] if place.slide else ""
    file = "" if place.file == report.name else place.file
    return file, slide, place.shape, place.part


def _reasons(reasons: Mapping[DeckName, Mapping[str, str]]) -> dict[str, str]:
    """The reason for each rule; one that does not hold in all decks says in which it does."""
    found: dict[str, dict[str, list[DeckName]]] = {}
    for deck, of_deck in reasons.items():
        for rule, reason in of_deck.items():
            found.setdefault(rule, {}).setdefault(reason, []).append(deck)
    return {
        rule: "; ".join(
            reason if len(names) == len(reasons) else f"{reason} (in {among(names, reasons)})"
            for reason, names in each.items()
        )
        for rule, each in found.items()
    }
