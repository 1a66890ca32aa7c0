"""Whole decks for property tests: slides of every kind of content, notes, comments, sections."""

from __future__ import annotations

import datetime
from itertools import pairwise

from hypothesis import strategies as st

from deckgen.content import Content
from deckgen.content.text import Text
from deckgen.deck import Comment, Section
from deckgen.plan import Plan, Slide
from tests.content.charts import charts
from tests.content.maps import maps
from tests.content.tables import tables
from tests.support.strategies import paragraph_lists, words

texts = paragraph_lists(max_size=4).map(Text).filter(lambda text: not text.is_blank())
contents: st.SearchStrategy[Content] = st.one_of(texts, texts, tables(), charts(), maps)

_ids = st.sampled_from(["cover", "overview", "removals", "detention", "atd", "contacts", "end"])
_slots = st.sampled_from(["Title", "Content", "Points", "Chart", "Card 1", "Source"])
_dates = st.sampled_from(["", "2019-03-27", "2020-03-06T10:11:12"])
_authors = st.sampled_from(["Jane Doe", "Coster, Joshua", "R&D <b>", "Ж"])


def _comment(author: str, text: str, date: str, *, done: bool) -> Comment:
    return Comment(author, text, "JD", date, done=done)


_remarks = st.builds(_comment, _authors, words, _dates, done=st.booleans())


@st.composite
def comments(draw: st.DrawFn) -> Comment:
    """A comment with answers."""
    comment = draw(_remarks)
    replies = tuple(draw(st.lists(_remarks, max_size=2)))
    return Comment(
        comment.author, comment.text, comment.initials, comment.date, replies, comment.done
    )


@st.composite
def slides(draw: st.DrawFn, name: str) -> Slide:
    """A slide of that id."""
    filled = draw(st.dictionaries(_slots, contents, max_size=3))
    return Slide(
        id=name,
        layout=draw(st.sampled_from(["Title and Content", "Chart and Points"])),
        slots=tuple(filled.items()),
        notes=draw(st.one_of(st.none(), texts)),
        comments=tuple(draw(st.lists(comments(), max_size=2))),
        hidden=draw(st.booleans()),
        like=draw(st.sampled_from(["", "pattern"])),
        names=draw(st.sampled_from([(), (("Title", 2),)])),
        repeats=draw(st.sampled_from([(), (("Row", 3),)])),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A deck; its sections hold all its slides, in order."""
    ids = draw(st.lists(_ids, unique=True, max_size=5))
    made = tuple(draw(slides(name)) for name in ids)
    cuts = sorted(draw(st.sets(st.integers(0, len(ids)), max_size=2)))
    sections: tuple[Section, ...] = ()
    if cuts:
        edges = [0, *cuts[1:], len(ids)]
        sections = tuple(
            Section(f"Part {number}", tuple(ids[start:end]))
            for number, (start, end) in enumerate(pairwise(edges), 1)
        )
    moments = st.one_of(
        st.none(),
        st.datetimes(timezones=st.just(datetime.UTC)).map(lambda m: m.replace(microsecond=0)),
    )
    return Plan(
        title=draw(st.sampled_from(["", "A deck", "Ein Titel: #1"])),
        language=draw(st.sampled_from(["en-US", "de-DE"])),
        slides=made,
        sections=sections,
        moment=draw(moments),
    )
