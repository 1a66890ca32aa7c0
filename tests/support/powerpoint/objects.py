"""Edits of pictures, alternative texts, notes."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.support.powerpoint.desk import Desk, Done, leaves
from tests.support.powerpoint.names import Element, find, q
from tests.support.powerpoint.typing_in import entered, filled
from tests.support.powerpoint.view import alt_of, properties


def _pictures(slide: Any) -> list[Element]:
    return [
        shape.element
        for shape in leaves(slide.shapes)
        if shape.element.tag == q("p:pic")
        and find(shape.element, "p:blipFill/a:blip") is not None
        and find(shape.element, "*/p:nvPr/a:videoFile") is None
        and find(shape.element, "*/p:nvPr/a:audioFile") is None
    ]


def picture(desk: Desk) -> Done | None:
    """Change Picture: the shape stays with its box, name and alternative text, and shows another
    image. That it keeps the crop where the picture has the same pixels is a guess."""
    found = desk.some(_pictures)
    if found is None:
        return None
    slide, shape = found
    blip = find(shape, "p:blipFill/a:blip")
    old = blip.get(q("r:embed"))
    size = _size(slide.part.related_part(old).blob) if old else (40, 30)
    color = tuple(desk.chance.randrange(256) for _ in range(3))
    held = io.BytesIO()
    Image.new("RGB", size, color).save(held, "PNG")
    held.seek(0)
    _, rid = slide.part.get_or_add_image_part(held)
    for extension in blip.findall(q("a:extLst")):
        blip.remove(extension)
    blip.attrib.pop(q("r:link"), None)
    blip.set(q("r:embed"), rid)
    if old and old not in slide.part._element.xpath("//@r:embed | //@r:id | //@r:link"):
        slide.part.rels.pop(old)
    return desk.done(f"{properties(shape).get('name')!r} to {color}", slide)


def _size(data: bytes) -> tuple[int, int]:
    try:
        width, height = Image.open(io.BytesIO(data)).size
    except OSError:  # a metafile, whose pixels Pillow does not know
        return (40, 30)
    return (width, height) if width * height < 250_000 else (width // 10 or 1, height // 10 or 1)


def alt(desk: Desk) -> Done | None:
    """The pane for alternative texts."""
    found = desk.some(
        lambda slide: [
            shape.element
            for shape in leaves(slide.shapes)
            if shape.element.tag in (q("p:pic"), q("p:graphicFrame"))
            and alt_of(shape.element) != "(decorative)"
        ]
    )
    if found is None:
        return None
    slide, shape = found
    about = properties(shape)
    old, new = about.get("descr", ""), f"Shows {desk.word()} and {desk.word()}"
    about.set("descr", new)
    return desk.done(f"{old!r} -> {new!r}", slide)


def notes(desk: Desk) -> Done | None:
    """Notes are written; a slide that has none gets a notes slide, of the deck's notes master."""
    if not _has_notes_master(desk.deck):
        return None
    slide = desk.slide()
    body = slide.notes_slide.notes_placeholder
    if body is None:
        return None
    old = body.text_frame.text
    held = body.text_frame._txBody
    if old and desk.chance.random() < 0.5:
        new = f"More about {desk.word()}"
        entered(held.findall(q("a:p"))[-1], new)
    else:
        new = f"Say {desk.word()} here"
        filled(held, new)
    return desk.done(f"{old!r} -> {new!r}", slide)


def _has_notes_master(deck: Any) -> bool:
    return any(r.reltype.endswith("/notesMaster") for r in deck.part.rels.values())
