"""Content relative to a pattern: nothing is lost, and plain words take the pattern's look."""

from hypothesis import given

from deckgen.appearance.text import InheritedText, TextLevel
from deckgen.content.pattern import relative, resolved
from deckgen.content.text import Text
from deckgen.richtext import Paragraph, Run, Style
from tests.support.strategies import paragraph_lists

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
BIG = Style(bold=True, size=40.0, opaque=f'<a:rPr {_A} kern="0"></a:rPr>')
PLACE = InheritedText(
    levels=(TextLevel({"algn": "r"}, {"b": "1", "sz": "4000", "kern": "0"}), TextLevel({}, {}))
)


def _shown(text: Text, pattern: Text) -> Text:
    return relative(text, pattern, pattern.plain(lambda: PLACE))


def _built(text: Text, pattern: Text) -> Text:
    return resolved(text, pattern, pattern.plain(lambda: PLACE))


@given(paragraph_lists())
def test_a_patterns_own_text_comes_back(lines: tuple[Paragraph, ...]) -> None:
    text = Text(lines)
    assert _built(_shown(text, text), text) == text
    everything_said = relative(text, text, text)
    assert _built(everything_said, text) == text


def test_plain_words_take_the_patterns_look() -> None:
    small = BIG.but(size=10.0, bold=False)
    pattern = Text((Paragraph((Run("A title", small),), opaque=f'<a:pPr {_A} algn="l"></a:pPr>'),))
    assert _shown(pattern, pattern) == Text((Paragraph((Run("A title"),)),))
    two = Text((Paragraph((Run("One"),)), Paragraph((Run("Two", Style(italic=True)),))))
    first, second = _built(two, pattern).lines
    assert first == Paragraph((Run("One", small),), opaque=pattern.lines[0].opaque)
    assert second.runs == (Run("Two", small.but(italic=True)),)


def test_what_only_some_runs_have_stays_said() -> None:
    runs = (Run("In all ", Style(size=20.0)), Run("12", Style(italic=True, size=20.0)))
    pattern = Text((Paragraph(runs),))
    shown = _shown(pattern, pattern).lines[0]
    assert shown.runs == (Run("In all "), Run("12", Style(italic=True)))
    other = _built(Text((Paragraph((Run("Now "), Run("13", Style(italic=True)))),)), pattern)
    assert other.lines[0].runs == (
        Run("Now ", Style(size=20.0)),
        Run("13", Style(italic=True, size=20.0)),
    )


def test_what_holds_anyway_is_not_said_and_stays() -> None:
    pattern = Text((Paragraph((Run("In all ", BIG), Run("12", BIG.but(italic=True)))),))
    assert _shown(pattern, pattern).lines[0].runs == (
        Run("In all "),
        Run("12", Style(italic=True)),
    )
    edited = Text((Paragraph((Run("Now "), Run("13", Style(italic=True)), Run(" in all"))),))
    assert _built(edited, pattern).lines[0].runs == (
        Run("Now ", BIG),
        Run("13", BIG.but(italic=True)),
        Run(" in all", BIG),
    )
    deeper = Text((Paragraph((Run("Now"),), level=1),))
    assert _built(deeper, pattern) == deeper
