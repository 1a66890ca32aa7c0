"""The quick lane holds something of everything: a test of each room, kind, rule and command."""

from __future__ import annotations

import ast
import os
import shlex
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from deckgen.checks.rules import RULES
from deckgen.cli import COMMANDS
from tests.checks.test_rules import SEEDS
from tests.soundness.faults import FAULTS
from tests.support.cases import every_case
from tests.support.paths import ROOT
from tests.support.programs import TIMEOUT

pytestmark = pytest.mark.slow

WORDS = "-m 'not slow' --ignore-glob='*/test_*sessions.py'"
SOURCE = ROOT / "src" / "deckgen"
ROOMS = sorted({path.stem for path in SOURCE.iterdir() if not path.name.startswith(("_", "py."))})
DECKS = sorted(path.stem for path in (ROOT / "tests" / "decks").glob("*.yaml"))


@dataclass(frozen=True)
class Lane:
    """The names of the tests, and of their code what it imports, the texts, and those that calls
    are given first."""

    names: tuple[str, ...]
    imports: frozenset[str]
    texts: frozenset[str]
    first: frozenset[str]


def code_of(file: str, tests: set[str]) -> Iterator[ast.AST]:
    """What stands in a file of tests, without the tests that are not among these."""
    waiting: list[ast.AST] = [ast.parse((ROOT / file).read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        yield node
        for inside in ast.iter_child_nodes(node):
            name = inside.name if isinstance(inside, ast.FunctionDef) else ""
            if name in tests or not name.startswith("test_"):
                waiting.append(inside)


@pytest.fixture(scope="module")
def lane() -> Lane:
    assert WORDS in " ".join((ROOT / "Makefile").read_text("utf-8").replace("\\\n", "").split())
    listing = [sys.executable, "-m", "pytest", "-q", "--collect-only", *shlex.split(WORDS)]
    done = subprocess.run(
        listing, cwd=ROOT, env={**os.environ, "DECKGEN_QUICK": "1", "DECKGEN_FULL": ""},
        capture_output=True, text=True, timeout=TIMEOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    names = tuple(line for line in done.stdout.splitlines() if "::" in line)
    tests = defaultdict[str, set[str]](set)
    for name in names:
        file, *_, test = name.partition("[")[0].split("::")
        tests[file].add(test)
    imports, texts, first = set(), set(), set()
    for file, kept in tests.items():
        for node in code_of(file, kept):
            match node:
                case ast.Constant(str(text)):
                    texts.add(text)
                case ast.Call(args=[ast.Constant(str(text)), *_]):
                    first.add(text)
                case ast.ImportFrom(module=str(module)):
                    imports |= {module, *(f"{module}.{name.name}" for name in node.names)}
    return Lane(names, frozenset(imports), frozenset(texts), frozenset(first))


@every_case("room", ROOMS)
def test_of_every_room(room: str, lane: Lane) -> None:
    of_its_own = any(name.startswith(f"tests/{room}/") for name in lane.names)
    assert of_its_own or any(f"{n}.".startswith(f"deckgen.{room}.") for n in lane.imports)


@every_case("deck", DECKS)
def test_of_every_kind(deck: str, lane: Lane) -> None:
    """That every kind is in one of these decks is held beside their tests."""
    assert any(f"test_a_deck_is_what_it_was[{deck}-" in name for name in lane.names)


@every_case("rule", [rule.id for rule in RULES])
def test_of_every_rule(rule: str, lane: Lane) -> None:
    faults = {code for fault in FAULTS for code in fault.codes}
    seeds = {seed.rule for seed in SEEDS}
    tests = {"test_a_fault_is_found": faults, "test_a_rule_finds_its_first_seed": seeds}
    seeded = any(
        f"::{test}" in name and rule in tests[test] for name in lane.names for test in tests
    )
    assert seeded or any(rule in text for text in lane.texts)


@every_case("command", sorted(COMMANDS))
def test_of_every_command(command: str, lane: Lane) -> None:
    assert f"deckgen.commands.{command}" in lane.imports or command in lane.first
