"""Review comments: in YAML, in either sort of part, after LibreOffice, and as tasks."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec import structs
from pptx import Presentation
from pptx.oxml.ns import qn

from deckgen import deck
from deckgen.cli.comments import command
from deckgen.commands.comments import CommentTask, tasks
from deckgen.deck import Anchor, Comment
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.presentation import comments
from deckgen.presentation.comments import parsed
from deckgen.review import identity
from deckgen.source import nodes, reading, writing
from tests.review.conftest import BRIEFING, SAMPLE, Sent
from tests.support import plans
from tests.support.paths import PLAIN
from tests.support.templates import with_layouts

pytestmark = pytest.mark.slow

MODERN = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<p188:cmLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
  xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main"
  xmlns:pc="http://schemas.microsoft.com/office/powerpoint/2013/main/command"
  xmlns:ac="http://schemas.microsoft.com/office/drawing/2013/main/command">
 <p188:cm id="{11111111-0000-0000-0000-000000000000}"
   authorId="{AAAAAAAA-0000-0000-0000-000000000000}" created="2024-05-01T10:00:00.000">
  <ac:deMkLst><pc:docMk/><pc:sldMk cId="1" sldId="256"/><ac:spMk id="SHAPE"/></ac:deMkLst>
  <p188:replyLst><p188:reply id="{22222222-0000-0000-0000-000000000000}"
    authorId="{BBBBBBBB-0000-0000-0000-000000000000}" created="2024-05-02T11:30:00.500">
    <p188:txBody><a:bodyPr/><a:p><a:r><a:t>Done, I think.</a:t></a:r></a:p></p188:txBody>
  </p188:reply></p188:replyLst>
  <p188:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>Is this </a:t></a:r><a:r><a:t>right?</a:t>
    </a:r></a:p><a:p><a:r><a:t>A line more</a:t></a:r></a:p></p188:txBody>
 </p188:cm>
 <p188:cm id="{33333333-0000-0000-0000-000000000000}" status="resolved"
   authorId="{BBBBBBBB-0000-0000-0000-000000000000}" created="2024-05-03T00:00:00.000">
  <p188:pos x="5500000" y="1600000"/>
  <p188:txBody><a:bodyPr/><a:p><a:r><a:t>Old news</a:t></a:r></a:p></p188:txBody>
 </p188:cm>
</p188:cmLst>"""
AUTHORS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<p188:authorLst xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main">
 <p188:author id="{AAAAAAAA-0000-0000-0000-000000000000}" name="Ada" initials="A" userId="a"/>
 <p188:author id="{BBBBBBBB-0000-0000-0000-000000000000}" name="Grace" initials="G" userId="g"/>
</p188:authorLst>"""
_TYPES = "http://schemas.microsoft.com/office/2018/10/relationships/"


def with_modern(package: Package, slide: str, slot: str) -> Package:
    """The deck with modern comments on a slide, the first of them on the shape of a slot."""
    found = next(item for item in identity.identify(package) if item.id == slide)
    shape = next(shape for shape in found.shapes if shape.name == slot)
    authors = package.add(
        "/ppt/authors.xml", "application/vnd.ms-powerpoint.authors+xml", AUTHORS.encode()
    )
    package.presentation.rels.add(f"{_TYPES}authors", authors.name)
    part = package.add(
        "/ppt/comments/modernComment_100_1.xml",
        "application/vnd.ms-powerpoint.comments+xml",
        MODERN.replace("SHAPE", str(shape.id)).encode(),
    )
    found.part.rels.add(f"{_TYPES}comments", part.name)
    return Package.load(package.save(), "commented.pptx")


def slide_part(package: Package, name: str) -> Part:
    return next(item.part for item in identity.identify(package) if item.id == name)


@given(st.lists(plans.comments(), min_size=1, max_size=4))
def test_yaml_comes_back(remarks: list[Comment]) -> None:
    text = writing.dump({"comments": deck.dump_comments(remarks)})
    node = reading.parse(text, Path("slide.yaml"))
    assert isinstance(node, nodes.MappingNode)
    assert list(deck.parse_comments(node.entries[0][1])) == remarks


@given(st.lists(plans.comments(), min_size=1, max_size=4))
def test_legacy_parts_come_back(remarks: list[Comment]) -> None:
    package = Package.open(with_layouts("Blank"))
    layout = package.related(package.related(package.presentation, "slideMaster")[0], "slideLayout")
    part = layout[0]
    writer = comments.Writer(package)
    writer.write(part, remarks)
    writer.finish()
    again = Package.load(package.save(), "again.pptx")
    assert list(comments.read_comments(again, again.parts[part.name])) == remarks


def test_modern_comments_are_read(briefing: Sent) -> None:
    package = with_modern(briefing.package(), "removals", "Figure 1")
    first, second = comments.read_comments(package, slide_part(package, "removals"))
    assert first == Comment(
        "Ada", "Is this right?\nA line more", "A", "2024-05-01T10:00:00",
        (Comment("Grace", "Done, I think.", "G", "2024-05-02T11:30:00.5"),),
    )  # fmt: skip
    assert second == Comment("Grace", "Old news", "G", "2024-05-03", done=True)
    assert second.anchor is not None
    assert second.anchor.point == (5500000, 1600000)


def test_modern_comments_are_removed_with_the_slides_mention_of_them(briefing: Sent) -> None:
    package = with_modern(briefing.package(), "removals", "Figure 1")
    part = slide_part(package, "removals")
    rid = next(item.id for item in part.rels.of("comments"))
    mention = etree.fromstring(
        '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        '<p:ext uri="{6950BFC3-D8DA-4A85-94F7-54DA5524770B}"><p188:commentRel '
        'xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:id="{rid}"/></p:ext></p:extLst>'
    )
    part.edit().append(mention)
    comments.remove_comments(package, part)
    assert b"commentRel" not in part.blob
    assert b"extLst" not in etree.tostring(part.root[-1])
    assert not [name for name in package.parts if "modernComment" in name]


@pytest.mark.parametrize(
    "text",
    ['R&D <b> "x"', "a < b & c > d", "</p:text>x", "&amp; & &", "<p:cm><p:text>", "plain"],
)
def test_texts_that_libreoffice_left_unescaped(briefing: Sent, text: str) -> None:
    package = briefing.package()
    part = next(p for name, p in package.parts.items() if "/comments/comment" in name)
    part.blob = part.blob.replace(b"FY18 statistics were added.", text.encode())
    found = [e.text for e in parsed(part).iter() if str(e.tag).endswith("}text")]
    assert found == [text]


def test_threads_that_an_editor_broke_up_are_joined_again() -> None:
    reply = Comment("Bob", "Because.", "B", "2020-01-02")
    was = (Comment("Ann", "Why?", "A", "2020-01-01", (reply,), done=True),)
    flat = (Comment("Ann", "Why?", "A", "2020-01-01"), reply)
    assert comments.rethreaded(flat, was) == was
    new = Comment("Cy", "And me?", "C")
    assert comments.rethreaded((*flat, new), was) == (*was, new)
    assert comments.rethreaded((reply,), was) == (reply,)
    assert comments.rethreaded((), was) == ()
    answered = structs.replace(was[0], replies=(reply, new))
    assert comments.rethreaded((answered,), was) == (answered,)


INCH = 914_400
ROW = (1, 1, 3, 1)  # the group's own coordinates: Left at 1, Right at 3 inches
GROUPS = {
    "moved": [({}, (5, 5, 3, 1), ROW)],
    "scaled": [({}, (4, 4, 6, 2), ROW)],
    "moved up": [({}, (5, 0, 3, 1), ROW)],
    "mirrored": [({"flipH": "1"}, (5, 5, 3, 1), ROW)],
    "upside down": [({"flipV": "1", "rot": "10800000"}, (5, 5, 3, 1), ROW)],
    "turned": [({"rot": "5400000"}, (5, 4, 3, 1), ROW)],
    "turned back": [({"rot": "-5400000"}, (5, 4, 3, 1), ROW)],
    "nested": [({}, (4, 4, 4, 4), (0, 0, 8, 8)), ({}, (2, 2, 6, 2), ROW)],
    "nested and turned": [
        ({"rot": "10800000"}, (4, 4, 4, 4), (0, 0, 8, 8)), ({}, (2, 2, 6, 2), ROW),
    ],
}  # fmt: skip
LEFT, RIGHT = "Left", "Right"


def grouped(groups: list[tuple[dict[str, str], tuple[int, ...], tuple[int, ...]]]) -> Package:
    """A deck with two texts side by side in groups, the outermost first, and one beside them."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    shapes = slide.shapes
    loose = shapes.add_textbox(INCH, INCH, INCH, INCH)
    loose.name = loose.text_frame.text = "Loose"
    made = []
    for _ in groups:
        group = shapes.add_group_shape()
        made.append(group)
        shapes = group.shapes
    for name, x in ((LEFT, 1), (RIGHT, 3)):
        box = shapes.add_textbox(x * INCH, INCH, INCH, INCH)
        box.name = box.text_frame.text = name
    for group, (words, outer, inner) in zip(made, groups, strict=True):
        xfrm = group._element.grpSpPr.find(qn("a:xfrm"))
        for key, word in words.items():
            xfrm.set(key, word)
        ends = (("off", outer[:2]), ("ext", outer[2:]), ("chOff", inner[:2]), ("chExt", inner[2:]))
        for name, numbers in ends:
            keys = ("x", "y") if "ff" in name else ("cx", "cy")
            for key, number in zip(keys, numbers, strict=True):
                xfrm.find(qn(f"a:{name}")).set(key, str(number * INCH))
    stream = io.BytesIO()
    deck.save(stream)
    return Package.load(stream.getvalue(), "grouped.pptx")


@pytest.mark.parametrize(
    ("groups", "x", "y", "slot"),
    [
        ("moved", 5.5, 5.5, LEFT),
        ("moved", 7.5, 5.5, RIGHT),
        ("scaled", 5.5, 5.5, LEFT),
        ("scaled", 8.5, 5.5, RIGHT),
        ("moved up", 5.5, 0.5, LEFT),
        ("mirrored", 7.5, 5.5, LEFT),
        ("mirrored", 5.5, 5.5, RIGHT),
        ("upside down", 7.5, 5.5, LEFT),
        ("turned", 6.5, 3.4, LEFT),
        ("turned", 6.5, 5.6, RIGHT),
        ("turned back", 6.5, 5.6, LEFT),
        ("nested", 5.5, 5.5, LEFT),
        ("nested", 7.5, 5.5, RIGHT),
        ("nested and turned", 6.5, 6.5, LEFT),
        ("nested and turned", 4.5, 6.5, RIGHT),
        ("moved", 1.5, 1.5, "Loose"),
    ],
)
def test_a_mark_on_a_shape_in_a_group(
    groups: str, x: float, y: float, slot: str, tmp_path: Path
) -> None:
    package = grouped(GROUPS[groups])
    part = package.related(package.presentation, "slide")[0]
    place = f'x="{round(x * INCH)}" y="{round(y * INCH)}"'
    remarks = package.add(
        "/ppt/comments/modernComment_100_1.xml",
        "application/vnd.ms-powerpoint.comments+xml",
        MODERN.replace('x="5500000" y="1600000"', place).encode(),
    )
    part.rels.add(f"{_TYPES}comments", remarks.name)
    path = tmp_path / "grouped.pptx"
    path.write_bytes(package.save())
    assert [task.slot for task in tasks(path)] == ["", slot]


def listed(*arguments: str) -> str:
    run = CliRunner().invoke(command, list(arguments))
    assert run.exit_code == 0, run.output
    return run.output


def test_tasks_name_slide_slot_and_place(briefing: Sent, tmp_path: Path) -> None:
    path = tmp_path / "reviewed.pptx"
    path.write_bytes(with_modern(briefing.package(), "removals", "Figure 1").save())
    found = tasks(path, BRIEFING)
    assert [(task.number, task.slide, task.slot) for task in found] == [
        (5, "removals", "Figure 1"),
        (5, "removals", "Content"),
        (22, "day-in-the-life", ""),
    ]
    places = [task.span for task in found]
    assert all(places)
    lines = [place.source.line(place.line).strip() for place in places if place]
    assert lines[0].startswith("Figure:") or "${removals.total}" in lines[0]
    assert lines[2].startswith("- author: Coster, Joshua") or lines[2].startswith("author:")


def test_tasks_without_the_deck_name_slide_and_slot(briefing: Sent, tmp_path: Path) -> None:
    path = tmp_path / "reviewed.pptx"
    path.write_bytes(with_modern(briefing.package(), "removals", "Figure 1").save())
    assert [task.span for task in tasks(path)] == [None, None, None]


def test_the_comments_of_a_deck(sample: Sent) -> None:
    (task,) = tasks(SAMPLE)
    assert isinstance(task, CommentTask)
    assert (task.slide, task.comment.author) == ("three", "Jane Doe")


def test_text(briefing: Sent, tmp_path: Path) -> None:
    path = tmp_path / "reviewed.pptx"
    path.write_bytes(with_modern(briefing.package(), "removals", "Figure 1").save())
    assert listed(str(path)) == (
        "Slide 5, removals: ERO Removals (FY 2018)\n"
        "  [ ] Figure 1\n"
        "      Ada, 2024-05-01 10:00: Is this right?\n"
        "        A line more\n"
        "        Grace, 2024-05-02 11:30: Done, I think.\n"
        "  [x] Content\n"
        "      Grace, 2024-05-03: Old news\n"
        "\n"
        "Slide 22, day-in-the-life: Day in the Life for ERO\n"
        "  [ ] the slide\n"
        "      Coster, Joshua, 2019-03-27: FY18 statistics were added.\n"
    )
    assert "Old news" not in listed(str(path), "--open")


def test_markdown_and_json(briefing: Sent, tmp_path: Path) -> None:
    path = tmp_path / "reviewed.pptx"
    path.write_bytes(with_modern(briefing.package(), "removals", "Figure 1").save())
    shown = listed(str(path), str(BRIEFING), "--format", "markdown")
    assert "## Slide 5: ERO Removals (FY 2018)" in shown
    assert "- [ ] **Figure 1**: Is this right?<br>A line more *Ada, 2024-05-01 10:00* (`" in shown
    assert "- [x] **Content**: Old news" in shown
    data = json.loads(listed(str(path), "--format", "json"))
    assert [item["state"] for item in data] == ["open", "done", "open"]
    assert data[0]["replies"][0]["author"] == "Grace"


def test_no_comments(tmp_path: Path) -> None:
    assert listed(str(PLAIN)) == "No comments.\n"


def test_where_a_comment_is_makes_no_other_comment_of_it() -> None:
    here = Comment("Ann", "Why?")
    there = structs.replace(here, anchor=Anchor(0, (15, 15)))
    assert here == there
    assert (here != there) is False
    assert hash(here) == hash(there)
    assert here != structs.replace(there, done=True)
