"""The author of a deck: builds it, pulls what a reviewer did, and edits it meanwhile."""

from __future__ import annotations

import atexit
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from deckgen.commands import build, pull
from deckgen.commands.extract import extract
from deckgen.commands.facts import accept
from deckgen.deck.load import load
from deckgen.deck.source_files import read
from deckgen.opc.package import Package
from deckgen.project import Project
from deckgen.review.pull import Review
from deckgen.review.pull.report import PullReport
from deckgen.soundness import check
from deckgen.source.nodes import ScalarNode
from tests.support.paths import CORPUS, ROOT
from tests.support.review.judge import AUTHORS

VARIANT = "missouri"
OWN = ("briefing", VARIANT)
SAMPLE, KINDS = "sample", "kinds"
"""Decks in tests/review: of what the briefing lacks, and of all that is drawn as a group."""
FOREIGN = (
    "Open-Xml-PowerTools--TenSlides.pptx", "gramex--input.pptx", "tika--testPPT_various2.pptx",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Author:
    """A deck's files in a folder of their own; `variant` is "" for the deck itself."""

    deck: Path
    variant: str = ""
    anchored: bool = False

    @classmethod
    def of(cls, name: str, folder: Path, *, anchored: bool = False) -> Author:
        """Copy a deck of our own into a folder, or extract one of the corpus there."""
        if name in FOREIGN or name not in (*OWN, SAMPLE, KINDS):
            extract(CORPUS / name, folder)
            return cls(folder / "deck.yaml", "", anchored)
        place = Path("content" if name in OWN else f"tests/review/{name}")
        for copied in (place, Path("templates")):
            shutil.copytree(ROOT / copied, folder / copied)
        return cls(folder / place / "deck.yaml", VARIANT if name == VARIANT else "", anchored)

    def build(self, output: Path) -> Path:
        """Build the deck with its base in it."""
        variant = self.variant or None
        return build.build(self.deck, variant=variant, output=output, anchored=self.anchored).path

    def review(self, reviewed: Path) -> Review:
        project = Project(self.deck, variant=self.variant or None)
        return pull.review(project, Package.open(reviewed))

    def pull(self, reviewed: Path, *, facts: bool = False) -> PullReport:
        """Pull, and accept what facts compute to then, as its lines say."""
        variant = self.variant or None
        report = pull.pull(
            reviewed, self.deck, variant=variant, facts=facts, data=True, contacts=True
        )
        for one in report.outdated:
            accept(self.deck, [one.fact], variant=variant, drop_printed=bool(one.printed))
        return report

    def texts(self) -> dict[Path, str]:
        files = sorted(self.deck.parent.rglob("*.yaml"))
        return {path: path.read_text(encoding="utf-8") for path in files}

    def faults(self, built: Path) -> Iterator[str]:
        """What `deckgen.soundness` finds in a deck that its template does not have."""
        inherited = _faults(load(read(self.deck)).template.read_bytes())
        for found in check(Package.open(built)):
            if (found.code, found.message) not in inherited:
                yield f"{found.code}: {found.message}"


def sent(name: str, folder: Path, *, anchored: bool = False) -> tuple[Author, Path]:
    """An author in `folder / "author"`, and the deck that was built of it; each is made once."""
    mine, built = _made(name, anchored)
    place = folder / "author"
    shutil.copytree(built.parent / "author", place)
    deck = place / mine.deck.relative_to(built.parent / "author")
    return replace(mine, deck=deck), Path(shutil.copy(built, folder))


@cache
def _made(name: str, anchored: bool) -> tuple[Author, Path]:
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    mine = Author.of(name, folder / "author", anchored=anchored)
    return mine, mine.build(folder / "sent.pptx")


@cache
def _faults(template: bytes) -> set[tuple[str, str]]:
    return {(d.code, d.message) for d in check(Package.load(template, "template.pptx"))}


@dataclass(frozen=True, slots=True)
class Mine:
    """The author's edit while a reviewer has the deck: the line that got a mark."""

    slide: str
    slot: str
    path: Path
    line: str

    def survives(self) -> bool:
        """Whether the author's words still stand in the file."""
        return AUTHORS in self.path.read_text(encoding="utf-8")


def edit(begun: Review, chance: random.Random, *, contested: bool) -> Mine | None:
    """Add words to a line of some slot: one that the reviewer changed too, or one that not."""
    lines = [
        (slide.id.text, key.text, node, number)
        for slide in begun.deck.slides
        for key, node in slide.slots
        if isinstance(node, ScalarNode)
        and _is_contested(begun, slide.id.text, key.text) == contested
        for number in _numbers(node)
    ]
    if not lines:
        return None
    slide, slot, node, number = chance.choice(lines)
    path = node.span.source.path
    rows = path.read_text(encoding="utf-8").split("\n")
    line = rows[number - 1]
    rows[number - 1] = line + AUTHORS
    path.write_text("\n".join(rows), encoding="utf-8")
    return Mine(slide, slot, path, line.strip())


def _is_contested(begun: Review, slide: str, slot: str) -> bool:
    base, theirs = begun.base.slide(slide), begun.theirs.slide(slide)
    if base is None or theirs is None:
        return False
    return base.content(slot) != theirs.content(slot)


def _numbers(node: ScalarNode) -> list[int]:
    """The lines of a scalar that take more words at their end."""
    source, span = node.span.source, node.span
    numbers = range(0)
    if node.style == "|":
        numbers = range(span.line + 1, span.line + 1 + node.text.count("\n"))
    elif node.style == "" and span.line == span.end_line:
        numbers = range(span.line, span.line + 1)
    lines = ((number, source.line(number)) for number in numbers)
    return [number for number, line in lines if line[-1:].isalpha() and " | " not in line]
