"""Whole decks for property tests: slides of every kind of content, notes, comments, sections."""

from __future__ import annotations

import datetime
from functools import partial
from itertools import pairwise

from hypothesis import strategies as st
from msgspec import structs

from deckgen.content import Content
from deckgen.content.text import Text
from deckgen.deck import Comment, Section
from deckgen.plan import Plan, Slide
from tests.content.charts import charts
from tests.content.maps import maps
from tests.content.tables import tables
from tests.support.strategies import mixed, paragraph_lists, words

texts = paragraph_lists(max_size=4).map(Text).filter(lambda text: not text.is_blank())
contents: st.SearchStrategy[Content] = st.one_of(texts, texts, tables(), charts(), maps)

_IDS = ["cover", "overview", "removals", "detention", "atd", "contacts", "end"]
_slots = st.sampled_from(["Title", "Content", "Points", "Chart", "Card 1", "Source"])

_remarks = st.builds(
    lambda about, text: about(text),
    mixed(
        lambda author, date, done: lambda text: Comment(author, text, "JD", date, done=done),
        ["Jane Doe", "Coster, Joshua", "R&D <b>", "Ж"],
        ["", "2019-03-27", "2020-03-06T10:11:12"],
        [False, True],
    ),
    words,
)
_comments = st.builds(
    lambda comment, replies: structs.replace(comment, replies=tuple(replies)),
    _remarks,
    st.lists(_remarks, max_size=2),
)


def comments() -> st.SearchStrategy[Comment]:
    """Comments with answers."""
    return _comments


_slides = st.builds(
    lambda kind, filled, notes, comments: partial(
        kind, slots=tuple(filled.items()), notes=notes, comments=tuple(comments)
    ),
    mixed(
        lambda layout, hidden, like, names, repeats: partial(
            Slide, layout=layout, hidden=hidden, like=like, names=names, repeats=repeats
        ),
        ["Title and Content", "Chart and Points"],
        [False, True],
        ["", "pattern"],
        [(), (("Title", 2),)],
        [(), (("Row", 3),)],
    ),
    st.dictionaries(_slots, contents, max_size=3),
    st.one_of(st.none(), texts),
    st.lists(_comments, max_size=2),
)
_ids = st.lists(st.sampled_from(_IDS), unique=True, max_size=5)
_moments = st.one_of(
    st.none(),
    st.datetimes(timezones=st.just(datetime.UTC)).map(lambda moment: moment.replace(microsecond=0)),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A deck; its sections hold all its slides, in order."""
    ids = draw(_ids)
    cuts = sorted(draw(st.sets(st.integers(0, len(ids)), max_size=2)))
    sections: tuple[Section, ...] = ()
    if cuts:
        edges = [0, *cuts[1:], len(ids)]
        sections = tuple(
            Section(f"Part {number}", tuple(ids[start:end]))
            for number, (start, end) in enumerate(pairwise(edges), 1)
        )
    return Plan(
        title=draw(st.sampled_from(["", "A deck", "Ein Titel: #1"])),
        language=draw(st.sampled_from(["en-US", "de-DE"])),
        slides=tuple(draw(_slides)(id=name) for name in ids),
        sections=sections,
        moment=draw(_moments),
    )
