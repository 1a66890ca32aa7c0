"""Slots, facts and contacts: filled, and used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.checks.base import Fault, Rule
from deckgen.checks.subject import Subject
from deckgen.checks.where import Where
from deckgen.content.mentions import mentions
from deckgen.diagnostics import Severity
from deckgen.manuscript import Manuscript
from deckgen.source import Scalar, scalars
from deckgen.variants import Variants

_CONTENT = ("obj", "chart", "tbl", "pic", "media", "dgm")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NO_DECK = "only a deck has slots"


def _only_decks(subject: Subject) -> str:
    return "" if subject.deck is not None else _NO_DECK


def _only_bases(subject: Subject) -> str:
    if subject.manuscript is None:
        return _NO_DECK
    return "a variant uses only some of the keys" if subject.manuscript.history else ""


def _empty(subject: Subject) -> Iterator[Fault]:
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


def _unfilled(subject: Subject) -> Iterator[Fault]:
    for layout in subject.template.layouts.values():
        slides = [s for s in subject.slides if s.planned.layout == layout.name]
        filled = {name for slide in slides for name, _ in slide.planned.slots}
        unused = [slot.name for slot in layout.slots if slot.name not in filled]
        if slides and unused:
            names = ", ".join(f"`{name}`" for name in unused)
            count = f"{len(slides)} slides" if len(slides) > 1 else "slide"
            yield Fault(
                f"no slide fills {names} of the layout `{layout.name}` ({count})",
                slides[0].where, "the first slide of it",
                ("fill it, or take it out of the template",),
            )  # fmt: skip


def _unused(subject: Subject) -> Iterator[Fault]:
    source = subject.manuscript
    if source is None:
        return
    variants = Variants(source) if source.settings.get("variants") is not None else None
    everything = (
        [source, *(variants.manuscript(n) for n in variants.names)] if variants else [source]
    )
    used = {name for one in everything for name in _mentioned(one)}
    for table in source.facts:
        for key, _ in table:
            if key.text not in used:
                yield _never("fact", key)
    for key, _ in source.contacts or ():
        if key.text not in used:
            yield _never("contact", key)


def _never(what: str, key: Scalar) -> Fault:
    return Fault(
        f"the {what} `{key.text}` is never used", Where(None, key.span), "here",
        ("use it, or delete it",),
    )  # fmt: skip


def _mentioned(source: Manuscript) -> Iterator[str]:
    """The ids that slides name, and those that facts name in formulas and sums."""
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


RULES = (
    Rule(
        id="SLOT-EMPTY",
        severity=Severity.WARNING,
        summary="A slide fills the content of its layout.",
        why="A layout with room for a chart or a list, and nothing there, is a slide that somebody "
        "forgot.",
        source="House rule.",
        decided="The layout has slots for content (of the types `obj`, `chart`, `tbl`, `pic`), and "
        "the slide fills none of them. A slot that is filled with nothing is PH-EMPTY's.",
        mend="Fill one, or choose a layout without them.",
        check=_empty,
        skip=_only_decks,
    ),
    Rule(
        id="SLOT-UNUSED",
        severity=Severity.TIP,
        summary="The template's slots are used.",
        why="A slot that nobody fills is either forgotten or not needed.",
        source="House rule.",
        decided="No slide of a layout fills the slot. Layouts that no slide uses are passed over.",
        mend="Fill it where it helps, or take it out of the layout.",
        check=_unfilled,
        skip=_only_decks,
    ),
    Rule(
        id="KEY-UNUSED",
        severity=Severity.TIP,
        summary="Facts and contacts are used.",
        why="Figures that nobody prints are kept up to date for nothing, or were meant to be "
        "printed.",
        source="House rule.",
        decided="No slide of the deck or of one of its variants names the fact in `${...}` or the "
        "contact in `contact:`, nor does a formula or `sum_of` of another fact.",
        mend="Use it or delete it.",
        check=_unused,
        skip=_only_bases,
    ),
)
