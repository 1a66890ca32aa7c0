"""The theme's colours by value: editors other than PowerPoint write what a colour's name gave."""

from __future__ import annotations

from deckgen.ooxml import Element, find
from deckgen.opc import Package, Part

# The colours of a theme (ECMA-376 part 1, 20.1.6.2), by the names that shapes use on a slide.
_NAMES = {
    "accent1": "accent1", "accent2": "accent2", "accent3": "accent3", "accent4": "accent4",
    "accent5": "accent5", "accent6": "accent6", "dk1": "tx1", "dk2": "tx2", "lt1": "bg1",
    "lt2": "bg2",
}  # fmt: skip


class Theme:
    """The colours of a slide's theme; read when first asked for."""

    def __init__(self, package: Package, slide: Part) -> None:
        """The theme of the master that the slide's layout follows."""
        self._package, self._slide = package, slide
        self._names: dict[str, str] | None = None

    def name(self, fill: Element | None) -> str:
        """The theme colour's name of a solid fill, "" for any other fill and colour."""
        color = None if fill is None or not len(fill) else fill[0]
        if color is None or len(color):
            return ""
        value = color.get("val", "")
        if find(fill, "a:schemeClr") is not None:  # type: ignore[arg-type]
            return value
        if self._names is None:
            self._names = dict(self._read())
        return self._names.get(value.upper(), "")

    def _read(self) -> list[tuple[str, str]]:
        part = self._slide
        for word in ("slideLayout", "slideMaster", "theme"):
            found = self._package.related(part, word)
            if not found:
                return []
            part = found[0]
        scheme = find(part.root, "a:themeElements/a:clrScheme")
        pairs = []
        for slot, name in _NAMES.items():
            color = None if scheme is None else find(scheme, f"a:{slot}")
            if color is not None and len(color):
                value = color[0].get("lastClr") or color[0].get("val") or ""
                pairs.append((value.upper(), name))
        return pairs[::-1]  # of two names for one colour the first counts
