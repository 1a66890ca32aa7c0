"""The command `deckgen publish`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import publish
from deckgen.diagnostics import shown
from deckgen.presentation import integrity
from deckgen.presentation.redact import RedactedItem, RedactionOptions


@click.command("publish")
@console.deck_argument
@click.option("-o", "--output", type=console.PATH, required=True, help="Write this file.")
@click.option("--variant", help="Publish this variant of DECK.")
@click.option("--no-notes", "notes", is_flag=True, help="Leave out speaker notes.")
@click.option("--no-hidden", "hidden", is_flag=True, help="Leave out hidden slides.")
@console.finish_option
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(
    deck: Path,
    output: Path,
    variant: str | None,
    finish: str | None,
    *,
    notes: bool,
    hidden: bool,
    force: bool,
    form: str,
    quiet: bool,
) -> None:
    """Write the copy of DECK, or of a presentation, that may leave the house.

    Comments, their authors, tags, the marks of deckgen, the history of edits, and the properties
    that name people go; what was taken out, and what is left in, is listed.
    """
    options = RedactionOptions(notes=notes, hidden=hidden)
    if finish and integrity.is_presentation(deck):
        raise click.UsageError("--finish is for decks.")
    finisher = console.finisher(finish)
    done = publish.publish(deck, output, options, variant=variant, finish=finisher, force=force)
    if form == "json":
        console.print_json(
            {
                "written": [shown(done.path)],
                "slides": done.slides,
                "removed": [_data(item) for item in done.redaction.removed],
                "left": [_data(item) for item in done.redaction.left],
            }
        )
        return
    if quiet:
        return
    click.echo(console.written(done.path, done.slides))
    for title, items in (("taken out", done.redaction.removed), ("left in", done.redaction.left)):
        if items:
            click.echo(f"{title}:")
            for item in items:
                click.echo(f"  {_line(item)}")


def _line(item: RedactedItem) -> str:
    which = f": {', '.join(item.which)}" if item.which else ""
    return f"{item.what} ({item.count}){which}"


def _data(item: RedactedItem) -> dict[str, object]:
    return {"what": item.what, "count": item.count, "which": list(item.which)}
