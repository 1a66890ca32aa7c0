"""Text from an editor without what the editor only spelled out.

Editors write on every run and paragraph what the place gives it anyway, split runs as they like,
and style the spaces at their edges either way. A paragraph that says the same as one of before is
taken as that one, to the last sign; of a changed paragraph only what somebody changed is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deckgen.appearance.text import (
    InheritedText,
    TextLevel,
    TextProperties,
    agree,
    properties_of,
    value_of,
    word_of,
)
from deckgen.appearance.theme import Theme
from deckgen.opc import xml as opc_xml
from deckgen.opc.xml import Element, find, tag
from deckgen.richtext.runs import PLAIN, Paragraph, Run, Style, merged

_FIELD = "\N{OBJECT REPLACEMENT CHARACTER}"

_ONLY_WITH_BULLET = ("buClr", "buSz", "buFont")

_IMPLIED_BY_LINK = ("u", "fill", "uFill", "uLn")

_SHOWS_ON_SPACES = ("u", "strike", "highlight")

_SCRIPTS = {
    "ea": re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\uffef]"),
    "cs": re.compile("[\u0590-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufeff]"),
    "sym": re.compile("[\uf000-\uf0ff]"),
}

_ABOVE = "spcBef"

_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def normalized(
    lines: Iterable[Paragraph], before: Sequence[Paragraph], place: InheritedText
) -> tuple[Paragraph, ...]:
    """The paragraphs as their author would have written them.

    `before` are those that the place held when the presentation was made.
    """
    return Normalizer(before, place).settled(lines)


def same(first: TextProperties, second: TextProperties) -> bool:
    """Whether two looks are the same but for rounding."""
    return first.keys() == second.keys() and all(
        agree(word, value, second[word]) for word, value in first.items()
    )


@dataclass(frozen=True, slots=True)
class _VisibleText:
    """What is to be seen of a paragraph: its words, and texts of one look each."""

    level: int
    number: int | None
    words: TextProperties
    texts: tuple[tuple[str, TextProperties], ...]

    def equals(self, other: _VisibleText, *, first: bool) -> bool:
        """Whether a reader sees the same; `first` where nothing stands above."""
        return (
            (self.level, self.number, len(self.texts))
            == (other.level, other.number, len(other.texts))
            and all(a[0] == b[0] for a, b in zip(self.texts, other.texts, strict=True))
            and _same_below(self.words, other.words, first=first)
            and all(same(a[1], b[1]) for a, b in zip(self.texts, other.texts, strict=True))
        )


def _same_below(one: TextProperties, other: TextProperties, *, first: bool) -> bool:
    """Whether two paragraphs look the same.

    The space above the `first` one of a text shows nothing, and LibreOffice leaves there that of a
    paragraph which was removed.
    """
    if not first:
        return same(one, other)
    left, right = ({w: v for w, v in words.items() if w != _ABOVE} for words in (one, other))
    return same(left, right)


class Normalizer:
    """Settles paragraphs of one place, given all that it held before."""

    def __init__(self, before: Sequence[Paragraph], place: InheritedText) -> None:
        """Look at what stood there before."""
        self._before, self._place = before, place
        self._known = frozenset(before)
        self._sights = [self._sight(line) for line in before]
        self._by_text: dict[str, list[int]] = {}
        for index, sight in enumerate(self._sights):
            self._by_text.setdefault(_text(sight), []).append(index)

    def settled(self, lines: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
        """The paragraphs as their author would have written them."""
        return tuple(self._paragraph(index, line) for index, line in enumerate(lines))

    def _paragraph(self, index: int, line: Paragraph) -> Paragraph:
        if line in self._known:
            return line
        levels = self._levels(line)
        for level in dict.fromkeys((line.level, *levels)):
            sight = self._sight(replace(line, level=level))
            known = self._by_text.get(_text(sight), [])
            for at in sorted(known, key=lambda at: abs(at - index)):
                if self._sights[at].equals(sight, first=not index):
                    return self._before[at]
        return self._bare(replace(line, level=levels[0]), index)

    def _levels(self, line: Paragraph) -> list[int]:
        """The levels that a paragraph may be on: the one it says, or those that it looks like.

        LibreOffice forgets the level of a paragraph outside outlines and spells out its look. No
        reviewer goes deeper there than by one level; a text that is new looks like none.
        """
        if line.level or not line.runs or not all(map(_spelled_out, line.runs)):
            return [line.level]
        deepest = max((known.level + 1 for known in self._before), default=0)
        near = range(min(deepest + 1, len(self._place.levels)))
        left = [self._beyond(replace(line, level=n)) for n in near]
        if not left or left[0] == 0:
            return [0]
        return [number for number, count in enumerate(left) if count == min(left)]

    def _beyond(self, line: Paragraph) -> int:
        """How much a paragraph says beyond what its level gives it."""
        sight = self._sight(line)
        return len(sight.words) + sum(len(look) for _, look in sight.texts)

    def _sight(self, line: Paragraph) -> _VisibleText:
        level = self._place.level(line.level)
        said = self._said(line, level)
        texts = [
            (_FIELD if run.style.field else run.text, self._look(run, level)) for run in line.runs
        ]
        return _VisibleText(line.level, line.number, said, tuple(_joined(_without_edges(texts))))

    def _said(self, line: Paragraph, level: TextLevel) -> dict[str, str]:
        """What a paragraph says beyond what its place gives it; nothing where it is empty."""
        if not line.runs:
            return {}
        said = _paragraph_words(line, level, self._place.theme)
        return {word: value for word, value in said.items() if word not in self._place.forgotten}

    def _look(self, run: Run, level: TextLevel) -> dict[str, str]:
        """What a run says beyond what its place gives it."""
        said = _style_words(run.style, self._place.theme)
        linked = "link" in said or "hlinkClick" in said
        return {
            word: value
            for word, value in said.items()
            if not (
                level.gives_run(word, value)
                or (linked and word in _IMPLIED_BY_LINK)
                or word in self._place.forgotten
                or _of_another_script(word, run.text)
            )
        }

    def _bare(self, line: Paragraph, index: int) -> Paragraph:
        """The paragraph without what its place gives it anyway.

        What it still says is told as the nearest paragraph of before tells it that looks so.
        """
        level = self._place.level(line.level)
        said = self._said(line, level)
        alike = [
            (abs(at - index), was.opaque)
            for at, (was, sight) in enumerate(zip(self._before, self._sights, strict=True))
            if (was.level, was.number) == (line.level, line.number)
            and _same_below(said, sight.words, first=not index)
        ]
        kept = frozenset(said) if index else frozenset(said) - {_ABOVE}
        opaque = min(alike)[1] if alike else _rest(line.opaque, kept, self._place)
        runs = [replace(run, style=self._style(run, level)) for run in line.runs]
        return replace(line, opaque=opaque, runs=_tidied(runs))

    def _style(self, run: Run, level: TextLevel) -> Style:
        """The run's own style; where a style of before looks the same, that one."""
        look = self._look(run, level)
        if not look:
            return PLAIN
        for line in self._before:
            for known in line.runs:
                if same(look, self._look(known, self._place.level(line.level))):
                    return known.style
        alike = self._made_from(run, look, level)
        if alike is not None:
            return alike
        style = run.style
        opaque = _rest(style.opaque, frozenset(look), self._place)
        return _with_font(_saying(style.but(opaque=opaque), style, look, _PLAIN_WORDS))

    def _made_from(self, run: Run, look: TextProperties, level: TextLevel) -> Style | None:
        """The style of before that a run's look was made from, with what was changed of it.

        So what an editor forgets of it, a shadow say, stays. None where it is nearer to nothing.
        """
        best, fewest = None, len(look)
        for line in self._before:
            there = self._place.level(line.level)
            for known in line.runs:
                changed = _changed(self._look(known, there), look)
                if len(changed) < fewest and changed <= _PLAIN_WORDS:
                    style = _saying(known.style, run.style, look, changed)
                    if same(look, self._look(replace(run, style=style), level)):
                        best, fewest = style, len(changed)
        return best


_PLAIN_WORDS = frozenset({"b", "i", "u", "strike", "baseline", "sz", "fill", "latin"})

"""The words of a look that a style has fields for, but for links and fields."""


def _changed(one: TextProperties, other: TextProperties) -> frozenset[str]:
    """The words in which two looks differ."""
    return frozenset(
        word
        for word in one.keys() | other.keys()
        if word not in one or word not in other or not agree(word, one[word], other[word])
    )


def _saying(style: Style, said: Style, look: TextProperties, words: frozenset[str]) -> Style:
    """The style with these words as another style says them, those that the look has."""
    fields = {
        "b": ("bold", said.bold, None),
        "i": ("italic", said.italic, None),
        "u": ("underline", said.underline, ""),
        "strike": ("strike", said.strike, ""),
        "baseline": ("baseline", said.baseline, 0),
        "sz": ("size", said.size, 0),
        "fill": ("color", said.color, ""),
        "latin": ("font", said.font, ""),
    }
    told = {word: fields[word] for word in words}
    return style.but(
        **{name: value if word in look else none for word, (name, value, none) in told.items()}
    )


def _spelled_out(run: Run) -> bool:
    return run.text.isspace() or bool(run.style.size and run.style.font)


def _text(sight: _VisibleText) -> str:
    return "".join(text for text, _ in sight.texts)


def _paragraph_words(line: Paragraph, level: TextLevel, theme: Theme) -> dict[str, str]:
    if not line.opaque:
        return {}
    said = properties_of(_element(line.opaque), theme)
    size = line.runs[0].style.size if line.runs else 0
    colors = {level.run.get("fill", ""), *_first_fill(line, theme)}
    bullet = "number" if line.number is not None else said.get("bu", level.paragraph.get("bu"))
    return {
        word: value
        for word, value in said.items()
        if not (
            level.gives_paragraph(word, value, size)
            or (bullet in (None, "none") and word in _ONLY_WITH_BULLET)
            or (word == "tabLst" and _is_no_tab(value))
            or (word == "buClr" and "buClr" not in level.paragraph and value in colors)
        )
    }


def _first_fill(line: Paragraph, theme: Theme) -> list[str]:
    """The colour that a bullet takes from the text after it."""
    return [said for run in line.runs[:1] if (said := _style_words(run.style, theme).get("fill"))]


def _is_no_tab(value: str) -> bool:
    """Whether a list of tab stops is LibreOffice's one at the edge, which stops nothing."""
    tabs = _element(value)
    return all(stop.get("pos", "0") == "0" for stop in tabs)


def _style_words(style: Style, theme: Theme) -> dict[str, str]:
    """What a style says."""
    said = properties_of(_element(style.opaque), theme) if style.opaque else {}
    digits = theme.color(style.color)
    for word, value in (
        ("b", "" if style.bold is None else str(int(style.bold))),
        ("i", "" if style.italic is None else str(int(style.italic))),
        ("u", style.underline),
        ("strike", style.strike),
        ("sz", f"{style.size * 100:g}" if style.size else ""),
        ("baseline", f"{style.baseline * 1000:g}" if style.baseline else ""),
        ("fill", f"#{digits}" if digits else style.color),
        ("latin", theme.font(style.font) if style.font else ""),
        ("link", style.link),
        ("field", style.field),
    ):
        if value:
            said[word] = value
    return said


def _of_another_script(word: str, text: str) -> bool:
    """Whether a word names the typeface of a script that the text does not use."""
    script = _SCRIPTS.get(word)
    return script is not None and not script.search(text)


def _without_edges(texts: Iterable[tuple[str, TextProperties]]) -> list[tuple[str, TextProperties]]:
    """The texts with the spaces at their edges in the plainer look of the two beside them."""
    pieces: list[tuple[str, TextProperties | None]] = []
    for text, look in texts:
        if any(word in look for word in _SHOWS_ON_SPACES):
            pieces.append((text, look))
            continue
        found = _EDGES.fullmatch(text)
        assert found is not None, "the pattern takes every text"
        for number, piece in enumerate(found.groups(), 1):
            if piece:
                pieces.append((piece, look if number == 2 else None))
    shown = [look for _, look in pieces]
    result = []
    for index, (text, own) in enumerate(pieces):
        if own is None:
            left = next((look for look in reversed(shown[:index]) if look is not None), None)
            right = next((look for look in shown[index:] if look is not None), None)
            sides = [look for look in (left, right) if look is not None]
            result.append((text, min(sides, key=len, default={})))
        else:
            result.append((text, own))
    return result


def _joined(texts: Iterable[tuple[str, TextProperties]]) -> list[tuple[str, TextProperties]]:
    joined: list[tuple[str, TextProperties]] = []
    for text, look in texts:
        if joined and same(joined[-1][1], look) and "field" not in look:
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        else:
            joined.append((text, look))
    return joined


def _tidied(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with the spaces between two looks in the plainer one."""
    pieces: list[Run] = []
    for run in merged(runs):
        style = run.style
        if style == PLAIN or style.underline or style.strike or style.opaque or style.field:
            pieces.append(run)
            continue
        found = _EDGES.fullmatch(run.text)
        assert found is not None, "the pattern takes every text"
        first, core, last = found.groups()
        outer = [Run(first), replace(run, text=core, origins=()), Run(last)]
        pieces.extend(outer if core else [run])
    return merged(_rejoined(merged(pieces)))


def _rejoined(kept: tuple[Run, ...]) -> Iterable[Run]:
    """Spaces that stand between two runs of one style, or at an end, get that style back."""
    for index, run in enumerate(kept):
        beside = kept[max(index - 1, 0) : index] + kept[index + 1 : index + 2]
        styles = {other.style for other in beside}
        alone = run.style == PLAIN and run.text.isspace() and len(styles) == 1
        alone = alone and not any(style.field for style in styles)
        yield replace(run, style=styles.pop()) if alone else run


def _element(xml: str) -> Element:
    return opc_xml.parse(xml.encode())


def _rest(xml: str, kept: frozenset[str], place: InheritedText) -> str:
    """Canonical XML of properties with only the words that are kept, "" where none is left."""
    if not xml:
        return ""
    element = _element(xml)
    for name in list(element.attrib):
        if str(name) not in kept:
            del element.attrib[name]
    for child in list(element):
        if word_of(child) not in kept or not value_of(child, place.theme):
            element.remove(child)
    return opc_xml.canonical(element) if len(element) or element.attrib else ""


def _with_font(style: Style) -> Style:
    """The style with a typeface that stands alone in its XML as its font."""
    if not style.opaque:
        return style
    element = _element(style.opaque)
    latin = find(element, "a:latin")
    others = [child for child in element if tag(child) in ("a:ea", "a:cs", "a:sym")]
    if latin is None or others or set(latin.attrib) != {"typeface"}:
        return style
    element.remove(latin)
    opaque = opc_xml.canonical(element) if len(element) or element.attrib else ""
    return style.but(font=latin.get("typeface", ""), opaque=opaque)
