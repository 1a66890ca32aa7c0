"""The sections of an edited presentation whose editor keeps none."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.deck import Section


def surmised(slides: Sequence[str], before: Sequence[Section]) -> tuple[Section, ...]:
    """The sections of before, in their order, so that as few slides as can be change theirs.

    A slide that was moved belongs where it stands now, as in PowerPoint; a new one to the
    section of the slide before it.
    """
    if not before or not slides:
        return ()
    belongs = {name: index for index, section in enumerate(before) for name in section.slides}
    costs = [0] * len(before)  # of the slides so far, where the last one is in that section
    steps: list[list[int]] = []
    for name in slides:
        own = belongs.get(name)
        came_from: list[int] = []
        best = 0
        for index in range(len(before)):
            if costs[index] <= costs[best]:
                best = index
            came_from.append(best)
        costs = [
            costs[source] + (own is not None and own != index)
            for index, source in enumerate(came_from)
        ]
        steps.append(came_from)
    at = min(range(len(before)), key=lambda index: costs[index])
    found: list[list[str]] = [[] for _ in before]
    for name, came_from in zip(reversed(slides), reversed(steps), strict=True):
        found[at].insert(0, name)
        at = came_from[at]
    return tuple(
        Section(section.name, tuple(ids)) for section, ids in zip(before, found, strict=True)
    )
