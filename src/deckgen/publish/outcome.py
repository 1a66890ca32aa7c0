"""What a publication took out, and what it left in that somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """Things of one sort: what they are, how many, and which."""

    what: str
    count: int
    which: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """Items that were taken out, and those that are left in."""

    removed: list[Item] = field(default_factory=list)
    left: list[Item] = field(default_factory=list)

    def took(self, what: str, count: int = 1, *which: str) -> None:
        """Note what was taken out; nothing for a count of 0."""
        if count:
            self.removed.append(Item(what, count, tuple(dict.fromkeys(which))))

    def keeps(self, what: str, count: int = 1, *which: str) -> None:
        """Note what is left in; nothing for a count of 0."""
        if count:
            self.left.append(Item(what, count, tuple(dict.fromkeys(which))))
