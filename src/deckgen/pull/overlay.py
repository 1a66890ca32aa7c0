"""A variant's file as it is edited: slides and keys set and taken away in the variant's own words.

`docs/variants.md` says what the words do; the rules are those of `deckgen.variants.merge`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.pull import edits
from deckgen.pull.keyed import Keyed, Keys
from deckgen.pull.listing import Order
from deckgen.pull.standing import Put, Standing
from deckgen.source import Mapping, Node, Plainly, Scalar, Sequence
from deckgen.variants.merge import REMOVE

_SLIDES = "slides"


class OverlayFile:
    """The file of a variant. Paths lead from `slides`: the slide's id, the slot, its keys."""

    def __init__(self, path: Path, text: str) -> None:
        """Start from the text that the file has."""
        self.keyed = Keyed(path, text)

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self.keyed.text

    def put(self, path: Keys, value: Plainly, below: Node | None) -> None:
        """Set a key; `below` is what the deck below has there, which goes whole."""
        full = (_SLIDES, *path)
        self.keyed.put(full, _instead(value, below))
        self.keyed.drop((*full[:-1], f"{full[-1]}+"))
        self.keyed.take((*full[:-1], REMOVE), full[-1])

    def add(self, path: Keys, items: list[Plainly]) -> None:
        """Add items to a list of the deck below, or of the variant's own."""
        full = (_SLIDES, *path)
        there = (*full[:-1], f"{full[-1]}+")
        if self.keyed.node(there) is None and self.keyed.node(full) is not None:
            there = full
        for item in items:
            self.keyed.push(there, item)

    def remove(self, path: Keys, below: Node | None) -> None:
        """Take a key away: what the variant says of it, and what the deck below has."""
        full = (_SLIDES, *path)
        if below is not None:
            self.keyed.push((*full[:-1], REMOVE), full[-1])
        self.drop(path)
        self.drop((*path[:-1], f"{path[-1]}+"))

    def drop(self, path: Keys) -> None:
        """Take out what the variant itself says of a slide or a key, and no more."""
        self.keyed.drop((_SLIDES, *path))

    def stand(self, now: Standing, then: Standing) -> None:
        """Change `remove`, `insert` and `move` from what they say now."""
        for key in now.remove:
            if key not in then.remove:
                self.keyed.take((REMOVE,), key)
        for key in then.remove:
            self.drop((key,))
            if key not in now.remove:
                self.keyed.push((REMOVE,), key)
        self._list("insert", now.insert, then.insert)
        self._list("move", now.move, then.move)

    def _list(self, word: str, now: tuple[Put, ...], then: tuple[Put, ...]) -> None:
        """Give a list of slides and their places other items; those that stay keep their text."""
        for put in now:
            kept = next((other for other in then if other.key == put.key), None)
            if kept not in (None, put):
                self._replace(word, now.index(put), kept)
        listed = self.keyed.node((word,))
        if not then:
            self.keyed.drop((word,))
        elif not isinstance(listed, Sequence):
            self.keyed.put((word,), [_item(put, word) for put in then])
        elif [put.key for put in now] != [put.key for put in then]:
            known = [put.key for put in now]
            items = [known.index(put.key) if put.key in known else _item(put, word) for put in then]
            self.keyed.make(edits.relist(listed, items))

    def _replace(self, word: str, index: int, put: Put) -> None:
        """Give an item another place."""
        listed = self.keyed.node((word,))
        item = listed.items[index] if isinstance(listed, Sequence) else None
        assert isinstance(item, Mapping), "variants read it as one"
        side = "after" if put.after else "before"
        for key, value in item:
            if key.text in ("after", "before"):
                assert isinstance(value, Scalar), "variants read it as a text"
                if key.text != side:
                    self.keyed.make(edits.replace(key, side, lines=False))
                    self._replace(word, index, put)
                else:
                    self.keyed.make(edits.replace(value, put.anchor, lines=False))
                return


def _item(put: Put, word: str) -> Plainly:
    place = {"after" if put.after else "before": put.anchor}
    if word == "move":
        return {"id": put.key, **place}
    if Order.is_section(put.key):
        return {**place, "section": Order.section_name(put.key)}
    return {**place, "id": put.key}


def _instead(value: Plainly, below: Node | None) -> Plainly:
    """The value, with the keys of the deck below that it has not removed, as it would keep them."""
    if not isinstance(value, dict) or not isinstance(below, Mapping):
        return value
    if below.keys()[:1] != tuple(value)[:1]:
        return value
    gone: list[Plainly] = [key.text for key, _ in below if key.text not in value]
    return {REMOVE: gone, **value} if gone else value


Deed = Callable[[OverlayFile], None]


@dataclass(slots=True)
class OwnFile:
    """The file of a variant and its text as read, with what is to be done to it.

    `path` is None for a variant that is the row of a table and so has no file.
    """

    path: Path | None
    text: str
    waiting: list[Deed] = field(default_factory=list)

    def ask(self, deed: Deed) -> tuple[Path, ...]:
        """Have something done once the values there are changed; the file, if there is one."""
        if self.path is None:
            return ()
        self.waiting.append(deed)
        return (self.path,)

    def node(self, path: Keys) -> Node | None:
        """What the file itself has at a path of keys."""
        return None if self.path is None else Keyed(self.path, self.text).node(path)

    def edited(self, files: dict[Path, str]) -> dict[Path, str]:
        """The new texts of files with this one's, after all that was asked for."""
        if self.path is None or not self.waiting:
            return files
        own = OverlayFile(self.path, files.get(self.path, self.text))
        for deed in self.waiting:
            deed(own)
        return files if own.text == self.text else {**files, self.path: own.text}

    def read(self) -> dict[Path, str]:
        """The file as it was read, if it is to be changed."""
        return {self.path: self.text} if self.path is not None and self.waiting else {}
