"""The reports of several decks as one, in which what they share is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from deckgen.checks import CheckReport
from deckgen.checks.subject import Finding
from deckgen.deck.deck_names import DeckName, among, in_decks, told_once
from deckgen.diagnostics import Diagnostic, Span


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
