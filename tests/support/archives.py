"""Packages as tests take them apart: every member's bytes by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from deckgen.opc.package import Package


def members(data: bytes | Path) -> dict[str, bytes]:
    """The members of a zip archive."""
    stream = BytesIO(data) if isinstance(data, bytes) else data
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of these members, written by the standard library."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(name, data)
    return stream.getvalue()


def package(parts: Mapping[str, bytes]) -> Package:
    """The members as deckgen opens them."""
    return Package.load(packed(parts), "deck.pptx")
