"""The command `deckgen new`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import new


@click.command("new")
@click.argument("folder", type=console.PATH)
@click.option(
    "-t", "--template", type=console.PATH,
    help="Start on the slide layouts of this template, which is copied.",
)  # fmt: skip
@click.option(
    "--from", "presentation", metavar="DECK.pptx", type=console.PATH,
    help="Start with the slides of this presentation.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Add to a folder that is not empty.")
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(
    folder: Path,
    template: Path | None,
    presentation: Path | None,
    *,
    force: bool,
    form: str,
    quiet: bool,
) -> None:
    """Start a deck in FOLDER: YAML that builds, its template, and files for git.

    No file is replaced, with --force neither.
    """
    if template is not None and presentation is not None:
        raise click.UsageError("--template and --from exclude one another.")
    done = new.new(folder, template=template, presentation=presentation, force=force)
    console.print_made(done, "the deck was started", form, quiet=quiet)
    if form != "json" and not quiet:
        named = "" if folder.resolve() == Path.cwd() else f" {shlex.quote(str(folder))}"
        click.echo(f"Next: deckgen build{named}\n      deckgen check{named}")
