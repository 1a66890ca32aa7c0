"""What is checked: a presentation's package and, where it was made from one, its deck."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from deckgen import soundness
from deckgen.check._chart_colours import ChartColours
from deckgen.check._slide_view import FindingLocation, ShapeView, SlideView
from deckgen.check.text_colours import VisibleText, charts, texts
from deckgen.content.base import Page
from deckgen.content.shapes import scan_slide
from deckgen.deck import Deck
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import DeckLocation, Diagnostic, Severity, Span
from deckgen.facts.model import Fact
from deckgen.facts.resolve import Facts
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.plan import Plan, Slide
from deckgen.plan.usage import NOTES, Usage, Use
from deckgen.presentation import read
from deckgen.template import Template, named_slides


@dataclass(frozen=True)
class Subject:
    """A presentation to check.

    `deck` is what it was built from, and `manuscript` the deck's files; None for a presentation
    alone. `as_of` is the day to which age is counted; `earlier` are the facts as they were.
    """

    package: Package
    plan: Plan
    deck: Deck | None = None
    manuscript: DeckSource | None = None
    as_of: datetime.date | None = None
    earlier: Facts | None = None
    notes_required: bool = False

    @classmethod
    def of_file(cls, package: Package, *, as_of: datetime.date | None = None) -> Subject:
        """A presentation without its deck."""
        return cls(package, read.read(package), as_of=as_of)

    @property
    def name(self) -> str:
        """The file, as messages call it."""
        return self.package.name

    @property
    def where(self) -> FindingLocation:
        """Where a finding about the whole presentation is."""
        return FindingLocation(DeckLocation(self.name))

    @cached_property
    def usage(self) -> Usage | None:
        """Where the deck uses its facts; None for a presentation alone, and without facts."""
        usage = None if self.deck is None else Usage(self.deck, self.plan)
        return usage if usage is not None and usage.facts else None

    @cached_property
    def template(self) -> Template:
        """The layouts of the presentation."""
        return Template.of(self.package)

    @cached_property
    def slides(self) -> tuple[SlideView, ...]:
        """The slides, in order."""
        return tuple(self._slides())

    def _slides(self) -> Iterator[SlideView]:
        parts = {name: part for name, (_, part) in named_slides(self.package).items()}
        for number, (planned, part) in enumerate(
            zip(self.plan.slides, parts.values(), strict=True), start=1
        ):
            layout = next(iter(self.package.related(part, "slideLayout")), None)
            above = self.package.related(layout, "slideMaster") if layout is not None else []
            master = next(iter(above), None)
            spans = self._spans(planned, part, parts) if planned.spans else {}
            yield SlideView(self.package, number, part, layout, master, planned, spans)

    def _spans(self, planned: Slide, part: Part, parts: dict[str, Part]) -> dict[int, Span]:
        page = Page(self.package, part, self.plan.language, parts)
        held = scan_slide(part.root, page, dict(planned.names)).held
        found = {item.id: planned.spans[item.name] for item in held if item.name in planned.spans}
        return {**found, 0: planned.spans[""]}

    @cached_property
    def unsound(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the package itself."""
        return tuple(soundness.check(self.package))

    @cached_property
    def texts(self) -> tuple[VisibleText, ...]:
        """Every text that the slides show, with its colour and what lies behind it."""
        return tuple(seen for slide in self.slides for seen in texts(slide))

    @cached_property
    def charts(self) -> tuple[tuple[ShapeView, ChartColours], ...]:
        """The charts that the slides show."""
        return tuple(found for slide in self.slides for found in charts(slide))


# What a rule is: a check with its id, its weight and the words of its page in the docs.


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a rule found. `label` stands under the author's words; `helps` mend it.

    `severity` is None for that of the rule.
    """

    message: str
    where: FindingLocation
    label: str = ""
    helps: tuple[str, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as it is reported, and the shape that shows it."""

    diagnostic: Diagnostic
    spot: DeckLocation | None


def _runs(_subject: Subject) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. Its texts are Markdown, and make its page in the docs.

    `summary` is one line; `why` says whom the fault harms, `source` who asks for it (WCAG, the
    federal checklist AED COP, PowerPoint's own checker ...), `decided` what in the file is looked
    at, `mend` what to do. `skip` says why the rule cannot be decided for a subject ("" where it
    can); the report says so.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    source: str
    decided: str
    mend: str
    check: Callable[[Subject], Iterator[Fault]]
    skip: Callable[[Subject], str] = _runs

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What the rule finds."""
        for fault in self.check(subject):
            diagnostic = Diagnostic(
                self.id,
                fault.message,
                fault.where.place,
                fault.label,
                fault.helps,
                fault.severity or self.severity,
            )
            yield Finding(diagnostic, fault.where.spot)


# What rules say of a fact: why they cannot, and where the deck uses it.


_MOST = 6


def no_facts(subject: Subject) -> str:
    """Why a rule about facts cannot be decided; "" where it can."""
    if subject.deck is None:
        return "only a deck has facts"
    return "" if subject.usage is not None else "the deck has no facts"


def where(subject: Subject, fact: Fact, field: str) -> FindingLocation:
    """The field of a fact in its file, and the first slot that shows what it says."""
    usage = subject.usage
    uses = () if usage is None else uses_of(usage, fact)
    return FindingLocation(_spot(subject, uses[0]) if uses else None, fact.place(field))


def known(subject: Subject, fact: Fact, message: str) -> Fault:
    """A disagreement that the fact's author knows of, and keeps."""
    note = fact.entry.note
    field = "printed" if fact.entry.printed else "computed"
    shown = "" if subject.usage is None else shown_on(subject.usage, fact)
    helps = (shown, f"its note: {' '.join(note.text.split())}" if note else "add a `note` why")
    return Fault(
        f"known: {message}", where(subject, fact, field), "stated here",
        tuple(text for text in helps if text), Severity.TIP,
    )  # fmt: skip


def uses_of(usage: Usage, fact: Fact) -> tuple[Use, ...]:
    """The uses of a fact, then those of the facts that are made of it."""
    waiting, seen = [fact], {fact: None}
    found: list[Use] = []
    while waiting:
        at = waiting.pop(0)
        found += usage.uses.get(at, ())
        further = [other for other in usage.builders.get(at, ()) if other not in seen]
        waiting += further
        seen.update(dict.fromkeys(further))
    return tuple(found)


def shown_on(usage: Usage, fact: Fact) -> str:
    """The slides that show a fact, or what is made of it, in words; "" where none does."""
    slides = sorted({(use.slide, use.id) for use in uses_of(usage, fact)})
    listed = [f"{number} (`{name}`)" for number, name in slides[:_MOST]]
    if len(slides) > _MOST:
        listed.append(f"{len(slides) - _MOST} more")
    if not listed:
        return ""
    noun = "slide" if len(slides) == 1 else "slides"
    return f"it stands on {noun} {_joined(listed)}"


def _joined(words: list[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _spot(subject: Subject, use: Use) -> DeckLocation | None:
    slide = subject.slides[use.slide - 1]
    return slide.where.spot if use.slot == NOTES else slide.slot(use.slot).spot
