"""Every rule finds the decks that were spoilt for it, and nothing in the sound one."""

from __future__ import annotations

import pytest

from deckgen.checks.rules import BY_ID, FAMILIES, RULES
from deckgen.diagnostics import render
from tests.checks import seeds_colour, seeds_structure, seeds_text
from tests.checks.sound import Seed, checked, codes, sound

SEEDS = (*seeds_structure.SEEDS, *seeds_text.SEEDS, *seeds_colour.SEEDS)


def test_the_sound_deck_has_no_finding() -> None:
    found = [render(diagnostic) for diagnostic in checked(sound()).diagnostics]
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_rule_finds_its_seed_and_no_other_rule_does(seed: Seed) -> None:
    assert codes(seed.deck()) == {seed.rule} | seed.also


def test_every_rule_has_a_seed() -> None:
    """Soundness, facts and figures, and what only decks have, are seeded beside their tests."""
    seeded = {seed.rule for seed in SEEDS} | {"SLOT-EMPTY", "SLOT-UNUSED", "KEY-UNUSED", "NOTES"}
    elsewhere = (*FAMILIES["Soundness"], *FAMILIES["Facts and figures"])
    assert {rule.id for rule in RULES} - {rule.id for rule in elsewhere} == seeded


def test_rules_have_ids_of_their_own() -> None:
    assert len(BY_ID) == len(RULES)
