"""The axes of a chart in YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from deckgen.content import Scope
from deckgen.content.chart import dates, model
from deckgen.content.chart._data import plain_text
from deckgen.content.chart.axis import NOTHING, Axis, limit
from deckgen.content.chart.model import ChartType
from deckgen.content.rows import number_format
from deckgen.diagnostics import Problem, error, gather
from deckgen.richtext import Run, inline
from deckgen.source import cell_formats
from deckgen.source.fields import YES_NO, Field, Fields, Form, Values, dump_yes_no, given
from deckgen.source.nodes import MappingNode, Node, expect_mapping, expect_word
from deckgen.source.writing import Quoted, YamlData

_AUTO, _NO = "auto", "no"


class AxisPlace(Struct, frozen=True):
    """Which axis it is, by its key, of a chart of that type with these categories."""

    key: str
    kind: ChartType
    categories: Sequence[str]
    scope: Scope

    @property
    def dated(self) -> bool:
        """Whether it is one of days."""
        return self.key == "x_axis" and dates.are_days(self.categories)


def _title(node: Node, what: str, place: AxisPlace) -> Run | None:
    scalar = expect_word(node, what)
    if scalar.text == _NO and not scalar.style:
        return None
    return plain_text(node, what, place.scope)


def _end(node: Node, what: str, place: AxisPlace) -> str | None:
    scalar = expect_word(node, what)
    if scalar.text == _AUTO:
        return None
    if place.dated:
        if dates.number(scalar.text) is None:
            raise _wrong(node, what, "a day such as 2019-03-27")
        return scalar.text
    number = model.read(scalar.text)
    if number is None:
        raise _wrong(node, what, "a number such as 1,200 or 5.24 or 48%")
    return cell_formats.plain(number.value)


def _unit(node: Node, what: str, place: AxisPlace) -> str | None:
    scalar = expect_word(node, what)
    if scalar.text == _AUTO:
        return None
    if place.dated:
        period = dates.Period.of(scalar.text)
        if period is None:
            raise _wrong(node, what, "`days`, `months` or `years`, or several: `3 months`")
        return str(period)
    number = model.read(scalar.text)
    if number is None or number.value <= 0:
        raise _wrong(node, what, "a number above zero such as 20 or 0.5 or 10%")
    return cell_formats.plain(number.value)


def _wrong(node: Node, what: str, takes: str) -> Problem:
    text = expect_word(node, what).text
    helps = (f"or `{_AUTO}`, where a pattern says otherwise",)
    return error(
        "axis-value", f"{what} is {takes}, not `{text}`", at=node.span, label="", help=helps
    )


def _format(node: Node, what: str, place: AxisPlace) -> str | None:
    scalar = expect_word(node, what)
    return None if scalar.text == _AUTO else number_format(node, what, place)


_V = TypeVar("_V")
_Field = Field[AxisPlace, Axis, _V]


def _said(axis: Axis, name: str, reset: str, text: YamlData) -> YamlData | None:
    return reset if name in axis.reset else text or None


def _dump_title(axis: Axis) -> YamlData | None:
    text = inline.dump((axis.title,)) if axis.title.text else ""
    return _said(axis, "title", _NO, Quoted(text) if text == _NO else text)


_TITLE = _Field[Run | None](
    "title", Form("text, or `no`", _title), NOTHING, _dump_title,
    "what stands beside the axis", "title: People removed", unset="none",
)  # fmt: skip
_MIN = _Field[str | None](
    "min", Form("a number or a day, or `auto`", _end), "",
    lambda axis: _said(axis, "minimum", _AUTO, axis.minimum),
    "where the axis starts", "min: 10", unset="zero for bars, columns and areas, else as it fits",
)  # fmt: skip
_MAX = _Field[str | None](
    "max", Form("a number or a day, or `auto`", _end), "",
    lambda axis: _said(axis, "maximum", _AUTO, axis.maximum),
    "where the axis ends", "max: 2,000", unset="as it fits",
)  # fmt: skip
_UNIT = _Field[str | None](
    "unit", Form("a number, or days, months or years, or `auto`", _unit), "",
    lambda axis: _said(axis, "unit", _AUTO, axis.unit),
    "from one label to the next: `500`, of days `3 months`", "unit: 500", unset="as it fits",
)  # fmt: skip
_FORMAT = _Field[str | None](
    "format", Form("a [number format](number-formats.md), or `auto`", _format), "",
    lambda axis: _said(axis, "format", _AUTO, axis.format),
    "how the axis prints numbers or days", "format: '#,##0'", unset="as the values",
)  # fmt: skip
_GRIDLINES = _Field[bool | None](
    "gridlines", YES_NO, None, lambda axis: given(axis.gridlines, None, _dump_lines),
    "whether there is a line at each label", "gridlines: yes", unset="`no`",
)  # fmt: skip
_LABELS = _Field[bool | None](
    "labels", YES_NO, None, lambda axis: given(axis.labels, None, _dump_lines),
    "whether names or numbers are at the axis; with `no` and neither title nor scale, its line "
    "goes, too", "labels: no", unset="`yes`; `no` for values that the points' labels say",
)  # fmt: skip
_ABOUT = (
    "`x_axis` is the axis of the categories, `y_axis` that of the values, in a bar chart too, and "
    "`second_y_axis` that of the series on a second axis. An "
    "axis of which `title`, `min`, `max`, `unit` or `format` is given is shown, whether the points "
    "have labels or not. Categories that are days (`2019-03-27`) stand on an axis of dates where "
    "`x_axis` has one of `min`, `max`, `unit` and `format`; other categories take none of these."
)
AXIS = Fields[Axis](
    "an axis",
    (_TITLE, _MIN, _MAX, _UNIT, _FORMAT, _GRIDLINES, _LABELS),
    "title: People removed",
    _ABOUT,
)
_SCALE = ("min", "max", "unit", "format")


def _dump_lines(value: bool | None) -> YamlData:
    return dump_yes_no(bool(value))


def parse(node: Node, what: str, place: AxisPlace) -> Axis:
    """What a mapping says of an axis. Raises `Problem` with every fault in it."""
    mapping = expect_mapping(node, what, "an axis has keys such as `title:` and `max:`")
    with gather() as problems:
        values = Values(mapping, problems, place)
        AXIS.gather_unknown(values)
        _check_keys(mapping, place)
        title, low, high = values.get(_TITLE), values.get(_MIN), values.get(_MAX)
        unit, code, lines = values.get(_UNIT), values.get(_FORMAT), values.get(_GRIDLINES)
        labels = values.get(_LABELS)
        if low and high and limit(low) >= limit(high):
            problems.add(
                error(
                    "axis-value",
                    "`max` is not above `min`",
                    at=mapping.key_span("max"),
                    label=f"the axis starts at {low}",
                )
            )
    said = {"title": title, "minimum": low, "maximum": high, "unit": unit, "format": code}
    reset = tuple(name for name, value in said.items() if value is None)
    texts = (low or "", high or "", unit or "", code or "")
    return Axis(title or NOTHING, *texts, lines, labels, reset)


def _check_keys(mapping: MappingNode, place: AxisPlace) -> None:
    """Raise `Problem` where the axis of categories has a scale, and they are no days."""
    if place.kind.is_radar and mapping.get("title") is not None:
        raise error("no-axes", "an axis of a radar has no title", at=mapping.key_span("title"))
    texts = place.key == "x_axis" and not place.dated and not place.kind.is_points
    found = next((key for key, _ in mapping if texts and key.text in _SCALE), None)
    if found is not None:
        raise error(
            "axis-of-texts",
            f"`{found.text}` is for numbers and days, and the categories are texts",
            at=found.span,
            help=(
                "write each category as a day, in the order of time: 2019-03-27",
                "the axis of the values is `y_axis`, in a bar chart too",
            ),
        )


def check_type(node: MappingNode, key: str, kind: ChartType) -> None:
    """Raise `Problem` where a chart of that type has no such axis."""
    if kind.is_pie:
        raise error("no-axes", f"a {kind.word} has no axes", at=node.key_span(key))
    if key == "second_y_axis" and node.get("second_axis") is None:
        raise error(
            "no-axes",
            "the chart has no second axis",
            at=node.key_span(key),
            help="name the series that are on it: `second_axis: Days`",
        )
    if kind.is_radar and key == "x_axis":
        raise error(
            "no-axes",
            "a radar has no axis of categories",
            at=node.key_span(key),
            help="they stand around it; `y_axis` runs from its centre",
        )
