"""One cell of a grid: its text, where it stands, and the runs that it prints."""

from __future__ import annotations

from dataclasses import dataclass, field

from deckgen.content import inline
from deckgen.content.base import Scope
from deckgen.content.inline import Locate
from deckgen.content.style import Origin, Run
from deckgen.diagnostics import Problem, Span, fail


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, without the spaces at its edges.

    `text` is as typed where `markup` holds, else as it prints. `name` says where the cell stands
    in a file that has no lines (`B3 of sheet Arrests`); `number` is what a cell of a
    spreadsheet holds, before it is rounded for print.
    """

    text: str
    locate: Locate = field(compare=False, repr=False)
    markup: bool = True
    name: str = ""
    number: int | float | None = None

    @property
    def span(self) -> Span:
        """Where the cell stands: its text, or the place of the file's name."""
        return self.locate(0, len(self.text))

    def runs(self, scope: Scope) -> tuple[Run, ...]:
        """The cell's text as runs. Raises `Problem` for an unknown fact or format."""
        if self.markup:
            return inline.parse(self.text, self.locate, scope.show, scope.formats)
        if not self.text:
            return ()
        return (Run(self.text, origins=(Origin(0, len(self.text), self.span),)),)

    def plain(self, scope: Scope) -> str:
        """What the cell prints, without styles."""
        return "".join(run.text for run in self.runs(scope))

    def fail(self, code: str, message: str, label: str = "", *helps: str) -> Problem:
        """A problem of this cell, to raise."""
        told = f"cell {self.name}: {message}" if self.name else message
        return fail(code, told, self.span, label, *helps)
