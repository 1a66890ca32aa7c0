"""Pictures: photos, screenshots and drawings, with what they say to people who cannot see them.

A picture is known by its file's digest, so that a smaller copy in a presentation is still the
author's file; how it was placed is read back from the shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from deckgen import ooxml
from deckgen.content.base import Content, Names, Page, Scope, alt_text
from deckgen.content.picture import notation, settle
from deckgen.content.picture import read as picture_read
from deckgen.content.picture import update as picture_update
from deckgen.content.picture import write as picture_write
from deckgen.content.picture.headers import Broken
from deckgen.content.picture.image import Image
from deckgen.content.picture.notation import Files
from deckgen.content.picture.write import Look
from deckgen.content.style import Paragraph, Run, merged
from deckgen.diagnostics import Span, fail
from deckgen.looks.inherited import Inherited
from deckgen.model import Box, Slot
from deckgen.ooxml import Element
from deckgen.source import Node, Plainly, expect_mapping

_NO_TEXT = Run("")


@dataclass(frozen=True, slots=True)
class Picture(Content):
    """A picture. `alt` is "" for one that only decorates, and where a presentation says none."""

    key: ClassVar[str] = "picture"
    words: ClassVar[tuple[str, ...]] = ("picture",)

    image: Image
    alt: Run = _NO_TEXT
    look: Look = field(default_factory=Look)
    files: Files = field(default_factory=Files, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The picture of a mapping with `picture`. Raises `Problem` with every fault of it."""
        read = notation.parse(expect_mapping(node, "a picture"), scope)
        return cls(read.image, read.alt, read.look, read.files, read.span)

    def dump(self, _names: Names) -> Plainly:
        """The mapping; a picture without a file is named by its digest."""
        return notation.dump(self.image, self.alt, self.look, self.files)

    def write(self, slot: Slot, page: Page) -> Element:
        """A picture in the slot. Raises `Problem` where its file cannot be read."""
        with self._readable():
            return picture_write.write(self.image, self.alt.text, self.look, slot, page)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The picture of a shape; None for media, and for pictures that are not in the file."""
        if ooxml.tag(shape) != "p:pic":
            return None
        found = picture_read.read(shape, page)
        return None if found is None else cls(found[0], Run(alt_text(shape)), found[1])

    def update(self, shape: Element, page: Page) -> None:
        """Change the picture, its place or its alternative text, whichever differs."""
        before = type(self).read(shape, page)
        if before is None or before == self:
            return
        if (before.alt.text, before.look.decorative) != (self.alt.text, self.look.decorative):
            picture_update.describe(shape, self.alt.text, self.look)
        shown = (self.image, self.look.fit, self.look.crop)
        if shown != (before.image, before.look.fit, before.look.crop):
            with self._readable():
                picture_update.replace(shape, before.image, self.image, self.look, page)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        if self.image.header is None:
            raise fail("no-picture", "this picture is known by its digest alone", self.span)
        try:
            yield
        except Broken as error:
            raise notation.broken(self.files.picture, self.span, str(error)) from None

    def placed(self, save: Callable[[bytes, str], str]) -> Self:
        """The same picture with its file, and the one that stands in for it, saved."""
        if self.image.header is None:
            return self
        name = save(self.image.data, self.image.suffix)
        beside = save(self.image.fallback, ".png") if self.image.fallback else ""
        return replace(self, files=Files(name, beside))

    def filed(self, before: Content | None, save: Callable[[bytes, str], str]) -> Self:
        """The same picture, in the author's file where it is still that."""
        if isinstance(before, Picture) and before.image == self.image:
            look = replace(self.look, original=before.look.original)
            return replace(self, files=before.files, look=look)
        return self.placed(save)

    def settled(self, before: Self | None, place: Inherited) -> Self:
        """The picture with what was said of it before, where the editor forgot that."""
        if before is None:
            return self
        slot = Box(0, 0, place.width, place.height)
        said = bool(self.alt.text)
        look = settle.settled(self.look, before.look, self.image, slot, said=said)
        return replace(self, look=look, alt=self.alt if said else before.alt)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The alternative text."""
        if self.alt.text:
            yield Paragraph((self.alt,))

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same picture with its alternative text changed; it has no style."""
        if not self.alt.text:
            return self
        runs = change(Paragraph((self.alt,))).runs
        plain = merged(Run(run.text, origins=run.origins) for run in runs)
        return replace(self, alt=plain[0] if plain else _NO_TEXT)
