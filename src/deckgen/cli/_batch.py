"""`deckgen build` with variants: progress, the outcome of each, the matrix."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import click

from deckgen import files
from deckgen.cli import _console as console
from deckgen.commands import batch
from deckgen.commands.batch import Job, Outcome, Pool
from deckgen.diagnostics import Diagnostic, listed, shown
from deckgen.plan import Plan
from deckgen.project.output import check_new


def run(
    job: Job,
    names: tuple[str, ...] | None,
    *,
    matrix: Path | None,
    dask: str | None,
    jobs: int,
    force: bool,
    form: str,
    quiet: bool,
    today: datetime.date | None = None,
) -> None:
    """Build the variants and print the outcome, as `form` (`text` or `json`); exit 1 if one failed.

    `names` are those of variants, None for all of them; `matrix` is a file to write the matrix to,
    `dask` the address of a cluster, `jobs` the number of processes. Raises `Problem` where the
    deck itself has faults.
    """
    if dask:
        job = _with_whole_paths(job)
    job = replace(job, matrix=matrix is not None, run=uuid4().hex)
    project = batch.project_of(job)
    chosen = project.variants.chosen(names)
    if matrix is not None:
        project.plan  # noqa: B018 - raises ahead of the build where the base has a fault
    with _pool(dask, min(jobs, len(chosen))) as pool:
        building = batch.build(job, chosen, force=force, pool=pool)
        outcomes = list(_watched(building, len(chosen), show=form == "text" and not quiet))
    if matrix is not None:
        _write_matrix(matrix, project.plan, outcomes, force=force)
    if form == "json":
        _print_json(outcomes, matrix)
    else:
        _print_text(outcomes, matrix, quiet=quiet)
        ages = [o.result.age for o in outcomes if o.result is not None]
        told = dict.fromkeys(console.remark_of_age(age, today) for age in ages)
        for old in filter(None, () if quiet else told):
            click.echo(old, err=True)
    if any(outcome.result is None for outcome in outcomes):
        sys.exit(1)


def _with_whole_paths(job: Job) -> Job:
    """The job for workers of a cluster, which have another working folder."""
    output, template = (None if p is None else p.resolve() for p in (job.output, job.template))
    return replace(job, deck=job.deck.resolve(), output=output, template=template)


def _pool(dask: str | None, jobs: int) -> AbstractContextManager[Pool | None]:
    if dask:
        return batch.connect(dask)
    return batch.processes(jobs) if jobs > 1 else nullcontext()


def _watched(building: Iterator[Outcome], number: int, *, show: bool) -> Iterator[Outcome]:
    """The outcomes, with a progress bar where stderr is a terminal."""
    if show and sys.stderr.isatty():
        with click.progressbar(
            building, number, "Building", item_show_func=lambda o: o.name if o else "",
            file=sys.stderr,
        ) as watched:  # fmt: skip
            yield from watched
    else:
        yield from building


def _write_matrix(path: Path, base: Plan, outcomes: list[Outcome], *, force: bool) -> None:
    columns = {o.name: o.column for o in outcomes if o.result is not None}
    failed = [o.name for o in outcomes if o.result is None]
    listed = batch.table(batch.compare(base, base), columns, failed)
    if path.suffix.lower() == ".html":
        data = batch.as_html(listed, f"{base.title}: variants", base.language).encode()
    else:
        data = batch.as_csv(listed).encode()
    after = "; the variants were written"
    check_new(path, data, force=force, after=after, other="another file")
    files.write(path, data)


def _print_text(outcomes: list[Outcome], matrix: Path | None, *, quiet: bool) -> None:
    found = _by_variants(outcomes)
    written = [outcome.result for outcome in outcomes if outcome.result is not None]
    failed = [outcome.name for outcome in outcomes if outcome.result is None]
    summary = f"{len(written)} of {len(outcomes)} variants written"
    if failed:
        summary += f"; failed: {', '.join(failed)}"
    console.report(found, summary, quiet=quiet)
    if quiet:
        return
    for result in written:
        click.echo(console.written(result.path, result.slides))
    if matrix is not None:
        click.echo(f"{shown(matrix)}: {len(written)} variants")
    if not found and len(outcomes) > 1:
        click.echo(summary)


def _by_variants(outcomes: list[Outcome]) -> list[Diagnostic]:
    """Each finding once, with the variants that have it."""
    found: dict[tuple[str, str, str], tuple[Diagnostic, list[str]]] = {}
    for outcome in outcomes:
        for diagnostic in outcome.diagnostics:
            key = (diagnostic.code, diagnostic.message, str(diagnostic.place))
            found.setdefault(key, (diagnostic, []))[1].append(outcome.name)
    return [
        replace(diagnostic, helps=(*diagnostic.helps, f"in {listed(list(dict.fromkeys(names)))}"))
        for diagnostic, names in found.values()
    ]


def _print_json(outcomes: list[Outcome], matrix: Path | None) -> None:
    variants = []
    written = []
    for outcome in outcomes:
        data: dict[str, object] = {"name": outcome.name}
        if outcome.result is not None:
            written.append(shown(outcome.result.path))
            data |= {"file": written[-1], "slides": outcome.result.slides}
        data["diagnostics"] = [console.as_data(d) for d in outcome.diagnostics]
        variants.append(data)
    if matrix is not None:
        written.append(shown(matrix))
    console.print_json({"written": written, "variants": variants})
