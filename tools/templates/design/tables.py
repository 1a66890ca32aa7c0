"""The table style part: one style, the default of new tables."""

from collections.abc import Mapping

from design.colour import colour, fill, line
from design.model import Design, Tint
from design.xml import Element, el

_HAIRLINE, _EDGE = 0.75, 1.25  # points


def table_styles(design: Design) -> Element:
    """Header row in the first accent, a rule under each row, bold total row and first column."""
    tints = design.tints
    style = el(
        "a:tblStyle",
        el("a:wholeTbl", _text(colour("tx1", tints)), _whole_table(tints)),
        el("a:band1H", _cells(ground=fill("bg2", tints))),
        el("a:band1V", _cells(ground=fill("bg2", tints))),
        el("a:lastCol", _bold(), _cells()),
        el("a:firstCol", _bold(), _cells()),
        el(
            "a:lastRow",
            _bold(),
            _cells(
                _border("top", "accent1", _EDGE, tints), _border("bottom", "accent1", _EDGE, tints)
            ),
        ),
        el(
            "a:firstRow",
            _bold(colour("bg1", tints)),
            _cells(_border("bottom", "accent1", _EDGE, tints), ground=fill("accent1", tints)),
        ),
        styleId=design.table_style_id,
        styleName=design.name,
    )
    return el("a:tblStyleLst", style, **{"def": design.table_style_id})


def _whole_table(tints: Mapping[str, Tint]) -> Element:
    return _cells(
        *(_no_border(side) for side in ("left", "right")),
        _border("top", "accent1", _EDGE, tints),
        _border("bottom", "accent1", _EDGE, tints),
        _border("insideH", "rule", _HAIRLINE, tints),
        _no_border("insideV"),
        ground=el("a:noFill"),
    )


def _text(colour: Element | None, **attributes: str) -> Element:
    font = el("a:fontRef", el("a:prstClr", val="black"), idx="minor")
    return el("a:tcTxStyle", font, colour, **attributes)


def _bold(colour: Element | None = None) -> Element:
    """Bold text. Only the header row names a colour: a bold column must not outdo it there."""
    return _text(colour, b="on")


def _cells(*borders: Element, ground: Element | None = None) -> Element:
    return el(
        "a:tcStyle",
        el("a:tcBdr", *borders),
        el("a:fill", ground) if ground is not None else None,
    )


def _border(side: str, name: str, weight: float, tints: Mapping[str, Tint]) -> Element:
    return el(f"a:{side}", line(name, weight, tints))


def _no_border(side: str) -> Element:
    return el(f"a:{side}", el("a:ln", el("a:noFill")))
