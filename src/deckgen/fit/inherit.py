"""What a shape's text inherits: from layout, master, their text styles and the presentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.fit.chain import Chain
from deckgen.fit.frame import THEME_FONTS, ThemeFonts
from deckgen.ooxml import Element, find, tag
from deckgen.opc import Package, Part
from deckgen.template import placeholders

LEVELS = 9
_TITLES = ("title", "ctrTitle")
_BODIES = ("body", "obj", "subTitle", "chart", "tbl", "pic", "media", "clipArt", "dgm")
_PARENTS = {"slide": "slideLayout", "slideLayout": "slideMaster", "notesSlide": "notesMaster"}


@dataclass(frozen=True, slots=True)
class Lineage:
    """A shape with the placeholders it inherits from, nearest first, and the styles behind them.

    `type` is the placeholder's ST_PlaceholderType, "" for a shape that is none; `styles` are
    elements with `a:lvlNpPr` children; `theme` is the theme's part.
    """

    shapes: tuple[Element, ...]
    type: str
    styles: tuple[Element, ...]
    theme: Part | None

    @property
    def is_title(self) -> bool:
        """Whether the shape is the title of its slide."""
        return self.type in _TITLES

    def chain(self, level: int) -> Chain:
        """Where the properties of a level's text are looked up; levels count from 0."""
        found = []
        for style in self._styles():
            for name in (f"a:lvl{level + 1}pPr", "a:defPPr"):
                element = find(style, name)
                if element is not None:
                    found.append(element)
        return Chain.of(tuple(found))

    def _styles(self) -> Iterator[Element]:
        for shape in self.shapes:
            style = find(shape, "p:txBody/a:lstStyle")
            if style is not None:
                yield style
        yield from self.styles

    def body_properties(self) -> tuple[Element, ...]:
        """The `a:bodyPr` of the shapes, nearest first."""
        found = (find(shape, "p:txBody/a:bodyPr") for shape in self.shapes)
        return tuple(item for item in found if item is not None)

    def fonts(self) -> ThemeFonts:
        """The fonts of the theme; PowerPoint's own old ones where it names none."""
        usual = THEME_FONTS
        if self.theme is None:
            return usual
        names = []
        for kind, name in zip(("majorFont", "minorFont"), usual, strict=True):
            path = f"a:themeElements/a:fontScheme/a:{kind}/a:latin"
            latin = find(self.theme.root, path)
            names.append((latin.get("typeface") if latin is not None else "") or name)
        return ThemeFonts(*names)


def lineage(shape: Element, part: Part, package: Package) -> Lineage:
    """What a shape of a slide, layout, master or notes slide inherits from."""
    ph = placeholder_of(shape)
    shapes, kind = [shape], ""
    owner = part
    if ph is not None:
        kind = ph.get("type", "obj")
    while True:
        word = _PARENTS.get(_word(owner))
        above = package.related(owner, word) if word else []
        if not above:
            break
        match = None if ph is None else _match(ph, above[0])
        if match is not None:
            shapes.append(match[0])
            ph = match[1]
            if kind == "obj":
                kind = ph.get("type", "obj")
        owner = above[0]
    themes = package.related(owner, "theme")
    styles = tuple(_styles(kind, owner, package))
    return Lineage(tuple(shapes), kind, styles, themes[0] if themes else None)


def placeholder_of(shape: Element) -> Element | None:
    """A shape's `p:ph`, or None where the shape is no placeholder."""
    return None if not len(shape) else find(shape[0], "p:nvPr/p:ph")


def _word(part: Part) -> str:
    """The kind of a part by its content type: `slide`, `slideLayout` ..."""
    return part.content_type.rpartition(".")[2].removesuffix("+xml")


def _match(ph: Element, above: Part) -> tuple[Element, Element] | None:
    """The placeholder of a layout or master that one inherits from.

    A layout's has the same index or is the title too; a master's has the same type, all kinds
    of content having the body's.
    """
    others = placeholders(above.root)
    if _word(above) == "slideLayout":
        for shape, other in others:
            if other.get("idx", "0") == ph.get("idx", "0") and _role(other) == _role(ph):
                return shape, other
    for shape, other in others:
        if _role(other) == _role(ph):
            return shape, other
    return None


def _role(ph: Element) -> str:
    kind = ph.get("type", "obj")
    return "title" if kind in _TITLES else "body" if kind in _BODIES else kind


def _styles(kind: str, master: Part, package: Package) -> Iterator[Element]:
    """The text styles behind all placeholders of a type, nearest first."""
    name = "titleStyle" if kind in _TITLES else "bodyStyle" if kind in _BODIES else "otherStyle"
    paths = [f"p:txStyles/p:{name}"] if kind else []
    if tag(master.root) == "p:notesMaster":
        paths = ["p:notesStyle"]
    for path in paths:
        style = find(master.root, path)
        if style is not None:
            yield style
    default = find(package.presentation.root, "p:defaultTextStyle")
    if default is not None:
        yield default
