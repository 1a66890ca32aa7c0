"""The command `deckgen cache`."""

from __future__ import annotations

import click

from deckgen.cache import Cache
from deckgen.cli import _console as console
from deckgen.diagnostics import counted


@click.command("cache")
@click.argument("what", type=click.Choice(["info", "clear"]))
@console.format_option
def command(what: str, form: str) -> None:
    """Say where slides are kept from one build to the next, and how much; or remove them."""
    cache = Cache()
    found = cache.info() if what == "info" else cache.clear()
    if form == "json":
        number = "entries" if what == "info" else "removed"
        console.print_json(
            {"folder": str(found.folder), number: found.entries, "bytes": found.size}
        )
        return
    removed = "" if what == "info" else " removed"
    size = f"{found.size / 1_000_000:.1f} MB"
    click.echo(f"{found.folder}: {counted(found.entries, 'entry')}, {size}{removed}")
