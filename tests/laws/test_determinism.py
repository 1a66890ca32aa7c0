"""The same input gives the same bytes on any day, in any folder, zone, locale and hash seed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.support.archives import members
from tests.support.command import deckgen_process
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

# Puts every clock that Python code can ask on a day far off, before the program starts.
OTHER_DAY = """
import datetime, time

MOMENT = 4102444800.0  # 2100-01-01
_localtime, _gmtime, _strftime = time.localtime, time.gmtime, time.strftime
time.time = lambda: MOMENT
time.time_ns = lambda: int(MOMENT * 1e9)
time.localtime = lambda seconds=MOMENT: _localtime(seconds)
time.gmtime = lambda seconds=MOMENT: _gmtime(seconds)

class _Date(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(MOMENT)

class _DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(MOMENT, tz)

    @classmethod
    def utcnow(cls):
        return cls(2100, 1, 1)

    today = now

datetime.date, datetime.datetime = _Date, _DateTime
"""
PLACES = ("other-day", "zone", "seed", "locale", "folder", "everything")


def project(folder: Path) -> Path:
    """A copy of the briefing, its templates and the small decks, in a folder of its own."""
    for name in ("content", "templates", "tests/decks"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def built(folder: Path, deck: str, cwd: Path, env: dict[str, str]) -> bytes:
    output = folder / "out.pptx"
    done = deckgen_process("build", folder / deck, "-o", output, "--force", "-q", cwd=cwd, env=env)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return output.read_bytes()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, built as a user would."""
    return project(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What differs from one place to the other."""
    day = tmp_path_factory.mktemp("day")
    (day / "sitecustomize.py").write_text(OTHER_DAY)
    path = (str(day), os.environ.get("PYTHONPATH", ""))
    other_day = {"PYTHONPATH": os.pathsep.join(filter(None, path))}
    zone = {"TZ": "Pacific/Kiritimati"}
    seed = {"PYTHONHASHSEED": "4711"}
    locale = {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    return {
        "other-day": other_day,
        "zone": zone,
        "seed": seed,
        "locale": locale,
        "folder": {},
        "everything": {**other_day, **zone, **seed, **locale},
    }


@pytest.fixture(scope="module")
def here(first: Path) -> Callable[[str], bytes]:
    """What a deck of the project is built to where nothing differs; once each."""

    @cache
    def of(deck: str) -> bytes:
        return built(first, deck, first, {"PYTHONHASHSEED": "0"})

    return of


SMALL = ["tests/decks/text.yaml", "tests/decks/charts.yaml", "tests/decks/pictures.yaml"]


@pytest.mark.parametrize("place", PLACES)
def test_a_small_deck_comes_out_the_same(
    first: Path,
    here: Callable[[str], bytes],
    environment: dict[str, dict[str, str]],
    place: str,
    tmp_path: Path,
) -> None:
    moved = project(tmp_path / "a folder with spaces") if place == "folder" else first
    for deck in SMALL if place == "everything" else SMALL[:1]:
        assert built(moved, deck, tmp_path, environment[place]) == here(deck)


def test_the_briefing_comes_out_the_same_elsewhere(
    first: Path, environment: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    moved = project(tmp_path / "elsewhere")
    deck = "content/deck.yaml"
    here = built(first, deck, first, {"PYTHONHASHSEED": "1"})
    assert built(moved, deck, Path("/"), environment["everything"]) == here


def test_a_clock_that_is_wrong_is_seen(environment: dict[str, dict[str, str]]) -> None:
    """The other day is a day that the program would write, if it wrote one."""
    code = "import datetime, time; print(datetime.date.today(), int(time.time()))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment["other-day"], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == "2100-01-01 4102444800\n"


def test_only_a_wanted_date_stands_in_the_file(first: Path) -> None:
    deck = SMALL[1]
    files = [
        built(first, deck, first, {"SOURCE_DATE_EPOCH": epoch}) for epoch in ("", "0", "1583452800")
    ]
    none, epoch, day = map(members, files)
    assert b"dcterms" not in none["docProps/core.xml"].replace(b"xmlns:dcterms", b"")
    assert b">1970-01-01T00:00:00Z<" in epoch["docProps/core.xml"]
    assert b">2020-03-06T00:00:00Z<" in day["docProps/core.xml"]
    differing = {name for name in day if day[name] != epoch[name]}
    # The seal is a digest of all else; the base holds the plan, moment and all.
    assert differing - {"docProps/custom.xml"} <= {"docProps/core.xml", "customXml/item1.xml"}


def test_no_member_has_a_date(first: Path) -> None:
    data = first / "out.pptx"
    built(first, SMALL[1], first, {})
    with zipfile.ZipFile(data) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = [info.filename for info in archive.infolist()]
        assert names == sorted(names)
        for info in archive.infolist():
            if info.filename.endswith(".xlsx"):
                with archive.open(info) as stream, zipfile.ZipFile(stream) as inner:
                    assert {i.date_time for i in inner.infolist()} == {(1980, 1, 1, 0, 0, 0)}
