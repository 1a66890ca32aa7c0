"""Pulling the boxes of a slide's slots into its `boxes:`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from deckgen.appearance.shapes import Box
from deckgen.deck import SourceSlide
from deckgen.plan import Slide, dump_box
from deckgen.review.pull._writer import Files, YamlWriter
from deckgen.review.pull.merge import Clash
from deckgen.source.nodes import MappingNode
from deckgen.source.writing import YamlData

_KEY = "boxes"
Boxes = tuple[tuple[str, Box], ...]


class MergedBox(Struct, frozen=True):
    """The box that a slot should have, None for that of its layout; `clash` where both sides
    changed it, each in words."""

    slot: str
    mine: Box | None
    new: Box | None
    clash: Clash[str] | None = None


def merged(
    base: Slide, ours: Slide, theirs: Slide, shown: Collection[str], *, take_theirs: bool
) -> Iterator[MergedBox]:
    """The boxes of the slots that are `shown` and that one side gave a box, merged three ways.

    A slot that is not shown has no box.
    """
    for name in dict.fromkeys(name for slide in (base, ours, theirs) for name, _ in slide.boxes):
        was, mine, other = (slide.box(name) for slide in (base, ours, theirs))
        if name not in shown:
            yield MergedBox(name, mine, None)
        elif other in (was, mine) or theirs.content(name) is None:
            yield MergedBox(name, mine, mine)
        elif mine == was:
            yield MergedBox(name, mine, other)
        else:
            said = Clash(*((_said(box),) for box in (was, mine, other)))
            yield MergedBox(name, mine, other if take_theirs else mine, said)


def _said(box: Box | None) -> str:
    return f"the box {dump_box(box)}" if box is not None else "the box of its layout"


def change(was: Box | None, now: Box | None) -> str:
    """What is told of a slot whose box changed."""
    if now is None:
        return "put back where its layout has it"
    moved = "moved or resized, to" if was is None else f"moved or resized: {dump_box(was)} ->"
    return f"{moved} {dump_box(now)}"


def rename(
    source: SourceSlide, writer: YamlWriter, names: Iterable[tuple[str, str]]
) -> list[Files]:
    """Rename the slots that have boxes in the YAML of a slide; the files of each."""
    node = source.boxes
    if node is None:
        return []
    return [writer.rename(node, (_KEY,), *pair) for pair in names if node.key(pair[0])]


def write(
    source: SourceSlide, writer: YamlWriter, changed: Collection[MergedBox]
) -> dict[str, Files]:
    """Write boxes that changed; the files of each by its slot, none where it can be in none."""
    node = source.boxes
    if not changed:
        return {}
    if node is None:
        new = ((one.slot, one.new) for one in changed)
        value: dict[str, YamlData] = {slot: dump_box(box) for slot, box in new if box is not None}
        return dict.fromkeys(value, writer.insert(source.node, (), _KEY, value))
    gone = {one.slot for one in changed if one.new is None}
    if gone >= set(node.keys()) and len(gone) == len(changed):
        return dict.fromkeys(gone, writer.remove(source.node, (), _KEY))
    return {one.slot: _write(node, writer, one) for one in changed}


def _write(node: MappingNode, writer: YamlWriter, one: MergedBox) -> Files:
    typed, path = node.get(one.slot), (_KEY, one.slot)
    if one.new is None:
        return () if typed is None else writer.remove(node, (_KEY,), one.slot)
    if typed is None:
        return writer.insert(node, (_KEY,), one.slot, dump_box(one.new))
    return writer.rewrite(typed, path, dump_box(one.new))
