"""The facts of a deck: figures with dates and sources, named in content as `${id}`."""

from deckgen.facts.citation import source_line
from deckgen.facts.fact import Fact, Known, Origin
from deckgen.facts.facts import Facts, Shown
from deckgen.facts.status import Status
from deckgen.facts.table import read

__all__ = ["Fact", "Facts", "Known", "Origin", "Shown", "Status", "read", "source_line"]
