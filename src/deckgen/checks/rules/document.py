"""Rules on the document: its title, languages, slide titles, speaker notes, and soundness."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import FindingLocation, SlideView
from deckgen.checks.subject import IN_MASTER, Check, Fault, Subject, TemplateFault, layout_place
from deckgen.diagnostics import Span, shortened
from deckgen.presentation import document


def _text_language(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        runs = (run for run in text_view.runs(shape) if run.text.strip())
        without = [run.text for run in runs if run.language is None]
        if without:
            help_text = subject.to_do(
                "PowerPoint, in the template: Review > Language",
                "PowerPoint: Review > Language; `deckgen check --fix` writes that of most texts",
            )
            yield Fault(
                f"the language of `{shortened(without[0])}` is not set",
                text_view.place_of(shape, without[0]),
                helps=(help_text,),
            )


# The title and language of the file.


_DEFAULT_TITLES = re.compile(
    r"(powerpoint presentation|presentation|präsentation|presentación|présentation|untitled)"
    r"[ -]*\d*|slide \d+|.*\.(pptx?|potx?)|.*microsoft powerpoint.*",
    re.IGNORECASE,
)


_TITLE = ("`title:` in deck.yaml", "PowerPoint: File > Info > Title")
_LANGUAGE = ("`language: en-US` in deck.yaml", "`deckgen check --fix` writes that of most texts")
_TITLED_LAYOUT = (
    "give it a `layout:` that has a title",
    "PowerPoint: Home > Layout; choose one that has a title",
)


def _file_title(subject: Subject) -> Iterator[Fault]:
    title = document.read_properties(subject.package)[0].strip()
    if not title:
        yield Fault(
            "the file has no title", subject.where,
            helps=(f"give it one: {subject.to_do(*_TITLE)}",),
        )  # fmt: skip
    elif _DEFAULT_TITLES.fullmatch(title):
        yield Fault(
            f"the file's title is `{title}`, which names no subject", subject.where,
            helps=(f"say what the presentation is about: {subject.to_do(*_TITLE)}",),
        )  # fmt: skip


_OWN_PROPERTIES = (
    "the deck keeps the properties of the file it was extracted from; without `extracted: yes` in "
    "deck.yaml it gets its own, with the language"
)


def _file_language(subject: Subject) -> Iterator[Fault]:
    if not document.read_properties(subject.package)[1].strip():
        kept = subject.deck is not None and subject.deck.extracted
        yield Fault(
            "the file's properties name no language", subject.where,
            helps=(_OWN_PROPERTIES if kept else f"give it one: {subject.to_do(*_LANGUAGE)}",),
        )  # fmt: skip


# Slide titles.


def _title_placeholder(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.title is not None:
            continue
        above = next((shape.name for shape in slide.layout_shapes if shape.is_title), None)
        if above is not None:
            yield Fault("the slide has no title", slide.where, helps=(_give_title(slide, above),))
        else:
            yield Fault(
                "the slide has no title placeholder", slide.where,
                helps=(subject.to_do(*_TITLED_LAYOUT),),
                template=_without_title(slide),
            )  # fmt: skip


def _give_title(slide: SlideView, slot: str) -> str:
    """How a slide gets the title that its layout has room for."""
    if slide.planned.like and slide.spans:
        return f"fill the title of the pattern `{slide.planned.like}` in the YAML of the slide"
    if slide.spans:
        return f"add `{slot}:` and the title to the YAML of the slide"
    return "PowerPoint: Home > Reset brings back the placeholder of the title; type it there"


def _without_title(slide: SlideView) -> TemplateFault | None:
    """The fault of a layout that has no place for a title."""
    if slide.layout is None:
        return None
    place = layout_place(slide.layout)
    return TemplateFault(
        place,
        "no title placeholder",
        f"{IN_MASTER}, {place}; tick Slide Master > Title; or give the slides another layout",
    )


def _empty_title(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        if slide.title is not None and not slide.title.has_text:
            yield Fault(
                "the slide's title is empty", slide.title.where,
                helps=("say in a few words what the slide is about",),
            )  # fmt: skip


def _repeated_title(subject: Subject) -> Iterator[Fault]:
    first: dict[str, SlideView] = {}
    for slide in subject.slides:
        if slide.title is None:
            continue
        words = " ".join(slide.title.text.split())
        earlier = first.setdefault(words.casefold(), slide) if words else slide
        if earlier is not slide:
            yield Fault(
                f"slide {earlier.number} has the title `{words}` too", slide.title.where,
                helps=("tell them apart, by `(2 of 3)` if by nothing else",),
            )  # fmt: skip


# Speaker notes.


def _notes(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides if subject.notes_required else ():
        if slide.planned.notes is None and not slide.hidden:
            yield Fault(
                "the slide has no notes", slide.where, "this slide",
                ("write what the speaker says under `notes: |`",),
            )  # fmt: skip


# Soundness: a rule for each invariant of a package that PowerPoint opens as it is.


def check_of(rule: str) -> Check:
    """The check that finds the breaches of the invariant of that name."""
    return Check(rule, partial(_check, rule))


def _check(code: str, subject: Subject) -> Iterator[Fault]:
    for found in subject.unsound:
        if found.code == code:
            spot = None if isinstance(found.place, Span) else found.place
            yield Fault(found.message, FindingLocation(spot), found.label, found.helps)


CHECKS = (
    Check("LANG", _text_language),
    Check("DOC-TITLE", _file_title),
    Check("DOC-LANG", _file_language),
    Check("TITLE-PH", _title_placeholder),
    Check("TITLE-MISSING", _empty_title),
    Check("TITLE-DUP", _repeated_title),
    Check("NOTES", _notes),
)
