"""Shares that their counts do not give."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks import telling
from deckgen.checks.base import Fault, Rule
from deckgen.checks.disagreements import Disagreement, disagreements
from deckgen.checks.subject import Subject
from deckgen.checks.view import SlideView
from deckgen.diagnostics import Severity


def _shares(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    for fact in usage.facts if usage else ():
        if fact.known is not None and fact.entry.formula is not None:
            yield telling.known(
                subject, fact,
                f"`{fact.id}` prints {fact.known.printed}, its formula gives {fact.known.computed}",
            )  # fmt: skip
    for slide in subject.slides:
        for found in disagreements(slide):
            if not _known(subject, slide, found):
                yield _fault(found)


def _known(subject: Subject, slide: SlideView, found: Disagreement) -> bool:
    """Whether one of the figures is a fact whose disagreement is known."""
    if subject.usage is None:
        return False
    line, facts = found.share.passage, subject.usage.facts_of(slide.planned)
    names = (line.fact(figure.start, figure.end) for figure in found.share.figures)
    return any(facts.fact(name).known is not None for name in names if name)


def _fault(found: Disagreement) -> Fault:
    share, total = found.share, found.total
    right = share.computed(total)
    return Fault(
        f"{share.count.text} of {total.text} is {right}, printed {share.share.text}",
        share.passage.at(share.share.start, share.share.end), "not the share",
        ("mend the share or its counts; a fact with a formula follows its counts",),
    )  # fmt: skip


RULES = (
    Rule(
        id="DISAGREE",
        severity=Severity.ERROR,
        summary="Shares are what their counts give.",
        why="A share that was not computed anew when its counts changed is wrong, and looks "
        "careless where both are printed side by side.",
        source="House rule; the briefing that deckgen was made for prints three such shares.",
        decided="A share stands beside its count (`127,492 (48%)`, `57% (150,141)`, in a table in "
        "the next column) and is not the count over the total, rounded half up to the decimals "
        "printed. The total is named in the line (`3 of 12 (25%)`), or is a figure of the slide "
        "that a line or row calls a total, or that two other shares are right of. A share that any "
        "figure of the slide makes right is let pass, and one that is off by more than a quarter, "
        "unless another share is right of that total. Figures after `about`, `over` and the like "
        "are passed over. A disagreement that a fact states by `computed` and `printed` is a tip.",
        mend="Mend the share or its counts; print shares by formulas. Where the source is at odds "
        "with itself, state it by `computed`, `printed` and `note`.",
        check=_shares,
    ),
)
