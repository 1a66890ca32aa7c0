"""The tables of fields by which a snapshot reads what no plan holds."""

from deckgen.opc import xml
from deckgen.opc.xml import Element
from deckgen.review.snapshot.model import MarkupField, Property, field_values, table, values_of
from tests.support.cases import every_case

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
ROWS = (
    MarkupField("largest value", "c:scaling/c:max"),
    MarkupField("hiding", "c:delete", default="0"),
    MarkupField("grid lines", "c:majorGridlines", ""),
)


def axis(inner: str) -> Element:
    return xml.parse(f'<c:valAx xmlns:c="{CHART}">{inner}</c:valAx>'.encode())


@every_case(
    ("inner", "value"),
    [
        ("", ""),
        ("<c:delete/>", ""),
        ('<c:delete val="0"/>', ""),
        ('<c:delete val="false"/>', ""),
        ('<c:delete val="1"/>', "1"),
        ('<c:delete val="true"/>', "1"),
    ],
)
def test_a_default_is_left_out_however_it_is_written(inner: str, value: str) -> None:
    assert ROWS[1].value(axis(inner)) == value


def test_a_value_has_the_word_that_the_table_gives_it() -> None:
    hidden = MarkupField("", "", "hidden", "0", {"1": "hidden"})
    assert hidden.value(xml.parse(b'<a hidden="true"/>')) == "hidden"
    assert hidden.value(xml.parse(b'<a hidden="0"/>')) == ""


def test_of_two_axes_of_a_kind_the_last_one_counts() -> None:
    first = axis('<c:scaling><c:max val="100.0"/></c:scaling><c:delete val="1"/>')
    second = axis('<c:scaling><c:max val="5"/></c:scaling>')
    assert field_values(first, ROWS) == {"largest value": "100", "hiding": "1"}
    both = field_values(first, ROWS) | field_values(second, ROWS)
    assert {which: value for which, value in both.items() if value} == {"largest value": "5"}


def test_what_only_one_of_two_axes_has_is_shown() -> None:
    both = field_values(axis("<c:majorGridlines/>"), ROWS) | field_values(axis(""), ROWS)
    assert both["grid lines"] == "shown"


def test_a_property_has_its_values_by_key_and_which() -> None:
    several = Property("chart", "the {}", table(lambda subject: subject, *ROWS))
    assert values_of([several], axis('<c:delete val="1"/>')) == {"chart.hiding": "1"}
    single: Property[Element] = Property(
        "name", "the name", lambda subject: subject.get("name", "")
    )
    assert values_of([single], xml.parse(b'<a name="x"/>')) == {"name": "x"}
    assert values_of([single], xml.parse(b"<a/>")) == {}
