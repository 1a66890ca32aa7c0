"""Properties of the deck as a whole, of its sheets, and of layouts, masters and themes.

Section numbers are those of ECMA-376 part 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from deckgen.appearance.fill import fill_in
from deckgen.appearance.shapes import children, placeholder_key
from deckgen.appearance.text import DEFAULT_PARAGRAPH, DEFAULT_RUN, properties_of
from deckgen.appearance.theme import DEFAULT_COLOR_MAP, NO_THEME, Scheme, Theme
from deckgen.content.registry import effects
from deckgen.opc.xml import (
    EMU_PER_POINT,
    Element,
    coordinate,
    each,
    find,
    integer,
    parse,
    qn,
    tag,
    whole,
)
from deckgen.presentation.marks import is_own_show
from deckgen.review.snapshot import _paint as paint
from deckgen.review.snapshot.model import (
    DrawnShape,
    MarkupField,
    PackageView,
    Property,
    SheetView,
    Values,
    equal,
    table,
)

_SLACK = 2000
"""How far editors round a side of the slide, in EMU."""

_CORE = {
    "dc:title": "title", "dc:subject": "subject", "dc:creator": "author", "cp:keywords": "keywords",
    "dc:description": "comments", "cp:category": "category", "cp:contentStatus": "status",
}  # fmt: skip

_APP = {"ep:Company": "company", "ep:Manager": "manager"}
_FILLED_IN = "PowerPoint Presentation"
"""The title that PowerPoint gives to files without one."""
_UNSECTIONED = "there are no sections any more: take them out of `slides:` if that is meant"


def _size(view: PackageView) -> str:
    size = find(view.package.presentation.root, "p:sldSz")
    return "" if size is None else f"{coordinate(size, 'cx')} {coordinate(size, 'cy')}"


def _same_size(was: str, now: str) -> bool:
    sides = zip(was.split(), now.split(), strict=False)
    return all(abs(int(one) - int(other)) <= _SLACK for one, other in sides)


def _points(value: str) -> str:
    return " by ".join(f"{int(side) / EMU_PER_POINT:g}" for side in value.split()) + " pt"


def _file_properties(view: PackageView) -> Values:
    """The file's properties (ECMA-376 part 2, 11, and part 1, 22.2)."""
    found: dict[str, str] = {}
    for relationship, wanted in (("core-properties", _CORE), ("extended-properties", _APP)):
        for part in view.package.own(relationship):
            texts = {which: part.root.findtext(qn(name)) for name, which in wanted.items()}
            found |= {which: (text or "").strip() for which, text in texts.items()}
    return {which: "" if text == _FILLED_IN else text for which, text in found.items()}


def _custom_shows(view: PackageView) -> Values:
    """The slides of each custom show in order (19.2.1.6), deckgen's own shows left out."""
    root = view.package.presentation.root
    return {
        show.get("name", ""): ", ".join(_show_slides(show, view)) or "no slide"
        for show in each(root, "p:custShow") if not is_own_show(show)
    }  # fmt: skip


def _show_slides(show: Element, view: PackageView) -> Iterator[str]:
    for entry in each(show, "p:sld"):
        part = view.package.target(view.package.presentation, entry.get(qn("r:id")))
        if part is not None:
            yield view.slides.get(part.name, "another slide")


def _sections(view: PackageView) -> str:
    """Whether there are sections (MS-PPTX 2.2.4.2); a plan holds which and where."""
    return "some" if any(True for _ in each(view.package.presentation.root, "p14:section")) else ""


DECK_PROPERTIES = (
    Property("size", "the size of the slides", _size, _same_size, _same_size, _points),
    Property("sections", "", _sections, lambda _, now: bool(now), change=lambda *_: _UNSECTIONED),
    Property("about", "the file's {}", _file_properties, rewritten=equal),
    Property("shows", "the custom show `{}`", _custom_shows, rewritten=equal),
)


# Sheets (slides, layouts, masters): background, transition, animations, colour map.


def _background(sheet: SheetView) -> str:
    """The sheet's own background (19.3.1.1: `p:bg`)."""
    fill = fill_in(find(sheet.part.root, "p:cSld/p:bg/p:bgPr"))
    if fill is not None:
        return paint.paint_value(
            paint.explicit_paint(fill, sheet), paint.resolved_paint(fill, sheet)
        )
    reference = find(sheet.part.root, "p:cSld/p:bg/p:bgRef")
    if reference is None or not len(reference):
        return ""
    explicit = paint.explicit_color(reference[0])
    if integer(reference, "idx") not in (0, 1001):
        return paint.paint_value(f"{explicit} style{reference.get('idx')}", "")
    return paint.paint_value(explicit, paint.resolved_color(reference[0], sheet.scheme))


_KINDS = frozenset(
    (
        "blinds", "checker", "circle", "dissolve", "comb", "cover", "diamond", "fade",
        "newsflash", "plus", "pull", "push", "random", "randomBar", "split", "strips", "wedge",
        "wheel", "wipe", "zoom",
    )
)  # fmt: skip
"""The transitions of ECMA-376 part 1, without `cut`: LibreOffice drops it, and many later ones."""


_ON_CLICK = MarkupField("click", "", "advClick", "1", {"0": "off"})


def _transition(sheet: SheetView) -> Values:
    """The transition's kind, the time after which the slide advances, and whether a click does
    (19.3.1.50).

    LibreOffice writes an empty `p:transition` by itself, which counts as none.
    """
    for found in children(sheet.part.root):
        if tag(found) != "p:transition":
            continue
        kinds = [tag(child).rpartition(":")[2].rpartition("}")[2] for child in found]
        after = whole(found.get("advTm"))
        return {
            "": next((kind for kind in kinds if kind not in ("sndAc", "extLst", "")), ""),
            "time": "" if after is None else f"{after / 1000:g} s",
            "click": _ON_CLICK.value(found),
        }
    return {}


def _same_transition(was: str, now: str) -> bool:
    """Whether two transitions are equal, or LibreOffice does not know the first."""
    known = not was or was in _KINDS or not was.isalpha()
    return was == now or not known


def _animation(sheet: SheetView) -> str:
    """How many effects the sheet has, with a digest of them (19.3.1.48)."""
    timings = (child for child in children(sheet.part.root) if tag(child) == "p:timing")
    explicit = [
        " ".join(effect.get(name, "") for name in _OF_EFFECT)
        for timing in timings
        for effect in effects(timing)
    ]
    return f"{len(explicit)} {paint.digest_of_text(*explicit)}" if explicit else ""


_OF_EFFECT = ("presetClass", "presetID", "presetSubtype", "nodeType")


def _same_count(was: str, now: str) -> bool:
    return was.partition(" ")[0] == now.partition(" ")[0]


def _animation_change(was: str, now: str) -> str:
    before, after = (value.partition(" ")[0] or "none" for value in (was, now))
    return "changed" if before == after else f"{before} -> {after}"


def _root(sheet: SheetView) -> Element:
    return sheet.part.root


def _color_map(sheet: SheetView) -> Values:
    """The entries of a colour map (`p:clrMapOvr` or `p:clrMap`) that are not the common ones."""
    for path in ("p:clrMapOvr/a:overrideClrMapping", "p:clrMap"):
        found = find(sheet.part.root, path)
        if found is not None:
            return {
                str(k): str(v)
                for k, v in found.attrib.items()
                if DEFAULT_COLOR_MAP.get(str(k), str(k)) != v
            }
    return {}


SHEET_PROPERTIES = (
    Property(
        "background",
        "the background",
        _background,
        paint.same_explicit,
        paint.same_resolved,
        paint.paint_text,
    ),
    Property("transition", "the transition {}", _transition, rewritten=_same_transition),
    Property(
        "animation", "the animations", _animation, rewritten=_same_count, change=_animation_change
    ),
    Property(
        "furniture",
        "what stands on the layout",
        table(_root, MarkupField("", "", "showMasterSp", "1", {"0": "hidden"})),
        default="shown",
    ),
    Property("colours", "the meaning of the colour {}", _color_map, default="the default"),
)


# Layouts, masters and themes: what the template decides.


_RUN = ("sz", "b", "i", "u", "cap", "fill", "latin")
_PARAGRAPH = ("algn", "marL", "indent", "lnSpc", "spcBef", "spcAft", "bu", "buClr", "buFont")
_DEFAULTS = {**DEFAULT_RUN, **DEFAULT_PARAGRAPH}
_STYLES = {"p:titleStyle": "titles", "p:bodyStyle": "text", "p:otherStyle": "other text"}


def _placeholder(shape: DrawnShape) -> str:
    """A placeholder's type and index (19.3.1.36)."""
    ph = shape.placeholder
    return "" if ph is None else " ".join(map(str, placeholder_key(ph)))


def _texts(sheet: SheetView) -> str:
    """A digest of a layout's or master's texts: prompts, and texts that all slides show."""
    texts = [run.findtext(qn("a:t")) or "" for run in each(sheet.part.root, "a:r")]
    words = " ".join(texts).split()
    return paint.digest_of_text(*words) if words else ""


def _list_style(shape: DrawnShape) -> str:
    """A digest of a shape's list style; the layouts of a template repeat few of them."""
    style = find(shape.element, "p:txBody/a:lstStyle")
    if style is None or not len(style):
        return ""
    return shape.sheet.view.memory.recall(_style_digest_of, etree.tostring(style, with_tail=False))


def _style_digest_of(xml: bytes) -> str:
    return _style_digest(parse(xml))


def _text_styles(sheet: SheetView) -> Values:
    """A digest of each text style of a master (19.3.1.52: `p:txStyles`)."""
    found = find(sheet.part.root, "p:txStyles")
    return {} if found is None else {
        _STYLES[tag(style)]: _style_digest(style) for style in found if tag(style) in _STYLES
    }  # fmt: skip


def _style_digest(style: Element) -> str:
    """A digest of the levels of a list style, the same for every way to write it.

    Theme colours and fonts count by name, so another theme is no change here.
    """
    levels = []
    for level in style:
        if tag(level) in ("a:extLst", ""):
            continue
        run = find(level, "a:defRPr")
        explicit = {k: v for k, v in properties_of(level, NO_THEME).items() if k in _PARAGRAPH}
        explicit |= {} if run is None else {
            k: v for k, v in properties_of(run, NO_THEME).items() if k in _RUN
        }  # fmt: skip
        explicit = {k: v for k, v in explicit.items() if v != _DEFAULTS.get(k)}
        if explicit:
            levels.append(f"{tag(level)} {sorted(explicit.items())}")
    return paint.digest_of_text(*levels) if levels else ""


def _theme_colors(sheet: SheetView) -> Values:
    """The colours of a master's theme (20.1.6.2: `a:clrScheme`)."""
    return {name: value for name, value in _theme(sheet).colors.items() if name in _COLORS}


def _theme(sheet: SheetView) -> Theme:
    themes = sheet.package.related(sheet.part, "theme")
    return Scheme.of_theme(themes[0]).theme if themes else NO_THEME


_COLORS = (
    "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip

_FONTS = {
    "+mj-lt": "headings", "+mn-lt": "text", "+mj-ea": "East Asian headings",
    "+mn-ea": "East Asian text", "+mj-cs": "complex headings", "+mn-cs": "complex text",
}  # fmt: skip


def _theme_fonts(sheet: SheetView) -> Values:
    """The fonts of a master's theme (20.1.4.1.18: `a:fontScheme`)."""
    fonts = _theme(sheet).fonts
    return {use: fonts.get(name, "") for name, use in _FONTS.items()}


def _theme_formats(sheet: SheetView) -> str:
    """A digest of the fills, lines and effects of a master's theme (20.1.4.1.14: `a:fmtScheme`)."""
    for theme in sheet.package.related(sheet.part, "theme"):
        scheme = find(theme.root, "a:themeElements/a:fmtScheme")
        if scheme is not None:
            return paint.digest_of_xml(list(scheme), theme, sheet.package)
    return ""


LAYOUT_SHAPE_PROPERTIES = (
    Property("placeholder", "the kind and number", _placeholder),
    Property("style", "the text style", _list_style),
)

LAYOUT_PROPERTIES = (Property("texts", "the prompts and texts", _texts),)
MASTER_PROPERTIES = (Property("styles", "the text style of {}", _text_styles),)

THEME_PROPERTIES = (
    Property("theme", "the theme's colour {}", _theme_colors, rewritten=equal),
    Property("fonts", "the theme's font for {}", _theme_fonts),
    Property("formats", "the theme's effects", _theme_formats),
)
