"""What others get of a small deck: its comments as tasks, and the copy that says less."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.opc.package import Package
from deckgen.presentation import read
from tests.facts.checked import deck
from tests.support.archives import members
from tests.support.command import deckgen

FACTS = "total:\n  value: 12\n  as_of: 2020-03-06\n  source: Ours\n"
SLIDE = """\
layout: Title and Content
Title: Of ${total}
Content: Counted
comments:
  - author: Ada Lovelace
    date: 2019-03-27
    text: Is it so?
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    assert deckgen("build", deck(tmp_path, FACTS, SLIDE)).returncode == 0
    return tmp_path / "out" / "figures.pptx"


def test_its_comments_are_listed(built: Path) -> None:
    listed = deckgen("comments", built).stdout
    assert "Slide 1, s1: Of 12\n" in listed
    assert "Ada Lovelace, 2019-03-27: Is it so?\n" in listed


def test_its_copy_says_the_same_without_what_is_internal(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pptx"
    assert deckgen("publish", built, "-o", copy).returncode == 0
    assert b"Ada" in b"".join(members(built).values())
    assert b"Ada" not in b"".join(members(copy).values())
    (slide,) = read.read(Package.open(copy)).slides
    said = [line.text for _, content in slide.slots for line in content.paragraphs()]
    assert said[:2] == ["Of 12", "Counted"]
