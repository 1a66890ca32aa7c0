"""Review sessions: a deck is built, edited by chance in LibreOffice, pulled, and built again.

The reviewed deck and the one that is built from the pulled YAML must show the same in
LibreOffice's own view. The second goes through its writer once, as the first did.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.commands import build, pull
from deckgen.commands.extract import extract
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.review import identity
from deckgen.review.pull import Review
from deckgen.review.pull.report import PullReport
from tests.support import meanwhile, touched, verdict
from tests.support.meanwhile import Mine
from tests.support.paths import CORPUS, ROOT
from tests.support.verdict import SLIDES, Account, Difference, Seen

PYTHON = Path("/usr/bin/python3")
"""The Python that has LibreOffice's `uno` module."""

VARIANT = "missouri"
OWN = ("briefing", VARIANT)
FOREIGN = (
    "Open-Xml-PowerTools--TenSlides.pptx", "gramex--input.pptx", "tika--testPPT_various2.pptx",
)  # fmt: skip
_TRIES = 3
_HUNG = 180
_ROUND = 100_000
"""What a second round adds to a session's seed."""


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
    """Run the reviewer in a process of its own; again where pyuno or the office crashed."""
    said = ""
    call = [str(PYTHON), "-m", "tests.support.reviewer", command, str(profile), *map(str, words)]
    for _ in range(_TRIES):
        try:
            done = subprocess.run(
                call, capture_output=True, text=True, timeout=_HUNG, check=False, cwd=ROOT
            )
        except subprocess.TimeoutExpired:
            said = "it hung"
            continue
        if done.returncode == 0 and done.stdout:
            return json.loads(done.stdout)
        said = done.stderr[-600:]
        shutil.rmtree(profile, ignore_errors=True)
    raise OfficeError(said)


@dataclass(frozen=True, slots=True)
class Way:
    """How a session goes, by its seed.

    `anchors`: built with anchors. `facts`: pulled with `--facts`. `meanwhile`: the author changes
    a line too, `contested` one of a slot that the reviewer changed, `free` of another. `rounds`:
    how many times a reviewer gets the deck.
    """

    anchors: bool = False
    facts: bool = False
    meanwhile: str = ""
    rounds: int = 1

    @classmethod
    def of(cls, seed: int) -> Way:
        chance = random.Random(f"way {seed}")
        return cls(
            anchors=chance.random() < 0.3,
            facts=chance.random() < 0.4,
            meanwhile=chance.choice(("", "", "", "free", "contested")),
            rounds=2 if chance.random() < 0.2 else 1,
        )

    def __str__(self) -> str:
        words = [
            "anchors" if self.anchors else "",
            "facts" if self.facts else "",
            f"the author meanwhile: {self.meanwhile}" if self.meanwhile else "",
            "two rounds" if self.rounds == 2 else "",
        ]
        return ", ".join(filter(None, words))


@dataclass(frozen=True, slots=True)
class Author:
    """A deck's files in a folder of their own; `variant` is "" for the deck itself."""

    deck: Path
    variant: str = ""
    anchored: bool = False

    @classmethod
    def of(cls, name: str, folder: Path, *, anchored: bool = False) -> Author:
        """Copy the briefing into a folder, or extract a deck of the corpus there."""
        if name in OWN:
            shutil.copytree(ROOT / "content", folder / "content")
            shutil.copytree(ROOT / "templates", folder / "templates")
            variant = VARIANT if name == VARIANT else ""
            return cls(folder / "content" / "deck.yaml", variant, anchored)
        extract(CORPUS / name, folder)
        return cls(folder / "deck.yaml", "", anchored)

    def build(self, output: Path) -> Path:
        """Build the deck with its base in it, which extracted decks leave out by themselves."""
        return build.build(
            self.deck,
            variant=self.variant or None,
            output=output,
            embed=EmbedMode.FULL,
            anchored=self.anchored,
        ).path

    def review(self, reviewed: Path) -> Review:
        return pull.review(reviewed, self.deck, variant=self.variant or None)

    def pull(self, reviewed: Path, *, facts: bool = False) -> PullReport:
        return pull.pull(self.review(reviewed), facts=facts)

    def texts(self) -> dict[Path, str]:
        files = sorted(self.deck.parent.rglob("*.yaml"))
        return {path: path.read_text(encoding="utf-8") for path in files}


@dataclass(slots=True)
class Session:
    """What came of a session. `faults` are what should not be; `left` is what pull listed."""

    deck: str
    seed: int
    way: Way = field(default_factory=Way)
    edits: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    differs: list[Difference] = field(default_factory=list)
    """Where the reviewed and the rebuilt deck show different things."""

    @property
    def state(self) -> str:
        """`whole` without a difference that nobody meant, `listed` where pull listed each of
        those, else `failed`."""
        if self.faults or not all(difference.cause for difference in self.differs):
            return "failed"
        return "whole" if all(difference.meant for difference in self.differs) else "listed"

    def outcome(self, edit: dict[str, Any]) -> str:
        """What came of an edit: the worst that came of the slides that it is on."""
        if self.faults:
            return "failed"
        found = [one for one in self.differs if not one.meant and _concerns(edit, one)]
        if not all(one.cause for one in found):
            return "failed"
        return "listed" if found else "came back"


def _concerns(edit: dict[str, Any], difference: Difference) -> bool:
    """Whether a difference is on an edit's slides, or is one that the edit would have left."""
    if edit["kind"] == "delete":
        return difference.name == SLIDES and difference.rebuilt == verdict.HERE
    if edit["kind"] == "move_slide":
        return (difference.slide, difference.name) == ("", SLIDES)
    return difference.slide in edit["slides"]


def _nothing(_one: object, _other: object) -> Iterator[Any]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Editor:
    """What the reviewer works in.

    `drive` answers its commands, `author` makes a deck's files; `accounts` says what more accounts
    for differences between what was sent and what was reviewed, `faults` what is wrong with a
    deck that was built again.
    """

    drive: Callable[..., Any] = drive
    author: Callable[..., Author] = Author.of
    accounts: Callable[[Sequence[Seen], Sequence[Seen]], Iterator[Account]] = _nothing
    faults: Callable[[Path, Author], Iterator[str]] = _nothing


OFFICE = Editor()


def hold(deck: str, seed: int, folder: Path, editor: Editor = OFFICE) -> Session:
    """Hold one session in an empty folder."""
    session = Session(deck, seed, Way.of(seed))
    try:
        author = editor.author(deck, folder / "author", anchored=session.way.anchors)
        sent = author.build(folder / "sent.pptx")
        for number in range(session.way.rounds):
            if session.faults:
                break
            place = folder / f"round-{number + 1}"
            place.mkdir()
            sent = _Round(session, author, place, editor).hold(sent, seed + number * _ROUND)
    except Problem as problem:
        session.faults += [f"{d.code}: {d.message}" for d in problem.diagnostics]
    except OfficeError as crash:
        session.faults.append(f"the office crashed: {crash}")
    return session


@dataclass(slots=True)
class _Round:
    session: Session
    author: Author
    folder: Path
    editor: Editor

    def hold(self, sent: Path, seed: int) -> Path:
        """Review a deck, pull it and build it again; the deck that came of it."""
        profile, drive = self.folder / "profile", self.editor.drive
        reviewed = self.folder / "reviewed.pptx"
        asked = drive(profile, "edit", str(seed), sent, reviewed)
        mine = self._meanwhile(reviewed, seed)
        before = self.author.texts()
        begun = self.author.review(reviewed)
        report = pull.pull(begun, facts=self.session.way.facts)
        self.session.left += _left(report)
        rebuilt = self.author.build(self.folder / "rebuilt.pptx")
        known = identity.base_in(Package.open(reviewed))
        named = [slide.id for slide in begun.theirs.slides]
        theirs = verdict.seen(drive(profile, "dump", reviewed)[0], reviewed, known, named)
        saved = self.folder / "rebuilt-saved.pptx"
        ours = _built(drive(profile, "save", rebuilt, saved), saved, rebuilt)
        ids = [slide.id for slide in theirs]
        for edit in asked["edits"]:
            edit["slides"] = [ids[number - 1] for number in edit["slides"]]
        self.session.edits += asked["edits"]
        first = _built(asked["shown"], self.folder / "sent-saved.pptx", sent)
        accounts = [*_accounts(report, mine), *self.editor.accounts(first, theirs)]
        self.session.differs += verdict.compare(theirs, ours, accounts)
        self._count(before, touched.touched_nodes(first, theirs))
        self._check(mine, report)
        again = self.author.pull(reviewed, facts=self.session.way.facts)
        if again.files:
            names = sorted(path.name for path in again.files)
            self.session.faults.append(f"a second pull would write {names}")
        self.session.faults += self.editor.faults(rebuilt, self.author)
        return rebuilt

    def _meanwhile(self, reviewed: Path, seed: int) -> Mine | None:
        """The author's own edit, if the session has one."""
        way = self.session.way.meanwhile
        if not way:
            return None
        begun = self.author.review(reviewed)
        return meanwhile.edit(begun, random.Random(seed), contested=way == "contested")

    def _count(self, before: dict[Path, str], most: int) -> None:
        """More of the author's files changed than was touched, if so."""
        after = self.author.texts()
        nodes = 0
        most += self._formats(before, after)
        for path, old in before.items():
            new = after.get(path, "")
            if new == old:
                continue
            count = touched.changed_lines(old, new)
            least = touched.changed_lines(
                *("\n".join(touched.canonical_lines(text)) for text in (old, new))
            )
            if count > least:
                self.session.faults.append(
                    f"{path.name}: {count} lines changed where {least} say all that changed"
                )
            nodes += touched.changed_nodes(old, new)
        if nodes > most:
            self.session.faults.append(f"{nodes} nodes of YAML changed for {most} touched")

    def _formats(self, before: dict[Path, str], after: dict[Path, str]) -> int:
        """How many nodes give names to formats that no word of YAML says."""
        return sum(
            touched.changed_nodes(before[path], text) if path in before else 1
            for path, text in after.items()
            if path.name == "formats.yaml"
        )

    def _check(self, mine: Mine | None, report: PullReport) -> None:
        """The author's own edit is there yet; a conflict tells all three sides."""
        if mine is None:
            return
        if not mine.survives():
            self.session.faults.append(f"the author's `{mine.line}` was lost")
        for conflict in report.conflicts:
            if (conflict.slide, conflict.slot) != (mine.slide, mine.slot):
                continue
            if meanwhile.MARK not in conflict.ours or conflict.ours == conflict.theirs:
                self.session.faults.append(f"a conflict does not tell both sides: {conflict}")
            if conflict.theirs not in mine.path.read_text(encoding="utf-8"):
                self.session.faults.append(f"the reviewer's side was lost: {conflict}")


def _built(dump: list[dict[str, Any]], saved: Path, built: Path) -> list[Seen]:
    """The view of a deck that we built and the office saved."""
    base = identity.base_in(Package.open(built))
    assert base is not None, "it is built with its base"
    return verdict.seen(dump, saved, base, [slide.id for slide in base.plan.slides])


def _left(report: PullReport) -> list[str]:
    return [
        *map(str, report.untracked),
        *(
            f"a fact's figure: {f.edit.fact} {f.edit.old} -> {f.edit.new}"
            for f in report.figures
            if not f.done
        ),
        *(f"conflict: {c.slide} {c.slot}" for c in report.conflicts),
    ]


def _accounts(report: PullReport, mine: Mine | None) -> Iterator[Account]:
    """What a report, and the author's own edit, account for."""
    for item in report.untracked:
        boxes = item.what.startswith("the box of")
        yield Account(item.slide, item.name, str(item), boxes=boxes)
    for conflict in report.conflicts:
        yield Account(conflict.slide, conflict.slot, "a conflict: the author's side stays")
    for slide, slot in report.proposed:
        open_ = [f.edit for f in report.figures if f.slide == slide and not f.done]
        if open_:
            told = ", ".join(f"{edit.fact} {edit.old} -> {edit.new}" for edit in open_)
            fits = verdict.figures([e.old for e in open_], [e.new for e in open_])
            yield Account(slide, slot, f"a fact's figure waits: {told}", fits)
    for new in (item.slide for item in report.pulled if item.what == "a new slide"):
        cause = "deck.yaml puts it on every slide that has room for it"
        yield Account(new, "", cause, verdict.furniture_more, meant=True)
    for place in report.followed:
        cause = f"the fact `{place.fact}` is told here too"
        yield Account(place.slide, place.slot, cause, verdict.any_figures, meant=True)
    if mine is not None:
        cause = f"the author wrote `{mine.line}{meanwhile.MARK}`"
        yield Account(mine.slide, mine.slot, cause, meanwhile.accounts_for, meant=True)
