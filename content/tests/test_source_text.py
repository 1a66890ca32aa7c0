"""Every figure, date, acronym, name, place and phone number of the source stands on its slide."""

import pytest
from lxml import etree

from content.tests.names import NAMES
from content.tests.shown_text import paragraphs
from content.tests.source_text import ANCHORS, COMMENT, Token, parts, squeeze, tokens
from tests.support.paths import needs_briefing

pytestmark = pytest.mark.slow

HEADINGS = {
    "mission": ("Mission Statement",),
    "field-offices": ("24 Field Offices",),
    "removals": ("ERO Removals (FY 2018)",),
    "criminal-alien-program": ("Criminal Alien Program",),
    "287g": ("287(g) Program",),
    "fugitive-operations": ("National Fugitive Operations Program",),
    "detention": ("Custody Management", "Detention"),
    "atd": ("Custody Management", "Alternatives to Detention (ATD)"),
    "atd-types": ("Custody Management", "ATD (continued)"),
    "ihsc": ("ICE Health Service Corps", "ICE Health Service Corps (IHSC)"),
    "ihsc-operations": ("ICE Health Service Corps", "IHSC Operational Details"),
    "removal-operations": ("Removal",),
    "ice-air": ("Removal", "ICE Air Operations Division"),
    "commercial-air": ("Removal", "Commercial Air Operations"),
    "air-charter": ("Removal", "Air Charter Operations"),
    "air-routes": ("Removal", "ICE Air Operations ~ Domestic Loop/Transfer Routes"),
    "special-high-risk": (
        "Removal",
        "Air Charter Operations",
        "Special High Risk Charter Missions (SHRC)",
    ),
    "day-in-the-life": ("Day in the Life for ERO",),
    "missouri-arrests": ("ICE ERO Arrest in Missouri (387) as of March 6, 2020",),
    "missouri-county-map": ("Missouri ICE/ERO County Map",),
    "missouri-contacts": ("Missouri ICE/ERO Contacts",),
}
"""The source's headings of a slide, outermost first; overview has none."""

each_slide = pytest.mark.parametrize("slide_id", ANCHORS)


@needs_briefing
def test_the_parts_are_the_whole_source():
    told = parts()
    assert all(part.startswith(ANCHORS[slide_id].split()[0]) for slide_id, part in told.items())
    assert told["overview"] == ("ERO consists of six Headquarters divisions and 24 Field Offices.")
    assert told["missouri-contacts"].endswith("Williston, VT")


@needs_briefing
def test_tokens_are_what_a_reader_sees():
    found = tokens(parts()["removals"])
    assert {token.text for token in found if token.kind == "percentage"} == {
        "57%", "48%", "-8%", "20%", "16%", "+5%", "7%", "+1%",
    }  # fmt: skip
    assert {"267,258", "150,141", "182", "127,492", "54,919", "48,800", "18,981"} <= {
        token.text for token in found if token.kind == "figure"
    }
    assert Token("phone", "(314)244-9744") in tokens(parts()["missouri-contacts"])
    assert Token("date", "March 6, 2020") in tokens(parts()["missouri-arrests"])
    assert Token("fiscal year", "FY 2018") in found
    assert {token.text for token in tokens(parts()["detention"]) if token.kind == "acronym"} == {
        "ERO",
        "ICE",
        "IGSAs",
        "US",
        "USMS",
        "IGAs",
        "CDFs",
        "SPCs",
    }


@needs_briefing
@each_slide
def test_the_listed_names_are_the_source_s(slide_id):
    part = parts()[slide_id].casefold()
    assert [name for name in NAMES[slide_id] if name.casefold() not in part] == []


def test_the_deck_has_the_slides_of_the_source_in_its_order(briefing):
    assert [slide_id for slide_id in briefing if slide_id in ANCHORS] == list(ANCHORS)


@needs_briefing
@each_slide
def test_every_token_stands_on_its_slide(briefing, slide_id):
    shown = squeeze("\n".join(paragraphs(briefing[slide_id])))
    missing = [token for token in tokens(parts()[slide_id]) if not token.stands_in(shown)]
    assert missing == [], shown


@each_slide
def test_every_name_stands_on_its_slide(briefing, slide_id):
    shown = squeeze("\n".join(paragraphs(briefing[slide_id]))).casefold()
    assert [name for name in NAMES[slide_id] if name.casefold() not in shown] == [], shown


@pytest.mark.parametrize("slide_id", HEADINGS)
def test_the_innermost_heading_is_the_title_and_those_above_the_kicker(briefing, slide_id):
    slide = briefing[slide_id]
    *above, innermost = HEADINGS[slide_id]
    assert slide.shapes.title.text_frame.text == innermost
    if above:
        (kicker,) = (shape for shape in slide.shapes if shape.name == "Kicker")
        assert kicker.text_frame.text == " · ".join(above)


def test_the_review_comment_is_a_comment_of_its_slide(briefing):
    part = briefing["day-in-the-life"].part
    (comments,) = (
        rel.target_part for rel in part.rels.values() if rel.reltype.endswith("/comments")
    )
    package = part.package
    (authors,) = (p for p in package.iter_parts() if p.partname == "/ppt/commentAuthors.xml")
    (author,) = etree.fromstring(authors.blob)
    (comment,) = etree.fromstring(comments.blob)
    assert author.get("name") == "Coster, Joshua"
    assert author.get("initials") == "CJ"
    assert comment.get("authorId") == author.get("id")
    assert comment.get("dt").startswith("2019-03-27")
    said = "".join(comment.itertext())
    assert "FY18" in said
    assert "FY18" in COMMENT
