"""The command `deckgen serve`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.deck import source_files
from deckgen.diagnostics import Problem, error
from deckgen.presentation import integrity
from deckgen.project import Project


@click.command("serve")
@console.deck_argument
@click.option("--variant", help="Show this variant of DECK first.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Listen here; 0 is any free port."
)
@click.option("--no-open", is_flag=True, help="Open no browser.")
@console.engine_option
@console.command("nothing was served")
def command(deck: Path, variant: str | None, port: int, engine: str, *, no_open: bool) -> None:
    """Show DECK in a browser, drawn anew as its files change.

    The page's address, which holds a key, is printed; it can be opened on this machine alone. Stop
    it by Ctrl-C.
    """
    try:
        from deckgen.web import server
    except ImportError:
        raise error(
            "no-server",
            "what serves the page is not installed",
            help="install it: `pip install 'deckgen-pptx[preview,serve]'`",
        ) from None

    def tell(address: str) -> None:
        click.echo(address)
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    path = source_files.find(deck)
    if integrity.is_presentation(path) or not path.is_file():
        source_files.read(path)  # says what it is instead of a deck
    if variant is not None:
        _check_variant(path, variant)
    try:
        with suppress(KeyboardInterrupt):  # the way to stop it
            server.serve(path, variant, port, engine, tell)
    except OSError as fault:
        raise error(
            "port-taken", f"port {port} cannot be listened on: {fault.strerror}",
            help="name another by `--port`, or leave it out for any free one",
        ) from None  # fmt: skip


def _check_variant(deck: Path, variant: str) -> None:
    """Raise `Problem` where the deck has no such variant; other faults are told on the page."""
    try:
        Project(deck, variant=variant).source  # noqa: B018 - read, to see whether it is there
    except Problem as fault:
        if any(found.code in ("unknown-variant", "no-variants") for found in fault.diagnostics):
            raise
