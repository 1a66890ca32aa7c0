"""The command `deckgen preview`."""

from __future__ import annotations

from pathlib import Path

import click

from deckgen.cli import _console as console
from deckgen.commands import preview
from deckgen.diagnostics import shown
from deckgen.preview import WIDTH


def _names(_context: object, _parameter: object, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for text in given for name in text.split(",") if name.strip())


@click.command("preview")
@console.deck_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write; by default named as the presentation, with -preview.",
)  # fmt: skip
@click.option("--variant", help="Draw this variant of DECK.")
@console.template_option
@click.option(
    "--slides", multiple=True, metavar="IDS", callback=_names,
    help="Draw these slides, by id or number, joined by commas; can be repeated.",
)  # fmt: skip
@click.option("--sheet", is_flag=True, help="Draw all of them on one sheet too.")
@click.option(
    "--width", type=click.IntRange(16, 8192), default=WIDTH, show_default=True,
    metavar="PX", help="Pixels of a picture from left to right.",
)  # fmt: skip
@console.engine_option
@click.option("--force", is_flag=True, help="Replace pictures that were not drawn of this deck.")
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(
    deck: Path,
    output: Path | None,
    variant: str | None,
    template: Path | None,
    slides: tuple[str, ...],
    width: int,
    engine: str,
    *,
    sheet: bool,
    force: bool,
    form: str,
    quiet: bool,
) -> None:
    """Draw the slides of DECK, or of a presentation, as PNG files."""
    done = preview.draw(
        deck, output, variant=variant, template=template, slides=slides,
        sheet=sheet, width=width, engine=engine, force=force,
    )  # fmt: skip
    for family in done.guessed_fonts if not quiet else ():
        click.echo(f"no file of the font {family} was found: drawn in another", err=True)
    if form == "json":
        console.print_json(
            {
                "pictures": [
                    {"number": item.number, "slide": item.id, "path": shown(item.path)}
                    for item in done.pictures
                ],
                "sheet": None if done.sheet is None else shown(done.sheet),
                "removed": [shown(path) for path in done.removed],
            }
        )
        return
    if quiet:
        return
    for item in done.pictures:
        click.echo(shown(item.path))
    if done.sheet is not None:
        click.echo(shown(done.sheet))
    if done.removed:
        click.echo(f"removed {len(done.removed)} of slides that are no longer there", err=True)
