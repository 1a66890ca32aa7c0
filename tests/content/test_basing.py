"""Content relative to a pattern: nothing is lost, and plain words take the pattern's look."""

from hypothesis import given

from deckgen.content import relative_to_pattern, resolved_from_pattern
from deckgen.content.text import Text
from deckgen.richtext import Paragraph, Run, Style
from tests.support.strategies import paragraph_lists

BIG = Style(bold=True, size=40.0, opaque="<a:rPr kern='0'/>")


@given(paragraph_lists())
def test_a_patterns_own_text_comes_back(lines: tuple[Paragraph, ...]) -> None:
    text = Text(lines)
    assert resolved_from_pattern(relative_to_pattern(text, text), text) == text


def test_plain_words_take_the_patterns_look() -> None:
    pattern = Text((Paragraph((Run("A title", BIG),), opaque="<a:pPr algn='r'/>"),))
    assert relative_to_pattern(pattern, pattern) == Text((Paragraph((Run("A title"),)),))
    two = Text((Paragraph((Run("One"),)), Paragraph((Run("Two", Style(italic=True)),))))
    first, second = resolved_from_pattern(two, pattern).lines
    assert first == Paragraph((Run("One", BIG),), opaque="<a:pPr algn='r'/>")
    assert second.runs == (Run("Two", BIG.but(italic=True)),)


def test_what_only_some_runs_have_stays_said() -> None:
    pattern = Text((Paragraph((Run("In all ", Style(size=20.0)), Run("12", BIG.but(size=20.0)))),))
    shown = relative_to_pattern(pattern, pattern).lines[0]
    assert shown.runs == (Run("In all "), Run("12", BIG.but(size=0)))
    other = resolved_from_pattern(
        Text((Paragraph((Run("Now "), Run("13", Style(bold=True)))),)), pattern
    )
    assert other.lines[0].runs == (
        Run("Now ", Style(size=20.0)),
        Run("13", Style(bold=True, size=20.0)),
    )
