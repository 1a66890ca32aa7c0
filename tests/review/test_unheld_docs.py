"""Each row of the table of what YAML cannot hold says what `pull` says."""

import re

from tests.support.cases import every_case
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
HEAD = "| what was done | how `pull` lists it, and who sees to it |\n|---|---|\n"
ROWS = PAGE.partition(HEAD)[2].partition("\n\n")[0].split("\n")
CODE = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("review", "commands")
    for path in sorted((ROOT / "src" / "deckgen" / folder).rglob("*.py"))
)
SAID = re.sub(r'"\s+f?"', "", CODE)
"""The code with texts of several lines in one."""


@every_case("row", ROWS[:-1])
def test_what_is_listed_is_listed_so(row: str) -> None:
    (told,) = re.findall(r"`(.*?)`", row.rpartition(" | ")[2])
    pieces = [piece.strip(" ,;:") for piece in told.split("…")]
    assert [piece for piece in pieces if piece not in SAID] == []


def test_the_table_is_there() -> None:
    assert len(ROWS) > 10
    assert ROWS[-1].endswith("the second table below |")
