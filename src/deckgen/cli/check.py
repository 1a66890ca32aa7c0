"""The command `deckgen check`."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen.checks import CheckReport, sarif
from deckgen.checks.rules import BY_ID
from deckgen.checks.subject import Finding
from deckgen.checks.text_report import text
from deckgen.cli import _console as console
from deckgen.commands import check
from deckgen.commands.check import FixResult
from deckgen.diagnostics import near
from deckgen.presentation import integrity

if TYPE_CHECKING:
    from deckgen.project.finish import Finisher

_NOT_CHECKED = "what has errors was not checked"


def _rules(_context: object, _parameter: object, given: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of these rules, in capitals. Raises `click.BadParameter` for what is no rule."""
    for name in given:
        word = name.upper()
        if word not in BY_ID:
            like = near(word, BY_ID)
            close = [rule for rule in BY_ID if word in rule] or ([like] if like else [])
            hint = f" Near it: {', '.join(close)}." if close else " docs/rules.md lists them."
            raise click.BadParameter(f"there is no rule {name}.{hint}")
    return tuple(name.upper() for name in given)


@click.command("check")
@click.argument("file", type=console.PATH, default=Path())
@click.option("--variant", help="Check this variant of the deck.")
@click.option("--all-variants", "every", is_flag=True, help="Check the deck and every variant.")
@console.no_base_option
@console.template_option
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@console.as_of_option
@console.today_option
@click.option("--fix", is_flag=True, help="Mend what is safe, then check.")
@click.option("-o", "--output", type=console.PATH, help="Write what --fix mended.")
@click.option("--force", is_flag=True, help="Let --fix or --html replace a file.")
@click.option(
    "--decorative", multiple=True, metavar="NAME",
    help="Let --fix mark shapes of this name (`Line *`) as decorative.",
)  # fmt: skip
@click.option("--since", help="Find figures left over from this facts file or git revision.")
@click.option(
    "--only", multiple=True, metavar="RULE", callback=_rules,
    help="Report what this rule finds; can be repeated.",
)  # fmt: skip
@click.option("--tips", is_flag=True, help="Print tips too, which are counted otherwise.")
@console.html_option
@console.engine_option
@console.finish_option
@console.formats("text", "json", "sarif")
@console.quiet_option
@console.command("nothing was checked")
def command(
    file: Path,
    variant: str | None,
    template: Path | None,
    as_of: datetime.date | None,
    today: datetime.date | None,
    since: str | None,
    output: Path | None,
    decorative: tuple[str, ...],
    only: tuple[str, ...],
    html: Path | None,
    engine: str,
    finish: str | None,
    *,
    every: bool,
    no_base: bool,
    fix: bool,
    force: bool,
    strict: bool,
    tips: bool,
    form: str,
    quiet: bool,
) -> None:
    """Check FILE, a deck.yaml or a presentation, against the rules.

    A deck is built in memory, and what `build` would write is checked. Exit 1 on errors, with
    --strict on warnings too. With --all-variants what decks have in common is told once.

    --fix mends what is safe: of a presentation its language, header rows, titles that are not
    read first, decorative shapes with alternative text and empty placeholders, written to the
    file of -o; of a deck the slots that are filled with nothing.
    """
    _refuse_without_fix(
        fix=fix, page=html is not None, every=every, force=force, options=bool(output or decorative)
    )
    console.check_all_variants(variant, every=every, no_base=no_base)
    presentation = integrity.is_presentation(file)
    _refuse_for_presentations(
        presentation,
        every=every,
        fix=fix,
        finish=finish,
        options=bool(variant or template or since),
    )
    finisher = console.finisher(finish)
    how: dict[str, Any] = {"template": template, "as_of": as_of, "since": since}
    if every:
        found = check.check_all(file, base=not no_base, finish=finisher, **how)
    elif not fix:
        found = check.check(file, variant=variant, finish=finisher, **how)
    elif presentation:
        fixed = check.fix_presentation(
            file, output=output, force=force, decorative=decorative, as_of=as_of
        )
        found = _report_fixes(fixed)
    elif output or force or decorative or variant:
        raise click.UsageError("-o, --force, --decorative and --variant are not for fixing YAML.")
    else:
        found = _report_fixes(check.fix_deck(file, **how))
    if only:
        found = found.only(only)
    old = console.remark_of_age(found.age, today)
    _print(found, old, form, tips=tips or bool(only), quiet=quiet, strict=strict)
    if html:
        _write_page(html, found, file, variant, template, engine, finisher, force=force)
    if found.fails(strict=strict):
        sys.exit(1)


def _refuse_without_fix(*, fix: bool, page: bool, every: bool, force: bool, options: bool) -> None:
    """Raise `click.UsageError` for options that do not go together."""
    if page and (fix or every):
        raise click.UsageError("--html is of one deck, and not for --fix.")
    if not fix and (options or (force and not page)):
        raise click.UsageError("-o, --force and --decorative go with --fix.")


def _refuse_for_presentations(
    presentation: bool, *, every: bool, fix: bool, finish: str | None, options: bool
) -> None:
    """Raise `click.UsageError` for options that are for decks alone, or not for --fix."""
    if every and (fix or presentation):
        raise click.UsageError("--all-variants is for decks, and not for --fix.")
    if presentation and options:
        raise click.UsageError("--variant, --template and --since are for decks.")
    if finish and (fix or presentation):
        raise click.UsageError("--finish is for decks, and not for --fix.")


def _write_page(
    html: Path,
    found: CheckReport,
    file: Path,
    variant: str | None,
    template: Path | None,
    engine: str,
    finisher: Finisher | None,
    *,
    force: bool,
) -> None:
    from deckgen.commands import review_page  # draws: no other form of a report does

    deck = review_page.ShownDeck.read(
        file, engine, variant=variant, template=template, finish=finisher
    )
    review_page.write(html, review_page.of_findings(found, deck), force=force)
    console.print_page(html)


def _print(
    found: CheckReport, old: str, form: str, *, tips: bool, quiet: bool, strict: bool
) -> None:
    """Print a report, and what is `old` of the deck."""
    if form != "json":
        console.report((error for error, _ in found.unchecked), _NOT_CHECKED, quiet=quiet)
    if form == "text":
        told = text(found, console.style, tips=tips, quiet=quiet, strict=strict)
        for part in (*told, *([old] if old and not quiet else ())):
            click.echo(part)
    else:
        console.print_json(sarif(found) if form == "sarif" else _as_data(found, old))


def _report_fixes(result: FixResult) -> CheckReport:
    """Print on standard error what was fixed; the report of what the rules find now."""
    for fix in result.fixes:
        click.echo(f"{fix.rule}: {fix.message} ({fix.place})", err=True)
    for path in result.written:
        console.print_page(path)
    if not result.fixes:
        click.echo("nothing to mend; nothing was written", err=True)
    return result.report


def _as_data(report: CheckReport, old: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": report.name,
        "findings": [_finding(finding) for finding in report.findings],
        "off": report.off,
        "skipped": report.skipped,
        "old": old or None,
    }
    if report.decks:
        errors = [{**console.as_data(found), "decks": names} for found, names in report.unchecked]
        data |= {"decks": report.decks, "diagnostics": errors}
    return data


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding as data for JSON; one with a place in YAML has its slide and box too."""
    data = console.as_data(finding.diagnostic)
    if finding.spot is not None:
        spot = finding.spot
        data.update(slide=spot.slide, shape=spot.shape, part=spot.part, box=spot.box)
    if finding.decks:
        data["decks"] = finding.decks
    return data
