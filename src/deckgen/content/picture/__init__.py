"""Pictures as a kind of content: photos, screenshots and drawings with alternative text.

A picture is identified by the digest of the author's file, so that a smaller copy of it in a
presentation still counts as the same; how it fits its slot is read back from the shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import ClassVar, Self

from deckgen.appearance.shapes import Box, Slot, box
from deckgen.appearance.text import InheritedText
from deckgen.content import Content, Names, Page, Scope, alt_text
from deckgen.content.picture import drawing, yaml
from deckgen.content.picture.files import Broken
from deckgen.content.picture.yaml import Files, PictureModel
from deckgen.diagnostics import error
from deckgen.opc import xml
from deckgen.opc.xml import Element
from deckgen.richtext import Paragraph, Run, merged
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node
from deckgen.source.writing import YamlData


class Picture(PictureModel, Content):
    """A picture as a kind of content; see `PictureModel` for its fields."""

    key: ClassVar[str] = "picture"

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The picture that a mapping describes. Raises `Problem` with every fault in it."""
        return yaml.parse(cls, node, scope)

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of a picture."""
        return (yaml.FIELDS,)

    def dump(self, _names: Names) -> YamlData:
        """The mapping, which names a picture without a file by its digest."""
        return yaml.FIELDS.dump(self)

    def write(self, slot: Slot, page: Page) -> Element:
        """A picture that fits the slot. Raises `Problem` where its file cannot be read."""
        with self._readable():
            return drawing.write(self.image, self.alt.text, self.options, slot, page)

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The picture of a shape; None for media, and for pictures that are linked or missing."""
        if xml.tag(shape) != "p:pic":
            return None
        found = drawing.read(shape, page)
        return None if found is None else cls(found[0], Run(alt_text(shape)), found[1])

    def move(self, shape: Element, to: Box) -> None:
        """Put it in another box, as large as it fits there in its proportions."""
        now = box(shape)
        shown = now is not None and now.width and now.height
        super().move(shape, drawing.fitted(now.width, now.height, to) if now and shown else to)

    def update(self, shape: Element, page: Page) -> None:
        """Replace the picture, its position or its alternative text, whichever differs."""
        before = type(self).read(shape, page)
        if before is None or before == self:
            return
        if (before.alt.text, before.options.decorative) != (self.alt.text, self.options.decorative):
            drawing.update_description(shape, self.alt.text, self.options)
        shown = (self.image, self.options.fit, self.options.crop)
        if shown != (before.image, before.options.fit, before.options.crop):
            with self._readable():
                was = before.image, before.options
                drawing.replace_picture(shape, was, self.image, self.options, page)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        if self.image.header is None:
            raise error("no-picture", "this picture is known by its digest alone", at=self.span)
        try:
            yield
        except Broken as cause:
            raise yaml.broken_picture(self.files.picture, self.span, str(cause)) from None

    def placed(self, save: Callable[[bytes, str], str]) -> Self:
        """The same picture with its file, and the fallback of an SVG drawing, saved."""
        if self.image.header is None:
            return self
        name = save(self.image.data, self.image.suffix)
        beside = save(self.image.fallback, ".png") if self.image.fallback else ""
        return replace(self, files=Files(name, beside))

    def reusing_files(self, before: Content | None, save: Callable[[bytes, str], str]) -> Self:
        """The same picture with the files of `before` if it is still that, else saved."""
        if isinstance(before, Picture) and before.image == self.image:
            options = replace(self.options, original=before.options.original)
            return replace(self, files=before.files, options=options)
        return self.placed(save)

    def normalized(self, before: Self | None, place: InheritedText) -> Self:
        """The picture with the options and alternative text of before that an editor dropped."""
        if before is None:
            return self
        slot = Box(0, 0, place.width, place.height)
        has_alt = bool(self.alt.text)
        options = drawing.normalized(
            self.options, before.options, self.image, slot, has_alt=has_alt
        )
        return replace(self, options=options, alt=self.alt if has_alt else before.alt)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The alternative text."""
        if self.alt.text:
            yield Paragraph((self.alt,))

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same picture with its alternative text changed; styles are dropped."""
        if not self.alt.text:
            return self
        runs = change(Paragraph((self.alt,))).runs
        plain = merged(Run(run.text, origins=run.origins) for run in runs)
        return replace(self, alt=plain[0] if plain else Run(""))
