"""Where the text of a slide leads: its links, and the parts that its formats name.

A format is XML of the slide that it was read from. What it names by the id of a relationship, such
as the picture of a bullet, belongs to that slide alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from msgspec import Struct, structs

from deckgen.content import Content
from deckgen.deck import Deck
from deckgen.diagnostics import Problem, Span, error, shown, suggest
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, tag
from deckgen.plan import Plan, Slide
from deckgen.richtext import Paragraph, merged
from deckgen.richtext.inline import links
from deckgen.source.keys import NOTES_SLOT
from deckgen.template import Pattern

C = TypeVar("C", bound=Content)
_Named = tuple[str, frozenset[tuple[object, object]]]
"""An element that names a relationship: its name and its attributes."""
_SPACE = "{" + xml.NAMESPACES["r"] + "}"


class LinkRules(Struct, frozen=True):
    """Finds the faults of what a slide's text leads to.

    `known` are the ids of the deck's slides; `patterns` gives the template's pattern slides.
    """

    deck: Deck
    known: set[str]
    patterns: Callable[[], Mapping[str, Pattern]]

    def faults(
        self,
        filled: Mapping[str, Content],
        notes: Content | None,
        spans: Mapping[str, Span],
        pattern: Pattern | None,
    ) -> Iterator[Problem]:
        """The faults of the slots and notes of a slide, which `pattern` is that of.

        `spans` are the places of slots, "" that of the slide.
        """
        for content in filled.values():
            yield from self._to_slides(content)
        yield from self._in_notes(notes)
        shapes = pattern.part.root if pattern else None
        for name, content in filled.items():
            yield from self._named(content, shapes, spans.get(name, spans[""]))
        if notes is not None:
            said = pattern.notes.shape if pattern and pattern.notes else None
            yield from self._named(notes, said, spans[""])

    def _to_slides(self, content: Content) -> Iterator[Problem]:
        """Links to slides that do not exist."""
        for target, span in links(content.paragraphs()):
            if target.startswith("#") and target[1:] not in self.known:
                ids = [slide.id.text for slide in self.deck.slides]
                yield error(
                    "unknown-slide",
                    f"there is no slide `{target[1:]}` to link to",
                    at=span,
                    label="this link",
                    help=suggest(target[1:], ids, "the deck has", shown(self.deck.path)),
                )

    def _in_notes(self, notes: Content | None) -> Iterator[Problem]:
        """Links of notes to slides."""
        for target, span in links(notes.paragraphs() if notes else ()):
            if target.startswith("#"):
                # A notes slide has one relationship to a slide, its own (ECMA-376 part 1, 13.3.5).
                yield error(
                    "link-in-notes",
                    "notes cannot link to a slide",
                    at=span,
                    label="this link",
                    help="name the slide in words",
                )

    def _named(
        self, content: Content, shapes: Element | None, place: Span | None
    ) -> Iterator[Problem]:
        """Formats that name what the slide does not have; `shapes` are those of its pattern."""
        for opaque, span in _formats(content.paragraphs()):
            foreign = _foreign(opaque, shapes)
            if foreign:
                yield self._fault(opaque, foreign, span or place)

    def _fault(self, opaque: str, named: frozenset[_Named], span: Span | None) -> Problem:
        name = next((name for name, one in self.deck.formats.items() if one == opaque), "")
        patterns = self.patterns().items()
        home = next((one for one, found in patterns if named <= _held(found.part.root)), "")
        what = _what(named)
        helps = ["leave the format out"]
        if what == "the target of a link":
            helps = ["write a link as `[words](https://...)`, and leave the format out"]
        if home:
            helps.append(f"only slides with `like: {home}` can have it")
        return error(
            "foreign-format",
            f"the format `{name}` names {what}, which this slide does not have",
            at=span,
            label="it belongs to another slide",
            help=helps,
        )


_KINDS = {
    "a:blip": "a picture",
    "a:snd": "a sound",
    "a:hlinkClick": "the target of a link",
    "a:hlinkMouseOver": "the target of a link",
}


def _what(named: frozenset[_Named]) -> str:
    return _KINDS.get(min(element for element, _ in named), "an object")


def with_own_formats(
    plan: Plan, patterns: Mapping[str, Pattern]
) -> tuple[Plan, list[tuple[str, str, str]]]:
    """A plan that was read, without formats that name what its slides do not have when built.

    Each of them is told with its slide, its slot and what it names.
    """
    told: list[tuple[str, str, str]] = []

    def own(slide: Slide, name: str, content: C, shapes: Element | None) -> C:
        def change(line: Paragraph) -> Paragraph:
            foreign = {one: _foreign(one, shapes) for one, _ in _formats([line])}
            gone = [one for one, named in foreign.items() if named]
            if not gone:
                return line
            told.extend((slide.id, name, _what(foreign[one])) for one in gone)
            runs = (
                replace(run, style=run.style.but(opaque="")) if run.style.opaque in gone else run
                for run in line.runs
            )
            opaque = "" if line.opaque in gone else line.opaque
            return structs.replace(line, runs=merged(runs), opaque=opaque)

        return content.map_paragraphs(change)

    slides = []
    for slide in plan.slides:
        pattern = patterns.get(slide.like)
        shapes = pattern.part.root if pattern else None
        said = pattern.notes.shape if pattern and pattern.notes else None
        slots = tuple((name, own(slide, name, content, shapes)) for name, content in slide.slots)
        notes = slide.notes and own(slide, NOTES_SLOT, slide.notes, said)
        slides.append(replace(slide, slots=slots, notes=notes) if told else slide)
    return structs.replace(plan, slides=tuple(slides)), list(dict.fromkeys(told))


def _formats(lines: Iterable[Paragraph]) -> Iterator[tuple[str, Span | None]]:
    """The formats that name relationships, each with the place of the text that has it."""
    for line in lines:
        spans = [run.origins[0].span if run.origins else None for run in line.runs]
        styles = (run.style.opaque for run in line.runs)
        first = next(iter(spans), None)
        for opaque, span in ((line.opaque, first), *zip(styles, spans, strict=True)):
            if xml.NAMESPACES["r"] in opaque:
                yield opaque, span


def _held(shapes: Element | None) -> frozenset[_Named]:
    """What the paragraphs of shapes name."""
    return frozenset() if shapes is None else frozenset(_related(each(shapes, "a:p")))


def _foreign(opaque: str, shapes: Element | None) -> frozenset[_Named]:
    """What a format names that shapes do not."""
    return frozenset(_related([xml.parse(opaque.encode())])) - _held(shapes)


def _related(elements: Iterable[Element]) -> Iterator[_Named]:
    """The elements, of these and what is in them, that name relationships."""
    for above in elements:
        for element in above.iter("*"):
            said = element.attrib.items()
            if any(str(key).startswith(_SPACE) and value for key, value in said):
                yield tag(element), frozenset(said)
