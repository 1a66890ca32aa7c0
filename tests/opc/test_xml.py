"""Values in the XML of presentations, as ECMA-376 lets them be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.opc import xml
from deckgen.opc.archive import Member
from deckgen.opc.part import Part
from deckgen.opc.xml import make
from tests.support.cases import every_case

UNREADABLE = (
    "",
    " ",
    "abc",
    "1e3",
    "1.5",
    "--5",
    "\u00b2",
    "\u0661",
    "9" * 5000,
    "1 in",
    "50 %",
    "%",
)


@every_case(
    ("text", "emu"),
    [
        ("914400", 914400), ("-12700", -12700), (" +5\n", 5), ("1in", 914400), ("-0.5in", -457200),
        ("2.54cm", 914400), ("10mm", 360000), ("1.5pt", 19050), ("1pc", 152400), ("1pi", 152400),
    ],
)  # fmt: skip
def test_coordinates_with_and_without_a_unit(text: str, emu: int) -> None:
    assert xml.emu(text) == emu
    assert xml.coordinate(make("a:off", {"x": text}), "x", 7) == emu


@every_case(
    ("text", "share"),
    [("50000", 0.5), ("50%", 0.5), ("-12.5%", -0.125), (" 100000 ", 1), ("0", 0)],
)
def test_percentages_with_and_without_a_sign(text: str, share: float) -> None:
    assert xml.share(text) == pytest.approx(share)
    assert xml.percent(text) == pytest.approx(share * 100)


@every_case(("text", "points"), [("1800", 18), ("-100", -1), ("1.5pt", 1.5), ("1in", 72)])
def test_sizes_of_text_with_and_without_a_unit(text: str, points: float) -> None:
    assert xml.hundredths(text) == points


@every_case("text", UNREADABLE)
def test_what_is_no_number_is_none(text: str) -> None:
    assert xml.whole(text) is None
    assert xml.emu(text) is None
    assert xml.share(text) is None
    assert xml.hundredths(text) is None
    assert xml.integer(make("a:gs", {"n": text}), "n", 3) == 3
    assert xml.coordinate(make("a:off", {"x": text}), "x", 3) == 3
    assert xml.percent(text) == 0


@given(st.text())
def test_any_text_is_read_or_none(text: str) -> None:
    for read in (xml.whole, xml.emu, xml.share, xml.hundredths, xml.percent):
        assert isinstance(read(text), int | float | None)


STRICT, USUAL = "http://purl.oclc.org/ooxml/", "http://schemas.openxmlformats.org/"


@every_case(
    ("strict", "usual"),
    [
        ("drawingml/main", "drawingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/relationships/slide", "officeDocument/2006/relationships/slide"),
        ("officeDocument/extendedProperties", "officeDocument/2006/extended-properties"),
        ("officeDocument/customProperties", "officeDocument/2006/custom-properties"),
        ("officeDocument/docPropsVTypes", "officeDocument/2006/docPropsVTypes"),
        (
            "officeDocument/relationships/extendedProperties",
            "officeDocument/2006/relationships/extended-properties",
        ),
        ("schemaLibrary/main", "schemaLibrary/2006/main"),
    ],
)
def test_namespaces_of_the_strict_form(strict: str, usual: str) -> None:
    assert xml.transitional(STRICT + strict) == USUAL + usual
    assert xml.strict(USUAL + usual) == STRICT + strict
    assert xml.transitional(USUAL + usual) == USUAL + usual
    assert xml.strict(STRICT + strict) == STRICT + strict


WORDS = f"see {STRICT}drawingml/main and {USUAL}drawingml/2006/main"


def strict_slide() -> bytes:
    return f"""<?xml version="1.0"?><?note xmlns="{STRICT}drawingml/main"?>
<!-- <p:x xmlns="{STRICT}drawingml/main"/> --><p:sld xmlns:p='{STRICT}presentationml/main'
 xmlns:a = "{STRICT}drawingml/main" name=" xmlns='{STRICT}drawingml/main'" descr="a > {WORDS}">
<a:graphicData uri="{STRICT}drawingml/table"/><a:ext uri="{STRICT}drawingml/table"/>
<a:t>{WORDS}</a:t><![CDATA[<a xmlns="{STRICT}drawingml/main">]]></p:sld>""".encode()


def test_only_what_names_a_namespace_is_another_in_the_transitional_form() -> None:
    data = strict_slide()
    root = xml.parse(xml.from_strict(data))
    assert xml.is_strict(data)
    assert xml.tag(root) == "p:sld"
    assert root.get("descr") == f"a > {WORDS}"
    assert root.get("name") == f" xmlns='{STRICT}drawingml/main'"
    assert root.findtext(xml.qn("a:t")) == WORDS
    assert [e.get("uri") for e in xml.each(root, "a:graphicData", "a:ext")] == [
        f"{USUAL}drawingml/2006/table",
        f"{STRICT}drawingml/table",
    ]
    assert xml.to_strict(xml.from_strict(data)) == data


def test_a_part_that_mentions_the_strict_form_is_not_in_it() -> None:
    data = xml.from_strict(strict_slide())
    assert not xml.is_strict(data)
    assert xml.from_strict(data) == data


VENDOR = "http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor"


@every_case("prefix", ["ahyp", "a"])
@every_case("attribute", ["val", "v:val"])
def test_canonical_xml_of_what_an_ancestor_declares(prefix: str, attribute: str) -> None:
    outer = f'<p:x xmlns:p="urn:p" xmlns:{prefix}="{VENDOR}" xmlns:v="urn:v"><p:y>'
    root = xml.parse(
        f'{outer}<{prefix}:c {attribute}="tx"><p:z/></{prefix}:c>tail</p:y></p:x>'.encode()
    )
    text = xml.canonical(root[0][0])
    assert "tail" not in text
    again = xml.parse(text.encode())
    assert again.tag == f"{{{VENDOR}}}c"
    assert dict(again.attrib) == dict(root[0][0].attrib)
    assert again[0].tag == "{urn:p}z"
    assert xml.canonical(again) == text


def test_canonical_xml_of_names_in_no_prefix() -> None:
    root = xml.parse(b'<x xmlns="urn:x"><y><z/></y></x>')
    assert xml.canonical(root[0]) == '<y xmlns="urn:x"><z></z></y>'


@every_case(
    "text", ["<a/>", "<?xml version='1.0'?><a><!DOCTYPE b></a>", "<!-- <!DOCTYPE a> --><a/>", ""]
)
def test_texts_that_declare_no_document_type(text: str) -> None:
    assert not xml.has_document_type(text.encode())


def test_a_drawing_that_declares_a_document_type_is_none_of_ecmas() -> None:
    data = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ""><svg/>'
    assert not list(Part("/ppt/media/a.svg", "image/svg+xml", Member.of("a", data), None).markup())


@every_case(
    ("there", "added", "expected"),
    [
        ([], "p:custShowLst", ["p:custShowLst"]),
        (["p:sldSz", "p:extLst"], "p:custShowLst", ["p:sldSz", "p:custShowLst", "p:extLst"]),
        (
            ["p:sldSz", "p:notesSz"],
            "p:sldMasterIdLst",
            ["p:sldMasterIdLst", "p:sldSz", "p:notesSz"],
        ),
        (["p:sldSz", "{urn:x}new"], "p:notesSz", ["p:sldSz", "{urn:x}new", "p:notesSz"]),
    ],
)
def test_a_child_is_added_where_the_schema_has_it(
    there: list[str], added: str, expected: list[str]
) -> None:
    parent = make("p:presentation", None, *map(make, there))
    xml.insert(parent, make(added), xml.PRESENTATION_ORDER)
    assert [xml.tag(child) for child in parent] == expected


def test_an_extension_replaces_its_older_self_and_leaves_no_empty_list() -> None:
    parent = make("p:cNvPr")
    xml.set_extension(parent, "a:extLst", "{A}", None)
    assert len(parent) == 0
    for uri, value in (("{A}", 1), ("{B}", 2), ("{A}", 3)):
        xml.set_extension(parent, "a:extLst", uri, make("a:x", {"val": value}))
    found = xml.find_all(parent, "a:extLst/a:ext")
    assert [(e.get("uri"), e[0].get("val")) for e in found] == [("{B}", "2"), ("{A}", "3")]
    xml.set_extension(parent, "a:extLst", "{C}", make("a:x"), first=True)
    assert [e.get("uri") for e in xml.find_all(parent, "a:extLst/a:ext")] == ["{C}", "{B}", "{A}"]
    for uri in ("{A}", "{B}", "{C}"):
        xml.set_extension(parent, "a:extLst", uri, None)
    assert len(parent) == 0


@every_case(
    ("text", "default", "value"),
    [
        (None, True, True), (None, False, False), ("1", False, True), ("true", False, True),
        ("0", True, False), ("false", True, False), ("on", False, True), ("", True, False),
    ],
)  # fmt: skip
def test_a_boolean_attribute(text: str | None, default: bool, value: bool) -> None:
    element = make("p:sld", {} if text is None else {"show": text})
    assert xml.flag(element, "show", default=default) is value


XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff",
        include_characters="\t\n\r",
    )
)  # fmt: skip


@given(XML_TEXT)
def test_markup_is_what_make_makes(text: str) -> None:
    made = make("a:p", {"b": 1, "c": None, "d": text}, make("a:r"), xml.textual("a:t", text))
    inner = (xml.markup("a:r"), xml.markup("a:t", None, xml.escaped(text)))
    spaces = {"xmlns:a": xml.NAMESPACES["a"]}
    parsed = xml.parse(xml.markup("a:p", {**spaces, "b": 1, "c": None, "d": text}, *inner).encode())
    assert xml.canonical(parsed) == xml.canonical(made)
