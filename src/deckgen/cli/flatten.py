"""The command `deckgen flatten`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import flatten
from deckgen.diagnostics import shown
from deckgen.project import Project


@click.command("flatten")
@console.deck_argument
@click.option("--variant", metavar="NAME", help="Flatten this variant; without it, the base.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False),
    help="Write deck.yaml and the files that its content names into this folder.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that are there.")
@console.quiet_option
@console.command("nothing was written")
def command(
    deck: Path, variant: str | None, output: Path | None, *, force: bool, quiet: bool
) -> None:
    """Print DECK, with a variant's changes, as one YAML file that builds to the same bytes.

    What is printed stands for a file in DECK's own folder.
    """
    if output is None:
        project = Project(deck, variant=variant)
        click.echo(flatten.text(project, project.source.path.parent), nl=False)
        return
    done = flatten.write(deck, output, variant=variant, force=force)
    if not quiet:
        for path in (done.path, *done.copies):
            click.echo(shown(path))
