"""Text inside charts: its properties and rich text (ECMA-376 part 1, 21.2.2.156 and 21.2.2.216).

Sizes are in hundredths of a point, colours theme colours' names, fonts the theme's body fonts.
"""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.ooxml import Element, find, find_all, make, tag, textual


@dataclass(frozen=True, slots=True)
class Look:
    """How a text of a chart looks, and its language."""

    language: str
    size: int = 1400
    color: str = "tx1"
    bold: bool = False

    def properties(self, name: str) -> Element:
        """Character properties, as `a:defRPr` or `a:rPr`."""
        return make(
            name,
            {
                "lang": self.language if name == "a:rPr" else None,
                "sz": self.size,
                "b": int(self.bold),
            },
            fill(self.color),
            make("a:latin", {"typeface": "+mn-lt"}),
            make("a:ea", {"typeface": "+mn-ea"}),
            make("a:cs", {"typeface": "+mn-cs"}),
        )

    def body(self, **attributes: object) -> Element:
        """The `c:txPr` of text that is not typed here, with attributes of its `a:bodyPr`."""
        return make(
            "c:txPr",
            None,
            make("a:bodyPr", attributes),
            make("a:lstStyle"),
            make(
                "a:p",
                None,
                make("a:pPr", None, self.properties("a:defRPr")),
                make("a:endParaRPr", {"lang": self.language}),
            ),
        )

    def rich(self, *lines: Element | None) -> Element:
        """The `c:tx` of typed text: a paragraph for each line, which is a run, a field or None."""
        rich = make("c:rich", None, make("a:bodyPr"), make("a:lstStyle"))
        for line in lines:
            properties = make("a:pPr", None, self.properties("a:defRPr"))
            end = make("a:endParaRPr", {"lang": self.language}) if line is None else line
            rich.append(make("a:p", None, properties, end))
        return make("c:tx", None, rich)

    def lines(self, text: str) -> list[Element | None]:
        """The runs of a text's lines; LibreOffice drops breaks inside a paragraph of a label."""
        return [
            make("a:r", None, self.properties("a:rPr"), textual("a:t", line)) if line else None
            for line in text.split("\n")
        ]


def fill(color: str) -> Element:
    """A solid fill in a colour of the theme."""
    return make("a:solidFill", None, make("a:schemeClr", {"val": color}))


def read_rich(rich: Element, fields: dict[str, str]) -> str:
    """The text of a `c:rich`; `fields` gives what fields of a type show (`CELLRANGE`)."""
    return "\n".join(
        "".join(_read_piece(piece, fields) for piece in paragraph)
        for paragraph in find_all(rich, "a:p")
    )


def _read_piece(piece: Element, fields: dict[str, str]) -> str:
    name = tag(piece)
    text = find(piece, "a:t") if name in ("a:r", "a:fld") else None
    typed = "" if text is None else text.text or ""
    if name == "a:br" or (name == "a:r" and not typed):  # LibreOffice's break is an empty run
        return "\n"
    return fields.get(piece.get("type", ""), typed) if name == "a:fld" else typed
