"""Labels of a chart that have no room side by side, estimated from their widths.

Where the plot lies in a chart and how labels are turned is for PowerPoint to say; what is found
here would be turned, cut or left out at the chart's size, or lie on its neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.checks import data_labels
from deckgen.checks.chart_space import MOST_NAMES, Room, is_shown, room_of, text_size
from deckgen.content.chart import numbers
from deckgen.content.chart.model import Plot
from deckgen.content.table.measure import LINE, advance, lines_of, longest_unit
from deckgen.ooxml import Element, each, find, integer

_MOST_LINES = 0.35  # of a chart's height, for the names below its columns
_TURNED_BY_ITSELF = -60000000  # a:bodyPr/@rot: PowerPoint turns labels where it must


@dataclass(frozen=True, slots=True)
class Crowd:
    """Labels without room: which (`category` or `data`), how many of how many, the longest."""

    labels: str
    count: int
    of: int
    longest: str


def crowds(root: Element, plot: Plot, width: float, height: float) -> Iterator[Crowd]:
    """The labels of a chart (`c:chartSpace`) that are crowded in a frame of so many points.

    Bars, columns, lines and areas are looked at; PowerPoint moves the labels of pies apart. Data
    labels inside stacked bars and areas are not looked at.
    """
    axis = next(each(root, "c:catAx"), None)
    if plot.type.round or axis is None or width <= 0 or height <= 0:
        return
    room = room_of(root, plot, axis, width, height)
    yield from _names(root, plot, axis, room, width, height)
    if plot.labelled and not plot.type.stacked and plot.type.element != "c:areaChart":
        size = text_size(root, next(each(root, "c:dLbls"), None))
        found, count = data_labels.crowded(root, plot, room, size)
        if found:
            yield Crowd("data", len(found), count, max(found, key=advance))


def _names(
    root: Element, plot: Plot, axis: Element, room: Room, width: float, height: float
) -> Iterator[Crowd]:
    """Names of categories that are wider or higher than what each has of its axis.

    Names that are numbers or dates are passed over: PowerPoint leaves some of them out, and the
    others tell what stands between.
    """
    if not is_shown(axis) or not _are_words(root):
        return
    if all(numbers.read(name.text) is not None for name in plot.categories if name.text):
        return
    size = text_size(root, axis)
    skip = find(axis, "c:tickLblSkip")
    every = 1 if skip is None else max(integer(skip, "val", 1), 1)
    texts = [name.text for name in plot.categories][::every]
    if plot.type.direction == "bar":
        own, most = room.height / len(plot.categories) * every, width * MOST_NAMES
        crowded = [text for text in texts if lines_of([text], most / size) * LINE * size > own]
    else:
        own, most = room.width / len(plot.categories) * every, height * _MOST_LINES
        body = find(axis, "c:txPr/a:bodyPr")
        turned = 0 if body is None else integer(body, "rot", _TURNED_BY_ITSELF)
        if turned not in (0, _TURNED_BY_ITSELF):
            crowded = [text for text in texts if LINE * size > own]
        else:
            crowded = [
                text
                for text in texts
                if longest_unit(text) * size > own
                or lines_of([text], own / size) * LINE * size > most
            ]
    if crowded:
        yield Crowd("category", len(crowded), len(texts), max(crowded, key=advance))


def _are_words(root: Element) -> bool:
    """Whether the categories are texts."""
    return any(
        find(c, "c:strRef") is not None or find(c, "c:strLit") is not None
        for c in each(root, "c:cat")
    )
