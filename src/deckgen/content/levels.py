"""Which paragraph of a pattern another paragraph takes after."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.content.style import Paragraph


def by_level(lines: Sequence[Paragraph], pattern: Sequence[Paragraph]) -> list[Paragraph]:
    """For each line the pattern's paragraph it takes after: that of its place, else of its level.

    Where the pattern has none of the level, the last one serves.
    """
    found = []
    for index, line in enumerate(lines):
        if index < len(pattern) and pattern[index].level == line.level:
            found.append(pattern[index])
            continue
        before = [p for p in pattern[: index + 1] if p.level == line.level and p.runs]
        after = [p for p in pattern[index + 1 :] if p.level == line.level and p.runs]
        last = pattern[-1] if pattern else Paragraph()
        found.append(before[-1] if before else after[0] if after else last)
    return found
