"""What the commands share: printing results and diagnostics, and exit codes for problems."""

from __future__ import annotations

import datetime
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from deckgen.cli import BUG
from deckgen.diagnostics import (
    Diagnostic,
    Problem,
    Severity,
    Span,
    count_by_severity,
    counted,
    once,
    render,
    shown,
)
from deckgen.facts import DeckAge
from deckgen.soundness import Unsound

if TYPE_CHECKING:
    from deckgen.commands.extract import ExtractResult
    from deckgen.project import BuildResult
    from deckgen.project.finish import Finisher

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.TIP: "cyan", "frame": "blue"}

PATH = click.Path(path_type=Path)
deck_argument = click.argument("deck", type=PATH, default=Path())
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print errors and warnings only.")
no_base_option = click.option(
    "--no-base", is_flag=True, help="With --all-variants: leave out the deck itself."
)
html_option = click.option(
    "--html", type=PATH, metavar="FILE", help="Write a page with pictures to FILE."
)
force_html_option = click.option(
    "--force", is_flag=True, help="Let --html replace a file that is no such page."
)
template_option = click.option("-t", "--template", type=PATH, help="Build on this template.")


def formats(*names: str, what: str = "the result is") -> Callable[[F], F]:
    """The option `--format`: one of the names, by default the first, of how `what` is printed."""
    return click.option(
        "--format", "form", type=click.Choice(names), default=names[0], show_default=True,
        help=f"How {what} printed on standard output.",
    )  # fmt: skip


format_option = formats("text", "json")


finish_option = click.option(
    "--finish", metavar="FUNCTION",
    help="Let this function (`module:function`, or an installed one's name) finish the deck.",
)  # fmt: skip


def finisher(name: str | None) -> Finisher | None:
    """The finisher of that name. Raises `click.BadParameter` where there is none."""
    if name is None:
        return None
    from deckgen.project import finish

    try:
        return finish.Finisher.of(name)
    except Problem as problem:
        found = problem.diagnostics[0]
        if found.code not in finish.UNKNOWN:
            raise
        place = f" ({found.place})" if found.place else ""
        raise click.BadParameter(
            "\n  ".join((f"{found.message}{place}", *found.helps)), param_hint="'--finish'"
        ) from None


def engine_option(command: F) -> F:
    """The option `--engine` of a command that draws slides."""
    from deckgen.preview import ENGINES

    return click.option(
        "--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True,
        help="What draws the slides.",
    )(command)  # fmt: skip


def check_all_variants(named: object, *, every: bool, no_base: bool) -> None:
    """Raise `click.UsageError` for options that do not go with, or without, --all-variants."""
    if every and named:
        raise click.UsageError("--variant and --all-variants exclude one another.")
    if no_base and not every:
        raise click.UsageError("--no-base goes with --all-variants.")


def _day(_context: object, _parameter: object, given: datetime.datetime | None) -> object:
    return given.date() if given else None


as_of_option = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="The day to count age to."
)

today_option = click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), callback=_day, metavar="DATE",
    help="The day that is today, for what is said of an old deck.",
)  # fmt: skip


def remark_of_age(age: DeckAge | None, today: datetime.date | None) -> str:
    """The line about a deck that is old today, "" for others; it counts as no finding."""
    return "" if age is None else age.remark(today or datetime.date.today())


def style(text: str, role: Severity | str) -> str:
    """A part of a diagnostic in its colour, which click removes where stderr is no terminal."""
    return click.style(text, fg=_COLORS[role], bold=role != "frame")


_MOST = 20
_ALL = f"{__name__}.all"


def _show_all(context: click.Context, _parameter: object, given: bool) -> None:
    context.meta[_ALL] = given


_all_errors_option = click.option(
    "--all-errors", is_flag=True, expose_value=False, callback=_show_all,
    help="Print every error, also those that say the same.",
)  # fmt: skip


def shows_all() -> bool:
    """Whether the command is to print every diagnostic (`--all-errors`)."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_ALL))


def told(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """The texts to print of diagnostics: what says the same once, and the first 20 of a severity.

    With `--all-errors` each has its own.
    """
    if shows_all():
        yield from (render(diagnostic, style) for diagnostic in diagnostics)
        return
    number = dict.fromkeys(Severity, 0)
    left_out: list[Diagnostic] = []
    for diagnostic, places in once(diagnostics):
        number[diagnostic.severity] += 1
        if number[diagnostic.severity] > _MOST:
            left_out += [diagnostic] * max(1, len(places))
        else:
            yield render(diagnostic, style, places)
    if left_out:
        yield f"{count_by_severity(left_out)} more; `--all-errors` prints all"


def report(diagnostics: Iterable[Diagnostic], outcome: str, *, quiet: bool = False) -> None:
    """Print diagnostics on stderr, then how many there are and the `outcome` of the command.

    With `quiet`, errors and warnings alone are printed, and the outcome where there is an error.
    """
    found = [d for d in diagnostics if not quiet or d.severity is not Severity.TIP]
    for text in told(found):
        click.echo(text + "\n", err=True)
    if found and (not quiet or any(d.severity is Severity.ERROR for d in found)):
        click.echo(f"{count_by_severity(found)}; {outcome}", err=True)


def as_data(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as data for JSON, with the keys that docs/commands.md describes."""
    place = diagnostic.place
    data: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": list(diagnostic.helps),
    }
    if isinstance(place, Span):
        data["file"] = place.source.name
        data["line"], data["column"] = place.line, place.column
        data["end_line"], data["end_column"] = place.end_line, place.end_column
    elif place is not None:
        data["file"], data["slide"], data["shape"] = place.file, place.slide, place.shape
        data["part"], data["box"] = place.part, place.box
    return data


def place(span: Span | None) -> dict[str, Any]:
    """A place in the author's files as data for JSON."""
    if span is None:
        return {"file": None, "line": None, "column": None}
    return {"file": span.source.name, "line": span.line, "column": span.column}


def written(path: Path, number: int) -> str:
    """The line that says what was written: its path, and the number of its slides."""
    return f"{shown(path)}: {counted(number, 'slide')}"


def print_page(path: Path) -> None:
    """Say on stderr that a page was written, beside what is printed on standard output."""
    click.echo(f"{shown(path)} was written", err=True)


def print_made(
    made: BuildResult | ExtractResult, outcome: str, form: str, *, quiet: bool, **more: object
) -> None:
    """Print which deck was made and what was remarked, and the `outcome`, as `report` does.

    `more` are keys of JSON that only this command has.
    """
    if form == "json":
        data = [as_data(found) for found in made.diagnostics]
        slides = {"slides": made.slides, "diagnostics": data}
        print_json({"written": [shown(made.path)], **slides, **more})
        return
    report(made.diagnostics, outcome, quiet=quiet)
    if not quiet:
        click.echo(written(made.path, made.slides))


def print_json(data: object) -> None:
    """Print a result as JSON on standard output."""
    import json  # only here: a build starts faster without

    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def command(outcome: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A decorator that prints a command's problems with the `outcome` ("nothing was written").

    The command gets the option `--all-errors`. It exits with 1, or with 3 where the problem is a
    bug of deckgen. With `--format json` the problems are printed on standard output as JSON.
    """

    def wrap(function: Callable[P, None]) -> Callable[P, None]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except Problem as problem:
                _print(problem.diagnostics, outcome, kwargs.get("form"))
                sys.exit(1)
            except Unsound as bug:
                _print(bug.diagnostics, outcome, kwargs.get("form"))
                click.echo(f"\n{BUG}", err=True)
                sys.exit(3)

        return _all_errors_option(run)

    return wrap


def _print(diagnostics: Iterable[Diagnostic], outcome: str, form: object) -> None:
    if form == "json":
        print_json({"outcome": outcome, "diagnostics": [as_data(d) for d in diagnostics]})
    else:
        report(diagnostics, outcome)
