"""What the presentation is as a whole: the size of its slides, its properties, custom shows."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.appearance.text import USUAL_PARAGRAPH, USUAL_RUN, properties_of
from deckgen.appearance.theme import Theme
from deckgen.opc.xml import Element, coordinate, each, find, integer, qn, tag, whole
from deckgen.snapshot import _paint as paint
from deckgen.snapshot.model import DrawnShape, PackageView, Property, SheetView, Words, equal, one

_SLACK = 2000

"""How far editors move a side by rounding, in EMU."""

_OURS = "deckgen "

"""Starts the names of custom shows by which slides are known (`package.anchors`)."""

_CORE = {
    "dc:title": "title", "dc:subject": "subject", "dc:creator": "author", "cp:keywords": "keywords",
    "dc:description": "comments", "cp:category": "category", "cp:contentStatus": "status",
}  # fmt: skip

_APP = {"ep:Company": "company", "ep:Manager": "manager"}

_FILLED_IN = "PowerPoint Presentation"

"""The title that PowerPoint gives to files without one."""


_UNSECTIONED = "there are no sections any more: take them out of `slides:` if that is meant"


def _size(look: PackageView) -> Words:
    size = find(look.package.presentation.root, "p:sldSz")
    return one("" if size is None else f"{coordinate(size, 'cx')} {coordinate(size, 'cy')}")


def _size_same(was: str, now: str) -> bool:
    sides = zip(was.split(), now.split(), strict=False)
    return all(abs(int(one) - int(other)) <= _SLACK for one, other in sides)


def _points(word: str) -> str:
    return " by ".join(f"{int(side) / 12700:g}" for side in word.split()) + " pt"


def _about(look: PackageView) -> Words:
    """The file's properties (ECMA-376 part 2, 11, and part 1, 22.2)."""
    found = {}
    for word, wanted in (("core-properties", _CORE), ("extended-properties", _APP)):
        for item in look.package.rels.of(word):
            part = look.package.parts.get(item.target)
            for name, which in wanted.items() if part is not None else ():
                text = (part.root.findtext(qn(name)) or "").strip() if part is not None else ""
                found[which] = "" if text == _FILLED_IN else text
    return found


def _shows(look: PackageView) -> Words:
    """The custom shows (19.2.1.6), with their slides in order."""
    root = look.package.presentation.root
    return {
        show.get("name", ""): ", ".join(_slides(show, look)) or "no slide"
        for show in each(root, "p:custShow") if not show.get("name", "").startswith(_OURS)
    }  # fmt: skip


def _slides(show: Element, look: PackageView) -> Iterator[str]:
    for entry in each(show, "p:sld"):
        part = look.package.target(look.package.presentation, entry.get(qn("r:id")))
        if part is not None:
            yield look.slides.get(part.name, "another slide")


def _sections(look: PackageView) -> Words:
    """Whether there are sections; which and where is a plan's (MS-PPTX 2.2.4.2)."""
    found = next(each(look.package.presentation.root, "p14:section"), None)
    return one("" if found is None else "some")


def _not_lost(_was: str, now: str) -> bool:
    return bool(now)


DECK_PROPERTIES = (
    Property("size", "the size of the slides", _size, _size_same, _size_same, _points),
    Property("sections", "", _sections, _not_lost, told=lambda *_: _UNSECTIONED),
    Property("about", "the file's {}", _about, rewritten=equal),
    Property("shows", "the custom show `{}`", _shows, rewritten=equal),
)


# What a slide, a layout or a master is beside its shapes: background, transition, animations.


def _background(sheet: SheetView) -> Words:
    """The background that the sheet says itself (ECMA-376 part 1, 19.3.1.1: `p:bg`)."""
    found = find(sheet.part.root, "p:cSld/p:bg")
    if found is None:
        return {}
    fill = paint.fill_in(find(found, "p:bgPr"))
    if fill is not None:
        return one(paint.word(paint.paint_said(fill, sheet), paint.seen(fill, sheet)))
    reference = find(found, "p:bgRef")
    if reference is None or not len(reference):
        return {}
    plain = integer(reference, "idx") in (0, 1001)
    said = paint.color(reference[0]) + ("" if plain else f" style{reference.get('idx')}")
    return one(paint.word(said, paint.rgb(reference[0], sheet.theme) if plain else ""))


def _choices(root: Element, name: str) -> Iterator[Element]:
    """The child of that name, which may be a choice between a newer and an older form."""
    for child in root:
        found = child[0][0] if tag(child) == "mc:AlternateContent" and len(child) \
            and len(child[0]) else child  # fmt: skip
        if tag(found) == name:
            yield found


_KINDS = frozenset(
    (
        "blinds", "checker", "circle", "dissolve", "comb", "cover", "diamond", "fade",
        "newsflash", "plus", "pull", "push", "random", "randomBar", "split", "strips", "wedge",
        "wheel", "wipe", "zoom",
    )
)  # fmt: skip

"""The kinds of transitions of ECMA-376 part 1 but for `cut`, which LibreOffice drops, as it does
many later ones."""


def _transition(sheet: SheetView) -> Words:
    """The transition's kind, and whether the slide goes on by itself (19.3.1.50).

    A `p:transition` that says nothing is what LibreOffice writes for itself.
    """
    for found in _choices(sheet.part.root, "p:transition"):
        kinds = [tag(child).rpartition(":")[2].rpartition("}")[2] for child in found]
        after = whole(found.get("advTm"))
        return {
            "": next((kind for kind in kinds if kind not in ("sndAc", "extLst", "")), ""),
            "time": "" if after is None else f"{after / 1000:g} s",
            "click": "off" if found.get("advClick", "1") in ("0", "false") else "",
        }
    return {}


def _goes_alike(was: str, now: str) -> bool:
    """Whether two transitions are one, as far as LibreOffice knows the first."""
    known = not was or was in _KINDS or not was.isalpha()
    return was == now or not known


def _animation(sheet: SheetView) -> Words:
    """How many effects there are on the sheet, with a digest of them.

    A `p:timing` without any is what PowerPoint writes for itself (19.3.1.48).
    """
    effects = [
        effect
        for timing in _choices(sheet.part.root, "p:timing")
        for effect in each(timing, "p:cTn")
        if effect.get("presetClass") or effect.get("presetID")
    ]
    said = [" ".join(effect.get(name, "") for name in _OF_EFFECT) for effect in effects]
    return one(f"{len(effects)} {paint.of_text(*said)}" if effects else "")


_OF_EFFECT = ("presetClass", "presetID", "presetSubtype", "nodeType")


def _as_many(was: str, now: str) -> bool:
    return was.partition(" ")[0] == now.partition(" ")[0]


def _animated(was: str, now: str) -> str:
    before, after = (word.partition(" ")[0] or "none" for word in (was, now))
    return "changed" if before == after else f"are {after} instead of {before}"


def _shown(sheet: SheetView) -> Words:
    """Whether what stands on the layout or the master shows (`showMasterSp`)."""
    return one("hidden" if sheet.part.root.get("showMasterSp", "1") in ("0", "false") else "")


def _colors(sheet: SheetView) -> Words:
    """Another meaning of the theme's colours (`p:clrMapOvr`, or a master's own `p:clrMap`)."""
    for path in ("p:clrMapOvr/a:overrideClrMapping", "p:clrMap"):
        found = find(sheet.part.root, path)
        if found is not None:
            return {
                str(k): str(v) for k, v in found.attrib.items() if _MAPPED.get(str(k), str(k)) != v
            }
    return {}


_MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}


SHEET_PROPERTIES = (
    Property("background", "the background", _background, paint.same, paint.looks_same, paint.show),
    Property("transition", "the transition {}", _transition, rewritten=_goes_alike),
    Property("animation", "the animations", _animation, rewritten=_as_many, told=_animated),
    Property("furniture", "what stands on the layout", _shown, usual="shown"),
    Property("colours", "the meaning of the colour {}", _colors, usual="the usual"),
)


# What slide layouts and masters say of placeholders, text and theme: the template's matters.


_RUN = ("sz", "b", "i", "u", "cap", "fill", "latin")

_PARAGRAPH = ("algn", "marL", "indent", "lnSpc", "spcBef", "spcAft", "bu", "buClr", "buFont")

_NO_THEME = Theme()

_USUAL = {**USUAL_RUN, **USUAL_PARAGRAPH}

_STYLES = {"p:titleStyle": "titles", "p:bodyStyle": "text", "p:otherStyle": "other text"}


def _placeholder(drawn: DrawnShape) -> Words:
    """A placeholder's type and index (19.3.1.36: `p:ph`)."""
    ph = drawn.placeholder
    return one("" if ph is None else f"{ph.get('type', 'obj')} {ph.get('idx', '0')}")


def _texts(sheet: SheetView) -> Words:
    """A digest of what stands on a layout or master: prompts, and texts that all slides show."""
    texts = [run.findtext(qn("a:t")) or "" for run in each(sheet.part.root, "a:r")]
    words = " ".join(texts).split()
    return one(paint.of_text(*words) if words else "")


def _own_style(drawn: DrawnShape) -> Words:
    style = find(drawn.shape, "p:txBody/a:lstStyle")
    return {} if style is None else one(_digest(style))


def _styles(sheet: SheetView) -> Words:
    """A digest of each text style of a master (19.3.1.52: `p:txStyles`)."""
    found = find(sheet.part.root, "p:txStyles")
    return {} if found is None else {
        _STYLES[tag(style)]: _digest(style) for style in found if tag(style) in _STYLES
    }  # fmt: skip


def _digest(style: Element) -> str:
    """A digest of how the levels of a list style look, in words that any spelling of it gives.

    Colours and fonts stand as they are said, so that another theme is no change here.
    """
    said = []
    for level in style:
        if tag(level) in ("a:extLst", ""):
            continue
        run = find(level, "a:defRPr")
        told = {k: v for k, v in properties_of(level, _NO_THEME).items() if k in _PARAGRAPH}
        told |= {} if run is None else {
            k: v for k, v in properties_of(run, _NO_THEME).items() if k in _RUN
        }  # fmt: skip
        told = {k: v for k, v in told.items() if v != _USUAL.get(k)}
        if told:
            said.append(f"{tag(level)} {sorted(told.items())}")
    return paint.of_text(*said) if said else ""


def _theme_colors(sheet: SheetView) -> Words:
    """The theme's colours (20.1.6.2: `a:clrScheme`), of a master."""
    return {name: value for name, value in _theme(sheet).colors.items() if name in _COLORS}


def _theme(sheet: SheetView) -> Theme:
    themes = sheet.package.related(sheet.part, "theme")
    return Theme.of(themes[0].root, None) if themes else Theme()


_COLORS = (
    "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip

_FONTS = {
    "+mj-lt": "headings", "+mn-lt": "text", "+mj-ea": "East Asian headings",
    "+mn-ea": "East Asian text", "+mj-cs": "complex headings", "+mn-cs": "complex text",
}  # fmt: skip


def _theme_fonts(sheet: SheetView) -> Words:
    """The theme's fonts (20.1.4.1.18: `a:fontScheme`), of a master."""
    fonts = _theme(sheet).fonts
    return {word: fonts.get(name, "") for name, word in _FONTS.items()}


def _theme_formats(sheet: SheetView) -> Words:
    """A digest of the fills, lines and effects that styles name (20.1.4.1.14: `a:fmtScheme`)."""
    for theme in sheet.package.related(sheet.part, "theme"):
        scheme = find(theme.root, "a:themeElements/a:fmtScheme")
        if scheme is not None:
            return one(paint.of_xml(list(scheme), theme, sheet.package))
    return {}


SHAPES = (
    Property("placeholder", "the kind and number", _placeholder),
    Property("style", "the text style", _own_style),
)

SHEETS = (Property("texts", "the prompts and texts", _texts),)

MASTERS = (Property("styles", "the text style of {}", _styles),)

THEMES = (
    Property("theme", "the theme's colour {}", _theme_colors, rewritten=equal),
    Property("fonts", "the theme's font for {}", _theme_fonts),
    Property("formats", "the theme's effects", _theme_formats),
)
