"""A deck under the knife: its members as text, changed by patterns that must fit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deckgen import soundness
from deckgen.diagnostics import Diagnostic
from tests.support.archives import package


@dataclass
class Draft:
    """The members of a package, to change."""

    members: dict[str, bytes]

    def sub(self, name: str, pattern: str, new: str, count: int = 1) -> None:
        """Replace what fits the pattern; it must fit that often at least."""
        text, done = re.subn(
            pattern, new, self.members[name].decode(), count=count, flags=re.DOTALL
        )
        assert done == count, f"{pattern} fits {done} times in {name}"
        self.members[name] = text.encode()

    def found(self, name: str, pattern: str) -> str:
        """The first group of the first fit."""
        found = re.search(pattern, self.members[name].decode(), re.DOTALL)
        assert found, f"{pattern} fits nowhere in {name}"
        return found.group(1)

    def relationship(self, name: str, word: str) -> str:
        """The id of the first relationship of a part whose type ends in the word."""
        folder, _, file = name.rpartition("/")
        rels = self.members[f"{folder}/_rels/{file}.rels"].decode()
        for entry in re.findall(r"<Relationship [^>]*>", rels):
            if f'/{word}"' in entry:
                return re.search(r'Id="([^"]+)"', entry).group(1)  # type: ignore[union-attr]
        raise AssertionError(f"{name} has no {word}")

    def findings(self) -> list[Diagnostic]:
        """What soundness finds."""
        return list(soundness.check(package(self.members)))
