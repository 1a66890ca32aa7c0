"""Slides that were written before, copied into another package.

The decks of a batch share a template and most of their slides. The parts of a slide on a layout
depend on its `SlideKey` alone. They are kept packed; in the next deck they only get the names and
relationship targets that they have there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from deckgen.deck import EmbedMode
from deckgen.opc.package import Addition, Package
from deckgen.opc.part import Part, Relationship
from deckgen.plan import Slide
from deckgen.template import Layout
from deckgen.textfit.autofit import KnownFits

_VERSIONS = 4
"""How many versions of one slide are kept: the decks of a batch differ in few slides."""


@dataclass(frozen=True, slots=True)
class SlideKey:
    """All that the parts of a slide depend on."""

    slide: Slide
    layout: Layout
    language: str
    embed: EmbedMode

    def fits(self, other: SlideKey) -> bool:
        """Whether the slide of the other key has the same parts.

        The plans must be one object: equal plans may differ in what equality leaves out.
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
class _PackedPart:
    """A part as it was written. Media have a `blob`, by which a package shares them."""

    pattern: str
    part: Part
    blob: bytes | None
    links: tuple[_Link, ...]


class SlideCache:
    """The slides that were written last, for the next decks on the same template.

    `fits` caches how text fits them.
    """

    def __init__(self) -> None:
        """An empty cache."""
        self._versions: dict[str, list[tuple[SlideKey, tuple[_PackedPart, ...]]]] = {}
        self.fits = KnownFits()

    def restore(
        self, key: SlideKey, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> bool:
        """Fill the part with the slide as it was written before; False where it never was."""
        for written, packed in self._versions.get(key.slide.id, ()):
            if written.fits(key):
                _restore(packed, package, part, slides)
                return True
        return False

    @contextmanager
    def recording(
        self, key: SlideKey, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> Iterator[None]:
        """Keep the parts of the slide that is written within this context."""
        with package.additions() as added:
            yield
        additions = [Addition("", part), *added]
        owned = {addition.part.name: index for index, addition in enumerate(additions)}
        ids = {slide.name: name for name, slide in slides.items() if slide is not part}
        packed = tuple(_pack(addition, owned, ids) for addition in additions)
        versions = self._versions.setdefault(key.slide.id, [])
        versions.insert(0, (key, packed))
        del versions[_VERSIONS:]


def _pack(addition: Addition, owned: dict[str, int], ids: dict[str, str]) -> _PackedPart:
    part = addition.part
    links = []
    for item in part.rels:
        target = None if item.external else item.target
        links.append(_Link(item, owned.get(target or ""), ids.get(target or "")))
    blob = part.blob if addition.shared else None
    part.pack()
    return _PackedPart(addition.pattern, part.fork(), blob, tuple(links))


def _restore(
    packed: tuple[_PackedPart, ...], package: Package, part: Part, slides: Mapping[str, Part]
) -> None:
    first, *others = packed
    part.take(first.part)
    parts = [part, *(_add(item, package) for item in others)]
    for item, target in zip(packed, parts, strict=True):
        if item.links:
            target.rels.restore(_relinked(link, parts, slides) for link in item.links)


def _add(item: _PackedPart, package: Package) -> Part:
    if item.blob is not None:
        extension = item.pattern.rpartition(".")[2]
        return package.media(item.blob, extension, item.part.content_type)
    part = package.add(item.pattern, item.part.content_type, b"")
    part.take(item.part)
    return part


def _relinked(link: _Link, parts: list[Part], slides: Mapping[str, Part]) -> Relationship:
    """The relationship, with the name that its target has in this package."""
    if link.part is not None:
        return replace(link.relationship, target=parts[link.part].name)
    if link.slide is not None:
        return replace(link.relationship, target=slides[link.slide].name)
    return link.relationship
