"""The rules, in the order in which they are reported and documented."""

from __future__ import annotations

from deckgen.checks.base import Rule
from deckgen.checks.rules import (
    alt_text,
    contrast,
    crowded,
    dates,
    disagree,
    document,
    fit,
    fonts,
    graphics,
    language,
    leftover,
    links,
    literal,
    media,
    mixed,
    notes,
    order,
    pending,
    placeholders,
    placement,
    sections,
    slots,
    sound,
    stale,
    sums,
    tables,
    titles,
    writing,
)

FAMILIES: dict[str, tuple[Rule, ...]] = {
    "The document": (*document.RULES, *language.RULES),
    "Titles": titles.RULES,
    "Alternative text": alt_text.RULES,
    "Tables": tables.RULES,
    "Reading order": order.RULES,
    "Colour": (*contrast.RULES, *graphics.RULES),
    "Text": (*fonts.RULES, *links.RULES, *writing.RULES),
    "Text fit": (*fit.RULES, *crowded.RULES),
    "Layouts and placeholders": (*placeholders.RULES, *placement.RULES),
    "Sections": sections.RULES,
    "Sound and movement": media.RULES,
    "Content": (*pending.RULES, *slots.RULES, *notes.RULES, *dates.RULES),
    "Facts and figures": (
        *stale.RULES,
        *mixed.RULES,
        *literal.RULES,
        *disagree.RULES,
        *sums.RULES,
        *leftover.RULES,
    ),
    "Soundness": sound.RULES,
}

RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES.values() for rule in family)

BY_ID = {rule.id: rule for rule in RULES}
