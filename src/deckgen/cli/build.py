"""The command `deckgen build`."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from deckgen.cli import _console as console
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem, error, listed
from deckgen.project import BuildResult, Project
from deckgen.project.output import is_folder
from deckgen.review.last_build import BuildChanges, FactChange

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
@console.no_base_option
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
@console.finish_option
@click.option(
    "--strict", is_flag=True, help="Refuse values to come (TODO) and markup that prints raw."
)
@click.option("--watch", is_flag=True, help="Build again whenever a file of the deck changes.")
@click.option("--no-cache", is_flag=True, help="Keep no slides on disk, and take none from there.")
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
    finish: str | None,
    strict: bool,
    watch: bool,
    no_cache: bool,
    force: bool,
    form: str,
    quiet: bool,
) -> None:
    """Write the presentation of DECK, or those of its variants."""
    marks = EmbedMode(embed) if embed else None
    console.check_all_variants(names, every=every, no_base=no_base)
    if watch:
        _refuse_several(names, every=every, form=form)
    if (names or every) and not watch:
        from deckgen.cli import _batch as cli_batch
        from deckgen.commands.build import Job

        if output is not None and not is_folder(output) and (every or len(set(names)) > 1):
            raise click.UsageError("Several variants go into a folder: `-o` names a file.")
        if matrix is not None and matrix.suffix.lower() not in _MATRICES:
            raise click.UsageError("`--matrix` writes a file of .csv or .html.")
        console.finisher(finish)  # workers look for it again
        job = Job(
            deck, output, template, marks, anchored=anchors, strict=strict, cache=not no_cache,
            finish=finish,
        )  # fmt: skip
        cli_batch.run(
            job, None if every else names, base=not no_base, matrix=matrix, dask=dask, jobs=jobs,
            force=force, form=form, quiet=quiet, today=today,
        )  # fmt: skip
        return
    if dask or matrix or jobs > 1:
        raise click.UsageError("Name the variants: `--all-variants`, or `--variant NAME`.")
    finisher = console.finisher(finish)
    gc.set_threshold(1_000_000)  # the trees of one deck live to the end; those of several do not
    project = Project(
        deck, variant=names[0] if names else None, template=template, cache=not no_cache
    )

    def build(project: Project) -> None:
        built = project.build(
            output, embed=marks, anchored=anchors, strict=strict, force=force, finish=finisher
        )
        _print(built, today, form, quiet=quiet)

    if watch:
        _build_again(project, build)
    else:
        build(project)


def _print(built: BuildResult, today: datetime.date | None, form: str, *, quiet: bool) -> None:
    old = console.remark_of_age(built.age, today)
    more = {"changes": data_of_changes(built.changes), "old": old or None}
    console.print_made(built, "the deck was written", form, quiet=quiet, **more)
    if form == "text" and not quiet:
        for line in lines_of_changes(built.changes):
            click.echo(line, err=True)
        if old:
            click.echo(old, err=True)


def _refuse_several(names: Sequence[str], *, every: bool, form: str) -> None:
    if every or len(names) > 1:
        raise click.UsageError("--watch is for one deck.")
    if form != "text":
        raise click.UsageError("--watch prints text.")


def _build_again(project: Project, build: Callable[[Project], None]) -> None:
    """Build the project now and after each change, until Ctrl-C; what is wrong is printed."""
    try:
        import watchfiles  # noqa: F401 - told before anything is built
    except ImportError:
        raise error(
            "no-watcher",
            "what watches files is not installed",
            help="install it: `pip install 'deckgen-pptx[serve]'`",
        ) from None
    from deckgen.project import watch

    with suppress(KeyboardInterrupt):
        for version in watch.versions(project):
            try:
                build(version)
            except Problem as problem:
                console.report(problem.diagnostics, "nothing was written")


# What a build says of the changes since the last one.


_MOST_FACTS = 5
_MOST_SLIDES = 6


def lines_of_changes(changes: BuildChanges | None) -> Iterator[str]:
    """The lines for a terminal; none for a first build, and where the file is the same."""
    if changes is None or changes.same:
        return
    kinds = ("changed", "added", "removed", "moved")
    slides = {kind: found for kind in kinds if (found := getattr(changes, kind))}
    yield from _facts(changes.facts)
    yield from (f"  slides {kind}: {listed(names, _MOST_SLIDES)}" for kind, names in slides.items())
    if changes.deck:
        yield f"  changed of the deck: {', '.join(changes.deck)}"
    if not (changes.facts or slides or changes.deck):
        yield "  no slide and no fact changed since the last build"
    if len(changes.facts) > _MOST_FACTS or any(len(n) > _MOST_SLIDES for n in slides.values()):
        yield "  before the next build, `deckgen diff` says in full what it will change"


def _facts(changed: Sequence[FactChange]) -> Iterator[str]:
    """A line for each of the first facts, then how many more there are."""
    for fact in changed[:_MOST_FACTS]:
        yield f"  {fact.id} {fact.old} -> {fact.new}"
    more = len(changed) - _MOST_FACTS
    if more > 0:
        yield f"  and {more} more {'fact' if more == 1 else 'facts'}"


def data_of_changes(changes: BuildChanges | None) -> dict[str, Any] | None:
    """The changes as data for JSON, None for a first build."""
    if changes is None:
        return None
    return {
        "same": changes.same,
        "facts": [{"id": fact.id, "old": fact.old, "new": fact.new} for fact in changes.facts],
        "slides": {
            "changed": list(changes.changed),
            "added": list(changes.added),
            "removed": list(changes.removed),
            "moved": list(changes.moved),
        },
        "deck": list(changes.deck),
    }
