"""The rules, in the order in which they are reported and documented."""

from __future__ import annotations

from deckgen.checks.base import Rule
from deckgen.checks.rules import (
    alt_text,
    contrast,
    dates,
    document,
    fonts,
    graphics,
    language,
    links,
    media,
    notes,
    order,
    pending,
    placeholders,
    placement,
    sections,
    slots,
    sound,
    tables,
    titles,
    writing,
)

RULES: tuple[Rule, ...] = (
    *document.RULES,
    *language.RULES,
    *titles.RULES,
    *alt_text.RULES,
    *tables.RULES,
    *order.RULES,
    *contrast.RULES,
    *graphics.RULES,
    *fonts.RULES,
    *links.RULES,
    *writing.RULES,
    *placeholders.RULES,
    *sections.RULES,
    *media.RULES,
    *placement.RULES,
    *pending.RULES,
    *slots.RULES,
    *notes.RULES,
    *dates.RULES,
    *sound.RULES,
)

BY_ID = {rule.id: rule for rule in RULES}
