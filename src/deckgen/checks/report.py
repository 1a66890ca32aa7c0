"""Running the rules: what they found, which are off and why, which could not be decided."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from deckgen.checks.base import Finding
from deckgen.checks.registry import RULES
from deckgen.checks.settings import Settings
from deckgen.checks.subject import Subject
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.opc import Package


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `off` and `skipped` give the reason for each rule that did not run."""

    name: str
    findings: tuple[Finding, ...]
    off: dict[str, str]
    skipped: dict[str, str]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings as messages."""
        return tuple(finding.diagnostic for finding in self.findings)

    def fails(self, *, strict: bool) -> bool:
        """Whether there is an error, or with `strict` a warning."""
        grave = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
        return any(diagnostic.severity in grave for diagnostic in self.diagnostics)


def of_file(package: Package, *, as_of: datetime.date | None = None) -> Report:
    """Run all rules on a presentation without its deck."""
    return run(Subject.of_file(package, as_of=as_of), Settings())


def run(subject: Subject, settings: Settings) -> Report:
    """Run all rules on a subject, but for those that are switched off.

    Findings come by slide, then by rule; those about the whole file come first.
    """
    off = {rule.id: settings.off[rule.id] for rule in RULES if rule.id in settings.off}
    skipped: dict[str, str] = {}
    findings: list[Finding] = []
    for rule in RULES:
        if rule.id in off:
            continue
        reason = rule.skip(subject)
        if reason:
            skipped[rule.id] = reason
        else:
            findings.extend(rule.findings(subject))
    findings.sort(key=lambda found: (found.spot and found.spot.slide) or 0)
    return Report(subject.name, tuple(findings), off, skipped)
