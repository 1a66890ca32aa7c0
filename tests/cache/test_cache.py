"""The cache on disk keeps data, and whatever happens to it, gives back that or nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen import cache
from deckgen.cache import Cache
from tests.support.command import deckgen

NAME = "ab12"


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "deckgen")


def entries(kept: Cache) -> list[Path]:
    return sorted(path for path in kept.folder.glob("??/*"))


def test_what_was_put_is_got_in_another_process_too(kept: Cache) -> None:
    assert kept.get(NAME) is None
    kept.put(NAME, b"data")
    assert (kept.get(NAME), Cache(kept.folder).get(NAME), kept.get("ab13")) == (b"data",) * 2 + (
        None,
    )
    kept.put(NAME, b"")
    assert kept.get(NAME) == b""


def test_nobody_else_can_read_it(kept: Cache) -> None:
    kept.folder.mkdir(mode=0o755)
    kept.put(NAME, b"data")
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in entries(kept)] == [0o600]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=40), found=st.binary(max_size=80), at=st.integers(0, 79))
def test_a_damaged_entry_is_missing_and_is_replaced(
    kept: Cache, data: bytes, found: bytes, at: int
) -> None:
    kept.put(NAME, data)
    (path,) = entries(kept)
    whole = path.read_bytes()
    cut = whole[: at % len(whole)]
    flipped = bytearray(whole)
    flipped[at % len(whole)] ^= 1
    for damaged in (found, cut, bytes(flipped), whole + b"x"):
        path.write_bytes(damaged)
        assert kept.get(NAME) is None
        kept.put(NAME, data)
        assert kept.get(NAME) == data


def test_an_entry_under_another_name_is_missing(kept: Cache) -> None:
    kept.put(NAME, b"data")
    (path,) = entries(kept)
    path.rename(path.with_name("ab99"))
    assert kept.get("ab99") is None


@pytest.mark.parametrize("stands", ["file", "file in the way", "sealed"])
def test_a_folder_that_cannot_be_used_is_no_fault(tmp_path: Path, stands: str) -> None:
    place = tmp_path / "deckgen"
    if stands == "file":
        place.write_text("")
    elif stands == "sealed":
        if os.geteuid() == 0:
            pytest.skip("root may write anywhere")
        tmp_path.chmod(0o500)
    else:
        (tmp_path / "x").write_text("")
        place = tmp_path / "x" / "deckgen"
    kept = Cache(place)
    kept.put(NAME, b"data")
    kept.close()
    kept.trim()
    assert kept.get(NAME) is None
    assert (kept.info()[1:], kept.clear()[1:]) == ((0, 0), (0, 0))
    tmp_path.chmod(0o700)


def test_a_folder_of_somebody_else_is_not_used(
    kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.folder.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    kept.put(NAME, b"data")
    assert entries(kept) == []


def test_an_entry_of_somebody_else_is_missing(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(NAME, b"data")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert kept.get(NAME) is None


def test_it_is_bounded_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "deckgen", limit=4000)
    names = [f"{number:04x}" for number in range(16)]
    for age, name in enumerate(reversed(names)):
        kept.put(name, bytes(968))
        os.utime(kept.folder / (name[0] * 2) / name, (age, age))
    assert kept.info().size == 16_000
    assert kept.get(names[-1]) is not None, "which makes it the youngest"
    kept.close()
    assert [path.name for path in entries(kept)] == [*names[:2], names[-1]]
    (kept.folder / "written").write_text("no number")
    kept.put(names[5], bytes(968))
    kept.close()
    assert kept.info() == (kept.folder, 4, 4000)


def test_what_another_run_left_half_written_goes_too(kept: Cache) -> None:
    kept.put(NAME, b"data")
    (entries(kept)[0].parent / "ab12.5f5f").write_bytes(b"half")
    assert kept.clear().entries == 2
    assert entries(kept) == []


def test_many_at_once(kept: Cache) -> None:
    def use(number: int) -> set[bytes | None]:
        own = Cache(kept.folder, limit=2000)
        found = set()
        for step in range(20):
            own.put(NAME, b"same" * 50)
            own.put(f"{number:02x}{step}", b"other" * 20)
            found.add(own.get(NAME))
            own.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        found = set().union(*pool.map(use, range(4)))
    assert found <= {b"same" * 50, None}
    assert all(len(path.name) == 4 for path in entries(kept) if path.name.startswith("ab"))


def test_it_is_the_folder_that_the_system_has_for_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home in (str(tmp_path / "own"), "", "  "):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        assert cache.folder() == platformdirs.user_cache_path("deckgen", appauthor=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache.folder() == platformdirs.user_cache_path("deckgen", appauthor=False)


def test_the_command_says_what_is_kept_and_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = tmp_path / "deckgen"
    told = deckgen("cache", "info")
    assert (told.returncode, told.stdout) == (0, f"{place}: 0 entries, 0.0 MB\n")
    Cache().put(NAME, bytes(1_000_000))
    assert deckgen("cache", "info").stdout == f"{place}: 1 entry, 1.0 MB\n"
    data = json.loads(deckgen("cache", "info", "--format", "json").stdout)
    assert data == {"folder": str(place), "entries": 1, "bytes": 1_000_032}
    data = json.loads(deckgen("cache", "clear", "--format", "json").stdout)
    assert data == {"folder": str(place), "removed": 1, "bytes": 1_000_032}
    assert deckgen("cache", "clear").stdout == f"{place}: 0 entries, 0.0 MB removed\n"
    shutil.rmtree(place)
    assert deckgen("cache", "clear").returncode == 0
    assert deckgen("cache").returncode == 2
