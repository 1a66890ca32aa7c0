"""The command `deckgen extract`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import extract


@click.command("extract")
@click.argument("file", type=console.PATH)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write; by default named as the file.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write into a folder that is not empty.")
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(file: Path, output: Path | None, *, force: bool, form: str, quiet: bool) -> None:
    """Turn the presentation FILE into a folder of YAML with its template."""
    done = extract.extract(file, output or file.with_suffix(""), force=force)
    console.print_made(done, "the deck was extracted", form, quiet=quiet)
