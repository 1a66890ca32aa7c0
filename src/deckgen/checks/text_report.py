"""The report of a check as text: errors, warnings, then tips, each rule once with its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.checks import CheckReport
from deckgen.checks.subject import Finding
from deckgen.deck import deck_names, in_decks
from deckgen.diagnostics import (
    DeckLocation,
    Diagnostic,
    Severity,
    Span,
    Style,
    count_by_severity,
    excerpt,
    help_rows,
    joined,
    listed,
)

_ORDER = list(Severity)


def text(
    report: CheckReport, style: Style, *, tips: bool, quiet: bool, strict: bool
) -> Iterator[str]:
    """The report, a rule or a line of the end at a time; `style` colours it as in `render`.

    Tips are counted, and with `tips` printed. With `quiet` there are errors and warnings alone.
    """
    findings = _with_template_once(report)
    for group in _by_rule(findings):
        severity = group[0].diagnostic.severity
        if severity is not Severity.TIP or (tips and not quiet):
            yield "\n".join(_rows(group, report.name, style)) + "\n"
    if not quiet:
        yield from _not_run(report)
        yield _summary(report, findings, tips=tips, strict=strict)


def _not_run(report: CheckReport) -> Iterator[str]:
    """Which rules were not applied, and why."""
    for name, reason in report.off.items():
        yield f"{name} is off: {reason}"
    for reason in dict.fromkeys(report.skipped.values()):
        names = [name for name, why in report.skipped.items() if why == reason]
        yield f"not decided: {', '.join(names)} ({reason})"


def _summary(report: CheckReport, findings: list[Finding], *, tips: bool, strict: bool) -> str:
    count = count_by_severity(finding.diagnostic for finding in findings) or "nothing found"
    number = sum(finding.diagnostic.severity is Severity.TIP for finding in findings)
    how = f" (`--tips` shows {'it' if number == 1 else 'them'})" if number and not tips else ""
    if report.decks:
        return f"{count}{how}; {_verdicts(report, strict=strict)}"
    verdict = "does not pass" if report.fails(strict=strict) else "passes"
    return f"{count}{how}; {report.name} {verdict}"


def _verdicts(report: CheckReport, *, strict: bool) -> str:
    """How many of several decks pass, and which do not."""
    failed = report.failed(strict=strict)
    unchecked = [name for name in report.decks if any(name in n for _, n in report.unchecked)]
    passed = len(report.decks) - len(failed) - len(unchecked)
    rest = (("failed", failed), ("not checked", unchecked))
    return "; ".join(
        (
            f"{passed} of {len(report.decks)} decks pass",
            *(f"{what}: {listed(deck_names(names))}" for what, names in rest if names),
        )
    )


def _by_rule(findings: list[Finding]) -> list[list[Finding]]:
    """The findings of each rule and severity, the gravest first; a rule stands where its first."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        said = finding.diagnostic
        groups.setdefault((said.severity, said.code), []).append(finding)
    return [groups[key] for key in sorted(groups, key=lambda key: _ORDER.index(key[0]))]


# What is the template's fault: once, instead of on every slide.


def _with_template_once(report: CheckReport) -> list[Finding]:
    groups: dict[tuple[str, Severity, str, str], list[Finding]] = {}
    for found in report.findings:
        if found.template is not None:
            said = found.diagnostic
            key = (said.code, said.severity, found.template.problem, found.template.mend)
            groups.setdefault(key, []).append(found)
    once = [_of_template(report, group) for group in groups.values()]
    return [*once, *(found for found in report.findings if found.template is None)]


def _of_template(report: CheckReport, findings: list[Finding]) -> Finding:
    """One finding for those that are one fault of the template."""
    decks = {deck: None for found in findings for deck in found.decks}
    faults = [found.template for found in findings if found.template is not None]
    names = list(dict.fromkeys(fault.what for fault in faults))
    numbers = [found.spot.slide for found in findings if found.spot and found.spot.slide]
    said = findings[0].diagnostic
    diagnostic = Diagnostic(
        said.code,
        f"in the template, {joined(names)} {'has' if len(names) == 1 else 'have'} "
        f"{faults[0].problem}",
        DeckLocation(report.template),
        helps=(faults[0].mend, f"seen on {_slides(numbers)}"),
        severity=said.severity,
    )
    if decks:
        diagnostic = in_decks(diagnostic, decks, report.decks)
    return Finding(diagnostic, None, faults[0])


# A rule: its first finding in full, then the places of the others.


def _rows(findings: list[Finding], file: str, style: Style) -> list[str]:
    """What a rule found in the presentation `file`.

    What helps with all of it stands below all places, and what helps with one below that.
    """
    said = findings[0].diagnostic
    shared = [h for h in said.helps if all(h in found.diagnostic.helps for found in findings)]
    alike: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for found in findings:
        own = tuple(h for h in found.diagnostic.helps if h not in shared)
        alike.setdefault((found.diagnostic.message, own), []).append(found)
    (_, helps), same = next(iter(alike.items()))
    line = str(said.place.line) if isinstance(said.place, Span) else ""
    pad = " " * (len(line or "1") + 1)
    arrow = f"{pad if line else ' '}{style('-->', 'frame')} "
    rows = [
        f"{style(f'{said.severity.value}[{said.code}]', said.severity)}: {said.message}",
        *(arrow + place for place in _places(same, "")[:1]),
        *excerpt(said, style),
        *help_rows(helps, pad, style),
        *(arrow + place for place in _places(same, file)[1:]),
    ]
    for (message, helps), same in list(alike.items())[1:]:
        after = f": {message}" + (f"; {helps[0]}" if len(helps) == 1 else "")
        rows += [f"{arrow}{place}{after}" for place in _places(same, file) or [file]]
        rows += help_rows(helps if len(helps) > 1 else (), f"{pad}    ", style)
    return [*rows, *help_rows(shared, pad, style)]


def _places(findings: list[Finding], file: str) -> list[str]:
    """The places of findings that say the same; those on slides of `file` without its name.

    Shapes of one name are listed by their slides, then those that are on the same slides.
    """
    lines: dict[str, None] = {}
    slides: dict[tuple[str, str], list[int]] = {}
    for found in findings:
        place = found.diagnostic.place
        if isinstance(place, Span):
            lines[_listed(str(place), "" if found.spot is None else _on_slide(found.spot))] = None
        elif place is not None and place.slide is not None:
            before = _listed("" if place.file == file else place.file, place.part)
            slides.setdefault((before, place.shape or ""), []).append(place.slide)
        elif place is not None:
            lines[str(place)] = None
    shapes: dict[tuple[str, str], list[str]] = {}
    for (before, shape), numbers in slides.items():
        shapes.setdefault((before, _slides(numbers)), []).append(shape)
    return [*lines, *(_listed(*where, _shapes(names)) for where, names in shapes.items())]


def _listed(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))


def _on_slide(spot: DeckLocation) -> str:
    return _listed(f"slide {spot.slide}" if spot.slide else "", _shapes([spot.shape or ""]))


def _shapes(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names if name]
    return f"shape{'s' if len(quoted) > 1 else ''} {joined(quoted)}" if quoted else ""


def _slides(numbers: Iterable[int]) -> str:
    """The numbers of slides: `slide 3`, `slides 1, 4 to 9 and 12`."""
    ordered = sorted(set(numbers))
    ranges: list[list[int]] = []
    for number in ordered:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    shown: list[str] = []
    for run in ranges:
        shown += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    return f"slide{'s' if len(ordered) > 1 else ''} {joined(shown)}"
