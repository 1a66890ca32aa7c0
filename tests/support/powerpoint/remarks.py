"""Comments, as PowerPoint writes them: legacy ones where the deck has such, else modern ones.

No deck at hand has modern comments: their parts are written after [MS-PPTX], namespace
`.../powerpoint/2018/8/main`. The form of legacy ones and of replies is that of
`tika--testPPT_various2`.
"""

from __future__ import annotations

import uuid
from typing import Any

from lxml import etree
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from tests.support.powerpoint.desk import Desk, Done
from tests.support.powerpoint.names import Element, parsed, q

_OLD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NEW = "http://schemas.microsoft.com/office/2018/10/relationships"
_CT_OLD = "application/vnd.openxmlformats-officedocument.presentationml.{}+xml"
_CT_NEW = "application/vnd.ms-powerpoint.{}+xml"
_THREADING = "{C676402C-5697-4E1C-873F-D02D1690AC5C}"
_AUTHOR = "Ada Reviewer"
_MOMENT = "2026-01-02T03:04:05.678"


def comment(desk: Desk) -> Done | None:
    """A comment, or a reply to one."""
    slide = desk.slide()
    text = f"Why {desk.word()}?"
    if _related(desk.deck.part, f"{_OLD}/commentAuthors") is not None:
        what = _legacy(desk, slide, text)
    else:
        what = _modern(desk, slide, text)
    return desk.done(what, slide)


def _related(part: Any, kind: str) -> Part | None:
    for relation in part.rels.values():
        if relation.reltype == kind:
            found: Part = relation.target_part
            return found
    return None


def _tree(part: Part) -> Element:
    return etree.fromstring(part.blob)


def _keep(part: Part, root: Element) -> None:
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _part(owner: Any, name: str, kind: str, content_type: str, empty: str) -> Part:
    known = _related(owner, kind)
    if known is None:
        package = owner.package
        taken = {part.partname for part in package.iter_parts()}
        number = 1
        while name.format(number) in taken:
            number += 1
        known = Part(PackURI(name.format(number)), content_type, package)
        _keep(known, parsed(empty))
        owner.relate_to(known, kind)
    return known


def _legacy(desk: Desk, slide: Any, text: str) -> str:
    authors = _related(desk.deck.part, f"{_OLD}/commentAuthors")
    assert authors is not None
    listed = _tree(authors)
    mine = next((a for a in listed if a.get("name") == _AUTHOR), None)
    if mine is None:
        number = max((int(a.get("id")) for a in listed), default=0) + 1
        mine = parsed(
            f'<p:cmAuthor id="{number}" name="{_AUTHOR}" initials="AR" lastIdx="0" '
            f'clrIdx="{len(listed)}"/>'
        )
        listed.append(mine)
    index = int(mine.get("lastIdx")) + 1
    mine.set("lastIdx", str(index))
    _keep(authors, listed)
    held = _part(
        slide.part, "/ppt/comments/comment{}.xml", f"{_OLD}/comments",
        _CT_OLD.format("comments"), "<p:cmLst/>",
    )  # fmt: skip
    root = _tree(held)
    answered = [cm for cm in root if cm.find(f".//{q('p15:parentCm')}") is None]
    above = desk.chance.choice(answered) if answered and desk.chance.random() < 0.5 else None
    under = ""
    if above is not None:
        said = f'authorId="{above.get("authorId")}" idx="{above.get("idx")}"'
        under = f"<p15:parentCm {said}/>"
    new = parsed(
        f'<p:cm authorId="{mine.get("id")}" dt="{_MOMENT}" idx="{index}"><p:pos x="10" y="10"/>'
        f'<p:text/><p:extLst><p:ext uri="{_THREADING}"><p15:threadingInfo timeZoneBias="300">'
        f"{under}</p15:threadingInfo></p:ext></p:extLst></p:cm>"
    )
    new.find(q("p:text")).text = text
    if above is None:
        root.append(new)
    else:
        above.addnext(new)
    _keep(held, root)
    return f"{text!r}{' as a reply' if above is not None else ''}"


def _modern(desk: Desk, slide: Any, text: str) -> str:
    authors = _part(
        desk.deck.part, "/ppt/authors.xml", f"{_NEW}/authors", _CT_NEW.format("authors"),
        "<p188:authorLst/>",
    )  # fmt: skip
    listed = _tree(authors)
    if not len(listed):
        listed.append(
            parsed(
                f'<p188:author id="{_guid(desk)}" name="{_AUTHOR}" initials="AR" userId="S::ada" '
                'providerId="AD"/>'
            )
        )
        _keep(authors, listed)
    mine = listed[0].get("id")
    number = f"{desk.chance.randrange(2**32):X}_{{}}"
    held = _part(
        slide.part, f"/ppt/comments/modernComment_{number}.xml", f"{_NEW}/comments",
        _CT_NEW.format("comments"), "<p188:cmLst/>",
    )  # fmt: skip
    root = _tree(held)
    body = (
        '<p188:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="en-US"/><a:t/></a:r></a:p>'
        "</p188:txBody>"
    )
    reply = ""
    if desk.chance.random() < 0.5:
        reply = (
            f'<p188:replyLst><p188:reply id="{_guid(desk)}" authorId="{mine}" '
            f'created="{_MOMENT}">{body}</p188:reply></p188:replyLst>'
        )
    here = f'<pc:docMk/><pc:sldMk cId="{_creation(slide)}" sldId="{desk.id_of(slide)}"/>'
    marks = f"<pc:sldMkLst>{here}</pc:sldMkLst>"
    new = parsed(
        f'<p188:cm id="{_guid(desk)}" authorId="{mine}" created="{_MOMENT}">{marks}{reply}{body}'
        "</p188:cm>"
    )
    for number_of, words in enumerate(new.iter(q("a:t"))):
        words.text = f"Yes, {text}" if reply and number_of == 0 else text
    root.append(new)
    _keep(held, root)
    return f"{text!r}, modern{' with a reply' if reply else ''}"


def _guid(desk: Desk) -> str:
    return f"{{{uuid.UUID(int=desk.chance.getrandbits(128), version=4)}}}".upper()


def _creation(slide: Any) -> str:
    found = slide.element.find(f".//{q('p14:creationId')}")
    return "0" if found is None else str(found.get("val"))
