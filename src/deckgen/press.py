"""Makes presentations: what the variants of one deck share is done once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen import fitting, kinds, package, planning, soundness
from deckgen.deck import Deck
from deckgen.diagnostics import Diagnostic, Problem, Severity, shown
from deckgen.embed import Embed
from deckgen.package import seal, signature
from deckgen.package.prints import Prints
from deckgen.plan import Plan
from deckgen.planned import Planned
from deckgen.template import Template


@dataclass(frozen=True, slots=True)
class Printed:
    """A presentation's bytes, and what was found on the way."""

    data: bytes
    remarks: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A template, with what was planned and written on it last."""

    template: Template
    planned: Planned = field(default_factory=Planned)
    prints: Prints = field(default_factory=Prints)


@dataclass(slots=True)
class Press:
    """Opens each template once, and lays slides that come again down as they were.

    `template` stands in for those that decks name; with `anchored`, each slide gets a custom show.
    A press serves one deck and its variants, and one thread at a time.
    """

    template: Path | None = None
    anchored: bool = False
    _opened: dict[Path, _Opened] = field(default_factory=dict)

    def plan(self, deck: Deck) -> Plan:
        """The plan of a deck. Raises `Problem` with every fault of the template or the slides."""
        opened = self._open(deck)
        return planning.plan(deck, opened.template, opened.planned)

    def misfits(self, deck: Deck, plan: Plan, *, strict: bool) -> tuple[Diagnostic, ...]:
        """Warnings for text that does not fit; raises `Problem` for errors that `strict` makes."""
        opened = self._open(deck)
        found = fitting.fit_diagnostics(plan, opened.template, opened.prints.fits, strict=strict)
        errors = [d for d in found if d.severity is Severity.ERROR]
        if errors:
            raise Problem(*errors)
        return tuple(found)

    def print(self, deck: Deck, plan: Plan, path: Path, embed: Embed) -> Printed:
        """The presentation of a plan, of the kind that the suffix of `path` says.

        Raises `soundness.Unsound` where it came out damaged, which is a bug of ours.
        """
        opened = self._open(deck)
        template = opened.template
        copy = replace(template, package=template.package.fork())
        written = package.write(plan, copy, embed, opened.prints, anchored=self.anchored)
        remarks = kinds.convert(written, Path(template.name), path)
        remarks += signature.drop_broken(written)
        written.name = shown(path)
        soundness.ensure(written, lambda: template.package)
        return Printed(seal.sealed(written) if embed.marks else written.save(), tuple(remarks))

    def _open(self, deck: Deck) -> _Opened:
        path = self.template or deck.template
        if path not in self._opened:
            span = None if self.template else deck.template_text.span
            self._opened[path] = _Opened(Template.open(path, span))
        return self._opened[path]
