"""`deckgen build` with variants: progress, the outcome of each, the matrix."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import click

from deckgen import files
from deckgen.cli import _console as console
from deckgen.commands import batch
from deckgen.commands.batch import FailedVariant, Job, Outcome, Pool, WrittenVariant
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Diagnostic, Severity, error, shown


@dataclass(frozen=True, slots=True)
class BuildTask:
    """The arguments of the command; `names` are those of variants, None for all of them."""

    deck: Path
    output: Path | None
    template: Path | None
    embed: EmbedMode | None
    names: tuple[str, ...] | None
    matrix: Path | None
    dask: str | None
    jobs: int
    anchored: bool
    strict: bool
    force: bool


def run(task: BuildTask, *, form: str, quiet: bool) -> None:
    """Build the variants and print the outcome, as `form` (`text` or `json`); exit 1 if one failed.

    Raises `Problem` where the deck itself has faults.
    """
    job = _job(task)
    builder = batch.variant_builder(job)
    names = builder.variants.chosen(task.names)
    if task.matrix is not None:
        builder.base  # noqa: B018 - raises ahead of the build where the base has a fault
    with _pool(task, len(names)) as pool:
        building = batch.build(job, names, force=task.force, pool=pool)
        outcomes = list(_watched(building, len(names), show=form == "text" and not quiet))
    if task.matrix is not None:
        _write_matrix(task.matrix, builder, outcomes, force=task.force)
    if form == "json":
        _print_json(task, outcomes)
    else:
        _print_text(task, outcomes, quiet=quiet)
    if any(isinstance(outcome, FailedVariant) for outcome in outcomes):
        sys.exit(1)


def _job(task: BuildTask) -> Job:
    """The task for workers; those of a cluster have another working folder, so need whole paths."""
    paths = [task.deck, task.output, task.template]
    if task.dask:
        paths = [None if path is None else path.resolve() for path in paths]
    deck, output, template = paths
    assert deck is not None, "a task has a deck"
    return Job(
        deck, output, template, task.embed, anchored=task.anchored, strict=task.strict,
        matrix=task.matrix is not None, run=uuid4().hex,
    )  # fmt: skip


def _pool(task: BuildTask, number: int) -> AbstractContextManager[Pool | None]:
    if task.dask:
        return batch.connect(task.dask)
    jobs = min(task.jobs, number)
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


def _write_matrix(
    path: Path, builder: batch.VariantBuilder, outcomes: list[Outcome], *, force: bool
) -> None:
    columns = {o.name: o.column for o in outcomes if isinstance(o, WrittenVariant)}
    failed = [o.name for o in outcomes if isinstance(o, FailedVariant)]
    listed = batch.table(batch.compare(builder.base, builder.base), columns, failed)
    if path.suffix.lower() == ".html":
        title = f"{builder.base.title}: variants"
        data = batch.as_html(listed, title, builder.base.language).encode()
    else:
        data = batch.as_csv(listed).encode()
    if path.exists() and path.read_bytes() != data and not force:
        raise error(
            "would-overwrite",
            f"{shown(path)} is there already; the variants were written",
            help="name another file, or replace it by `--force`",
        )
    files.write(path, data)


def _print_text(task: BuildTask, outcomes: list[Outcome], *, quiet: bool) -> None:
    found = [
        diagnostic
        for diagnostic in _by_variants(outcomes)
        if not quiet or diagnostic.severity is Severity.ERROR
    ]
    written = [outcome for outcome in outcomes if isinstance(outcome, WrittenVariant)]
    failed = [outcome.name for outcome in outcomes if isinstance(outcome, FailedVariant)]
    summary = f"{len(written)} of {len(outcomes)} variants written"
    if failed:
        summary += f"; failed: {', '.join(failed)}"
    console.report(found, summary)
    if quiet:
        return
    for outcome in written:
        click.echo(f"{shown(outcome.path)}: {console.slides(outcome.slides)}")
    if task.matrix is not None:
        click.echo(f"{shown(task.matrix)}: {len(written)} variants")
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
        replace(diagnostic, helps=(*diagnostic.helps, f"in {_listed(names)}"))
        for diagnostic, names in found.values()
    ]


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - 12} more" if len(unique) > 12 else ""
    return ", ".join(unique[:12]) + more


def _print_json(task: BuildTask, outcomes: list[Outcome]) -> None:
    variants = []
    for outcome in outcomes:
        data: dict[str, object] = {"name": outcome.name}
        if isinstance(outcome, WrittenVariant):
            data |= {"file": shown(outcome.path), "slides": outcome.slides}
        data["diagnostics"] = [console.as_data(d) for d in outcome.diagnostics]
        variants.append(data)
    written = [shown(outcome.path) for outcome in outcomes if isinstance(outcome, WrittenVariant)]
    if task.matrix is not None:
        written.append(shown(task.matrix))
    console.print_json({"written": written, "variants": variants})
