"""What holds for every test: options, shared fixtures, and what a full machine must not skip."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.golden import golden
from tests.support.lanes import (
    QUICK,
    cases_beyond,
    examples,
    is_over_the_corpus,
    is_slow_as_a_whole,
)
from tests.support.office import office
from tests.support.paths import NO_MATERIAL
from tests.support.sdk import sdk

__all__ = ["golden", "office", "sdk"]

FULL = os.environ.get("DECKGEN_FULL") == "1"

# No folder can be made in there, so tests find no slides of earlier builds and leave none behind:
# what is wrong must not hide behind what was right before. Tests of the cache have their own.
os.environ["XDG_CACHE_HOME"] = os.devnull

NEED_A_FULL_MACHINE = {office.__name__, sdk.__name__}

# A slow machine is no fault, and a full or a quick run must come out the same each time.
settings.register_profile(
    "deckgen",
    deadline=None,
    derandomize=FULL or QUICK,
    max_examples=examples(),
    print_blob=True,
)
settings.load_profile("deckgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files anew instead of comparing"
    )


def pytest_configure() -> None:
    """Take interrupts in the background of a shell too, which has them ignored by all it starts."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if QUICK and is_slow_as_a_whole(collection_path) else None


def pytest_collection_finish() -> None:
    """Look for garbage as seldom as the program does, and never among what lives to the end."""
    gc.set_threshold(100_000)
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Free what a test left: a package and its parts are a ring, with megabytes outside."""
    gc.collect(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses those fixtures, or the corpus, so that no test can forget to.

    What needs other programs takes longest: it comes first, so that no worker is left with it at
    the end, and mostly to one worker, which keeps the programs running.
    """
    for item in items:
        if NEED_A_FULL_MACHINE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.full)
            item.add_marker(pytest.mark.slow)
        if is_over_the_corpus(item):
            item.add_marker(pytest.mark.slow)
    for item in cases_beyond(items):
        item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("full") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if item.get_closest_marker("full") and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Refuse a module that skips itself too: nobody could tell what it held."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if FULL and report.skipped and NO_MATERIAL not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped on a full machine: {report.longrepr}"
