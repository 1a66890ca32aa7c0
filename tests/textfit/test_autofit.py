"""What PowerPoint would store for text that is too much."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deckgen.richtext import Paragraph
from deckgen.textfit import measure
from deckgen.textfit.autofit import BODY_STEPS, TITLE_STEPS, fit
from deckgen.textfit.frame import Autofit, FrameLevel, Scale, TextFrame
from tests.support.cases import every_case
from tests.textfit.texts import frames, line, paragraphs

DOCUMENTED = [
    (100, 0), (100, 10), (92.5, 10), (92.5, 20), (85, 20), (77.5, 20), (70, 20), (62.5, 20),
    (55, 20), (47.5, 20), (40, 20), (32.5, 20), (25, 20),
]  # fmt: skip


def test_the_steps_are_those_of_powerpoint() -> None:
    assert list(BODY_STEPS) == DOCUMENTED
    assert list(TITLE_STEPS) == [(100, 0), (90, 0)]


def body(lines: int, room: float, size: float = 20, **said: object) -> TextFrame:
    """A frame for lines of that size that is `room` lines deep."""
    depth = room * size * 1.2117 + 0.07 + 7.2
    return TextFrame(500, depth, (FrameLevel(size=size),) * 9, autofit=Autofit.SHRINK, **said)  # type: ignore[arg-type]


@every_case(
    ("lines", "room", "scale"),
    [  # by hand: whole points of size, times line spacing, times lines, against the room
        (10, 10, (100, 0)),
        (10, 9, (100, 10)),  # 10 x 0.9
        (10, 8.9, (92.5, 10)),  # 18.5 points round to 19: 10 x 19/20 x 0.9 = 8.55
        (10, 8.5, (92.5, 20)),  # 10 x 19/20 x 0.8 = 7.6
        (10, 7.5, (85, 20)),  # 17 points: 6.8
        (10, 6.7, (77.5, 20)),  # 15.5 round to 16: 6.4
        (10, 6, (70, 20)),  # 14 points: 5.6
        (10, 5.5, (62.5, 20)),  # 12.5 round to 13: 5.2
        (10, 5, (55, 20)),  # 11 points: 4.4
        (10, 4, (47.5, 20)),  # 9.5 round to 10: 4.0
        (10, 3.9, (40, 20)),
        (10, 3, (32.5, 20)),
        (10, 2.1, (25, 20)),
        (10, 1, (25, 20)),
    ],
)
def test_body_text_by_hand(lines: int, room: float, scale: tuple[float, float]) -> None:
    found = fit([line("word")] * lines, body(lines, room))
    assert found.scale == scale
    assert bool(found.remaining) == (room == 1)


def test_a_title_shrinks_once_and_then_overflows() -> None:
    frame = body(2, 1.85, title=True)
    assert fit([line("word")] * 2, frame).scale == (90, 0)
    found = fit([line("word")] * 3, frame)
    assert (found.scale, found.remaining.lines) == ((90, 0), 1)
    assert found.excess == (2, 8)


def test_other_text_is_not_shrunk() -> None:
    for kind in (Autofit.NONE, Autofit.GROW):
        found = fit([line("word")] * 9, replace(body(9, 3), autofit=kind))
        assert (found.scale, found.remaining) == ((100, 0), (6, 24))


def test_sizes_that_powerpoint_shows_are_whole_points() -> None:
    assert [Scale(92.5).of(size) for size in (28, 20, 18)] == [26, 19, 17]
    assert Scale(100, 20).of(10.5) == 10.5
    assert Scale(25).of(1) == 1


@given(st.lists(paragraphs(), max_size=4), frames)
def test_the_first_step_that_fits_is_taken(found: list[Paragraph], frame: TextFrame) -> None:
    result = fit(found, frame)
    steps = (TITLE_STEPS if frame.title else BODY_STEPS) if frame.autofit is Autofit.SHRINK else ()
    taken = steps.index(result.scale) if steps else 0
    for scale in steps[:taken]:
        assert measure(found, frame, scale=scale).overflowing(frame.depth, frame.columns)
    if result.remaining:
        assert taken == max(len(steps) - 1, 0)
    assert result.excess.lines >= 0
    assert bool(result.excess) or not result.shrinks


@given(st.lists(paragraphs(), max_size=4), frames, st.floats(0, 300))
def test_a_deeper_frame_never_shrinks_more(
    found: list[Paragraph], frame: TextFrame, more: float
) -> None:
    deeper = replace(frame, height=frame.height + more)
    assert fit(found, deeper).scale.size >= fit(found, frame).scale.size
    assert fit(found, deeper).excess.lines <= fit(found, frame).excess.lines
