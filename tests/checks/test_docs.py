"""Each rule has its page, and the pages say what the rules say."""

import subprocess
import sys

import pytest

from deckgen.checks.rules import RULES
from deckgen.checks.subject import Rule
from tests.support.paths import ROOT


@pytest.mark.slow
def test_the_pages_are_as_they_would_be_written() -> None:
    command = [sys.executable, str(ROOT / "tools" / "rules.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{run.stdout}{run.stderr}\nrun python tools/rules.py"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_who_asks_how_it_is_decided_and_how_to_mend(rule: Rule) -> None:
    for text in (rule.summary, rule.why, rule.source, rule.decided, rule.mend):
        assert text.endswith(".")
        assert text[0].isupper() or text.startswith(("`", "deck"))
        assert "  " not in text
