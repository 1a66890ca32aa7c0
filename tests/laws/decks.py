"""Whole decks for property tests: slides on the real layouts of a template, of every kind."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st

from deckgen.content.base import Content, Page
from deckgen.content.registry import KINDS
from deckgen.content.text import NUMBER, Text
from deckgen.deck import Section
from deckgen.model import Slot
from deckgen.ooxml import make, parse, serialise
from deckgen.opc import Package
from deckgen.plan import Plan, Slide
from deckgen.template import Layout, Template
from tests.support.kinds import STRATEGIES, linked, texts
from tests.support.paths import ROOT
from tests.support.plans import comments

TEMPLATES = ("briefing", "plain")
IDS = ("cover", "overview", "a.b_c-1", "007", "Ende")
_MOMENTS = st.datetimes(
    datetime.datetime(1980, 1, 1), datetime.datetime(2100, 1, 1), timezones=st.just(datetime.UTC)
).map(lambda moment: moment.replace(microsecond=0))


@cache
def _file(name: str) -> bytes:
    return (ROOT / "templates" / f"{name}.pptx").read_bytes()


def template(name: str) -> Template:
    """A template of ours, fresh, as writing uses it up."""
    return Template.of(Package.load(_file(name), f"{name}.pptx"))


@cache
def layouts(name: str) -> tuple[Layout, ...]:
    """The layouts of a template."""
    return tuple(template(name).layouts.values())


def _contents(slot: Slot) -> st.SearchStrategy[Content]:
    return st.one_of([STRATEGIES[kind] for kind in KINDS if slot.accepts(kind.key)])


def _unlinked(text: Text) -> Text:
    found = linked(text, lambda link: "" if link.startswith("#") else link)
    assert isinstance(found, Text)
    return found


plain_texts = texts.map(_unlinked)
"""Texts of notes and fields, which do not link to slides."""


@st.composite
def slides(draw: st.DrawFn, name: str, of: str, ids: list[str]) -> Slide:
    """A slide of that id on a layout of the template; its links lead to slides that are there."""
    layout = draw(st.sampled_from(layouts(of)))
    places = st.sets(st.sampled_from(layout.slots), max_size=4) if layout.slots else st.just(set())
    chosen = draw(places)
    filled: list[tuple[str, Content]] = []
    for slot in layout.slots:
        if slot in chosen:
            content = draw(_contents(slot))
            other = draw(st.sampled_from(ids))
            to = {"#other-slide": f"#{other}"}
            filled.append((slot.name, linked(content, lambda link, to=to: to.get(link, link))))
    fields = [slot for slot in layout.fields if draw(st.booleans())]
    filled += [(s.name, NUMBER if s.type == "sldNum" else draw(plain_texts)) for s in fields]
    return Slide(
        id=name,
        layout=layout.name,
        slots=tuple(filled),
        notes=draw(st.one_of(st.none(), plain_texts)),
        comments=tuple(draw(st.lists(comments(), max_size=2))),
        hidden=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn, of: str) -> Plan:
    """A deck on a template; its sections hold all its slides, in order."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1, max_size=3))
    made = tuple(draw(slides(name, of, ids)) for name in ids)
    sections: tuple[Section, ...] = ()
    if draw(st.booleans()):
        edges = [0, *sorted(draw(st.sets(st.integers(0, len(ids)), max_size=2))), len(ids)]
        sections = tuple(
            Section(f"Part {number}: <&>", tuple(ids[start:end]))
            for number, (start, end) in enumerate(pairwise(edges), 1)
        )
    return Plan(
        title=draw(
            st.sampled_from(["A deck", "Ein Titel: #1 <&>", "\u05e9\u05dc\u05d5\u05dd \U0001f600"])
        ),
        language=draw(st.sampled_from(["en-US", "de-DE", "he-IL"])),
        slides=made,
        sections=sections,
        moment=draw(st.one_of(st.none(), _MOMENTS)),
    )


def alone(content: Content, layout: Layout, slot: Slot, of: str, plan: Plan) -> Content | None:
    """What the content says where it is written and read back by itself.

    An author can give what a kind would choose anyway, such as the size that a table's text gets;
    that reads as left out.
    """
    package = template(of).package
    part = package.add("/ppt/slides/slide{}.xml", "", make("p:sld"))
    part.relate(package.parts[layout.part_name], "slideLayout")
    others = {s.id: package.add("/ppt/slides/slide{}.xml", "", b"<a/>") for s in plan.slides}
    page = Page(package, part, plan.language, others)
    return type(content).read(parse(serialise(content.write(slot, page))), page)


def as_read(plan: Plan, of: str) -> Plan:
    """The plan with every content in the form in which it reads back by itself."""
    found = {layout.name: layout for layout in layouts(of)}
    made = []
    for slide in plan.slides:
        layout = found[slide.layout]
        slots: list[tuple[str, Content]] = []
        for name, content in slide.slots:
            slot = layout.slot(name)
            assert slot is not None
            told = alone(content, layout, slot, of, plan)
            assert told is not None, f"{content} is not read as its own kind"
            slots.append((name, told))
        made.append(replace(slide, slots=tuple(slots)))
    return replace(plan, slides=tuple(made))
