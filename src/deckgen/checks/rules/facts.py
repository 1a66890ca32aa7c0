"""Rules on facts: figures left over or typed, figures and times that differ, stale or unused facts.

A figure in a text such as `127,492` can hardly be anything but the fact of that value. A whole
number of few digits may count many things: it is taken for a fact's only where the slide uses the
fact, or where a word of the fact's id or unit is near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from deckgen.checks import _text_view as text_view
from deckgen.checks import subject as checks_subject
from deckgen.checks._slide_view import FindingLocation
from deckgen.checks._text_view import Passage, PassageKind
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.deck import source_files
from deckgen.deck.source_files import DeckSource
from deckgen.deck.variants import Variants
from deckgen.diagnostics import DeckLocation, Diagnostic, Problem, Severity, Span, listed
from deckgen.facts import figures
from deckgen.facts.figures import ProseFigure, Times, TypedTime
from deckgen.facts.model import Fact
from deckgen.facts.references import mentions, written
from deckgen.source.nodes import ScalarNode, scalars

_WORD = re.compile(r"[^\W\d_]{3,}")
_REACH = 48  # characters to each side: some seven words
_CERTAIN = 3  # digits of a whole number that can hardly count anything else
_CERTAIN_TYPED = 4  # the same, of a figure that nothing says was a fact's before

_STOP_WORDS = (
    "the", "and", "for", "per", "from", "share", "total", "number", "rate", "change", "last",
)  # fmt: skip


def says(
    fact: Fact, figure: ProseFigure, text: str, used: Container[Fact], certain: int = _CERTAIN
) -> bool:
    """Whether a figure in a text is a fact's; `used` are the facts on its slide.

    A whole number of `certain` digits needs no hint that it is.
    """
    if figure.amount not in _amounts(fact):
        return False
    return (
        fact in used
        or not _is_small(figure, certain)
        or _is_mentioned_near(fact, text, figure.start, figure.end)
    )


def phrases(fact: Fact, text: str, used: Container[Fact]) -> Iterator[tuple[int, int]]:
    """The places in a text of the words of a fact whose value is no figure.

    A single word needs a hint that it is the fact's, as a small number does.
    """
    words = fact.text or ""
    if not words or fact.value.pending or figures.only(words) is not None:
        return
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
        if not words.isalpha() or fact in used or _is_mentioned_near(fact, text, *match.span()):
            yield match.span()


def _amounts(fact: Fact) -> tuple[Decimal, ...]:
    """The fact's value and the number in its text, which may be rounded or overridden."""
    if fact.value.pending:
        return ()
    printed = figures.only(fact.text or "")
    found = (fact.value.amount, None if printed is None else printed.amount)
    return tuple(amount for amount in found if amount is not None)


def _is_small(figure: ProseFigure, certain: int) -> bool:
    digits = re.sub(r"\D", "", figure.text)
    return figure.step >= (Decimal("0.01") if figure.percent else 1) and len(digits) < certain


def _is_mentioned_near(fact: Fact, text: str, start: int, end: int) -> bool:
    """Whether a word of the fact's id or unit is near text[start:end]."""
    close = f"{text[max(start - _REACH, 0) : start]} {text[end : end + _REACH]}"
    unit = fact.entry.unit.text if fact.entry.unit else ""
    return bool(_stems(f"{fact.id} {unit}") & _stems(close))


def _stems(text: str) -> frozenset[str]:
    """The words of a text, without endings of the plural."""
    words = (word.casefold() for word in _WORD.findall(text.replace("_", " ")))
    return frozenset(
        re.sub(r"(?:ies|es|s|y)$", "", word) for word in words if word not in _STOP_WORDS
    )


# LEFT-OVER: figures of earlier facts that remain in a text.


_WHERE = {
    PassageKind.TEXT: "",
    PassageKind.NOTES: " in the notes",
    PassageKind.ALT: " in the alternative text",
    PassageKind.DATA: " in the data that the chart has stored",
}


class _ChangedFact(NamedTuple):
    """A fact as it was and as it is."""

    before: Fact
    now: Fact


def _skip_left_over(subject: Subject) -> str:
    if subject.usage is not None and subject.earlier is None:
        return "no earlier facts to compare with: `--since` names a file of them, or a git revision"
    return checks_subject.no_facts(subject)


def _left_over(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None or subject.deck is None or subject.earlier is None:
        return
    facts = subject.deck.facts
    changes = [
        _ChangedFact(before, facts.fact(before.id))
        for before in subject.earlier
        if before.id in facts and before.text != facts.fact(before.id).text
    ]
    for slide in subject.slides if changes else ():
        used = frozenset(usage.on(slide.planned))
        reported: set[tuple[str | None, str]] = set()
        passages = (
            *text_view.slot_passages(slide),
            *text_view.notes_passages(slide),
            *text_view.other_passages(slide),
        )
        for passage in passages:
            for change, start, end in _remains(passage, changes, used):
                location = passage.where.location
                key = (location.shape if location else None, change.now.id)
                if passage.kind in (PassageKind.TEXT, PassageKind.NOTES) or key not in reported:
                    yield _left_over_fault(passage, change, start, end)
                reported.add(key)


def _remains(
    passage: Passage, changes: list[_ChangedFact], used: frozenset[Fact]
) -> Iterator[tuple[_ChangedFact, int, int]]:
    """The parts of a passage with the earlier figure of a fact, which come from no fact now."""
    text = passage.text
    for figure in figures.find(text):
        current = passage.fact(figure.start, figure.end) or any(
            says(fact, figure, text, used) for fact in used
        )
        for change in changes if not current else ():
            if says(change.before, figure, text, _if_used(change, used)):
                yield change, figure.start, figure.end
                break
    for change in changes:
        for start, end in phrases(change.before, text, _if_used(change, used)):
            if not passage.fact(start, end):
                yield change, start, end


def _if_used(change: _ChangedFact, used: frozenset[Fact]) -> tuple[Fact, ...]:
    """The earlier fact, if the slide uses the present one."""
    return (change.before,) if change.now in used else ()


def _left_over_fault(passage: Passage, change: _ChangedFact, start: int, end: int) -> Fault:
    name = change.now.id
    return Fault(
        f"`{passage.text[start:end]}`{_WHERE[passage.kind]} is what `{name}` said before; now it "
        f"says {change.now.text or 'another figure'}",
        passage.at(start, end), "left over", (f"write `{written(name)}`",),
    )  # fmt: skip


# LITERAL: figures that are typed where a reference to a fact should be.


_MOST_LISTED = 4
_Slot = tuple[DeckLocation | None, PassageKind]


def _typed(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None:
        return
    for slide in subject.slides:
        known, used = usage.facts_of(slide.planned), usage.on(slide.planned)
        loose: dict[_Slot, list[tuple[Passage, ProseFigure]]] = {}
        told: set[tuple[_Slot, Fact]] = set()
        described = text_view.alt_text_passages(slide, usage.descriptions(slide.planned))
        for passage in (
            *text_view.slot_passages(slide),
            *text_view.notes_passages(slide),
            *described,
        ):
            slot = (passage.where.location, passage.kind)
            for figure in figures.find(passage.text) if passage.typed else ():
                at = figure.start, figure.end
                if passage.is_data(*at) or passage.fact(*at) or _numbers_its_slot(passage):
                    continue
                same = [
                    fact for fact in known if says(fact, figure, passage.text, used, _CERTAIN_TYPED)
                ]
                if not same:
                    loose.setdefault(slot, []).append((passage, figure))
                elif (slot, same[0]) not in told:
                    told.add((slot, same[0]))
                    yield _typed_fact(
                        passage, figure, sorted(same, key=lambda fact: fact not in used)
                    )
        yield from map(_without_fact, loose.values())


def _numbers_its_slot(passage: Passage) -> bool:
    """Whether a line is its slot's own number, such as `3` in `Entry 3` of an agenda."""
    place = passage.where.location
    return place is not None and (place.shape or "").endswith(f" {passage.text.strip()}")


def _typed_fact(passage: Passage, figure: ProseFigure, facts: list[Fact]) -> Fault:
    first, *others = facts
    also = listed([f"`{fact.id}`" for fact in others], _MOST_LISTED)
    return Fault(
        f"`{figure.text}` is what the fact `{first.id}` says",
        passage.at(figure.start, figure.end), "typed",
        (f"write `{written(first.id)}`", *((f"or is it one of {also}?",) if also else ())),
    )  # fmt: skip


def _without_fact(loose: list[tuple[Passage, ProseFigure]]) -> Fault:
    """A tip about the figures of a slot that no fact says."""
    passage, first = loose[0]
    words = list(dict.fromkeys(f"`{figure.text}`" for _, figure in loose))
    return Fault(
        f"no fact says {listed(words, _MOST_LISTED)}",
        passage.at(first.start, first.end), "typed",
        ("add a fact of it, with its date and source, and write `${id}`",), Severity.TIP,
    )  # fmt: skip


# PERIOD: a typed period or date that is none of those of the facts on its slide.


def _periods(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None:
        return
    forms = Times(usage.facts)
    for slide in subject.slides:
        times = Times(usage.on(slide.planned))
        for passage in text_view.slot_passages(slide) if times else ():
            for typed in forms.typed_in(passage.text) if passage.typed else ():
                if passage.is_bare(typed.start, typed.end) and not times.says(typed.text):
                    yield _of_another_time(passage, typed, times)


def _of_another_time(passage: Passage, typed: TypedTime, times: Times) -> Fault:
    said = listed([*times.periods, *map(str, times.days)], _MOST_LISTED)
    meant = f"or say that it is meant: `\\{typed.text}`"
    if not passage.markup:  # a backslash would be read out
        meant = "or say it in other words, where it is meant"
    return Fault(
        f"`{typed.text}` is typed, and the facts of this slide are of {said}",
        passage.at(typed.start, typed.end), "of another time",
        ("write `${id:period}` or `${id:as_of}`, which follow the fact", meant),
    )  # fmt: skip


# MIXED: figures of different times on one slide.


_MOST_PER_TIME = 3


def _mixed(subject: Subject) -> Iterator[Fault]:
    usage = subject.usage
    if usage is None:
        return
    for slide in subject.slides:
        facts = usage.on(slide.planned)
        if _differ(facts):
            times: dict[str, list[str]] = {}
            for fact in facts:
                for time in dict.fromkeys(_times(fact)):
                    times.setdefault(time, []).append(f"`{fact.id}`")
            described = "; ".join(
                f"{time}: {listed(ids, _MOST_PER_TIME)}" for time, ids in times.items()
            )
            yield Fault(
                f"the figures of this slide speak of different times. {described}", slide.where,
                "this slide", ("say with each figure of what time it is, or divide the slide",),
            )  # fmt: skip


def _differ(facts: tuple[Fact, ...]) -> bool:
    """Whether the facts give more than one day, or more than one period."""
    origins = [origin for fact in facts for origin in fact.origins]
    days = {origin.as_of for origin in origins} - {None}
    periods = {origin.period for origin in origins} - {None}
    return len(days) > 1 or len(periods) > 1


def _times(fact: Fact) -> Iterator[str]:
    for origin in fact.origins:
        if origin.period and origin.as_of:
            yield f"{origin.period} ({origin.as_of})"
        elif origin.period or origin.as_of:
            yield origin.period or str(origin.as_of)


# STALE: figures that are too old.


def _skip_stale(subject: Subject) -> str:
    if subject.usage is not None and subject.as_of is None:
        return "no day to count to: give deck.yaml `as_of:`, or the command `--as-of`"
    return checks_subject.no_facts(subject)


def _stale(subject: Subject) -> Iterator[Fault]:
    usage, today = subject.usage, subject.as_of
    if usage is None or today is None:
        return
    for fact in usage.facts:
        if fact in usage.used and _dates_itself(fact) and fact.due and fact.due < today:
            yield Fault(
                f"`{fact.id}` is of {fact.as_of} and was good until {fact.due}; the deck is of "
                f"{today}",
                checks_subject.where(subject, fact, "as_of"), "too old",
                _stale_helps(checks_subject.shown_on(usage, fact)),
            )  # fmt: skip


def _dates_itself(fact: Fact) -> bool:
    """Whether the fact's own entry has a date; otherwise its inputs are reported instead."""
    return fact.entry.as_of is not None or fact.entry.stale_after is not None


def _stale_helps(shown: str) -> tuple[str, ...]:
    helps = ("bring its value and `as_of` up to date; `stale_after` says how many days it is good",)
    return (*helps, shown) if shown else helps


# JUMP: figures that are many times what they were.


def _jumps(subject: Subject) -> Iterator[Fault]:
    for jump in subject.jumps:
        where = checks_subject.where(subject, jump.fact, jump.fact.entry.said_in)
        why = subject.deck.jumps.known.get(jump.fact.id) if subject.deck else None
        if why is None:
            yield Fault(jump.message, where, "jumped", jump.helps)
        else:
            yield Fault(f"known: {jump.message}", where, "jumped", (why,), Severity.TIP)


# DOUBTFUL: numbers that may be meant otherwise. CONFLICT: what a pull left undecided.


def _doubtful(subject: Subject) -> Iterator[Fault]:
    yield from _in_files(subject, source_files.find_doubts)


def _conflicts(subject: Subject) -> Iterator[Fault]:
    yield from _in_files(subject, source_files.find_conflicts)


def _in_files(
    subject: Subject, find: Callable[[DeckSource], Iterable[Diagnostic]]
) -> Iterator[Fault]:
    for found in find(subject.manuscript) if subject.manuscript is not None else ():
        place = found.place if isinstance(found.place, Span) else None
        yield Fault(found.message, FindingLocation(None, place), found.label, found.helps)


# Unfilled slots, unused facts and contacts.


_CONTENT = ("obj", "chart", "tbl", "pic", "media", "dgm")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NO_DECK = checks_subject.NO_DECK


def _skip_files(subject: Subject) -> str:
    return "" if subject.deck is not None else _NO_DECK


def _skip_variants(subject: Subject) -> str:
    if subject.manuscript is None:
        return _NO_DECK
    if subject.manuscript.history:
        return "a variant uses only some of the keys"
    try:
        _with_variants(subject.manuscript)
    except Problem:
        return "a variant that may use some of the keys cannot be read"
    return ""


def _empty_slots(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        layout = subject.template.layouts.get(slide.planned.layout)
        if layout is None or slide.planned.like:
            continue
        wanted = [slot for slot in layout.slots if slot.type in _CONTENT]
        filled = {name for name, content in slide.planned.slots if not content.is_blank()}
        if wanted and not any(slot.name in filled for slot in wanted):
            names = ", ".join(f"`{slot.name}`" for slot in wanted)
            yield Fault(
                f"the slide fills none of {names}", slide.where, "this slide",
                ("fill it, or choose a layout without it",),
            )  # fmt: skip


_ENOUGH = 3
"""From so many slides on, a slot that none of them fills says something about the template."""


def _unused_slots(subject: Subject) -> Iterator[Fault]:
    for layout in subject.template.layouts.values():
        slides = [s for s in subject.slides if s.planned.layout == layout.name]
        filled = {name for slide in slides for name, _ in slide.planned.slots}
        unused = [slot.name for slot in layout.slots if slot.name not in filled]
        if len(slides) >= _ENOUGH and unused:
            names = ", ".join(f"`{name}`" for name in unused)
            yield Fault(
                f"none of {len(slides)} slides fills {names} of the layout `{layout.name}`",
                slides[0].where, "the first slide of it",
                ("fill it, or take it out of the template",),
            )  # fmt: skip


def _unlisted_slides(subject: Subject) -> Iterator[Fault]:
    for found in subject.unlisted:
        place = found.place if isinstance(found.place, DeckLocation) else None
        yield Fault(found.message, FindingLocation(place), found.label, found.helps)


def _unused_keys(subject: Subject) -> Iterator[Fault]:
    source = subject.manuscript
    if source is None:
        return
    used = {name for one in _with_variants(source) for name in _referenced(one)}
    for table in source.facts:
        for key, _ in table:
            if key.text not in used:
                yield _never_used("fact", key)
    for key, _ in source.contacts or ():
        if key.text not in used:
            yield _never_used("contact", key)


def _with_variants(source: DeckSource) -> list[DeckSource]:
    """A deck and its variants. Raises `Problem` where one cannot be read."""
    variants = Variants(source)
    return [source, *(variants.manuscript(name) for name in variants.names)]


def _never_used(what: str, key: ScalarNode) -> Fault:
    return Fault(
        f"the {what} `{key.text}` is never used", FindingLocation(None, key.span), "here",
        ("use it, or delete it",),
    )  # fmt: skip


def _referenced(source: DeckSource) -> Iterator[str]:
    """The names of facts and contacts in slides, settings, formulas and sums."""
    for entry in source.slides:
        for key, scalar, references in mentions(entry.node):
            yield from (reference.name for reference in references)
            if key == "contact":
                yield scalar.text
    for _, _, references in mentions(source.settings):
        yield from (reference.name for reference in references)
    for table in source.facts:
        for _, fact in table:
            for key, scalar in scalars(fact):
                if key in ("formula", "sum_of"):
                    yield from _NAME.findall(scalar.text)


CHECKS = (
    Check("LEFT-OVER", _left_over, _skip_left_over),
    Check("LITERAL", _typed, checks_subject.no_facts),
    Check("PERIOD", _periods, checks_subject.no_facts),
    Check("MIXED", _mixed, checks_subject.no_facts),
    Check("STALE", _stale, _skip_stale),
    Check("JUMP", _jumps, checks_subject.no_facts),
    Check("DOUBTFUL", _doubtful, checks_subject.no_facts),
    Check("CONFLICT", _conflicts, _skip_files),
    Check("SLOT-EMPTY", _empty_slots, _skip_files),
    Check("SLOT-UNUSED", _unused_slots, _skip_files),
    Check("SLIDE-UNLISTED", _unlisted_slides, _skip_files),
    Check("KEY-UNUSED", _unused_keys, _skip_variants),
)
