"""Normalizes text as saved by an editor: removes formatting that only repeats the inherited.

Editors write inherited formatting out on every run and paragraph, split runs as they like, and
give the spaces at their edges either style. A paragraph that looks the same as one of before
becomes that one, with its runs and XML; of a changed paragraph only the changes are kept.

Text properties are dictionaries from a property (`sz`, `fill`, `spcBef` ...) to its value; see
`deckgen.appearance.text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from msgspec import structs

from deckgen.appearance.text import (
    InheritedText,
    TextLevel,
    TextProperties,
    agree,
    property_name,
    property_value,
)
from deckgen.content.visible import (
    EDGES,
    SCRIPTS,
    VisibleParagraph,
    VisibleProperties,
    element_of,
    explicit_properties,
    is_of_other_script,
    same,
    same_paragraph,
)
from deckgen.opc import xml as opc_xml
from deckgen.opc.xml import coordinate, emu, find, tag
from deckgen.richtext import PLAIN, Paragraph, Run, Style, merged

_EXTENSIONS = frozenset({"extLst"})
_SPACE_ABOVE = "spcBef"
_SPACING = ("lnSpc", "spcAft")


def normalized(
    lines: Iterable[Paragraph], before: Sequence[Paragraph], place: InheritedText
) -> tuple[Paragraph, ...]:
    """The paragraphs without formatting that only repeats what they inherit.

    `before` are those of the same shape in the presentation that was built, `place` is the
    formatting that text inherits there.
    """
    return Normalizer(before, place).normalized(lines)


class Normalizer:
    """Normalizes the paragraphs of a shape or cell, given those it had before."""

    def __init__(self, before: Sequence[Paragraph], place: InheritedText) -> None:
        """Take the paragraphs of before, and the formatting that text inherits in this place."""
        self._before, self._place = before, place
        self._visible = VisibleProperties(place)
        self._plain_paragraphs: dict[tuple[object, ...], str] = {}
        self._plain_styles: dict[tuple[object, ...], Style] = {}
        self._known = frozenset(before)
        self._visible_before = [self._visible.of(line) for line in before]
        self._by_text: dict[str, list[int]] = {}
        for index, visible in enumerate(self._visible_before):
            self._by_text.setdefault(visible.text, []).append(index)

    def normalized(self, lines: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
        """The paragraphs without formatting that only repeats what they inherit."""
        if self._place.shrunk:
            lines = self._unshrunk(tuple(lines))
        return tuple(self._paragraph(index, line) for index, line in enumerate(lines))

    def _unshrunk(self, lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
        """The paragraphs with the indents that they had before the editor shrank the text.

        LibreOffice (7.4) saves the indents of all paragraphs made smaller by one factor, which it
        does not say: those of paragraphs that say the same as before tell it.
        """
        pairs = [
            (now, before)
            for line in lines
            for at in self._known_at(line)[:1]
            if (was := self._before[at]).level == line.level
            for now, before in zip(self._indents_of(line), self._indents_of(was), strict=True)
            if before
        ]
        now, before = max(pairs, key=lambda pair: abs(pair[1]), default=(0, 0))
        factor = now / before if before else 0
        if not 0 < factor < 1 or not all(
            agree("marL", str(now), str(before * factor)) for now, before in pairs
        ):
            return lines
        return [structs.replace(one, opaque=_widened(one.opaque, factor)) for one in lines]

    def _indents_of(self, line: Paragraph) -> tuple[int, ...]:
        """The left margin and the indent of the first line of a paragraph, in EMU."""
        known = self._visible.all_of_paragraph(line)
        return tuple(emu(known.get(name, "0")) or 0 for name in ("marL", "indent"))

    def plain(self, line: Paragraph) -> Paragraph:
        """A paragraph without formatting that would hold anyway, in the same place."""
        level, opaque = self._place.level(line.level), line.opaque
        if opaque:
            first = line.runs[0].style if line.runs else PLAIN
            about = line.level, line.number is None, opaque, first
            if about not in self._plain_paragraphs:
                own = explicit_properties(line, level, self._place.theme)
                rest = _rest(opaque, frozenset(own) | _EXTENSIONS, self._place)
                self._plain_paragraphs[about] = rest
            opaque = self._plain_paragraphs[about]
        if opaque != line.opaque or any(run.style != PLAIN for run in line.runs):
            runs = [replace(run, style=self._plain_style(run, line.level)) for run in line.runs]
            line = structs.replace(line, runs=merged(runs), opaque=opaque)
        return line

    def _plain_style(self, run: Run, level: int) -> Style:
        """The style of a run of that level without formatting that would hold anyway."""
        style = run.style
        if style == PLAIN:
            return PLAIN
        given = [name for name in SCRIPTS if f"<a:{name} " in style.opaque]
        about = level, style, *(is_of_other_script(name, run.text) for name in given)
        if about not in self._plain_styles:
            self._plain_styles[about] = self._plainest(run, self._place.level(level))
        return self._plain_styles[about]

    def _plainest(self, run: Run, level: TextLevel) -> Style:
        style = run.style
        own = self._visible.of_run(run, level)
        opaque = style.opaque
        if opaque.startswith("<a:rPr"):  # else an equation
            opaque = _rest(opaque, frozenset(own) | _EXTENSIONS, self._place)
        plainer = style.but(opaque=opaque)
        return _with_font(_with_properties_of(plainer, style, own, _STYLE_FIELDS))

    def _paragraph(self, index: int, line: Paragraph) -> Paragraph:
        if line in self._known:
            return line
        levels = self._levels(line)
        for level in dict.fromkeys((line.level, *levels)):
            visible = self._visible.of(structs.replace(line, level=level))
            known = self._by_text.get(visible.text, [])
            for at in sorted(known, key=lambda at: abs(at - index)):
                if self._visible_before[at].equals(visible, self._unseen(line, index, at)):
                    return self._before[at]
        moved = self._on_other_level(line, index) if self._place.forgotten else None
        return moved or self._without_inherited(structs.replace(line, level=levels[0]), index)

    def _unseen(self, line: Paragraph, index: int, at: int) -> frozenset[str]:
        """The properties that say nothing of a paragraph, which was the one `at` that place.

        The space above the first paragraph of a text does not show. LibreOffice leaves there that
        of a paragraph which was removed, and its line spacing.
        """
        if index:
            return frozenset()
        if not at or not self._place.forgotten:
            return frozenset({_SPACE_ABOVE})
        now, removed = (self._visible.all_of_paragraph(one) for one in (line, self._before[0]))
        return frozenset({_SPACE_ABOVE} | {n for n in _SPACING if now.get(n) == removed.get(n)})

    def _on_other_level(self, line: Paragraph, index: int) -> Paragraph | None:
        """The paragraph of before that was put on another level, with what else changed of it.

        LibreOffice gives such a paragraph a bullet and indents of its own, and keeps the looks of
        its words. None where there is none.
        """
        for at in sorted(self._known_at(line), key=lambda at: abs(at - index)):
            was, visible = self._before[at], self._visible_before[at]
            there = self._visible.of(structs.replace(line, level=was.level))
            if was.level == line.level or (was.number, visible.texts) != (line.number, there.texts):
                continue
            now = self._visible.of(line)
            if not line.level and (_indents(now) != {} or self._indented_alike(0, was.level)):
                continue  # its level may only be dropped
            own, known = now.properties, visible.properties
            if self._has_bullet(own, line.level) <= self._has_bullet(known, was.level):
                own, known = _without_level(own), _without_level(known)
            if same(own, known):
                return structs.replace(was, level=line.level)
            opaque = _rest(line.opaque, frozenset(own), self._place)
            return structs.replace(was, level=line.level, opaque=opaque)
        return None

    def _indented_alike(self, *levels: int) -> bool:
        """Whether some levels have the same indents, so that these do not tell the level."""
        known = (self._place.level(number).paragraph for number in levels)
        return len({tuple(one.get(name, "0") for name in sorted(_INDENTS)) for one in known}) == 1

    def _has_bullet(self, properties: TextProperties, level: int) -> bool:
        default = self._place.level(level).paragraph.get("bu", "none")
        return properties.get("bu", default) != "none"

    def _known_at(self, line: Paragraph) -> list[int]:
        """The places of the paragraphs of before that say the same."""
        return self._by_text.get(self._visible.of(line).text, [])

    def _levels(self, line: Paragraph) -> list[int]:
        """The levels that a paragraph may have: its own, or those whose formatting it has.

        Outside outlines LibreOffice drops the level of a paragraph and writes its formatting out.
        At most one level deeper than before is tried; other new text counts as the first level.
        """
        if line.level or not line.runs or not all(map(_has_full_style, line.runs)):
            return [line.level]
        deepest = max((known.level + 1 for known in self._before), default=0)
        near = range(min(deepest + 1, len(self._place.levels)))
        counts = [self._explicit_count(structs.replace(line, level=n)) for n in near]
        if not counts or counts[0] == 0:
            return [0]
        return [number for number, count in enumerate(counts) if count == min(counts)]

    def _explicit_count(self, line: Paragraph) -> int:
        """How many properties a paragraph and its runs do not inherit from the level."""
        visible = self._visible.of(line)
        return len(visible.properties) + sum(len(own) for _, own in visible.texts)

    def _without_inherited(self, line: Paragraph, index: int) -> Paragraph:
        """A changed paragraph without inherited properties.

        The XML of its own properties is that of the nearest paragraph of before that has the same.
        """
        level = self._place.level(line.level)
        own = self._visible.of_paragraph(line, level)
        matching = [
            (abs(at - index), was.opaque)
            for at, (was, visible) in enumerate(
                zip(self._before, self._visible_before, strict=True)
            )
            if (was.level, was.number) == (line.level, line.number)
            and same_paragraph(own, visible.properties, self._unseen(line, index, 0))
        ]
        kept = frozenset(own) - self._unseen(line, index, 0)
        opaque = min(matching)[1] if matching else _rest(line.opaque, kept, self._place)
        typed = self._styles_without_effect(line, index)
        runs = [replace(run, style=self._style(run, level, typed)) for run in line.runs]
        return structs.replace(line, opaque=opaque, runs=_with_plain_edges(runs))

    def _styles_without_effect(self, line: Paragraph, index: int) -> set[Style]:
        """The styles that the paragraph had before and that say what it inherits anyway."""
        if index >= len(self._before):
            return set()
        was = self._before[index]
        words = [set(one.text.split()) for one in (line, was)]
        if was.level != line.level or 2 * len(words[0] & words[1]) < len(words[1]):
            return set()
        level = self._place.level(was.level)
        return {run.style for run in was.runs if not self._visible.of_run(run, level)}

    def _style(self, run: Run, level: TextLevel, typed: set[Style]) -> Style:
        """The style of a run without inherited properties: one of before if it looks the same."""
        own = self._visible.of_run(run, level)
        if not own:
            return next(iter(typed)) if len(typed) == 1 else PLAIN
        alike = [
            known.style
            for line in self._before
            for known in line.runs
            if same(own, self._visible.of_run(known, self._place.level(line.level)))
        ]
        if alike:  # a theme's colour and its digits look the same: the one that is there counts
            return run.style if run.style in alike else alike[0]
        matching = self._style_adapted(run, own, level)
        if matching is not None:
            return matching
        style = run.style
        opaque = _rest(style.opaque, frozenset(own), self._place)
        return _with_font(_with_properties_of(style.but(opaque=opaque), style, own, _STYLE_FIELDS))

    def _style_adapted(self, run: Run, own: TextProperties, level: TextLevel) -> Style | None:
        """A style of before, with the few changes that give a run these properties.

        So what an editor drops of a style, such as a shadow, stays. None where no style of before
        is closer than no style at all.
        """
        best, fewest = None, len(own)
        for line in self._before:
            there = self._place.level(line.level)
            for known in line.runs:
                changed = _differing(self._visible.of_run(known, there), own)
                if len(changed) < fewest and changed <= _STYLE_FIELDS:
                    style = _with_properties_of(known.style, run.style, own, changed)
                    if same(own, self._visible.of_run(replace(run, style=style), level)):
                        best, fewest = style, len(changed)
        return best


def plain_form(place: InheritedText) -> Normalizer:
    """What leaves formatting out that would hold anyway in a place; one for a place."""
    known = _PLAIN_FORMS.get(id(place))
    if known is None:
        if len(_PLAIN_FORMS) > _MOST:
            _PLAIN_FORMS.clear()
        known = _PLAIN_FORMS[id(place)] = Normalizer((), place)
    return known


_MOST = 64
_PLAIN_FORMS: dict[int, Normalizer] = {}
"""By the identity of the place, which each keeps alive."""
_STYLE_FIELDS = frozenset({"b", "i", "u", "strike", "baseline", "sz", "fill", "latin"})
"""The properties that a style has fields for, but for links and fields."""


def _differing(one: TextProperties, other: TextProperties) -> frozenset[str]:
    """The properties in which the two differ."""
    return frozenset(
        name
        for name in one.keys() | other.keys()
        if name not in one or name not in other or not agree(name, one[name], other[name])
    )


def _with_properties_of(
    style: Style, other: Style, wanted: TextProperties, names: frozenset[str]
) -> Style:
    """A style with the named properties of another; empty where `wanted` does not have them."""
    fields = {
        "b": ("bold", other.bold, None),
        "i": ("italic", other.italic, None),
        "u": ("underline", other.underline, ""),
        "strike": ("strike", other.strike, ""),
        "baseline": ("baseline", other.baseline, 0),
        "sz": ("size", other.size, 0),
        "fill": ("color", other.color, ""),
        "latin": ("font", other.font, ""),
    }
    changes = {}
    for name in names:
        field, value, empty = fields[name]
        changes[field] = value if name in wanted else empty
    return style.but(**changes)


_INDENTS = frozenset({"marL", "indent"})
_OF_LEVEL = _INDENTS | {"bu", "buClr", "buSz", "buFont", "tabLst", "spcBef", "spcAft", "lnSpc"}
"""What each level of a text has of its own."""


def _indents(visible: VisibleParagraph) -> TextProperties:
    return {name: value for name, value in visible.properties.items() if name in _INDENTS}


def _without_level(properties: TextProperties) -> TextProperties:
    return {name: value for name, value in properties.items() if name not in _OF_LEVEL}


def _has_full_style(run: Run) -> bool:
    return run.text.isspace() or bool(run.style.size and run.style.font)


def _with_plain_edges(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with the spaces between two styles in the plainer one."""
    pieces: list[Run] = []
    for run in merged(runs):
        style = run.style
        if style == PLAIN or style.underline or style.strike or style.opaque or style.field:
            pieces.append(run)
            continue
        found = EDGES.fullmatch(run.text)
        assert found is not None, "the pattern matches every text"
        first, core, last = found.groups()
        outer = [_edge(first, style), replace(run, text=core, origins=()), _edge(last, style)]
        pieces.extend(outer if core else [run])
    return merged(_edges_restored(merged(pieces)))


def _edge(text: str, style: Style) -> Run:
    """The spaces at an edge of a run of that style; a line break is as high as it says."""
    return Run(text, Style(size=style.size, font=style.font) if "\n" in text else PLAIN)


def _edges_restored(kept: tuple[Run, ...]) -> Iterable[Run]:
    """The runs, spaces between two of the same style, or at an end, in that style again."""
    for index, run in enumerate(kept):
        beside = kept[max(index - 1, 0) : index] + kept[index + 1 : index + 2]
        styles = {other.style for other in beside}
        style = styles.pop() if len(styles) == 1 else PLAIN
        alone = run.text.isspace() and run.style == _edge(run.text, style).style
        yield replace(run, style=style) if alone and not style.field else run


def _rest(xml: str, kept: frozenset[str], place: InheritedText) -> str:
    """Canonical XML with only the properties that are kept, "" where none remains."""
    if not xml:
        return ""
    element = element_of(xml)
    for name in list(element.attrib):
        if str(name) not in kept:
            del element.attrib[name]
    for child in list(element):
        if property_name(child) not in kept or not property_value(child, place.theme):
            element.remove(child)
    return opc_xml.canonical(element) if len(element) or element.attrib else ""


def _widened(xml: str, factor: float) -> str:
    """The XML of a paragraph's properties whose indents were made smaller by the factor."""
    if not xml:
        return ""
    element = element_of(xml)
    for name in _INDENTS & {str(name) for name in element.attrib}:
        element.set(name, str(round(coordinate(element, name) / factor)))
    return opc_xml.canonical(element)


def _with_font(style: Style) -> Style:
    """The style with the typeface in its XML as its font, where it is the only one."""
    if not style.opaque:
        return style
    element = element_of(style.opaque)
    latin = find(element, "a:latin")
    others = [child for child in element if tag(child) in ("a:ea", "a:cs", "a:sym")]
    if latin is None or others or '"' in latin.get("typeface", '"'):
        return style
    element.remove(latin)
    opaque = opc_xml.canonical(element) if len(element) or element.attrib else ""
    return style.but(font=latin.get("typeface", ""), opaque=opaque)
