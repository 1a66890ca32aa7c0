"""The rules, in the order in which they are reported and documented."""

from __future__ import annotations

from deckgen.checks.base import Rule
from deckgen.checks.rules import (
    alt_text,
    contrast,
    document,
    fonts,
    language,
    links,
    media,
    order,
    placeholders,
    placement,
    sections,
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
    *fonts.RULES,
    *links.RULES,
    *writing.RULES,
    *placeholders.RULES,
    *sections.RULES,
    *media.RULES,
    *placement.RULES,
)

BY_ID = {rule.id: rule for rule in RULES}
