"""The results on the terminal and as the table of docs/performance.md."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tools.bench.contenders import PEERS
from tools.bench.rows import Result
from tools.bench.runs import ROOT

PAGE = ROOT / "docs" / "performance.md"
START, END = "<!-- measured -->\n", "<!-- end of what was measured -->\n"
HEAD = (
    "| work | cache | against | ratio | goal | deckgen | they | by the clock |\n"
    + "|---" * 8
    + "|\n"
)


def line(result: Result) -> str:
    goal = "" if result.goal is None else f"  goal {result.goal}"
    missed = "  MISSED" if result.missed else ""
    wall = "" if result.wall is None else f"  by the clock {result.wall:.2f}"
    what = f"{result.work} ({result.cache or 'no'} cache), {result.measure}"
    figures = f"{result.ours} : {result.theirs}"
    return f"{result.ratio:6.2f}{goal}{missed}  {what} against {result.against}: {figures}{wall}"


def machine() -> str:
    """The machine, and the versions of all that took part."""
    info = Path("/proc/cpuinfo")
    models = (
        [n for n in info.read_text().splitlines() if "model name" in n] if info.exists() else []
    )
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    parts = [f"{model}, {os.cpu_count()} processors", f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in ("python-pptx", "lxml", "PyYAML", "click")]
    parts += [told for word in ("node", "pandoc") if (told := tool(word))]
    lock = (PEERS / "package.json").read_text(encoding="utf-8").splitlines()
    pins = [
        line.strip(' ",').replace('": "', " ") for line in lock if '": "' in line and "pptx" in line
    ]
    return ", ".join(parts + (pins if shutil.which("node") else []))


def tool(word: str) -> str:
    if not shutil.which(word):
        return ""
    told = subprocess.run([word, "--version"], capture_output=True, text=True, check=True).stdout
    return told.splitlines()[0] if word in told else f"{word} {told.strip()}"


def write(results: Sequence[Result], runs: int) -> None:
    """Put the table in the page, between its two marks; the rest is written by hand."""
    text = PAGE.read_text(encoding="utf-8")
    above, _, rest = text.partition(START)
    _, _, below = rest.partition(END)
    day = datetime.now(UTC).date()
    table = HEAD + "".join(map(row, results))
    said = f"Measured on {day} by `make bench` ({runs} rounds): {machine()}.\n\n"
    PAGE.write_text(f"{above}{START}\n{said}{table}\n{END}{below}", encoding="utf-8")


def row(result: Result) -> str:
    goal = "" if result.goal is None else f"<= {result.goal}"
    ratio = f"**{result.ratio:.2f}**" if result.missed else f"{result.ratio:.2f}"
    wall = "" if result.wall is None else f"{result.wall:.2f}"
    cells = (
        result.work,
        result.cache,
        result.against,
        ratio,
        goal,
        result.ours,
        result.theirs,
        wall,
    )
    return "| " + " | ".join(cells) + " |\n"
