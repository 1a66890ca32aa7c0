"""Where a snapshot says that shapes are: through groups, rotated ones and alternatives included."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from deckgen.opc.package import Package
from deckgen.review import identity, snapshot
from deckgen.review.places import free_shapes
from deckgen.review.shown import base_of
from tests.content.pictures import encoded, picture


def places(path: Path) -> dict[str, str]:
    """The boxes in tenths of points by shape."""
    package = Package.open(path)
    part = package.parts["/ppt/slides/slide1.xml"]
    found = snapshot.slide(snapshot.package_view(package, {"one": part}), part, {})
    return {
        name: values.get("box") or values.get("group_box", "")
        for name, values in found.shapes.items()
    }


@pytest.mark.parametrize(
    ("rotation", "seen"),
    [(0, "1000 1000 1000 500"), (180, "2000 1500 1000 500"), (90, "2000 500 500 1000")],
)
def test_a_shape_in_a_rotated_group_is_where_powerpoint_draws_it(
    rotation: int, seen: str, tmp_path: Path
) -> None:
    """A group turns what is in it around its own middle (ECMA-376 part 1, 20.1.7.5)."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.name = "Pair"
    for number, (left, top) in enumerate(((100, 100), (200, 150)), 1):
        member = group.shapes.add_shape(MSO_SHAPE.OVAL, Pt(left), Pt(top), Pt(100), Pt(50))
        member.name = f"Member {number}"
    group.rotation = rotation
    deck.save(str(tmp_path / "deck.pptx"))
    found = places(tmp_path / "deck.pptx")
    assert found["Pair"] == "1000 1000 2000 1000"
    assert found["Member 1"] == seen


def test_ink_is_where_its_own_transform_says(tmp_path: Path) -> None:
    """MS-ODRAWXML 2.3.1.1: `p14:xfrm`; for programs without ink there is a picture."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes._spTree.append(
        parse_xml(
            f"""<mc:AlternateContent {nsdecls("p", "a")}
              xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
              xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">
            <mc:Choice Requires="p14"><p:contentPart><p14:nvContentPartPr>
              <p14:cNvPr id="9" name="Ink"/></p14:nvContentPartPr>
              <p14:xfrm><a:off x="127000" y="254000"/><a:ext cx="381000" cy="508000"/></p14:xfrm>
            </p:contentPart></mc:Choice>
            <mc:Fallback><p:pic/></mc:Fallback></mc:AlternateContent>"""
        )
    )
    deck.save(str(tmp_path / "deck.pptx"))
    assert list(places(tmp_path / "deck.pptx").values()) == ["100 200 300 400"]


def test_a_picture_in_place_of_an_object_is_no_new_one(tmp_path: Path) -> None:
    """LibreOffice makes pictures of charts that it does not know."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_shape(MSO_SHAPE.OVAL, Pt(60), Pt(60), Pt(20), Pt(20)).name = "Zoom"
    deck.save(str(tmp_path / "sent.pptx"))
    for name in ("Zoom", "Photo"):
        file = BytesIO(encoded(picture(), "PNG"))
        slide.shapes.add_picture(file, Pt(60), Pt(60), Pt(40), Pt(30)).name = name
    oval = slide.shapes[0]._element
    oval.getparent().remove(oval)
    deck.save(str(tmp_path / "reviewed.pptx"))
    base = base_of(Package.open(tmp_path / "sent.pptx"))
    (found,) = identity.identify(Package.open(tmp_path / "reviewed.pptx"), base)
    assert list(free_shapes(found.id, found.shapes, base)) == ["Photo"]
