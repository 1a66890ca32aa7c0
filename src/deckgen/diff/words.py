"""What changed in a text, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOKENS = re.compile(r"\s+|\w+(?:[.,'’]\w+)*%?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text: the same on both sides, or what stood there and what stands there."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether the stretch did not change."""
        return self.old == self.new


def stretches(old: str, new: str) -> tuple[Stretch, ...]:
    """The texts in stretches; those of either side, joined, are its text."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[Stretch] = []
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        goes_on = bool(found) and not found[-1].same
        if goes_on and (action != "equal" or was.isspace()):
            found[-1] = Stretch(found[-1].old + was, found[-1].new + now)
        else:
            found.append(Stretch(was, now))
    return tuple(_trimmed(found))


def _trimmed(found: Iterable[Stretch]) -> Iterable[Stretch]:
    """Changed stretches without the spaces that both sides end in."""
    for stretch in found:
        tail = len(stretch.old) - len(stretch.old.rstrip())
        end = stretch.old[len(stretch.old) - tail :]
        if not stretch.same and tail and stretch.new.endswith(end):
            yield Stretch(stretch.old[:-tail], stretch.new[: len(stretch.new) - tail])
            yield Stretch(end, end)
        else:
            yield stretch
