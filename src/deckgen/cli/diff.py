"""The command `deckgen diff`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import diff
from deckgen.diagnostics import Problem, render
from deckgen.opc.package import Package
from deckgen.presentation import integrity
from deckgen.review import identity, untracked
from deckgen.review.diff import model
from deckgen.review.diff import render as diff_render

_COLORS = {"slide": "cyan", "old": "red", "new": "green"}


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--variant", help="Compare this variant, where a side is a DECK.")
@console.formats("text", "markdown", "json", what="the changes are")
@click.option(
    "--textconv", type=console.PATH, metavar="FILE",
    help="Print what the presentation FILE says, as git asks for it.",
)  # fmt: skip
@console.html_option
@console.engine_option
@console.force_html_option
@console.command("nothing was compared")
def command(
    old: str | None,
    new: str | None,
    variant: str | None,
    form: str,
    textconv: Path | None,
    html: Path | None,
    engine: str,
    *,
    force: bool,
) -> None:
    """Say what changed from OLD to NEW.

    Each is a DECK, a presentation, or either at a git revision: HEAD:content/deck.yaml. A DECK
    alone is compared with its last build: what the next one will change. Without any, that is the
    deck of the folder you are in.
    """
    if textconv is not None:
        click.echo(_as_text(textconv), nl=False)
        return
    if new is None:
        deck = Path(old or ".")
        if integrity.is_presentation(deck) or (":" in str(old) and not deck.exists()):
            raise click.UsageError("Name two versions, an old one and a new one; or a DECK alone.")
        before, after = diff.since_build(deck, variant)
        old, new = "the last build", "the deck"
    else:
        assert old is not None, "click fills the first argument first"
        before, after = diff.pair(old, new, variant)
    changes = diff.changes(before, after)
    if html is not None:
        from deckgen.commands import review_page  # draws: no other form of the changes does

        decks = [
            review_page.ShownDeck.of(version, name, engine)
            for version, name in ((before, old), (after, new))
        ]
        review_page.write(html, review_page.of_changes(changes, *decks), force=force)
        console.print_page(html)
    if form == "json":
        console.print_json([model.data_of(change) for change in changes])
    elif form == "markdown":
        click.echo(diff_render.render_markdown(changes, old, new), nl=False)
    else:
        click.echo(diff_render.render_text(changes, _style) or "No difference.\n", nl=False)


def _style(piece: str, role: str) -> str:
    return click.style(piece, fg=_COLORS[role], bold=role == "slide")


def _as_text(path: Path) -> str:
    """A presentation as text for git; what is wrong with it, where it cannot be read."""
    try:
        package = Package.open(path)
        return diff_render.listing(identity.read(package), untracked.untracked_changes(package))
    except Problem as problem:  # git refuses a diff whose converter fails
        return "".join(f"{render(item)}\n" for item in problem.diagnostics)
