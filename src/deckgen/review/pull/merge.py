"""Three-way merging of sequences, paragraphs, orders, and of slides that were split into several.

`base` is what both sides started from, `ours` what the author and `theirs` what the reviewer made
of it. The merge of sequences is diff3 on the matching blocks of difflib; the library merge3 is
under the GPL, and others that were tried lost edits in silence.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from msgspec import Struct, field, structs

from deckgen.appearance.shapes import Box
from deckgen.content import Content
from deckgen.content.minimal_diff import (
    TOKENS,
    FactEdit,
    differ_in_figures,
    paragraph_sources,
    plain_diff,
)
from deckgen.deck import DeckText, Section
from deckgen.deck.order import SlideOrder, with_keys
from deckgen.facts import references
from deckgen.plan import Plan, Slide
from deckgen.review.compare import UntrackedChange
from deckgen.richtext import Paragraph, Run, Style, inline, merged

T = TypeVar("T", bound=Hashable)


class Clash(Struct, Generic[T], frozen=True):
    """A stretch that both sides changed, each in its own way."""

    base: tuple[T, ...]
    ours: tuple[T, ...]
    theirs: tuple[T, ...]


def merge(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T | Clash[T]]:
    """The merged items, with a `Clash` for each stretch that both sides changed differently."""
    result: list[T | Clash[T]] = []
    at = (0, 0, 0)
    for b, o, t, length in [*_common(base, ours, theirs), (len(base), len(ours), len(theirs), 0)]:
        was, mine, other = tuple(base[at[0] : b]), tuple(ours[at[1] : o]), tuple(theirs[at[2] : t])
        if mine in (was, other):
            result += other
        elif other == was:
            result += mine
        else:
            result.append(Clash(was, mine, other))
        result += base[b : b + length]
        at = (b + length, o + length, t + length)
    return result


def _common(
    base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]
) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that all three have: the index in each, and the length."""
    mine = difflib.SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    other = difflib.SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(mine) and j < len(other):
        first = max(mine[i].a, other[j].a)
        last = min(mine[i].a + mine[i].size, other[j].a + other[j].size)
        if first < last:
            yield (
                first,
                mine[i].b + first - mine[i].a,
                other[j].b + first - other[j].a,
                last - first,
            )
        if mine[i].a + mine[i].size < other[j].a + other[j].size:
            i += 1
        else:
            j += 1


Lines = Sequence[Paragraph]
Triple = tuple[int | None, int | None, int | None]
"""The indexes of an item in the base, in ours and in theirs; None where it is not."""


def aligned(base: Lines, ours: Lines, theirs: Lines) -> list[Triple] | None:
    """The paragraphs of all three in the order that both sides' moves give; None for a clash.

    A paragraph that one side removed is left out, unless the other side changed it.
    """
    other = _keys(theirs, paragraph_sources(base, theirs))
    mine = _keys(ours, _sources_beside(base, ours, theirs, other))
    for side, across, items in ((mine, other, ours), (other, mine, theirs)):
        gone = [key for key in side if isinstance(key, int) and key not in across]
        replaced = [key for key in gone if _are_unlike(base[key], items[side[key]])]
        for key in sorted(gone, key=lambda key: key not in replaced):
            at = side[key]
            # Beside its copy a second merge could not tell it.
            if key in replaced or (items[at], 0) in side:
                del side[key]
                side[_new_key(items[at], side)] = at
            elif items[at] != base[key]:
                across[key] = -1
    was = range(len(base))
    order = merge_order(was, _restored(mine, was), _restored(other, was))
    if order is None:
        return None

    def index(side: dict[Hashable, int], key: Hashable) -> int | None:
        found = side.get(key, -1)
        return None if found < 0 else found

    return [
        (key if isinstance(key, int) else None, index(mine, key), index(other, key))
        for key in order
    ]


def _keys(items: Lines, sources: Iterable[int | None]) -> dict[Hashable, int]:
    """The index of each item by its key: that of its source, or what it is for a new one."""
    found: dict[Hashable, int] = {}
    for at, (item, source) in enumerate(zip(items, sources, strict=True)):
        found[_new_key(item, found) if source is None else source] = at
    return found


def _new_key(item: Paragraph, known: Collection[Hashable]) -> Hashable:
    return next((item, number) for number in itertools.count() if (item, number) not in known)


def _sources_beside(
    base: Lines, ours: Lines, theirs: Lines, other: dict[Hashable, int]
) -> list[int | None]:
    """For each of ours the index of its source; what theirs made alike has the source of theirs.

    Nor is a source one that theirs deleted, where it can be another that is gone. So a merge into
    which theirs came before finds it there.
    """
    known: dict[int, int | None] = {}
    for key, at in other.items():
        if theirs[at] in base:
            continue
        alike = (i for i, line in enumerate(ours) if line == theirs[at] and i not in known)
        place = next(alike, None)
        if place is not None:
            known[place] = key if isinstance(key, int) else None
    rest = [i for i in range(len(ours)) if i not in known]
    free = [i for i in range(len(base)) if i not in known.values()]
    found = paragraph_sources([base[i] for i in free], [ours[i] for i in rest])
    sources = {i: None if at is None else free[at] for i, at in zip(rest, found, strict=True)}
    for i, source in sources.items():
        if source is not None and source not in other and ours[i] != base[source]:
            kept = (at for at in free if at in other and at not in sources.values())
            sources[i] = next((at for at in kept if not _are_unlike(base[at], ours[i])), source)
    return [(known | sources)[i] for i in range(len(ours))]


def _are_unlike(one: Paragraph, other: Paragraph) -> bool:
    return difflib.SequenceMatcher(None, one.text, other.text, autojunk=False).ratio() < 0.5


def _restored(side: dict[Hashable, int], base: Sequence[int]) -> list[Hashable]:
    """The keys in their order, those of items that are gone after the one they were after."""
    there = sorted((key for key in side if side[key] >= 0), key=side.__getitem__)
    return with_keys(there, [key for key, at in side.items() if at < 0], base)


class MergedText(Struct, frozen=True):
    """Paragraphs with both sides' changes, and what clashes in them, each in words."""

    lines: tuple[Paragraph, ...]
    clashes: tuple[Clash[str], ...] = ()


def merge_paragraphs(
    base: Lines, ours: Lines, theirs: Lines, *, take_theirs: bool = False, in_place: bool = False
) -> MergedText | None:
    """The paragraphs with both sides' changes, merged word by word where both changed the same one.

    Where their words clash the paragraph stays ours, or with `take_theirs` becomes theirs. With
    `in_place` those at the same index belong together. None where both moved paragraphs, each in
    its own way.
    """
    triples = aligned(base, ours, theirs) if not in_place else [(i, i, i) for i in range(len(base))]
    if triples is None:
        return None
    found: list[Paragraph] = []
    clashes: list[Clash[str]] = []
    for b, o, t in triples:
        was = None if b is None else base[b]
        mine, other = None if o is None else ours[o], None if t is None else theirs[t]
        line = mine or other
        if was is not None:
            line = _merge_line(was, mine, other) if mine and other else None
            if line is None:
                clashes.append(clash_of(was, mine, other))
                line = other if take_theirs else mine
        found += [line] if line else ()
    return MergedText(tuple(found), tuple(clashes))


DELETED = "(deleted)"
"""What a side of a conflict shows that has deleted what the others changed."""
_CONTEXT = 4  # tokens: two words, and the blanks beside them


def clash_of(was: Paragraph, mine: Paragraph | None, other: Paragraph | None) -> Clash[str]:
    """The words of a paragraph that the three say differently, with two words to either side."""
    sides = [line for line in (was, mine, other) if line is not None]
    tokens = [TOKENS.findall(line.text) for line in sides]
    if any(line is None for line in (mine, other)) or any(
        one == another for one, another in itertools.combinations(tokens, 2)
    ):
        shown = [_in_markup(line) if line is not None else DELETED for line in (was, mine, other)]
        return Clash(*((text,) for text in shown))
    start, end = 0, 0
    least = min(map(len, tokens))
    while start < least and len({words[start] for words in tokens}) == 1:
        start += 1
    while end < least - start and len({words[-1 - end] for words in tokens}) == 1:
        end += 1
    start, end = max(0, start - _CONTEXT), max(0, end - _CONTEXT)
    return Clash(*((_stretch(words, start, len(words) - end),) for words in tokens))


def _stretch(words: Sequence[str], start: int, end: int) -> str:
    text = " ".join("".join(words[start:end]).split()) or "(nothing)"
    return f"{'… ' if start else ''}{text}{' …' if end < len(words) else ''}"


def _in_markup(line: Paragraph) -> str:
    """A paragraph in one line, with its level and its formatting."""
    return f"{'  ' * line.level}{inline.dump(line.runs)}".replace("\n", " ")


def _merge_line(was: Paragraph, mine: Paragraph, other: Paragraph) -> Paragraph | None:
    found = _merge_words(was, mine, other)
    if found is None and differ_in_figures(mine, other):
        return other  # an earlier pull brought its words in, and the figure of a fact waits
    return found


def _merge_words(was: Paragraph, mine: Paragraph, other: Paragraph) -> Paragraph | None:
    sides = {mine, other}
    if was not in sides and len(sides) > 1 and any(_are_unlike(was, side) for side in sides):
        return None  # words of two sentences would stand in one
    words = merge(_words(was), _words(mine), _words(other))
    runs: list[Run] = []
    for word in words:
        if isinstance(word, Clash):
            return None
        runs.append(Run(word[0], word[1]))
    shape = _pick(_shape(was), _shape(mine), _shape(other))
    if shape is None:
        return None
    return structs.replace(shape, runs=merged(runs))


def _shape(line: Paragraph) -> Paragraph:
    """All of a paragraph but its text."""
    return structs.replace(line, runs=())


def _pick(was: T, mine: T, other: T) -> T | None:
    """The value of the side that changed it, None where both did and differ."""
    if mine in (was, other):
        return other
    return mine if other == was else None


def _words(line: Paragraph) -> list[tuple[str, Style]]:
    return [(match.group(), run.style) for run in line.runs for match in TOKENS.finditer(run.text)]


def merge_order(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T] | None:
    """The order of keys after both sides moved, added and removed some.

    Keys that one side removed are left out. None where both moved keys in ways that do not fit.
    """
    removed = {key for key in base if key not in ours or key not in theirs}
    both = [key for key in base if key not in removed]
    mine = [key for key in ours if key in both]
    other = [key for key in theirs if key in both]
    order = _pick_order(both, mine, other)
    if order is None:
        return None
    for side in (ours, theirs):
        order = with_keys(order, [k for k in side if k not in base and k not in order], side)
    return order


def order_of(plan: Plan) -> SlideOrder:
    """The order of a plan's slides and sections."""
    return SlideOrder.of(plan.sections, (slide.id for slide in plan.slides))


def merge_slide_order(base: SlideOrder, ours: SlideOrder, theirs: SlideOrder) -> SlideOrder | None:
    """The order with both sides' changes; None where they clash.

    An editor that dropped all sections (LibreOffice does) did not mean to delete them: they stay
    before the slides that they are before.
    """
    kept = any(map(SlideOrder.is_section, theirs.keys))
    had = any(map(SlideOrder.is_section, base.keys))
    if had and not kept:
        slides = merge_order(base.slides, ours.slides, theirs.keys)
        return None if slides is None else SlideOrder(tuple(_with_sections(ours.keys, slides)))
    found = merge_order(base.keys, ours.keys, theirs.keys)
    return None if found is None else SlideOrder(tuple(found))


def _with_sections(ours: tuple[str, ...], slides: list[str]) -> list[str]:
    """The slides, with each section of ours before the first of its slides that is still there."""
    order = list(slides)
    section = ""
    heads: dict[str, str] = {}
    for key in ours:
        if SlideOrder.is_section(key):
            section = key
        elif key in slides and section and section not in heads:
            heads[section] = key
    for name, first in heads.items():
        order.insert(order.index(first), name)
    return order


def typed_sections(
    plan: Plan, base: Plan, texts: Iterable[DeckText]
) -> tuple[Plan, list[FactEdit]]:
    """A plan with the names of sections as YAML types them, and what a reviewer changed of facts.

    A section that is not in the plan by its name was renamed where its first slide starts another.
    """
    by_name = {text.run.text: text for text in texts if text.key == "section"}
    present = {section.name for section in plan.sections}
    starts = {s.slides[0]: s.name for s in base.sections if s.slides and s.name not in present}
    edits: list[FactEdit] = []
    sections = []
    for section in plan.sections:
        before = starts.get(section.slides[0], "") if section.slides else ""
        text = by_name.get(section.name) or by_name.get(before)
        name = references.escaped(section.name)
        if text is not None:
            found = plain_diff(text.scalar, text.run, section.name)
            name = found.text
            edits += found.facts
        sections.append(structs.replace(section, name=name))
    return structs.replace(plan, sections=tuple(sections)), edits


def _pick_order(base: list[T], ours: list[T], theirs: list[T]) -> list[T] | None:
    if ours == base:
        return theirs
    if theirs in (base, ours):
        return ours
    found = merge(base, ours, theirs)
    keys = [item for item in found if not isinstance(item, Clash)]
    return keys if len(keys) == len(found) and Counter(keys) == Counter(base) else None


# Paginated slides: the slides that a build split one into, joined again to the one that YAML has.


class Rejoined(Struct):
    """The base and the reviewed deck with whole slides, and what could not be joined."""

    base: Plan
    theirs: Plan
    unresolved: list[UntrackedChange] = field(default_factory=list)


def rejoined(base: Plan, theirs: Plan, ours: Plan, paginated: Collection[str]) -> Rejoined:
    """Both plans with the slides `paginated` (ids) joined, in the form that `ours` has.

    `ours` is planned without splitting. A change of what every part repeats, such as the title,
    counts for all of them. A part that the reviewer deleted takes its content with it.
    """
    result = Rejoined(base, theirs)
    known = {slide.id for slide in ours.slides}
    for first in paginated:
        parts = _parts(base, first, known)
        if len(parts) > 1:
            joiner = _Joiner(parts, ours.slide(first), result.unresolved)
            ids = [part.id for part in parts]
            whole = joiner.whole({part.id: part for part in parts})
            result.base = _with(result.base, ids, whole)
            there = {slide.id: slide for slide in theirs.slides if slide.id in ids}
            if there:
                result.theirs = _with(result.theirs, ids, joiner.whole(there))
    return result


def _parts(base: Plan, first: str, known: Collection[str]) -> list[Slide]:
    """The slides of the base that one slide was split into: `first`, `first-2` and so on."""
    ids = [slide.id for slide in base.slides]
    if first not in ids:
        return []
    at = ids.index(first)
    further = re.compile(rf"{re.escape(first)}-\d+")
    end = at + 1
    while end < len(ids) and further.fullmatch(ids[end]) and ids[end] not in known:
        end += 1
    return list(base.slides[at:end])


def _with(plan: Plan, ids: Sequence[str], whole: Slide) -> Plan:
    """The plan with one slide in the place of those with these ids."""
    slides: list[Slide] = []
    for slide in plan.slides:
        if slide.id not in ids:
            slides.append(slide)
        elif whole not in slides:
            slides.append(whole)
    sections = tuple(_section(section, ids) for section in plan.sections)
    return structs.replace(plan, slides=tuple(slides), sections=sections)


def _section(section: Section, ids: Sequence[str]) -> Section:
    names = dict.fromkeys(ids[0] if name in ids else name for name in section.slides)
    return structs.replace(section, slides=tuple(names))


class _Joiner(Struct, frozen=True):
    """Joins the parts of one slide. `base` are its parts in the base, `ours` is it in YAML."""

    base: Sequence[Slide]
    ours: Slide | None
    unresolved: list[UntrackedChange]

    def whole(self, there: Mapping[str, Slide]) -> Slide:
        """The slide that the parts which are there, by id, make together."""
        shown = next(iter(there.values()))
        names = dict.fromkeys(
            name for slide in (*self.base, *there.values()) for name, _ in slide.slots
        )
        slots = ((name, self._slot(name, there)) for name in names)
        notes = [slide.notes for slide in there.values() if slide.notes is not None]
        return replace(
            shown,
            id=self.base[0].id,
            slots=tuple((name, content) for name, content in slots if content is not None),
            boxes=tuple(self._boxes(there)),
            notes=notes[0].joined(notes) if notes else None,
            comments=tuple(one for slide in there.values() for one in slide.comments),
            hidden=all(slide.hidden for slide in there.values()),
        )

    def _boxes(self, there: Mapping[str, Slide]) -> Iterator[tuple[str, Box]]:
        """The boxes of slots: of those that differ between the parts, one that was changed."""
        parts = [(part, there[part.id]) for part in self.base if part.id in there]
        for name in sorted({name for slide in there.values() for name, _ in slide.boxes}):
            changed = [now.box(name) for was, now in parts if now.box(name) != was.box(name)]
            found = next(filter(None, (*changed, *(now.box(name) for _, now in parts))), None)
            if found is not None:
                yield name, found

    def _slot(self, name: str, there: Mapping[str, Slide]) -> Content | None:
        pairs = list(self._pairs(name, there))
        was = [self._without_number(part.content(name), at) for at, part in enumerate(self.base)]
        form = self.ours.content(name) if self.ours is not None else None
        split = form is not None and form.joined([c for c in was if c is not None]) == form
        if not split and all(content == was[0] for content in was):
            return self._repeated(name, pairs)
        now = [content for _, content in pairs if content is not None]
        whole = (form or now[0]).joined(now) if now else None
        if whole is None and now:
            self._leave(name, "its parts make no whole any more")
            return form
        return whole

    def _pairs(
        self, name: str, there: Mapping[str, Slide]
    ) -> Iterator[tuple[Content | None, Content | None]]:
        """The slot's content before and now on each part that is there, in the reviewed order."""
        places = {part.id: at for at, part in enumerate(self.base)}
        for key, slide in there.items():
            at = places[key]
            yield (
                self._without_number(self.base[at].content(name), at),
                self._without_number(slide.content(name), at),
            )

    def _repeated(
        self, name: str, pairs: Sequence[tuple[Content | None, Content | None]]
    ) -> Content | None:
        """The content of a slot that every part repeats."""
        changed: list[Content | None] = []
        for before, now in pairs:
            if now != before and now not in changed:
                changed.append(now)
        if len(changed) > 1:
            self._leave(name, "its parts say different things now, and YAML says it once")
            return pairs[0][0]
        return changed[0] if changed else pairs[0][0]

    def _leave(self, name: str, what: str) -> None:
        self.unresolved.append(UntrackedChange(self.base[0].id, name, what))

    def _without_number(self, content: Content | None, at: int) -> Content | None:
        """The content without the ` (2 of 3)` that titles of parts end with."""
        number = f" ({at + 1} of {len(self.base)})"
        lines = list(content.paragraphs()) if content is not None else []
        if content is None or not lines or not lines[-1].text.endswith(number):
            return content
        last = lines[-1]
        runs = list(last.runs)
        length = len(number)
        while length:
            run = runs.pop()
            kept = run.text[: max(0, len(run.text) - length)]
            length -= len(run.text) - len(kept)
            if kept:
                runs.append(replace(run, text=kept))
        lines[-1] = structs.replace(last, runs=tuple(runs))
        return content.with_paragraphs(lines) or content


def with_slots_named(
    plan: Plan, *, names: Mapping[str, Mapping[str, str]], ours: Plan, theirs: Plan
) -> Plan:
    """The plan, with the names that slots have on the new slide layouts of slides (`names`) that
    ours has put on these too."""
    slides = []
    for slide in plan.slides:
        mine, other = ours.slide(slide.id), theirs.slide(slide.id)
        if slide.id in names and mine and other and mine.layout == other.layout:
            there = names[slide.id]
            slots = tuple((there.get(name, name), content) for name, content in slide.slots)
            boxes = sorted((there.get(name, name), box) for name, box in slide.boxes)
            slide = replace(slide, slots=slots, boxes=tuple(boxes))
        slides.append(slide)
    return structs.replace(plan, slides=tuple(slides))
