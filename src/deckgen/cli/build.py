"""deckgen build."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen import app
from deckgen.cli import console
from deckgen.diagnostics import shown
from deckgen.embed import Embed


@click.command("build")
@click.argument("deck", type=click.Path(path_type=Path), default=app.DECK)
@click.option("-t", "--template", type=click.Path(path_type=Path), help="Build on this template.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write this file.")
@click.option(
    "--embed", type=click.Choice(["full", "hashes", "none"]), help="Marks left in the file."
)
@click.option("--force", is_flag=True, help="Replace a file that was edited or is not deckgen's.")
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(
    deck: Path,
    template: Path | None,
    output: Path | None,
    embed: str | None,
    *,
    force: bool,
    form: str,
    quiet: bool,
) -> None:
    """Write the presentation of DECK."""
    built = app.build(
        deck,
        output=output,
        template=template,
        embed=Embed(embed) if embed else None,
        force=force,
    )
    if form == "json":
        console.print_json(
            {
                "written": [shown(built.path)],
                "slides": built.slides,
                "diagnostics": [console.as_data(d) for d in built.diagnostics],
            }
        )
        return
    console.report(built.diagnostics, "the deck was written")
    if not quiet:
        click.echo(f"{shown(built.path)}: {built.slides} slides")
