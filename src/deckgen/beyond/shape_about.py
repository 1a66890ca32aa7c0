"""What a shape is called and says beside its text: alternative text, links, whether it shows."""

from __future__ import annotations

from deckgen.beyond import digest
from deckgen.beyond.aspect import Aspect, Words, equal, one
from deckgen.beyond.subjects import Drawn
from deckgen.content import kept
from deckgen.content.base import Page
from deckgen.ooxml import Element, each, find, qn, tag

PLACEHOLDER, OBJECT = "placeholder", "object"
"""Sorts of shapes that editors which write all anew call otherwise, or turn into other sorts."""
_MEDIA = ("a:videoFile", "a:audioFile", "a:quickTimeFile", "a:audioCd", "a:wavAudioFile")
_WITH_ALT = ("p:pic", "p:graphicFrame", "p:grpSp")
_LONGEST = 60
_DECORATIVE = "adec:decorative"


def _alt(drawn: Drawn) -> Words:
    """The alternative text where no plan holds it: that of texts and of what is no slot."""
    about = drawn.properties
    if about is None or (drawn.slot and tag(drawn.shape) in _WITH_ALT):
        return {}
    decorative = any(e.get("val", "1") in ("1", "true") for e in each(about, _DECORATIVE))
    said = [about.get("title", ""), about.get("descr", ""), "(decorative)" if decorative else ""]
    return one(" ".join(filter(None, said)))


def _not_lost(was: str, now: str) -> bool:
    """Whether nothing is said that was not said before; LibreOffice loses most of it."""
    return now in ("", was)


def _quoted(word: str) -> str:
    return f"“{word if len(word) <= _LONGEST else word[:_LONGEST] + '…'}”"


def _called(drawn: Drawn) -> Words:
    """The name of a slot's shape in PowerPoint's Selection Pane, where it is another."""
    about = drawn.properties
    name = "" if about is None else about.get("name", "")
    return one(name if drawn.slot and name != drawn.name else "")


def _hidden(drawn: Drawn) -> Words:
    about = drawn.properties
    hidden = about is not None and about.get("hidden", "0") in ("1", "true")
    return one("hidden" if hidden else "")


def _links(drawn: Drawn) -> Words:
    """Where a click on the shape leads, and a pointer over it (19.3.1.12: `p:cNvPr`)."""
    about = drawn.properties
    found = {}
    for name, which in (("a:hlinkClick", "click"), ("a:hlinkHover", "mouse-over")):
        link = None if about is None else find(about, name)
        if link is not None:
            found[which] = _target(link, drawn)
    return found


def _target(link: Element, drawn: Drawn) -> str:
    """An address, `slide x`, or an action of PowerPoint's such as `ppaction://hlinkshowjump`."""
    sheet = drawn.sheet
    item = sheet.part.rels.get(link.get(qn("r:id")))
    if item is None:
        return link.get("action", "") or "nothing"
    if item.external:
        return item.target
    slide = sheet.look.slides.get(item.target)
    return f"slide `{slide}`" if slide is not None else "another slide"


_SORTS = {
    "p:sp": "shape", "p:cxnSp": "connector", "p:pic": "picture", "p:grpSp": "group",
    "p:graphicFrame": OBJECT, "p:contentPart": OBJECT,
}  # fmt: skip


def _sort(drawn: Drawn) -> Words:
    """What sort of shape it is that no slot holds."""
    if drawn.slot:
        return {}
    about = find(drawn.shape, "p:nvPicPr/p:nvPr")
    media = about is not None and any(tag(child) in _MEDIA for child in about)
    sort = _SORTS[tag(drawn.shape)]
    if drawn.choice or media or sort == OBJECT:
        return one(OBJECT)
    return one(sort if drawn.placeholder is None else PLACEHOLDER)


def _kept(drawn: Drawn) -> Words:
    """What an object is and says that no slot holds: SmartArt, media, charts of other kinds."""
    if drawn.slot or tag(drawn.shape) in ("p:grpSp", "p:sp", "p:cxnSp"):
        return {}
    page = Page(drawn.sheet.package, drawn.sheet.part, "")
    found = kept.describe(drawn.shape, page)
    if found is None:
        return {}
    texts = [digest.of_text(*found.texts)] if found.texts else []
    return one(" ".join([found.word, *texts]))


def _leads_alike(was: str, now: str) -> bool:
    """Whether two links lead to the same; LibreOffice makes whole addresses of those of files
    beside the presentation, and knows few of PowerPoint's actions."""
    whole = bool(was) and now.endswith(f"/{was}")
    return was == now or whole or was.startswith("ppaction:")


def _sort_same(was: str, now: str) -> bool:
    """Whether two shapes are of one sort; slots come and go, but for objects of no kind."""
    return was == now or (OBJECT not in (was, now) and "" in (was, now))


def _resorted(_was: str, now: str) -> str:
    if now == OBJECT:
        return "is of a kind now that YAML does not have"
    return f"is a {now} now" if now else "is a slot now"


def _object_same(was: str, now: str) -> bool:
    """Whether an object says the same; of what was none before its sort is told."""
    return was == now or not was


def _object_told(was: str, now: str) -> str:
    old, new = was.partition(" ")[0], now.partition(" ")[0] or "nothing"
    return "says something else now" if old == new else f"is {new} now instead of {old}"


ASPECTS = (
    Aspect("sort", "", _sort, _sort_same, _sort_same, told=_resorted),
    Aspect("name", "the name", _called, show="`{}`".format, usual="its slot's"),
    Aspect("alt", "the alternative text", _alt, rewritten=_not_lost, show=_quoted),
    Aspect("hidden", "", _hidden, rewritten=equal, told=lambda _, now: f"is {now or 'shown'} now"),
    Aspect("link", "the {} action", _links, rewritten=_leads_alike),
    Aspect("object", "", _kept, _object_same, told=_object_told),
)
