"""Review sessions in the imitated PowerPoint: as those of LibreOffice, without any office.

A deck is built, edited by chance and saved as PowerPoint does it, pulled, and built again; the two
decks must show the same in the view of this package.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation

from deckgen import soundness
from deckgen.deck import load, source_files
from deckgen.opc.package import Package
from tests.support import sessions
from tests.support.paths import ROOT
from tests.support.powerpoint import pen, view
from tests.support.powerpoint.save import save
from tests.support.sessions import Author, Session
from tests.support.verdict import Account, Seen

OWN = (*sessions.OWN, "sample")
FOREIGN = sessions.FOREIGN


def drive(_profile: Path, command: str, *words: str | Path) -> Any:
    """What tests.support.sessions.drive answers, by the imitation."""
    paths = [Path(word) for word in words]
    if command == "edit":
        seed, source, target = int(str(words[0])), paths[1], paths[2]
        shutil.copyfile(source, target.with_name("sent-saved.pptx"))
        return {"edits": pen.review(source, target, seed), "shown": view.shown(source)}
    if command == "save":
        save(Presentation(str(paths[0])), paths[1], random.Random(0))
        return view.shown(paths[1])
    return [view.shown(path) for path in paths]


def author_of(name: str, folder: Path, *, anchored: bool) -> Author:
    if name != "sample":
        return Author.of(name, folder, anchored=anchored)
    shutil.copytree(ROOT / "tests" / "review" / "sample", folder / "tests" / "review" / "sample")
    shutil.copytree(ROOT / "templates", folder / "templates")
    return Author(folder / "tests" / "review" / "sample" / "deck.yaml", "", anchored)


def alt_texts(sent: Sequence[Seen], reviewed: Sequence[Seen]) -> Iterator[Account]:
    """An alternative text that deckgen writes of the data follows them, where the reviewer, who
    changed the data, left it as it was."""
    known = {slide.id: _alts(slide) for slide in sent}
    for slide in reviewed:
        alts = _alts(slide)
        for slot in dict.fromkeys(item.slot for item in slide.items):
            if slide.id in known and known[slide.id].get(slot) == alts.get(slot):
                cause = "the alternative text follows the data"
                yield Account(slide.id, slot, cause, _only_alts, meant=True)


def _alts(slide: Seen) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in slide.items:
        if _is_alt(item.shows):
            found.setdefault(item.slot, []).append(item.shows)
    return found


def _only_alts(reviewed: Sequence[str], rebuilt: Sequence[str]) -> bool:
    return all(map(_is_alt, (*reviewed, *rebuilt)))


def _is_alt(shows: str) -> bool:
    return bool(json.loads(shows)[0] == "alt")


def unsound(path: Path, author: Author) -> Iterator[str]:
    """What `deckgen.soundness` finds in a deck that its template does not have."""
    template = load.load(source_files.read(author.deck)).template
    inherited = {(d.code, d.message) for d in soundness.check(Package.open(template))}
    for found in soundness.check(Package.open(path)):
        if (found.code, found.message) not in inherited:
            yield f"{found.code}: {found.message}"


IMITATED = sessions.Editor(drive, author_of, alt_texts, unsound)


def hold(deck: str, seed: int, folder: Path) -> Session:
    """Hold one session in an empty folder."""
    return sessions.hold(deck, seed, folder, IMITATED)
