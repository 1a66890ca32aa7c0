"""The templates hold what decks rely on, and are what their script makes."""

import posixpath
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import validate_pptx
from pptx import Presentation
from pptx.slide import SlideLayout
from pptx.util import Emu, Inches

from tests.support import paths
from tests.support.cases import every_case
from tests.support.golden import Golden
from tests.support.paths import PLAIN, ROOT, WARM
from tests.support.sdk import Validator
from tests.template.looks import A, P, Palette, contrast, looks, rgb, theme_colours

pytestmark = pytest.mark.slow

BRIEFING = paths.TEMPLATES["briefing"]
TEMPLATES = (BRIEFING, PLAIN, WARM)
LAYOUTS = [layout.name for layout in Presentation(BRIEFING).slide_layouts]

ADEC = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
SMALLEST = 12  # points
RULE = 3 / 72  # inches: the width of a rule at the left of a panel
HAIR = 0.0015  # inches: a panel is a sliver smaller than its column
TOUCH = 0.025  # inches: the maps' boxes reach so far into the title's, below its second line

# Each colour, then its contrast on white, on lt2, and on dk2, then white's contrast on it.
COLOURS = """
dk1      1C1D1F 16.87 15.17  1.16 16.87
lt1      FFFFFF  1.00  1.11 14.51  1.00
dk2      002D3F 14.51 13.05  1.00 14.51
lt2      F1F3F6  1.11  1.00 13.05  1.11
accent1  07648D  6.53  5.87  2.22  6.53
accent2  C05600  4.59  4.13  3.16  4.59
accent3  6499AF  3.13  2.81  4.64  3.13
accent4  4D52AF  6.68  6.01  2.17  6.68
accent5  7A591A  6.42  5.77  2.26  6.42
accent6  565C65  6.74  6.07  2.15  6.74
hlink    07648D  6.53  5.87  2.22  6.53
folHlink 54278F 10.18  9.15  1.43 10.18
"""
CUSTOM = {"Sky": "97D4EA", "Rule": "C6CACE"}


opened = cache(Presentation)  # nothing here changes one


def members(template: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(template) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        return {name: package.read(name) for name in names}


def xml_parts(template: Path) -> dict[str, etree._Element]:
    return {name: etree.fromstring(content) for name, content in members(template).items()}


def build(folder: Path) -> Path:
    folder.mkdir()
    script = ROOT / "tools" / "templates" / "build.py"
    subprocess.run([sys.executable, script, folder], check=True, capture_output=True)
    return folder


def named(template: Path, layout: str) -> SlideLayout:
    (found,) = (each for each in opened(template).slide_layouts if each.name == layout)
    return found


# --- Slots ---------------------------------------------------------------------------------------


def slots(template: Path) -> str:
    """A line for each layout, then one for each of its slots in reading order."""
    lines = []
    for layout in opened(template).slide_layouts:
        lines.append(layout.name)
        for shape in layout.placeholders:
            form = shape.placeholder_format
            lines.append(f"  {form.idx:2} {form.type.name.lower()} {shape.name}")
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_all_templates_have_the_same_layouts_and_slots(template: Path, golden: Golden) -> None:
    golden.check("template-slots.txt", slots(template))


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
@every_case("layout", LAYOUTS)
def test_no_two_slots_share_a_number_or_a_name(template: Path, layout: str) -> None:
    shapes = list(named(template, layout).placeholders)
    assert len({shape.placeholder_format.idx for shape in shapes}) == len(shapes)
    assert len({shape.name for shape in shapes}) == len(shapes)


@every_case("layout", LAYOUTS)
def test_the_plain_template_has_other_boxes(layout: str) -> None:
    plain, briefing = (list(named(template, layout).placeholders) for template in (PLAIN, BRIEFING))
    assert all(
        (one.left, one.top) != (other.left, other.top)
        for one, other in zip(plain, briefing, strict=True)
        if one.left or one.top  # a picture that bleeds begins at the corner in both
    )


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
@every_case("layout", LAYOUTS)
def test_slots_lie_on_the_slide_and_apart(template: Path, layout: str) -> None:
    presentation = opened(template)
    boxes = {
        shape.name: (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
        for shape in named(template, layout).placeholders
    }
    for name, (left, top, right, bottom) in boxes.items():
        assert left >= 0, name
        assert top >= 0, name
        assert right <= presentation.slide_width, name
        assert bottom <= presentation.slide_height, name
    for one, here in boxes.items():
        for other, there in boxes.items():
            across = min(here[2], there[2]) - max(here[0], there[0])
            down = min(here[3], there[3]) - max(here[1], there[1])
            apart = across <= 0 or down <= Inches(TOUCH)
            assert one == other or apart, f"{one} lies over {other}"


@every_case("layout", [name for name in LAYOUTS if name != "Blank"])
def test_the_title_comes_first_and_the_kicker_next(layout: str) -> None:
    names = [shape.name for shape in named(BRIEFING, layout).placeholders]
    assert names[0] == "Title"
    assert "Kicker" not in names[2:]


@every_case("layout", LAYOUTS)
def test_edges_lie_on_the_grid(layout: str) -> None:
    """What fills the band begins, or has its rule, at the margin or at a column or a fifth."""
    columns = [*(0.75 + at for at in range(12)), *(0.75 + 2.4 * at for at in range(5))]
    starts = [*columns, *(column + RULE for column in columns)]
    for shape in named(BRIEFING, layout).placeholders:
        left, top = Emu(shape.left).inches, Emu(shape.top).inches
        if 1.6 <= top < 6.4 and left:
            assert any(abs(left - start) < HAIR for start in starts), shape.name


# --- Text ----------------------------------------------------------------------------------------


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_text_is_small(template: Path) -> None:
    sizes = {
        int(size) / 100
        for root in xml_parts(template).values()
        for size in root.xpath("//@sz[parent::*[local-name()='defRPr' or local-name()='rPr']]")
    }
    assert min(sizes) == SMALLEST


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
@every_case("layout", LAYOUTS)
def test_text_stands_out_from_its_ground(template: Path, layout: str) -> None:
    presentation = opened(template)
    faint = [
        look
        for look in looks(presentation, named(template, layout))
        if contrast(look.colour, look.ground) < (3 if look.large else 4.5)
        or (look.bullet and contrast(look.bullet, look.ground) < 3)
    ]
    assert not faint


@every_case("layout", LAYOUTS)
def test_every_level_has_a_look(layout: str) -> None:
    found = {
        (look.placeholder, look.level) for look in looks(opened(BRIEFING), named(BRIEFING, layout))
    }
    names = [shape.name for shape in named(BRIEFING, layout).placeholders]
    assert found == {(f"{layout}: {name}", level) for name in names for level in range(1, 6)}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_run_says_its_language(template: Path) -> None:
    runs = [run for root in xml_parts(template).values() for run in root.iter(f"{A}r", f"{A}fld")]
    assert len(runs) > 100
    assert {run.find(f"{A}rPr").get("lang") for run in runs} == {"en-US"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_placeholder_has_a_prompt(template: Path) -> None:
    """Without text in it, LibreOffice 7.4 loses a footer's style."""
    empty = [
        (layout.name, shape.name)
        for layout in opened(template).slide_layouts
        for shape in layout.placeholders
        if not shape.text_frame.text.strip()
    ]
    assert not empty


# --- Colours -------------------------------------------------------------------------------------


def test_the_contrast_of_each_colour() -> None:
    colours = theme_colours(opened(BRIEFING))
    rows = [line.split() for line in COLOURS.strip().splitlines()]
    assert colours == {name: value for name, value, *_ in rows}
    white, light, dark = (rgb(colours[name]) for name in ("lt1", "lt2", "dk2"))
    for name, value, *stated in rows:
        colour = rgb(value)
        computed = [contrast(colour, ground) for ground in (white, light, dark)]
        computed.append(contrast(white, colour))
        assert computed == pytest.approx([float(ratio) for ratio in stated], abs=0.006), name


def test_custom_colours_and_the_tints_that_stand_for_them() -> None:
    """Text and lines use the theme, so that they change with it, and look like the custom ones."""
    parts = xml_parts(BRIEFING)
    custom = {
        entry.get("name"): entry[0].get("val")
        for entry in parts["ppt/theme/theme1.xml"].iter(f"{A}custClr")
    }
    assert custom == CUSTOM
    palette = Palette(opened(BRIEFING))
    tints = {
        (colour.get("val"), *(part.tag for part in colour)): palette.resolve(colour)
        for name, root in parts.items()
        if name.startswith(("ppt/slide", "ppt/tableStyles"))
        for colour in root.iter(f"{A}schemeClr")
        if len(colour) and colour.find(f"{A}alpha") is None
    }
    near = {
        name
        for name, value in CUSTOM.items()
        for tint in tints.values()
        if max(abs(a - b) for a, b in zip(rgb(value), tint, strict=True)) < 0.02
    }
    assert near == set(CUSTOM)
    assert len(tints) == len(CUSTOM)


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_layouts_and_masters_use_theme_colours_only(template: Path) -> None:
    fixed = {
        name: [colour.getparent().tag for colour in root.iter(f"{A}srgbClr")]
        for name, root in xml_parts(template).items()
        if name.startswith(("ppt/slideLayouts", "ppt/slideMasters", "ppt/tableStyles"))
    }
    guides = "{http://schemas.microsoft.com/office/powerpoint/2012/main}clr"
    assert {tag for tags in fixed.values() for tag in tags} <= {guides}


# --- The package ---------------------------------------------------------------------------------


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_ids_and_names_are_unique(template: Path) -> None:
    parts = xml_parts(template)
    for name, root in parts.items():
        shapes = list(root.iter(f"{P}cNvPr"))
        for attribute in ("id", "name"):
            values = [shape.get(attribute) for shape in shapes]
            assert len(values) == len(set(values)), f"{attribute} in {name}"
    ids = [
        entry.get("id")
        for root in parts.values()
        for entry in root.iter(f"{P}sldMasterId", f"{P}sldLayoutId")
    ]
    assert len(ids) == len(set(ids)) == len(LAYOUTS) + 1


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_marks_are_decorative_and_without_text(template: Path) -> None:
    marks = [
        shape
        for name, root in xml_parts(template).items()
        if name.startswith(("ppt/slideLayouts/s", "ppt/slideMasters/s"))
        for shape in root.iter(f"{P}sp")
        if shape.find(f".//{P}ph") is None
    ]
    assert marks
    for shape in marks:
        assert shape.find(f"{P}txBody") is None
        assert [mark.get("val") for mark in shape.iter(ADEC)] == ["1"]


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_parts_types_and_relationships_agree(template: Path) -> None:
    content = members(template)
    types = etree.fromstring(content["[Content_Types].xml"])
    typed = {entry.get("PartName").lstrip("/") for entry in types.iter(f"{TYPES}Override")}
    parts = {name for name in content if not name.endswith(".rels")} - {"[Content_Types].xml"}
    assert typed == parts
    reached = set()
    for name in content:
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relationship in etree.fromstring(content[name]):
                reached.add(posixpath.normpath(posixpath.join(folder, relationship.get("Target"))))
    assert reached == parts


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_the_default_table_style_is_our_own(template: Path) -> None:
    styles = xml_parts(template)["ppt/tableStyles.xml"]
    (style,) = styles
    assert style.get("styleId") == styles.get("def")


@every_case("template", TEMPLATES, ids=lambda path: path.stem)
def test_each_master_has_a_theme_of_its_own(template: Path) -> None:
    content = members(template)
    themes = [
        relationship.get("Target")
        for name in content
        if "Masters/_rels/" in name
        for relationship in etree.fromstring(content[name])
        if relationship.get("Type").endswith("/theme")
    ]
    assert len(themes) == len(set(themes)) == 3


def test_the_committed_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    built = build(tmp_path / "built")
    for template in TEMPLATES:
        made, committed = members(built / template.name), members(template)
        assert made.keys() == committed.keys()
        changed = [name for name in made if made[name] != committed[name]]
        assert not changed, f"run tools/templates/build.py: {template.name} has other {changed}"


def test_the_script_makes_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, other = build(tmp_path / "one"), build(tmp_path / "other")
    for template in TEMPLATES:
        assert (one / template.name).read_bytes() == (other / template.name).read_bytes()


def test_the_sdk_finds_nothing(sdk: Validator) -> None:
    assert not sdk.findings(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_openxml_audit_finds_nothing(template: Path) -> None:
    assert not validate_pptx(template).errors
