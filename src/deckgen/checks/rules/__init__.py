"""The rules: what each says stands in rules.toml, what each checks in the module of its subject."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from deckgen.checks.rules import (
    alt_text,
    charts,
    document,
    facts,
    layout,
    links,
    sums,
    tables,
    text,
)
from deckgen.checks.subject import Rule
from deckgen.diagnostics import Severity

_MODULES = (
    alt_text, charts, document, facts, layout, links, sums, tables, text,
)  # fmt: skip

_CHECKS = {check.rule: check for module in _MODULES for check in module.CHECKS}


def _rule(name: str, texts: dict[str, str]) -> Rule:
    check = document.check_of(name) if name.startswith("SOUND-") else _CHECKS[name]
    prose = {key: " ".join(text.split()) for key, text in texts.items() if key != "level"}
    return Rule(check=check, severity=Severity(texts["level"]), **prose)


def _families() -> dict[str, tuple[Rule, ...]]:
    table = tomllib.loads(files(__name__).joinpath("rules.toml").read_text(encoding="utf-8"))
    families = {}
    for title, entries in table.items():
        shared = {key: text for key, text in entries.items() if isinstance(text, str)}
        families[title] = tuple(
            _rule(name, shared | texts) for name, texts in entries.items() if name not in shared
        )
    return families


FAMILIES = _families()
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES.values() for rule in family)
BY_ID = {rule.id: rule for rule in RULES}
