"""What a slide shows, to know slides by that bear no marks: its words, and what stands where.

Dates, footers and slide numbers are left out: every slide has them, and editors renew them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from deckgen.appearance.shapes import FIELD_TYPES, TITLE_TYPES
from deckgen.content.base import Content, Page
from deckgen.content.shapes import SlotShape
from deckgen.content.shapes import scan_slide as survey_shapes
from deckgen.content.text import Text
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import each, find, integer, qn
from deckgen.plan import Slide
from deckgen.presentation import notes, tags
from deckgen.presentation.base import NO_BOX, Base, Form, form, forms
from deckgen.review._alignment import aligned
from deckgen.review._match_shapes import is_field, is_title, likeness, shared, title_words, words_of


@dataclass(frozen=True, slots=True)
class View:
    """A slide as a reader sees it.

    `words` are its words and those of its notes, each with how often it comes, those of the title
    threefold; `forms` are where its objects stand.
    """

    words: Counter[str] = field(default_factory=Counter)
    forms: tuple[Form, ...] = ()
    title: str = ""

    def likeness(self, other: View) -> float:
        """How alike two slides are, from 0 to 1: by their words, and by what stands where.

        Where the forms of one are not known, words alone tell.
        """
        known = bool(self.forms and other.forms)
        if not known and (self.words or other.words):
            return likeness(self.words, other.words)
        total = self.words.total() + other.words.total() + len(self.forms) + len(other.forms)
        same = shared(self.words, other.words) + _standing_alike(self.forms, other.forms)
        return 2 * same / total if total else 1.0


def _standing_alike(first: tuple[Form, ...], second: tuple[Form, ...]) -> int:
    """How many forms two slides share; each side of a form may be a step off."""
    left = list(second)
    count = 0
    for one in first:
        near = next((two for two in left if _is_near(one, two)), None)
        if near is not None:
            left.remove(near)
            count += 1
    return count


def _is_near(one: Form, two: Form) -> bool:
    return one == two or all(abs(a - b) <= 1 for a, b in zip(one, two, strict=True))


def of_base(base: Base, slide: Slide) -> View:
    """The view of a slide as it was built."""
    slots = [
        (base.place(slide.id, name), content)
        for name, content in slide.slots
        if base.place(slide.id, name).type not in FIELD_TYPES
    ]
    title = next((_line(held) for place, held in slots if place.type in TITLE_TYPES), slide.title)
    stood = base.forms.get(slide.id) or [
        form(place.box) for place, _ in slots if place.box != NO_BOX
    ]
    return View(_words((held for _, held in slots), slide.notes, title), tuple(stood), title)


def of_part(part: Part, page: Page, package: Package) -> View:
    """The view of the slide in a part."""
    held = [item for item in survey_shapes(part.root, page).held if not is_field(item.shape)]
    title = title_of(held)
    contents = (item.content for item in held)
    words = _words(contents, notes.read(package, part, page), title)
    return View(words, forms(part, package), title)


def title_of(held: Iterable[SlotShape]) -> str:
    """What the title among the shapes says, in a line, "" where there is none."""
    return next((_line(item.content) for item in held if is_title(item.shape)), "")


def _line(content: Content) -> str:
    return " ".join(line.text.replace("\n", " ") for line in content.paragraphs()).strip()


def _words(contents: Iterable[Content], said: Text | None, title: str) -> Counter[str]:
    found: Counter[str] = title_words(title)
    for content in (*contents, *(() if said is None else (said,))):
        found += words_of(content)
    return found


# Which slide of an edited presentation is which slide of the deck that was built, by its marks.


@dataclass(frozen=True, slots=True)
class TaggedSlide:
    """A slide of a presentation with the marks it bears; "" and 0 for those it lacks.

    `number` is `p:sldId/@id`, `anchor` the id that a custom show gives, `name` `p:cSld/@name`.
    """

    part: Part
    number: int
    tag: str = ""
    anchor: str = ""
    name: str = ""
    creation: int = 0

    @property
    def marked(self) -> bool:
        """Whether any mark of deckgen's own is left."""
        return bool(self.tag or self.anchor)


def tagged_slides(package: Package) -> list[TaggedSlide]:
    """The slides of a presentation, in order; ones that are listed but not there are left out."""
    anchored = tags.read_custom_shows(package)
    found = []
    for element in each(package.presentation.root, "p:sldId"):
        part = package.target(package.presentation, element.get(qn("r:id")))
        if part is None:
            continue
        common = find(part.root, "p:cSld")
        found.append(
            TaggedSlide(
                part,
                integer(element, "id"),
                tags.slide_tag(package, part),
                anchored.get(part.name, ""),
                common.get("name", "") if common is not None else "",
                tags.slide_creation(part),
            )
        )
    return found


@dataclass(slots=True)
class TaggedSlideMatcher:
    """Finds the ids of slides by their marks. `was` and `now` give what slides show."""

    base: Base
    was: Callable[[str], View]
    now: Callable[[TaggedSlide], View]
    found: dict[str, str] = field(default_factory=dict)
    """The id of each slide that was found, by its part's name."""

    def match(self, slides: Sequence[TaggedSlide]) -> dict[str, str]:
        """The ids of the slides that the base has, by the names of their parts."""
        for mark in (_tag, _anchor, _name):
            self._by_mark(slides, mark)
        creations = self._creations()
        counted = Counter(seen.creation for seen in slides)
        self._by_mark(
            slides,
            lambda seen: creations.get(seen.creation, "") if counted[seen.creation] == 1 else "",
        )
        return self.found

    def _creations(self) -> dict[int, str]:
        return {
            self.base.creations.get(slide.id, tags.creation_of(slide.id)): slide.id
            for slide in self.base.plan.slides
        }

    def _open(self) -> list[str]:
        """The ids that no slide has yet, in the base's order."""
        taken = set(self.found.values())
        return [slide.id for slide in self.base.plan.slides if slide.id not in taken]

    def _by_mark(self, slides: Iterable[TaggedSlide], mark: Callable[[TaggedSlide], str]) -> None:
        """Give each open id to the slide that bears it; of several to the original."""
        bearers: dict[str, list[TaggedSlide]] = {name: [] for name in self._open()}
        for seen in slides:
            if seen.part.name not in self.found and mark(seen) in bearers:
                bearers[mark(seen)].append(seen)
        for name, bearing in bearers.items():
            if bearing:
                self.found[self._original(name, bearing).part.name] = name

    def _original(self, name: str, bearing: Sequence[TaggedSlide]) -> TaggedSlide:
        """Of a slide and its duplicates the one that was there first."""
        if len(bearing) == 1:
            return bearing[0]
        number = self.base.numbers.get(name)
        creation = self.base.creations.get(name, tags.creation_of(name))
        for seen in bearing:
            if seen.number == number:
                return seen
        same = [seen for seen in bearing if seen.creation == creation]
        if len(same) == 1:
            return same[0]
        was = self.was(name)
        return max(same or bearing, key=lambda seen: was.likeness(self.now(seen)))


def _tag(seen: TaggedSlide) -> str:
    return seen.tag


def _anchor(seen: TaggedSlide) -> str:
    return "" if seen.tag else seen.anchor


def _name(seen: TaggedSlide) -> str:
    return "" if seen.marked else seen.name


# Which slides are which where nothing but what they show tells, as after a save by LibreOffice.


_ALIKE = 0.4

"""How alike two slides must be to be one, wherever they stand."""

DUPLICATE = 0.8

"""How alike a slide is to the one that it is a duplicate of."""

NEXT_DUPLICATE = 0.6

"""The same where it stands right behind that one, as editors put it."""

_MARGIN = 0.05

"""By how much one likeness must pass another to be the greater one."""

_BESIDE = 1.5

_SHAPED_ALIKE = 0.5

"""How alike the forms of two slides are whose words were all changed."""

_TOUCH = 0.01

"""What it counts for that a slide stands where the other did."""


Fits = Callable[[str, str], bool]

"""Tells whether a slide, by its part, can be on the layout of another, by its id."""


@dataclass(slots=True)
class SlideMatcher:
    """Finds which slides of an edited deck are which slides of its base.

    `was` are the base's slides by id and `now` the deck's by part, each in order; `found` are the
    ids that are known by part, and gets the others.
    """

    was: Mapping[str, View]
    now: Mapping[str, View]
    found: dict[str, str]
    _taken: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = set(self.found.values())

    def _take(self, part: str, name: str) -> None:
        self.found[part] = name
        self._taken.add(name)

    def pair_alike(self, fits: Fits) -> None:
        """Pair slides that say the same, the most alike first; of equals those of one layout, then
        those that stand alike."""
        left = [part for part in self.now if part not in self.found]
        names = [name for name in self.was if name not in self._taken]
        pairs = sorted(
            (
                -score,
                not fits(part, name),
                _apart(i / len(left), j / len(names), len(names)),
                i,
                j,
            )
            for i, part in enumerate(left)
            for j, name in enumerate(names)
            if (score := _sameness(self.was[name], self.now[part]))
        )
        for score, *_, i, j in pairs:
            part, name = left[i], names[j]
            free = part not in self.found and name not in self._taken
            if free and not self._is_rather_a_duplicate(part, name, -score):
                self._take(part, name)

    def _is_rather_a_duplicate(self, part: str, name: str, score: float) -> bool:
        """Whether a slide is more like one that is known than like the one it may be.

        Slides that were so alike in the base are no duplicates for that.
        """
        view = self.now[part]
        for other, known in self.found.items():
            alike = view.likeness(self.now[other])
            if alike < max(DUPLICATE, score + _MARGIN) or known not in self.was:
                continue
            if self.was[name].likeness(self.was[known]) < alike - _MARGIN:
                return True
        return False

    def pair_neighbours(self, fits: Fits) -> None:
        """Pair, in order, slides between two known ones with those that stood between the two."""
        names = list(self.was)
        parts = list(self.now)
        place = {name: index for index, name in enumerate(names)}
        known = [
            (at, place[self.found[part]])
            for at, part in enumerate(parts)
            if self.found.get(part) in place
        ]
        for (at, was), (after, then) in pairwise([(-1, -1), *known, (len(parts), len(names))]):
            stood = [n for n in names[was + 1 : then] if n not in self._taken]
            stands = parts[at + 1 : after]
            even = len(stood) == len(stands)

            def score(name: str, part: str, *, even: bool = even) -> float:
                return self._fitting(name, part, even=even) if fits(part, name) else 0.0

            for i, j in aligned(stood, stands, score):
                if i is not None and j is not None:
                    self._take(stands[j], stood[i])

    def _fitting(self, name: str, part: str, *, even: bool) -> float:
        """How well a slide may be the one that stood there, 0 where it is another."""
        view, before = self.now[part], self.was[name]
        if self._is_rather_a_duplicate(part, name, 0.0):
            return 0.0
        alike = view.likeness(before)
        shaped = View(forms=before.forms).likeness(View(forms=view.forms))
        if alike or shaped >= _SHAPED_ALIKE or even:
            return alike + shaped + _TOUCH
        return 0.0


def _apart(first: float, second: float, count: int) -> float:
    """How far apart two places are, in slides; those beside one another count as one place, for
    editors put a copy right behind its original, which is to be found first."""
    return max(0.0, abs(first - second) * count - _BESIDE)


def _sameness(before: View, view: View) -> float:
    """How surely a slide is one of the base's, 0 where it need not be.

    What two slides of few words have in common may be their layout alone, so words count first.
    """
    alike = before.likeness(view)
    if before.words or view.words:
        return alike if likeness(before.words, view.words) >= _ALIKE else 0.0
    return alike if alike >= DUPLICATE else 0.0
