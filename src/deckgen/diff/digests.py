"""Names that depend on nothing but what they name, so that equal things are called the same."""

from __future__ import annotations

import hashlib

from deckgen.content.picture.stamp import source_of


class Digests(dict[str, str]):
    """The names of opaque formats."""

    def __missing__(self, xml: str) -> str:
        return hashlib.sha256(xml.encode()).hexdigest()[:8]


def file_name(data: bytes, suffix: str) -> str:
    """The name of a file that content embeds, such as a picture."""
    return f"{source_of(data)[:12]}{suffix}"
