"""The subject of a check, and what a rule is.

A subject is a presentation's package and, where it was built from one, its deck. A rule is a
function from a subject to faults, with the texts of the rule's page in docs/rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct

from deckgen import soundness
from deckgen.appearance.shapes import TITLE_TYPES, layout_name
from deckgen.checks._chart_colours import ChartColours
from deckgen.checks._slide_view import (
    FindingLocation,
    ShapeView,
    SlideView,
    memory_of_rules,
    table_overflows,
    text_fits,
)
from deckgen.checks.text_colours import VisibleText, charts, texts
from deckgen.content import Page
from deckgen.content.registry import scan_slide
from deckgen.content.table.layout import TableOverflow
from deckgen.deck import Deck, DeckName
from deckgen.deck.source_files import DeckSource
from deckgen.diagnostics import DeckLocation, Diagnostic, Severity, Span, joined, listed
from deckgen.facts import Facts, Jump
from deckgen.facts.model import Fact
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element
from deckgen.plan import Plan, Slide
from deckgen.plan.usage import Usage, Use
from deckgen.presentation import read
from deckgen.source.keys import NOTES_SLOT
from deckgen.template import Template, named_slides
from deckgen.textfit.autofit import Fit


class Subject(Struct, frozen=True, dict=True):
    """A presentation to check.

    `deck` is what it was built from, and `manuscript` the deck's files; None for a presentation
    alone. `as_of` is the day to which the age of facts is counted, `earlier` are the facts to
    compare with, `jumps` those that jumped since then, or since the last build. `notes_required`
    says whether every slide must have notes. `made_on` is the name of the deck's template,
    `unlisted` has a warning for each slide file that nothing names.
    """

    package: Package
    plan: Plan
    deck: Deck | None = None
    manuscript: DeckSource | None = None
    as_of: datetime.date | None = None
    earlier: Facts | None = None
    jumps: tuple[Jump, ...] = ()
    notes_required: bool = False
    made_on: str = ""
    unlisted: tuple[Diagnostic, ...] = ()

    @classmethod
    def of_file(cls, package: Package, *, as_of: datetime.date | None = None) -> Subject:
        """A presentation without its deck."""
        return cls(package, read.read(package), as_of=as_of)

    @property
    def name(self) -> str:
        """The name of the file, for messages."""
        return self.package.name

    @property
    def template_name(self) -> str:
        """The name of the file that has the layouts, for messages."""
        return self.made_on or self.name

    def to_do(self, in_yaml: str, in_powerpoint: str) -> str:
        """What to do, for an author of YAML, or for somebody who has only the presentation."""
        return in_powerpoint if self.deck is None else in_yaml

    @property
    def where(self) -> FindingLocation:
        """The location of a finding about the whole presentation."""
        return FindingLocation(DeckLocation(self.name))

    @property
    def shapes(self) -> Iterator[ShapeView]:
        """The shapes of all slides, in order."""
        return (shape for slide in self.slides for shape in slide.shapes)

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
        memory = memory_of_rules()
        for number, (planned, part) in enumerate(
            zip(self.plan.slides, parts.values(), strict=True), start=1
        ):
            layout = next(iter(self.package.related(part, "slideLayout")), None)
            above = self.package.related(layout, "slideMaster") if layout is not None else []
            master = next(iter(above), None)
            spans = self._spans(planned, part, parts) if planned.spans else {}
            yield SlideView(self.package, number, part, layout, master, planned, spans, memory)

    def _spans(self, planned: Slide, part: Part, parts: dict[str, Part]) -> dict[int, Span]:
        page = Page(self.package, part, self.plan.language, parts)
        slots = scan_slide(part.root, page, dict(planned.names)).slot_shapes
        spans = {item.id: planned.spans[item.name] for item in slots if item.name in planned.spans}
        return {**spans, 0: planned.spans[""]}

    @cached_property
    def unsound(self) -> tuple[Diagnostic, ...]:
        """The errors in the package itself (`deckgen.soundness`)."""
        return tuple(soundness.check(self.package))

    @cached_property
    def texts(self) -> tuple[VisibleText, ...]:
        """Every visible text of the slides, with its colours and those behind it."""
        return tuple(seen for slide in self.slides for seen in texts(slide))

    @cached_property
    def charts(self) -> tuple[tuple[ShapeView, ChartColours], ...]:
        """The visible charts of the slides, each with its shape."""
        return tuple(found for slide in self.slides for found in charts(slide))

    @cached_property
    def fits(self) -> tuple[tuple[ShapeView, Fit], ...]:
        """How the texts of the slides' shapes fit; shapes that grow with theirs are left out."""
        return tuple(found for slide in self.slides for found in text_fits(slide))

    @cached_property
    def table_overflows(self) -> tuple[tuple[ShapeView, TableOverflow], ...]:
        """The tables of the slides that do not fit, each with the nearest limit that it passes."""
        height, in_deck = self.template.height, self.deck is not None
        return tuple(
            found
            for slide in self.slides
            for found in table_overflows(slide, height, in_deck=in_deck)
        )


# Rules and what they find.


class Fault(Struct, frozen=True):
    """One thing that a rule found.

    `label` is printed under the author's line, `helps` say what to do. `severity` is None for the
    rule's own. `template` is the fault of the template that shows here, None where there is none.
    """

    message: str
    where: FindingLocation
    label: str = ""
    helps: tuple[str, ...] = ()
    severity: Severity | None = None
    template: TemplateFault | None = None


class Finding(Struct, frozen=True):
    """A fault as it is reported.

    `spot` is the shape or slide that shows it, if known; `template` is as in `Fault`. `decks` are
    those that have it, where several were checked.
    """

    diagnostic: Diagnostic
    spot: DeckLocation | None
    template: TemplateFault | None = None
    decks: tuple[DeckName, ...] = ()


def _never_skipped(_subject: Subject) -> str:
    return ""


class Check(Struct, frozen=True):
    """What a rule looks at: `run` finds its faults in a subject.

    `skip` gives the reason why the rule of this id cannot be decided for a subject, "" where it
    can.
    """

    rule: str
    run: Callable[[Subject], Iterator[Fault]]
    skip: Callable[[Subject], str] = _never_skipped


class Rule(Struct, frozen=True):
    """A rule: what rules.toml says of it, and its check. Its texts are Markdown."""

    check: Check
    severity: Severity
    summary: str
    why: str
    source: str
    decided: str
    mend: str

    @property
    def id(self) -> str:
        """The rule's id, such as `TITLE-DUP`."""
        return self.check.rule

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """The faults in a subject, as findings."""
        for fault in self.check.run(subject):
            diagnostic = Diagnostic(
                self.id,
                fault.message,
                fault.where.place,
                fault.label,
                fault.helps,
                fault.severity or self.severity,
            )
            yield Finding(diagnostic, fault.where.location, fault.template)


# Help for rules about facts.


_MOST_SLIDES = 6


NO_DECK = "they look at the files that a presentation is built from"


def no_facts(subject: Subject) -> str:
    """The reason why rules about facts cannot be decided; "" where they can."""
    if subject.deck is None:
        return NO_DECK
    return "" if subject.usage is not None else "the deck has no facts"


def where(subject: Subject, fact: Fact, field: str) -> FindingLocation:
    """The location of a fact's field in its file, and the first slot that shows the fact."""
    usage = subject.usage
    uses = () if usage is None else uses_of(usage, fact)
    return FindingLocation(_location(subject, uses[0]) if uses else None, fact.place(field))


def known(subject: Subject, fact: Fact, message: str) -> Fault:
    """A tip about a disagreement that the fact's author stated and keeps."""
    note = fact.entry.note
    field = "printed" if fact.entry.printed else "computed"
    shown = "" if subject.usage is None else shown_on(subject.usage, fact)
    helps = (shown, f"its note: {' '.join(note.text.split())}" if note else "add a `note` why")
    return Fault(
        f"known: {message}", where(subject, fact, field), "stated here",
        tuple(text for text in helps if text), Severity.TIP,
    )  # fmt: skip


def uses_of(usage: Usage, fact: Fact) -> tuple[Use, ...]:
    """The uses of a fact, then those of the facts that are computed from it."""
    queue, seen = [fact], {fact: None}
    found: list[Use] = []
    while queue:
        current = queue.pop(0)
        found += usage.uses.get(current, ())
        further = [other for other in usage.dependents.get(current, ()) if other not in seen]
        queue += further
        seen.update(dict.fromkeys(further))
    return tuple(found)


def shown_on(usage: Usage, fact: Fact) -> str:
    """A sentence with the slides that show a fact or one computed from it; "" for none."""
    slides = sorted({(use.slide, use.id) for use in uses_of(usage, fact)})
    words = [f"{number} (`{name}`)" for number, name in slides]
    if not words:
        return ""
    if len(words) > _MOST_SLIDES:
        return f"it stands on slides {listed(words, _MOST_SLIDES, '`deckgen facts`')}"
    return f"it stands on {'slide' if len(words) == 1 else 'slides'} {joined(words)}"


def _location(subject: Subject, use: Use) -> DeckLocation | None:
    slide = subject.slides[use.slide - 1]
    return slide.where.location if use.slot == NOTES_SLOT else slide.slot(use.slot).location


# Faults that slides inherit from their layout and master: the template alone can mend them.


_NAMES = {
    "dt": "the date",
    "ftr": "the footer",
    "sldNum": "the slide number",
    "subTitle": "the subtitle",
    **dict.fromkeys(TITLE_TYPES, "the title"),
}


class TemplateFault(Struct, frozen=True):
    """A fault of a template that shows on every slide made on it.

    `what` has the fault (`the slide number`), `problem` says it without the words of a slide (`a
    contrast of 3.49:1, less than 4.5:1`), and `mend` says where in PowerPoint to mend it.
    """

    what: str
    problem: str
    mend: str


IN_MASTER = "PowerPoint: View > Slide Master"
"""Starts what says where in PowerPoint a template is mended."""


def layout_place(layout: Part) -> str:
    """A slide layout as the place of a fault: "the layout `Title Only`"."""
    return f"the layout `{layout_name(layout)}`"


def inherited(
    shape: ShapeView, source: Element | None, problem: str, control: str
) -> TemplateFault | None:
    """The template's fault in a placeholder; None where the slide itself is at fault.

    `source` is the element that gives the value at fault, None where the theme gives it. `control`
    is PowerPoint's command that changes it.
    """
    slide = shape.slide
    if shape.ph is None or slide.layout is None or slide.master is None:
        return None
    if source is None:
        place = "the slide master"
    else:
        root = source.getroottree().getroot()
        if root is slide.layout.root:
            place = layout_place(slide.layout)
        elif root is slide.master.root:
            place = "the slide master"
        else:
            return None
    what = _NAMES.get(shape.type, f"`{shape.name}`")
    return TemplateFault(what, problem, f"{IN_MASTER}, {place}; select the text, then {control}")
