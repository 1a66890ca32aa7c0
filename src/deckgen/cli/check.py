"""deckgen check."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from deckgen import app, checking
from deckgen.checks.base import Finding
from deckgen.checks.report import Report
from deckgen.checks.sarif import sarif
from deckgen.cli import console
from deckgen.diagnostics import Severity, Span, counted, render


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path), default=app.DECK)
@click.option("--variant", help="Check this variant of the deck.")
@click.option("-t", "--template", type=click.Path(path_type=Path), help="Build on this template.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to count age to.")
@click.option("--since", help="Find figures left over from this facts file or git revision.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text",
    show_default=True, help="How the result is printed on standard output.",
)  # fmt: skip
@console.quiet_option
@console.command("nothing was checked")
def command(
    file: Path,
    variant: str | None,
    template: Path | None,
    as_of: datetime.datetime | None,
    since: str | None,
    *,
    strict: bool,
    form: str,
    quiet: bool,
) -> None:
    """Check FILE, a deck.yaml or a presentation, against the rules.

    A deck is built in memory, and what `build` would write is checked. Exit 1 on errors, with
    --strict on warnings too.
    """
    day = as_of.date() if as_of else None
    found = checking.check(file, variant=variant, template=template, as_of=day, since=since)
    if form == "text":
        _print_text(found, strict=strict, quiet=quiet)
    else:
        console.print_json(_FORMS[form](found))
    if found.fails(strict=strict):
        sys.exit(1)


def _print_text(report: Report, *, strict: bool, quiet: bool) -> None:
    """The findings, then the rules that were not applied and why, then how many there are."""
    for finding in report.findings:
        if not quiet or finding.diagnostic.severity is Severity.ERROR:
            click.echo("\n".join(_rows(finding)) + "\n")
    if not quiet:
        for name, reason in report.off.items():
            click.echo(f"{name} is off: {reason}")
        for reason in dict.fromkeys(report.skipped.values()):
            names = [name for name, why in report.skipped.items() if why == reason]
            click.echo(f"not decided: {', '.join(names)} ({reason})")
    verdict = "does not pass" if report.fails(strict=strict) else "passes"
    click.echo(f"{counted(report.diagnostics) or 'nothing found'}; {report.name} {verdict}")


def _rows(finding: Finding) -> list[str]:
    """A finding, with the shape that shows it where it names the author's line."""
    rows = [render(finding.diagnostic, console.style)]
    spot = finding.spot
    if isinstance(finding.diagnostic.place, Span) and spot is not None:
        rows.append(f"  {console.style('=', 'frame')} seen in {spot}")
    return rows


def _as_data(report: Report) -> dict[str, Any]:
    return {
        "name": report.name,
        "findings": [_finding(finding) for finding in report.findings],
        "off": report.off,
        "skipped": report.skipped,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding for machines; the slide and the box are there for YAML's places too."""
    data = console.as_data(finding.diagnostic)
    if finding.spot is not None:
        spot = finding.spot
        data.update(slide=spot.slide, shape=spot.shape, part=spot.part, box=spot.box)
    return data


_FORMS: dict[str, Callable[[Report], dict[str, Any]]] = {"json": _as_data, "sarif": sarif}
