"""Objects that no kind of content can hold: SmartArt, media, ink, animations ...

The presentation keeps them as they are. YAML lists each with its text, so that nobody takes it
for lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deckgen.content.base import Page, properties
from deckgen.opc.xml import Element, each, find, tag
from deckgen.source.writing import YamlData

_URIS = {
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "smartart",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "chart",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "chart",
    "http://schemas.openxmlformats.org/drawingml/2006/table": "table",
    "http://schemas.openxmlformats.org/presentationml/2006/ole": "object",
    "http://schemas.microsoft.com/office/drawing/2017/model3d": "model",
}

_TEXT_PARTS = ("diagramData", "chart", "chartEx")


@dataclass(frozen=True, slots=True)
class UnsupportedObject:
    """An object that is only kept.

    `word` is its kind in YAML (`smartart`, `video` ...), `name` that of its shape, `texts` are the
    paragraphs that it shows.
    """

    word: str
    name: str
    texts: tuple[str, ...] = ()

    def dump(self) -> YamlData:
        """Its entry in the list of kept objects in YAML."""
        entry: dict[str, YamlData] = {self.word: self.name or "unnamed"}
        if self.texts:
            entry["text"] = list(self.texts)
        return entry


def describe(shape: Element, page: Page) -> UnsupportedObject | None:
    """The unsupported object in a shape, or None for a plain shape without text."""
    about = properties(shape)
    if about is None:
        about = next(each(shape, "p:cNvPr"), None)
    name = about.get("name", "") if about is not None else ""
    texts = tuple(_texts(shape, page))
    kind = _kind(shape)
    if kind == "shape" and not texts:
        return None
    return UnsupportedObject(kind, name, texts)


def _kind(shape: Element) -> str:
    name = tag(shape)
    if name == "p:pic":
        media = find(shape, "p:nvPicPr/p:nvPr")
        markers = {tag(child) for child in media} if media is not None else set()
        if markers & {"a:videoFile", "a:quickTimeFile"}:
            return "video"
        return "audio" if markers & {"a:audioFile", "a:audioCd", "a:wavAudioFile"} else "picture"
    if name == "p:contentPart":
        return "ink"
    for data in each(shape, "a:graphicData"):
        return _URIS.get(data.get("uri", ""), "object")
    if name == "mc:AlternateContent":
        if any(True for _ in each(shape, "p:contentPart")):
            return "ink"
        return "alternate"
    return "shape"


def _texts(shape: Element, page: Page) -> Iterable[str]:
    """The paragraphs in a shape, and in the diagram and chart parts that it shows."""
    yield from paragraph_texts(shape)
    for item in page.part.rels:
        if item.word in _TEXT_PARTS and not item.external and _refers_to(shape, item.id):
            part = page.package.parts.get(item.target)
            if part is not None:
                yield from paragraph_texts(part.root)


def _refers_to(shape: Element, rid: str) -> bool:
    return any(rid in element.attrib.values() for element in shape.iter())


def paragraph_texts(root: Element) -> Iterable[str]:
    """The text of each `a:p` in an element, then of each `a:t` outside of them; no blank ones."""
    inside: set[Element] = set()
    for paragraph in each(root, "a:p"):
        texts = list(each(paragraph, "a:t"))
        inside.update(texts)
        line = "".join(t.text or "" for t in texts)
        if line.strip():
            yield line
    for text in each(root, "a:t"):
        if text not in inside and (text.text or "").strip():
            yield text.text or ""
