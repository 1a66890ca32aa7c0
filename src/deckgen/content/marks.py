"""The names by which shapes are known that stand beside a slot's shape, such as icons."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from deckgen.content import name_of
from deckgen.opc.xml import Element, tag

_MARK = re.compile(r"(Icon|Bar|Ring): (.+?) \((.*?)(?:, line (\d+))?\)(, part \d+)?( \d+)*")
"""An editor may add a number to the names of a copy."""


class MarkName(NamedTuple):
    """What the name says of a shape that stands beside a slot's and shows a part of its content.

    `kind` is `Icon`, `Bar` or `Ring`, `owner` the name of the slot's shape or the start of that of
    a diagram's, `line` the index of the paragraph beside which it stands; see `content.beside`.
    """

    kind: str
    what: str
    owner: str
    line: int

    @classmethod
    def of(cls, name: str) -> Self | None:
        """What such a name, or that of a shape in such a group, says; None for other names."""
        found = _MARK.fullmatch(name)
        return found and cls(found[1], found[2], found[3], int(found[4] or 1) - 1)

    def is_of(self, name: str) -> bool:
        """Whether it stands beside the shape of that name."""
        return name == self.owner or name.startswith((f"{self.owner}:", f"{self.owner},"))


def read_mark(shape: Element) -> MarkName | None:
    """What the name says of a group that stands beside a slot's shape; None for other shapes."""
    return MarkName.of(name_of(shape)) if tag(shape) == "p:grpSp" else None
