"""How PowerPoint writes text that is typed: runs that split, properties that are copied."""

from __future__ import annotations

import copy

from tests.support.powerpoint.names import Element, find, make, q


def part_of(run: Element, start: int, end: int) -> Element:
    """The run that holds these signs of a run alone; what is before and after stands in runs of
    their own, with the same properties (`Open-XML-SDK`, `gramex--input2`: "link", ": <text>")."""
    text = find(run, "a:t")
    assert text is not None
    whole = text.text or ""
    for piece, before in ((whole[:start], True), (whole[end:], False)):
        if piece:
            other = copy.deepcopy(run)
            other.find(q("a:t")).text = piece
            run.addprevious(other) if before else run.addnext(other)
    text.text = whole[start:end]
    return run


def properties(run: Element) -> Element:
    """A run's properties; they come first in it."""
    found = find(run, "a:rPr")
    if found is None:
        found = make("a:rPr")
        run.insert(0, found)
    return found


def typed(text: str, like: Element, language: str = "en-US") -> Element:
    """A run with the properties of another, or of a paragraph's end; a link is not typed on."""
    look = copy.deepcopy(like) if like is not None else make("a:rPr", {"lang": language})
    look.tag = q("a:rPr")
    for click in look.findall(q("a:hlinkClick")):
        look.remove(click)
    look.attrib.pop("err", None)
    look.set("dirty", "0")
    run = make("a:r", None, look, make("a:t"))
    run[1].text = text
    return run


def look_at_end(paragraph: Element) -> Element:
    """What text typed at a paragraph's end looks like: its last run, else its end."""
    runs = paragraph.findall(q("a:r"))
    for run in reversed(runs):
        return find(run, "a:rPr")
    return find(paragraph, "a:endParaRPr")


def entered(paragraph: Element, text: str) -> Element:
    """A paragraph that Enter makes after another one, and what is typed in it: the properties of
    the paragraph, of its last run and of its end are copied."""
    new = make("a:p")
    for name in ("a:pPr", "a:endParaRPr"):
        known = find(paragraph, name)
        if known is not None:
            new.append(copy.deepcopy(known))
    place = 1 if find(new, "a:pPr") is not None else 0
    new.insert(place, typed(text, look_at_end(paragraph)))
    paragraph.addnext(new)
    return new


def rewritten(paragraph: Element, text: str) -> None:
    """Select a paragraph's text and type another: one run, that looks as the first one did."""
    runs = paragraph.findall(q("a:r"))
    like = find(runs[0], "a:rPr") if runs else find(paragraph, "a:endParaRPr")
    new = typed(text, like)
    for piece in paragraph.findall("*"):
        if piece.tag in (q("a:r"), q("a:br"), q("a:fld")):
            paragraph.remove(piece)
    place = 1 if find(paragraph, "a:pPr") is not None else 0
    paragraph.insert(place, new)


def filled(body: Element, text: str) -> None:
    """Type a text, a line a paragraph, in the place of all that a text body holds."""
    first, *others = body.findall(q("a:p"))
    for other in others:
        body.remove(other)
    line, *lines = text.split("\n")
    rewritten(first, line)
    for more in lines:
        first = entered(first, more)


def paragraph_properties(paragraph: Element) -> Element:
    found = find(paragraph, "a:pPr")
    if found is None:
        found = make("a:pPr")
        paragraph.insert(0, found)
    return found
