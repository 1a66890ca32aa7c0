"""Rich text: paragraphs and runs with styles, and the markup in which YAML writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from deckgen.diagnostics import Span
from deckgen.facts.references import DECK, Escapes, references, split

# Paragraphs, runs and their styles: the text of YAML and of a presentation alike.


class Style(Struct, frozen=True):
    """The formatting of a run; None, 0 and "" are inherited.

    `underline` and `strike` are values of DrawingML (`sng`, `none`, ...); `baseline` is the shift
    in percent of the size, 30 for superscript and -25 for subscript; `color` is a theme colour's
    name (`accent2`) or six hexadecimal digits; `size` is in points; `link` is a URI or
    `#slide-id`; `field` is a field's type (`slidenum`); `opaque` is canonical XML of an `a:rPr`
    with the properties that the markup cannot express.
    """

    bold: bool | None = None
    italic: bool | None = None
    underline: str = ""
    strike: str = ""
    baseline: float = 0
    color: str = ""
    size: float = 0
    font: str = ""
    link: str = ""
    field: str = ""
    opaque: str = ""

    def but(self, **changes: object) -> Style:
        """The same style with some of its fields changed."""
        return replace(self, **changes)

    @property
    def lacks_target(self) -> bool:
        """Whether it says of a link what that has beside its target, such as a tip, without one."""
        return not self.link and _WITHOUT_TARGET.search(self.opaque) is not None

    def leading(self, link: str) -> Style:
        """The same style with that link; without one, what it says of a link goes too."""
        found = self if link == self.link else self.but(link=link)
        if not found.lacks_target:
            return found
        from deckgen.richtext.format_names import without_link

        return found.but(opaque=without_link(found.opaque))


_WITHOUT_TARGET = re.compile(r"<a:hlinkClick\b(?![^>]* \w+:id=)")
PLAIN = Style()


class TextOrigin(Struct, frozen=True):
    """The origin of a stretch of a run's text: text[start:end] was written at `span`.

    `reference` is the body of the `${reference}` that prints it, "" where the author typed it;
    `escaped` says that it was typed behind a backslash, `from_data` that it is a cell of a CSV or
    XLSX file. Text of a pattern slide has no span.
    """

    start: int
    end: int
    span: Span | None
    reference: str = ""
    escaped: bool = False
    from_data: bool = False

    @property
    def fact(self) -> str:
        """The id of the fact that prints it; "" for typed text, and for what the deck prints."""
        name = split(self.reference).name if self.reference else ""
        return "" if name == DECK else name

    def moved(self, by: int) -> TextOrigin:
        """The origin of the same text after so many characters."""
        return replace(self, start=self.start + by, end=self.end + by) if by else self

    def within(self, first: int, last: int) -> TextOrigin:
        """The origin of its part in text[first:last], counted from there; may be empty."""
        start, end = max(self.start, first) - first, min(self.end, last) - first
        return replace(self, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style. "\\n" is a line break inside the paragraph (`a:br`)."""

    text: str
    style: Style = PLAIN
    origins: tuple[TextOrigin, ...] = field(default=(), compare=False, repr=False)


class Paragraph(Struct, frozen=True):
    """A paragraph. Neighbouring runs differ in style, and no run is empty.

    `level` is from 0 to 8. `number` is the start of the numbered list that the paragraph belongs
    to, None for a paragraph without a number. `opaque` is canonical XML of an `a:pPr` with the
    properties that the markup cannot express. `icon` is the name of the icon that stands beside it,
    `show` how the share that it gives shows (`bar`, `ring`), `highlight` says that a diagram marks
    it.
    """

    runs: tuple[Run, ...] = ()
    level: int = 0
    number: int | None = None
    opaque: str = ""
    icon: str = ""
    show: str = ""
    highlight: bool = False

    @property
    def text(self) -> str:
        """The paragraph's text without styles."""
        return "".join(run.text for run in self.runs)

    def origins(self) -> Iterator[TextOrigin]:
        """The origins of its runs, counted from its start."""
        at = 0
        for run in self.runs:
            for origin in run.origins:
                yield origin.moved(at)
            at += len(run.text)


def merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with equal neighbours joined and empty ones left out; origins are kept."""
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and joined[-1].style == run.style:
            last = joined[-1]
            shift = len(last.text)
            moved = tuple(origin.moved(shift) for origin in run.origins)
            joined[-1] = Run(last.text + run.text, last.style, last.origins + moved)
        else:
            joined.append(run)
    return tuple(joined)


def printed_facts(paragraphs: Iterable[Paragraph]) -> Iterator[TextOrigin]:
    """The stretches of text that facts print, in order; what the deck prints is left out."""
    for paragraph in paragraphs:
        yield from (origin for origin in paragraph.origins() if origin.fact)


def facts_in(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    """The ids of the facts that the paragraphs print, each once, in order."""
    return tuple(dict.fromkeys(origin.fact for origin in printed_facts(paragraphs)))


def with_facts(paragraph: Paragraph, show: Callable[[str], str]) -> Paragraph:
    """The paragraph with each `${fact}` replaced by its text, in the style of its first run.

    `show` gives the text of a reference.
    """
    text = paragraph.text
    tokens = [token for token in references(text, Escapes.NONE) if token.body]
    if not tokens:
        return paragraph
    pieces: list[Run] = []
    start = 0
    for token in tokens:
        pieces += cut(paragraph.runs, start, token.start)
        shown = show(token.body)
        style = cut(paragraph.runs, token.start, token.start + 1)[0].style
        pieces.append(Run(shown, style, (TextOrigin(0, len(shown), None, token.body),)))
        start = token.end
    pieces += cut(paragraph.runs, start, len(text))
    return replace(paragraph, runs=merged(pieces))


def cut(runs: tuple[Run, ...], start: int, end: int) -> tuple[Run, ...]:
    """The runs of a stretch of the paragraph's text, with their origins."""
    found = []
    offset = 0
    for run in runs:
        first, last = max(start - offset, 0), min(end - offset, len(run.text))
        if first < last:
            origins = (origin.within(first, last) for origin in run.origins)
            kept = tuple(origin for origin in origins if origin.start < origin.end)
            found.append(Run(run.text[first:last], run.style, kept))
        offset += len(run.text)
    return tuple(found)
