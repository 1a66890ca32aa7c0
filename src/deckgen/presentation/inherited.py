"""What the text of shapes inherits, read from a package; the boxes of shapes; notes shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.appearance.inheritance import LEVELS, InheritanceChain, Memory, inheritance_chain
from deckgen.appearance.shapes import Box, placeholder_of, placeholders
from deckgen.appearance.text import InheritedText, TextLevel, properties_of
from deckgen.appearance.theme import Theme
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, find_all, tag

_REGIONS = (
    "wholeTbl", "band1H", "band2H", "band1V", "band2V", "firstRow", "lastRow", "firstCol",
    "lastCol",
)  # fmt: skip

InheritanceKey = tuple[str, str, str, Box]
"""What shapes that inherit the same share: the layout's part name, the placeholder's type and
index, and the box in EMU."""


class TextInheritance:
    """Computes what the text of shapes inherits, once for the shapes of a placeholder."""

    def __init__(
        self, package: Package, known: dict[InheritanceKey, InheritedText] | None = None
    ) -> None:
        """For the shapes of a package, which must not change meanwhile.

        `known` holds results, and is shared by the packages of one template.
        """
        self._package = package
        self._memory = Memory()
        self._themes: dict[str, Theme] = {}
        self._known: dict[InheritanceKey, InheritedText] = {} if known is None else known
        self._styles: dict[str, dict[str, TextLevel]] = {}
        self._by_style: dict[Element, tuple[TextLevel, ...]] = {}
        self._by_styles: dict[tuple[Element, ...], tuple[TextLevel, ...]] = {}

    def of(self, shape: Element, part: Part, place: Box) -> InheritedText:
        """What the text of a shape of the slide or notes slide in `part` inherits in that box."""
        key = self._key(shape, part, place)
        if key is not None and key in self._known:
            return self._known[key]
        found = self._read(shape, part, place)
        if key is not None:
            self._known[key] = found
        return found

    def _key(self, shape: Element, part: Part, place: Box) -> InheritanceKey | None:
        """The key of a shape; None for one that has a list style, a style or a table of its own."""
        style = find(shape, "p:txBody/a:lstStyle")
        own = (style is not None and len(style)) or find(shape, "p:style") is not None
        if own or next(each(shape, "a:tbl"), None) is not None:
            return None
        ph = placeholder_of(shape)
        above = [*part.rels.of("slideLayout"), *part.rels.of("notesMaster")]
        owner = above[0].target if above else ""
        if ph is None:
            return owner, "", "", place
        return owner, ph.get("type", "obj"), ph.get("idx", "0"), place

    def _read(self, shape: Element, part: Part, place: Box) -> InheritedText:
        chain = inheritance_chain(shape, part, self._package, self._memory)
        theme = self._theme(chain, part)
        regions: dict[str, TextLevel] = {}
        for table in each(shape, "a:tbl"):
            regions = self._regions(table, theme)
        return InheritedText(theme, self._levels(chain, theme), regions, place.width, place.height)

    def _levels(self, chain: InheritanceChain, theme: Theme) -> tuple[TextLevel, ...]:
        """The levels of a shape's text; equal ones at the end are left out."""
        levels = list(self._merged_styles(chain.styles, theme))
        for shape in reversed(chain.shapes):
            if find(shape, "p:style") is not None:
                levels = _over([_reference_level(shape, theme)] * LEVELS, levels)
        for shape in reversed(chain.shapes):
            style = find(shape, "p:txBody/a:lstStyle")
            if style is not None and len(style):
                levels = _over(self._style_levels(style, theme), levels)
        while len(levels) > 1 and levels[-1] == levels[-2]:
            levels.pop()
        return tuple(levels)

    def _merged_styles(self, styles: tuple[Element, ...], theme: Theme) -> Sequence[TextLevel]:
        """The levels of the text styles of a master and the presentation together."""
        found = self._by_styles.get(styles)
        if found is None:
            levels = [TextLevel()] * LEVELS
            for style in reversed(styles):
                levels = _over(self._style_levels(style, theme), levels)
            found = self._by_styles[styles] = tuple(levels)
        return found

    def _style_levels(self, style: Element, theme: Theme) -> tuple[TextLevel, ...]:
        """The levels of one list style, computed once."""
        found = self._by_style.get(style)
        if found is None:
            by_name = {tag(child): child for child in style}
            default = _explicit_level(by_name.get("a:defPPr"), theme)
            found = self._by_style[style] = tuple(
                _explicit_level(by_name.get(f"a:lvl{number + 1}pPr"), theme).over(default)
                for number in range(LEVELS)
            )
        return found

    def _theme(self, chain: InheritanceChain, part: Part) -> Theme:
        if chain.theme is None:
            return Theme()
        name = chain.theme.name
        if name not in self._themes:
            master = _master(part, self._package)
            color_map = None if master is None else find(master.root, "p:clrMap")
            self._themes[name] = Theme.of(chain.theme.root, color_map)
        return self._themes[name]

    def _regions(self, table: Element, theme: Theme) -> dict[str, TextLevel]:
        style = find(table, "a:tblPr/a:tableStyleId")
        name = (style.text or "") if style is not None else ""
        if name not in self._styles:
            self._styles[name] = dict(self._read_style(name, theme))
        return self._styles[name]

    def _read_style(self, name: str, theme: Theme) -> Iterator[tuple[str, TextLevel]]:
        for part in self._package.related(self._package.presentation, "tableStyles"):
            for style in find_all(part.root, "a:tblStyle"):
                if style.get("styleId") == name:
                    for region in _REGIONS:
                        text = find(style, f"a:{region}/a:tcTxStyle")
                        if text is not None:
                            yield region, TextLevel({}, _table_style_run(text, theme))


def _over(levels: Sequence[TextLevel], below: Sequence[TextLevel]) -> list[TextLevel]:
    return [level.over(under) for level, under in zip(levels, below, strict=True)]


def _reference_level(shape: Element, theme: Theme) -> TextLevel:
    """The font and colour that a shape's style gives its text (`p:style/a:fontRef`)."""
    reference = find(shape, "p:style/a:fontRef")
    if reference is None:
        return TextLevel()
    run = {}
    kind = {"major": "+mj-lt", "minor": "+mn-lt"}.get(reference.get("idx", ""))
    if kind and theme.font(kind) != kind:
        run["latin"] = theme.font(kind)
    digits = theme.rgb(reference[0]) if len(reference) else ""
    if digits:
        run["fill"] = f"#{digits}"
    return TextLevel({}, run)


def _explicit_level(properties: Element | None, theme: Theme) -> TextLevel:
    if properties is None:
        return TextLevel()
    run = find(properties, "a:defRPr")
    return TextLevel(
        properties_of(properties, theme), {} if run is None else properties_of(run, theme)
    )


def notes_shape(part: Part) -> Element | None:
    """The body placeholder of a notes slide, which holds the notes; None without one."""
    for shape, ph in placeholders(part.root):
        if ph.get("type") == "body":
            return shape
    return None


def _master(part: Part, package: Package) -> Part | None:
    owner: Part | None = part
    while owner is not None and find(owner.root, "p:clrMap") is None:
        above = [
            item
            for word in ("slideLayout", "slideMaster", "notesMaster")
            for item in package.related(owner, word)
        ]
        owner = above[0] if above else None
    return owner


def _table_style_run(text: Element, theme: Theme) -> dict[str, str]:
    """The run properties that a table style gives a region (ECMA-376 part 1, 20.1.4.2.30)."""
    run = {
        name: "1" if value == "on" else "0"
        for name in ("b", "i")
        if (value := text.get(name)) in ("on", "off")
    }
    for child in text:
        if tag(child) == "a:fontRef":
            kind = {"major": "+mj-lt", "minor": "+mn-lt"}.get(child.get("idx", ""))
            if kind:
                run["latin"] = theme.font(kind)
        else:
            digits = theme.rgb(child)
            if digits:
                run["fill"] = f"#{digits}"
    return run
