"""Heights by hand, heights that PowerPoint stored, and the laws of measuring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.opc.xml import EMU_PER_POINT
from deckgen.richtext import Paragraph, Run, Style
from deckgen.textfit import fonts, measure
from deckgen.textfit.frame import (
    Bullet,
    FrameLevel,
    Insets,
    LineHeightModel,
    Scale,
    Spacing,
    TextFrame,
)
from tests.support.cases import every_case
from tests.textfit.texts import frames, line, paragraphs

PLAIN = TextFrame(200, 100)
EM = LineHeightModel(1.2, 0)


def levels(**said: object) -> tuple[FrameLevel, ...]:
    return (FrameLevel(**said),) * 9  # type: ignore[arg-type]


@every_case(
    ("size", "lines", "emu"),
    [  # what PowerPoint stores for text boxes that grow with their text, in any font
        (12, 1, 276_999),
        (18, 1, 369_332),
        (18, 2, 646_331),
        (18, 3, 923_330),
        (24, 1, 461_665),
        (32, 1, 584_775),
        (60, 1, 1_015_663),
    ],
)
def test_heights_are_powerpoints(size: float, lines: int, emu: int) -> None:
    frame = TextFrame(600, 10, levels(size=size))
    measured = measure([line(f"Line {number}") for number in range(lines)], frame)
    assert measured.height_pt == pytest.approx(emu / EMU_PER_POINT, abs=0.02)


def test_a_paragraph_by_hand() -> None:
    frame = TextFrame(
        0, 0, levels(size=10, line=Spacing(90), before=Spacing(50), after=Spacing(points=4))
    )
    measured = measure([line("a"), line("b"), line("c")], frame, 100, line_heights=EM)
    # Three lines at 90 % of 12 points; twice 6 before and 4 after between them; insets.
    assert measured.height_pt == pytest.approx(3 * 10.8 + 2 * (6 + 4) + 7.2)


def test_room_at_the_edges_of_the_frame_is_left_out() -> None:
    frame = TextFrame(0, 0, levels(before=Spacing(points=30), after=Spacing(points=50)))
    assert measure([line("a")], frame, 100, line_heights=EM).height_pt == pytest.approx(21.6 + 7.2)


def test_room_at_the_edges_counts_where_the_frame_says_so() -> None:
    level = levels(before=Spacing(points=30), after=Spacing(points=50))
    frame = TextFrame(0, 0, level, edges=True)
    measured = measure([line("a")], frame, 100, line_heights=EM)
    assert measured.height_pt == pytest.approx(30 + 21.6 + 50 + 7.2)


def test_the_tallest_run_of_a_line_is_as_high_as_the_line() -> None:
    large = Run("large", Style(size=40))
    paragraph = Paragraph((Run("small "), large, Run(" and then more small words")))
    measured = measure([paragraph], PLAIN, 150, line_heights=EM)
    first, *others = measured.paragraphs[0].lines
    assert first.height == pytest.approx(48)
    assert {round(item.height, 6) for item in others} == {21.6}


def test_line_breaks_and_empty_paragraphs_are_lines() -> None:
    measured = measure([line("a\n\nb"), Paragraph()], PLAIN)
    assert [item.text for p in measured.paragraphs for item in p.lines] == ["a", "", "b", ""]


def test_exact_line_spacing_is_not_scaled() -> None:
    frame = TextFrame(0, 0, levels(line=Spacing(points=30)))
    for scale in (Scale(), Scale(50, 20)):
        assert measure([line("a")], frame, 100, scale).paragraphs[0].lines[0].height == 30


def test_a_hanging_indent_leaves_all_lines_the_same_room() -> None:
    hanging = TextFrame(0, 0, levels(left=20, indent=-20, bullet=Bullet()))
    text = line("some words that go on for a while here")
    assert (
        measure([text], hanging, 120).paragraphs[0].lines
        == measure([text], PLAIN, 100).paragraphs[0].lines
    )


def test_a_bullet_that_is_wider_than_its_indent_pushes_the_first_line() -> None:
    numbered = Paragraph((Run("aaaa aaaa aaaa"),), 0, 100)
    narrow = TextFrame(0, 0, levels(left=5, indent=-5))
    wide = TextFrame(0, 0, levels(left=50, indent=-50))
    room = 5 + 80  # points for two words of four letters
    first = measure([numbered], narrow, room).paragraphs[0].lines[0].text
    assert first == "aaaa"
    assert measure([numbered], wide, room + 45).paragraphs[0].lines[0].text == "aaaa aaaa"


def test_a_paragraphs_own_properties_count() -> None:
    own = (
        '<a:pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" marL="635000">'
        '<a:lnSpc><a:spcPct val="200000"></a:spcPct></a:lnSpc></a:pPr>'
    )
    paragraph = Paragraph((Run("some words here"),), opaque=own)
    measured = measure([paragraph], PLAIN, 150, line_heights=EM)
    assert [item.text for item in measured.paragraphs[0].lines] == ["some words", "here"]
    assert measured.paragraphs[0].lines[0].height == pytest.approx(43.2)


def test_capitals_tracking_and_raised_signs_change_widths() -> None:
    def width(style: Style = Style(), **said: object) -> float:  # noqa: B008 - frozen
        frame = TextFrame(0, 0, levels(**said))
        return measure([line("abcde", style=style)], frame, 500).paragraphs[0].lines[0].width

    assert width(capitals="all") > width()
    assert width(capitals="small") == pytest.approx(0.8 * width(capitals="all"))
    assert width(tracking=2) == pytest.approx(width() + 10)
    assert width(Style(baseline=30)) == pytest.approx(width() * 2 / 3)
    assert width(Style(bold=True)) > width()


def test_tabs_reach_to_the_next_stop() -> None:
    measured = measure([line("a\tb")], PLAIN, 500)
    assert not measured.certain
    alone = measure([line("b")], PLAIN, 500).paragraphs[0].lines[0].width
    assert measured.paragraphs[0].lines[0].width == pytest.approx(72 + alone)


def test_text_that_does_not_wrap_is_one_line() -> None:
    frame = TextFrame(10, 10, wraps=False)
    assert measure([line("many words in a narrow frame")], frame).line_count == 1


def test_text_that_runs_down_has_the_frames_height_for_its_lines() -> None:
    upright = TextFrame(100, 400, vertical=True)
    lying = TextFrame(400, 100)
    for frame in (upright, lying):
        assert frame.line_length == pytest.approx(400 - 14.4)
        assert frame.depth == pytest.approx(100 - 7.2)


@given(st.lists(paragraphs(), max_size=4), frames)
def test_height_is_the_sum_of_lines_and_room(found: list[Paragraph], frame: TextFrame) -> None:
    measured = measure(found, frame)
    lines = sum(item.height for p in measured.paragraphs for item in p.lines)
    before = sum(p.before for p in measured.paragraphs[1:])
    after = sum(p.after for p in measured.paragraphs[:-1])
    total = lines + before + after + frame.insets.top + frame.insets.bottom + 0.07
    assert measured.height_pt == pytest.approx(total)


@given(st.lists(paragraphs(), max_size=4), frames, st.floats(40, 900), st.floats(0, 300))
def test_wider_never_takes_more_lines(
    found: list[Paragraph], frame: TextFrame, width: float, more: float
) -> None:
    assert measure(found, frame, width + more).line_count <= measure(found, frame, width).line_count


@given(st.lists(paragraphs(), max_size=4), frames)
def test_what_is_beyond_a_frame_is_none_just_where_the_text_is_no_higher(
    found: list[Paragraph], frame: TextFrame
) -> None:
    measured = measure(found, frame)
    depth = measured.height_pt - measured.insets
    assert measured.overflowing(depth) == ()
    if measured.line_count:
        assert measured.overflowing(depth - 1)


@given(st.lists(paragraphs(), max_size=4), frames, st.floats(10, 400))
def test_more_columns_never_leave_more_beyond(
    found: list[Paragraph], frame: TextFrame, depth: float
) -> None:
    measured = measure(found, frame)
    assert len(measured.overflowing(depth, 3)) <= len(measured.overflowing(depth, 1))


def test_insets_are_powerpoints_own_where_nobody_says_others() -> None:
    assert Insets() == (7.2, 3.6, 7.2, 3.6)


def test_of_the_pairs_of_a_large_script_a_face_keeps_so_many() -> None:
    face = fonts.TableFace(
        {"em": 10, "widths": [[65, 5, 6]], "kern": {"left": ["A"], "right": ["B"], "by": [[-1]]}}
    )
    signs = "".join(map(chr, range(0x4E00, 0x4E00 + fonts.MOST_PAIRS + 100)))
    assert face.place("AB", kerned=True).starts == [0.0, 0.4]
    assert face.place(signs, kerned=True).ends[-1] == len(signs)
    assert face.place("AB", kerned=True).starts == [0.0, 0.4]
    assert len(face._steps) <= fonts.MOST_PAIRS
