"""Where edits of a variant's deck are written.

A value is changed in the file that set it, so that every deck follows which says it. What comes,
goes or moves concerns the variant, so its own file says that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deckgen import manuscript as manuscripts
from deckgen.deck import Slide as Written
from deckgen.manuscript import Manuscript
from deckgen.pull.edits import Edit
from deckgen.pull.listing import Order
from deckgen.pull.overlay import OwnFile
from deckgen.pull.places import InPlace, Pen, Relisted, applied
from deckgen.pull.report import Pulled
from deckgen.pull.standing import Put, Standing, arranged
from deckgen.pull.variant_pen import VariantPen
from deckgen.source import Mapping
from deckgen.variants import Overlay, Top
from deckgen.variants.merge import REMOVE


@dataclass(slots=True)
class VariantPlaces:
    """Where edits of a variant's deck are written: `manuscript` is the deck, `top` its own part.

    `gone` are the slides that the reviewer deleted: texts lose their links to them, and only the
    variant's do. A variant that is the row of a table has no file of its own, so what only that
    could say is left.
    """

    manuscript: Manuscript
    top: Top
    gone: frozenset[str] = frozenset()
    made: list[Edit] = field(default_factory=list)
    own: OwnFile = field(init=False)

    def __post_init__(self) -> None:
        self.own = OwnFile(self.top.path, self.top.overlay.changes.span.source.text)

    def pen(self, slide: Written) -> Pen:
        """What writes the YAML of a slide; one that the variant itself put in is all its own."""
        name = slide.id.text
        below = next((s.node for s in self.top.below.slides if s.id.text == name), None)
        still = InPlace(self.made)
        if below is None:
            return still
        return VariantPen(name, slide.node, below, self.own, self.gone, still)

    def make(self, made: Iterable[Edit]) -> None:
        """Make edits of texts where they stand."""
        self.made += made

    def relist(self, order: Order) -> Relisted:
        """Have the variant remove, insert and move slides until they stand in that order."""
        ours = Order.written(self.manuscript)
        if order == ours:
            return Relisted(order)
        below, now = Order.written(self.top.below), standing(self.top.overlay)
        then = arranged(below, now, order)
        if then is None:
            return Relisted(ours, left=(_NO_ANCHOR,))
        files = self.own.ask(lambda own: own.stand(now, then))
        if not files:
            return Relisted(ours, left=(_ROW,))
        found = then.order(below)
        as_wanted = found.without_empty_sections() == order.without_empty_sections()
        pulled = tuple(Pulled(*told, files) for told in _told(ours, found, now, then))
        return Relisted(found, pulled, () if as_wanted else (_SECTIONS,), files)

    def files(self) -> dict[Path, str]:
        """The new texts of the files that all this changes."""
        return self.own.edited(applied(self.made))

    def read(self) -> dict[Path, str]:
        """The texts that those files were read with."""
        return self.own.read() | {edit.source.path: edit.source.text for edit in self.made}


_ROW = (
    "slides came, went or moved, which the row of a table cannot say: write a file for this variant"
)
_NO_ANCHOR = "none of the slides is left that the variant builds on: change its list by hand"
_SECTIONS = (
    "the sections: a variant's file can add one, and takes one away with its last slide, "
    "but cannot move one; say the rest in the deck itself"
)


def standing(overlay: Overlay) -> Standing:
    """What an overlay says of where slides stand."""
    slides = overlay.changes.get("slides")
    gone = slides.get(REMOVE) if isinstance(slides, Mapping) else None
    insert = [
        Put(Order.of_entries((item.entry,)).keys[0], item.place.anchor.text, item.place.after)
        for item in overlay.insert
    ]
    move = [Put(m.id.text, m.place.anchor.text, m.place.after) for m in overlay.move]
    remove = (name.text for name in manuscripts.names(gone, f"`{REMOVE}`"))
    return Standing(tuple(remove), tuple(insert), tuple(move))


def _told(
    ours: Order, found: Order, now: Standing, then: Standing
) -> Iterable[tuple[str, str, str]]:
    """What became of the list: slide, slot ("") and what happened; new slides are told apart."""
    for key in ours.slides:
        if key not in found.slides:
            yield key, "", "removed"
    changed = {*now.insert, *now.move} ^ {*then.insert, *then.move}
    for key in dict.fromkeys(put.key for put in (*then.insert, *then.move, *now.move)):
        if not any(put.key == key for put in changed):
            continue
        if Order.is_section(key):
            yield "", f"section `{Order.section_name(key)}`", "put in"
        elif key in ours.slides and key in found.slides:
            yield key, "", "moved"
