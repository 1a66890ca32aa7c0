"""The slides of a deck on their way to a presentation: made from YAML, or kept from before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct, field, structs

from deckgen.cache import program
from deckgen.content import registry
from deckgen.deck import Deck, EmbedMode, SourceSlide
from deckgen.diagnostics import Diagnostic, Problem, Severity, Span, gather, shown
from deckgen.facts import Facts
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.plan import Plan, Slide, planner
from deckgen.plan.cache import Needs, PlannedSlides, SlideCache, facts_for
from deckgen.plan.overflow import SlideFits
from deckgen.plan.planner import DeckPlanner
from deckgen.plan.usage import Unsourced, UsingSlide, facts_on, unsourced
from deckgen.presentation import slide_parts
from deckgen.presentation.assembled import Assembled, PackedContents
from deckgen.presentation.write import Outline, SlideWriter, Written
from deckgen.project._kept_slides import (
    Asked,
    KeptSlides,
    Made,
    MadeSlide,
    SlideDiagnostic,
    hashed,
)
from deckgen.review.base import BasedSlide, BaseReader, KnownLooks
from deckgen.source import nodes, reading
from deckgen.source.nodes import ScalarNode
from deckgen.template import Template
from deckgen.textfit import fonts
from deckgen.textfit.autofit import KnownFits


class Draft(Struct):
    """A slide of YAML in one build: `made`, or planned as `slides` and not written yet."""

    source: SourceSlide
    key: str
    made: Made | None = None
    slides: tuple[Slide, ...] = ()
    needs: Needs | None = None
    misfits: tuple[Diagnostic, ...] | None = None
    facts: tuple[tuple[str, ...], ...] | None = None

    @property
    def outlines(self) -> Iterator[Outline]:
        """The outlines of its slides."""
        if self.made is None:
            yield from map(Outline.of, self.slides)
        else:
            yield from (slide.outline for slide in self.made.slides)

    @property
    def home(self) -> Span:
        """Where its YAML is."""
        return self.source.node.span

    def let_go(self) -> None:
        """Let go of the plans of slides that were made, where nothing is read of them again."""
        if self.made and all(made.base is None or made.base.plan for made in self.made.slides):
            self.slides, self.needs, self.misfits = (), None, None


class DeckSlides(Struct, frozen=True, dict=True):
    """The slides of a deck on a template, each planned, or found as it was made before."""

    deck: Deck
    template: Template
    embed: EmbedMode
    cache: SlideCache
    kept: KeptSlides
    strict: bool = False
    once: bool = False
    """Whether nothing else is made of their plans, which are let go of as slides are written."""
    drafts: list[Draft] = field(default_factory=list)
    head: Plan = field(default_factory=lambda: Plan("", "", ()))
    _digests: dict[Path, bytes] = field(default_factory=dict)
    """The SHA-256 of files as they were first read for decks of one run."""

    @classmethod
    def of(
        cls,
        deck: Deck,
        template: Template,
        embed: EmbedMode,
        cache: SlideCache,
        kept: KeptSlides,
        digests: dict[Path, bytes],
        *,
        strict: bool = False,
        once: bool = False,
    ) -> DeckSlides:
        """The slides of a deck. Raises `Problem` with every fault of every slide.

        `digests` are those of the files that slides of other decks of the run were made from.
        """
        found = cls(deck, template, embed, cache, kept, strict, once, _digests=digests)
        cache.table(_FontUses)
        settings = found._settings()
        plan = DeckPlanner(deck, template, cache)
        with gather() as problems:
            for source in deck.slides:
                with problems.collect():
                    found.drafts.append(found._draft(source, settings, plan))
        sections = plan.continuer.sections(deck.sections)
        return structs.replace(found, head=structs.replace(planner.header(deck), sections=sections))

    def _settings(self) -> bytes:
        """All that every slide depends on; b"" for a template that is in no file."""
        if not self.template.digest:
            return b""
        deck = self.deck
        settings = (
            program(), self.template.digest, self.template.name, shown(deck.folder),
            repr(deck.facts.dates), deck.footer, deck.date, list(deck.formats.items()),
            deck.language, self.embed.value, self.strict, _texts(deck.slot_names),
        )  # fmt: skip
        return hashlib.sha256(msgspec.msgpack.encode(settings)).digest()

    def _draft(self, source: SourceSlide, settings: bytes, plan: DeckPlanner) -> Draft:
        key = ""
        if settings and source.like is None:
            key = hashed(settings + source.digest)
            made = self.kept.find(key, lambda asked: self._answer(asked, source, plan.known))
            if made is not None and plan.continuer.take([s.outline.id for s in made.slides]):
                return Draft(source, key, made)
        planned = plan.slide(source)
        if planned.needs is not None:
            self._digests.update(planned.needs.files)
        slides = plan.continuer.slides(source.overflow, planned.slide)
        return Draft(source, key, None, slides, planned.needs)

    def _answer(self, asked: Asked, source: SourceSlide, known: set[str]) -> bytes | None:
        """What a slide would get for what it asks; None where there is none of it."""
        if not known.issuperset(asked.links):
            return None
        facts: list[object] = []
        if asked.facts:
            try:
                scope = facts_for(source, self.deck)
                facts = [_fact_data(name, scope) for name in asked.facts]
            except Problem:
                return None
        contacts = [self.deck.contacts.get(name) for name in asked.contacts]
        files = [self._digest(self.deck.folder / name) for name in asked.files]
        cards = [None if card is None else nodes.as_data(card) for card in contacts]
        return msgspec.msgpack.encode((structs.astuple(asked), facts, cards, files))

    def _digest(self, path: Path) -> bytes:
        if path not in self._digests:
            self._digests[path] = reading.digest(path)
        return self._digests[path]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the slides, in order."""
        return tuple(outline.id for outline in self._outlines)

    @property
    def _outlines(self) -> list[Outline]:
        return [outline for draft in self.drafts for outline in draft.outlines]

    def slips(self, severity: Severity) -> list[Diagnostic]:
        """The slips of all slides, each once: slides can show one text, such as a contact."""
        found = dict.fromkeys(slip for draft in self.drafts for slip in _slips(draft))
        return [structs.replace(slip, severity=severity) for slip in found]

    def misfits(self) -> list[Diagnostic]:
        """The diagnostics of what does not fit, as `overflow.SlideFits` gives them."""
        return [misfit for draft in self.drafts for misfit in self._misfits(draft)]

    def _misfits(self, draft: Draft) -> Sequence[Diagnostic]:
        if draft.made is not None:
            return [finding.at(draft.home) for finding in draft.made.misfits]
        if draft.misfits is None:
            diagnostics = partial(self._fits.diagnostics, strict=self.strict)
            draft.misfits = tuple(chain.from_iterable(map(diagnostics, draft.slides)))
        return draft.misfits

    @cached_property
    def _fits(self) -> SlideFits:
        known = self.cache.table(KnownFits)
        return SlideFits(self.template, known, extracted=self.deck.extracted)

    def using(self) -> list[UsingSlide]:
        """The slides with the facts that they use."""
        found = []
        for draft in self.drafts:
            source = draft.source
            if draft.made is not None:
                found += [UsingSlide(s.outline.id, source, s.facts) for s in draft.made.slides]
            else:
                each = zip(draft.slides, _facts_on(draft), strict=True)
                found += [UsingSlide(slide.id, source, names) for slide, names in each]
        return found

    def like(self) -> list[Slide]:
        """The slides that are like patterns."""
        return [slide for draft in self.drafts for slide in draft.slides if slide.like]

    def unsourced(self) -> list[Unsourced]:
        """The slides whose facts have sources that no slot shows."""
        found = []
        for draft in self.drafts:
            if draft.made is not None:
                found += [
                    Unsourced(slide.outline.id, slide.unsourced, like=False, place=draft.home)
                    for slide in draft.made.slides
                    if slide.unsourced
                ]
                continue
            for slide in draft.slides:
                lacks = self._unsourced(slide, draft.source)
                found += [] if lacks is None else [lacks]
        return found

    def _unsourced(self, slide: Slide, source: SourceSlide) -> Unsourced | None:
        if not any(True for _ in slide.facts()):
            return None
        scope = facts_for(source, self.deck)
        return unsourced(slide, scope, self.template)

    def write(self, *, anchored: bool, again: bool) -> tuple[Written, list[BasedSlide]]:
        """The presentation of the slides, and what its base keeps of each where it has one.

        `again` says that others of the same slides are written after it.
        """
        self._make()
        contents = None if anchored else self._contents
        last, written = self.kept.presentation, None
        if contents is not None and last is not None:
            written = last.with_contents(contents, self.template)
        if written is None:
            written, places = self._assembled(anchored=anchored)
            if contents is not None and again:
                self.kept.presentation = Assembled.of(contents, places, written)
        return written, [] if self.embed is not EmbedMode.FULL else list(self._bases(written))

    def _make(self) -> None:
        """Write the slides that are new, each to be taken out of its presentation as data."""
        new = [draft for draft in self.drafts if draft.made is None and draft.key]
        if not new:
            return
        if self.once:
            self.cache.table(PlannedSlides).clear()
        bench = self._writer()
        reader = self._reader(bench.package, bench.parts)
        for draft in new:
            draft.made = self._made(draft, bench, reader)
            self._keep(draft)
            if self.once:
                draft.let_go()
        if self.once:
            self.cache.table(KnownFits).fits.clear()

    @property
    def _contents(self) -> PackedContents | None:
        """What the presentation is made of where that is nothing but packed slides."""
        if any(draft.made is None or draft.source.comments for draft in self.drafts):
            return None
        made = chain.from_iterable(draft.made.slides for draft in self.drafts if draft.made)
        about = (self.head, tuple(self._outlines), self.embed, self.deck.extracted)
        return PackedContents(about, tuple(slide.parts for slide in made))

    def _assembled(self, *, anchored: bool) -> tuple[Written, list[list[str]]]:
        """The presentation, and for each slide that was made the names of its parts."""
        writer = self._writer()
        places = []
        for draft in self.drafts:
            if draft.made is None:
                for slide in draft.slides:
                    writer.write(slide)
                continue
            for made in draft.made.slides:
                part = writer.parts[made.outline.id]
                parts = slide_parts.add_parts(made.parts, writer.package, part)
                slide_parts.fill_parts(made.parts, parts, writer.parts)
                places.append([part.name for part in parts])
            writer.comment(draft.source.id.text, draft.source.comments)
        return writer.finish(self.head, anchored=anchored), places

    def _writer(self) -> SlideWriter:
        return SlideWriter(
            self.template, self._outlines, self.deck.language, self.embed,
            self.cache.table(KnownFits), extracted=self.deck.extracted,
        )  # fmt: skip

    def _reader(self, package: Package, parts: Mapping[str, Part]) -> BaseReader | None:
        if self.embed is not EmbedMode.FULL:
            return None
        return BaseReader(self.template, package, parts, self.cache.table(KnownLooks))

    def _made(self, draft: Draft, writer: SlideWriter, reader: BaseReader | None) -> Made:
        slips = (SlideDiagnostic.of(slip, draft.home) for slip in _slips(draft))
        misfits = (SlideDiagnostic.of(misfit, draft.home) for misfit in self._misfits(draft))
        each = zip(draft.slides, _facts_on(draft), strict=True)
        return Made(
            tuple(self._made_slide(s, names, draft.source, writer, reader) for s, names in each),
            tuple(filter(None, slips)),
            tuple(filter(None, misfits)),
        )

    def _made_slide(
        self,
        slide: Slide,
        facts: tuple[str, ...],
        source: SourceSlide,
        writer: SlideWriter,
        reader: BaseReader | None,
    ) -> MadeSlide:
        with writer.package.additions() as added:
            writer.write(slide)
        based = None if reader is None else reader.read(slide)
        part = writer.parts[slide.id]
        lacks = self._unsourced(slide, source)
        return MadeSlide(
            Outline.of(slide),
            slide_parts.take_out(writer.package, part, added, writer.ids),
            based,
            facts,
            "" if lacks is None else lacks.made_from,
        )

    def _bases(self, written: Written) -> Iterator[BasedSlide]:
        reader = self._reader(written.package, written.parts)
        for draft in self.drafts:
            slides: Iterable[Slide | None] = draft.slides
            if draft.made is None:
                assert reader is not None, "asked for where there is a base"
                yield from ((reader.read(slide), slide) for slide in draft.slides)
            else:
                slides = draft.slides or [None] * len(draft.made.slides)
                for made, slide in zip(draft.made.slides, slides, strict=True):
                    assert made.base is not None, "its key says that it has a base"
                    yield made.base, slide

    def _keep(self, draft: Draft) -> None:
        """Keep a slide that was made, for other builds.

        None is kept on disk where a text was measured by a font of the machine, which may change.
        """
        asked, made = self._asked(draft), draft.made
        answers = None if asked is None else self._answer(asked, draft.source, self._known)
        if asked is None or answers is None or made is None:
            return
        name = self.kept.keep(draft.key, asked, answers, made, most=4 * len(self.drafts))
        if not self.cache.table(_FontUses).are_more:
            self.kept.store(draft.key, asked, name, made)

    @cached_property
    def _known(self) -> set[str]:
        return {slide.id.text for slide in self.deck.slides}

    def close(self) -> None:
        """End what is kept on disk."""
        if self.kept.disk is not None:
            self.kept.disk.close()

    def _asked(self, draft: Draft) -> Asked | None:
        """What a new slide asked for; None where it cannot be kept."""
        needs, made = draft.needs, draft.made
        if needs is None or made is None or draft.misfits is None:
            return None
        contents = (content for slide in draft.slides for _, content in slide.slots)
        if not all(map(registry.is_ours, contents)):
            return None  # another version of the package can write it otherwise
        slips = _slips(draft)
        if len(made.slips) < len(slips) or len(made.misfits) < len(draft.misfits):
            return None  # some are about another file
        if any(slide.base is not None and not slide.base.plan for slide in made.slides):
            return None  # opaque formats have names that depend on the other slides
        return Asked(
            tuple(needs.facts),
            tuple(needs.contacts),
            tuple(sorted(needs.links)),
            tuple(_within(path, self.deck.folder) for path in needs.files),
        )


class _FontUses:
    """Whether fonts of the machine were used since texts were first measured on a template."""

    def __init__(self) -> None:
        self._before = fonts.uses_of_machine()

    @property
    def are_more(self) -> bool:
        return fonts.uses_of_machine() > self._before


def _facts_on(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The ids of the facts that each planned slide of a draft uses."""
    if draft.facts is None:
        draft.facts = tuple(facts_on(slide, draft.source) for slide in draft.slides)
    return draft.facts


def _slips(draft: Draft) -> Sequence[Diagnostic]:
    if draft.slides:
        return tuple(dict.fromkeys(slip for slide in draft.slides for slip in slide.slips))
    assert draft.made is not None, "planned, or made"
    return [finding.at(draft.home) for finding in draft.made.slips]


def _texts(tables: Mapping[str, Mapping[str, ScalarNode]]) -> list[object]:
    return [(name, [(k, v.text) for k, v in table.items()]) for name, table in tables.items()]


def _within(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path.absolute())


def _fact_data(name: str, scope: Facts) -> object:
    """All that a slide can show of a fact. Raises `Problem` where there is no such fact."""
    fact = scope.fact(name)
    return nodes.as_data(fact.entry.node), repr((fact.text, fact.value, fact.origins))
