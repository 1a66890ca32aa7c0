"""Pictures: the kind, its YAML, its files, and the shapes that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from deckgen.appearance.shapes import Box, Slot
from deckgen.appearance.text import InheritedText
from deckgen.content.base import Content, Names, Page, Scope, alt_text
from deckgen.content.picture import drawing, yaml
from deckgen.content.picture.drawing import PictureLook
from deckgen.content.picture.files import Broken
from deckgen.content.picture.image import PictureFile
from deckgen.content.picture.yaml import Files
from deckgen.diagnostics import Span, error
from deckgen.opc import xml
from deckgen.opc.xml import Element
from deckgen.richtext.runs import Paragraph, Run, merged
from deckgen.source.nodes import Node, expect_mapping
from deckgen.source.writing import YamlData

# Pictures: photos, screenshots and drawings, with what they say to people who cannot see them.
#
# A picture is known by its file's digest, so that a smaller copy in a presentation is still the
# author's file; how it was placed is read back from the shape.


_NO_TEXT = Run("")


@dataclass(frozen=True, slots=True)
class Picture(Content):
    """A picture. `alt` is "" for one that only decorates, and where a presentation says none."""

    key: ClassVar[str] = "picture"
    yaml_keys: ClassVar[tuple[str, ...]] = ("picture",)

    image: PictureFile
    alt: Run = _NO_TEXT
    look: PictureLook = field(default_factory=PictureLook)
    files: Files = field(default_factory=Files, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The picture of a mapping with `picture`. Raises `Problem` with every fault of it."""
        read = yaml.parse(expect_mapping(node, "a picture"), scope)
        return cls(read.image, read.alt, read.look, read.files, read.span)

    def dump(self, _names: Names) -> YamlData:
        """The mapping; a picture without a file is named by its digest."""
        return yaml.dump(self.image, self.alt, self.look, self.files)

    def write(self, slot: Slot, page: Page) -> Element:
        """A picture in the slot. Raises `Problem` where its file cannot be read."""
        with self._readable():
            return drawing.write(self.image, self.alt.text, self.look, slot, page)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The picture of a shape; None for media, and for pictures that are not in the file."""
        if xml.tag(shape) != "p:pic":
            return None
        found = drawing.read(shape, page)
        return None if found is None else cls(found[0], Run(alt_text(shape)), found[1])

    def update(self, shape: Element, page: Page) -> None:
        """Change the picture, its place or its alternative text, whichever differs."""
        before = type(self).read(shape, page)
        if before is None or before == self:
            return
        if (before.alt.text, before.look.decorative) != (self.alt.text, self.look.decorative):
            drawing.update_description(shape, self.alt.text, self.look)
        shown = (self.image, self.look.fit, self.look.crop)
        if shown != (before.image, before.look.fit, before.look.crop):
            with self._readable():
                drawing.replace_picture(shape, before.image, self.image, self.look, page)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        if self.image.header is None:
            raise error("no-picture", "this picture is known by its digest alone", at=self.span)
        try:
            yield
        except Broken as cause:
            raise yaml.broken(self.files.picture, self.span, str(cause)) from None

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

    def settled(self, before: Self | None, place: InheritedText) -> Self:
        """The picture with what was said of it before, where the editor forgot that."""
        if before is None:
            return self
        slot = Box(0, 0, place.width, place.height)
        said = bool(self.alt.text)
        look = drawing.normalized(self.look, before.look, self.image, slot, said=said)
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
