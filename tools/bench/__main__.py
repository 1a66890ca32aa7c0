"""Measure deckgen against its peers, whole processes in turn, on one spec.

    make bench        (or: python -m tools.bench [--only ROW ...] [--runs N] [--write])

Every deck is read back and must say the same; ratios are of the processor's time, which other work
on the machine disturbs least, the median over the rounds.
"""

from __future__ import annotations

import argparse
import compileall
import tempfile
from pathlib import Path

from tools.bench.contenders import Workshop
from tools.bench.report import line, machine, write
from tools.bench.rows import ROWS, Bench, Result
from tools.bench.runs import ROOT

BEFORE = "5152de9"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--only", action="append", choices=ROWS, metavar="ROW", help=", ".join(ROWS)
    )
    parser.add_argument("--runs", type=int, default=7, help="rounds of each row; %(default)s")
    parser.add_argument(
        "--before", default=BEFORE, help="the git revision that the briefing is built with"
    )
    parser.add_argument("--no-peers", action="store_true", help="against python-pptx alone")
    parser.add_argument(
        "--write", action="store_true", help="write the table of docs/performance.md"
    )
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write needs all rows")
    results = run(options.only or list(ROWS), options.runs, options.before, not options.no_peers)
    if options.write:
        write(results, options.runs)


def run(names: list[str], runs: int, before: str, peers: bool = True) -> list[Result]:
    """Measure the rows of these names, and print each as it is found."""
    print(f"{machine()}\n{runs} rounds", flush=True)
    found = []
    compileall.compile_dir(ROOT / "src", quiet=2)
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as folder:
        bench = Bench(Workshop(Path(folder), peers), runs, before)
        for name, why in bench.shop.absent.items():
            print(f"{name} is left out: {why}")
        for name in names:
            for result in ROWS[name](bench):
                print(line(result), flush=True)
                found.append(result)
    return found


if __name__ == "__main__":
    main()
