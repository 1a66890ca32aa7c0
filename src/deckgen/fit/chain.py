"""Where the properties of text are looked up: the elements of one level, nearest first.

A paragraph's own `a:pPr` comes first, then the list styles (`a:lstStyle`) of its shape and of the
placeholders that the shape inherits from, then the master's text styles and the presentation's
default (ECMA-376 part 1, 19.3.1.36 and 21.1.2.4).
"""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.ooxml import Element, find, qn


@dataclass(frozen=True, slots=True)
class Chain:
    """The `a:pPr` and `a:lvlNpPr` of a level, nearest first.

    `runs` are the `a:rPr` and `a:defRPr` for its runs, in the same order.
    """

    paragraphs: tuple[Element, ...]
    runs: tuple[Element, ...]

    @classmethod
    def of(cls, elements: tuple[Element, ...]) -> Chain:
        """The chain of these paragraph properties."""
        runs = (find(element, "a:defRPr") for element in elements)
        return cls(elements, tuple(run for run in runs if run is not None))

    def under(self, paragraph: Element | None, run: Element | None = None) -> Chain:
        """The chain with a paragraph's and a run's own properties in front."""
        return Chain(
            self.paragraphs if paragraph is None else (paragraph, *self.paragraphs),
            self.runs if run is None else (run, *self.runs),
        )

    def attribute(self, name: str) -> str | None:
        """The nearest value of a paragraph's attribute (`marL`)."""
        return _attribute(self.paragraphs, name)

    def child(self, *names: str) -> Element | None:
        """The nearest child of a paragraph's properties that has one of these names."""
        return _child(self.paragraphs, names)

    def run_attribute(self, name: str) -> str | None:
        """The nearest value of a run's attribute (`sz`)."""
        return _attribute(self.runs, name)

    def run_child(self, *names: str) -> Element | None:
        """The nearest child of a run's properties that has one of these names (a fill)."""
        return _child(self.runs, names)


def _attribute(elements: tuple[Element, ...], name: str) -> str | None:
    for element in elements:
        value = element.get(name)
        if value is not None:
            return value
    return None


def _child(elements: tuple[Element, ...], names: tuple[str, ...]) -> Element | None:
    tags = {qn(name) for name in names}
    for element in elements:
        for child in element:
            if child.tag in tags:
                return child
    return None
