"""The theme part: colours, fonts, the format scheme, and what new shapes look like."""

from design.model import Design
from design.xml import Element, el


def theme(design: Design, name: str) -> Element:
    """A theme of the design; each master needs a part of its own, under a name of its own."""
    return el(
        "a:theme",
        el(
            "a:themeElements",
            _colour_scheme(design),
            _font_scheme(design),
            _format_scheme(design),
        ),
        _object_defaults(),
        el("a:extraClrSchemeLst"),
        el(
            "a:custClrLst",
            *(
                el("a:custClr", el("a:srgbClr", val=value), name=colour)
                for colour, value in design.custom_colours.items()
            ),
        ),
        name=name,
    )


def _colour_scheme(design: Design) -> Element:
    colours = (
        el(f"a:{name}", el("a:srgbClr", val=value)) for name, value in design.colours.items()
    )
    return el("a:clrScheme", *colours, name=design.name)


def _font_scheme(design: Design) -> Element:
    def collection(tag: str) -> Element:
        return el(
            tag,
            el("a:latin", typeface=design.font),
            el("a:ea", typeface=""),
            el("a:cs", typeface=""),
        )

    return el(
        "a:fontScheme", collection("a:majorFont"), collection("a:minorFont"), name=design.name
    )


def _format_scheme(design: Design) -> Element:
    """A flat scheme: solid fills, three weights of line, no effect but one soft shadow."""
    return el(
        "a:fmtScheme",
        el("a:fillStyleLst", _solid(), _solid(lumMod=20, lumOff=80), _solid(lumMod=75)),
        el("a:lnStyleLst", *(_outline(points) for points in (0.75, 1.5, 2.25))),
        el("a:effectStyleLst", _effect(), _effect(), _effect(_shadow())),
        el("a:bgFillStyleLst", _solid(), _solid(lumMod=95), _solid(lumMod=75)),
        name=design.name,
    )


def _solid(**transforms: int) -> Element:
    changes = (el(f"a:{key}", val=value * 1000) for key, value in transforms.items())
    return el("a:solidFill", el("a:schemeClr", *changes, val="phClr"))


def _outline(points: float) -> Element:
    return el(
        "a:ln",
        _solid(),
        el("a:prstDash", val="solid"),
        el("a:miter", lim=800000),
        w=round(points * 12700),
        cap="flat",
        cmpd="sng",
        algn="ctr",
    )


def _effect(*effects: Element) -> Element:
    return el("a:effectStyle", el("a:effectLst", *effects))


def _shadow() -> Element:
    return el(
        "a:outerShdw",
        el("a:srgbClr", el("a:alpha", val=25000), val="000000"),
        blurRad=50800,
        dist=19050,
        dir=5400000,
        algn="t",
        rotWithShape=0,
    )


def _object_defaults() -> Element:
    """New shapes are flat in the first accent, new lines thin, new text boxes plain."""
    return el(
        "a:objectDefaults",
        el(
            "a:spDef",
            el("a:spPr", _scheme_fill("accent1"), el("a:ln", el("a:noFill"))),
            el("a:bodyPr", rtlCol=0, anchor="ctr"),
            el("a:lstStyle", _default("bg1", algn="ctr")),
        ),
        el(
            "a:lnDef",
            el("a:spPr", el("a:ln", _scheme_fill("accent1"), w=19050)),
            el("a:bodyPr"),
            el("a:lstStyle"),
        ),
        el(
            "a:txDef",
            el("a:spPr", el("a:noFill")),
            el("a:bodyPr", wrap="square", lIns=0, tIns=0, rIns=0, bIns=0, rtlCol=0),
            el("a:lstStyle", _default("tx1")),
        ),
    )


def _scheme_fill(name: str) -> Element:
    return el("a:solidFill", el("a:schemeClr", val=name))


def _default(colour: str, **attributes: str) -> Element:
    return el("a:defPPr", el("a:defRPr", _scheme_fill(colour), sz=1800), **attributes)
