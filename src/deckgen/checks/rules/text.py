"""Rules on text: typed lists, spacing, dates, sizes, values still to come, and contrast."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from deckgen import template
from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import FindingLocation, ShapeView, SlideView
from deckgen.checks._text_view import ParagraphView, RunView, place_of
from deckgen.checks.subject import (
    IN_MASTER,
    Check,
    Fault,
    Subject,
    TemplateFault,
    inherited,
    layout_place,
)
from deckgen.checks.text_colours import Background, ContrastVerdict, Legibility, VisibleText, judge
from deckgen.content import UnsupportedObject
from deckgen.deck import source_files
from deckgen.diagnostics import Severity, Span, joined, shortened
from deckgen.opc.xml import each, flag
from deckgen.plan.planner import SOURCE
from deckgen.source.writing import YamlData, dump

_BULLET = re.compile(r"\s*([-–—•●○▪■►➢✓*·])\s+\S")
_NUMBER = re.compile(r"\s*\(?(\d{1,2}|[a-zA-Z])[.)]\s+\S")
_SPACES = re.compile(r"\S( {4,}|[ \t]*\t[ \t]*\t[ \t]*)\S")


_LIST_HELP = ("write `- ` or `1. ` at their start", "use Home > Bullets or Numbering")


def _typed_lists(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        lines = [line for found in text_view.paragraphs(shape) for line in _rows(found)]
        typed = _typed_list(lines)
        if typed:
            what = "lines" if any(line.broken for line in typed) else "paragraphs"
            yield Fault(
                f"{len(typed)} {what} start with a typed bullet or number, such as "
                f"`{shortened(typed[0].text, 30)}`",
                text_view.place_of(shape, typed[0].text.strip()), "", (subject.to_do(*_LIST_HELP),),
            )  # fmt: skip


class _Row(NamedTuple):
    """A line of a paragraph. `start` is the typed bullet that it starts with, `number` or "".

    `broken` says whether line breaks part it from others of its paragraph.
    """

    text: str
    start: str
    broken: bool


def _rows(paragraph: ParagraphView) -> Iterator[_Row]:
    """The lines of a paragraph. Its bullet, where it has one, stands in front of the first.

    A number that the first has counts as a typed one: those of the next lines continue it.
    """
    first, *others = paragraph.text.split("\n")
    start = "" if paragraph.has_bullet else _list_start(first)
    if paragraph.has_number and others:
        start = "number"
    yield _Row(first, start, bool(others))
    for line in others:
        yield _Row(line, _list_start(line), True)


def _typed_list(lines: list[_Row]) -> list[_Row]:
    """The first two or more lines in a row that look like items of a list without bullets."""
    for kind, group in groupby(lines, key=lambda line: line.start):
        found = list(group)
        if kind and len(found) > 1:
            return found
    return []


def _list_start(line: str) -> str:
    """What a line starts with: a bullet character, `number`, or ""."""
    bullet = _BULLET.match(line)
    if bullet:
        return bullet.group(1)
    return "number" if _NUMBER.match(line) else ""


_LEVEL = ("two spaces are a level", "PowerPoint: Shift+Tab")


def _skipped_levels(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        lines = [line for line in text_view.paragraphs(shape) if line.text.strip()]
        for before, line in pairwise(lines):
            if line.has_bullet and line.level > before.level + 1:
                yield Fault(
                    f"`{shortened(line.text, 30)}` is on level {line.level + 1}, below a line of "
                    f"level {before.level + 1}",
                    text_view.place_of(shape, line.text),
                    helps=(f"bring it to level {before.level + 2}: {subject.to_do(*_LEVEL)}",),
                )


def _blank(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        lines = list(text_view.paragraphs(shape))
        if not shape.has_text:
            continue
        if any(_is_empty(a) and _is_empty(b) for a, b in pairwise(lines)):
            yield Fault(
                "two empty paragraphs in a row", shape.where, "",
                ("set the space before a paragraph instead: Home > Line Spacing",),
            )  # fmt: skip
        spaced = next((line.text for line in lines if _SPACES.search(line.text)), "")
        if spaced:
            yield Fault(
                f"spaces or tabs lay out the text `{shortened(spaced)}`",
                text_view.place_of(shape, spaced), "",
                ("use a table, columns, or a text box for each part",),
            )  # fmt: skip


def _is_empty(line: ParagraphView) -> bool:
    return not line.text.strip()


# The spelling of dates.


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_DAY, _YEAR = r"\d{1,2}", r"(?:19|20)\d\d"

_STYLES = {
    "6 March 2020": rf"\b{_DAY} (?:{_MONTHS}) {_YEAR}\b",
    "March 6, 2020": rf"\b(?:{_MONTHS}) {_DAY}, {_YEAR}\b",
    "6 Mar 2020": rf"\b{_DAY} {_SHORT_MONTHS} {_YEAR}\b",
    "Mar 6, 2020": rf"\b{_SHORT_MONTHS} {_DAY}, {_YEAR}\b",
    "2020-03-06": rf"\b{_YEAR}-\d\d-\d\d\b",
    "3/6/2020": rf"\b{_DAY}/{_DAY}/{_YEAR}\b",
    "6.3.2020": rf"\b{_DAY}\.{_DAY}\.{_YEAR}\b",
}

_PATTERNS = {style: re.compile(pattern) for style, pattern in _STYLES.items()}


def _mixed_dates(subject: Subject) -> Iterator[Fault]:
    found = [(style, date, shape) for shape in subject.shapes for style, date in _dates(shape)]
    counts = Counter(style for style, _, _ in found)
    if len(counts) < 2:
        return
    most_frequent = counts.most_common(1)[0][0]
    for style, date, shape in found:
        if style != most_frequent:
            yield Fault(
                f"`{date}` is spelt otherwise than most dates here, such as `{most_frequent}`",
                text_view.place_of(shape, date),
                helps=("spell dates in one way",),
            )


def _dates(shape: ShapeView) -> Iterator[tuple[str, str]]:
    """The spellings of dates in a shape, each with its first date."""
    words = "\n".join(line.text for line in text_view.all_paragraphs(shape))
    for style, pattern in _PATTERNS.items():
        first = pattern.search(words)
        if first:
            yield style, first.group()


# Sizes of text.


_LEAST = 12.0
_BODY = 18.0
_BODY_TYPES = ("body", "obj", "subTitle")
_RUNNING_WORDS = 8


def _visible_shapes(subject: Subject) -> Iterator[ShapeView]:
    return (shape for shape in subject.shapes if not shape.hidden)


def _small_text(subject: Subject) -> Iterator[Fault]:
    for shape in _visible_shapes(subject):
        if shape.is_field:
            continue
        runs = [run for run in text_view.runs(shape) if run.text.strip()]
        small = [run for run in runs if run.size < _LEAST - 0.05 and not run.is_shifted]
        if small:
            least = min(small, key=lambda run: run.size)
            problem = f"text of {least.size:.3g} points, less than {_LEAST:g}"
            yield Fault(
                f"`{shortened(least.text)}` is {least.size:.3g} points, less than {_LEAST:g}",
                text_view.place_of(shape, least.text), "", ("say less, or give it more room",),
                template=_size_of_template(shape, least, problem),
            )  # fmt: skip


def _small_body(subject: Subject) -> Iterator[Fault]:
    for shape in _visible_shapes(subject):
        if shape.type not in _BODY_TYPES or shape.name == SOURCE:
            continue
        small = [
            p for p in text_view.paragraphs(shape) if _is_running(p) and _size(p) < _BODY - 0.05
        ]
        if small:
            least = min(small, key=_size)
            problem = f"running text of {_size(least):.3g} points, less than {_BODY:g}"
            yield Fault(
                problem, text_view.place_of(shape, _longest(least).text), "",
                ("from the back of a room it is hard to read; split the slide",),
                template=_size_of_template(shape, _longest(least), problem),
            )  # fmt: skip


def _is_running(paragraph: ParagraphView) -> bool:
    return len(paragraph.text.split()) >= _RUNNING_WORDS


def _size(paragraph: ParagraphView) -> float:
    """The size in points of a paragraph's longest run."""
    return _longest(paragraph).size


def _longest(paragraph: ParagraphView) -> RunView:
    return max(paragraph.runs, key=lambda run: len(run.text))


def _size_of_template(shape: ShapeView, run: RunView, problem: str) -> TemplateFault | None:
    """The fault of the template; None where the slide gives the size, or autofit shrinks it."""
    source = next((element for element in run.lookup.runs if element.get("sz")), None)
    if source is None or run.font_scale != 1:
        return None
    return inherited(shape, source, problem, "Home > Font Size")


# Values that are still to come.


_TODO = re.compile(r"(^|[\s|(])TODO\b")


def _todo(subject: Subject) -> Iterator[Fault]:
    if subject.manuscript is not None:
        for found in source_files.find_todos(subject.manuscript):
            where = FindingLocation(None, found.place if isinstance(found.place, Span) else None)
            yield Fault(found.message, where, found.label, found.helps)
        return
    for shape in subject.shapes:
        lines = (line.text for line in text_view.all_paragraphs(shape))
        line = next((line for line in lines if _TODO.search(line)), "")
        if line:
            yield Fault(
                f"`{shortened(line)}` is still to come", shape.where, "",
                ("write what stands here",),
            )  # fmt: skip


# Contrast of text with what is behind it.


_NORMAL, _LARGE = 4.5, 3.0


def _judged(subject: Subject) -> Iterator[tuple[VisibleText, float, ContrastVerdict]]:
    """Each text with the contrast ratio that it needs, and whether it has it."""
    for text in subject.texts:
        least = _LARGE if text.large else _NORMAL
        yield text, least, judge(text.foreground, text.background, least)


def _contrast(subject: Subject) -> Iterator[Fault]:
    reported = set()
    for text, least, verdict in _judged(subject):
        if verdict.outcome is Legibility.TOO_LITTLE and verdict.pair is not None:
            foreground, background = (colour.hex for colour in verdict.pair)
            key = (text.shape, foreground, background, least)
            if key not in reported:
                reported.add(key)
                problem = (
                    f"a contrast of {verdict.shown}:1, less than {least:g}:1 "
                    f"({foreground} on {background}{text.part})"
                )
                template = _of_template(text, problem)
                yield Fault(
                    f"`{text.text}` has {problem}",
                    _where(text), "", ("choose a darker or lighter colour for one of them",),
                    Severity.WARNING if template is not None and text.shape.is_field else None,
                    template,
                )  # fmt: skip


def _where(text: VisibleText) -> FindingLocation:
    return text.shape.where if text.run is None else place_of(text.shape, text.run.text)


def _of_template(text: VisibleText, problem: str) -> TemplateFault | None:
    """The fault of the template; None where the slide gives one of the two colours."""
    run = text.run
    if (
        run is None
        or run.link is not None
        or not Background.of(text.shape.slide).is_inherited(text.shape)
    ):
        return None
    return inherited(text.shape, run.fill, problem, "Home > Font Color")


def _undecided(subject: Subject) -> Iterator[Fault]:
    reported = set()
    for text, _, verdict in _judged(subject):
        if verdict.outcome is Legibility.UNDECIDED and text.shape not in reported:
            reported.add(text.shape)
            yield Fault(
                f"whether `{text.text}`{text.part} stands out cannot be decided: {verdict.why}",
                text.shape.where, "", ("look at it; put a plain shape behind the text",),
            )  # fmt: skip


# Words of the template that somebody should have replaced.


_THING = (
    r"(?:(?:text|title|subtitle|heading|headline|name|date|logo|picture|photo|image|caption|quote|"
    r"tagline|content|description|notes|chart|table|icon|video|footer|style|styles|level|outline)"
    r"(?: (?:and|or) )?)+"
)
_OF = r"(?:(?:your|the|a|an|master|presentation|company|section) )*"
_ROLE = r"(?:presenter|speaker|author|company|organi[sz]ation|department|office|event|project)"
_PROMPT = re.compile(
    rf"(?:double[- ])?(?:click|tap)(?: here| icon| the icon)? to (?:add|edit|insert) {_OF}{_THING}"
    rf"(?: {_THING})*"
    rf"|name of (?:the )?{_ROLE}(?: here)?|(?:presenter|speaker)(?:['’]s)? name(?: here)?"
    rf"|(?:insert|add|type|enter|put|place|write) {_OF}{_THING} here"
    rf"|{_OF}{_THING}(?: goes| comes)? here"
    r"|your (?:name|logo|company|company name|organi[sz]ation|tagline|title)"
    r"|(?:sample|dummy|placeholder) text"
    r"|(?:titel|text|untertitel|bild)(?: durch klicken) (?:hinzufügen|bearbeiten)"
    r"|(?:haga|haz) clic para (?:agregar|añadir|modificar) .+"
    r"|cliquez pour (?:ajouter|modifier) .+",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\blorem ipsum\b|\[(?:insert|your|enter|type|presenter|name of)\b[^\]]*\]", re.IGNORECASE
)
_AROUND = " \t\n.,:;!…[]<>()"
_MOST = 3


def _template_words(subject: Subject) -> Iterator[Fault]:
    """Prompts on slides, layouts and masters, then what slides show of their patterns."""
    for slide in subject.slides:
        for shape in slide.shapes:
            words = _prompt(shape)
            if words:
                yield Fault(
                    f"`{words}` is a prompt of the template, and shows on the slide",
                    shape.where, "", ("write what stands here, or leave the slot out",),
                )  # fmt: skip
        for shape in _behind(slide):
            words = _prompt(shape)
            if words:
                yield _on_template(slide, shape, words)
    yield from _of_patterns(subject)


def _prompt(shape: ShapeView) -> str:
    """The first paragraph of a shape that only says what should stand there; "" for none."""
    if shape.hidden:
        return ""
    for line in text_view.paragraphs(shape):
        text = " ".join(line.text.split())
        if _PROMPT.fullmatch(text.strip(_AROUND)) or _FILLER.search(text):
            return shortened(text)
    return ""


def _behind(slide: SlideView) -> Iterator[ShapeView]:
    """The shapes of layout and master that show on a slide: those that are no placeholders."""
    if slide.layout is None or not flag(slide.part.root, "showMasterSp", default=True):
        return
    yield from (shape for shape in slide.layout_shapes if shape.ph is None)
    if flag(slide.layout.root, "showMasterSp", default=True):
        yield from (shape for shape in slide.master_shapes if shape.ph is None)


def _on_template(slide: SlideView, shape: ShapeView, words: str) -> Fault:
    place = "the slide master"
    if slide.layout is not None and shape.part is slide.layout:
        place = layout_place(slide.layout)
    return Fault(
        f"`{words}` is a prompt of {place}, and shows on the slide", slide.where, "",
        template=TemplateFault(
            place,
            f"a prompt that shows, `{words}` in `{shape.name}`",
            f"{IN_MASTER}, {place}; say what it should say, or delete it",
        ),
    )  # fmt: skip


# What YAML cannot fill, or leaves to the pattern.


def _of_patterns(subject: Subject) -> Iterator[Fault]:
    """For each slide like a pattern, the words that the pattern has and that no YAML wrote."""
    if subject.deck is None or not any(slide.planned.like for slide in subject.slides):
        return
    listed = {s.id.text for s in subject.deck.slides if s.kept is not None}
    parts = template.read_patterns(subject.package, subject.plan.language).values()
    for slide, part in zip(subject.slides, parts, strict=True):
        if not slide.planned.like:
            continue
        kept = () if slide.id in listed else part.kept
        shown = [(entry.name, entry.texts[0]) for entry in kept if _shows_words(entry)]
        shown += _furniture(slide, {"dt": subject.deck.date, "ftr": subject.deck.footer})
        if shown:
            words = joined([f"`{shortened(text)}` in `{name}`" for name, text in shown], _MOST)
            yield Fault(
                f"words of the pattern show that no YAML wrote: {words}", slide.where, "",
                template=TemplateFault(
                    f"the pattern `{slide.planned.like}`",
                    f"words that show and that no YAML wrote: {words}",
                    _mend(slide, kept),
                ),
            )  # fmt: skip


def _shows_words(entry: UnsupportedObject) -> bool:
    return bool(entry.texts) and entry.word != "page"


def _furniture(slide: SlideView, given: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The date and footer of a pattern, where neither the slide nor deck.yaml says them."""
    for shape in slide.shapes:
        own = shape.has_text and next(each(shape.element, "a:fld"), None) is None
        if own and not given.get(shape.type, "-") and shape.name not in slide.planned.spans:
            yield shape.name, " ".join(shape.text.split())


def _mend(slide: SlideView, kept: tuple[UnsupportedObject, ...]) -> str:
    if not any(map(_shows_words, kept)):
        return (
            "say them by `date:` and `footer:` in deck.yaml, or empty them on the pattern's slide"
        )
    entries: list[YamlData] = [entry.dump() for entry in kept]
    return (
        "PowerPoint: say on the pattern's slide what it should say; where that is meant, add to "
        f"the slide:\n{dump({'kept': entries}).rstrip()}"
    )


CHECKS = (
    Check("LIST-FAKE", _typed_lists),
    Check("LEVEL-SKIP", _skipped_levels),
    Check("BLANK-RUN", _blank),
    Check("DATE-STYLE", _mixed_dates),
    Check("FONT-MIN", _small_text),
    Check("FONT-BODY", _small_body),
    Check("TODO", _todo),
    Check("CONTRAST-TEXT", _contrast),
    Check("CONTRAST-REVIEW", _undecided),
    Check("TEMPLATE-WORDS", _template_words),
)
