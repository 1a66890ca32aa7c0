"""Hold review sessions in LibreOffice, and list which did not come back whole, with the cause.

    python tools/review_sessions.py --seeds 1-100 [--deck NAME] [--jobs 2] [--keep DIR]

Each seed reviews one of the briefing, its variant `missouri` and three decks of the corpus, in
turn: built, edited by chance through UNO, pulled, built again, and compared with the reviewed deck
in LibreOffice's own view. Needs LibreOffice and /usr/bin/python3 with `uno`. Exit status 1 where a
session failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support import sessions
from tests.support.paths import CORPUS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1-100", help="FIRST-LAST, or numbers with commas")
    parser.add_argument("--deck", help="review only this deck")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep the folders of the sessions here")
    options = parser.parse_args()
    if not sessions.drives():
        parser.error("LibreOffice or the `uno` module of /usr/bin/python3 is not installed")
    known = [*sessions.OWN, *(n for n in sessions.FOREIGN if (CORPUS / n).is_file())]
    decks = [options.deck] if options.deck else known
    plan = [(decks[seed % len(decks)], seed) for seed in numbers(options.seeds)]
    with tempfile.TemporaryDirectory() as temporary:
        return tell(held(plan, options.keep or Path(temporary), options.jobs))


def numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def held(plan: list[tuple[str, int]], root: Path, jobs: int) -> Iterator[sessions.Session]:
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(hold, deck, seed, root) for deck, seed in plan]
        for done in as_completed(waiting):
            yield done.result()


def hold(deck: str, seed: int, root: Path) -> sessions.Session:
    folder = root / f"{seed}"
    folder.mkdir(parents=True)
    try:
        return sessions.hold(deck, seed, folder)
    except Exception:
        return sessions.Session(deck, seed, faults=[traceback.format_exc()])


def tell(found: Iterable[sessions.Session]) -> int:
    count: Counter[str] = Counter()
    for session in found:
        count[session.state] += 1
        print(f"{session.state:7}{session.seed:5} {session.deck}", flush=True)
        if session.state == "whole":
            continue
        for edit in session.edits:
            print(f"        edit: {edit['kind']} {edit['what']}")
        for word in ("faults", "left", "differs"):
            for line in getattr(session, word):
                print(f"        {word}: {line}", flush=True)
    print(", ".join(f"{number} {state}" for state, number in sorted(count.items())))
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
