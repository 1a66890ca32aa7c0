"""The rules, in the order in which they are reported and documented."""

from __future__ import annotations

from deckgen.checks.base import Rule
from deckgen.checks.rules import document

RULES: tuple[Rule, ...] = (*document.RULES,)

BY_ID = {rule.id: rule for rule in RULES}
