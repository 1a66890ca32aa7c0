"""Paragraphs and runs as DrawingML: what is read of others, what is written, what updates keep."""

from __future__ import annotations

from functools import cache

from deckgen.appearance.shapes import NO_BOX
from deckgen.appearance.text import TextInheritance
from deckgen.content import Page, textbody
from deckgen.content.normalize import Normalizer
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find_all, make
from deckgen.richtext import Paragraph, Run, Style
from tests.content.stage import Stage, at
from tests.support.cases import every_case


@cache
def page() -> Page:
    return Stage.of("Chart and Points", "Chart").page


def body(paragraphs: str) -> Element:
    return xml.parse(
        f"<p:txBody xmlns:p='{xml.NAMESPACES['p']}' xmlns:a='{xml.NAMESPACES['a']}'>"
        f"<a:bodyPr/>{paragraphs}</p:txBody>".encode()
    )


def shape() -> Element:
    about = make("p:cNvPr", {"id": 9, "name": "Box"})
    named = make("p:nvSpPr", None, about, make("p:cNvSpPr"), make("p:nvPr"))
    return make("p:sp", None, named, make("p:spPr"), body(""))


def run(properties: str) -> str:
    return f"<a:p><a:r><a:rPr>{properties}</a:rPr><a:t>text</a:t></a:r></a:p>"


def test_colours_are_read_in_capitals_and_names_of_the_theme_as_they_are() -> None:
    """`a0B1c2` and `A0B1C2` are one colour (ECMA-376 part 1, 22.9.2.5), and one in YAML."""
    fill = "<a:solidFill><{} val='{}'/></a:solidFill>"
    colours = (("a:srgbClr", "a0B1c2"), ("a:schemeClr", "accent2"))
    lines = textbody.read(body("".join(run(fill.format(*one)) for one in colours)), page())
    assert [line.runs[0].style.color for line in lines] == ["A0B1C2", "accent2"]


def test_a_link_to_the_next_slide_is_an_action_without_a_relationship() -> None:
    target = "ppaction://hlinkshowjump?jump=nextslide"
    lines = (Paragraph((Run("Next", Style(link=target)),)),)
    written = make("p:txBody", None, *textbody.write(lines, page()))
    (link,) = each(written, "a:hlinkClick")
    assert sorted(link.attrib.values()) == ["", target]
    assert textbody.read(written, page()) == lines


def test_a_link_to_a_file_is_marked_as_one() -> None:
    for target, path in (("file:a%20b.xlsx", "a%20b.xlsx"), ("file:///C:/a.xlsx",) * 2):
        there = page()
        lines = (Paragraph((Run("Sums", Style(link=target)),)),)
        written = make("p:txBody", None, *textbody.write(lines, there))
        (link,) = each(written, "a:hlinkClick")
        assert link.get("action") == "ppaction://hlinkfile"
        assert [item.target for item in there.part.rels if item.external][-1] == path
        assert textbody.read(written, there) == lines


def test_a_link_to_a_slide_that_is_gone_takes_the_line_along_that_libreoffice_draws() -> None:
    link = "<a:hlinkClick xmlns:r='{}' r:id='rId99' action='ppaction://hlinksldjump'/>".format(
        xml.NAMESPACES["r"]
    )
    linked = f"<a:p><a:r><a:rPr u='sng'><a:uFillTx/>{link}</a:rPr><a:t>text</a:t></a:r></a:p>"
    (line,) = textbody.read(body(linked), page())
    assert (line.runs[0].style.underline, line.runs[0].style.link) == ("", "")


@every_case(("colour", "kept"), [("07648D", ""), ("07648E", "07648E")])
def test_a_link_to_a_slide_that_is_gone_takes_the_colour_of_links_along(
    colour: str, kept: str
) -> None:
    link = "<a:hlinkClick xmlns:r='{}' r:id='rId99' action='ppaction://hlinksldjump'/>".format(
        xml.NAMESPACES["r"]
    )
    fill = f"<a:solidFill><a:srgbClr val='{colour}'/></a:solidFill>"
    linked = f"<a:p><a:r><a:rPr>{fill}<a:uFillTx/>{link}</a:rPr><a:t>text</a:t></a:r></a:p>"
    (line,) = textbody.read(body(linked), page())
    assert line.runs[0].style.color == kept


def test_a_line_that_is_added_ends_as_the_one_above_it() -> None:
    """What someone types there later has the size of that end (21.1.2.2.3: `a:endParaRPr`)."""
    end = "<a:endParaRPr sz='2400'/>"
    shown = body(f"<a:p><a:r><a:t>One</a:t></a:r>{end}</a:p>")
    lines = (Paragraph((Run("One"),)), Paragraph((Run("Two"),)))
    textbody.update(shown, lines, page())
    assert textbody.read(shown, page()) == lines
    ends = [at(line, "a:endParaRPr").get("sz") for line in find_all(shown, "a:p")]
    assert ends == ["2400", "2400"]


@every_case(
    ("stops", "kept"),
    [
        ("<a:tab pos='0'/>", False),
        ("<a:tab pos='0'/><a:tab/>", False),
        ("<a:tab pos='914400' algn='l'/>", True),
        ("<a:tab pos='0'/><a:tab pos='914400' algn='l'/>", True),
    ],
)
def test_tab_stops_at_the_edge_are_none(stops: str, kept: bool) -> None:
    """LibreOffice writes them on every paragraph."""
    saved = textbody.read(
        body(f"<a:p><a:pPr><a:tabLst>{stops}</a:tabLst></a:pPr><a:r><a:t>Text</a:t></a:r></a:p>"),
        page(),
    )
    place = TextInheritance(page().package).of(shape(), page().part, NO_BOX)
    (line,) = Normalizer((), place).normalized(saved)
    assert ("tabLst" in line.opaque) is kept


def test_a_colour_and_a_typeface_replace_those_of_the_format_beside_them() -> None:
    """An `a:rPr` has at most one fill and one `a:latin` (ECMA-376 part 1, 21.1.2.3.9)."""
    opaque = (
        f'<a:rPr xmlns:a="{xml.NAMESPACES["a"]}"><a:noFill></a:noFill>'
        '<a:latin typeface="Aptos"></a:latin><a:ea typeface="Aptos"></a:ea></a:rPr>'
    )
    style = Style(color="accent2", font="Georgia", opaque=opaque)
    written = make("p:txBody", None, *textbody.write((Paragraph((Run("Tea", style),)),), page()))
    (properties,) = each(written, "a:rPr")
    assert [xml.tag(child) for child in properties] == ["a:solidFill", "a:latin", "a:ea"]
    assert properties[1].get("typeface") == "Georgia"
