"""Measure many variants in one command against as many single builds.

    python tools/variants.py [--rows 200] [--jobs 2]

The briefing gets a table of regions: each row has its own number of arrests, its own office and
its own cover. The table is built by one `deckgen build --all-variants --no-base`, then by one
process for each row, and the files are compared. Times are by the clock, and of the processor
(user and system), which other work on the machine disturbs less. Memory is the highest resident
set of the one command; that of a quarter of the rows is given too, to show that it does not grow
with them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SLIDES = {
    "cover": "layout: Title Slide\nTitle: Enforcement and Removal Operations\n"
    "Subtitle: ${region.name}\nPresenter and office: ICE Enforcement and Removal Operations\n",
    "missouri-contacts": "layout: Three Cards and Strip\nKicker: ${region.name}\n"
    "Title: Contacts\nCard:\n  - contact: ${region.id}\nStrip:\n  contact: lesc\n",
}
FACTS = "region.id:\n  value: st-louis\nregion.name:\n  value: Missouri\n"
HEAD = "region.id,region.name,missouri.arrests,contact.office,contact.name,contact.phone"


@dataclass(frozen=True)
class Run:
    """How long commands took, in seconds, and the most memory that one held, in MB."""

    clock: float
    processor: float
    memory: float

    def __add__(self, other: Run) -> Run:
        return Run(
            self.clock + other.clock,
            self.processor + other.processor,
            max(self.memory, other.memory),
        )

    def __str__(self) -> str:
        return f"{self.clock:.1f} s, processor {self.processor:.1f} s"


def project(folder: Path, rows: int) -> Path:
    shutil.copytree(ROOT / "content", folder)
    for name, text in SLIDES.items():
        (folder / "slides" / f"{name}.yaml").write_text(text)
    with (folder / "facts.yaml").open("a") as facts:
        facts.write(f"\n{FACTS}")
    lines = [
        f'r{n:03},Region {n},"{n * 1013:,}",Office {n},Ada Lovelace,(555) 555-{n:04}'
        for n in range(1, rows + 1)
    ]
    (folder / "regions.csv").write_text("\n".join([HEAD, *lines, ""]))
    deck = folder / "deck.yaml"
    text = deck.read_text().replace("../templates", (ROOT / "templates").as_posix())
    deck.write_text(
        text.replace(
            "\nvariants: variants\n", '\nvariants: {from: regions.csv, name: "{region.id}"}\n'
        )
    )
    return deck


def run(*words: str) -> Run:
    command = [sys.executable, "-m", "deckgen", "build", "--quiet", *words]
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    scale = 1 if sys.platform == "darwin" else 1024
    processor = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - start, processor, usage.ru_maxrss * scale / 1e6)


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*.pptx")}


def machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [r.partition(":")[2] for r in cpuinfo.read_text().splitlines() if "model name" in r]
        model = names[0].strip() if names else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    print(machine())
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        deck = str(project(folder / "all", options.rows))
        few = str(project(folder / "few", max(options.rows // 4, 1)))
        together = folder / "together"
        quarter = run(few, "--all-variants", "--no-base", "-o", str(folder / "quarter"))
        one = run(deck, "--all-variants", "--no-base", "-o", str(together))
        many = run(
            deck,
            "--all-variants",
            "--no-base",
            "-o",
            str(folder / "jobs"),
            "--jobs",
            str(options.jobs),
        )
        apart = folder / "apart"
        names = (f"r{n:03}" for n in range(1, options.rows + 1))
        single = sum(
            (run(deck, "--variant", name, "-o", str(apart)) for name in names), Run(0, 0, 0)
        )
        same = digests(together) == digests(apart) == digests(folder / "jobs")
    print(f"{options.rows} single builds: {single}")
    for name, taken in (("one command", one), (f"one command, {options.jobs} jobs", many)):
        clock, processor = single.clock / taken.clock, single.processor / taken.processor
        print(f"{name}: {taken}; {clock:.1f} and {processor:.1f} times as fast")
    print(f"memory: {one.memory:.0f} MB; {quarter.memory:.0f} MB for a quarter of the rows")
    print(f"the files are the same: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
