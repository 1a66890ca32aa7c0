"""All that is looked at beside what plans hold. A new thing is an `Aspect` and a place here."""

from __future__ import annotations

from deckgen.beyond import (
    deck_aspects,
    layout_aspects,
    shape_about,
    shape_chart,
    shape_paint,
    shape_place,
    shape_table,
    shape_text,
    sheet_aspects,
)
from deckgen.beyond.aspect import Aspect
from deckgen.beyond.subjects import Drawn, Look, Sheet

DECK: tuple[Aspect[Look], ...] = deck_aspects.ASPECTS

SHEET: tuple[Aspect[Sheet], ...] = sheet_aspects.ASPECTS
"""Of slides, layouts and masters alike."""

LAYOUT: tuple[Aspect[Sheet], ...] = (*SHEET, *layout_aspects.SHEETS)
"""Of layouts and masters."""

MASTER: tuple[Aspect[Sheet], ...] = (*LAYOUT, *layout_aspects.MASTERS)
"""Of masters."""

THEME: tuple[Aspect[Sheet], ...] = layout_aspects.THEMES
"""Of the theme of a master."""

SHAPE: tuple[Aspect[Drawn], ...] = (
    *shape_place.ASPECTS,
    *shape_paint.ASPECTS,
    *shape_about.ASPECTS,
    *shape_text.ASPECTS,
    *shape_table.ASPECTS,
    *shape_chart.ASPECTS,
)
"""Of the shapes of slides, layouts and masters."""

LAYOUT_SHAPE: tuple[Aspect[Drawn], ...] = layout_aspects.SHAPES
"""Of the shapes of layouts and masters alone: what a plan holds of slides."""

KEYS = tuple(aspect.key for group in (DECK, MASTER, THEME, SHAPE, LAYOUT_SHAPE) for aspect in group)
"""The keys of all, by which a base tells what it holds."""
