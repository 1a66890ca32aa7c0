"""deckgen check."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from deckgen import app
from deckgen.checks.report import Report
from deckgen.cli import console
from deckgen.diagnostics import Severity


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

    A deck is built in memory, and what `build` would write is checked.
    """
    day = as_of.date() if as_of else None
    found = app.check(file, variant=variant, template=template, as_of=day, since=since)
    _print_text(found, quiet=quiet)
    if found.fails(strict=strict):
        sys.exit(1)


def _print_text(found: Report, *, quiet: bool) -> None:
    shown = [d for d in found.diagnostics if not quiet or d.severity is Severity.ERROR]
    console.report(shown, "checked")
