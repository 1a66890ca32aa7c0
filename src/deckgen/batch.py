"""Building many variants: here, in processes beside this one, or in those of a cluster.

Workers make bytes and this process writes them, in the order of the names: so every file is
written once and whole, whatever becomes of a worker.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from uuid import uuid4

from deckgen import app, files, kinds, load, manuscript, matrix
from deckgen.diagnostics import Diagnostic, Problem, fail, shown
from deckgen.embed import Embed
from deckgen.plan import Plan
from deckgen.press import Press
from deckgen.variants import Variants


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
    embed: Embed | None = None
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
    column: matrix.Column = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A variant whose presentation is written."""

    name: str
    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...]
    column: matrix.Column = ()


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
    except pool.lost as error:
        broken: Future[Made | Failed] = Future()
        broken.set_exception(error)
        return broken


def _result(pool: Pool, name: str, future: Future[Made | Failed]) -> Made | Failed:
    try:
        return future.result()
    except pool.lost as error:
        problem = fail(
            "worker-lost", f"the worker that made `{name}` is gone: {error}", None, "",
            "build it again; with fewer workers where the memory ran out",
        )  # fmt: skip
        return Failed(name, problem.diagnostics)


def _write(made: Made, written: dict[Path, str], *, force: bool) -> Outcome:
    try:
        first = written.setdefault(made.path, made.name)
        if first != made.name:
            raise fail(
                "same-file", f"`{first}` and `{made.name}` would both be {shown(made.path)}", None,
                "", "put `{variant}` into `output:` of deck.yaml",
            )  # fmt: skip
        app.protect(made.path, force=force)
        files.write(made.path, made.data)
    except Problem as problem:
        return Failed(made.name, problem.diagnostics)
    return Written(made.name, made.path, made.slides, made.diagnostics, made.column)


class Shared:
    """What the variants of one job share: the manuscript, the base's plan, open templates."""

    def __init__(self, job: Job) -> None:
        """Read the deck. Raises `Problem` with every fault of its files."""
        self.job = job
        self.variants = Variants(manuscript.read(job.deck))
        self.press = Press(job.template, job.anchored)
        self.lock = threading.Lock()

    @cached_property
    def base(self) -> Plan:
        """The plan of the base. Raises `Problem` where it has none."""
        return self.press.plan(load.load(self.variants.base))

    def make(self, name: str) -> Made:
        """One variant's presentation. Raises `Problem` with every fault of a stage."""
        source = self.variants.manuscript(name)
        waiting = app.to_come(source, strict=self.job.strict)
        deck = load.load(source)
        plan = self.press.plan(deck)
        path = app.target(deck, name, self.job.output)
        kinds.check_suffix(path)
        app.keep_inputs(path, deck, self.press)
        embed = deck.embed if self.job.embed is None else self.job.embed
        misfits = self.press.misfits(deck, plan, strict=self.job.strict)
        printed = self.press.print(deck, plan, path, embed)
        column = matrix.compare(self.base, plan) if self.job.compared else ()
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
