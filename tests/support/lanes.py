"""The quick lane, `make quick`: what a change is most likely to break, in a minute.

It runs the tests of every module, and of each law a tenth of the examples. It leaves out what needs
LibreOffice or the SDK validator, and what is about decks of other people: by what a test uses, see
conftest.py. Sessions of reviewers it leaves out by their names. And it leaves out what is marked
`slow`: what holds for the whole briefing, for decks of several sizes, for several programs at once,
or from end to end, what other tests hold for one small deck; so is whatever else takes over a tenth
of a second of one core, where cheaper tests stand beside it. Of tests whose cases take that long,
`quick` says how many cases the lane runs. tests/support/test_lanes.py holds that something of
everything stays in. `make test` runs all.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from tests.support.paths import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

T = TypeVar("T")

QUICK = os.environ.get("DECKGEN_QUICK") == "1"
_SHARE, _LEAST = 10, 5
_SLOW = re.compile(r"^pytestmark = (\[[^]]*)?pytest\.mark\.slow\b", re.MULTILINE)
USUAL = 50  # Hypothesis tries 100: with eight kinds of content the suite would take too long


def examples(count: int = USUAL) -> int:
    """How many examples of a law to try: so many, in the quick lane a tenth of them."""
    return max(count // _SHARE, _LEAST) if QUICK else count


def few(cases: Sequence[T]) -> Sequence[T]:
    """The cases of a law that are listed: all, in the quick lane as few as there are examples."""
    count = examples(len(cases))
    if count >= len(cases):
        return cases
    return [cases[number * len(cases) // count] for number in range(count)]


def cases_beyond(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """The cases of each test beyond the first ones that its mark `quick` leaves in the lane."""
    tried: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("quick")
        if mark is not None:
            test = item.nodeid.partition("[")[0]
            tried[test] += 1
            if tried[test] > mark.args[0]:
                yield item


def is_slow_as_a_whole(path: Path) -> bool:
    """Whether a module of tests marks all of them `slow`: importing it takes time too."""
    return path.suffix == ".py" and _SLOW.search(path.read_text()) is not None


def is_over_the_corpus(item: pytest.Item) -> bool:
    """Whether a test reads the decks of other people beside the project; those are many."""
    told = (mark.kwargs.get("reason", "") for mark in item.iter_markers("skipif"))
    callspec = getattr(item, "callspec", None)
    values = [] if callspec is None else callspec.params.values()
    return any(str(CORPUS) in str(said) for said in (*told, *values))
