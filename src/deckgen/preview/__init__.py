"""Pictures of slides, drawn by an engine: the one that the extra installs, or LibreOffice.

`draw` gives PNG files, one a slide; `sheet` sets them side by side on one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from deckgen.opc.package import Package
from deckgen.opc.xml import EMU_PER_INCH

if TYPE_CHECKING:
    from PIL.Image import Image

ENGINES = ("betteroffice", "libreoffice")
"""The engines by name, the usual one first."""

WIDTH = 1280
"""Pixels of a picture where no other width is asked for."""
EMU_PER_PIXEL = EMU_PER_INCH // 96

_COLUMNS, _TILE, _GAP, _LINE = 4, 480, 16, 30
_GROUND, _INK = "#E9ECEF", "#1C1D1F"


class Drawn(NamedTuple):
    """Pictures as PNG files, in the order of the slides that were asked for.

    `guessed` are the font families of the presentation that were drawn in another one, because no
    file of theirs, nor of one as wide, was found.
    """

    pictures: Iterator[bytes]
    guessed: tuple[str, ...] = ()


def draw(package: Package, numbers: Sequence[int], width: int, engine: str = ENGINES[0]) -> Drawn:
    """Draw slides, counted from 0, `width` pixels wide; hidden ones too.

    The package stays as it is. Raises `Problem` where the engine is not installed, or fails.
    """
    with_engine: Callable[[Package, Sequence[int], int], Drawn]
    with_engine = import_module(f"deckgen.preview._{engine}").draw
    return with_engine(package, numbers, width)


def opened(picture: bytes) -> Image:
    """A picture in Pillow, without its transparency."""
    from PIL import Image

    return Image.open(BytesIO(picture)).convert("RGB")


def sheet(pictures: Sequence[Image], names: Sequence[str]) -> Image:
    """The pictures side by side on one page, four in a row, each with its name below."""
    from PIL import Image, ImageDraw, ImageFont

    height = round(_TILE * pictures[0].height / pictures[0].width)
    columns = min(_COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    step = (_TILE + _GAP, height + _LINE + _GAP)
    page = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + _GAP), _GROUND)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(16)
    for index, (picture, name) in enumerate(zip(pictures, names, strict=True)):
        row, column = divmod(index, columns)
        left, top = _GAP + column * step[0], _GAP + row * step[1]
        page.paste(picture.resize((_TILE, height), Image.Resampling.LANCZOS), (left, top))
        pen.text((left, top + height + 6), name, fill=_INK, font=font)
    return page
