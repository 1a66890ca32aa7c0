"""Slips of indentation and of YAML's signs, in every line of the briefing, and what is told."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen.diagnostics import Problem, Source, Span, render
from deckgen.source import causes, reading
from tests.support.cases import every_case
from tests.support.lanes import examples
from tests.support.paths import ROOT

FILES = sorted((ROOT / "content").rglob("*.yaml"))
FEW = examples(12)
"""How many lines of a file each slip is made in."""
PARSERS_WORDS = re.compile(r"expected|mapping values|token|scann|pars|block (end|mapping)|\[yaml\]")
KEY = re.compile(r"[ -]*[\w.]+( [\w.]+){0,3}:( |$)")
SLIPS: dict[str, Callable[[str], str]] = {
    "one space more": lambda line: f" {line}",
    "one space less": lambda line: re.sub("^ ", "", line),
    "two spaces more": lambda line: f"  {line}",
    "a tab": lambda line: re.sub("^ +", "\t", line),
    "no space after the colon": lambda line: line.replace(": ", ":", 1) if KEY.match(line) else "",
    "no colon": lambda line: re.sub(r":( |$)", r"\1", line, count=1) if KEY.match(line) else "",
    "no space after the dash": lambda line: re.sub("^( *)- ", r"\1-", line),
    "no dash": lambda line: re.sub("^( *)- ", r"\1", line),
    "an open quote": lambda line: re.sub(r": (?=\w)", ": '", line, count=1),
    "no bar": lambda line: line.removesuffix(" |"),
    "text beside the bar": lambda line: f"{line} text" if line.endswith(" |") else "",
}


def slipped(path: Path, slip: Callable[[str], str]) -> list[tuple[int, str]]:
    """The file with that slip in some of its lines, each with the number of the line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    made = [
        (number, "\n".join([*lines[: number - 1], new, *lines[number:], ""]))
        for number, line in enumerate(lines, 1)
        if not re.match(" *(#|$)", line) and (new := slip(line)) not in ("", line)
    ]  # fmt: skip
    return random.Random(path.name).sample(made, min(FEW, len(made)))


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_at_its_line_and_in_our_words(name: str) -> None:
    """Where a key with `|` is moved, its text may be told: it is not deep enough any more."""
    right, elsewhere = 0, []
    for path in FILES:
        for number, text in slipped(path, SLIPS[name]):
            try:
                reading.parse(text, path)
            except Problem as problem:
                found = problem.diagnostics[0]
                told = render(found)
                assert isinstance(found.place, Span)
                assert not PARSERS_WORDS.search(told.partition(":")[0] + found.message), told
                opens_text = text.splitlines()[number - 1].endswith("|")
                lines = (number, number + 1) if opens_text else (number,)
                if found.place.line in lines or re.search(rf"line {number}\b", told):
                    right += 1
                else:
                    elsewhere.append(f"line {number}: {told}")
    assert len(elsewhere) <= max(3, right // 10), "\n\n".join(elsewhere)


@every_case("path", FILES, ids=lambda path: path.stem)
def test_what_is_right_has_no_cause(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = Source.of(path, text)
    assert causes.cause(source, len(source.lines)) is None
