"""The command `deckgen build`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from deckgen.cli import _changes
from deckgen.cli import _console as console
from deckgen.commands import build
from deckgen.deck import EmbedMode
from deckgen.project.output import is_folder

_MATRICES = (".csv", ".html")


@click.command("build")
@console.deck_argument
@console.template_option
@console.today_option
@click.option("-o", "--output", type=console.PATH, help="Write this file, or into this folder.")
@click.option(
    "--variant", "names", multiple=True, metavar="NAME", help="Build this variant; can be repeated."
)
@click.option("--all-variants", "every", is_flag=True, help="Build the deck and every variant.")
@click.option("--no-base", is_flag=True, help="With --all-variants: leave out the deck itself.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), default=1, show_default=True,
    help="How many variants are built at a time.",
)  # fmt: skip
@click.option("--dask", metavar="ADDRESS", help="Build on the Dask cluster of this scheduler.")
@click.option(
    "--matrix", type=click.Path(path_type=Path, dir_okay=False),
    help="Write which slide is in which variant, as .csv or .html.",
)  # fmt: skip
@click.option(
    "--embed", type=click.Choice(["full", "hashes", "none"]), help="Marks left in the file."
)
@click.option(
    "--anchors", is_flag=True, help="Give each slide a custom show, which LibreOffice keeps."
)
@click.option(
    "--strict", is_flag=True, help="Refuse values to come (TODO) and markup that prints raw."
)
@click.option("--force", is_flag=True, help="Replace a file that was edited or is not deckgen's.")
@console.format_option
@console.quiet_option
@console.command("nothing was written")
def command(
    deck: Path,
    template: Path | None,
    today: datetime.date | None,
    output: Path | None,
    names: tuple[str, ...],
    *,
    every: bool,
    no_base: bool,
    jobs: int,
    dask: str | None,
    matrix: Path | None,
    embed: str | None,
    anchors: bool,
    strict: bool,
    force: bool,
    form: str,
    quiet: bool,
) -> None:
    """Write the presentation of DECK, or those of its variants."""
    marks = EmbedMode(embed) if embed else None
    console.check_all_variants(names, every=every, no_base=no_base)
    if names or every:
        from deckgen.cli import _batch as cli_batch
        from deckgen.commands.batch import Job

        if output is not None and not is_folder(output) and (every or len(set(names)) > 1):
            raise click.UsageError("Several variants go into a folder: `-o` names a file.")
        if matrix is not None and matrix.suffix.lower() not in _MATRICES:
            raise click.UsageError("`--matrix` writes a file of .csv or .html.")
        job = Job(deck, output, template, marks, anchored=anchors, strict=strict)
        cli_batch.run(
            job, None if every else names, base=not no_base, matrix=matrix, dask=dask, jobs=jobs,
            force=force, form=form, quiet=quiet, today=today,
        )  # fmt: skip
        return
    if dask or matrix or jobs > 1:
        raise click.UsageError("Name the variants: `--all-variants`, or `--variant NAME`.")
    built = build.build(
        deck, output=output, template=template, embed=marks, anchored=anchors,
        strict=strict, force=force,
    )  # fmt: skip
    old = console.remark_of_age(built.age, today)
    more = {"changes": _changes.as_data(built.changes), "old": old or None}
    console.print_made(built, "the deck was written", form, quiet=quiet, **more)
    if form == "text" and not quiet:
        for line in _changes.lines(built.changes):
            click.echo(line, err=True)
        if old:
            click.echo(old, err=True)
