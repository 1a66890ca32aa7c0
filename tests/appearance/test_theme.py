"""Themes as slides see them: colour maps, overrides, names, styles, and fonts of shapes' styles."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.shapes import NO_BOX
from deckgen.appearance.text import TextInheritance
from deckgen.appearance.theme import THEME_FONTS, Scheme, Theme, ThemeFonts
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, make
from tests.support.cases import every_case
from tests.support.paths import corpus_decks, needs_corpus

OVERRIDE = "application/vnd.openxmlformats-officedocument.themeOverride+xml"
DARK = {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}
"""A colour map under which text is light."""


@pytest.fixture(scope="module")
def saved() -> bytes:
    """A deck with two slides of a master, each with a text box, a shape and a body."""
    deck = Presentation()
    for _ in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.add_textbox(Pt(0), Pt(0), Pt(100), Pt(50)).text_frame.text = "Box"
        slide.shapes.add_shape(1, Pt(0), Pt(0), Pt(100), Pt(50)).text_frame.text = "Shape"
    stream = BytesIO()
    deck.save(stream)
    return stream.getvalue()


@pytest.fixture
def package(saved: bytes) -> Package:
    """Such a deck for a test to change."""
    return Package.load(saved, "deck.pptx")


def slide(package: Package, number: int = 1) -> Part:
    return package.parts[f"/ppt/slides/slide{number}.xml"]


def override(part: Part, mapping: dict[str, str]) -> None:
    found = find(part.edit(), "p:clrMapOvr")
    assert found is not None
    names = {f"accent{n}": f"accent{n}" for n in range(1, 7)}
    found[:] = [make("a:overrideClrMapping", {**names, **mapping})]


def shown(scheme: Scheme, name: str) -> str:
    found = scheme.named(name)
    return "" if found is None else found.hex


def test_the_masters_map_gives_the_further_names(package: Package) -> None:
    scheme = Scheme.of(slide(package), package)
    assert (shown(scheme, "tx1"), shown(scheme, "bg1")) == ("000000", "FFFFFF")
    assert shown(scheme, "phClr") == ""


def test_a_slides_own_colour_map_holds_on_it_alone(package: Package) -> None:
    """ECMA-376 part 1, 19.3.1.7."""
    override(slide(package), DARK)
    assert shown(Scheme.of(slide(package), package), "tx1") == "FFFFFF"
    assert shown(Scheme.of(slide(package, 2), package), "tx1") == "000000"


def test_a_layouts_colour_map_holds_on_its_slides(package: Package) -> None:
    (layout,) = package.related(slide(package), "slideLayout")
    override(layout, DARK)
    assert shown(Scheme.of(slide(package), package), "tx1") == "FFFFFF"


def test_a_theme_override_gives_its_colours_to_its_part_alone(package: Package) -> None:
    """ECMA-376 part 1, 14.2.8: a chart or slide that was pasted with its look has one."""
    (master,) = package.related(package.presentation, "slideMaster")
    (theme,) = package.related(master, "theme")
    colours = deepcopy(find(theme.root, "a:themeElements/a:clrScheme"))
    assert colours is not None
    accent = find(colours, "a:accent1/a:srgbClr")
    assert accent is not None
    accent.set("val", "123456")
    root = make("a:themeOverride", None, colours)
    over = package.add("/ppt/theme/themeOverride{}.xml", OVERRIDE, root)
    slide(package).relate(over, "themeOverride")
    assert shown(Scheme.of(slide(package), package), "accent1") == "123456"
    assert shown(Scheme.of(slide(package, 2), package), "accent1") != "123456"


def test_a_map_may_exchange_names(package: Package) -> None:
    plain = Scheme.of(slide(package), package)
    override(slide(package), {"accent1": "accent2", "accent2": "accent1"})
    swapped = Scheme.of(slide(package), package)
    assert shown(swapped, "accent1") == shown(plain, "accent2") != shown(plain, "accent1")
    assert shown(swapped, "accent2") == shown(plain, "accent1")


@pytest.mark.parametrize(
    ("colour", "digits"),
    [
        (make("a:prstClr", {"val": "red"}), "FF0000"),
        (make("a:scrgbClr", {"r": "100%", "g": "0", "b": "100000"}), "FF00FF"),
        (make("a:hslClr", {"hue": 7200000, "sat": "100000", "lum": "50000"}), "00FF00"),
        (make("a:sysClr", {"val": "window"}), "FFFFFF"),
    ],
)
def test_a_themes_colour_of_any_kind(colour: Element, digits: str, package: Package) -> None:
    (layout,) = package.related(slide(package), "slideLayout")
    (master,) = package.related(layout, "slideMaster")
    (theme,) = package.related(master, "theme")
    accent = next(each(theme.edit(), "a:accent1"))
    accent[:] = [colour]
    assert shown(Scheme.of(slide(package), package), "accent1") == digits


def inherited_colour(package: Package, part: Part, number: int) -> str:
    """The colour that the text of a shape of a slide inherits."""
    shape = list(each(part.root, "p:sp"))[number]
    return TextInheritance(package).of(shape, part, NO_BOX).levels[0].run["fill"]


@pytest.mark.parametrize("number", [1, 2])  # a placeholder, a text box
def test_text_inherits_the_colours_of_its_own_slide(number: int, package: Package) -> None:
    override(slide(package), DARK)
    known = TextInheritance(package)
    found = [
        known.of(list(each(part.root, "p:sp"))[number], part, NO_BOX).levels[0].run["fill"]
        for part in (slide(package), slide(package, 2), slide(package))
    ]
    assert found == ["#FFFFFF", "#000000", "#FFFFFF"]


def test_the_style_of_a_shape_gives_its_text_a_font_and_a_colour(package: Package) -> None:
    """The `a:fontRef` of a new shape (20.1.4.1.17): the theme's body font, in white."""
    shape = list(each(slide(package).root, "p:sp"))[3]
    chain = inheritance_chain(shape, slide(package), package)
    latin = chain.chain(0).run_child("a:latin")
    assert latin is not None
    assert latin.get("typeface") == "+mn-lt"
    assert inherited_colour(package, slide(package), 3) == "#FFFFFF"


@needs_corpus
def test_slides_that_powerpoint_saved_with_a_colour_map_of_their_own() -> None:
    """Two slides whose text is light."""
    (path,) = (path for path in corpus_decks() if "TransitionsThemes" in path.name)
    package = Package.open(path)
    dark = [name for name, part in package.parts.items() if "/slides/slide" in name
            and find(part.root, "p:clrMapOvr/a:overrideClrMapping") is not None]  # fmt: skip
    assert len(dark) == 2
    for name in dark:
        assert shown(Scheme.of(package.parts[name], package), "tx1") == "FFFFFF"


@needs_corpus
def test_the_default_text_of_each_master_has_the_colours_of_its_theme() -> None:
    """A text box inherits from the presentation, in the colours of its own slide's theme."""
    for path in corpus_decks():
        if "3-masters" not in path.name:
            continue
        package = Package.open(path)
        box = etree.fromstring(etree.tostring(make("p:sp", None, make("p:nvSpPr"))))
        known = TextInheritance(package)
        for name, part in package.parts.items():
            if "/slideLayouts/slideLayout" in name:
                theme = Scheme.of(part, package).theme
                found = known.of(box, part, NO_BOX)
                assert found.theme == theme
                assert found.levels[0].run["fill"] == f"#{theme.colors['tx1']}"


def digits(*transforms: str, base: str = "4F81BD") -> str:
    children = [make(f"a:{text.split()[0]}", {"val": text.split()[1]}) for text in transforms]
    return Theme().rgb(make("a:srgbClr", {"val": base}, *children))


@every_case(
    ("transforms", "compared"),
    [
        (("satMod 40000",), "4F81BD"),  # LibreOffice 7.4 drops both from text
        (("hueOff 600000", "lumMod 75000"), "376092"),
        (("tint 40000", "satMod 300000"), "B9D1FF"),  # and computes these: B9D1FE
        (("alpha 50000",), ""),
        (("alpha 100000",), "4F81BD"),
        (("unheard 1",), ""),
    ],
)
def test_the_digits_by_which_text_is_compared(transforms: tuple[str, ...], compared: str) -> None:
    assert digits(*transforms) == compared


@every_case(
    ("lightness", "shown"), [((40, 60), "B9CDE5"), ((60, 40), "95B3D7"), ((20, 80), "DCE6F2")]
)
def test_transforms_are_not_rounded_between(lightness: tuple[int, int], shown: str) -> None:
    """As PowerPoint's palette shows the blue of 2007; rounding each would give B8CCE5, 96B3D7."""
    modulated, added = lightness
    assert digits(f"lumMod {modulated}000", f"lumOff {added}000") == shown


@pytest.mark.parametrize("fonts", [{}, {"+mj-lt": "", "+mn-lt": ""}])
def test_text_is_measured_in_calibri_where_a_theme_names_no_font(fonts: dict[str, str]) -> None:
    assert ThemeFonts.among(fonts) == THEME_FONTS
    assert ThemeFonts.among({**fonts, "+mn-lt": "Arial"}).name("+mn-lt") == "Arial"
