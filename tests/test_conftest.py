"""On a full machine nothing that needs one may be skipped, or CI would be green for nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

TESTS = """
import pytest
from tests.support.paths import NO_MATERIAL

@pytest.fixture
def sdk():
    pytest.skip("not installed")

def test_with_the_fixture(sdk): pass

@pytest.mark.full
@pytest.mark.skip(reason="not now")
def test_with_the_mark(): pass

@pytest.mark.full
@pytest.mark.skip(reason=NO_MATERIAL)
def test_without_the_corpus(): pass

@pytest.mark.full
@pytest.mark.xfail(reason="known", strict=True)
def test_known_to_fail(): assert False

@pytest.mark.skip(reason="not here")
def test_without_the_mark(): pass

def test_that_passes(): pass
"""
MODULE = "import pytest; pytest.skip('all of it', allow_module_level=True)"


LANE = """
import pytest
from hypothesis import given, settings, strategies as st
from tests.support.lanes import examples, few
from tests.support.paths import CORPUS, needs_corpus

@pytest.fixture
def office(): pass

def test_with_an_office(office): pass

@pytest.mark.parametrize("deck", [CORPUS / "a.pptx"])
def test_a_deck_of_the_corpus(deck): pass

@needs_corpus
def test_the_corpus(): pass

@pytest.mark.slow
def test_with_the_mark(): pass

@pytest.mark.parametrize("deck", [CORPUS.parent / "a.pptx"])
def test_another_deck(deck): pass

@pytest.mark.parametrize("case", few(range(70)))
def test_cases_of_a_law(case): assert case % 10 == 0 or WANTED[50] == 50

@pytest.mark.quick(2)
@pytest.mark.parametrize("case", range(5))
def test_cases_that_take_long(case): assert case < 2

@pytest.mark.parametrize("tries", [50, 60])
def test_laws(tries):
    tried = []

    @given(st.integers())
    def law(number): tried.append(number)

    (law if tries == 50 else settings(max_examples=examples(60))(law))()
    assert len(tried) == WANTED[tries]
"""


def outcome(folder: Path, *words: str, full: bool = False, quick: bool = False) -> str:
    """Return the closing line of a run with our conftest over the tests in a folder."""
    config = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "-p", "conftest"]
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            *config,
            "-p",
            "no:cacheprovider",
            *words,
            str(folder),
        ],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DECKGEN_FULL": "1" if full else "",
            "DECKGEN_QUICK": "1" if quick else "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.splitlines()[-1].split(" in ")[0]


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        (False, "1 passed, 4 skipped, 1 xfailed"),
        (True, "1 passed, 2 skipped, 1 xfailed, 2 errors"),
    ],
)
def test_a_skip_counts_as_a_failure_on_a_full_machine(
    tmp_path: Path, full: bool, expected: str
) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    assert outcome(tmp_path, full=full) == expected


@pytest.mark.parametrize(("full", "expected"), [(False, "1 skipped"), (True, "1 error")])
def test_a_module_that_skips_itself_is_refused_on_a_full_machine(
    tmp_path: Path, full: bool, expected: str
) -> None:
    (tmp_path / "test_some.py").write_text(MODULE)
    assert outcome(tmp_path, full=full) == expected


@pytest.mark.parametrize(
    ("quick", "wanted", "expected"),
    [
        (True, "{50: 5, 60: 6}", "12 passed, 7 deselected"),
        (False, "{50: 50, 60: 60}", "75 passed, 7 deselected"),
    ],
)
def test_the_quick_lane_leaves_out_what_is_slow_and_most_examples(
    tmp_path: Path, quick: bool, wanted: str, expected: str
) -> None:
    (tmp_path / "test_some.py").write_text(f"WANTED = {wanted}\n{LANE}")
    assert outcome(tmp_path, "-m", "not slow", quick=quick) == expected
