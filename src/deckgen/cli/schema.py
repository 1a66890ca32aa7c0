"""The command `deckgen schema`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import schema
from deckgen.diagnostics import shown


@click.command("schema")
@click.argument("kind", type=click.Choice(list(schema.KINDS)), required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False),
    help="Write KIND.schema.json into this folder; without KIND, the schemas of all files.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that are there.")
@console.quiet_option
@console.command("nothing was written")
def command(kind: str | None, output: Path | None, *, force: bool, quiet: bool) -> None:
    """Print the JSON Schema of a KIND of YAML file, for editors that complete and check keys.

    An editor takes it from its settings, or from a line at the top of a file:

    \b
    # yaml-language-server: $schema=schemas/deck.schema.json
    """
    if output is not None:
        written = schema.write([kind] if kind else schema.KINDS, output, force=force)
        if not quiet:
            for path in written:
                click.echo(shown(path))
    elif kind is not None:
        click.echo(schema.text(kind), nl=False)
    else:
        raise click.UsageError("Name a kind of file to print, or a folder for all with `-o`.")
