"""`deckgen template`: what a newer template lacks, renames or adds; and a sheet of all icons."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from msgspec import Struct

from deckgen import files
from deckgen.appearance.shapes import Box, Slot, tree_of
from deckgen.commands.new import PLAIN
from deckgen.content import Page
from deckgen.content.beside import icon_group
from deckgen.content.groups import shape_of
from deckgen.content.text import plain_text
from deckgen.content.textbody import write as write_paragraphs
from deckgen.deck import Deck, EmbedMode
from deckgen.diagnostics import error
from deckgen.opc.package import Package
from deckgen.opc.xml import EMU_PER_INCH, Element, make
from deckgen.plan import Plan, Slide
from deckgen.presentation.write import write
from deckgen.project.output import check_overwrite
from deckgen.richtext import Paragraph, Run, Style
from deckgen.richtext.beside import icons
from deckgen.source.nodes import SequenceNode
from deckgen.template import Layout, Template


class LostSlot(Struct, frozen=True):
    """A slot that the newer template lacks; `slot` is "" for a whole layout.

    `renamed` is its likely new name, "" where nothing is similar; `slides` are the ids of the
    deck's slides that need it.
    """

    layout: str
    slot: str
    renamed: str
    slides: tuple[str, ...] = ()


class TemplateChanges(Struct, frozen=True):
    """The differences of two templates; `added` are (layout, slot), the slot "" for a layout."""

    lost: tuple[LostSlot, ...]
    added: tuple[tuple[str, str], ...]


def compare(old: Template, new: Template, deck: Deck | None = None) -> TemplateChanges:
    """What the newer template lacks and adds; with a deck, which of its slides that concerns."""
    lost: list[LostSlot] = []
    added: list[tuple[str, str]] = []
    for name, layout in old.layouts.items():
        twin = new.layouts.get(name)
        if twin is None:
            renamed = _similar_layout(layout, old, new)
            lost.append(LostSlot(name, "", renamed, _using(deck, name, "")))
        else:
            lost += _lost_slots(layout, twin, deck)
            known = {slot.name for slot in _slots(layout)}
            added += [(name, slot.name) for slot in _slots(twin) if slot.name not in known]
    added += [(name, "") for name in new.layouts if name not in old.layouts]
    return TemplateChanges(tuple(lost), tuple(added))


def _slots(layout: Layout) -> tuple[Slot, ...]:
    return (*layout.slots, *layout.fields)


def _lost_slots(layout: Layout, twin: Layout, deck: Deck | None) -> Iterator[LostSlot]:
    known = {slot.name for slot in _slots(layout)}
    added = [slot for slot in _slots(twin) if slot.name not in known]
    for slot in _slots(layout):
        if twin.slot(slot.name) is None:
            renamed = _similar_slot(slot, added)
            yield LostSlot(layout.name, slot.name, renamed, _using(deck, layout.name, slot.name))


def _similar_slot(slot: Slot, added: list[Slot]) -> str:
    """The added slot of the same type and index, else the one of the same type and near name."""
    for other in added:
        if (other.type, other.idx) == (slot.type, slot.idx):
            return other.name
    same = [other.name for other in added if other.type == slot.type]
    near = difflib.get_close_matches(slot.name, same, n=1, cutoff=0.5)
    return near[0] if near else ""


def _similar_layout(layout: Layout, old: Template, new: Template) -> str:
    """The added layout of the same type, else the one with most of the old one's slots."""
    for name, other in new.layouts.items():
        same_type = layout.type not in ("", "cust") and other.type == layout.type
        if same_type and name not in old.layouts:
            return name
    wanted = {slot.name for slot in _slots(layout)}
    scores = [
        (len(wanted & {slot.name for slot in _slots(other)}) / max(len(wanted), 1), name)
        for name, other in new.layouts.items()
        if name not in old.layouts
    ]
    best = max(scores, default=(0.0, ""))
    return best[1] if best[0] > 0.5 else ""


def _using(deck: Deck | None, layout: str, slot: str) -> tuple[str, ...]:
    """The ids of a deck's slides that are on the layout and fill the slot."""
    found = []
    for slide in deck.slides if deck else ():
        if slide.layout is None or slide.layout.text != layout:
            continue
        keys = {key.text: node for key, node in slide.slots}
        word, _, number = slot.rpartition(" ")
        node = keys.get(word)
        items = node.items if isinstance(node, SequenceNode) else ()
        listed = number.isdecimal() and int(number) <= len(items)
        if not slot or slot in keys or listed:
            found.append(slide.id.text)
    return tuple(found)


_COLUMNS, _ROWS = 10, 7
_TOP, _FOOT, _SIDE, _BADGE = (round(inches * EMU_PER_INCH) for inches in (1.45, 0.55, 0.6, 0.4))
_SMALL = Style(size=9)


def write_sheet(path: Path, template: Path | None = None) -> int:
    """Write a presentation of all icons, in the look of a template; returns how many there are.

    Without a template it is the plain one of the program. Raises `Problem` where the template has
    no layout with a title, or a file is there that deckgen did not write.
    """
    check_overwrite(path, force=False)
    opened = _plain() if template is None else Template.open(template)
    layout = _layout(opened)
    names = list(icons())
    pages = [names[at : at + _COLUMNS * _ROWS] for at in range(0, len(names), _COLUMNS * _ROWS)]
    slides = tuple(
        Slide(f"icons-{number}", layout.name, (("Title", plain_text(_title(page))),))
        for number, page in enumerate(pages, 1)
    )
    written = write(Plan("Icons", "en-US", slides), opened, EmbedMode.NONE)
    for slide, page in zip(slides, pages, strict=True):
        part = written.parts[slide.id]
        _draw(page, Page(written.package, part, "en-US", last_id=_COLUMNS), tree_of(part.edit()))
    files.write(path, written.package.save())
    return len(names)


def _plain() -> Template:
    data = resources.files("deckgen.commands").joinpath("data", PLAIN).read_bytes()
    return Template.of(Package.load(data, PLAIN))


def _layout(template: Template) -> Layout:
    """The layout with a title alone, else the one whose title leaves the most room below."""
    titles = [(slot, one) for one in template.layouts.values() if (slot := one.slot("Title"))]
    if not titles:
        raise error("no-title", f"{template.name} has no slide layout with a slot `Title`")

    def rank(pair: tuple[Slot, Layout]) -> tuple[bool, int, int]:
        slot, layout = pair
        return layout.type != "titleOnly", slot.box.y + slot.box.height, len(layout.slots)

    return min(titles, key=rank)[1]


def _title(names: Sequence[str]) -> str:
    return f"Icons: {names[0]} to {names[-1]}"


def _draw(names: Sequence[str], page: Page, tree: Element) -> None:
    """Draw icons with their names in rows below a slide's title."""
    whole = page.package.slide_size
    width, height = (whole[0] - 2 * _SIDE) // _COLUMNS, (whole[1] - _TOP - _FOOT) // _ROWS
    for index, name in enumerate(names):
        row, column = divmod(index, _COLUMNS)
        cell = Box(_SIDE + column * width, _TOP + row * height, width, height)
        tree.extend(_cell(name, cell, page))


def _cell(name: str, cell: Box, page: Page) -> Iterator[Element]:
    badge = Box(cell.x + (cell.width - _BADGE) // 2, cell.y, _BADGE, _BADGE)
    yield icon_group(name, name, badge, page)
    line = Paragraph((Run(name, _SMALL),), opaque=_CENTRED)
    body = {"lIns": 0, "rIns": 0, "tIns": 36_000, "bIns": 0, "wrap": "square"}
    below = Box(cell.x, cell.y + _BADGE, cell.width, cell.height - _BADGE)
    box = shape_of(f"Name of {name}", below, page, make("a:prstGeom", {"prst": "rect"}), text=True)
    box.append(make("p:txBody", None, make("a:bodyPr", body), *write_paragraphs((line,), page)))
    yield box


_CENTRED = (
    '<a:pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" algn="ctr"></a:pPr>'
)
