"""Which slide of an edited presentation is which slide of the deck that was built.

deckgen leaves tags, custom shows, names and creation ids on slides, by which they are known again
(`TaggedSlideMatcher`). LibreOffice drops them; then slides are matched by their content
(`SlideMatcher`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct, field

from deckgen.appearance.shapes import FIELD_TYPES, NO_BOX, TITLE_TYPES, sheet_name
from deckgen.content import Content, Page
from deckgen.content.registry import SlotShape, scan_slide
from deckgen.content.text import Text
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import integer
from deckgen.plan import Slide
from deckgen.presentation import marks, notes
from deckgen.review.base import Base
from deckgen.review.forms import Form, form, forms_on
from deckgen.review.match_shapes import (
    is_field,
    is_title,
    title_words,
    words_of,
)


class SlideFeatures(Struct, frozen=True, dict=True):
    """What a slide is compared by.

    `words` are its words and those of its notes, each with how often it occurs, those of the title
    three times; `forms` are the positions of its objects in steps of four points, empty where they
    are not known. Dates, footers and slide numbers are left out: every slide has them, and editors
    update them.
    """

    words: Counter[str] = field(default_factory=Counter)
    forms: tuple[Form, ...] = ()
    title: str = ""

    def similarity(self, other: SlideFeatures) -> float:
        """How similar two slides are, from 0 to 1, by their words and the positions of objects.

        Words alone count where the positions of one are not known.
        """
        known = bool(self.forms and other.forms)
        if not known and (self.words or other.words):
            return self.word_similarity(other)
        total = len(self.tokens) + len(other.tokens) + len(self.forms) + len(other.forms)
        same = len(self.tokens & other.tokens) + _shared_forms(self.forms, other.forms)
        return 2 * same / total if total else 1.0

    def word_similarity(self, other: SlideFeatures) -> float:
        """The share of words that two slides have in common, from 0 to 1."""
        total = len(self.tokens) + len(other.tokens)
        return 2 * len(self.tokens & other.tokens) / total if total else 1.0

    @cached_property
    def tokens(self) -> frozenset[tuple[str, int]]:
        """The words, of one that occurs several times each with another number."""
        return frozenset((word, n) for word, count in self.words.items() for n in range(count))


def _shared_forms(first: tuple[Form, ...], second: tuple[Form, ...]) -> int:
    """How many positions two slides share; each side may be off by a step."""
    remaining = list(second)
    count = 0
    for one in first:
        near = next((two for two in remaining if _is_near(one, two)), None)
        if near is not None:
            remaining.remove(near)
            count += 1
    return count


def _is_near(one: Form, two: Form) -> bool:
    return one == two or all(abs(a - b) <= 1 for a, b in zip(one, two, strict=True))


def features_of_base(base: Base, slide: Slide) -> SlideFeatures:
    """The features of a slide of the base, as it was built."""
    slots = [
        (base.place(slide.id, name), content)
        for name, content in slide.slots
        if base.place(slide.id, name).type not in FIELD_TYPES
    ]
    titles = (_line(content) for place, content in slots if place.type in TITLE_TYPES)
    title = next(titles, slide.title)
    positions = base.forms.get(slide.id) or [
        form(place.box) for place, _ in slots if place.box != NO_BOX
    ]
    words = _words((content for _, content in slots), slide.notes, title)
    return SlideFeatures(words, tuple(positions), title)


def features_of_part(part: Part, page: Page, package: Package) -> SlideFeatures:
    """The features of the slide in a part."""
    return page.recall("features", lambda: _features_of_part(part, page, package))


def _features_of_part(part: Part, page: Page, package: Package) -> SlideFeatures:
    shapes = [item for item in scan_slide(part.root, page).slot_shapes if not is_field(item.shape)]
    title = title_of(shapes)
    contents = (item.content for item in shapes)
    words = _words(contents, notes.read(package, part, page), title)
    return SlideFeatures(words, forms_on(page), title)


def title_of(shapes: Iterable[SlotShape]) -> str:
    """The text of the title among the shapes, in one line; "" where there is none."""
    return next((_line(item.content) for item in shapes if is_title(item.shape)), "")


def _line(content: Content) -> str:
    return " ".join(line.text.replace("\n", " ") for line in content.paragraphs()).strip()


def _words(contents: Iterable[Content], notes_text: Text | None, title: str) -> Counter[str]:
    found: Counter[str] = title_words(title)
    for content in (*contents, *(() if notes_text is None else (notes_text,))):
        found += words_of(content)
    return found


# Slides that still have what deckgen left on them.


class TaggedSlide(Struct, frozen=True):
    """A slide of a presentation with all by which it can be known again; "" and 0 where missing.

    `number` is `p:sldId/@id`, `tag` the slide's id in its tags part, `custom_show` the id that a
    custom show gives it, `name` is `p:cSld/@name` and `creation` `p14:creationId/@val`.
    """

    part: Part
    number: int
    tag: str = ""
    custom_show: str = ""
    name: str = ""
    creation: int = 0

    @property
    def is_tagged(self) -> bool:
        """Whether anything that only deckgen writes is left: a tag or a custom show."""
        return bool(self.tag or self.custom_show)


def tagged_slides(package: Package) -> list[TaggedSlide]:
    """The slides of a presentation, in order; list entries without a part are left out."""
    custom_shows = marks.read_custom_shows(package)
    found = []
    for element, part in package.slides:
        found.append(
            TaggedSlide(
                part,
                integer(element, "id"),
                marks.slide_tag(package, part),
                custom_shows.get(part.name, ""),
                sheet_name(part),
                marks.slide_creation(part),
            )
        )
    return found


class TaggedSlideMatcher(Struct):
    """Finds the ids of slides by what deckgen left on them.

    `was` gives the features of a slide of the base by its id, `now` those of a slide of the
    presentation; they tell an original from its duplicates. `digest` gives the digest of a slide
    that is to be compared with those of the base. `numbered` says that slides kept their
    `p:sldId/@id`. `found` are the ids that were found, by the names of the slides' parts.
    """

    base: Base
    was: Callable[[str], SlideFeatures]
    now: Callable[[TaggedSlide], SlideFeatures]
    digest: Callable[[Part], bytes]
    numbered: bool = True
    found: dict[str, str] = field(default_factory=dict)

    def match(self, slides: Sequence[TaggedSlide]) -> dict[str, str]:
        """The ids of the slides that the base has, by the names of their parts."""
        self._match_by(slides, lambda item: item.tag)
        self._match_by(slides, lambda item: "" if item.tag else item.custom_show)
        self._match_by(slides, lambda item: "" if item.is_tagged else item.name)
        creations = {self._creation(slide.id): slide.id for slide in self.base.plan.slides}
        counted = Counter(item.creation for item in slides if item.creation)
        self._match_by(
            slides,
            lambda item: creations.get(item.creation, "") if counted[item.creation] == 1 else "",
        )
        if self.numbered:
            numbers = {number: name for name, number in self.base.numbers.items()}
            self._match_by(slides, lambda item: self._numbered(item, numbers.get(item.number, "")))
        return self.found

    def _numbered(self, item: TaggedSlide, name: str) -> str:
        """The id of the slide that had the same number, "" where it is another slide now.

        A new slide can have the number of one that was deleted; some editors drop creation ids.
        """
        if not name or item.is_tagged:
            return ""
        if item.creation and self._creation(name) not in (0, item.creation):
            return ""
        if self.base.digests.get(name) == self.digest(item.part):
            return name
        was, now = self.was(name), self.now(item)
        same_forms = _forms_alone(was).similarity(_forms_alone(now)) >= _SAME_FORMS
        return name if item.creation or same_forms or was.similarity(now) >= _ENOUGH else ""

    def _creation(self, name: str) -> int:
        return self.base.creations.get(name, marks.creation_of(name))

    def _match_by(self, slides: Iterable[TaggedSlide], id_of: Callable[[TaggedSlide], str]) -> None:
        """Give each open id to the slide that has it; of several to the original."""
        used = set(self.found.values())
        candidates: dict[str, list[TaggedSlide]] = {
            slide.id: [] for slide in self.base.plan.slides if slide.id not in used
        }
        for item in slides:
            if item.part.name not in self.found and id_of(item) in candidates:
                candidates[id_of(item)].append(item)
        for name, items in candidates.items():
            if items:
                self.found[self._original(name, items).part.name] = name

    def _original(self, name: str, items: Sequence[TaggedSlide]) -> TaggedSlide:
        """The original among a slide and its duplicates."""
        if len(items) == 1:
            return items[0]
        number = self.base.numbers.get(name)
        for item in items:
            if item.number == number:
                return item
        same = [item for item in items if item.creation == self._creation(name)]
        if len(same) == 1:
            return same[0]
        was = self.was(name)
        return max(same or items, key=lambda item: was.similarity(self.now(item)))


# Slides that only their content tells, as after a save by LibreOffice.


_EQUAL = 1.0
"""The similarity of slides with the same words, and objects at the same positions."""
_ENOUGH = 0.4
"""From this similarity on, two slides can be the same one wherever they are in the deck."""
DUPLICATE = 0.8
"""The least similarity of a slide to the one that it is a duplicate of."""
ADJACENT_DUPLICATE = 0.6
"""The same for a slide right after that one, where editors put duplicates."""
MARGIN = 0.05
"""Similarities that differ by less count as equal."""
_ADJACENT = 1.5
"""Slides that are at most this many places apart count as being in one place."""
_SAME_FORMS = 0.5
"""From this similarity of positions on, a slide can be one whose words were all replaced."""
_SAME_PLACE = 0.01
"""Added to the score of a slide that is where the other one was."""
FitsLayout = Callable[[str, str], bool]
"""Whether a slide, given by its part's name, can be on the layout of another, given by its id."""


class SlideMatcher(Struct):
    """Finds which slides of an edited deck are which slides of its base, by their features.

    `was` are the base's slides by id and `now` the deck's by their parts' names, each in order.
    `found` are the ids that are known already, by part; those that are found are added to it.
    """

    was: Mapping[str, SlideFeatures]
    now: Mapping[str, SlideFeatures]
    found: dict[str, str]
    _matched: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._matched = set(self.found.values())

    def _match(self, part: str, name: str) -> None:
        self.found[part] = name
        self._matched.add(name)

    def match_similar(self, fits: FitsLayout) -> None:
        """Match slides of similar content, wherever they are, the most similar first.

        Of equally similar ones those come first whose layouts fit, then those that are nearest.
        """
        parts = [part for part in self.now if part not in self.found]
        names = [name for name in self.was if name not in self._matched]

        def match(pairs: Iterable[tuple[int, int]], least: float) -> None:
            scored = sorted(
                (
                    -score,
                    not fits(parts[i], names[j]),
                    _distance(i / len(parts), j / len(names), len(names)),
                    i,
                    j,
                )
                for i, j in pairs
                if (score := _score(self.was[names[j]], self.now[parts[i]])) >= least and score
            )
            for score, *_, i, j in scored:
                part, name = parts[i], names[j]
                free = part not in self.found and name not in self._matched
                if free and not self._is_rather_a_duplicate(part, name, -score):
                    self._match(part, name)

        # Equal slides come first whatever else there is, and only slides of the same words are.
        same_words: dict[frozenset[tuple[str, int]], list[int]] = {}
        for j, name in enumerate(names):
            same_words.setdefault(self.was[name].tokens, []).append(j)
        match(
            ((i, j) for i, p in enumerate(parts) for j in same_words.get(self.now[p].tokens, ())),
            _EQUAL,
        )
        free_parts = [i for i, part in enumerate(parts) if part not in self.found]
        free_names = [j for j, name in enumerate(names) if name not in self._matched]
        match(((i, j) for i in free_parts for j in free_names), 0.0)

    def _is_rather_a_duplicate(self, part: str, name: str, score: float) -> bool:
        """Whether a slide is more similar to a matched one than to the one it may be (`score`).

        Slides that were as similar in the base already are not duplicates, nor is one that has the
        title of the one it may be, and another than the matched one.
        """
        features = self.now[part]
        if score >= _EQUAL:
            return False
        titled = features.title != "" and features.title == self.was[name].title
        for other, known in self.found.items():
            if titled and self.now[other].title != features.title:
                continue
            similarity = features.similarity(self.now[other])
            if similarity < max(DUPLICATE, score + MARGIN) or known not in self.was:
                continue
            if self.was[name].similarity(self.was[known]) < similarity - MARGIN:
                return True
        return False

    def match_between(self, fits: FitsLayout) -> None:
        """Match, in order, slides between two matched ones with those that were between these."""
        names = list(self.was)
        parts = list(self.now)
        index = {name: at for at, name in enumerate(names)}
        known = [
            (at, index[self.found[part]])
            for at, part in enumerate(parts)
            if self.found.get(part) in index
        ]
        ends = [(-1, -1), *known, (len(parts), len(names))]
        for (first_now, first_was), (last_now, last_was) in pairwise(ends):
            before = [n for n in names[first_was + 1 : last_was] if n not in self._matched]
            after = parts[first_now + 1 : last_now]
            as_many = len(before) == len(after)

            def score(name: str, part: str, *, as_many: bool = as_many) -> float:
                return self._score_between(name, part, as_many) if fits(part, name) else 0.0

            for i, j in aligned(before, after, score):
                if i is not None and j is not None:
                    self._match(after[j], before[i])

    def _score_between(self, name: str, part: str, as_many: bool) -> float:
        """How well a slide can be the one that was there, 0 where it is another one."""
        now, was = self.now[part], self.was[name]
        if self._is_rather_a_duplicate(part, name, 0.0):
            return 0.0
        similarity = now.similarity(was)
        forms_alone = _forms_alone(was).similarity(_forms_alone(now))
        if similarity or forms_alone >= _SAME_FORMS or as_many:
            return similarity + forms_alone + _SAME_PLACE
        return 0.0


def _forms_alone(features: SlideFeatures) -> SlideFeatures:
    return SlideFeatures(forms=features.forms)


def _distance(first: float, second: float, count: int) -> float:
    """How far apart two places are, in slides, both given as shares of their decks.

    Adjacent places count as one: editors put a copy right after its original, and the original is
    to be found first.
    """
    return max(0.0, abs(first - second) * count - _ADJACENT)


def _score(was: SlideFeatures, now: SlideFeatures) -> float:
    """How surely a slide is one of the base's, 0 where it need not be.

    Two slides of few words may have only their layout in common, so words decide first.
    """
    if was.words or now.words:
        return was.similarity(now) if was.word_similarity(now) >= _ENOUGH else 0.0
    similarity = was.similarity(now)
    return similarity if similarity >= DUPLICATE else 0.0


# The alignment of two sequences.


T = TypeVar("T")
U = TypeVar("U")
Pair = tuple[int | None, int | None]
"""The indexes of an item in the old and the new sequence; None where it is missing."""


def aligned(old: Sequence[T], new: Sequence[U], score: Callable[[T, U], float]) -> Iterator[Pair]:
    """The alignment whose scores add up to the most; items with a score of 0 are never paired."""
    scores = [[score(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = best[i + 1][j + 1] + scores[i][j] if scores[i][j] > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    i = j = 0
    while i < len(old) or j < len(new):
        if i == len(old):
            yield None, j
            j += 1
        elif j == len(new) or best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        elif best[i][j] == best[i][j + 1]:
            yield None, j
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1
