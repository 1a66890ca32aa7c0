"""Soundness is checked rule by rule: each code is a rule, with a seed in tests/soundness."""

from deckgen.checks.rules import RULES
from tests.soundness.faults import FAULTS


def test_each_fault_of_soundness_is_a_rule() -> None:
    seeded = {code for fault in FAULTS for code in fault.codes}
    assert seeded <= {rule.id for rule in RULES}


def test_each_rule_of_soundness_has_a_seed() -> None:
    seeded = {code for fault in FAULTS for code in fault.codes}
    rules = {rule.id for rule in RULES if rule.id.startswith("SOUND-")}
    assert rules - seeded <= {"SOUND-MEMBER"}
