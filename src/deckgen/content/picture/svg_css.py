"""What CSS in an SVG drawing may say: known properties with known functions, and no other file.

Backslashes are refused, so that no escape hides a word; the text is then cut into the tokens of
CSS Syntax 3, 4.3. Sources: SVG 2, 6.6 and CSS modules for what SVG programs write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DRAW = """
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
PROPERTIES = frozenset(_DRAW.split())
_FONT_FACE = frozenset(("src", "unicode-range", "font-display", "panose-1"))
_PREFIXES = ("--", "-inkscape-", "-webkit-", "-moz-", "-ms-", "-o-")
_AT_RULES = frozenset(("@charset", "@font-face", "@media", "@supports"))
_RECKON = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color light-dark
    var calc min max clamp round abs matrix matrix3d translate translatex translatey translatez
    translate3d scale scalex scaley scalez scale3d rotate rotatex rotatey rotatez rotate3d skew
    skewx skewy perspective blur brightness contrast drop-shadow grayscale hue-rotate invert
    opacity saturate sepia circle ellipse inset polygon path rect format local
"""
_FUNCTIONS = frozenset(_RECKON.split())
_SELECT = """
    not is where has lang dir nth-child nth-last-child nth-of-type nth-last-of-type
"""
_SELECTORS = frozenset(_SELECT.split())
_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*.*?(?:\*/|\Z)|<!--|-->)
    |(?P<string>"[^"\n\r\f]*"|'[^'\n\r\f]*')
    |url\(\s*(?P<url>"[^"\n\r\f]*"|'[^'\n\r\f]*'|[^\s"'()]*)\s*\)
    |(?P<function>[-\w]+)\(
    |(?P<at>@[-\w]+)
    |(?P<word>[-\w]+)
    |(?P<sign>.)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_HERE = re.compile(r"#[^\s\"'()]+")
_Token = tuple[str, str]


def in_sheet(text: str) -> Iterator[str]:
    """What a style sheet must not say."""
    if "\\" in text:
        yield "an escape (`\\`) in a style"
        return
    segment: list[_Token] = []
    depth = 0
    for kind, word in (*_tokens(text), ("sign", ";")):
        if kind != "sign" or word not in "{};":
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
    """What a `style` attribute must not say."""
    yield from in_sheet(f"{{{text}}}" if "\\" not in text else text)


def in_value(text: str) -> Iterator[str]:
    """What a value, such as that of a presentation attribute, must not say."""
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
    """What stands before a block: selectors, or a rule such as `@media`."""
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
    """A declaration; or a rule without a block, such as `@import`."""
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
        if kind == "url" and not _HERE.fullmatch(_target(word)):
            yield f"a reference to `{_target(word)[:60]}`"
        elif kind == "function" and word.lower() == "url":
            yield "a reference without an end"
            return
        elif kind == "function" and word.lower() not in _FUNCTIONS:
            yield f"`{word}()` in a style"
        elif kind == "at":
            yield from _in_rule(word)
        elif kind == "sign" and word in "\"'":
            yield "a text without an end in a style"


def _target(url: str) -> str:
    return url.strip("\"'").strip()
