"""The smallest change of a text in YAML that makes it read as an edited one.

Paragraphs that did not change keep their lines as typed, with `${facts}` and escapes. A changed
paragraph is written again; a fact in it stays a reference as long as its figure is still there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from deckgen.content import Content
from deckgen.diagnostics import Span
from deckgen.facts import dates, numbers, references
from deckgen.facts.figures import MONTH
from deckgen.richtext import Paragraph, Run, inline, merged, outline
from deckgen.source.nodes import ScalarNode

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
"""Blanks, words, and other characters one by one."""
_DATE_WORD = re.compile(rf"\d\w*|{MONTH}", re.IGNORECASE)
_BETWEEN_DATE_WORDS = re.compile(r"[^\S\n\v]+|[.,/\-\u2010-\u2014'’]|del?|of", re.IGNORECASE)
_DIGITS_OF_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_DATED_FIELDS = ("as_of", "date", "period")
_REFERENCE_START, _REFERENCE_END = "\ue000", "\ue001"


class FactEdit(Struct, frozen=True):
    """A change that a reviewer made to the figure of a fact where it is printed.

    `fact` is the reference as typed, `span` where it stands in the YAML.
    """

    fact: str
    old: str
    new: str
    span: Span | None


class MinimalDiff(Struct, frozen=True):
    """The new text for the YAML, and the changes to figures of facts that are not in it."""

    text: str
    facts: tuple[FactEdit, ...] = ()


def minimal_diff(
    written: str, old: tuple[Paragraph, ...], new: tuple[Paragraph, ...], names: dict[str, str]
) -> MinimalDiff:
    """The outline of `new`, with the lines of `written`, which reads as `old`, where they hold.

    `names` are the names of opaque formats, by their XML. A reviewer's change of a fact's figure
    is not written into the text but reported as a `FactEdit`.
    """
    rows = _source_lines(written, len(old))
    lines: list[tuple[Paragraph, str]] = []
    edits: list[FactEdit] = []
    for line, source in zip(new, paragraph_sources(old, new), strict=True):
        if source is None or old[source] == line:
            lines.append((line, "" if source is None else rows[source]))
            continue
        kept, found = _with_references(old[source], line)
        edits += found
        only_figures = kept == _with_references(old[source], old[source])[0]
        lines.append((kept, rows[source] if only_figures else ""))
    return MinimalDiff(_merged_text(lines, names), tuple(edits))


def with_fact_references(old: Content, new: Content) -> tuple[Content, list[FactEdit]]:
    """`new` with references to the facts that `old` prints, and the changes to their figures.

    The references are put between markers; `shown_references` turns these into `${...}`.
    """
    before, after = tuple(old.paragraphs()), tuple(new.paragraphs())
    changed: list[Paragraph] = []
    edits: list[FactEdit] = []
    for line, source in zip(after, paragraph_sources(before, after), strict=True):
        if source is None:
            changed.append(line)
            continue
        referred, found = _with_references(before[source], line)
        changed.append(referred)
        edits += found
    lines = iter(changed)
    return new.map_paragraphs(lambda _line: next(lines)), edits


def plain_diff(scalar: ScalarNode, old: Run, new: str) -> MinimalDiff:
    """The same for a text without markup, such as a footer: `scalar` prints `old`."""
    if old.text == new:
        return MinimalDiff(scalar.text)
    kept, edits = _with_references(Paragraph((old,)), Paragraph((Run(new),)))
    return MinimalDiff(unmarked_references(references.escaped(kept.text)), tuple(edits))


def paragraph_sources(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[int | None]:
    """For each new paragraph the index of the old one that it is or was made from, or None.

    Equal paragraphs in the same order come first, then those that were moved, then those that
    are similar and in the same place.
    """
    found: list[int | None] = [None] * len(new)
    blocks: list[tuple[list[int], list[int]]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            found[j1:j2] = range(i1, i2)
        else:
            blocks.append((list(range(i1, i2)), list(range(j1, j2))))
    removed = {old[i]: i for deleted, _ in reversed(blocks) for i in reversed(deleted)}
    for _, added in blocks:
        for j in added:
            found[j] = removed.pop(new[j], None) if new[j].text.strip() else None
    moved = set(found) - {None}
    for deleted, added in blocks:
        remaining = [i for i in deleted if i not in moved]
        unmatched = [j for j in added if found[j] is None]
        pairs = _similar(tuple(old[i] for i in remaining), tuple(new[j] for j in unmatched))
        for j, partner in zip(unmatched, pairs, strict=True):
            found[j] = None if partner is None else remaining[partner]
    return found


def _source_lines(written: str, count: int) -> list[str]:
    """The source of each paragraph: a line, or several where line breaks join them.

    All are "" where the text has not so many paragraphs.
    """
    rows: list[str] = []
    joining = False
    for row in written.removesuffix("\n").split("\n"):
        if joining:
            rows[-1] += f"\n{row}"
        else:
            rows.append(row)
        joining = inline.escapes_next(rows[-1])
    return rows if len(rows) == count else [""] * count


def _similar(old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]) -> list[int | None]:
    """For each new paragraph the old one that it was made from, in order, by similarity."""
    if len(old) == len(new):
        return list(range(len(new)))
    found: list[int | None] = []
    start = 0
    for line in new:
        scores = [
            (difflib.SequenceMatcher(None, o.text, line.text).ratio(), -i)
            for i, o in enumerate(old[start:], start)
        ]
        best = max(scores, default=(0.0, 0))
        found.append(-best[1] if best[0] >= 0.5 else None)
        start = -best[1] + 1 if best[0] >= 0.5 else start
    return found


def _merged_text(lines: list[tuple[Paragraph, str]], names: dict[str, str]) -> str:
    """The text of all lines; kept ones as typed, but with the number that is due."""
    written = outline.write([line for line, _ in lines], names)
    rows = _source_lines(written, len(lines))
    lists = outline.Lists()
    return "".join(
        f"{outline.renumbered(kept or unmarked_references(row), line, lists)}\n"
        for (line, kept), row in zip(lines, rows, strict=True)
    )


def unmarked_references(text: str) -> str:
    """A text with `${...}` in place of the marked references of `minimal_diff` and `referring`."""
    return re.sub(
        f"{_REFERENCE_START}([^{_REFERENCE_END}]*){_REFERENCE_END}",
        lambda m: references.written(m.group(1)),
        text,
    )


def references_gone(old: Content, referring: Content) -> list[str]:
    """The references that a content printed and that one from `with_fact_references` does not.

    One that prints the same field by another format is there.
    """
    text = "".join(line.text for line in referring.paragraphs())
    marked = re.findall(f"{_REFERENCE_START}([^{_REFERENCE_END}]*){_REFERENCE_END}", text)
    kept = {references.split(one)[:2] for one in marked}
    printed = (origin.reference for line in old.paragraphs() for origin in line.origins())
    gone = (one for one in printed if one and references.split(one)[:2] not in kept)
    return list(dict.fromkeys(gone))


def differ_in_figures(one: Paragraph, other: Paragraph) -> bool:
    """Whether another paragraph says the same as one but for what its facts print."""
    return _with_references(one, other)[0] == _with_references(one, one)[0]


def _with_references(old: Paragraph, new: Paragraph) -> tuple[Paragraph, list[FactEdit]]:
    """The new paragraph with the facts of the old one as references, and the changed figures."""
    facts = [origin for origin in old.origins() if origin.reference]
    if not facts:
        return new, []
    alignment = _Alignment(old.text, new.text)
    edits: list[FactEdit] = []
    stretches: list[tuple[int, int, str]] = []
    for one in facts:
        first, last = alignment.find(one.start, one.end)
        if first is None or last is None:
            continue
        was = old.text[one.start : one.end]
        field = references.split(one.reference).field
        if not field and numbers.is_figure(was):
            first, last = _figure_within(new.text, first, last)
            if _whole_numbers(old.text, one.start, one.end) == (one.start, one.end):
                first, last = _whole_numbers(new.text, first, last)
        figure = new.text[first:last]
        if figure != was:
            if field in _DATED_FIELDS or _DIGITS_OF_DAY.fullmatch(was):
                first, last = alignment.with_rest_of_date(one.start, one.end, first, last)
                first += 0 if dates.weekday_length(was) else dates.weekday_length(new.text[first:])
                figure = new.text[first:last]
            is_figure = numbers.is_figure(figure) and numbers.is_figure(was)
            if not is_figure and not field:
                continue
            edits.append(FactEdit(one.reference, was, figure, one.span))
        stretches.append(_with_weekday(old.text[: one.start], new.text, first, last, one.reference))
    return _with_markers(new, stretches), edits


def _figure_within(text: str, start: int, end: int) -> tuple[int, int]:
    """The one figure among the words of a stretch that stands for a figure alone, else all of it.

    Of `26 field` for `24`, `field` was typed beside it.
    """
    words = re.finditer(r"\S+", text[start:end])
    figures = [word.span() for word in words if numbers.is_figure(word.group())]
    if numbers.is_figure(text[start:end]) or len(figures) != 1:
        return start, end
    ((first, last),) = figures
    return start + first, start + last


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _whole_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch with all of the numbers that it has a part of.

    Of `2,571,505, at` and `97,493 at` the words that stand for the figure end at the comma.
    """
    for number in _NUMBER.finditer(text):
        if number.start() < end and start < number.end():
            start, end = min(start, number.start()), max(end, number.end())
    return start, end


def _with_weekday(
    before: str, text: str, first: int, last: int, reference: str
) -> tuple[int, int, str]:
    """The stretch of a reference with the weekday that was typed in front of its date.

    Where one stood there `before`, it is a word of the author's.
    """
    said = references.split(reference)
    if said.field != "as_of":
        return first, last, reference
    found = dates.with_weekday(text[:first], text[first:last], said.format)
    if found is None or before.endswith(found[0]):
        return first, last, reference
    weekday, pattern = found
    return first - len(weekday), last, f"{said.name}:{said.field}:{pattern}"


class _Alignment:
    """Maps stretches of an old text to a new one, word by word.

    Words that were replaced together with others beside the stretch count as removed: the new
    words may stand for any of them.
    """

    def __init__(self, old: str, new: str) -> None:
        self._texts = old, new
        self.old = [m.span() for m in TOKENS.finditer(old)]
        self.new = [m.span() for m in TOKENS.finditer(new)]
        old_words = [old[a:b] for a, b in self.old]
        new_words = [new[a:b] for a, b in self.new]
        self.codes = difflib.SequenceMatcher(
            None, old_words, new_words, autojunk=False
        ).get_opcodes()

    def find(self, start: int, end: int) -> tuple[int | None, int | None]:
        first = last = None
        for action, i1, i2, j1, j2 in self.codes:
            for index in range(i1, i2):
                a, b = self.old[index]
                if a < start or b > end:
                    continue
                if action == "equal":
                    low = high = j1 + index - i1
                elif (
                    action == "replace" and start <= self.old[i1][0] and self.old[i2 - 1][1] <= end
                ):
                    low, high = j1, j2 - 1
                else:
                    continue
                first = self.new[low][0] if first is None else min(first, self.new[low][0])
                last = self.new[high][1] if last is None else max(last, self.new[high][1])
        if first is None or last is None:
            return None, None
        found = self._texts[1][first:last]
        if not found.strip():
            return None, None
        return last - len(found.lstrip()), first + len(found.rstrip())

    def with_rest_of_date(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """A stretch of the new text with the days, months and years typed at either side of it.

        A date typed in another order than the old one, old[start:end], keeps only a part of it:
        of `March 6, 2020` and `7 March 2021` that is `March 2021`.
        """
        others = self._of_other_words(start, end)
        before = [i for i, (_, b) in enumerate(self.new) if b <= first]
        after = [i for i, (a, _) in enumerate(self.new) if a >= last]
        first = min([first, *(self.new[i][0] for i in self._dated(before[::-1], others))])
        return first, max([last, *(self.new[i][1] for i in self._dated(after, others))])

    def _of_other_words(self, start: int, end: int) -> set[int]:
        """The new words that stand for old ones outside old[start:end]: equal, or other figures."""
        old, _ = self._texts
        found: set[int] = set()
        for action, i1, i2, j1, j2 in self.codes:
            for index in range(i1, i2) if action == "equal" else ():
                a, b = self.old[index]
                if a < start or b > end:
                    found.add(j1 + index - i1)
            if action == "replace":
                a, b = self.old[i1][0], self.old[i2 - 1][1]
                outside = b <= start or a >= end
                found.update(range(j1, j2) if outside and re.search(r"\d", old[a:b]) else ())
        return found

    def _dated(self, indexes: Sequence[int], others: set[int]) -> Iterator[int]:
        """The words of a date among new words, up to the first that is of something else.

        One word that is not known can be the month.
        """
        passed = False
        for index in indexes:
            a, b = self.new[index]
            word = self._texts[1][a:b]
            if index in others and not word.isspace():
                return
            if _DATE_WORD.fullmatch(word):
                yield index
            elif not _BETWEEN_DATE_WORDS.fullmatch(word):
                if passed or not word.isalpha():
                    return
                passed = True


def _with_markers(paragraph: Paragraph, stretches: list[tuple[int, int, str]]) -> Paragraph:
    """The paragraph with marked references in place of stretches, in the style of their start."""
    runs: list[Run] = []
    at = 0
    for run in paragraph.runs:
        position = at
        for start, end, fact in stretches:
            if at <= start < at + len(run.text):
                runs.append(Run(run.text[position - at : start - at], run.style))
                runs.append(Run(f"{_REFERENCE_START}{fact}{_REFERENCE_END}", run.style))
                position = end
        if position < at + len(run.text):
            runs.append(Run(run.text[max(position - at, 0) :], run.style))
        at += len(run.text)
    return replace(paragraph, runs=merged(runs))
