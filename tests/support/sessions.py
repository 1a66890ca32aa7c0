"""Review sessions: a deck is built, edited by chance in LibreOffice, pulled, and built again.

The reviewed deck and the one that is built from the pulled YAML must show the same in
LibreOffice's own view. The second goes through its writer once, as the first did.
"""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen import app, pulling
from deckgen.diagnostics import Problem
from deckgen.embed import Embed
from deckgen.extract import extract
from deckgen.pull.report import Report
from tests.support.paths import CORPUS, ROOT

PYTHON = Path("/usr/bin/python3")
"""The Python that has LibreOffice's `uno` module."""

DRIVER = Path(__file__).with_name("uno_reviewer.py")
VARIANT = "missouri"
OWN = ("briefing", VARIANT)
FOREIGN = (
    "Open-Xml-PowerTools--TenSlides.pptx", "gramex--input.pptx", "tika--testPPT_various2.pptx",
)  # fmt: skip
_TRIES = 3
_HUNG = 180

LINES = {
    "add": 3, "level": 2, "comment": 6, "notes": 4, "move_slide": 2, "move": 2,
}  # fmt: skip
"""How many lines of YAML an edit may touch where it is not one: those of the nodes it makes.

A scalar of one line that gets a second becomes a block: its head and two lines."""


class OfficeError(Exception):
    """The office did not do its work, however often it was asked."""


def drives() -> bool:
    """Whether LibreOffice can be driven here."""
    if not PYTHON.is_file() or shutil.which("soffice") is None:
        return False
    return not subprocess.run(
        [PYTHON, "-c", "import uno"], capture_output=True, check=False
    ).returncode


def drive(profile: Path, command: str, *words: str | Path) -> Any:
    """Run the driver in a process of its own; again where pyuno or the office crashed."""
    said = ""
    for _ in range(_TRIES):
        call = [str(PYTHON), str(DRIVER), command, str(profile), *map(str, words)]
        try:
            done = subprocess.run(call, capture_output=True, text=True, timeout=_HUNG, check=False)
        except subprocess.TimeoutExpired:
            said = "it hung"
            continue
        if done.returncode == 0 and done.stdout:
            return json.loads(done.stdout)
        said = done.stderr[-600:]
        shutil.rmtree(profile, ignore_errors=True)
    raise OfficeError(said)


@dataclass(frozen=True, slots=True)
class Author:
    """A deck's files in a folder of their own; `variant` is "" for the deck itself."""

    deck: Path
    variant: str = ""

    @classmethod
    def of(cls, name: str, folder: Path) -> Author:
        """Copy the briefing into a folder, or extract a deck of the corpus there."""
        if name in OWN:
            shutil.copytree(ROOT / "content", folder / "content")
            shutil.copytree(ROOT / "templates", folder / "templates")
            return cls(folder / "content" / "deck.yaml", VARIANT if name == VARIANT else "")
        extract(CORPUS / name, folder)
        return cls(folder / "deck.yaml")

    def build(self, output: Path) -> Path:
        """Build the deck with its base in it, which extracted decks leave out by themselves."""
        return app.build(
            self.deck, variant=self.variant or None, output=output, embed=Embed.FULL
        ).path

    def pull(self, reviewed: Path) -> Report:
        begun = pulling.review(reviewed, self.deck, variant=self.variant or None)
        return pulling.pulled(begun)

    def texts(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sorted(self.deck.parent.rglob("*.yaml"))}


@dataclass(slots=True)
class Session:
    """What came of a session. `faults` are what should not be; `left` is what pull listed."""

    deck: str
    seed: int
    edits: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    """Where the reviewed and the rebuilt deck show different things."""

    @property
    def state(self) -> str:
        """`failed`, `listed` where all that differs may be what pull listed, or `whole`."""
        if self.faults or (self.differs and not self.left):
            return "failed"
        return "listed" if self.differs else "whole"


def hold(deck: str, seed: int, folder: Path) -> Session:
    """Hold one session in an empty folder."""
    session = Session(deck, seed)
    try:
        author = Author.of(deck, folder / "author")
        sent, reviewed = folder / "sent.pptx", folder / "reviewed.pptx"
        author.build(sent)
        profile = folder / "profile"
        options = ["stay"] if author.variant else []  # a variant's list of slides is its author's
        session.edits = drive(profile, "edit", str(seed), sent, reviewed, *options)
        before = author.texts()
        report = author.pull(reviewed)
        session.left = _left(report)
        session.faults += _touched(before, author.texts(), session.edits)
        rebuilt = author.build(folder / "rebuilt.pptx")
        theirs = drive(profile, "dump", reviewed)[0]
        ours = drive(profile, "save", rebuilt, folder / "rebuilt-saved.pptx")
        session.differs = compare(theirs, ours)
        again = author.pull(reviewed)
        if again.files:
            session.faults.append(
                f"a second pull would write {sorted(p.name for p in again.files)}"
            )
    except Problem as problem:
        session.faults += [f"{d.code}: {d.message}" for d in problem.diagnostics]
    except OfficeError as crash:
        session.faults.append(f"the office crashed: {crash}")
    return session


def _left(report: Report) -> list[str]:
    figures = [
        f"a fact's figure: {f.edit.fact} {f.edit.old} -> {f.edit.new}"
        for f in report.figures
        if not f.done
    ]
    return [
        *map(str, report.unheld),
        *figures,
        *(f"conflict: {c.slide} {c.slot}" for c in report.conflicts),
    ]


def _touched(
    before: dict[Path, bytes], after: dict[Path, bytes], edits: list[dict[str, str]]
) -> list[str]:
    """More lines of the author's files changed than nodes were touched, if so."""
    count = 0
    for path, old in before.items():
        lines = difflib.unified_diff(
            old.decode().splitlines(), after.get(path, b"").decode().splitlines(), n=0, lineterm=""
        )
        rows = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        gone = sum(line.startswith("-") for line in rows)
        count += max(gone, len(rows) - gone)
    most = sum(LINES.get(edit["kind"], 1) for edit in edits)
    return [f"{count} lines changed for edits of at most {most}"] if count > most else []


def compare(theirs: list[dict[str, Any]], ours: list[dict[str, Any]]) -> list[str]:
    """Where two decks show different things, slide by slide."""
    if len(theirs) != len(ours):
        return [f"{len(theirs)} slides reviewed, {len(ours)} rebuilt"]
    found = []
    for number, (their, our) in enumerate(zip(theirs, ours, strict=True), 1):
        for key in their:
            if their[key] == our[key]:
                continue
            if key == "shapes":
                gone = [item for item in their[key] if item not in our[key]]
                come = [item for item in our[key] if item not in their[key]]
                found.append(f"slide {number}: reviewed {_short(gone)}, rebuilt {_short(come)}")
            else:
                one, other = _short(their[key]), _short(our[key])
                found.append(f"slide {number} {key}: reviewed {one}, rebuilt {other}")
    return found


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 700 else text[:700] + "…"
