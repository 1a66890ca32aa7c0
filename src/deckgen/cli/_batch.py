"""`deckgen build` with variants: progress, the outcome of each, the matrix."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from uuid import uuid4

import click
from msgspec.structs import replace

from deckgen import files
from deckgen.cli import _console as console
from deckgen.cli.build import data_of_changes, lines_of_changes
from deckgen.commands import build
from deckgen.commands.build import Job, Outcome, Pool
from deckgen.deck import DeckName, among, deck_names, told_once
from deckgen.diagnostics import shown
from deckgen.plan import Plan
from deckgen.project import BuildResult
from deckgen.project.output import check_new


def run(
    job: Job,
    names: tuple[str, ...] | None,
    *,
    base: bool = True,
    matrix: Path | None,
    dask: str | None,
    jobs: int,
    force: bool,
    form: str,
    quiet: bool,
    today: datetime.date | None = None,
) -> None:
    """Build the variants and print the outcome, as `form` (`text` or `json`); exit 1 if one failed.

    `names` are those of variants, None for all of them, and with `base` for the deck itself too;
    `matrix` is a file to write the matrix to,
    `dask` the address of a cluster, `jobs` the number of processes. Raises `Problem` where the
    deck itself has faults.
    """
    if dask:
        job = _with_whole_paths(job)
    job = replace(job, matrix=matrix is not None, run=uuid4().hex)
    project = build.project_of(job)
    variants = project.variants
    chosen = variants.decks(base=base) if names is None else variants.chosen(names)
    if matrix is not None:
        project.plan  # noqa: B018 - raises ahead of the build where the base has a fault
    with _pool(dask, min(jobs, len(chosen))) as pool:
        building = build.build_variants(job, chosen, force=force, pool=pool)
        outcomes = list(_watched(building, len(chosen), show=form == "text" and not quiet))
    if matrix is not None:
        _write_matrix(matrix, project.plan, outcomes, force=force)
    if form == "json":
        _print_json(outcomes, matrix, today)
    else:
        _print_text(outcomes, matrix, today, quiet=quiet)
    if any(outcome.result is None for outcome in outcomes):
        sys.exit(1)


def _with_whole_paths(job: Job) -> Job:
    """The job for workers of a cluster, which have another working folder."""
    output, template = (None if p is None else p.resolve() for p in (job.output, job.template))
    return replace(job, deck=job.deck.resolve(), output=output, template=template)


def _pool(dask: str | None, jobs: int) -> AbstractContextManager[Pool | None]:
    if dask:
        return build.connect(dask)
    return build.processes(jobs) if jobs > 1 else nullcontext()


def _watched(building: Iterator[Outcome], number: int, *, show: bool) -> Iterator[Outcome]:
    """The outcomes, with a progress bar where stderr is a terminal."""
    if show and sys.stderr.isatty():
        with click.progressbar(
            building, number, "Building", file=sys.stderr,
            item_show_func=lambda o: deck_names([o.name])[0] if o else "",
        ) as watched:  # fmt: skip
            yield from watched
    else:
        yield from building


def _write_matrix(path: Path, base: Plan, outcomes: list[Outcome], *, force: bool) -> None:
    columns = {o.name: o.column for o in outcomes if o.name and o.result is not None}
    failed = [o.name for o in outcomes if o.name and o.result is None]
    listed = build.table(build.compare(base, base), columns, failed)
    if path.suffix.lower() == ".html":
        data = build.as_html(listed, f"{base.title}: variants", base.language).encode()
    else:
        data = build.as_csv(listed).encode()
    after = "; the variants were written"
    check_new(path, data, force=force, after=after, other="another file")
    files.write(path, data)


def _print_text(
    outcomes: list[Outcome], matrix: Path | None, today: datetime.date | None, *, quiet: bool
) -> None:
    decks = [outcome.name for outcome in outcomes]
    each = ((outcome.name, found) for outcome in outcomes for found in outcome.diagnostics)
    found = [diagnostic for diagnostic, _ in told_once(each, decks)]
    written = {outcome.name: outcome.result for outcome in outcomes if outcome.result is not None}
    failed = deck_names(name for name in decks if name not in written)
    noun = "decks" if None in decks else "variants"
    summary = f"{len(written)} of {len(decks)} {noun} written"
    if failed:
        summary += f"; failed: {', '.join(failed)}"
    console.report(found, summary, quiet=quiet)
    if quiet:
        return
    for result in written.values():
        click.echo(console.written(result.path, result.slides))
    if matrix is not None:
        click.echo(f"{shown(matrix)}: {len(written.keys() - {None})} variants")
    if not found and len(outcomes) > 1:
        click.echo(summary)
    for line in _lines_of_changes(written, decks):
        click.echo(line, err=True)
    told = dict.fromkeys(console.remark_of_age(result.age, today) for result in written.values())
    for old in filter(None, told):
        click.echo(old, err=True)


def _lines_of_changes(written: dict[DeckName, BuildResult], decks: list[DeckName]) -> Iterator[str]:
    """The lines of changes of each deck, those that several have in common once."""
    blocks: dict[tuple[str, ...], list[DeckName]] = {}
    for name, result in written.items():
        if lines := tuple(lines_of_changes(result.changes)):
            blocks.setdefault(lines, []).append(name)
    for lines, names in blocks.items():
        if len(decks) > 1:
            yield f"since the last build, in {among(names, decks)}:"
        yield from lines


def _print_json(outcomes: list[Outcome], matrix: Path | None, today: datetime.date | None) -> None:
    made = {outcome.name: _as_data(outcome, today) for outcome in outcomes}
    written = [shown(outcome.result.path) for outcome in outcomes if outcome.result is not None]
    if matrix is not None:
        written.append(shown(matrix))
    base = {"base": made.pop(None)} if None in made else {}
    console.print_json({"written": written, **base, "variants": list(made.values())})


def _as_data(outcome: Outcome, today: datetime.date | None) -> dict[str, object]:
    """What became of a deck as data for JSON."""
    data: dict[str, object] = {"name": outcome.name}
    result = outcome.result
    if result is not None:
        data |= {"file": shown(result.path), "slides": result.slides}
    data["diagnostics"] = [console.as_data(found) for found in outcome.diagnostics]
    if result is not None:
        data["changes"] = data_of_changes(result.changes)
        data["old"] = console.remark_of_age(result.age, today) or None
    return data
