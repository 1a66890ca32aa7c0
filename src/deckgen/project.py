"""Building presentations; what the variants of one deck share is computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from deckgen import soundness
from deckgen.deck import Deck, EmbedMode
from deckgen.diagnostics import Diagnostic, Problem, Severity, shown
from deckgen.plan import Plan, overflow, planner
from deckgen.plan.cache import PlanCache
from deckgen.presentation import integrity, write
from deckgen.presentation.slide_cache import SlideCache
from deckgen.review import base
from deckgen.review.base import BaseCache
from deckgen.template import Template


@dataclass(frozen=True, slots=True)
class PackedPresentation:
    """The bytes of a .pptx (or .pptm, .potx) file, and the diagnostics of writing it."""

    data: bytes
    remarks: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A template, with the slides that were planned and written on it last."""

    template: Template
    plans: PlanCache = field(default_factory=PlanCache)
    slides: SlideCache = field(default_factory=SlideCache)
    bases: BaseCache = field(default_factory=BaseCache)


@dataclass(slots=True)
class DeckBuilder:
    """Plans a deck and its variants, and writes their presentations.

    Each template is opened once, and slides that were planned and written before are used again.
    `template` replaces those that decks name; with `anchored`, each slide gets a custom show, by
    which it is known again in LibreOffice. A builder serves one thread at a time.
    """

    template: Path | None = None
    anchored: bool = False
    _opened: dict[Path, _Opened] = field(default_factory=dict)

    def plan(self, deck: Deck) -> Plan:
        """The plan of a deck. Raises `Problem` with every fault of the template or the slides."""
        opened = self._open(deck)
        return planner.plan(deck, opened.template, opened.plans)

    def fit_diagnostics(self, deck: Deck, plan: Plan, *, strict: bool) -> tuple[Diagnostic, ...]:
        """Warnings for text that does not fit; with `strict` these are errors.

        Raises `Problem` with the errors.
        """
        opened = self._open(deck)
        found = overflow.fit_diagnostics(plan, opened.template, opened.slides.fits, strict=strict)
        errors = [d for d in found if d.severity is Severity.ERROR]
        if errors:
            raise Problem(*errors)
        return tuple(found)

    def pack(self, deck: Deck, plan: Plan, path: Path, embed: EmbedMode) -> PackedPresentation:
        """The presentation of a plan, of the type that the suffix of `path` says.

        `embed` says what deckgen stores in it for later comparison. Raises `soundness.Unsound`
        where the presentation is damaged, which is a bug of deckgen.
        """
        opened = self._open(deck)
        template = opened.template
        slides = write.write(plan, template, embed, opened.slides, anchored=self.anchored)
        written = base.attach(slides, opened.bases)
        remarks = integrity.convert(written, Path(template.name), path)
        remarks += integrity.drop_broken_signatures(written)
        written.name = shown(path)
        soundness.ensure(written, lambda: template.package)
        return PackedPresentation(
            integrity.stamped(written) if embed.marks else written.save(), tuple(remarks)
        )

    def _open(self, deck: Deck) -> _Opened:
        path = self.template or deck.template
        if path not in self._opened:
            span = None if self.template else deck.template_text.span
            self._opened[path] = _Opened(Template.open(path, span))
        return self._opened[path]
