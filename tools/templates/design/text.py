"""Text styles and prompts: from `Role` and `Level` to list styles and text bodies."""

from collections.abc import Iterable, Mapping

from design.colour import colour, fill
from design.model import Level, Role, Tint
from design.xml import Element, el, emu, text_el

LANGUAGE = "en-US"
OUTLINE_LEVELS = 5  # what PowerPoint offers an author
STYLE_LEVELS = 9  # what ECMA-376 has

_BULLET_COLOUR = "accent2"


def level_properties(
    levels: Iterable[Level], count: int, tints: Mapping[str, Tint], font: str | None = None
) -> list[Element]:
    """Paragraph properties for `count` outline levels; the last level given holds for the rest.

    `font` is the theme font to name, `mj` or `mn`; only the slide master names one.
    """
    given = tuple(levels)
    padded = given + given[-1:] * (count - len(given))
    return [_level(f"a:lvl{n}pPr", level, tints, font) for n, level in enumerate(padded, start=1)]


def _level(tag: str, level: Level, tints: Mapping[str, Tint], font: str | None) -> Element:
    return el(
        tag,
        el("a:lnSpc", el("a:spcPct", val=level.leading * 1000)),
        el("a:spcBef", el("a:spcPts", val=round(level.before * 100))),
        *_bullet(level, tints),
        _characters(level, tints, font),
        marL=emu(level.indent),
        indent=-emu(level.hang),
        algn=level.align,
        defTabSz=emu(1),
        rtl=0,
        eaLnBrk=1,
        latinLnBrk=0,
        hangingPunct=1,
    )


def _bullet(level: Level, tints: Mapping[str, Tint]) -> list[Element]:
    if not level.bullet:
        return [el("a:buNone")]
    return [
        el("a:buClr", colour(_BULLET_COLOUR, tints)),
        el("a:buFont", typeface="Arial", panose="020B0604020202020204"),
        el("a:buChar", char=level.bullet),
    ]


def _characters(level: Level, tints: Mapping[str, Tint], font: str | None) -> Element:
    typefaces = [
        el(f"a:{script}", typeface=f"+{font}-{key}")
        for script, key in (("latin", "lt"), ("ea", "ea"), ("cs", "cs"))
        if font
    ]
    optional = {"cap": "all"} if level.capitals else {}
    return el(
        "a:defRPr",
        fill(level.colour, tints),
        *typefaces,
        lang=LANGUAGE,
        sz=round(level.size * 100),
        b=int(level.bold),
        **optional,
        spc=round(level.tracking * 100),
        kern=1200,
    )


def body_properties(role: Role) -> Element:
    """The text box of a role: insets, anchor, and whether text shrinks on overflow."""
    left, top, right, bottom = (emu(inset) for inset in role.insets)
    return el(
        "a:bodyPr",
        el("a:normAutofit") if role.shrinks else el("a:noAutofit"),
        vert="horz",
        wrap="square",
        lIns=left,
        tIns=top,
        rIns=right,
        bIns=bottom,
        rtlCol=0,
        anchor=role.anchor,
    )


def list_style(role: Role | None, tints: Mapping[str, Tint]) -> Element:
    """The list style of a placeholder: its five levels, or empty for None, which inherits."""
    return el("a:lstStyle", *level_properties(role.levels, OUTLINE_LEVELS, tints) if role else ())


def prompt_paragraphs(prompt: Iterable[str]) -> list[Element]:
    """One paragraph a level."""
    return [
        el(
            "a:p",
            el("a:pPr", lvl=level),
            el("a:r", el("a:rPr", lang=LANGUAGE), text_el("a:t", text)),
        )
        for level, text in enumerate(prompt)
    ]


def field_paragraph(kind: str, shown: str, guid: str) -> Element:
    """A paragraph that is one field, such as `slidenum`."""
    return el(
        "a:p",
        el("a:fld", el("a:rPr", lang=LANGUAGE), text_el("a:t", shown), id=guid, type=kind),
        el("a:endParaRPr", lang=LANGUAGE),
    )
