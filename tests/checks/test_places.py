"""Findings about a text point at its line in YAML, not at the `|` that opens its block."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.facts.checked import deck, found

FACTS = "a:\n  value: 5\n"


def place(folder: Path, content: str, rule: str) -> tuple[int, str]:
    """The line of the block that the one finding of a rule points at, from 1, and its words."""
    body = "".join(f"  {line}\n" for line in content.splitlines())
    path = deck(
        folder, FACTS, f"layout: Title and Content\nTitle: On 6 March 2020\nContent: |\n{body}"
    )
    (one,) = found(path, rule)
    rows = path.read_text(encoding="utf-8").splitlines()
    opening = next(n for n, row in enumerate(rows, 1) if row.strip() == "Content: |")
    return int(one.place.split(":")[1]) - opening, one.words


@pytest.mark.parametrize(
    ("content", "rule", "line", "words"),
    [
        ("One\nOn May 6, 2020", "DATE-STYLE", 2, "May 6, 2020"),
        ("One\nTwo [here](https://example.org)", "LINK-TEXT", 2, "here"),
        ("One\n[Two]{size=9}", "FONT-MIN", 2, "Two"),
    ],
)
def test_the_words_themselves(
    content: str, rule: str, line: int, words: str, tmp_path: Path
) -> None:
    assert place(tmp_path, content, rule) == (line, words)


def test_a_text_that_is_too_long_is_marked_at_its_first_line(tmp_path: Path) -> None:
    content = "\n".join(f"{number} lines are too many for any slot" for number in range(40))
    assert place(tmp_path, content, "OVERFLOW") == (1, "0 lines are too many for any slot")
