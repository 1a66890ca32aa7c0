"""What a shape's text inherits: from layout, master, their text styles and the presentation."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deckgen.fit.chain import Chain
from deckgen.fit.frame import THEME_FONTS, ThemeFonts
from deckgen.model import TITLE_TYPES
from deckgen.ooxml import Element, find, qn, tag
from deckgen.opc import Package, Part
from deckgen.template import placeholders

LEVELS = 9
_BODIES = ("body", "obj", "subTitle", "chart", "tbl", "pic", "media", "clipArt", "dgm")
_PARENTS = {"slide": "slideLayout", "slideLayout": "slideMaster", "notesSlide": "notesMaster"}

T = TypeVar("T")


class Memory:
    """Answers about parts and elements of one package that does not change meanwhile."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[Hashable, Any] = {}

    def recall(self, ask: Callable[..., T], *about: Hashable) -> T:
        """What a function answers, asked once."""
        key = (ask, *about)
        if key not in self._found:
            self._found[key] = ask(*about)
        answer: T = self._found[key]
        return answer


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
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @property
    def is_title(self) -> bool:
        """Whether the shape is the title of its slide."""
        return self.type in TITLE_TYPES

    def chain(self, level: int) -> Chain:
        """Where the properties of a level's text are looked up; levels count from 0."""
        names = (qn(f"a:lvl{level + 1}pPr"), qn("a:defPPr"))
        lists = (self.memory.recall(_text, shape)[0] for shape in self.shapes)
        found: list[Element] = []
        for style in (*lists, *self.styles):
            if style is not None:
                levels = self.memory.recall(_by_name, style)
                found.extend(levels[name] for name in names if name in levels)
        return Chain.of(tuple(found))

    def body_properties(self) -> tuple[Element, ...]:
        """The `a:bodyPr` of the shapes, nearest first."""
        found = (self.memory.recall(_text, shape)[1] for shape in self.shapes)
        return tuple(item for item in found if item is not None)

    def fonts(self) -> ThemeFonts:
        """The fonts of the theme; PowerPoint's own old ones where it names none."""
        return THEME_FONTS if self.theme is None else self.memory.recall(_fonts, self.theme)


def lineage(shape: Element, part: Part, package: Package, memory: Memory | None = None) -> Lineage:
    """What a shape of a slide, layout, master or notes slide inherits from.

    `memory` keeps what is looked up for other shapes of the package.
    """
    memory = memory or Memory()
    ph = placeholder_of(shape)
    shapes, kind = [shape], "" if ph is None else ph.get("type", "obj")
    owner = part
    while above := memory.recall(_above, owner, package):
        match = None if ph is None else _match(ph, memory.recall(_roles, above), above)
        if match is not None:
            shapes.append(match[0])
            ph = match[1]
            if kind == "obj":
                kind = ph.get("type", "obj")
        owner = above
    themes = package.related(owner, "theme")
    styles = memory.recall(_styles, _style_of(kind), owner, package)
    return Lineage(tuple(shapes), kind, styles, themes[0] if themes else None, memory)


def placeholder_of(shape: Element) -> Element | None:
    """A shape's `p:ph`, or None where the shape is no placeholder."""
    return None if not len(shape) else find(shape[0], "p:nvPr/p:ph")


def _text(shape: Element) -> tuple[Element | None, Element | None]:
    """The list style and the body properties of a shape's own text."""
    body = find(shape, "p:txBody")
    if body is None:
        return None, None
    return find(body, "a:lstStyle"), find(body, "a:bodyPr")


def _by_name(style: Element) -> dict[str, Element]:
    return {str(child.tag): child for child in style}


def _fonts(theme: Part) -> ThemeFonts:
    names = []
    for kind, usual in zip(("majorFont", "minorFont"), THEME_FONTS, strict=True):
        latin = find(theme.root, f"a:themeElements/a:fontScheme/a:{kind}/a:latin")
        names.append((latin.get("typeface") if latin is not None else "") or usual)
    return ThemeFonts(*names)


def _word(part: Part) -> str:
    """The kind of a part by its content type: `slide`, `slideLayout` ..."""
    return part.content_type.rpartition(".")[2].removesuffix("+xml")


def _above(part: Part, package: Package) -> Part | None:
    """The layout of a slide, the master of a layout or of a notes slide."""
    word = _PARENTS.get(_word(part))
    return next(iter(package.related(part, word)), None) if word else None


Placeholder = tuple[Element, Element]


def _roles(part: Part) -> dict[str, list[Placeholder]]:
    """The placeholders of a layout or master by what they are for, with their `p:ph`."""
    found: dict[str, list[Placeholder]] = {}
    for shape, ph in placeholders(part.root):
        found.setdefault(_role(ph), []).append((shape, ph))
    return found


def _role(ph: Element) -> str:
    kind = ph.get("type", "obj")
    return "title" if kind in TITLE_TYPES else "body" if kind in _BODIES else kind


def _match(ph: Element, others: dict[str, list[Placeholder]], above: Part) -> Placeholder | None:
    """The placeholder of a layout or master that one inherits from.

    A layout's has the same index or is the title too; a master's has the same type, all kinds
    of content having the body's.
    """
    alike = others.get(_role(ph), [])
    if _word(above) == "slideLayout":
        index = ph.get("idx", "0")
        alike = [item for item in alike if item[1].get("idx", "0") == index] or alike
    return alike[0] if alike else None


def _style_of(kind: str) -> str:
    """The name of a master's text style for a placeholder's type; "" for a shape that is none."""
    if not kind:
        return ""
    return "titleStyle" if kind in TITLE_TYPES else "bodyStyle" if kind in _BODIES else "otherStyle"


def _styles(name: str, master: Part, package: Package) -> tuple[Element, ...]:
    """The text styles behind all placeholders of a type, nearest first."""
    notes = tag(master.root) == "p:notesMaster"
    paths = ["p:notesStyle"] if notes else [f"p:txStyles/p:{name}"] if name else []
    found = [find(master.root, path) for path in paths]
    found.append(find(package.presentation.root, "p:defaultTextStyle"))
    return tuple(style for style in found if style is not None)
