"""Content said relative to the shape of a pattern slide: words alone take the shape's own look.

A pattern's paragraph lends what all its runs share, and its paragraph properties, to the
paragraph that takes its place. `relative` and `based` are inverse for content of the pattern's
own, so an extracted deck reads plainly and loses nothing.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

from deckgen.content.base import Content
from deckgen.content.style import PLAIN, Paragraph, Run, Style, merged

C = TypeVar("C", bound=Content)
_LENT = tuple(f.name for f in fields(Style) if f.name not in ("link", "field"))
_FLAGS = ("bold", "italic")


def relative(content: C, pattern: Content) -> C:
    """The content without what the pattern's paragraphs lend it."""
    bases = iter(content.bases(pattern))
    return content.map_paragraphs(lambda line: _less(line, next(bases)))


def based(content: C, pattern: Content) -> C:
    """The content with what the pattern's paragraphs lend it."""
    bases = iter(content.bases(pattern))
    return content.map_paragraphs(lambda line: _more(line, next(bases)))


def _shared(line: Paragraph) -> Style:
    """What all runs of a paragraph share."""
    if not line.runs:
        return PLAIN
    first = line.runs[0].style
    kept = {
        name: getattr(first, name)
        for name in _LENT
        if all(getattr(run.style, name) == getattr(first, name) for run in line.runs)
    }
    return Style(**kept)


def _less(line: Paragraph, base: Paragraph) -> Paragraph:
    shared = _shared(base)
    runs = merged(replace(run, style=_without(run.style, shared)) for run in line.runs)
    opaque = "" if line.opaque == base.opaque else line.opaque
    return replace(line, runs=runs, opaque=opaque)


def _without(style: Style, shared: Style) -> Style:
    changes: dict[str, object] = {}
    for name in _LENT:
        mine, lent = getattr(style, name), getattr(shared, name)
        if lent and mine == lent:
            changes[name] = getattr(PLAIN, name)
        elif name in _FLAGS and lent is not None and mine is None:
            changes[name] = False
        elif name in _FLAGS and lent is False and mine is False:
            changes[name] = None
    return style.but(**changes) if changes else style


def _more(line: Paragraph, base: Paragraph) -> Paragraph:
    shared = _shared(base)
    runs = merged(Run(run.text, _with(run.style, shared), run.origins) for run in line.runs)
    return replace(line, runs=runs, opaque=line.opaque or base.opaque)


def _with(style: Style, shared: Style) -> Style:
    changes: dict[str, object] = {}
    for name in _LENT:
        mine, lent = getattr(style, name), getattr(shared, name)
        missing = mine is None if name in _FLAGS else not mine
        if missing and (lent or lent is False):
            changes[name] = lent
    return style.but(**changes) if changes else style
