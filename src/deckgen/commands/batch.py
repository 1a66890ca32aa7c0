"""Building many variants: here, in processes beside this one, or in those of a cluster.

Workers make bytes and this process writes them, in the order of the names: so every file is
written once and whole, whatever becomes of a worker.
"""

from __future__ import annotations

import csv
import html
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.metadata import version
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from deckgen import files
from deckgen.commands import build as commands_build
from deckgen.deck import EmbedMode, load, source_files
from deckgen.deck.variants import Variants
from deckgen.diagnostics import Diagnostic, Problem, error, shown
from deckgen.plan import Plan
from deckgen.presentation import integrity
from deckgen.project import DeckBuilder


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know to make the variants of one deck.

    `output` is a folder, or one file; without it each variant goes where deck.yaml says.
    `compared` asks for the column of the matrix. `run` tells one run from the next in processes
    that live on, so that none builds from what it read before; `build` gives a job without one
    a run of its own.
    """

    deck: Path
    output: Path | None = None
    template: Path | None = None
    embed: EmbedMode | None = None
    anchored: bool = False
    strict: bool = False
    compared: bool = False
    run: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A variant's presentation, not written yet."""

    name: str
    path: Path
    data: bytes = field(repr=False)
    slides: int
    diagnostics: tuple[Diagnostic, ...]
    column: Column = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A variant whose presentation is written."""

    name: str
    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...]
    column: Column = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A variant of which nothing was written, and why."""

    name: str
    diagnostics: tuple[Diagnostic, ...]


Outcome = Written | Failed


@dataclass(frozen=True, slots=True)
class Pool:
    """Workers. `window` is how many variants are under way at a time, which bounds the memory;
    `lost` are the errors by which the executor says that a worker is gone.
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


def build(
    job: Job, names: Sequence[str], *, force: bool = False, pool: Pool | None = None
) -> Iterator[Outcome]:
    """Build these variants and say what became of each, in order.

    A variant that fails does not stop the others. Raises `Problem` where the deck itself cannot
    be read.
    """
    if not job.run:
        job = replace(job, run=uuid4().hex)
    shared(job)
    written: dict[Path, str] = {}
    for made in _made(job, names, pool):
        yield made if isinstance(made, Failed) else _write(made, written, force=force)


def _made(job: Job, names: Sequence[str], pool: Pool | None) -> Iterator[Made | Failed]:
    if pool is None:
        yield from (make(job, name) for name in names)
        return
    waiting: deque[tuple[str, Future[Made | Failed]]] = deque()
    ahead = iter(names)
    for name in islice(ahead, 1):
        yield make(job, name)  # here, so that forked workers find the template open
    try:
        for name in ahead:
            waiting.append((name, _submit(pool, job, name)))
            if len(waiting) >= pool.window:
                yield _result(pool, *waiting.popleft())
        while waiting:
            yield _result(pool, *waiting.popleft())
    finally:
        for _, future in waiting:
            future.cancel()


def _submit(pool: Pool, job: Job, name: str) -> Future[Made | Failed]:
    try:
        return pool.executor.submit(make, job, name)
    except pool.lost as cause:
        broken: Future[Made | Failed] = Future()
        broken.set_exception(cause)
        return broken


def _result(pool: Pool, name: str, future: Future[Made | Failed]) -> Made | Failed:
    try:
        return future.result()
    except pool.lost as cause:
        problem = error(
            "worker-lost",
            f"the worker that made `{name}` is gone: {cause}",
            help="build it again; with fewer workers where the memory ran out",
        )
        return Failed(name, problem.diagnostics)


def _write(made: Made, written: dict[Path, str], *, force: bool) -> Outcome:
    try:
        first = written.setdefault(made.path, made.name)
        if first != made.name:
            raise error(
                "same-file",
                f"`{first}` and `{made.name}` would both be {shown(made.path)}",
                help="put `{variant}` into `output:` of deck.yaml",
            )
        commands_build.protect(made.path, force=force)
        files.write(made.path, made.data)
    except Problem as problem:
        return Failed(made.name, problem.diagnostics)
    return Written(made.name, made.path, made.slides, made.diagnostics, made.column)


class Shared:
    """What the variants of one job share: the manuscript, the base's plan, open templates."""

    def __init__(self, job: Job) -> None:
        """Read the deck. Raises `Problem` with every fault of its files."""
        self.job = job
        self.variants = Variants(source_files.read(job.deck))
        self.press = DeckBuilder(job.template, job.anchored)
        self.lock = threading.Lock()

    @cached_property
    def base(self) -> Plan:
        """The plan of the base. Raises `Problem` where it has none."""
        return self.press.plan(load.load(self.variants.base))

    def make(self, name: str) -> Made:
        """One variant's presentation. Raises `Problem` with every fault of a stage."""
        source = self.variants.manuscript(name)
        waiting = commands_build.to_come(source, strict=self.job.strict)
        deck = load.load(source)
        plan = self.press.plan(deck)
        path = commands_build.target(deck, name, self.job.output)
        integrity.check_suffix(path)
        commands_build.keep_inputs(path, deck, self.press)
        embed = deck.embed if self.job.embed is None else self.job.embed
        misfits = self.press.misfits(deck, plan, strict=self.job.strict)
        printed = self.press.print(deck, plan, path, embed)
        column = compare(self.base, plan) if self.job.compared else ()
        remarks = (*waiting, *misfits, *printed.remarks)
        return Made(name, path, printed.data, len(plan.slides), remarks, column)


def shared(job: Job) -> Shared:
    """What the variants of a job share, once in each process and run. Raises `Problem`.

    A job without a `run` is read anew: its files may have changed since.
    """
    return _shared(job) if job.run else Shared(job)


@lru_cache(maxsize=1)
def _shared(job: Job) -> Shared:
    return Shared(job)


def make(job: Job, name: str) -> Made | Failed:
    """Make one variant; the function that workers run."""
    try:
        common = shared(job)
        with common.lock:
            return common.make(name)
    except Problem as problem:
        return Failed(name, problem.diagnostics)


# A running Dask cluster as workers, for decks that one machine would build too slowly.
#
# The workers read the deck's files themselves, so they must see its folder under the same path,
# and have the same deckgen installed.


_AHEAD = 4

"""Variants under way for each thread of the cluster."""


@contextmanager
def connect(address: str, *, timeout: float = 10) -> Iterator[Pool]:
    """The workers of the cluster whose scheduler is at the address (`tcp://host:8786`).

    The scheduler has `timeout` seconds to answer. The work of a worker that dies goes to another
    one. Raises `Problem` where Dask is not installed, where no scheduler answers, or where the
    workers lack this version of deckgen.
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
        yield Pool(client.get_executor(pure=False), _AHEAD * max(threads, 1), lost)


def installed() -> str:
    """The version of deckgen in this process."""
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


# Which slide is in which variant, and whether it is the base's: as CSV and as a page of HTML.


class State(Enum):
    """What a variant's slide is, seen from the base."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class VariantMatrixCell:
    """One slide in one variant."""

    slide: str
    title: str
    state: State
    hidden: bool = False

    @property
    def words(self) -> str:
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
        state = State.ADDED if before is None else State.CHANGED
        if before is not None and before == slide:
            state = State.SAME
        cells.append(VariantMatrixCell(slide.id, slide.title, state, slide.hidden))
    return tuple(cells)


def rows(base: Column, columns: Iterable[Column]) -> list[VariantMatrixCell]:
    """The slides of all columns: the base's in its order, added ones after what they follow."""
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
    """The matrix as texts: a head, then for each slide its id, its title and its states.

    The last columns are those that `failed`, of which no slide is known.
    """
    lost = list(failed)
    found = [{cell.slide: cell.words for cell in cells} for cells in columns.values()]
    listed = [["slide", "title", *columns, *lost]]
    for row in rows(base, columns.values()):
        states = [cells.get(row.slide, State.ABSENT.value) for cells in found]
        listed.append([row.slide, row.title, *states, *("failed" for _ in lost)])
    return listed


def as_csv(listed: Sequence[Sequence[str]]) -> str:
    """The matrix as CSV (RFC 4180)."""
    text = StringIO(newline="")
    csv.writer(text).writerows(listed)
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


def as_html(listed: Sequence[Sequence[str]], title: str, language: str) -> str:
    """The matrix as a page that stands alone; states are told by words, colours only help."""
    head, *body = listed
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
