"""Whole decks for property tests: slides on the real layouts of a template, of every kind."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st
from msgspec import structs

from deckgen.appearance.shapes import NO_BOX, Box, Slot
from deckgen.content import Content, Page
from deckgen.content.picture import Picture
from deckgen.content.registry import KINDS
from deckgen.content.table import Table
from deckgen.content.table.layout import CellText
from deckgen.content.text import SLIDE_NUMBER, Text
from deckgen.deck import Section
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.plan import Plan, Slide
from deckgen.template import Layout, Template
from tests.support.kinds import STRATEGIES, linked, texts
from tests.support.paths import TEMPLATES
from tests.support.plans import comments

IDS = ("cover", "overview", "a.b_c-1", "007", "Ende")
_MOMENTS = st.datetimes(
    datetime.datetime(1980, 1, 1), datetime.datetime(2100, 1, 1), timezones=st.just(datetime.UTC)
).map(lambda moment: moment.replace(microsecond=0))


@cache
def template(name: str) -> Template:
    """A template of ours, opened once: writing leaves it as it is."""
    return Template.open(TEMPLATES[name])


@cache
def layouts(name: str) -> tuple[Layout, ...]:
    """The layouts of a template."""
    return tuple(template(name).layouts.values())


@cache
def _cell_text(name: str) -> CellText:
    """The format of cells of tables on a template's slides; all its layouts have one master."""
    opened = template(name)
    part = opened.package.parts[layouts(name)[0].part_name]
    return CellText.of(Page(opened.package, part, ""))


def _contents(slot: Slot, text: CellText) -> st.SearchStrategy[Content]:
    kinds = [STRATEGIES[kind.content] for kind in KINDS if slot.accepts(kind.content.key)]
    return st.one_of(kinds).filter(lambda content: not _gives_the_usual(content, slot, text))


def _gives_the_usual(content: Content, slot: Slot, text: CellText) -> bool:
    """Whether a table says measures that it would get in the slot without a word.

    It looks as one that says nothing, and is read as that.
    """
    if not isinstance(content, Table):
        return False
    unsized, narrow = replace(content, size=0), replace(content, widths=())
    free = replace(unsized, widths=())
    shown = content.fitted(slot.box, text)
    usual_sizes = {item.fitted(slot.box, text).size for item in (unsized, free)}
    if content.size in usual_sizes or any(
        run.style.size == shown.size for line in content.paragraphs() for run in line.runs
    ):
        return True
    rounding = slot.box.width / 10_000
    return bool(content.widths) and any(
        all(abs(one - other) <= rounding for one, other in zip(shown.widths, usual, strict=True))
        for usual in (item.fitted(slot.box, text).widths for item in (narrow, free))
    )


_TENTHS = st.tuples(*(st.integers(least, most) for least, most in ((-500, 6000), (-500, 4000))))


@st.composite
def _boxes(draw: st.DrawFn, slot: Slot) -> Box | None:
    """A box in tenths of a point; most slots have none of their own.

    A table's height follows its rows, so that no box of another height would read back: it has
    that of its slot.
    """
    if slot.type and draw(st.integers(0, 3)) < 3:
        return None
    left, top = draw(_TENTHS)
    width, height = draw(st.integers(300, 8000)), draw(st.integers(200, 4000))
    box = Box(*(side * EMU_PER_POINT // 10 for side in (left, top, width, height)))
    if slot.type in ("tbl", "obj"):
        box = box._replace(height=slot.box.height)
    sides = zip(slot.box, box, strict=True)
    return None if any(0 < abs(old - new) <= EMU_PER_POINT for old, new in sides) else box


def _is_fitted(content: Content) -> bool:
    """Whether content fills no box whole, so that another one is read."""
    return isinstance(content, Picture) and content.options.fit == "fit"


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
    boxes: dict[str, Box] = {}
    free = Slot("A text box", "", 0, NO_BOX)
    for slot in (*layout.slots, *([free] if draw(st.integers(0, 3)) == 3 else [])):
        if slot in chosen or slot is free:
            own = draw(_boxes(slot))
            placed = slot if own is None else structs.replace(slot, box=own)
            content = draw(_contents(placed, _cell_text(of)))
            if own is not None and not _is_fitted(content):
                boxes[slot.name] = own
            other = draw(st.sampled_from(ids))
            to = {"#other-slide": f"#{other}"}
            filled.append((slot.name, linked(content, lambda link, to=to: to.get(link, link))))
    fields = [slot for slot in layout.fields if draw(st.booleans())]
    filled += [(s.name, SLIDE_NUMBER if s.type == "sldNum" else draw(plain_texts)) for s in fields]
    return Slide(
        id=name,
        layout=layout.name,
        slots=tuple(filled),
        notes=draw(st.one_of(st.none(), plain_texts)),
        comments=tuple(draw(st.lists(comments(), max_size=2))),
        hidden=draw(st.booleans()),
        boxes=tuple(sorted(boxes.items())),
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
