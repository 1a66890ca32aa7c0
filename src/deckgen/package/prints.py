"""Slides that were written before, laid into another package without writing them anew.

A slide of a layout is a function of its plan, the layout, the language and the marks. Its parts
are kept packed; in the next deck they only get the names and targets that they have there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from deckgen import planjson
from deckgen.embed import Embed
from deckgen.fit import Known
from deckgen.looks.inherited import Inherited
from deckgen.opc import Addition, Package, Part, Relationship
from deckgen.package import places
from deckgen.package.keeping import Stood
from deckgen.plan import Slide
from deckgen.template import Layout

_VERSIONS = 4
"""How many versions of one slide are kept: the decks of a batch differ in few slides."""


@dataclass(frozen=True, slots=True)
class Key:
    """All that the parts of a slide depend on."""

    slide: Slide
    layout: Layout
    language: str
    embed: Embed

    def fits(self, other: Key) -> bool:
        """Whether the slide of the other key has the same parts.

        The plans must be one: equal plans may differ in what a presentation cannot say.
        """
        made = (self.layout, self.language, self.embed)
        return self.slide is other.slide and made == (other.layout, other.language, other.embed)


@dataclass(frozen=True, slots=True)
class _Link:
    """A relationship to one of the slide's own parts, to a slide of the deck, or elsewhere."""

    relationship: Relationship
    part: int | None = None
    slide: str | None = None


@dataclass(frozen=True, slots=True)
class _Print:
    """A part as it was written. Media have a `blob`, by which a package finds them."""

    pattern: str
    part: Part
    blob: bytes | None
    links: tuple[_Link, ...]


class Prints:
    """The slides that were written last, by their ids; for the decks of one template.

    `places` is what the template's placeholders give to their text, `fits` how text fits them;
    `stood` and `told` are the slots' places and the slides as the base keeps them.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, list[tuple[Key, tuple[_Print, ...]]]] = {}
        self.places: dict[places.Key, Inherited] = {}
        self.fits = Known()
        self.stood = Stood()
        self.told = planjson.Told()

    def lay(self, key: Key, package: Package, part: Part, slides: Mapping[str, Part]) -> bool:
        """Give the part the slide as it was written before; False where it never was."""
        for written, prints in self._kept.get(key.slide.id, ()):
            if written.fits(key):
                _lay(prints, package, part, slides)
                return True
        return False

    @contextmanager
    def keeping(
        self, key: Key, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> Iterator[None]:
        """Keep the slide that is written meanwhile."""
        with package.additions() as added:
            yield
        additions = [Addition("", part), *added]
        owned = {addition.part.name: index for index, addition in enumerate(additions)}
        ids = {slide.name: name for name, slide in slides.items() if slide is not part}
        prints = tuple(_print(addition, owned, ids) for addition in additions)
        versions = self._kept.setdefault(key.slide.id, [])
        versions.insert(0, (key, prints))
        del versions[_VERSIONS:]


def _print(addition: Addition, owned: dict[str, int], ids: dict[str, str]) -> _Print:
    part = addition.part
    links = []
    for item in part.rels:
        target = None if item.external else item.target
        links.append(_Link(item, owned.get(target or ""), ids.get(target or "")))
    blob = part.blob if addition.shared else None
    part.pack()
    return _Print(addition.pattern, part.fork(), blob, tuple(links))


def _lay(
    prints: tuple[_Print, ...], package: Package, part: Part, slides: Mapping[str, Part]
) -> None:
    first, *others = prints
    part.take(first.part)
    parts = [part, *(_added(item, package) for item in others)]
    for item, target in zip(prints, parts, strict=True):
        if item.links:
            target.rels.restore(_there(link, parts, slides) for link in item.links)


def _added(item: _Print, package: Package) -> Part:
    if item.blob is not None:
        extension = item.pattern.rpartition(".")[2]
        return package.media(item.blob, extension, item.part.content_type)
    part = package.add(item.pattern, item.part.content_type, b"")
    part.take(item.part)
    return part


def _there(link: _Link, parts: list[Part], slides: Mapping[str, Part]) -> Relationship:
    """The relationship, with the name that its target has in this package."""
    if link.part is not None:
        return replace(link.relationship, target=parts[link.part].name)
    if link.slide is not None:
        return replace(link.relationship, target=slides[link.slide].name)
    return link.relationship
