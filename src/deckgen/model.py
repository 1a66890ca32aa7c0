"""What a slot is: the place on a slide that content fills, known to templates and kinds alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from deckgen.ooxml import EMU_PER_INCH, EMU_PER_POINT


class Box(NamedTuple):
    """A rectangle on a slide, in EMU."""

    x: int
    y: int
    width: int
    height: int

    @property
    def inches(self) -> tuple[float, float, float, float]:
        """x, y, width and height in inches."""
        return (
            self.x / EMU_PER_INCH,
            self.y / EMU_PER_INCH,
            self.width / EMU_PER_INCH,
            self.height / EMU_PER_INCH,
        )

    @property
    def points(self) -> tuple[float, float, float, float]:
        """x, y, width and height in points."""
        return (
            self.x / EMU_PER_POINT,
            self.y / EMU_PER_POINT,
            self.width / EMU_PER_POINT,
            self.height / EMU_PER_POINT,
        )


TEXT_TYPES = ("title", "ctrTitle", "subTitle", "body")
TITLE_TYPES = ("title", "ctrTitle")
FIELD_TYPES = ("dt", "ftr", "sldNum")
_ACCEPTS = {"chart": "chart", "tbl": "table", "pic": "picture", "media": "", "dgm": ""}

MASTER_TYPES = {
    "ctrTitle": "title", "subTitle": "body", "obj": "body", "chart": "body", "tbl": "body",
    "pic": "body", "media": "body", "clipArt": "body", "dgm": "body",
}  # fmt: skip
"""The type of the master's placeholder from which those of a type inherit, where it is another."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder of a slide layout that content can fill.

    `type` is ECMA-376's ST_PlaceholderType (`body`, `obj`, `chart` ...), `idx` its index on the
    layout, `orient` and `size` its further attributes where the layout gives them.
    """

    name: str
    type: str
    idx: int
    box: Box
    orient: str = ""
    size: str = ""

    def accepts(self, kind: str) -> bool:
        """Whether content of that kind can stand here; an object placeholder takes every kind."""
        if self.type == "obj":
            return True
        return kind == _ACCEPTS.get(self.type, "text")

    @property
    def wants(self) -> str:
        """What the slot takes, in words."""
        if self.type == "obj":
            return "text, a chart, a table, a picture or a map"
        kind = _ACCEPTS.get(self.type, "text")
        return {"text": "text", "": "nothing"}.get(kind, f"a {kind}")
