"""Edits of whole slides, as PowerPoint writes them."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI

from tests.support.powerpoint import sections
from tests.support.powerpoint.desk import Desk, Done
from tests.support.powerpoint.names import Element, make, parsed, q
from tests.support.powerpoint.typing_in import filled

_CREATION = "{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}"
_SHARED = ("slideLayout", "slideMaster", "notesMaster", "image", "media", "video", "audio",
           "theme", "slide")  # fmt: skip
"""What a copied slide shares with its original; all else that it holds is copied with it."""
_NOT_COPIED = ("comments",)
"""Whether a duplicate takes the comments along was not seen; here it does not."""


def hide(desk: Desk) -> Done | None:
    slide = desk.slide()
    hidden = slide.element.attrib.pop("show", "1") == "0"
    if not hidden:
        slide.element.set("show", "0")
    return desk.done("shown" if hidden else "hidden", slide)


def delete(desk: Desk) -> Done | None:
    """A slide goes, with what points at it: its section's and custom shows' entries, and links."""
    if len(desk.slides) < 4:
        return None
    slide = desk.slide()
    listed, number = desk.listed(slide), desk.id_of(slide)
    place = desk.slides.index(slide) + 1
    rid = listed.get(q("r:id"))
    listed.getparent().remove(listed)
    sections.left(desk.deck, number)
    _forget_shows(desk.deck, rid)
    for other in desk.slides:
        _forget_links(other.part, slide.part)
    desk.deck.part.rels.pop(rid)
    return Done(str(place))


def _forget_shows(deck: Any, rid: str) -> None:
    for entry in list(deck.part._element.iter(q("p:sld"))):
        if entry.get(q("r:id")) == rid:
            listed = entry.getparent()
            listed.remove(entry)
            if not len(listed):
                show = listed.getparent()
                shows = show.getparent()
                shows.remove(show)
                if not len(shows):
                    shows.getparent().remove(shows)


def _forget_links(part: Any, gone: Any) -> None:
    for rid, relation in list(part.rels.items()):
        if not relation.is_external and relation.target_part is gone:
            for click in list(part._element.iter(q("a:hlinkClick"), q("a:hlinkHover"))):
                if click.get(q("r:id")) == rid:
                    click.getparent().remove(click)
            part.rels.pop(rid)


def move_slide(desk: Desk) -> Done | None:
    """A slide is dragged to another place, and into the section there."""
    if len(desk.slides) < 3:
        return None
    slide = desk.slide()
    listed = desk.listed(slide)
    entries = desk.deck.slides._sldIdLst
    old = list(entries).index(listed)
    new = desk.chance.choice([place for place in range(len(entries)) if place != old])
    entries.remove(listed)
    entries.insert(new, listed)
    sections.came(desk.deck, listed.get("id"))
    return Done(f"{old + 1} to {new + 1}")


def duplicate(desk: Desk) -> Done | None:
    """Ctrl+D on a slide: its tags and its shapes' creationIds are kept, the slide's own is new,
    charts with their workbooks and notes are copied, pictures and layouts shared."""
    slide = desk.slide()
    copied = _copied(slide.part, {})
    creation = copied._element.find(f".//{q('p14:creationId')}")
    if creation is not None:
        creation.set("val", str(desk.chance.randrange(1, 2**31)))
    number = _listed_after(desk, slide, copied)
    return Done(str(desk.slides.index(slide) + 1), (number,))


def _listed_after(desk: Desk, slide: Any, part: Any) -> str:
    """List a slide after another one under a new id."""
    entries = desk.deck.slides._sldIdLst
    number = str(max(int(entry.get("id")) for entry in entries) + 1)
    rid = desk.deck.part.relate_to(part, RELATIONSHIP_TYPE.SLIDE)
    desk.listed(slide).addnext(make("p:sldId", {"id": number, "r:id": rid}))
    sections.came(desk.deck, number)
    return number


def _copied(part: Any, known: dict[Any, Any]) -> Any:
    """A copy of a part, with copies of the parts that are its own."""
    package = part.package
    blob = etree.tostring(part._element) if hasattr(part, "_element") else part.blob
    name = _free_name(package, part.partname, known.values())
    new = type(part).load(name, part.content_type, package, blob)
    known[part] = new
    renamed = {}
    for rid, relation in part.rels.items():
        if relation.reltype.rpartition("/")[2] in _NOT_COPIED:
            continue
        if relation.is_external:
            target, outside = relation.target_ref, True
        else:
            target, outside = _target(relation, known), False
        renamed[rid] = new.rels._add_relationship(relation.reltype, target, outside)
    if hasattr(new, "_element"):
        _rename(new._element, renamed)
    return new


def _target(relation: Any, known: dict[Any, Any]) -> Any:
    target = relation.target_part
    if target in known:
        return known[target]
    if relation.reltype.rpartition("/")[2] in _SHARED:
        return target
    return _copied(target, known)


def _rename(root: Element, renamed: dict[str, str]) -> None:
    space = q("r:id").rpartition("}")[0]
    for element in root.iter():
        for name, value in element.attrib.items():
            if str(name).startswith(space) and value in renamed:
                element.set(name, renamed[value])


def _free_name(package: Any, name: PackURI, more: Any) -> PackURI:
    taken = {part.partname for part in package.iter_parts()} | {p.partname for p in more}
    stem = str(name).rpartition(".")[0].rstrip("0123456789")
    number = 1
    while f"{stem}{number}.{name.ext}" in taken:
        number += 1
    return PackURI(f"{stem}{number}.{name.ext}")


def new_slide(desk: Desk) -> Done | None:
    """New Slide with a title and content, on one of the deck's layouts that have both."""
    layouts = [layout for layout in desk.deck.slide_layouts if _content(layout) is not None]
    if not layouts:
        return None
    layout = desk.chance.choice(layouts)
    after = desk.slide()
    added = desk.deck.slides.add_slide(layout)
    entries = desk.deck.slides._sldIdLst
    listed = entries[-1]
    entries.remove(listed)
    desk.listed(after).addnext(listed)
    sections.came(desk.deck, listed.get("id"))
    creation = str(desk.chance.randrange(1, 2**31))
    added.element.find(q("p:cSld")).append(
        parsed(
            f'<p:extLst><p:ext uri="{_CREATION}"><p14:creationId val="{creation}"/></p:ext>'
            "</p:extLst>"
        )
    )
    title = f"New slide about {desk.word()}"
    filled(added.shapes.title.text_frame._txBody, title)
    index = _content(layout)
    for place in added.placeholders:
        if place.placeholder_format.idx == index:
            text = f"First {desk.word()}\nSecond {desk.word()}"
            filled(place.text_frame._txBody, text)
    return desk.done(f"{title!r} on {layout.name!r}", added)


def _content(layout: Any) -> int | None:
    """The index of a layout's placeholder for content, where it has a title too."""
    kinds: dict[str, int] = {}
    for place in layout.placeholders:
        found = place.element.find(f".//{q('p:ph')}")
        kinds.setdefault(found.get("type", "obj"), place.placeholder_format.idx)
    if not {"title", "ctrTitle"} & set(kinds):
        return None
    return kinds.get("obj", kinds.get("body"))
