"""The look that LibreOffice gives to notes by itself, whatever their master says."""

from __future__ import annotations

from dataclasses import replace

from deckgen import ooxml
from deckgen.content.text import Text
from deckgen.looks.inherited import Inherited, Level
from deckgen.looks.words import words

_BLACK = "000000"


def with_own_face(place: Inherited, text: Text) -> Inherited:
    """The place of notes with the typeface, size and margins that all of them have, and black."""
    styles = [run.style for line in text.lines for run in line.runs if not run.text.isspace()]
    run: dict[str, str] = {}
    faces = {style.font for style in styles}
    if len(faces) == 1:
        run["latin"] = place.theme.font(*faces)
    if {style.color for style in styles if not style.link} == {_BLACK}:
        run["fill"] = f"#{_BLACK}"
    sizes = {style.size for style in styles}
    if len(sizes) == 1 and 0 not in sizes:
        run["sz"] = f"{sizes.pop() * 100:g}"
    own = Level(_own_margins(text, place) | ({"buClr": f"#{_BLACK}"} if "fill" in run else {}), run)
    return replace(place, levels=tuple(own.over(level) for level in place.levels))


def _own_margins(text: Text, place: Inherited) -> dict[str, str]:
    """The margins that all paragraphs of notes say alike."""
    said = [
        words(ooxml.parse(line.opaque.encode()), place.theme) if line.opaque else {}
        for line in text.lines
        if line.runs
    ]
    return {
        word: said[0][word]
        for word in ("marL", "indent")
        if said and all(word in each and each[word] == said[0].get(word) for each in said)
    }
