"""Properties of the text of shapes that deckgen draws in a group: labels, legends, steps, areas.

A plan holds what such a text says where the kind of content reads it; elsewhere nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, groupby

from deckgen.appearance.shapes import NO_BOX
from deckgen.appearance.text import DEFAULT_RUN, TextInheritance, agree, properties_of
from deckgen.appearance.theme import NO_THEME
from deckgen.opc.xml import Element, find, find_all, integer, tag
from deckgen.review.snapshot._paint import digest_of_text
from deckgen.review.snapshot.model import DIGEST, LONGEST, DrawnShape, Property, equal, quoted

_LOOKS = {
    "b": "bold", "i": "italic", "u": "underline", "strike": "strikethrough",
    "baseline": "raised or lowered", "cap": "capitals", "sz": "size", "fill": "colour",
    "latin": "font", "hlinkClick": "link", "lvl": "level",
}  # fmt: skip
"""The properties of runs that are compared, by what they are called."""
_OF_THEME = {_LOOKS["fill"], _LOOKS["latin"]}
_RUNS, _WITHIN = " / ", "; "


def _body(shape: DrawnShape) -> Element | None:
    return find(shape.element, "p:txBody") if shape.drawn else None


def _words(shape: DrawnShape) -> str:
    """The text of a drawn shape, a paragraph a line; of a long one a digest."""
    body = _body(shape)
    lines = [] if body is None else find_all(body, "a:p")
    text = "\n".join("".join(text for text, _ in _pieces(line)) for line in lines).strip("\n")
    return digest_of_text(text) if len(text) > LONGEST or text[:1] == DIGEST else text


def _pieces(paragraph: Element) -> Iterator[tuple[str, Element | None]]:
    """The texts of a paragraph in order, each with its `a:rPr`."""
    for child in paragraph:
        if tag(child) in ("a:r", "a:fld"):
            text = find(child, "a:t")
            yield "" if text is None else text.text or "", find(child, "a:rPr")
        elif tag(child) == "a:br":
            yield "\v", find(child, "a:rPr")


def _looks(shape: DrawnShape) -> str:
    """The looks of a drawn text from run to run: a digest of what the runs say, and what is seen.

    Neighbours differ. The first compares texts under other themes. Runs say a level that tells
    their look and is none of an outline: other than the first at the start, the first below that,
    and one that is more than a level deeper than the line above.
    """
    body = _body(shape)
    if body is None:
        return ""
    sheet = shape.sheet
    inheritance = sheet.view.memory.recall(TextInheritance, sheet.package)
    inherited = inheritance.of(shape.element, sheet.part, NO_BOX)
    said, seen = [], []
    above = -1
    for line in find_all(body, "a:p"):
        properties = find(line, "a:pPr")
        number = 0 if properties is None else integer(properties, "lvl")
        outlined = min(max(number, 1), above + 1)
        level = inherited.level(number)
        odd = {"lvl": f"{number + 1}"} if level != inherited.level(outlined) else {}
        for text, own in _pieces(line):
            if text.strip():
                explicit = {} if own is None else properties_of(own, inherited.theme)
                seen.append(_look({**DEFAULT_RUN, **level.run, **explicit, **odd}))
                said.append(str(odd if own is None else {**properties_of(own, NO_THEME), **odd}))
                above = outlined
    digest = digest_of_text(*(one for one, _ in groupby(said))) if said else ""
    return f"{digest}|{_RUNS.join(look for look, _ in groupby(seen))}" if digest else ""


def _look(properties: dict[str, str]) -> str:
    """The properties of a run that are no default."""
    if "hlinkClick" in properties:  # links have a colour and a line of their own
        properties = {**properties, "hlinkClick": "yes", "fill": "", "u": ""}
    given = ((name, properties.get(name, "")) for name in _LOOKS)
    return _WITHIN.join(f"{n} {v}" for n, v in given if v and v != DEFAULT_RUN.get(n))


def _taken_apart(looks: str) -> list[dict[str, str]]:
    runs = (run.split(_WITHIN) for run in looks.partition("|")[2].split(_RUNS))
    parted = ((one.partition(" ") for one in run if one) for run in runs)
    return [{name: value for name, _, value in run} for run in parted]


def _changed(was: str, now: str) -> list[str]:
    """What differs of two texts' looks, in words; nothing where a text came or went."""
    if not (was and now):
        return []
    before, after = _taken_apart(was), _taken_apart(now)
    if len(before) == len(after):
        found = [_differing(*looks) for looks in zip(before, after, strict=True)]
    else:
        fewer, more = sorted((before, after), key=len)
        others = [look for look in more if look not in fewer]
        found = [min((_differing(look, one) for one in fewer), key=len) for look in others]
        found = found or [_differing(look, fewer[0]) for look in more]
    return list(dict.fromkeys(chain.from_iterable(found)))


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The properties that differ of two looks, in words."""
    return [
        word
        for name, word in _LOOKS.items()
        if not agree(name, *(look.get(name, DEFAULT_RUN.get(name, "")) for look in (one, other)))
    ]


def settled(built: str, was: str, now: str) -> str:
    """The looks that a build gives to a text, as an editor shows them that left others as they are.

    Such a one may drop the theme's font, and does not fit sizes to a text that came.
    """
    known, shown = _taken_apart(was), _taken_apart(now)
    runs = _taken_apart(built)
    sizes = [{look.get("sz") for look in looks} for looks in (shown, known)]
    for number, run in enumerate(runs):
        if "latin" in known[0]:
            run.setdefault("latin", known[0]["latin"])
        if sizes[0] <= sizes[1] and len(shown) == len(runs):
            run["sz"] = shown[number].get("sz", DEFAULT_RUN["sz"])
    digest = built.partition("|")[0]
    looks = (_WITHIN.join(" ".join(pair) for pair in run.items()) for run in runs)
    return f"{digest}|{_RUNS.join(looks)}"


def _same_looks(was: str, now: str) -> bool:
    """Whether no look changed but as another theme changes what runs say that stayed the same."""
    of_theme = was.partition("|")[0] == now.partition("|")[0]
    return {*_changed(was, now)} <= (_OF_THEME if of_theme else set())


def _same_seen(was: str, now: str) -> bool:
    """Whether no look changed; levels are nothing to editors that write every part again."""
    return {*_changed(was, now)} <= {_LOOKS["lvl"]}


def _looks_change(was: str, now: str) -> str:
    return f"changed ({', '.join(_changed(was, now))})"


WORDS, LOOKS = "words", "looks"
"""The keys of the two properties."""

WORDS_PROPERTIES: tuple[Property[DrawnShape], ...] = (
    Property(WORDS, "the text", _words, rewritten=equal, show=quoted),
    Property(LOOKS, "the look of the text", _looks, _same_looks, _same_seen, change=_looks_change),
)
