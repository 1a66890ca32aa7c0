"""Decks that were built, as reviewers get them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from deckgen.commands import build
from deckgen.opc.package import Package
from deckgen.review.base import Base, base_in
from tests.support.paths import ROOT

BRIEFING = ROOT / "content" / "deck.yaml"
SAMPLE = ROOT / "tests" / "review" / "sample" / "deck.yaml"
KINDS = ROOT / "tests" / "review" / "kinds" / "deck.yaml"


@dataclass(frozen=True, slots=True)
class Sent:
    """A presentation that was built: its file, the deck it is of, and the base in it."""

    deck: Path
    path: Path
    base: Base

    def package(self) -> Package:
        """The presentation, opened anew."""
        return Package.open(self.path)


def sent(deck: Path, folder: Path) -> Sent:
    """A deck, built into a folder."""
    path = build.build(deck, output=folder / f"{deck.parent.name}.pptx").path
    base = base_in(Package.open(path))
    assert base is not None
    return Sent(deck, path, base)


@pytest.fixture(scope="session")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """The briefing."""
    return sent(BRIEFING, tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """A deck of a table, charts, links, formats and threads of comments."""
    return sent(SAMPLE, tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """A deck of every kind that is drawn as a group."""
    return sent(KINDS, tmp_path_factory.mktemp("sent"))
