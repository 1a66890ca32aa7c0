"""A picture in a presentation made another one, with everything else left as it is."""

from __future__ import annotations

from deckgen.content.base import Page, properties
from deckgen.content.picture import read, write
from deckgen.content.picture.image import Image
from deckgen.content.picture.write import Look
from deckgen.content.standing import slot_box
from deckgen.ooxml import Element, each, find, qn


def describe(pic: Element, alt: str, look: Look) -> None:
    """Say what the picture shows, or that it only decorates."""
    about = properties(pic)
    if about is not None:
        write.describe(about, alt, decorative=look.decorative)


def replace(pic: Element, before: Image, image: Image, look: Look, page: Page) -> None:
    """Show an image in the place of the one before, or the same one in another way.

    Raises Broken where its file cannot be read.
    """
    quarters = read.quarters_of(pic, before)
    box = slot_box(pic, page)
    if image == before:
        size = before.upright_size if quarters else before.size
        write.put(pic, look, write.placed(size, quarters, look, box))
        return
    if quarters:
        write.transform(pic).attrib.pop("rot", "")
    place = write.fresh(image, look, box)
    blip = find(pic, "p:blipFill/a:blip")
    if blip is not None:
        old = [named.get(qn("r:embed")) for named in each(blip, "a:blip", "asvg:svgBlip")]
        write.embed(blip, image, look, place, page)
        _release(page, [rid for rid in old if rid])
    write.put(pic, look, place)


def _release(page: Page, rids: list[str]) -> None:
    """Drop relationships that nothing on the slide names any more, and what only they reach."""
    used = {value for element in page.part.root.iter() for value in element.attrib.values()}
    gone: set[str] = set()
    for rid in rids:
        item = page.part.rels.get(rid)
        if item is not None and rid not in used:
            gone.add(item.target)
            page.part.rels.drop(rid)
    page.package.drop_unreached(gone)
