"""Review sessions: a deck is built, edited by chance, pulled, and built again.

The reviewed deck and the one that is built from the pulled YAML must show the same in the back
end's own view. The second goes through its writer once, as the first did.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pptx import Presentation

from deckgen.content import non_visual_properties
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.plan.planner import SOURCE
from deckgen.review.base import base_in
from deckgen.review.identity import IdentifiedSlide, identify
from deckgen.review.pull.report import PullReport
from tests.support.office import OfficeError, Program
from tests.support.review import author, catalogue, count, judge
from tests.support.review.author import Author, Mine
from tests.support.review.backend_pptx import PptxDeck
from tests.support.review.judge import AUTHORS, SLIDES, Account, Difference, Seen
from tests.support.review.saving import save
from tests.support.review.view_pptx import shown

_ROUND = 100_000
"""What a second round adds to a session's seed."""

View = list[dict[str, Any]]


class Editor(Protocol):
    """What the reviewer works in; `own` names the decks of ours that it reviews.

    `lays_out` says that it lays a new slide out by itself, on whatever layout that stands.
    """

    own: Sequence[str]
    lays_out: bool

    def edit(self, seed: int, sent: Path, reviewed: Path, *names: str) -> dict[str, Any]:
        """Make edits by chance, or those named: the `edits`, and what the `sent` deck, saved
        without them as `sent-saved.pptx`, and the `reviewed` one show."""

    def save(self, source: Path, target: Path) -> View:
        """Open and save a deck; what it shows."""


class LibreOffice:
    """The reviewer works in LibreOffice."""

    own = author.OWN
    lays_out = True

    def __init__(self, program: Program) -> None:
        self._program = program

    def edit(self, seed: int, sent: Path, reviewed: Path, *names: str) -> dict[str, Any]:
        told: dict[str, Any] = self._program.ask("edit", seed, sent, reviewed, *names)
        return told

    def save(self, source: Path, target: Path) -> View:
        told: View = self._program.ask("save", source, target)
        return told


class PowerPoint:
    """The imitation."""

    own = (*author.OWN, author.SAMPLE)
    lays_out = False

    def edit(self, seed: int, sent: Path, reviewed: Path, *names: str) -> dict[str, Any]:
        shutil.copyfile(sent, reviewed.with_name("sent-saved.pptx"))
        deck = PptxDeck(sent, random.Random(seed))
        before = shown(deck.deck)
        edits = catalogue.review(deck, deck.chance, names)
        after = shown(deck.deck)
        save(deck.deck, reviewed, deck.chance)
        return {"edits": edits, "sent": before, "reviewed": after}

    def save(self, source: Path, target: Path) -> View:
        save(Presentation(str(source)), target, random.Random(0))
        return shown(Presentation(str(target)))


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
        told = (
            (self.anchors, "anchors"),
            (self.facts, "facts"),
            (self.meanwhile, f"the author meanwhile: {self.meanwhile}"),
            (self.rounds == 2, "two rounds"),
        )
        return ", ".join(words for holds, words in told if holds)


@dataclass(slots=True)
class Session:
    """What came of a session. `faults` are what should not be; `left` is what pull listed;
    `differs` is where the reviewed and the rebuilt deck show different things."""

    deck: str
    seed: int
    way: Way = field(default_factory=Way)
    edits: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    differs: list[Difference] = field(default_factory=list)

    @property
    def state(self) -> str:
        """`whole` without a difference that nobody meant, `listed` where pull listed each of
        those, else `failed`."""
        if self.faults or not all(difference.cause for difference in self.differs):
            return "failed"
        return "whole" if all(difference.meant for difference in self.differs) else "listed"

    def outcome(self, edit: dict[str, Any]) -> str:
        """What came of an edit: the worst that came of the slides that it is on."""
        found = [one for one in self.differs if not one.meant and _concerns(edit, one)]
        if self.faults or not all(one.cause for one in found):
            return "failed"
        return "listed" if found else "came back"

    def __str__(self) -> str:
        way = f" ({self.way})" if str(self.way) else ""
        lines = [f"{self.state:7}{self.seed:5} {self.deck}{way}"]
        if self.state != "whole":
            told = (
                (edit["kind"], edit["what"], ", ".join(map(str, edit["slides"])))
                for edit in self.edits
            )
            lines += [f"        edit: {kind} {what} [{where}]" for kind, what, where in told]
            for word in ("faults", "left", "differs"):
                lines += [f"        {word}: {line}" for line in getattr(self, word)]
        return "\n".join(lines)


def _concerns(edit: dict[str, Any], difference: Difference) -> bool:
    """Whether a difference is on an edit's slides, or is one that the edit would have left."""
    if edit["kind"] == "delete":
        return difference.name == SLIDES and difference.rebuilt == judge.HERE
    if edit["kind"] == "move_slide":
        return (difference.slide, difference.name) == ("", SLIDES)
    return difference.slide in edit["slides"]


def hold(deck: str, seed: int, folder: Path, editor: Editor) -> Session:
    """Hold one session in an empty folder."""
    session = Session(deck, seed, Way.of(seed))
    try:
        mine, sent = author.sent(deck, folder, anchored=session.way.anchors)
        for number in range(session.way.rounds):
            place = folder / f"round-{number + 1}"
            place.mkdir()
            sent = _Round(session, mine, place, editor).hold(sent, seed + number * _ROUND)
            if session.faults:
                break
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
        way, reviewed = self.session.way, self.folder / "reviewed.pptx"
        asked = self.editor.edit(seed, sent, reviewed)
        self.session.edits += asked["edits"]
        begun = self.author.review(reviewed)
        mine = None
        if way.meanwhile:
            contested = way.meanwhile == "contested"
            mine = author.edit(begun, random.Random(seed), contested=contested)
        before = self.author.texts()
        report = self._pulled(reviewed)
        self.session.left += _left(report)
        rebuilt = self.author.build(self.folder / "rebuilt.pptx")
        named = [slide.id for slide in begun.theirs.slides]
        first = _seen(asked["sent"], self.folder / "sent-saved.pptx", sent)
        theirs = _seen(asked["reviewed"], reviewed, reviewed, named)
        saved = self.folder / "rebuilt-saved.pptx"
        ours = _seen(self.editor.save(rebuilt, saved), saved, rebuilt)
        for edit in asked["edits"]:
            edit["slides"] = [theirs[number - 1].id for number in edit["slides"]]
        accounts = [
            *_accounts(report, mine, named),
            *(_of_new_slides(report) if self.editor.lays_out else ()),
            *judge.alts_that_follow(first, theirs),
            *judge.boxes_that_follow(first, theirs),
        ]
        differs = judge.compare(theirs, ours, accounts)
        self.session.differs += differs
        accepted = sum(1 + bool(one.printed) for one in report.outdated)
        touched = count.touched_nodes(first, theirs) + accepted
        self.session.faults += [
            *_false_lines(report, differs, asked["edits"]),
            *_counted(before, self.author.texts(), touched),
            *_checked(mine, report),
            *self.author.faults(rebuilt),
        ]
        again = self.author.pull(reviewed, facts=True)
        if again.files:
            names = sorted(path.name for path in again.files)
            self.session.faults.append(f"a second pull would write {names}")
        return rebuilt

    def _pulled(self, reviewed: Path) -> PullReport:
        """What pulls bring in: at once with `--facts`, or first without and then with it."""
        report = self.author.pull(reviewed, facts=self.session.way.facts)
        if any(not figure.done for figure in report.figures) and not self.session.way.facts:
            later = self.author.pull(reviewed, facts=True)
            report.figures, report.proposed = later.figures, later.proposed
            report.followed += later.followed
            report.outdated = later.outdated
        return report


def _seen(view: View, deck: Path, based: Path, ids: Sequence[str] = ()) -> list[Seen]:
    """The view of a deck with the slots that a pull knows its shapes by, and with the ids of the
    slides, in order: those of the base in another file, where they are not given."""
    package = Package.open(deck)
    base = base_in(package if based == deck else Package.open(based))
    if not ids:
        assert base is not None, "it is built with its base"
        ids = [slide.id for slide in base.plan.slides]
    slides = identify(package, base)
    assert len(slides) == len(view), f"{len(slides)} slides in the file, {len(view)} in the view"
    triples = zip(view, ids, slides, strict=True)
    return [judge.seen(page, known_as, _slots(slide)) for page, known_as, slide in triples]


def _slots(slide: IdentifiedSlide) -> dict[str, list[str]]:
    """For each name of a shape the slots of those that bear it, in order of drawing."""
    slots = {held.shape: held.name for held in slide.shapes}
    found: dict[str, list[str]] = {}
    for shape in slide.part.root.iter("{*}sp", "{*}pic", "{*}graphicFrame", "{*}cxnSp"):
        about = non_visual_properties(shape)
        if about is not None:
            name = str(about.get("name", ""))
            owners = [shape, *shape.iterancestors()]
            slot = next((slots[owner] for owner in owners if owner in slots), name)
            found.setdefault(name, []).append(slot)
    return found


def _counted(before: dict[Path, str], after: dict[Path, str], touched: int) -> Iterator[str]:
    """More of the author's files changed than was touched, if so."""
    nodes = 0
    for path in dict.fromkeys((*before, *after)):
        old, new = before.get(path), after.get(path, "")
        named = path.name == "formats.yaml"  # it names formats that no word of YAML says
        if old is None:
            touched += named
        elif old != new:
            lines, least = count.changed_lines(old, new), count.least_lines(old, new)
            if lines > least:
                yield f"{path.name}: {lines} lines changed where {least} say all that changed"
            nodes += 0 if named else count.changed_nodes(old, new)
    if nodes > touched:
        yield f"{nodes} nodes of YAML changed for {touched} touched"


_OF_THE_DECK = {
    "delete", "duplicate", "end_section", "move_slide", "new_slide", "rename_section",
    "start_section",
}  # fmt: skip
"""The edits that can have lines about the whole deck: none touches the template or the theme."""


def _false_lines(
    report: PullReport, differs: Sequence[Difference], edits: Sequence[dict[str, Any]]
) -> Iterator[str]:
    """The lines of a report that no difference bears out; those about the whole deck where no edit
    concerned its slides or sections as such."""
    whole = any(edit["kind"] in _OF_THE_DECK for edit in edits)
    shown = {(one.slide, name) for one in differs if not one.meant for name in (one.name, "")}
    # A date, footer or number without text shows nothing, and is a shape all the same.
    bare = {slide for edit in edits if edit["kind"] == "furniture" for slide in edit["slides"]}
    for item in report.untracked:
        erased = item.slide in bare and re.fullmatch("the placeholder `.*` is gone", item.what)
        # What another variant lacks is said at each pull.
        lasting = whole or item.what.startswith("the variant ")
        borne_out = (item.slide, item.shape) in shown if item.slide else lasting
        if not erased and not borne_out:
            yield f"a false line: {item}"


def _checked(mine: Mine | None, report: PullReport) -> Iterator[str]:
    """The author's own edit is there yet; a conflict tells all three sides."""
    if mine is None:
        return
    if not mine.survives():
        yield f"the author's `{mine.line}` was lost"
    for conflict in report.conflicts:
        if (conflict.slide, conflict.slot) == (mine.slide, mine.slot):
            if AUTHORS not in conflict.ours or conflict.ours == conflict.theirs:
                yield f"a conflict does not tell both sides: {conflict}"
            if conflict.theirs not in mine.path.read_text(encoding="utf-8"):
                yield f"the reviewer's side was lost: {conflict}"


def _left(report: PullReport) -> list[str]:
    open_ = (figure.edit for figure in report.figures if not figure.done)
    return [
        *map(str, report.untracked),
        *(f"a fact's figure: {edit.fact} {edit.old} -> {edit.new}" for edit in open_),
        *(f"conflict: {c.slide} {c.slot}" for c in report.conflicts),
    ]


def _accounts(report: PullReport, mine: Mine | None, slides: Sequence[str]) -> Iterator[Account]:
    """What a report, and the author's own edit, account for; links tell the titles of slides."""
    for item in report.untracked:
        boxes = item.what.startswith("the box of")
        yield Account(item.slide, item.shape, str(item), boxes=boxes)
        for slide in slides if item.what.startswith("the sections:") else ():
            yield Account(slide, "section", str(item))
    yield from _of_conflicts(report, slides)
    for slide, slot in report.proposed:
        open_ = [f.edit for f in report.figures if f.slide == slide and not f.done]
        if open_:
            told = ", ".join(f"{edit.fact} {edit.old} -> {edit.new}" for edit in open_)
            fits = judge.figures([edit.old for edit in open_], [edit.new for edit in open_])
            yield Account(slide, slot, f"a fact's figure waits: {told}", fits)
    for new in (item.slide for item in report.pulled if item.what == "a new slide"):
        cause = "deck.yaml puts it on every slide that has room for it"
        yield Account(new, "", cause, judge.furniture_more, meant=True)
    for place in report.followed:
        cause = f"the fact `{place.fact}` is told here too"
        fits = judge.sources if place.slot == SOURCE else judge.any_figures
        yield Account(place.slide, place.slot, cause, fits, meant=True)
    if mine is not None:
        cause = f"the author wrote `{mine.line}{AUTHORS}`"
        for slide in slides if mine.slot == "Title" else ():
            yield Account(slide, "", cause, judge.authors_words, meant=True)
        yield Account(mine.slide, mine.slot, cause, judge.authors_words, meant=True)


def _of_new_slides(report: PullReport) -> Iterator[Account]:
    for item in report.pulled:
        if item.what == "a new slide":
            cause = "the layout of the template is taken whose placeholders stand as its own"
            yield Account(item.slide, "layout", cause, meant=True)


def _of_conflicts(report: PullReport, slides: Sequence[str]) -> Iterator[Account]:
    for conflict in report.conflicts:
        name = SLIDES if conflict.slot == "the slide" else conflict.slot
        yield Account(conflict.slide, name, "a conflict: the author's side stays")
        for slide in slides if conflict.slot == "Title" else ():
            cause = "a link tells the title of the author's side"
            yield Account(slide, "", cause, judge.titles_of_links)
