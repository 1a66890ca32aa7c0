"""Rules on links, media and animation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import ShapeView, SlideView
from deckgen.checks._text_view import RunView
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.diagnostics import shortened
from deckgen.opc.part import Relationship
from deckgen.opc.xml import each, qn, whole
from deckgen.source.reading import is_file

_SCHEMES = ("http", "https", "mailto", "tel")
_BARE = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)

_VAGUE = {
    "click here", "click", "here", "link", "this link", "more", "read more", "learn more",
    "see more", "details", "more info", "more information", "this", "this page", "go", "website",
    "web site", "url",
}  # fmt: skip

_LINKS = ("hyperlink", "slide")


def _link_texts(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        for words in _linked(shape):
            fault = _text_fault(words)
            if fault:
                help_text = subject.to_do("`[the report](https://...)`", "`the report of 2024`")
                where = text_view.place_of(shape, words)
                yield Fault(fault, where, "", (f"say what is there: {help_text}",))


def _linked(shape: ShapeView) -> Iterator[str]:
    """The text of each link in a shape; adjacent runs with one target are one link."""
    if next(each(shape.element, "a:hlinkClick"), None) is None:
        return
    for paragraph in text_view.all_paragraphs(shape):
        for target, runs in groupby(paragraph.runs, key=_target):
            if target:
                yield "".join(run.text for run in runs)


def _target(run: RunView) -> str:
    return "" if run.link is None else run.link.get(qn("r:id"), "") or "action"


def _text_fault(words: str) -> str:
    text = " ".join(words.split())
    if not text:
        return "a link has no words"
    if text.casefold().strip(".:!>» ") in _VAGUE:
        return f"the link `{text}` does not say where it leads"
    if _BARE.fullmatch(text) and len(text) > len("www.example.gov/xx"):
        return f"the link's words are its address, `{shortened(text, 60)}`"
    return ""


def _targets(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        for shape, item in _relationships(slide, "hyperlink"):
            if urlsplit(item.target).scheme.lower() not in _SCHEMES:
                yield Fault(
                    f"a link leads to `{item.target[:80]}`, which other people cannot reach",
                    shape.where, "", ("link to a page of the web, a mail address or a number",),
                )  # fmt: skip


def _relationships(slide: SlideView, *types: str) -> Iterator[tuple[ShapeView, Relationship]]:
    """The relationships of these types that a slide's shapes name and that lead out of the file,
    each once a shape."""
    leading_out = [
        item for item in slide.part.rels if item.external and (item.word in types or not types)
    ]
    for shape in slide.shapes if leading_out else ():
        own = shape.element[0] if shape.tag == "p:grpSp" else shape.element
        named = {value for element in own.iter() for value in element.attrib.values()}
        yield from ((shape, item) for item in leading_out if item.id in named)


def _files(subject: Subject) -> Iterator[Fault]:
    folder = Path(subject.name).parent if subject.deck is None else subject.deck.folder
    for slide in subject.slides:
        for shape, item in _relationships(slide):
            if item.word not in _LINKS and not _is_there(item.target, folder):
                yield Fault(
                    f"the file `{_path(item.target)}` is linked and is not there", shape.where, "",
                    ("put it into the presentation instead of a link to it",),
                )  # fmt: skip


def _path(target: str) -> str:
    """The path in a link to a file, without the `file:` of absolute ones."""
    path = unquote(target)
    for prefix in ("file:///", "file://", "file:"):
        path = path.removeprefix(prefix)
    return path


def _is_there(target: str, folder: Path) -> bool:
    """Whether a linked file exists; targets on the web are assumed to."""
    if urlsplit(target).scheme.lower() in ("http", "https", "rtsp"):
        return True
    return target.upper() != "NULL" and is_file(folder / _path(target))


# Media and animation: captions, time to read, flashing.


_MEDIA = ("a:videoFile", "a:audioFile", "a:wavAudioFile", "a:quickTimeFile")
_TRACK = "{http://schemas.microsoft.com/office/powerpoint/2017/3/main}track"


def _captions(subject: Subject) -> Iterator[Fault]:
    for shape in subject.shapes:
        if shape.tag == "p:pic" and _is_media(shape) and not _has_track(shape):
            yield Fault(
                f"the media `{shape.name}` has no captions", shape.where, "",
                ("PowerPoint: Playback > Insert Captions (a .vtt file)",),
            )  # fmt: skip


def _is_media(shape: ShapeView) -> bool:
    return any(True for _ in each(shape.element, *_MEDIA))


def _has_track(shape: ShapeView) -> bool:
    return any(True for _ in shape.element.iter(_TRACK))


def _advance(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        times = [t.get("advTm") for t in each(slide.part.root, "p:transition")]
        time = next((time for time in times if time), None)
        after = whole(time)
        if after is not None:
            yield Fault(
                f"the slide gives way to the next after {after / 1000:g} seconds", slide.where,
                "", ("PowerPoint: Transitions > Advance Slide, clear `After`",),
            )  # fmt: skip


def _flash(subject: Subject) -> Iterator[Fault]:
    for slide in subject.slides:
        nodes = each(slide.part.root, "p:cTn")
        if any(node.get("repeatCount") == "indefinite" for node in nodes):
            yield Fault(
                "an animation repeats without end", slide.where, "",
                ("PowerPoint: Animations > Effect Options > Timing > Repeat",),
            )  # fmt: skip


CHECKS = (
    Check("LINK-TEXT", _link_texts),
    Check("LINK-TARGET", _targets),
    Check("LINK-FILE", _files),
    Check("CAPTIONS", _captions),
    Check("AUTO-ADVANCE", _advance),
    Check("FLASH", _flash),
)
