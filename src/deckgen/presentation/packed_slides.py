"""Slides that were written before, copied into another package.

The decks of a batch share a template and most of their slides. The parts of a slide on a layout
depend on its `SlideKey` alone. They are kept packed; in the next deck they only get the names and
relationship targets that they have there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

from deckgen.deck import EmbedMode
from deckgen.opc.package import Addition, Package
from deckgen.opc.part import Part, Relationship
from deckgen.plan import Slide
from deckgen.plan.cache import Versions
from deckgen.plan.records import content_digest
from deckgen.template import Layout


@dataclass(frozen=True)
class SlideKey:
    """All that the parts of a slide made from a layout depend on."""

    slide: Slide
    layout: Layout
    language: str
    embed: EmbedMode

    @cached_property
    def digest(self) -> str:
        """The digest of the slide's content; equal plans may differ in what equality leaves out."""
        return content_digest(self.slide)

    def is_same(self, other: SlideKey) -> bool:
        """Whether the slide of the other key has the same parts."""
        settings = (self.layout, self.language, self.embed)
        return settings == (other.layout, other.language, other.embed) and (
            self.slide is other.slide or self.digest == other.digest
        )


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


class PackedSlides(Versions[tuple[SlideKey, tuple[_PackedPart, ...]]]):
    """The slides that were written last."""

    def restore(
        self, key: SlideKey, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> bool:
        """Fill the part with the slide as it was written before; False where it never was."""
        found = self.find(key.slide.id, lambda item: item[0].is_same(key))
        if found is None:
            return False
        _restore(found[1], package, part, slides)
        return True

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
        self.keep(key.slide.id, (key, packed))


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
