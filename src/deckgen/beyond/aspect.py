"""One thing that is looked at beside what plans hold: how it is read, compared and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Words = Mapping[str, str]
"""What a subject says: words by aspect. What is as usual is left out."""

V = TypeVar("V")
Judge = Callable[[str, str], bool]
"""Whether two words of an aspect say the same; "" is what is left out."""

DIGEST = "#"
"""Starts a word that is a digest, of which only a change can be told."""


def equal(was: str, now: str) -> bool:
    """Whether two words are the same."""
    return was == now


@dataclass(frozen=True, slots=True)
class Aspect(Generic[V]):
    """One thing that is looked at, of subjects of one sort.

    `key` names it in the base that a deck keeps: what a key means must never change. `noun` is
    what it is called in a sentence, with `{}` for which of several (`the colour {}`); "" where
    `told` says all. `read` gives its words, by which of several they are ("" for the one). `same`
    compares what editors saved that keep what they do not edit, as PowerPoint does; `rewritten`
    what others saved, which write every part anew, as LibreOffice does: None where they leave
    nothing to compare. `show` puts a word for a reader, `usual` what is left out, and `told` a
    whole change (`is hidden now`).
    """

    key: str
    noun: str
    read: Callable[[V], Words]
    same: Judge = equal
    rewritten: Judge | None = None
    show: Callable[[str], str] = str
    usual: str = "none"
    told: Callable[[str, str], str] | None = None

    def words(self, subject: V) -> dict[str, str]:
        """The words of a subject under the keys of this aspect."""
        return {
            f"{self.key}.{which}" if which else self.key: word
            for which, word in self.read(subject).items()
            if word
        }

    def judge(self, *, rewritten: bool) -> Judge | None:
        """What compares two words, after an editor of one sort or the other."""
        return self.rewritten if rewritten else self.same

    def tell(self, which: str, was: str, now: str, owner: str = "") -> str:
        """The change in words; `owner` is the shape that it is of, "" for a sheet or the deck."""
        noun = " ".join(self.noun.format(which).split())
        subject = " of ".join(filter(None, [noun, owner and f"`{owner}`"]))
        if self.told is not None:
            return f"{subject} {self.told(was, now)}".lstrip()
        old, new = self._shown(was), self._shown(now)
        if DIGEST in (was[:1], now[:1]) or old == new:
            return f"{subject} changed"
        return f"{subject} is {new} instead of {old}"

    def _shown(self, word: str) -> str:
        return self.show(word) if word else self.usual


def one(word: str) -> Words:
    """The words of an aspect that has one."""
    return {"": word} if word else {}
