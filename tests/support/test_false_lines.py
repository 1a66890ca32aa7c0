"""Lines of a pull that nothing bears out are the judge's to find, also about the whole deck."""

from deckgen.review.compare import UntrackedChange
from deckgen.review.pull.report import PullReport
from tests.support.review import session


def false_lines(slide: str, *kinds: str) -> list[str]:
    report = PullReport(untracked=[UntrackedChange(slide, "", "the theme's colour accent1")])
    edits = [{"kind": kind, "slides": ["a"]} for kind in kinds]
    return list(session._false_lines(report, [], edits))


def test_a_line_about_the_whole_deck_needs_an_edit_of_its_slides_or_sections() -> None:
    assert len(false_lines("", "word", "drag")) == 1
    assert false_lines("", "word", "delete") == []


def test_a_line_about_a_slide_needs_a_difference_there() -> None:
    assert len(false_lines("a", "delete")) == 1
