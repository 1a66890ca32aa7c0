"""What a slide shows, to know slides by that bear no marks: its words, and what stands where.

Dates, footers and slide numbers are left out: every slide has them, and editors renew them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from deckgen.content.base import Content, Page
from deckgen.content.shapes import Held
from deckgen.content.shapes import survey as survey_shapes
from deckgen.content.text import Text
from deckgen.identity.likeness import likeness, shared, title_words, words_of
from deckgen.identity.shapes import is_field, is_title
from deckgen.model import FIELD_TYPES, TITLE_TYPES
from deckgen.opc import Package, Part
from deckgen.package import notes
from deckgen.package.base import NO_BOX, Base, Form
from deckgen.package.forms import form, forms
from deckgen.plan import Slide


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


def title_of(held: Iterable[Held]) -> str:
    """What the title among the shapes says, in a line, "" where there is none."""
    return next((_line(item.content) for item in held if is_title(item.shape)), "")


def _line(content: Content) -> str:
    return " ".join(line.text.replace("\n", " ") for line in content.paragraphs()).strip()


def _words(contents: Iterable[Content], said: Text | None, title: str) -> Counter[str]:
    found: Counter[str] = title_words(title)
    for content in (*contents, *(() if said is None else (said,))):
        found += words_of(content)
    return found
