"""The parts that review comments are written in and read from (ECMA-376 part 1, 13.3.2, 19.4)."""

from __future__ import annotations

import pytest

from deckgen.deck import Comment
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import each, tag
from deckgen.presentation import comments
from tests.support.templates import with_layouts

THREADS = (
    Comment("Ann", "Why?", "A", "2020-01-01", (Comment("Bob", "Because."),), done=True),
    Comment("Ann", "And here?", "A"),
)


def written() -> tuple[Package, Part]:
    """A package with the threads on its first slide layout."""
    package = Package.open(with_layouts("Blank"))
    master = package.related(package.presentation, "slideMaster")[0]
    part = package.related(master, "slideLayout")[0]
    writer = comments.Writer(package)
    writer.write(part, THREADS)
    writer.finish()
    again = Package.load(package.save(), "again.pptx")
    return again, again.parts[part.name]


def test_each_author_has_a_colour_and_the_number_of_the_last_comment() -> None:
    """A list without `clrIdx`, or with empty initials, is not what the standard allows."""
    package, _ = written()
    (listed,) = package.related(package.presentation, "commentAuthors")
    assert [dict(author.attrib) for author in listed.root] == [
        {"id": "0", "name": "Ann", "initials": "A", "lastIdx": "2", "clrIdx": "0"},
        {"id": "1", "name": "Bob", "initials": "?", "lastIdx": "1", "clrIdx": "1"},
    ]


def test_marks_of_a_thread_lie_on_one_another_and_those_of_the_next_beside_them() -> None:
    package, part = written()
    (listed,) = package.related(part, "comments")
    places = [dict(mark.attrib) for mark in each(listed.root, "p:pos")]
    assert places == [{"x": "10", "y": "10"}] * 2 + [{"x": "22", "y": "22"}]


def test_what_is_written_is_read_with_its_threads_and_without_made_up_initials() -> None:
    first, second = comments.read_comments(*written())
    assert (first, second) == THREADS
    (reply,) = first.replies
    assert (reply.initials, first.done, second.done) == ("", True, False)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"no comments at all"])
def test_a_part_that_cannot_be_read_holds_no_comments(data: bytes) -> None:
    package, part = written()
    (listed,) = package.related(part, "comments")
    listed.blob = data
    assert tag(comments.parsed(listed)) == "p:cmLst"
    assert comments.read_comments(package, part) == ()
