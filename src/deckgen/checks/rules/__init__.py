"""The rules by subject: a module a subject, with tuples of rules that the families list."""

from __future__ import annotations

from deckgen.checks.rules import (
    alt_text,
    charts,
    contrast,
    document,
    facts,
    fit,
    layout,
    links,
    soundness,
    sums,
    tables,
    text,
)
from deckgen.checks.subject import Rule

FAMILIES: dict[str, tuple[Rule, ...]] = {
    "The document": (*document.DOCUMENT_RULES, *document.LANGUAGE_RULES),
    "Titles": document.TITLES_RULES,
    "Alternative text": alt_text.RULES,
    "Tables": tables.RULES,
    "Reading order": layout.ORDER_RULES,
    "Colour": (*contrast.RULES, *charts.GRAPHICS_RULES),
    "Text": (*text.FONTS_RULES, *links.LINKS_RULES, *text.WRITING_RULES),
    "Text fit": (*fit.RULES, *charts.CROWDED_RULES),
    "Layouts and placeholders": (*layout.PLACEHOLDERS_RULES, *layout.PLACEMENT_RULES),
    "Sections": layout.SECTIONS_RULES,
    "Sound and movement": links.MEDIA_RULES,
    "Content": (*text.PENDING_RULES, *facts.SLOTS_RULES, *document.NOTES_RULES, *text.DATES_RULES),
    "Facts and figures": (
        *facts.STALE_RULES,
        *facts.MIXED_RULES,
        *facts.LITERAL_RULES,
        *sums.DISAGREE_RULES,
        *sums.SUMS_RULES,
        *facts.LEFTOVER_RULES,
    ),
    "Soundness": soundness.RULES,
}

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES.values() for rule in family)
BY_ID = {rule.id: rule for rule in RULES}
