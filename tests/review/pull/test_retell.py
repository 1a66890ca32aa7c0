"""A reviewer's edit of a text, told in the author's own lines."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from deckgen.content.minimal_diff import minimal_diff
from deckgen.facts.dates import format_day
from deckgen.richtext import Paragraph, Run, Style, outline
from deckgen.source import nodes, reading, writing
from deckgen.source.edit import Edit, apply, insert, remove, replace
from tests.support.cases import every_case
from tests.support.strategies import paragraph_lists

FIGURES = {"total": "267,258", "share": "57%", "day": "30.09.2018"}


def show(reference: str, _span: object) -> str:
    return FIGURES[reference.partition(":")[0]]


def outlined(text: str) -> tuple[nodes.ScalarNode, tuple[Paragraph, ...]]:
    node = reading.parse(text, Path("t.yaml"))
    assert isinstance(node, nodes.MappingNode)
    value = node.entries[0][1]
    assert isinstance(value, nodes.ScalarNode)
    return value, outline.read(value, show, {})


def bare(lines: tuple[Paragraph, ...]) -> list[Paragraph]:
    """The paragraphs as a presentation gives them: without origins."""
    return [
        Paragraph(tuple(Run(r.text, r.style) for r in p.runs), p.level, p.number, p.opaque)
        for p in lines
    ]


@every_case(
    ("written", "line", "new", "told"),
    [
        ("Total: **${total}** people\n", 0, "Total: 267,258 persons", "Total: ${total} persons\n"),
        (
            "${share} (${total}) were\nb\n",
            0,
            "About 57% (267,258) were",
            "About ${share} (${total}) were\nb\n",
        ),
        ("a \\* b\nIn all ${total:,}\n", 1, "All 267,258.", "a \\* b\nAll ${total:,}.\n"),
        ("one\n  two\n", 1, "2 * 3 *x*", "one\n  2 \\* 3 \\*x\\*\n"),
    ],
)
def test_a_changed_line_keeps_its_facts(written: str, line: int, new: str, told: str) -> None:
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    changed = bare(old)
    changed[line] = Paragraph((Run(new),), changed[line].level, changed[line].number)
    assert minimal_diff(written, old, tuple(changed), {}).text == told


def test_bold_around_a_fact_stays() -> None:
    written = "Total: **${total}** people\n"
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    bold = Style(bold=True)
    new = Paragraph((Run("In all: "), Run("267,258", bold), Run(" people")))
    assert minimal_diff(written, old, (new,), {}).text == "In all: **${total}** people\n"


def test_a_figure_typed_over_another_and_the_comma_behind_it_stays_whole() -> None:
    written = "more than ${total}, at various stages\n"
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    found = minimal_diff(
        written, old, (Paragraph((Run("more than 97,493 at various stages"),)),), {}
    )
    assert found.text == "more than ${total} at various stages\n"
    assert [(edit.old, edit.new) for edit in found.facts] == [("267,258", "97,493")]


def test_a_changed_figure_is_told_and_not_written() -> None:
    written = "Total: ${total} people\n"
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    told = minimal_diff(written, old, (Paragraph((Run("Total: 270,000 people"),)),), {})
    assert told.text == written
    assert [(e.fact, e.old, e.new) for e in told.facts] == [("total", "267,258", "270,000")]


def test_a_line_of_which_a_figure_alone_changed_stays_as_it_was_typed() -> None:
    written = "Total \\[all\\]: ${total} people\n"
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    new = Paragraph((Run("Total [all]: 270,000 people"),))
    told = minimal_diff(written, old, (new,), {})
    assert (told.text, [e.new for e in told.facts]) == (written, ["270,000"])


DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
STYLES = (
    "short", "medium", "long", "full", "d MMMM yyyy", "d MMM yy", "yyyy-MM-dd", "dd.MM.yyyy",
    "d MMMM", "MMM yyyy", "yyyy MMMM d", "d. MMM yyyy", "d 'of' MMMM, y",
)  # fmt: skip
LANGUAGES = st.sampled_from(["en-US", "en-GB", "de-DE", "es-MX", "fr-FR"])
AROUND = (
    "{}", "As of {}", "On {}, all of it", "Beds ({}).", "Counted in 2019; {}", "By {} 52 beds",
    "{} – so far", "Room 12: {}",
)  # fmt: skip


# A weekday stays beside the date, and a month alone is no day.
ORDERS = [style for style in STYLES if style not in ("full", "MMM yyyy")]


@given(DAYS, DAYS, st.sampled_from(STYLES), st.sampled_from(ORDERS), LANGUAGES)
def test_a_date_typed_over_in_another_order_is_told_whole(
    before: date, typed: date, style: str, order: str, language: str
) -> None:
    was, new = format_day(before, style, language), format_day(typed, order, language)
    for around in AROUND:
        written = f"{around.format('${deck:as_of}')}\n"
        node = reading.parse(writing.dump({"T": writing.Lines(written)}), Path("t.yaml"))
        assert isinstance(node, nodes.MappingNode)
        value = node.entries[0][1]
        assert isinstance(value, nodes.ScalarNode)
        old = outline.read(value, lambda *_: was, {})
        told = minimal_diff(written, old, (Paragraph((Run(around.format(new)),)),), {})
        if told.facts:
            assert ([edit.new for edit in told.facts], told.text) == ([new], written)
        else:
            printed = told.text.replace("${deck:as_of}", was)
            assert printed.removeprefix("\\") == f"{around.format(new)}\n"


def test_a_day_that_is_typed_in_the_place_of_a_fact_does_not_become_a_part_of_it() -> None:
    _, old = outlined(writing.dump({"T": writing.Lines("On ${day} or so\n")}))
    new = Paragraph((Run("On 2018-10-01 or so"),))
    told = minimal_diff("On ${day} or so\n", old, (new,), {})
    assert (told.text, told.facts) == ("On 2018-10-01 or so\n", ())


def test_another_line_in_the_place_of_facts_is_no_change_of_a_figure() -> None:
    _, old = outlined(writing.dump({"T": writing.Lines("almost ${share}, over ${total} visits\n")}))
    told = minimal_diff(
        "almost ${share}, over ${total} visits\n", old, (Paragraph((Run("641"),)),), {}
    )
    assert (told.text, told.facts) == ("641\n", ())


def test_lines_come_go_and_move() -> None:
    written = "first \\* line\nsecond ${total}\nthird\n"
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    lines = bare(old)
    told = minimal_diff(written, old, (lines[2], Paragraph((Run("new"),), 1), lines[0]), {})
    assert told.text == "third\n  new\nfirst \\* line\n"


@every_case("order", [(1, 0, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0)])
def test_a_line_that_moved_keeps_its_facts(order: tuple[int, ...]) -> None:
    rows = ["first ${share}\n", "second \\* ${total}\n", "in all ${total} of ${share}\n"]
    written = "".join(rows)
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    lines = bare(old)
    told = minimal_diff(written, old, tuple(lines[index] for index in order), {})
    assert (told.text, told.facts) == ("".join(rows[index] for index in order), ())


@given(paragraph_lists(), paragraph_lists())
def test_what_is_told_reads_as_what_was_edited(
    old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]
) -> None:
    written = outline.write(old, {})
    span = reading.parse("a: b", Path("t.yaml")).span
    told = minimal_diff(written, old, new, {}).text
    read = outline.read(nodes.ScalarNode(told, span, '"'), show, {})
    assert list(read) == (bare(new) or [Paragraph()])


@every_case(
    ("written", "kept", "told"),
    [
        ("1. a\n2. b\n3. c\n", (1, 2), "1. b\n2. c\n"),
        ("1. a\n1. b\n1. c\n", (1, 2), "1. b\n1. c\n"),
        ("1. a\n2. b\n3. c\n", (0, 2), "1. a\n2. c\n"),
        ("4. a\n5. b\n  1. x\n  2. y\n6. c\n", (0, 1, 3, 4), "4. a\n5. b\n  1. y\n6. c\n"),
    ],
)
def test_a_numbered_list_is_numbered_anew(written: str, kept: tuple[int, ...], told: str) -> None:
    _, old = outlined(writing.dump({"T": writing.Lines(written)}))
    lines = bare(old)
    assert minimal_diff(written, old, tuple(lines[index] for index in kept), {}).text == told


@given(paragraph_lists(), st.data())
def test_lines_that_go_or_move_leave_what_reads_so(
    lines: tuple[Paragraph, ...], data: st.DataObject
) -> None:
    names = {line.opaque: f"f{n}" for n, line in enumerate(lines) if line.opaque}
    names |= {r.style.opaque: f"r{n}" for n, r in enumerate(r for p in lines for r in p.runs)}
    written = outline.write(lines, names)
    formats = {name: xml for xml, name in names.items()}
    node = reading.parse(writing.dump({"T": writing.Lines(written)}), Path("t.yaml"))
    assert isinstance(node, nodes.MappingNode)
    scalar = node.entries[0][1]
    assert isinstance(scalar, nodes.ScalarNode)
    old = outline.read(scalar, show, formats)
    order = data.draw(st.permutations(range(len(old))))
    kept = order[: data.draw(st.integers(1, len(old)))] if old else []
    new = tuple(bare(old)[index] for index in kept)
    told = reading.parse(
        writing.dump({"T": writing.Lines(minimal_diff(written, old, new, names).text)}),
        Path("t.yaml"),
    )
    again = told.entries[0][1] if isinstance(told, nodes.MappingNode) else None
    assert isinstance(again, nodes.ScalarNode)
    assert bare(outline.read(again, show, formats)) == list(new)


def test_edits_leave_the_rest_as_typed() -> None:
    text = "# top\nA: one   # why\nB: |\n  x\n  y\n\n# end\nC: 'q'\n"
    node = reading.parse(text, Path("t.yaml"))
    assert isinstance(node, nodes.MappingNode)
    edits: list[Edit] = []
    for key, value in (("A", "1: 2"), ("B", "x\nz *q*\n"), ("C", "it's")):
        scalar = node.get(key)
        assert isinstance(scalar, nodes.ScalarNode)
        edits.append(replace(scalar, value, lines=True))
    edits.append(insert(node, "D", writing.Lines("new\n"), after="B"))
    assert apply(text, edits) == (
        "# top\nA: '1: 2'   # why\nB: |\n  x\n  z *q*\nD: |\n  new\n\n# end\nC: it's\n"
    )


def test_blank_lines_that_a_block_keeps_are_its_own() -> None:
    text = "A: |+\n  x\n\nB: |+\n  y\n\n\n"
    node = reading.parse(text, Path("t.yaml"))
    assert isinstance(node, nodes.MappingNode)
    scalar = node.get("A")
    assert isinstance(scalar, nodes.ScalarNode)
    assert apply(text, [replace(scalar, "z\n\n", lines=True)]) == text.replace("x", "z")
    assert apply(text, [insert(node, "N", "1", after="A")]) == text.replace("B:", "N: 1\nB:")
    assert apply(text, [remove(node, "A")]) == "B: |+\n  y\n\n\n"


def test_a_key_goes_with_its_lines() -> None:
    text = "A: 1\nB: |\n  x\n  y\n\n# end\nC: 3\n"
    node = reading.parse(text, Path("t.yaml"))
    assert isinstance(node, nodes.MappingNode)
    assert apply(text, [remove(node, "B")]) == "A: 1\n\n# end\nC: 3\n"


def test_line_ends_of_windows_stay() -> None:
    text = "A: |\r\n  x\r\n  y\r\nB: 2\r\n"
    node = reading.parse(text, Path("t.yaml"))
    assert isinstance(node, nodes.MappingNode)
    scalar = node.get("A")
    assert isinstance(scalar, nodes.ScalarNode)
    assert apply(text, [replace(scalar, "x\nz\n", lines=True)]) == "A: |\r\n  x\r\n  z\r\nB: 2\r\n"
