"""What the commands share: printing results and diagnostics, and exit codes for problems."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec

import click

from deckgen.cli import BUG
from deckgen.diagnostics import Diagnostic, Problem, Severity, Span, count_by_severity, render
from deckgen.soundness import Unsound

P = ParamSpec("P")
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.TIP: "cyan", "frame": "blue"}

format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the result is printed on standard output.",
)  # fmt: skip

quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")


def style(text: str, role: Severity | str) -> str:
    """A part of a diagnostic in its colour, which click removes where stderr is no terminal."""
    return click.style(text, fg=_COLORS[role], bold=role != "frame")


def report(diagnostics: Iterable[Diagnostic], outcome: str) -> None:
    """Print diagnostics on stderr, then how many there are and the `outcome` of the command."""
    found = list(diagnostics)
    for diagnostic in found:
        click.echo(render(diagnostic, style) + "\n", err=True)
    if found:
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


def slides(number: int) -> str:
    """A number of slides: `1 slide`, `2 slides`."""
    return "1 slide" if number == 1 else f"{number} slides"


def print_json(data: object) -> None:
    """Print a result as JSON on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def command(outcome: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A decorator that prints a command's problems with the `outcome` ("nothing was written").

    The command then exits with 1, or with 3 where the problem is a bug of deckgen. With
    `--format json` the problems are printed on standard output as JSON.
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

        return run

    return wrap


def _print(diagnostics: Iterable[Diagnostic], outcome: str, form: object) -> None:
    if form == "json":
        print_json({"outcome": outcome, "diagnostics": [as_data(d) for d in diagnostics]})
    else:
        report(diagnostics, outcome)
