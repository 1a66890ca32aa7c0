"""What slide layouts and masters say of placeholders, text and theme: the template's matters."""

from __future__ import annotations

from deckgen.beyond import digest
from deckgen.beyond.aspect import Aspect, Words, equal, one
from deckgen.beyond.subjects import Drawn, Sheet
from deckgen.looks.theme import Theme
from deckgen.looks.words import USUAL_PARAGRAPH, USUAL_RUN, words
from deckgen.ooxml import Element, each, find, qn, tag

_RUN = ("sz", "b", "i", "u", "cap", "fill", "latin")
_PARAGRAPH = ("algn", "marL", "indent", "lnSpc", "spcBef", "spcAft", "bu", "buClr", "buFont")
_NO_THEME = Theme()
_USUAL = {**USUAL_RUN, **USUAL_PARAGRAPH}
_STYLES = {"p:titleStyle": "titles", "p:bodyStyle": "text", "p:otherStyle": "other text"}


def _placeholder(drawn: Drawn) -> Words:
    """A placeholder's type and index (19.3.1.36: `p:ph`)."""
    ph = drawn.placeholder
    return one("" if ph is None else f"{ph.get('type', 'obj')} {ph.get('idx', '0')}")


def _texts(sheet: Sheet) -> Words:
    """A digest of what stands on a layout or master: prompts, and texts that all slides show."""
    texts = [run.findtext(qn("a:t")) or "" for run in each(sheet.part.root, "a:r")]
    words = " ".join(texts).split()
    return one(digest.of_text(*words) if words else "")


def _own_style(drawn: Drawn) -> Words:
    style = find(drawn.shape, "p:txBody/a:lstStyle")
    return {} if style is None else one(_digest(style))


def _styles(sheet: Sheet) -> Words:
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
        told = {k: v for k, v in words(level, _NO_THEME).items() if k in _PARAGRAPH}
        told |= {} if run is None else {
            k: v for k, v in words(run, _NO_THEME).items() if k in _RUN
        }  # fmt: skip
        told = {k: v for k, v in told.items() if v != _USUAL.get(k)}
        if told:
            said.append(f"{tag(level)} {sorted(told.items())}")
    return digest.of_text(*said) if said else ""


def _theme_colors(sheet: Sheet) -> Words:
    """The theme's colours (20.1.6.2: `a:clrScheme`), of a master."""
    return {name: value for name, value in _theme(sheet).colors.items() if name in _COLORS}


def _theme(sheet: Sheet) -> Theme:
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


def _theme_fonts(sheet: Sheet) -> Words:
    """The theme's fonts (20.1.4.1.18: `a:fontScheme`), of a master."""
    fonts = _theme(sheet).fonts
    return {word: fonts.get(name, "") for name, word in _FONTS.items()}


def _theme_formats(sheet: Sheet) -> Words:
    """A digest of the fills, lines and effects that styles name (20.1.4.1.14: `a:fmtScheme`)."""
    for theme in sheet.package.related(sheet.part, "theme"):
        scheme = find(theme.root, "a:themeElements/a:fmtScheme")
        if scheme is not None:
            return one(digest.of_xml(list(scheme), theme, sheet.package))
    return {}


SHAPES = (
    Aspect("placeholder", "the kind and number", _placeholder),
    Aspect("style", "the text style", _own_style),
)
SHEETS = (Aspect("texts", "the prompts and texts", _texts),)
MASTERS = (Aspect("styles", "the text style of {}", _styles),)
THEMES = (
    Aspect("theme", "the theme's colour {}", _theme_colors, rewritten=equal),
    Aspect("fonts", "the theme's font for {}", _theme_fonts),
    Aspect("formats", "the theme's effects", _theme_formats),
)
