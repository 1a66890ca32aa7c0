"""Variants on a Dask cluster, of which a worker dies meanwhile."""

from __future__ import annotations

import os
import signal
import socket
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.commands import build
from deckgen.commands.build import Job
from deckgen.diagnostics import Problem
from tests.commands.test_build import built, of_rows

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.filterwarnings("ignore:::distributed", "ignore:::tornado"),
    pytest.mark.slow,
]


@pytest.fixture
def two_workers() -> Iterator[Any]:
    """Return a cluster of two worker processes on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        local = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
            protocol="tcp://", silence_logs=50,
        )  # fmt: skip
        with local:
            yield local


def test_every_variant_is_written_once_and_whole_though_a_worker_dies(
    tmp_path: Path, two_workers: Any
) -> None:
    deck = of_rows(tmp_path / "here")
    expected = built(deck)
    for path in (tmp_path / "here" / "out").iterdir():
        path.unlink()
    names = list(expected)
    killed: list[int] = []
    written: dict[str, tuple[int, int]] = {}
    with build.connect(two_workers.scheduler_address) as pool:
        job = Job(deck.resolve(), matrix=True, run="killing")
        for outcome in build.build_variants(job, names, pool=pool):
            assert outcome.result is not None, outcome
            status = outcome.result.path.stat()
            written[outcome.name] = (status.st_ino, status.st_mtime_ns)
            if len(written) == 2:
                killed.append(kill_a_worker(two_workers))
    assert killed
    assert list(written) == names
    for name, marks in written.items():
        path = tmp_path / "here" / "out" / f"offices-{name}.pptx"
        assert path.read_bytes() == expected[name]
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == marks
    assert len(list((tmp_path / "here" / "out").iterdir())) == len(names)


def kill_a_worker(local: Any) -> int:
    """Kill a worker, one that is at work where there is one; return its process id."""
    states = sorted(local.scheduler.workers.values(), key=lambda state: not state.processing)
    nannies = {nanny.worker_address: nanny for nanny in local.workers.values()}
    pid: int = nannies[states[0].address].pid
    os.kill(pid, signal.SIGKILL)
    return pid


def test_an_address_where_no_scheduler_answers_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Problem) as caught, build.connect(address, timeout=1):
        pass
    assert [d.code for d in caught.value.diagnostics] == ["no-cluster"]
