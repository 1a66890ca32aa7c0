"""Content relative to that of a pattern slide's shape.

A paragraph inherits its paragraph properties, and the styles that all runs share, from the
pattern's paragraph that it replaces. What the pattern spells out though it would hold anyway, YAML
does not say: there it has the plainest form that looks the same (`Content.plain`), and gets back
what the pattern spells out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from msgspec import structs

from deckgen.content import Content
from deckgen.richtext import PLAIN, Paragraph, Run, Style, cut, merged

C = TypeVar("C", bound=Content)
_INHERITED_FIELDS = tuple(n for n in Style.__struct_fields__ if n not in ("link", "field"))
_TRISTATE_FIELDS = ("bold", "italic")


def relative(content: C, pattern: Content, plain: Content) -> C:
    """The content without what it inherits from the pattern's, such as formatting.

    `plain` is the pattern's content in its plainest form. The inverse of `resolved`
    for content that was read from the pattern itself.
    """
    own = _map(content, pattern, plain, lambda line, base: base.without_inherited(line))
    return own.without(pattern)


def resolved(content: C, pattern: Content, plain: Content) -> C:
    """The content with what it inherits from the pattern's, such as formatting."""
    found = _map(content, pattern, plain, lambda line, base: base.with_inherited(line))
    return found.over(pattern)


def spelled_out(content: C, pattern: Content, plain: Content) -> C:
    """The content with what the pattern spells out though it would hold anyway."""
    return _map(content, pattern, plain, lambda line, base: base.spelled_out(line))


def _map(
    content: C, pattern: Content, plain: Content, change: Callable[[Paragraph, _Base], Paragraph]
) -> C:
    own, plainest = content.bases(pattern), content.bases(plain)
    bases = (_Base(*pair) for pair in zip(own, plainest, strict=True))
    return content.map_paragraphs(lambda line: change(line, next(bases)))


class _Base(NamedTuple):
    """A pattern's paragraph that gives formatting to another, and the same in plainest form."""

    own: Paragraph
    plain: Paragraph

    def without_inherited(self, line: Paragraph) -> Paragraph:
        """A paragraph without what it inherits from this one."""
        if line == self.own:
            line = structs.replace(line, runs=self.plain.runs, opaque=self.plain.opaque)
        elif self._spells_out(line):
            styles, common = dict(reversed(self._styles())), self._repeated()
            line = _restyled(
                line,
                lambda style: styles.get(style) or _style_lacking(style, common),
                (self.own.opaque, self.plain.opaque),
            )
        return _without_inherited(line, self.plain)

    def with_inherited(self, line: Paragraph) -> Paragraph:
        """A paragraph with what it inherits from this one; inverts `without_inherited`."""
        found = self.spelled_out(_with_inherited(line, self.plain))
        if found == self.own or self.own == self.plain:
            return found
        earlier = _with_inherited(line, self.own)  # as decks were extracted that said it all
        return earlier if earlier == self.own else found

    def spelled_out(self, line: Paragraph) -> Paragraph:
        """A paragraph with what this one spells out though it would hold anyway."""
        if line == self.own or not self._spells_out(line):
            return line
        if line == self.plain:
            runs = (replace(run, style=style) for style, run in self._cut_like_own(line))
            return structs.replace(line, runs=merged(runs), opaque=self.own.opaque)
        styles = {plain: own for own, plain in reversed(self._styles())}
        common = self._repeated()
        return _restyled(
            line,
            lambda style: styles.get(style) or _style_with(style, common),
            (self.plain.opaque, self.own.opaque),
        )

    def _spells_out(self, line: Paragraph) -> bool:
        return self.own != self.plain and line.level == self.own.level

    def _styles(self) -> list[tuple[Style, Style]]:
        """The style of each of its runs, and the plainest that looks the same."""
        return [(own, run.style) for own, run in self._cut_like_own(self.plain)]

    def _repeated(self) -> Style:
        """What all its runs spell out though it would hold anyway."""
        own, plain = _common_style(self.own), _common_style(self.plain)
        return own.but(**{name: getattr(PLAIN, name) for name, _ in _said(plain)})

    def _cut_like_own(self, line: Paragraph) -> Iterator[tuple[Style, Run]]:
        """The runs of a paragraph of the same text, divided as this one's, with their styles."""
        at = 0
        for run in self.own.runs:
            for piece in cut(line.runs, at, at + len(run.text)):
                yield run.style, piece
            at += len(run.text)


def _restyled(
    line: Paragraph, change: Callable[[Style], Style], opaque: tuple[str, str]
) -> Paragraph:
    """The paragraph with changed styles, and with the second of `opaque` instead of the first."""
    first, second = opaque
    runs = merged(replace(run, style=change(run.style)) for run in line.runs)
    return structs.replace(line, runs=runs, opaque=second if line.opaque == first else line.opaque)


def _said(style: Style) -> Iterator[tuple[str, object]]:
    """The fields of a style that say something, with their values."""
    for name in _INHERITED_FIELDS:
        value = getattr(style, name)
        if value or value is False:
            yield name, value


def _style_lacking(style: Style, repeated: Style) -> Style:
    """The style without what another says too."""
    same = [name for name, value in _said(repeated) if getattr(style, name) == value]
    return style.but(**{name: getattr(PLAIN, name) for name in same}) if same else style


def _common_style(line: Paragraph) -> Style:
    """The fields that all runs of a paragraph have in common; the others are empty."""
    if not line.runs or any(run.style == PLAIN for run in line.runs):
        return PLAIN
    first = line.runs[0].style
    values = {
        name: getattr(first, name)
        for name in _INHERITED_FIELDS
        if all(getattr(run.style, name) == getattr(first, name) for run in line.runs)
    }
    return Style(**values)


def _without_inherited(line: Paragraph, base: Paragraph) -> Paragraph:
    common, runs = _common_style(base), line.runs
    if common == PLAIN and not base.opaque:
        return line
    if common != PLAIN:
        runs = merged(replace(run, style=_style_without(run.style, common)) for run in runs)
    opaque = "" if line.opaque == base.opaque else line.opaque
    return structs.replace(line, runs=runs, opaque=opaque)


def _style_without(style: Style, common: Style) -> Style:
    changes: dict[str, object] = {}
    for name in _INHERITED_FIELDS:
        own, inherited = getattr(style, name), getattr(common, name)
        if inherited and own == inherited:
            changes[name] = getattr(PLAIN, name)
        elif name in _TRISTATE_FIELDS and inherited is not None and own is None:
            changes[name] = False
        elif name in _TRISTATE_FIELDS and inherited is False and own is False:
            changes[name] = None
    return style.but(**changes) if changes else style


def _with_inherited(line: Paragraph, base: Paragraph) -> Paragraph:
    common = _common_style(base)
    runs = merged(Run(run.text, _style_with(run.style, common), run.origins) for run in line.runs)
    return structs.replace(line, runs=runs, opaque=line.opaque or base.opaque)


def _style_with(style: Style, common: Style) -> Style:
    changes = {
        name: value
        for name, value in _said(common)
        if (getattr(style, name) is None if name in _TRISTATE_FIELDS else not getattr(style, name))
    }
    return style.but(**changes).leading(style.link) if changes else style
