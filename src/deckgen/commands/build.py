"""`deckgen build`: a deck to a presentation, or many variants to theirs.

Variants are built in this process, in others on this machine, or on a Dask cluster. Workers make
the bytes of presentations and this process writes them, in the order of the names, so every file is
written once and whole, whatever becomes of a worker. Also here: the variant matrix, a table of
which slide is in which variant.
"""

from __future__ import annotations

import csv
import gc
import html
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from enum import Enum
from functools import lru_cache
from importlib import import_module
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from msgspec import Struct, structs

from deckgen.deck import DeckName, EmbedMode, quoted
from deckgen.diagnostics import Diagnostic, Problem, error, real_path, shown
from deckgen.plan import Plan
from deckgen.project import DECK, BuildResult, Finish, Project
from deckgen.project.output import check_overwrite, put


def build(
    deck: str | Path = DECK,
    *,
    variant: str | None = None,
    output: str | Path | None = None,
    template: str | Path | None = None,
    embed: EmbedMode | str | None = None,
    anchored: bool = False,
    strict: bool = False,
    force: bool = False,
    finish: Finish = None,
    cache: bool = True,
) -> BuildResult:
    """Write the presentation of a deck, or of one of its variants.

    `template` replaces that of deck.yaml. Without `cache` no slides are kept on disk, and none are
    taken from there. The other parameters, and what is raised, are those of
    `Project.build`.
    """
    project = Project(deck, variant=variant, template=template, cache=cache)
    return project.build(
        output, embed=embed, anchored=anchored, strict=strict, force=force, finish=finish
    )


# Many variants.


class Job(Struct, frozen=True):
    """What a worker needs to know to build a deck and its variants.

    `output` is a folder or a file; without it each deck goes where deck.yaml says. `template`
    and `embed` replace those of deck.yaml. With `anchored` each slide gets a custom show; `strict`
    makes errors of values still to come and of text that does not fit. `matrix` asks for the
    columns of the matrix. Without `cache` no slides are kept on disk, and none taken from there.
    `finish` is the name of a finisher.
    `run` tells one run from the next in processes that live on, so that none builds from files it
    read before; `build_variants` gives a job without one a run of its own.
    """

    deck: Path
    output: Path | None = None
    template: Path | None = None
    embed: EmbedMode | None = None
    anchored: bool = False
    strict: bool = False
    matrix: bool = False
    cache: bool = True
    finish: str | None = None
    run: str = ""


class Outcome(Struct, frozen=True):
    """What became of a variant, or of the deck itself, whose `name` is None.

    `result` is that of its build, None where it failed, for the reasons in `diagnostics`. `data`
    are the bytes that are not yet written. `column` is the variant's column of the matrix.
    """

    name: DeckName
    diagnostics: tuple[Diagnostic, ...]
    result: BuildResult | None = None
    data: bytes = b""
    column: Column = ()


class Pool(Struct, frozen=True):
    """Workers.

    `window` is how many variants are under way at a time, which bounds the memory; `lost` are the
    errors by which the executor says that a worker died.
    """

    executor: Executor
    window: int
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)


@contextmanager
def processes(number: int) -> Iterator[Pool]:
    """A pool of that many processes on this machine."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A forked worker starts with what this process has read and opened already; but a fork keeps
    # one thread only, and locks that others held.
    forks = sys.platform == "linux" and threading.active_count() == 1
    context = get_context("fork" if forks else "spawn")
    with ProcessPoolExecutor(number, mp_context=context) as executor:
        yield Pool(executor, 2 * number)


def build_variants(
    job: Job, names: Sequence[DeckName], *, force: bool = False, pool: Pool | None = None
) -> Iterator[Outcome]:
    """Build and write the variants of these names; the outcome of each, in their order.

    None is the deck itself. One that fails does not stop the others. `force` replaces files that
    were edited, or that deckgen did not write. Raises `Problem` where the deck's own files cannot
    be read.
    """
    if not job.run:
        job = structs.replace(job, run=uuid4().hex)
    project_of(job)
    written: dict[Path, DeckName] = {}
    for outcome in _made(job, names, pool):
        yield _write(outcome, written, force=force)


def _made(job: Job, names: Sequence[DeckName], pool: Pool | None) -> Iterator[Outcome]:
    if pool is None:
        for number, name in enumerate(names):
            if number:
                _forget_packages()
            yield build_deck(job, name)
        return
    waiting: deque[tuple[DeckName, Future[Outcome]]] = deque()
    ahead = iter(names)
    for name in islice(ahead, 1):
        yield build_deck(job, name)  # here, so that forked workers find the template open
    try:
        for name in ahead:
            waiting.append((name, _submit(pool, job, name)))
            if len(waiting) >= pool.window:
                yield _outcome(pool, *waiting.popleft())
        while waiting:
            yield _outcome(pool, *waiting.popleft())
    finally:
        for _, future in waiting:
            future.cancel()


def _submit(pool: Pool, job: Job, name: DeckName) -> Future[Outcome]:
    try:
        return pool.executor.submit(_build_next, job, name)
    except pool.lost as cause:
        broken: Future[Outcome] = Future()
        broken.set_exception(cause)
        return broken


def _outcome(pool: Pool, name: DeckName, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except pool.lost as cause:
        problem = error(
            "worker-lost",
            f"the worker that made {quoted(name)} is gone: {cause}",
            help="build it again; with fewer workers where the memory ran out",
        )
        return Outcome(name, problem.diagnostics)


def _write(made: Outcome, written: dict[Path, DeckName], *, force: bool) -> Outcome:
    if made.result is None:
        return made
    path = made.result.path
    try:
        first = written.setdefault(real_path(path), made.name)
        if first != made.name:
            raise error(
                "same-file",
                f"{quoted(first)} and {quoted(made.name)} would both be {shown(path)}",
                help=(
                    "put `{variant}` into `output:` of deck.yaml",
                    "" if first else "or leave the base out with `--no-base`",
                ),
            )
        check_overwrite(path, force=force)
        put(path, made.data, marked=made.result.marked)
    except Problem as problem:
        return Outcome(made.name, problem.diagnostics)
    return structs.replace(made, data=b"")


def project_of(job: Job) -> Project:
    """The project of a job, the same one in each process and run, with its files read.

    A job without a `run` gets a new one every time: its files may have changed. Raises `Problem`
    where the deck cannot be read.
    """
    return _kept_project(job) if job.run else _read_project(job)


def _read_project(job: Job) -> Project:
    project = Project(job.deck, template=job.template, cache=job.cache)
    project.variants  # noqa: B018 - read ahead, so that what is wrong is raised once for all
    return project


_kept_project = lru_cache(maxsize=1)(_read_project)
_lock = threading.Lock()
"""A project serves one thread at a time, and a worker of a cluster has several."""


def _forget_packages() -> None:
    """Free what decks left: a package and its parts are a ring, and the command seldom looks."""
    gc.collect(1)


def _build_next(job: Job, name: DeckName) -> Outcome:
    _forget_packages()
    return build_deck(job, name)


def build_deck(job: Job, name: DeckName) -> Outcome:
    """The presentation of one deck, not yet written; the function that workers run."""
    try:
        with _lock:
            base = project_of(job)
            project = base.of_variant(name)
            made = project.prepare(
                job.output, embed=job.embed, anchored=job.anchored, strict=job.strict, force=True,
                finish=job.finish,
            )  # fmt: skip
            column = compare(base.plan, project.plan) if job.matrix else ()
    except Problem as problem:
        return Outcome(name, problem.diagnostics)
    return Outcome(name, made.result.diagnostics, made.result, made.data, column)


# Dask: a cluster as workers.


_PER_THREAD = 4
"""Variants under way for each thread of the cluster."""


@contextmanager
def connect(address: str, *, timeout: float = 10) -> Iterator[Pool]:
    """The workers of the cluster whose scheduler is at the address (`tcp://host:8786`).

    They read the deck's files themselves, so they must see its folder under the same path. The
    scheduler has `timeout` seconds to answer; the work of a worker that dies goes to another one.
    Raises `Problem` where Dask is not installed, where no scheduler answers, or where the workers
    have not the same version of deckgen.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise error(
            "no-dask", "Dask is not installed", help="pip install 'deckgen-pptx[dask]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError) as cause:
        raise error(
            "no-cluster",
            f"no Dask scheduler answers at `{address}`: {cause}",
            help="start one by `dask scheduler`, and name the address that it prints",
        ) from None
    with client:
        _check_versions(client)
        threads = sum(client.nthreads().values())
        lost = (BrokenExecutor, CancelledError, distributed.KilledWorker)
        yield Pool(client.get_executor(pure=False), _PER_THREAD * max(threads, 1), lost)


def installed() -> str:
    """The version of deckgen in this process."""
    from importlib.metadata import version

    return version("deckgen-pptx")


def _check_versions(client: Any) -> None:
    try:
        found = set(client.run(installed).values())
    except ImportError as cause:
        raise error(
            "no-deckgen",
            f"a worker of the cluster has no deckgen: {cause}",
            help="install the same version there as here",
        ) from None
    others = ", ".join(sorted(found - {installed()}))
    if others:
        raise error(
            "other-version",
            f"workers have deckgen {others}, and {installed()} is here",
            help="install the same version there as here",
        )


# The variant matrix, as CSV and as HTML.


class SlideState(Enum):
    """How a slide of a variant compares with the base's slide of the same id."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    ABSENT = "absent"


class VariantMatrixCell(Struct, frozen=True):
    """One slide in one variant: its id, its title, and what became of it."""

    slide: str
    title: str
    state: SlideState
    hidden: bool = False

    @property
    def text(self) -> str:
        """The cell as it is printed."""
        return f"{self.state.value}, hidden" if self.hidden else self.state.value


Column = tuple[VariantMatrixCell, ...]
"""The slides of one variant, in its order."""


def compare(base: Plan, plan: Plan) -> Column:
    """The slides of a variant's plan, each compared with the base's slide of that id."""
    known = {slide.id: slide for slide in base.slides}
    cells = []
    for slide in plan.slides:
        before = known.get(slide.id)
        state = SlideState.ADDED if before is None else SlideState.CHANGED
        if before is not None and before == slide:
            state = SlideState.SAME
        cells.append(VariantMatrixCell(slide.id, slide.title, state, slide.hidden))
    return tuple(cells)


def rows(base: Column, columns: Iterable[Column]) -> list[VariantMatrixCell]:
    """The first column: the base's slides in their order, added ones after what they follow."""
    order = [cell.slide for cell in base]
    known = {cell.slide: cell for cell in base}
    for column in columns:
        place = 0
        for cell in column:
            if cell.slide not in known:
                known[cell.slide] = cell
                order.insert(place, cell.slide)
            place = order.index(cell.slide) + 1
    return [known[name] for name in order]


def table(
    base: Column, columns: Mapping[str, Column], failed: Iterable[str] = ()
) -> list[list[str]]:
    """The matrix as texts: a header row, then for each slide its id, its title and its states.

    The last columns are the variants that `failed`, of which no slide is known.
    """
    missing = list(failed)
    found = [{cell.slide: cell.text for cell in cells} for cells in columns.values()]
    result = [["slide", "title", *columns, *missing]]
    for row in rows(base, columns.values()):
        states = [cells.get(row.slide, SlideState.ABSENT.value) for cells in found]
        result.append([row.slide, row.title, *states, *("failed" for _ in missing)])
    return result


def as_csv(matrix: Sequence[Sequence[str]]) -> str:
    """The matrix as CSV (RFC 4180)."""
    text = StringIO(newline="")
    csv.writer(text).writerows(matrix)
    return text.getvalue()


_STYLE = """\
body { font: 15px/1.4 Calibri, Carlito, sans-serif; margin: 2em; color: #1b1b1b; }
table { border-collapse: collapse; }
caption { text-align: left; font-size: 1.3em; font-weight: bold; padding-bottom: .5em; }
th, td { border: 1px solid #a9aeb1; padding: .25em .6em; text-align: left; }
thead th { background: #edeff0; position: sticky; top: 0; }
td.changed { background: #fee685; }
td.added { background: #b4d0b9; }
td.absent { color: #565c65; }
"""


def as_html(matrix: Sequence[Sequence[str]], title: str, language: str) -> str:
    """The matrix as a page of HTML in one file; states are written out, colours only help."""
    head, *body = matrix
    lines = [
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">',
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<table>",
        f"<caption>{html.escape(title)}</caption>\n<thead>",
        "<tr>" + "".join(f'<th scope="col">{html.escape(text)}</th>' for text in head) + "</tr>",
        "</thead>\n<tbody>",
    ]
    for slide, name, *states in body:
        cells = [
            f'<th scope="row">{html.escape(slide)}</th>',
            f"<td>{html.escape(name)}</td>",
            *(f'<td class="{text.partition(",")[0]}">{text}</td>' for text in states),
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody>\n</table>\n</body>\n</html>\n"])
