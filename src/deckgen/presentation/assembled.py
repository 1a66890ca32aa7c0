"""Presentations that are made of packed slides alone, each from one that differs in few of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from deckgen.presentation import slide_parts
from deckgen.presentation.slide_parts import PackedParts
from deckgen.presentation.write import Written
from deckgen.template import Template


class PackedContents(Struct, frozen=True):
    """What a presentation is made of: its packed slides, and `about`, which is all else."""

    about: tuple[object, ...]
    slides: tuple[PackedParts, ...]


class Assembled(Struct, frozen=True):
    """A presentation as it was put together of its contents, to make others from.

    `places` are the names of the parts of each slide.
    """

    contents: PackedContents
    places: Sequence[Sequence[str]]
    written: Written

    @classmethod
    def of(
        cls, contents: PackedContents, places: Sequence[Sequence[str]], written: Written
    ) -> Assembled:
        """A presentation that was just written, which itself can be changed from now on."""
        written.package.pack()
        return cls(contents, places, written.fork())

    def with_contents(self, contents: PackedContents, template: Template) -> Written | None:
        """The presentation of other contents, None where it has not the same parts.

        `template` is of the same file.
        """
        before = self.contents
        if contents.about != before.about or len(contents.slides) != len(before.slides):
            return None
        if not all(map(slide_parts.can_replace, contents.slides, before.slides)):
            return None
        written = structs.replace(self.written.fork(), template=template)
        for old, new, place in zip(before.slides, contents.slides, self.places, strict=True):
            if new is not old:
                parts = [written.package.parts[name] for name in place]
                slide_parts.fill_parts(new, parts, written.parts)
        return written
