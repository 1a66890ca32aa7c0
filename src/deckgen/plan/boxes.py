"""The boxes that a slide gives to its slots: `boxes:` of its YAML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from deckgen.appearance.shapes import Box, overlap
from deckgen.diagnostics import Diagnostic, Severity, error, gather, suggest
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.source.nodes import MappingNode, ScalarNode, expect_word

_NUMBER = re.compile(r"-?\d{1,5}(\.\d{1,3})?")
_SIDES = ("left", "top", "width", "height")


def parse(
    node: MappingNode,
    slots: Collection[str],
    keys: Collection[str],
    fixed: Collection[str],
    slide: tuple[int, int],
) -> dict[str, Box]:
    """The boxes of slots in EMU by name, from the `boxes:` of a slide.

    `slots` are those of its layout or pattern, of which those `fixed` are in groups; `keys` are the
    names that the slide fills, `slide` is its width and height in EMU. Raises `Problem` with every
    fault.
    """
    found: dict[str, Box] = {}
    with gather() as problems:
        for key, value in node:
            with problems.collect():
                if key.text in fixed:
                    raise error(
                        "box-in-group",
                        f"`{key.text}` is in a group of the pattern slide, and has its place there",
                        at=key.span,
                        help="move it in PowerPoint, in the template",
                    )
                if key.text not in slots and key.text not in keys:
                    raise error(
                        "box-of-none",
                        f"the slide has no `{key.text}` to have a box",
                        at=key.span,
                        label="no key of the slide",
                        help=(
                            *suggest(key.text, dict.fromkeys((*keys, *slots)), "it has"),
                            f"or give the slide a text: `{key.text}: ...`",
                        ),
                    )
                found[key.text] = _box(expect_word(value, f"the box of `{key.text}`"), slide)
    return found


def _box(typed: ScalarNode, slide: tuple[int, int]) -> Box:
    sides = [side.strip() for side in typed.text.split(",")]
    size = " x ".join(f"{length / EMU_PER_POINT:g}" for length in slide)
    example = "left, top, width, height in points, such as `36, 120, 420, 300`"
    help_ = (f"a box is {example}", f"the slide is {size} points")
    wrong = [side for side in sides if not _NUMBER.fullmatch(side)]
    if len(sides) != len(_SIDES) or wrong:
        count = f"{len(sides)} instead of 4 numbers"
        label = f"`{wrong[0]}` is no number" if wrong and wrong[0] else count
        raise error("box", f"`{typed.text}` is no box", at=typed.span, label=label, help=help_)
    box = Box.of_points(*map(float, sides))
    for name, length in (("width", box.width), ("height", box.height)):
        if length <= 0:
            raise error("box", f"a box of no {name}", at=typed.span, help=help_)
    if not overlap(box, Box(0, 0, *slide)):
        raise error("box", "the box is outside of the slide", at=typed.span, help=help_)
    return box


def unused(node: MappingNode | None, filled: Collection[str]) -> Iterator[Diagnostic]:
    """A warning for each box of a slot that the slide leaves empty, as a variant may."""
    for key, _ in node or ():
        if key.text not in filled:
            yield Diagnostic(
                "box-unused",
                f"the slide leaves `{key.text}` empty, so its box shows nothing",
                key.span,
                "not used",
                (f"fill `{key.text}`, or remove its box",),
                Severity.WARNING,
            )
