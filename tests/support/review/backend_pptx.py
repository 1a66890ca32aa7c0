"""A deck as PowerPoint edits it, imitated with python-pptx and lxml."""

from __future__ import annotations

import copy
import io
import random
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Pt

from tests.support.review import xml
from tests.support.review.catalogue import (
    AUTHOR,
    INITIALS,
    Line,
    NothingThereError,
    Shape,
    Words,
    png,
)
from tests.support.review.pptx_charts import ChartData
from tests.support.review.styles import Styles
from tests.support.review.view_pptx import shown
from tests.support.review.xml import Element, find, find_all, q

_FIRST_IN_RPR = ("a:ln", "a:noFill", "a:solidFill", "a:gradFill", "a:blipFill", "a:pattFill",
                 "a:grpFill", "a:effectLst", "a:effectDag", "a:highlight", "a:uLnTx", "a:uLn",
                 "a:uFillTx", "a:uFill", "a:latin", "a:ea", "a:cs", "a:sym")  # fmt: skip
"""What stands before a link in a run's properties (ECMA-376 part 1, 21.1.2.3.9)."""
_LOOKS = {"bold": ("b", "1", "0"), "italic": ("i", "1", "0"), "underline": ("u", "sng", "none")}
_IDS = {
    "row": ("a:tr", "h", "cy", "{0D108BD9-81ED-4DB2-BD59-A6C34878D82A}", "a16:rowId"),
    "column": ("a:gridCol", "w", "cx", "{9D8B030D-6E8A-4147-A177-3AD203B41FA5}", "a16:colId"),
}
"""The elements of rows and columns, their size and the frame's, and the extensions that hold their
ids (`gramex--input2`)."""
_SHARED = ("slideLayout", "slideMaster", "notesMaster", "image", "media", "video", "audio",
           "theme", "slide")  # fmt: skip
"""What a copied slide shares with its original; all else that it holds is copied with it, but for
comments: whether a duplicate takes these along was not seen."""
_CREATION = "{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}"
_THREADING = "{C676402C-5697-4E1C-873F-D02D1690AC5C}"
_OLD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NEW = "http://schemas.microsoft.com/office/2018/10/relationships"
_CT_OLD = "application/vnd.openxmlformats-officedocument.presentationml.{}+xml"
_CT_NEW = "application/vnd.ms-powerpoint.{}+xml"
_MOMENT = "2026-01-02T03:04:05.678"


def cut_out(run: Element, start: int, end: int) -> Element:
    """The run that holds these signs of a run alone; what is before and after stands in runs of
    their own, with the same properties (`Open-XML-SDK`, `gramex--input2`: "link", ": <text>")."""
    text = find(run, "a:t")
    whole = text.text or ""
    for piece, put in ((whole[:start], run.addprevious), (whole[end:], run.addnext)):
        if piece:
            other = copy.deepcopy(run)
            find(other, "a:t").text = piece
            put(other)
    text.text = whole[start:end]
    return run


def first_child(owner: Element, name: str) -> Element:
    """The properties that come first in an element, made where it has none."""
    found = find(owner, name)
    if found is None:
        found = xml.parsed(f"<{name}/>")
        owner.insert(0, found)
    return found


def _typed(text: str, like: Element) -> Element:
    """A run with the properties of another, or of a paragraph's end; a link is not typed on."""
    run = xml.parsed('<a:r><a:rPr lang="en-US"/><a:t/></a:r>')
    if like is not None:
        run[0].attrib.clear()
        run[0].attrib.update(like.attrib)
        run[0].extend(copy.deepcopy(c) for c in like if c.tag != q("a:hlinkClick"))
    run[0].attrib.pop("err", None)
    run[0].set("dirty", "0")
    run[1].text = text
    return run


def _look(paragraph: Element, which: int) -> Element:
    """What is typed at a paragraph's start or end looks like: a run, else the paragraph's end."""
    runs = find_all(paragraph, "a:r")
    return find(runs[which], "a:rPr") if runs else find(paragraph, "a:endParaRPr")


def _emptied(paragraph: Element) -> Element:
    for piece in list(paragraph):
        if piece.tag in (q("a:r"), q("a:br"), q("a:fld")):
            paragraph.remove(piece)
    return paragraph


def _put(paragraph: Element, run: Element) -> None:
    paragraph.insert(0 if find(paragraph, "a:pPr") is None else 1, run)


def _entered(paragraph: Element, text: str) -> Element:
    """A paragraph that Enter makes after another one, and what is typed in it: the properties of
    the paragraph, of its last run and of its end are copied."""
    new = _emptied(copy.deepcopy(paragraph))
    _put(new, _typed(text, _look(paragraph, -1)))
    paragraph.addnext(new)
    return new


def _filled(body: Element, text: str) -> None:
    """Select all that a text body holds and type a text: its first line looks as the first run."""
    first, *others = find_all(body, "a:p")
    for other in others:
        body.remove(other)
    line, *lines = text.split("\n")
    run = _typed(line, _look(first, 0))
    _put(_emptied(first), run)
    for more in lines:
        first = _entered(first, more)


class PptxDeck:
    """A deck that python-pptx holds. `chance` makes the ids that PowerPoint makes."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.deck: Any = Presentation(str(path))
        self.chance = chance

    def shown(self) -> list[dict[str, Any]]:
        return shown(self.deck)

    def slides(self) -> list[Any]:
        return list(self.deck.slides)

    def shapes(self, slide: Any) -> list[Shape]:
        """Each with its python-pptx shape."""
        found = [Shape(_kind(shape), shape) for shape in xml.leaves(slide.shapes)]
        return [shape for shape in found if shape.kind]

    def paragraphs(self, shape: Shape) -> list[Any]:
        return find_all(shape.held.element, "p:txBody/a:p")

    def runs(self, paragraph: Any) -> list[tuple[Any, str]]:
        return [(run, run.findtext(q("a:t")) or "") for run in find_all(paragraph, "a:r")]

    def replace(self, words: Words, text: str) -> None:
        run = cut_out(words.run, words.start, words.end)
        find(run, "a:t").text = text
        first_child(run, "a:rPr").set("dirty", "0")

    def replace_all(self, slide: Any, old: str, new: str) -> bool:
        whole = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
        found = [
            text for text in find_all(slide.element, ".//a:r/a:t") if whole.search(text.text or "")
        ]
        for text in found:
            text.text = whole.sub(lambda _: new, text.text)
        return bool(found)

    def break_before(self, words: Words) -> None:
        """Shift+Enter."""
        run = cut_out(words.run, words.start, len(words.run.findtext(q("a:t"))))
        broken = xml.parsed("<a:br/>")
        broken.append(_typed("", find(run, "a:rPr"))[0])
        run.addprevious(broken)

    def toggle(self, words: Words, look: str) -> None:
        """Ctrl+B and its like: what was on by whatever style is off by the run's own word
        (`ShapeCrawler--038`: `b="0"` where the shape's list style is bold). Links are underlined
        anyway."""
        name, on, off = _LOOKS[look]
        run = words.run
        if look == "underline" and find(run, "a:rPr/a:hlinkClick") is not None:
            raise NothingThereError
        shape = next(run.iterancestors(q("p:sp")))
        slide = next(s for s in self.slides() if s.element is run.getroottree().getroot())
        now = Styles.of(shape, slide).of_run(run.getparent(), run, name)
        look_of = first_child(cut_out(run, words.start, words.end), "a:rPr")
        look_of.set(name, on if now in ("", "0", "false", "none") else off)

    def link(self, words: Words, url: str) -> None:
        look = first_child(cut_out(words.run, words.start, words.end), "a:rPr")
        for old in find_all(look, "a:hlinkClick"):
            look.remove(old)
        rid = self._part_of(look).relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        place = sum(find(look, name) is not None for name in _FIRST_IN_RPR)
        look.insert(place, xml.parsed(f'<a:hlinkClick r:id="{rid}"/>'))

    def paste(self, words: Words, text: str, color: bytes) -> None:
        """Paste with Source Formatting, within a paragraph."""
        run = cut_out(words.run, words.start, words.end)
        pasted = xml.parsed(
            '<a:r><a:rPr lang="en-GB" sz="1400" b="1" dirty="0">'
            f'<a:solidFill><a:srgbClr val="{color.hex().upper()}"/></a:solidFill>'
            '<a:latin typeface="Georgia" panose="02040502050405020303" pitchFamily="18" '
            'charset="0"/></a:rPr><a:t/></a:r>'
        )
        find(pasted, "a:t").text = text
        run.addnext(pasted)

    def _part_of(self, element: Element) -> Any:
        root = element.getroottree().getroot()
        return next(slide.part for slide in self.slides() if slide.element is root)

    def links(self, shape: Shape) -> list[Any]:
        return find_all(shape.held.element, ".//a:rPr/a:hlinkClick")

    def unlink(self, link: Any) -> None:
        link.getparent().remove(link)

    def write(self, shape: Shape, text: str) -> None:
        _filled(find(shape.held.element, "p:txBody"), text)

    def enter(self, paragraph: Any, text: str, *, deeper: bool = False) -> None:
        """Enter, Tab if deeper, and a line of text."""
        new = _entered(paragraph, text)
        if deeper:
            first_child(new, "a:pPr").set("lvl", str(min(xml.level(paragraph) + 1, 4)))

    def append(self, paragraph: Any, text: str) -> None:
        new, end = _typed(text, _look(paragraph, -1)), find(paragraph, "a:endParaRPr")
        paragraph.append(new) if end is None else end.addprevious(new)

    def remove(self, shape: Shape, index: int) -> None:
        gone = self.paragraphs(shape)[index]
        gone.getparent().remove(gone)

    def move(self, shape: Shape, index: int, to: int) -> None:
        moved, other = (self.paragraphs(shape)[place] for place in (index, to))
        other.addnext(moved) if index < to else other.addprevious(moved)

    def level(self, paragraph: Any) -> int | None:
        """None for one with margins of its own, for PowerPoint works these out anew in a way that
        no deck shows."""
        own = find(paragraph, "a:pPr")
        has_margins = own is not None and (own.get("marL") or own.get("indent"))
        return None if has_margins else xml.level(paragraph)

    def set_level(self, paragraph: Any, level: int) -> None:
        """Tab or Shift+Tab at a paragraph's start."""
        own = first_child(paragraph, "a:pPr")
        own.attrib.pop("lvl", None)
        if level:
            own.set("lvl", str(level))

    def enumerate_list(self, shape: Shape) -> None:
        """The button for numbers: the margins are those of `officer--example`."""
        for paragraph in self.paragraphs(shape):
            own = first_child(paragraph, "a:pPr")
            if not own.get("lvl") and not len(own):
                own.attrib.update({"marL": "514350", "indent": "-514350"})
                own.append(xml.parsed('<a:buFont typeface="+mj-lt"/>'))
                own.append(xml.parsed('<a:buAutoNum type="arabicPeriod"/>'))

    def notes(self, slide: Any) -> str:
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        return "" if frame is None else frame.text

    def write_notes(self, slide: Any, text: str, more: bool) -> None:
        """A slide that has none gets a notes slide, of the deck's notes master."""
        if xml.related(self.deck.part, "/notesMaster") is None:
            raise NothingThereError
        frame = slide.notes_slide.notes_text_frame
        if frame is None:
            raise NothingThereError
        if more:
            _entered(find_all(frame._txBody, "a:p")[-1], text)
        else:
            _filled(frame._txBody, text)

    def cells(self, shape: Shape) -> list[list[Any]]:
        return [
            [None if cell.get("hMerge") or cell.get("vMerge") else cell for cell in row]
            for row in (find_all(row, "a:tc") for row in shape.held.element.iter(q("a:tr")))
        ]

    def write_cell(self, cell: Any, text: str) -> None:
        _filled(find(cell, "a:txBody"), text)

    def insert(self, after: Line, texts: Sequence[str]) -> None:
        """Insert Below or Right: the line is copied without its text, with an id of its own, and
        filled; the table grows by its size."""
        known, cells = _lane(after)
        new = copy.deepcopy(known)
        made = new.findall(q("a:tc"))
        if after.side == "column":
            made = [copy.deepcopy(cell) for cell in cells]
            for cell, other in zip(cells, made, strict=True):
                cell.addnext(other)
        for cell, text in zip(made, texts, strict=True):
            self.write_cell(cell, text)
        _, _, _, uri, name = _IDS[after.side]
        number, held = str(self.chance.randrange(1, 2**32)), find(new, f".//{name}")
        if held is None:
            xml.extend(new, f'<a:ext uri="{uri}"><{name} val="{number}"/></a:ext>')
        else:
            held.set("val", number)
        known.addnext(new)
        _grow(after, known, 1)

    def merge(self, shape: Shape, row: int, column: int) -> None:
        """Merge Cells: the first takes the text of the other below its own; that stays, empty
        (`markitdown--test`: `gridSpan`, `hMerge`)."""
        found = find_all(list(shape.held.element.iter(q("a:tr")))[row], "a:tc")
        one, other = found[column : column + 2]
        if any(cell.get("rowSpan") or cell.get("gridSpan") for cell in (one, other)):
            raise NothingThereError
        one.set("gridSpan", "2")
        other.set("hMerge", "1")
        body, came = find(one, "a:txBody"), find_all(other, "a:txBody/a:p")
        is_empty = not any(xml.said(line) for line in find_all(body, "a:p"))
        if any(xml.said(line) for line in came):
            for line in find_all(body, "a:p") if is_empty else ():
                body.remove(line)
            body.extend(copy.deepcopy(line) for line in came)
            for line in came[1:]:
                line.getparent().remove(line)
            _emptied(came[0])

    def take(self, line: Line) -> None:
        gone, cells = _lane(line)
        for each in (gone, *(cells if line.side == "column" else ())):
            each.getparent().remove(each)
        _grow(line, gone, -1)

    def data(self, shape: Shape, what: str) -> list[Any]:
        return ChartData(shape.held.chart).points(what)

    def write_data(self, datum: Line, new: Any) -> None:
        ChartData(datum.shape.held.chart).write(datum.place, datum.side, new)

    def extend(self, shape: Shape, what: str, name: str, values: Sequence[float]) -> None:
        ChartData(shape.held.chart).extend(what, name, values)

    def shorten(self, shape: Shape, what: str) -> None:
        ChartData(shape.held.chart).shorten(what)

    def set_picture(self, shape: Shape, color: bytes) -> None:
        """Change Picture: the box, name and alternative text stay. That the crop stays where the
        picture has the same pixels is a guess."""
        part, blip = shape.held.part, find(shape.held.element, "p:blipFill/a:blip")
        old = blip.get(q("r:embed"))
        size = _pixels(part.related_part(old).blob) if old else (40, 30)
        _, rid = part.get_or_add_image_part(io.BytesIO(png(color, *size)))
        for extension in find_all(blip, "a:extLst"):
            blip.remove(extension)
        blip.attrib.pop(q("r:link"), None)
        blip.set(q("r:embed"), rid)
        if old and old not in part._element.xpath("//@r:embed | //@r:id | //@r:link"):
            part.rels.pop(old)

    def set_alt(self, shape: Shape, text: str) -> None:
        own = xml.about(shape.held.element)
        if any(mark.get("val") == "1" for mark in own.iter(q("adec:decorative"))):
            raise NothingThereError
        own.set("descr", text)

    def drag(self, shape: Shape, right: int, down: int) -> None:
        held = shape.held
        box = held.left + Pt(right), held.top + Pt(down), held.width, held.height
        held.left, held.top, held.width, held.height = box

    def erase(self, shape: Shape) -> None:
        shape.held.element.getparent().remove(shape.held.element)

    def add_text_box(self, slide: Any, text: str) -> None:
        slide.shapes.add_textbox(Pt(60), Pt(170), Pt(230), Pt(40)).text_frame.text = text

    def add_picture(self, slide: Any, color: bytes) -> None:
        slide.shapes.add_picture(io.BytesIO(png(color, 40, 30)), Pt(60), Pt(230), Pt(120), Pt(90))

    def comment(self, slide: Any, text: str) -> None:
        """A comment or a reply: a legacy one where the deck has such, else a modern one.

        No deck at hand has modern ones: their parts are written after [MS-PPTX], namespace
        `.../powerpoint/2018/8/main`. The form of legacy ones is that of `tika--testPPT_various2`.
        """
        legacy = xml.related(self.deck.part, f"{_OLD}/commentAuthors") is not None
        (self._legacy if legacy else self._modern)(slide, text)

    def _legacy(self, slide: Any, text: str) -> None:
        authors = xml.related(self.deck.part, f"{_OLD}/commentAuthors")
        listed = xml.tree(authors)
        mine = next((author for author in listed if author.get("name") == AUTHOR), None)
        if mine is None:
            number = max((int(author.get("id")) for author in listed), default=0) + 1
            names = f'name="{AUTHOR}" initials="{INITIALS}" clrIdx="{len(listed)}"'
            mine = xml.parsed(f'<p:cmAuthor id="{number}" {names} lastIdx="0"/>')
            listed.append(mine)
        index = str(int(mine.get("lastIdx")) + 1)
        mine.set("lastIdx", index)
        _keep(authors, listed)
        held = _part(slide.part, "/ppt/comments/comment{}.xml", f"{_OLD}/comments",
                     _CT_OLD.format("comments"), "<p:cmLst/>")  # fmt: skip
        root = xml.tree(held)
        first = [remark for remark in root if find(remark, ".//p15:parentCm") is None]
        above = self.chance.choice(first) if first and self.chance.random() < 0.5 else None
        under = ""
        if above is not None:
            key = f'authorId="{above.get("authorId")}" idx="{above.get("idx")}"'
            under = f"<p15:parentCm {key}/>"
            above = _last_of_thread(above)
        new = xml.parsed(
            f'<p:cm authorId="{mine.get("id")}" dt="{_MOMENT}" idx="{index}"><p:pos x="10" y="10"/>'
            f'<p:text/><p:extLst><p:ext uri="{_THREADING}"><p15:threadingInfo timeZoneBias="300">'
            f"{under}</p15:threadingInfo></p:ext></p:extLst></p:cm>"
        )
        find(new, "p:text").text = text
        root.append(new) if above is None else above.addnext(new)
        _keep(held, root)

    def _modern(self, slide: Any, text: str) -> None:
        authors = _part(self.deck.part, "/ppt/authors.xml", f"{_NEW}/authors",
                        _CT_NEW.format("authors"), "<p188:authorLst/>")  # fmt: skip
        listed = xml.tree(authors)
        if not len(listed):
            names = f'name="{AUTHOR}" initials="{INITIALS}" userId="S::ada" providerId="AD"'
            listed.append(xml.parsed(f'<p188:author id="{self._guid()}" {names}/>'))
            _keep(authors, listed)
        name = f"/ppt/comments/modernComment_{self.chance.randrange(2**32):X}_{{}}.xml"
        held = _part(slide.part, name, f"{_NEW}/comments",
                     _CT_NEW.format("comments"), "<p188:cmLst/>")  # fmt: skip
        root = xml.tree(held)
        body = (
            '<p188:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="en-US"/><a:t/></a:r></a:p>'
            "</p188:txBody>"
        )
        made = f'authorId="{listed[0].get("id")}" created="{_MOMENT}"'
        reply = ""
        if self.chance.random() < 0.5:
            reply = f'<p188:reply id="{self._guid()}" {made}>{body}</p188:reply>'
            reply = f"<p188:replyLst>{reply}</p188:replyLst>"
        creation = find(slide.element, ".//p14:creationId")
        mark = "0" if creation is None else creation.get("val")
        here = f'<pc:docMk/><pc:sldMk cId="{mark}" sldId="{self._listed(slide).get("id")}"/>'
        new = xml.parsed(
            f'<p188:cm id="{self._guid()}" {made}><pc:sldMkLst>{here}</pc:sldMkLst>{reply}{body}'
            "</p188:cm>"
        )
        *replies, own = new.iter(q("a:t"))
        own.text = text
        for words in replies:
            words.text = f"Yes, {text}"
        root.append(new)
        _keep(held, root)

    def _guid(self) -> str:
        return f"{{{uuid.UUID(int=self.chance.getrandbits(128), version=4)}}}".upper()

    def hide(self, slide: Any) -> None:
        if slide.element.attrib.pop("show", "1") != "0":
            slide.element.set("show", "0")

    def _listed(self, slide: Any) -> Element:
        return self.deck.slides._sldIdLst[self.slides().index(slide)]

    def delete(self, slide: Any) -> None:
        """A slide goes, with what points at it: its section's and custom shows' entries, links."""
        listed = self._listed(slide)
        rid = listed.get(q("r:id"))
        listed.getparent().remove(listed)
        self._leave_section(listed.get("id"))
        for entry in list(self.deck.part._element.iter(q("p:sld"))):
            while entry.get(q("r:id"), rid) == rid and not len(entry):  # an emptied show goes too
                above = entry.getparent()
                above.remove(entry)
                entry = above
        for part in (other.part for other in self.slides()):
            for link, relation in list(part.rels.items()):
                if not relation.is_external and relation.target_part is slide.part:
                    for click in part._element.xpath(f"//a:*[@r:id='{link}']"):
                        click.getparent().remove(click)
                    part.rels.pop(link)
        self.deck.part.rels.pop(rid)

    def move_slide(self, slide: Any, to: int) -> None:
        """A slide is dragged to another place, and into the section there."""
        listed, entries = self._listed(slide), self.deck.slides._sldIdLst
        entries.remove(listed)
        entries.insert(to, listed)
        self._enter_section(listed)

    def duplicate(self, slide: Any) -> Any:
        """Ctrl+D on a slide: its tags and its shapes' creationIds are kept, the slide's own is new,
        charts with their workbooks and notes are copied, pictures and layouts shared."""
        copied = _copied(slide.part, {})
        creation = find(copied._element, ".//p14:creationId")
        if creation is not None:
            creation.set("val", str(self.chance.randrange(1, 2**31)))
        number = max(int(entry.get("id")) for entry in self.deck.slides._sldIdLst) + 1
        rid = self.deck.part.relate_to(copied, RELATIONSHIP_TYPE.SLIDE)
        listed = xml.parsed(f'<p:sldId id="{number}" r:id="{rid}"/>')
        self._listed(slide).addnext(listed)
        self._enter_section(listed)
        return copied.slide

    def new_slide(self, after: Any, title: str, *lines: str) -> Any:
        """New Slide with a title and content, on one of the deck's layouts that have both."""
        layouts = [(it, place) for it in self.deck.slide_layouts if (place := _content(it))]
        if not layouts:
            raise NothingThereError
        layout, place = self.chance.choice(layouts)
        added = self.deck.slides.add_slide(layout)
        listed = self._listed(added)
        self._listed(after).addnext(listed)
        self._enter_section(listed)
        creation = f'<p14:creationId val="{self.chance.randrange(1, 2**31)}"/>'
        xml.extend(find(added.element, "p:cSld"), f'<p:ext uri="{_CREATION}">{creation}</p:ext>')
        _filled(added.shapes.title.text_frame._txBody, title)
        for held in added.placeholders:
            if held.placeholder_format.idx == place:
                _filled(held.text_frame._txBody, "\n".join(lines))
        return added

    def _sections(self) -> list[Element]:
        return list(self.deck.part._element.iter(q("p14:section")))

    def _leave_section(self, number: str) -> None:
        """The section stays, without slides if it was the last."""
        for entry in list(self.deck.part._element.iter(q("p14:sldId"))):
            if entry.get("id") == number:
                entry.getparent().remove(entry)

    def _enter_section(self, listed: Element) -> None:
        """A slide that came or moved is in the section of the slide before it, or in the first one
        (`gramex--input2` shows the form: each id once, in the order of the slides)."""
        self._leave_section(listed.get("id"))
        if not self._sections():
            return
        new, before = xml.parsed(f'<p14:sldId id="{listed.get("id")}"/>'), listed.getprevious()
        if before is None:
            find(self._sections()[0], "p14:sldIdLst").insert(0, new)
            return
        for entry in list(self.deck.part._element.iter(q("p14:sldId"))):
            if entry.get("id") == before.get("id"):
                entry.addnext(new)

    def _section_of(self, slide: Any) -> tuple[Element, list[Any]]:
        """The section that a slide is in, and the slides in it."""
        number = self._listed(slide).get("id")
        for section in self._sections():
            inside = [entry.get("id") for entry in section.iter(q("p14:sldId"))]
            if number in inside:
                return section, [s for s in self.slides() if self._listed(s).get("id") in inside]
        raise NothingThereError

    def rename_section(self, slide: Any, name: str) -> list[Any]:
        section, inside = self._section_of(slide)
        section.set("name", name)
        return inside

    def start_section(self, slide: Any, name: str) -> list[Any]:
        """Add Section before a slide that starts none: it takes the rest of the one it is in."""
        section, inside = self._section_of(slide)
        at = [other.slide_id for other in inside].index(slide.slide_id) or 1
        if at == len(inside):
            raise NothingThereError
        new = copy.deepcopy(section)
        new.set("name", name)
        new.set("id", self._guid())
        for held, gone in ((section, inside[at:]), (new, inside[:at])):
            for entry in list(held.iter(q("p14:sldId"))):
                if entry.get("id") in {str(other.slide_id) for other in gone}:
                    entry.getparent().remove(entry)
        section.addnext(new)
        return inside[at:]

    def end_section(self, slide: Any) -> list[Any]:
        """Remove Section: its slides go on in the one before."""
        section, inside = self._section_of(slide)
        before = section.getprevious()
        if before is None:
            raise NothingThereError
        find(before, "p14:sldIdLst").extend(list(section.iter(q("p14:sldId"))))
        section.getparent().remove(section)
        return inside

    def set_layout(self, slide: Any) -> None:
        """Layout: another one of the same slide master that has a title, and content where the
        slide has some. Its placeholders take the place of those on the new one, kind by kind."""
        kept = [p for p in slide.placeholders if xml.role(p.element) not in xml.FURNITURE]
        wanted = {place for p in kept if (place := _family(p.element))}
        others = [
            layout
            for layout in slide.slide_layout.slide_master.slide_layouts
            if layout.name != slide.slide_layout.name
            and wanted <= {_family(p.element) for p in layout.placeholders}
        ]
        if not others or len(wanted) < len(kept):
            raise NothingThereError
        layout = self.chance.choice(others)
        for placeholder in kept:
            own = find(placeholder.element, "*/p:nvPr/p:ph")
            new = find(_partner(placeholder.element, layout), "*/p:nvPr/p:ph")
            own.attrib.clear()
            own.attrib.update(new.attrib)
        kind = RELATIONSHIP_TYPE.SLIDE_LAYOUT
        slide.part.rels.pop(next(rid for rid, r in slide.part.rels.items() if r.reltype == kind))
        slide.part.relate_to(layout.part, kind)


def _last_of_thread(remark: Element) -> Element:
    """The last reply to a comment, which follow it in their order; itself where none does."""
    last = remark
    for after in remark.itersiblings():
        if find(after, ".//p15:parentCm") is None:
            break
        last = after
    return last


def _kind(shape: Any) -> str:
    """The catalogue's kind of a shape, "" of one that a reviewer does not edit."""
    element = shape.element
    if getattr(shape, "has_chart", False):
        return "chart"
    if getattr(shape, "has_table", False):
        return "table"
    if element.tag == q("p:pic"):
        moving = find(element, "*/p:nvPr/a:videoFile"), find(element, "*/p:nvPr/a:audioFile")
        shows = find(element, "p:blipFill/a:blip") is not None and moving == (None, None)
        return "picture" if shows else "object"
    kind = xml.role(element)
    if element.tag == q("p:graphicFrame"):
        return "object"
    if kind in xml.FURNITURE:
        return "furniture"
    if not shape.has_text_frame or not shape.text_frame.text.strip():
        return ""
    return (
        "title" if kind in xml.TITLES else {"obj": "content", "body": "outline"}.get(kind, "text")
    )


def _family(shape: Element) -> str:
    """Whether a placeholder is for a title or for content, "" for others."""
    kind = xml.role(shape)
    return "title" if kind in xml.TITLES else "body" if kind in ("obj", "body") else ""


def _partner(shape: Element, layout: Any) -> Element:
    """The placeholder of a layout for one of a slide: the first of its type, else of its family.
    Which of several PowerPoint takes is a guess."""
    alike = [p.element for p in layout.placeholders if _family(p.element) == _family(shape)]
    same = [p for p in alike if xml.role(p) == xml.role(shape)]
    return (same or alike)[0]


def _lane(line: Line) -> tuple[Element, list[Element]]:
    """The element of a row or a column, and its cells."""
    frame = line.shape.held.element
    rows = [find_all(row, "a:tc") for row in frame.iter(q("a:tr"))]
    cells = rows[line.place] if line.side == "row" else [row[line.place] for row in rows]
    return list(frame.iter(q(_IDS[line.side][0])))[line.place], cells


def _grow(line: Line, lane: Element, times: int) -> None:
    """A table's frame is as large as its rows and columns."""
    _, size, side, _, _ = _IDS[line.side]
    extent = find(line.shape.held.element, "p:xfrm/a:ext")
    if extent is not None:
        extent.set(side, str(int(extent.get(side)) + times * int(lane.get(size))))


def _pixels(data: bytes) -> tuple[int, int]:
    """The size of a picture, a tenth of it where it is large."""
    try:
        width, height = Image.open(io.BytesIO(data)).size
    except OSError:  # a metafile, whose pixels Pillow does not know
        return (40, 30)
    return (width, height) if width * height < 250_000 else (width // 10 or 1, height // 10 or 1)


def _content(layout: Any) -> int | None:
    """The index of a layout's placeholder for content, where it has a title too."""
    kinds: dict[str, int] = {}
    for place in layout.placeholders:
        kinds.setdefault(xml.role(place.element), place.placeholder_format.idx)
    return kinds.get("obj", kinds.get("body")) if {*xml.TITLES} & {*kinds} else None


def _keep(part: Part, root: Element) -> None:
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _part(owner: Any, name: str, kind: str, content_type: str, empty: str) -> Part:
    """A part's related one of a kind, made where it has none."""
    known: Part | None = xml.related(owner, kind)
    if known is None:
        known = Part(_free_name(owner.package, name), content_type, owner.package)
        _keep(known, xml.parsed(empty))
        owner.relate_to(known, kind)
    return known


def _free_name(package: Any, name: str, more: Sequence[Part] = ()) -> PackURI:
    taken = {part.partname for part in (*package.iter_parts(), *more)}
    numbers = (number for number in range(1, 10_000) if name.format(number) not in taken)
    return PackURI(name.format(next(numbers)))


def _copied(part: Any, known: dict[Any, Any]) -> Any:
    """A copy of a part, with copies of the parts that are its own."""
    package, is_tree = part.package, hasattr(part, "_element")
    blob = etree.tostring(part._element) if is_tree else part.blob
    stem, _, ext = str(part.partname).rpartition(".")
    name = _free_name(package, f"{stem.rstrip('0123456789')}{{}}.{ext}", [*known.values()])
    new = known[part] = type(part).load(name, part.content_type, package, blob)
    renamed = {}
    for rid, relation in part.rels.items():
        kind = relation.reltype.rpartition("/")[2]
        if kind == "comments":
            continue
        if relation.is_external:
            target = relation.target_ref
        elif kind in _SHARED and relation.target_part not in known:
            target = relation.target_part
        else:
            target = known.get(relation.target_part) or _copied(relation.target_part, known)
        renamed[rid] = new.rels._add_relationship(relation.reltype, target, relation.is_external)
    for element in new._element.iter() if is_tree else ():
        for key, value in element.attrib.items():
            if str(key).startswith(f"{{{xml.SPACES['r']}}}") and value in renamed:
                element.set(key, renamed[value])
    return new
