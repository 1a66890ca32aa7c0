"""Hold review sessions in LibreOffice, and list which did not come back whole, with the cause.

    python tools/review_sessions.py --seeds 1-100 [--deck NAME] [--jobs 2] [--keep DIR] [--json F]
                                    [--imitated]

Each seed reviews one of the briefing, its variant `missouri` and three decks of the corpus, in
turn: built, edited by chance through UNO, pulled, built again, and compared with the reviewed deck
in LibreOffice's own view. By the seed too a deck is built with anchors, pulled with `--facts`,
changed by its author meanwhile, or reviewed twice. Decks that are not here are named, and not
reviewed; seeds fall on other decks then. Needs LibreOffice and /usr/bin/python3 with
`uno`. With `--imitated` the reviewer is an imitated PowerPoint, and neither is needed. Exit status
1 where a session failed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.office import Program, drives
from tests.support.paths import CORPUS
from tests.support.review import session as sessions
from tests.support.review.author import FOREIGN
from tests.support.review.session import LibreOffice, PowerPoint, Session

STATES = ("whole", "listed", "failed")
OUTCOMES = ("came back", "listed", "failed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1-100", help="FIRST-LAST, or numbers with commas")
    parser.add_argument("--deck", help="review only this deck")
    parser.add_argument("--imitated", action="store_true", help="in PowerPoint as it is imitated")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep the folders of the sessions here")
    parser.add_argument("--json", type=Path, help="write what came of each session here")
    options = parser.parse_args()
    if not options.imitated and not drives():
        parser.error("LibreOffice or the `uno` module of /usr/bin/python3 is not installed")
    own = (PowerPoint if options.imitated else LibreOffice).own
    decks, absent = ([options.deck], []) if options.deck else decks_at(own, CORPUS)
    for name in absent:
        print(f"not here, and so not reviewed: {CORPUS / name}", file=sys.stderr)
    plan = [(decks[seed % len(decks)], seed) for seed in numbers(options.seeds)]
    with tempfile.TemporaryDirectory() as temporary:
        found = []
        root = options.keep or Path(temporary)
        for session in played(plan, root, options.jobs, imitated=options.imitated):
            print(session, flush=True)
            found.append(session)
    found.sort(key=lambda session: session.seed)
    print(summary(found))
    if absent:
        print(f"\nNot reviewed, since they are not here: {', '.join(absent)}")
    if options.json:
        held = [{**asdict(session), "state": session.state} for session in found]
        data = {"sessions": held, "absent": absent}
        options.json.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    return 1 if any(session.state == "failed" for session in found) else 0


def decks_at(own: Sequence[str], corpus: Path) -> tuple[list[str], list[str]]:
    """The decks to review, and those that are not in this folder of the corpus."""
    absent = [name for name in FOREIGN if not (corpus / name).is_file()]
    return [name for name in (*own, *FOREIGN) if name not in absent], absent


def numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def played(
    plan: list[tuple[str, int]], root: Path, jobs: int, *, imitated: bool
) -> Iterator[Session]:
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(hold, deck, seed, root, imitated) for deck, seed in plan]
        for done in as_completed(waiting):
            yield done.result()


def hold(deck: str, seed: int, root: Path, imitated: bool) -> Session:
    folder = root / f"{seed}"
    folder.mkdir(parents=True)
    try:
        return sessions.hold(deck, seed, folder, PowerPoint() if imitated else office(root))
    except Exception:
        return Session(deck, seed, faults=[traceback.format_exc()])


@cache
def office(root: Path) -> LibreOffice:
    """The office of this process; it ends with it."""
    folder = root / f"office-{os.getpid()}"
    folder.mkdir(parents=True)
    return LibreOffice(Program(folder))


def summary(found: Sequence[Session]) -> str:
    """Tables in Markdown: the sessions by deck, and the edits by kind."""
    states = Counter((session.deck, session.state) for session in found)
    ways = Counter((way, s.state) for s in found for way in str(s.way).split(", ") if way)
    edits = Counter((edit["kind"], s.outcome(edit)) for s in found for edit in s.edits)
    return "\n\n".join(
        [
            table("deck", STATES, states),
            *([table("way", STATES, ways)] if ways else []),
            table("edit", OUTCOMES, edits),
        ]
    )


def table(what: str, columns: Sequence[str], count: Counter[tuple[str, str]]) -> str:
    rows = [f"| {what} | all | {' | '.join(columns)} |", f"|---|{'---:|' * (len(columns) + 1)}"]
    for name in (*sorted({name for name, _ in count}), ""):
        cells = [
            sum(n for (one, column), n in count.items() if column == c and name in (one, ""))
            for c in columns
        ]
        rows.append(f"| {' | '.join(map(str, (name or 'all', sum(cells), *cells)))} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
