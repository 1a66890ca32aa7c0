"""Whole processes run in turn, and what the operating system says that each took."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figure:
    """What one process took: seconds on the clock and of the processor, and memory in MB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Contender:
    """A command to measure, and what is done before each run of it, outside of what is measured.

    `prepare` is given the number of the run; `check` ends the benchmark when what the last run
    wrote is not what was asked for.
    """

    name: str
    command: Sequence[str]
    prepare: Callable[[int], object] = lambda number: None
    check: Callable[[], object] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    fine: tuple[int, ...] = (0,)


Figures = dict[str, list[Figure]]
"""The figures of each contender by its name, a figure a round."""


def race(contenders: Sequence[Contender], runs: int, warm: bool = True) -> Figures:
    """Run all in turn, `runs` rounds; a round that is not measured goes first to warm up."""
    found: Figures = {contender.name: [] for contender in contenders}
    for number in range(0 if warm else 1, runs + 1):
        for contender in contenders if number % 2 else reversed(contenders):
            contender.prepare(number)
            figure = timed(contender)
            if number:
                found[contender.name].append(figure)
    for contender in contenders:
        contender.check()
    return found


def median(figures: Sequence[Figure], measure: str) -> float:
    return statistics.median(getattr(figure, measure) for figure in figures)


def ratio(ours: Sequence[Figure], theirs: Sequence[Figure], measure: str) -> float:
    """The median over the rounds of the ratio in a round."""
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(getattr(a, measure) / getattr(b, measure) for a, b in pairs)


# A small process starts each: the peak memory of a child is at least that of its parent.
LAUNCHER = """
import json, os, sys, time
start = time.perf_counter()
child = os.fork()
if not child:
    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
json.dump([code, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], sys.stdout)
"""


def timed(contender: Contender) -> Figure:
    """One run; what its own children took is counted too."""
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *contender.command]
    done = subprocess.run(launcher, env=environment(contender), capture_output=True, check=True)
    code, wall, cpu, memory = json.loads(done.stdout)
    if code not in contender.fine:
        raise SystemExit(f"{contender.name} failed:\n{done.stderr.decode()[-2000:]}")
    return Figure(wall, cpu, memory)


def environment(contender: Contender) -> dict[str, str]:
    """This tree's program, and compiled modules kept, whatever this shell says."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT / "src")} | contender.environment
