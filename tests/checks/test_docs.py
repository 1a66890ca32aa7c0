"""Each rule has its page, and the pages say what the rules say."""

import re
import subprocess
import sys

import pytest

from deckgen.checks.rules import (
    BY_ID,
    RULES,
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
from deckgen.plan.overflow import SMALL
from tests.support.cases import every_case
from tests.support.paths import ROOT


@pytest.mark.slow
def test_the_pages_are_as_they_would_be_written() -> None:
    command = [sys.executable, str(ROOT / "tools" / "rules.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{run.stdout}{run.stderr}\nrun python tools/rules.py"


@every_case("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_who_asks_how_it_is_decided_and_how_to_mend(rule: Rule) -> None:
    for said in (rule.summary, rule.why, rule.source, rule.decided, rule.mend):
        assert said.endswith(".")
        assert said[0].isupper() or said.startswith(("`", "deck"))
        assert "  " not in said


def test_every_check_has_its_prose() -> None:
    """A rule without a check is an error when the rules are loaded."""
    modules = (alt_text, charts, document, facts, layout, links, sums, tables, text)
    assert {check.rule for module in modules for check in module.CHECKS} <= set(BY_ID)


@every_case(
    ("rule", "limit"),
    [
        ("ALT-LONG", alt_text._LONGEST),
        ("CONTRAST-GRAPHIC", charts._LEAST),
        ("CONTRAST-TEXT", text._NORMAL),
        ("CONTRAST-TEXT", text._LARGE),
        ("SHRINK", SMALL),
        ("TEXT-OUTSIDE", layout._LONG),
        ("FONT-MIN", text._LEAST),
        ("FONT-BODY", text._BODY),
        ("FONT-BODY", text._RUNNING_WORDS),
    ],
)
def test_the_prose_names_the_limits_that_the_checks_have(rule: str, limit: float) -> None:
    said = BY_ID[rule]
    assert f"{limit:g}" in re.findall(r"\d+(?:\.\d+)?", f"{said.summary} {said.decided}")
