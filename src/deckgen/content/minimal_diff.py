"""An edited text told in the author's own lines: what nobody touched stays as typed.

The author's lines, with their `${facts}` and escapes, are kept for the paragraphs that did not
change; a changed paragraph is written anew, and a fact in it stays a reference where its figure
still stands.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace

from deckgen.content.base import Content
from deckgen.diagnostics import Span
from deckgen.facts import references
from deckgen.richtext import outline
from deckgen.richtext.runs import Paragraph, Run, merged

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")

_FIGURE = re.compile(r"[+\-\N{MINUS SIGN}]?[$£€]?\d[\d.,]*%?")

_OPEN, _CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class FactEdit:
    """A figure of a fact that a reviewer changed where it is printed."""

    fact: str
    old: str
    new: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class MinimalDiff:
    """A text for YAML, and the facts whose printed figures were changed in it."""

    text: str
    facts: tuple[FactEdit, ...] = ()


def minimal_diff(
    written: str, old: tuple[Paragraph, ...], new: tuple[Paragraph, ...], names: dict[str, str]
) -> MinimalDiff:
    """The outline of `new`, in the words of `written`, which reads as `old`.

    A reviewer's change of a fact's own figure is not written into the text; it is told.
    """
    rows = _rows(written, len(old))
    told: list[tuple[Paragraph, str]] = []
    edits: list[FactEdit] = []
    for line, source in zip(new, _sources(old, new), strict=True):
        if source is None or old[source] == line:
            told.append((line, "" if source is None else rows[source]))
            continue
        kept, found = _with_references(old[source], line)
        edits += found
        told.append((kept, ""))
    return MinimalDiff(_joined(told, names), tuple(edits))


def referring(old: Content, new: Content) -> tuple[Content, list[FactEdit]]:
    """`new` with the facts that `old` prints as references, and the figures that were changed."""
    before, after = tuple(old.paragraphs()), tuple(new.paragraphs())
    changed: list[Paragraph] = []
    edits: list[FactEdit] = []
    for line, source in zip(after, _sources(before, after), strict=True):
        if source is None:
            changed.append(line)
            continue
        told, found = _with_references(before[source], line)
        changed.append(told)
        edits += found
    lines = iter(changed)
    return new.map_paragraphs(lambda _line: next(lines)), edits


def _sources(old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]) -> list[int | None]:
    """For each new paragraph the old one that it is or was made from: what stayed in its order,
    then what went in one place and came in another, then what is alike in the same place."""
    found: list[int | None] = [None] * len(new)
    blocks: list[tuple[list[int], list[int]]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for action, i1, i2, j1, j2 in matcher.get_opcodes():
        if action == "equal":
            found[j1:j2] = range(i1, i2)
        else:
            blocks.append((list(range(i1, i2)), list(range(j1, j2))))
    gone = {old[i]: i for there, _ in reversed(blocks) for i in reversed(there)}
    for _, come in blocks:
        for j in come:
            found[j] = gone.pop(new[j], None) if new[j].text.strip() else None
    moved = set(found) - {None}
    for there, come in blocks:
        left = [i for i in there if i not in moved]
        fresh = [j for j in come if found[j] is None]
        pairs = _pairs(tuple(old[i] for i in left), tuple(new[j] for j in fresh))
        for j, partner in zip(fresh, pairs, strict=True):
            found[j] = None if partner is None else left[partner]
    return found


def _rows(written: str, count: int) -> list[str]:
    """The author's text of each paragraph; a line break inside one joins its lines."""
    rows: list[str] = []
    open_ = False
    for row in written.removesuffix("\n").split("\n"):
        if open_:
            rows[-1] += f"\n{row}"
        else:
            rows.append(row)
        open_ = (len(rows[-1]) - len(rows[-1].rstrip("\\"))) % 2 == 1
    return rows if len(rows) == count else [""] * count


def _pairs(old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]) -> list[int | None]:
    """For each new paragraph the old one it was made from: in order, the most alike first."""
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


def _joined(told: list[tuple[Paragraph, str]], names: dict[str, str]) -> str:
    """The lines; one that was kept stays as typed, but for its number where the list changed."""
    fresh = outline.write([line for line, _ in told], names)
    rows = _rows(fresh, len(told))
    lists = outline.Lists()
    return "".join(
        f"{outline.renumbered(kept or shown_references(row), line, lists)}\n"
        for (line, kept), row in zip(told, rows, strict=True)
    )


def shown_references(text: str) -> str:
    """A text with `${...}` in the place of what stands for references."""
    return re.sub(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}", lambda m: references.written(m.group(1)), text)


def _with_references(old: Paragraph, new: Paragraph) -> tuple[Paragraph, list[FactEdit]]:
    """The new paragraph with the facts of the old one as references, and the changed figures."""
    facts = list(_facts(old))
    if not facts:
        return new, []
    moves = _alignment(old.text, new.text)
    edits: list[FactEdit] = []
    cuts: list[tuple[int, int, str]] = []
    for start, end, fact, span in facts:
        first, last = moves(start, end)
        if first is None or last is None:
            continue
        figure = new.text[first:last]
        if figure != old.text[start:end]:
            if not (_FIGURE.fullmatch(figure) and _FIGURE.fullmatch(old.text[start:end])):
                continue
            edits.append(FactEdit(fact, old.text[start:end], figure, span))
        cuts.append((first, last, fact))
    return _referring(new, cuts), edits


def _facts(paragraph: Paragraph) -> list[tuple[int, int, str, Span | None]]:
    """Where facts are printed: start, end, the reference as typed, its span."""
    found = []
    at = 0
    for run in paragraph.runs:
        for origin in run.origins:
            if origin.fact:
                typed = _typed(origin.span) or origin.fact
                found.append((at + origin.start, at + origin.end, typed, origin.span))
        at += len(run.text)
    return found


def _typed(span: Span | None) -> str:
    """What the author typed between `${` and `}`."""
    if span is None or span.end_line != span.line:
        return ""
    text = span.source.line(span.line)[span.column - 1 : span.end_column - 1]
    reference = references.whole(text)
    return reference.body if reference else ""


class _alignment:  # noqa: N801 - used as a function that remembers the two texts
    """Where a stretch of the old text stands in the new one, by words.

    Words that were replaced together with others beside the stretch are taken for gone: what
    stands there now may be any of them.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old = [m.span() for m in _WORDS.finditer(old)]
        self.new = [m.span() for m in _WORDS.finditer(new)]
        one = [old[a:b] for a, b in self.old]
        two = [new[a:b] for a, b in self.new]
        self.codes = difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes()

    def __call__(self, start: int, end: int) -> tuple[int | None, int | None]:
        first = last = None
        for action, i1, i2, j1, j2 in self.codes:
            for index in range(i1, i2):
                a, b = self.old[index]
                if a < start or b > end:
                    continue
                if action == "equal":
                    lo = hi = j1 + index - i1
                elif (
                    action == "replace" and start <= self.old[i1][0] and self.old[i2 - 1][1] <= end
                ):
                    lo, hi = j1, j2 - 1
                else:
                    continue
                first = self.new[lo][0] if first is None else min(first, self.new[lo][0])
                last = self.new[hi][1] if last is None else max(last, self.new[hi][1])
        return first, last


def _referring(paragraph: Paragraph, cuts: list[tuple[int, int, str]]) -> Paragraph:
    """The paragraph with stretches of its text put as references, in the style they start in."""
    runs: list[Run] = []
    at = 0
    for run in paragraph.runs:
        position = at
        for start, end, fact in cuts:
            if at <= start < at + len(run.text):
                runs.append(Run(run.text[position - at : start - at], run.style))
                runs.append(Run(f"{_OPEN}{fact}{_CLOSE}", run.style))
                position = end
        if position < at + len(run.text):
            runs.append(Run(run.text[max(position - at, 0) :], run.style))
        at += len(run.text)
    return replace(paragraph, runs=merged(runs))
