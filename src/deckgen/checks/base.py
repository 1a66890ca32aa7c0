"""What a rule is: a check with its id, its weight and the words of its page in the docs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deckgen.checks.subject import Subject
from deckgen.checks.where import Where
from deckgen.diagnostics import Diagnostic, Severity, Spot


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a rule found. `label` stands under the author's words; `helps` mend it.

    `severity` is None for that of the rule.
    """

    message: str
    where: Where
    label: str = ""
    helps: tuple[str, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as it is reported, and the shape that shows it."""

    diagnostic: Diagnostic
    spot: Spot | None


def _runs(_subject: Subject) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. Its texts are Markdown, and make its page in the docs.

    `summary` is one line; `why` says whom the fault harms, `source` who asks for it (WCAG, the
    federal checklist AED COP, PowerPoint's own checker ...), `decided` what in the file is looked
    at, `mend` what to do. `skip` says why the rule cannot be decided for a subject ("" where it
    can); the report says so.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    source: str
    decided: str
    mend: str
    check: Callable[[Subject], Iterator[Fault]]
    skip: Callable[[Subject], str] = _runs

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What the rule finds."""
        for fault in self.check(subject):
            diagnostic = Diagnostic(
                self.id,
                fault.message,
                fault.where.place,
                fault.label,
                fault.helps,
                fault.severity or self.severity,
            )
            yield Finding(diagnostic, fault.where.spot)
