"""The yearly refresh: new periods and dates in facts.yaml change all that says them."""

from __future__ import annotations

import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from deckgen.commands.build import build
from tests.support.paths import ROOT

YEAR = re.compile(r"\b20(18|19|20)\b")
FIELD = re.compile(r"^( *(?:period|as_of): .*)$", re.MULTILINE)
COMMENTS = "ppt/comments/"
"""The reviewers' remarks, which say what was true when they were made."""


def ten_years_later(text: str) -> str:
    """The text of a YAML file with every year in a `period` or `as_of` moved by ten."""
    return FIELD.sub(
        lambda line: YEAR.sub(lambda year: str(int(year[0]) + 10), line[1]),
        text,
    )


def texts(data: bytes) -> list[str]:
    """Every text node of every part of a package and of the workbooks in it."""
    found: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                found += texts(archive.read(name))
            elif name.endswith(".xml") and not name.startswith((COMMENTS, "ppt/tags", "customXml")):
                found += [str(text) for text in etree.fromstring(archive.read(name)).itertext()]
    return [text for text in found if text.strip()]


@pytest.mark.slow
def test_no_earlier_year_is_left_when_facts_have_new_periods_and_dates(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for name in ("facts.yaml", "deck.yaml"):
        path = tmp_path / "content" / name
        path.write_text(ten_years_later(path.read_text("utf-8")), encoding="utf-8")
    built = build(tmp_path / "content" / "deck.yaml", output=tmp_path / "later.pptx")
    said = texts(built.path.read_bytes())
    assert [text for text in said if YEAR.search(text)] == []
    now = build(ROOT / "content" / "deck.yaml", output=tmp_path / "now.pptx")
    before = [text for text in texts(now.path.read_bytes()) if YEAR.search(text)]
    later = [text for text in said if re.search(r"\b20(28|29|30)\b", text)]
    assert len(later) == len(before) > 20
    assert "ERO Removals (FY 2028)" in later
