"""A running Dask cluster as workers, for decks that one machine would build too slowly.

The workers read the deck's files themselves, so they must see its folder under the same path, and
have the same deckgen installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import Any

from deckgen.batch import Pool
from deckgen.diagnostics import fail

_AHEAD = 4
"""Variants under way for each thread of the cluster."""


@contextmanager
def connect(address: str, *, timeout: float = 10) -> Iterator[Pool]:
    """The workers of the cluster whose scheduler is at the address (`tcp://host:8786`).

    The scheduler has `timeout` seconds to answer. The work of a worker that dies goes to another
    one. Raises `Problem` where Dask is not installed, where no scheduler answers, or where the
    workers lack this version of deckgen.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise fail(
            "no-dask", "Dask is not installed", None, "", "pip install 'deckgen-pptx[dask]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError) as error:
        raise fail(
            "no-cluster", f"no Dask scheduler answers at `{address}`: {error}", None, "",
            "start one by `dask scheduler`, and name the address that it prints",
        ) from None  # fmt: skip
    with client:
        _check_versions(client)
        threads = sum(client.nthreads().values())
        lost = (BrokenExecutor, CancelledError, distributed.KilledWorker)
        yield Pool(client.get_executor(pure=False), _AHEAD * max(threads, 1), lost)


def installed() -> str:
    """The version of deckgen in this process."""
    return version("deckgen-pptx")


def _check_versions(client: Any) -> None:
    try:
        found = set(client.run(installed).values())
    except ImportError as error:
        raise fail(
            "no-deckgen", f"a worker of the cluster has no deckgen: {error}", None, "",
            "install the same version there as here",
        ) from None  # fmt: skip
    others = ", ".join(sorted(found - {installed()}))
    if others:
        raise fail(
            "other-version", f"workers have deckgen {others}, and {installed()} is here", None, "",
            "install the same version there as here",
        )  # fmt: skip
