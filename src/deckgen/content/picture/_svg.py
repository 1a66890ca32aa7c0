"""SVG drawings: whether they are safe to embed, their size, and a PNG picture as their fallback.

Elements, attributes and CSS are checked against lists of what is known to be harmless.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from deckgen.content.picture.files import Broken
from deckgen.opc.xml import Element

# CSS: known properties with known functions, and no other file. Backslashes are refused, so that no
# escape hides a name; the text is then split into the tokens of CSS Syntax 3, 4.3. Sources: SVG 2,
# 6.6, and the CSS modules for what SVG programs write.

_CSS_PROPERTIES = """
    alignment-baseline backface-visibility background background-color baseline-shift
    block-progression border bottom box-sizing clip clip-path clip-rule color
    color-interpolation color-interpolation-filters color-profile color-rendering cursor cx cy d
    direction display dominant-baseline enable-background fill fill-opacity fill-rule filter
    flood-color flood-opacity font font-family font-feature-settings font-kerning
    font-optical-sizing font-palette font-size font-size-adjust font-stretch font-style
    font-synthesis font-variant font-variant-alternates font-variant-caps
    font-variant-east-asian font-variant-ligatures font-variant-numeric font-variant-position
    font-variation-settings font-weight glyph-orientation-horizontal glyph-orientation-vertical
    height image-rendering inline-size isolation kerning left letter-spacing lighting-color
    line-height margin margin-bottom margin-left margin-right margin-top marker marker-end
    marker-mid marker-start mask mask-border mask-type max-height max-width min-height min-width
    mix-blend-mode opacity order outline overflow padding paint-order pointer-events position r
    right rx ry shape-inside shape-margin shape-padding shape-rendering shape-subtract
    solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width tab-size
    text-align text-align-last text-anchor text-decoration text-decoration-color
    text-decoration-fill text-decoration-line text-decoration-stroke text-decoration-style
    text-decoration-thickness text-indent text-orientation text-overflow text-rendering
    text-shadow text-transform top transform transform-box transform-origin unicode-bidi
    user-select vector-effect vertical-align visibility white-space width will-change
    word-spacing word-wrap writing-mode x y z-index
"""

PROPERTIES = frozenset(_CSS_PROPERTIES.split())
_FONT_FACE = frozenset(("src", "unicode-range", "font-display", "panose-1"))
_PREFIXES = ("--", "-inkscape-", "-webkit-", "-moz-", "-ms-", "-o-")
_AT_RULES = frozenset(("@charset", "@font-face", "@media", "@supports"))

_CSS_FUNCTIONS = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color light-dark
    var calc min max clamp round abs matrix matrix3d translate translatex translatey translatez
    translate3d scale scalex scaley scalez scale3d rotate rotatex rotatey rotatez rotate3d skew
    skewx skewy perspective blur brightness contrast drop-shadow grayscale hue-rotate invert
    opacity saturate sepia circle ellipse inset polygon path rect format local
"""

_FUNCTIONS = frozenset(_CSS_FUNCTIONS.split())

_CSS_SELECTORS = """
    not is where has lang dir nth-child nth-last-child nth-of-type nth-last-of-type
"""

_SELECTORS = frozenset(_CSS_SELECTORS.split())

_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*.*?(?:\*/|\Z)|<!--|-->)
    |(?P<string>"[^"\n\r\f]*"|'[^'\n\r\f]*')
    |url\(\s*(?P<url>"[^"\n\r\f]*"|'[^'\n\r\f]*'|[^\s"'()]*)\s*\)
    |(?P<function>[-\w]+)\(
    |(?P<at>@[-\w]+)
    |(?P<word>[-\w]+)
    |(?P<delim>.)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)

_LOCAL_URL = re.compile(r"#[^\s\"'()]+")
_Token = tuple[str, str]


def in_sheet(text: str) -> Iterator[str]:
    """What is not known to be harmless in a style sheet, in words for a message."""
    if "\\" in text:
        yield "an escape (`\\`) in a style"
        return
    segment: list[_Token] = []
    depth = 0
    for kind, word in (*_tokens(text), ("delim", ";")):
        if kind != "delim" or word not in "{};":
            segment.append((kind, word))
            continue
        if word == "{":
            yield from _in_prelude(segment)
            depth += 1
        else:
            yield from _in_statement(segment, depth)
            depth -= word == "}"
        segment = []


def in_declarations(text: str) -> Iterator[str]:
    """The same for a `style` attribute."""
    yield from in_sheet(f"{{{text}}}" if "\\" not in text else text)


def in_value(text: str) -> Iterator[str]:
    """The same for a value, such as that of a presentation attribute."""
    if "\\" in text:
        yield "an escape (`\\`) in a style"
        return
    yield from _in_value(_tokens(text))


def _tokens(text: str) -> list[_Token]:
    return [
        (str(match.lastgroup), match.group(str(match.lastgroup)))
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ]


def _in_prelude(tokens: list[_Token]) -> Iterator[str]:
    """Faults in what precedes a block: selectors, or a rule such as `@media`."""
    for kind, word in tokens:
        if kind == "at":
            yield from _in_rule(word)
        elif kind == "url":
            yield f"a reference to `{_target(word)[:60]}`"
        elif kind == "function" and word.lower() not in _SELECTORS:
            yield f"`{word}()` in a style"


def _in_rule(word: str) -> Iterator[str]:
    if word.lower() == "@import":
        yield "a style sheet in another file"
    elif word.lower() not in _AT_RULES:
        yield f"`{word}` in a style"


def _in_statement(tokens: list[_Token], depth: int) -> Iterator[str]:
    """Faults in a declaration, or in a rule without a block such as `@import`."""
    if not tokens:
        return
    kind, name = tokens[0]
    if kind == "at":
        refused = list(_in_rule(name))
        yield from refused
        if refused:
            return
    elif depth and not _is_property(name.lower()):
        yield f"`{name}` in a style"
    yield from _in_value(tokens[1:])


def _is_property(name: str) -> bool:
    bare = name
    for prefix in _PREFIXES[2:]:
        bare = bare.removeprefix(prefix)
    return bare in PROPERTIES or name in _FONT_FACE or name.startswith(_PREFIXES[:2])


def _in_value(tokens: list[_Token]) -> Iterator[str]:
    for kind, word in tokens:
        if kind == "url" and not _LOCAL_URL.fullmatch(_target(word)):
            yield f"a reference to `{_target(word)[:60]}`"
        elif kind == "function" and word.lower() == "url":
            yield "a reference without an end"
            return
        elif kind == "function" and word.lower() not in _FUNCTIONS:
            yield f"`{word}()` in a style"
        elif kind == "at":
            yield from _in_rule(word)
        elif kind == "delim" and word in "\"'":
            yield "a text without an end in a style"


def _target(url: str) -> str:
    return url.strip("\"'").strip()


# Drawings.


_Instruction = etree._ProcessingInstruction  # noqa: SLF001 - lxml names its public types so
_Entity = etree._Entity  # noqa: SLF001
NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"

_EMBEDDED = re.compile(
    r"\s*data:image/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE
)

_LOCAL_REFERENCE = re.compile(r"\s*#[^\s]+\s*")
_LINK = re.compile(r"\s*(https?://|mailto:|#)", re.IGNORECASE)

_SVG_ELEMENTS = """
    a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter flowDiv
    flowLine flowPara flowRegion flowRoot flowSpan g hatch hatchpath image line linearGradient
    marker mask mesh meshgradient meshpatch meshrow metadata path pattern polygon polyline
    radialGradient rect solidcolor stop style svg switch symbol text textPath title tspan use
    view
"""

_ELEMENTS = frozenset(_SVG_ELEMENTS.split())

_SVG_ATTRIBUTES = """
    amplitude azimuth baseFrequency baseProfile bias class clipPathUnits contentScriptType
    contentStyleType diffuseConstant divisor dx dy edgeMode elevation exponent
    externalResourcesRequired filterRes filterUnits font-size-adjust fr from fx fy
    gradientTransform gradientUnits id in in2 intercept k1 k2 k3 k4 kernelMatrix
    kernelUnitLength lang lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth
    maskContentUnits maskUnits media method mode numOctaves offset operator orient origin
    pathLength patternContentUnits patternTransform patternUnits pointsAtX pointsAtY pointsAtZ
    points preserveAlpha preserveAspectRatio primitiveUnits radius refX refY rel
    requiredExtensions requiredFeatures result role rotate scale seed side slope spacing
    specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles
    surfaceScale systemLanguage tabindex tableValues target targetX targetY textLength title
    type values version viewBox viewTarget x1 x2 xChannelSelector y1 y2 yChannelSelector z
    zoomAndPan
"""

_ATTRIBUTES = PROPERTIES | frozenset(_SVG_ATTRIBUTES.split())

_FREE_TEXT_ATTRIBUTES = frozenset(
    ("id", "class", "lang", "role", "title", "requiredExtensions", "requiredFeatures")
)

_FOREIGN_ATTRIBUTES = frozenset(
    [
        *(f"{_XML}{name}" for name in ("space", "lang", "id")),
        *(f"{{http://www.w3.org/1999/xlink}}{n}" for n in ("title", "type", "show", "actuate")),
    ]
)

_EDITOR_NAMESPACES = (
    "http://www.inkscape.org/namespaces/", "http://sodipodi.sourceforge.net/",
    "http://inkscape.sourceforge.net/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#", "http://web.resource.org/cc/", "http://purl.org/dc/",
    "http://ns.adobe.com/", "http://www.bohemiancoding.com/sketch/", "http://www.serif.com/",
    "http://schemas.microsoft.com/visio/", "http://www.figma.com/figma/", "https://boxy-svg.com",
    "http://vectornator.io", "http://www.corel.com/", "http://xml.openoffice.org/svg/",
)  # fmt: skip
"""Namespaces of editors' own data, which programs that show drawings do not read."""

_DECLARATION = re.compile(r"<!(ATTLIST\s+\S+|ENTITY\s+%\s*\S+)")
_EXTERNAL_ENTITY = re.compile(r"<!ENTITY\s+([^\s%]+)\s+(?:SYSTEM|PUBLIC)\b")
_LENGTH = re.compile(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*", re.IGNORECASE)
_PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_DPI = 96  # CSS pixels an inch
_LONGEST = 1600  # pixels of the fallback's longer side
_DEFAULT_SIZE = (300.0, 150.0)  # CSS 2.2, 10.3.2: of a drawing without a size


def read(data: bytes) -> Element:
    """The root element of a drawing. Raises Broken where it is no well-formed SVG."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Broken(f"line {error.lineno}: {error.msg}") from None
    if root.tag != f"{{{NAMESPACE}}}svg":
        raise Broken("its first element is no `svg`")
    return root


def dangers(root: Element) -> Iterator[tuple[int, str]]:
    """What is not known to be harmless in a drawing: its line, and words for a message.

    A drawing must run and load nothing: it may have elements, attributes and styles that only
    draw, references within itself, and embedded pictures.
    """
    yield from _in_doctype(root)
    for node in (*root.itersiblings(preceding=True), root, *root.itersiblings()):
        yield from _in_node(node)


def _in_node(node: Element) -> Iterator[tuple[int, str]]:
    """Faults of a node and those in it; not of those in an element that is itself refused."""
    if isinstance(node, _Instruction):
        if node.target == "xml-stylesheet":
            yield _line(node), "a style sheet in another file"
        elif node.target != "xpacket":
            yield _line(node), f"the instruction `{node.target!s}`"
    elif isinstance(node, _Entity):
        yield _line(node), f"the entity `{node.name}`"
    elif isinstance(node.tag, str):
        if not _is_known(etree.QName(node)):
            yield _line(node), f"a `{etree.QName(node).localname}` element"
            return
        for danger in _in_element(node):
            yield _line(node), danger
        for child in node:
            yield from _in_node(child)


def _is_known(name: etree.QName) -> bool:
    if name.namespace == NAMESPACE:
        return name.localname in _ELEMENTS
    return (name.namespace or "").startswith(_EDITOR_NAMESPACES)


def _in_doctype(root: Element) -> Iterator[tuple[int, str]]:
    """Faults of a document type: attributes that it adds to elements, and other files."""
    if root.getroottree().docinfo.internalDTD is None:
        return
    used = {node.name for node in root.iter() if isinstance(node, _Entity)}
    text = etree.tostring(root.getroottree(), encoding="unicode")
    for declaration in dict.fromkeys(_DECLARATION.findall(text)):
        yield 1, f"`<!{' '.join(declaration.split())}` in its document type"
    for name in dict.fromkeys(_EXTERNAL_ENTITY.findall(text)):
        if name not in used:
            yield 1, f"the entity `{name}`"


def _line(element: Element) -> int:
    return int(getattr(element, "sourceline", None) or 0)


def _in_element(element: Element) -> Iterator[str]:
    name = etree.QName(element)
    if name.namespace != NAMESPACE:
        return
    if name.localname == "style":
        if element.get("type", "text/css").strip().lower() not in ("", "text/css"):
            yield f"a style of type `{element.get('type')}`"
        yield from in_sheet("".join(str(text) for text in element.itertext()))
    for key, value in element.attrib.items():
        yield from _in_attribute(name.localname, str(key), str(value))


def _in_attribute(element: str, key: str, value: str) -> Iterator[str]:
    if key in ("href", _XLINK):
        yield from _in_reference(element, value)
    elif key == "style":
        yield from in_declarations(value)
    elif key in _FOREIGN_ATTRIBUTES or key.startswith(("data-", "aria-")) or _is_of_editor(key):
        return
    elif key not in _ATTRIBUTES:
        yield f"`{etree.QName(key).localname}`, which no drawing needs"
    elif key not in _FREE_TEXT_ATTRIBUTES:
        yield from in_value(value)


def _is_of_editor(key: str) -> bool:
    return key.startswith("{") and key[1:].startswith(_EDITOR_NAMESPACES)


def _in_reference(element: str, value: str) -> Iterator[str]:
    if element == "a":
        if not _LINK.match(value):
            yield f"a link to `{value.strip()[:60]}`"
        return
    embedded = element in ("image", "feImage") and _EMBEDDED.fullmatch(value)
    if not (embedded or _LOCAL_REFERENCE.fullmatch(value)):
        yield f"a reference to `{value.strip()[:60]}`"


def size(root: Element) -> tuple[float, float]:
    """Width and height in CSS pixels."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    view_box = [float(n) for n in re.findall(r"-?[0-9.]+(?:e[+-]?\d+)?", root.get("viewBox", ""))]
    view_size = (
        (view_box[2], view_box[3])
        if len(view_box) == 4 and view_box[2] > 0 and view_box[3] > 0
        else None
    )
    if width and height:
        return width, height
    if view_size is None:
        return width or _DEFAULT_SIZE[0], height or _DEFAULT_SIZE[1]
    if width:
        return width, width * view_size[1] / view_size[0]
    if height:
        return height * view_size[0] / view_size[1], height
    return view_size


def _length(value: str | None) -> float:
    """A length in CSS pixels; 0 for none, and for percentages."""
    match = _LENGTH.fullmatch(value or "")
    return float(match.group(1)) * _PIXELS[match.group(2).lower()] if match else 0.0


def can_rasterise() -> bool:
    """Whether the optional package `resvg_py`, which draws SVG, is installed."""
    return importlib.util.find_spec("resvg_py") is not None


@lru_cache(maxsize=16)
def rasterise(data: bytes) -> bytes:
    """A PNG picture of a drawing. Raises Broken where it cannot be drawn."""
    import resvg_py

    root = read(data)
    width, height = size(root)
    scale = _LONGEST / max(width, height)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=etree.tostring(root, encoding="unicode"),
                width=max(round(width * scale), 1),
                height=max(round(height * scale), 1),
                dpi=_DPI,
            )
        )
    except ValueError as error:
        raise Broken(str(error)) from None
