"""Edits of text, as PowerPoint writes them."""

from __future__ import annotations

import re
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE

from tests.support.powerpoint.desk import (
    Desk,
    Done,
    bodies,
    kind_of,
    outlines,
    paragraphs,
    said,
    texts,
    titles,
)
from tests.support.powerpoint.names import find, make, parsed, q
from tests.support.powerpoint.styles import Styles
from tests.support.powerpoint.typing_in import (
    entered,
    filled,
    look_at_end,
    paragraph_properties,
    part_of,
    properties,
    typed,
)

_WORD = re.compile(r"\S+")
_FIGURE = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\w)")
_FIRST_IN_RPR = ("a:ln", "a:noFill", "a:solidFill", "a:gradFill", "a:blipFill", "a:pattFill",
                 "a:grpFill", "a:effectLst", "a:effectDag", "a:highlight", "a:uLnTx", "a:uLn",
                 "a:uFillTx", "a:uFill", "a:latin", "a:ea", "a:cs", "a:sym")  # fmt: skip
"""What stands before a link in a run's properties (ECMA-376 part 1, 21.1.2.3.9)."""


def word(desk: Desk) -> Done | None:
    """A word is replaced inside a run."""
    return _instead(desk, _WORD, desk.word())


def figure(desk: Desk) -> Done | None:
    return _instead(desk, _FIGURE, f"{desk.chance.randrange(1, 100_000):,}")


def _instead(desk: Desk, wanted: re.Pattern[str], new: str) -> Done | None:
    found = desk.some_word(texts, wanted)
    if found is None:
        return None
    slide, run, match = found
    middle = part_of(run, match.start(), match.end())
    middle.find(q("a:t")).text = new
    properties(middle).set("dirty", "0")
    return desk.done(f"{match.group()!r} -> {new!r}", slide)


def title(desk: Desk) -> Done | None:
    found = desk.some(titles)
    if found is None:
        return None
    slide, shape = found
    old, new = shape.text_frame.text, f"A title with {desk.word()}"
    filled(find(shape.element, "p:txBody"), new)
    return desk.done(f"{old!r} -> {new!r}", slide)


def add(desk: Desk) -> Done | None:
    """Enter at a paragraph's end, and a line of text."""
    found = desk.some(bodies)
    if found is None:
        return None
    slide, shape = found
    after = desk.chance.choice(paragraphs(shape))
    new = f"Added {desk.word()} and {desk.word()}"
    entered(after, new)
    return desk.done(f"{new!r} after {said(after)!r}", slide)


def remove(desk: Desk) -> Done | None:
    found = desk.some(_lists)
    if found is None:
        return None
    slide, shape = found
    gone = desk.chance.choice(paragraphs(shape))
    gone.getparent().remove(gone)
    return desk.done(repr(said(gone)), slide)


def move(desk: Desk) -> Done | None:
    """A paragraph is cut, and pasted before or after another one."""
    found = desk.some(_lists)
    if found is None:
        return None
    slide, shape = found
    moved, other = desk.chance.sample(paragraphs(shape), 2)
    other.addnext(moved) if desk.chance.random() < 0.5 else other.addprevious(moved)
    return desk.done(f"{said(moved)!r} beside {said(other)!r}", slide)


def _lists(slide: Any) -> list[Any]:
    return [shape for shape in bodies(slide) if len(paragraphs(shape)) > 1]


def level(desk: Desk) -> Done | None:
    """Tab or Shift+Tab at a paragraph's start; one with margins of its own is left alone, for
    PowerPoint works these out anew in a way that no deck shows."""
    found = desk.some(outlines)
    if found is None:
        return None
    slide, shape = found
    paragraph = desk.chance.choice(paragraphs(shape))
    known = find(paragraph, "a:pPr")
    if known is not None and (known.get("marL") or known.get("indent")):
        return None
    old = int(known.get("lvl", "0")) if known is not None else 0
    new = old + desk.chance.choice((-1, 1)) if 0 < old < 4 else 1 if old == 0 else old - 1
    about = paragraph_properties(paragraph)
    about.attrib.pop("lvl", None)
    if new:
        about.set("lvl", str(new))
    return desk.done(f"{said(paragraph)!r} from {old} to {new}", slide)


def indent(desk: Desk) -> Done | None:
    """Enter, Tab and a line of text: a point below another one."""
    found = desk.some(outlines)
    if found is None:
        return None
    slide, shape = found
    after = desk.chance.choice(paragraphs(shape))
    known = find(after, "a:pPr")
    old = int(known.get("lvl", "0")) if known is not None else 0
    if old > 3 or (known is not None and known.get("marL")):
        return None
    new = entered(after, f"Below {desk.word()}")
    paragraph_properties(new).set("lvl", str(old + 1))
    return desk.done(f"{said(new)!r} under {said(after)!r}", slide)


def bold(desk: Desk) -> Done | None:
    return _toggled(desk, "b", ("1", "0"))


def italic(desk: Desk) -> Done | None:
    return _toggled(desk, "i", ("1", "0"))


def underline(desk: Desk) -> Done | None:
    return _toggled(desk, "u", ("sng", "none"))


def _toggled(desk: Desk, name: str, values: tuple[str, str]) -> Done | None:
    """Ctrl+B and its like on a word: what was on by whatever style is off by the run's own word
    (`ShapeCrawler--038`: `b="0"` where the shape's list style is bold)."""
    found = desk.some(texts)
    if found is None:
        return None
    slide, shape = found
    runs = [r for r in shape.element.iter(q("a:r")) if _WORD.search(r.findtext(q("a:t")) or "")]
    if not runs:
        return None
    run = desk.chance.choice(runs)
    match = desk.chance.choice(list(_WORD.finditer(run.findtext(q("a:t")))))
    now = Styles.of(shape.element, slide).of_run(run.getparent(), run, name)
    middle = part_of(run, match.start(), match.end())
    value = values[0] if now in ("", "0", "false", "none") else values[1]
    properties(middle).set(name, value)
    return desk.done(f'{match.group()!r} {name}="{value}"', slide)


def link(desk: Desk) -> Done | None:
    found = desk.some_word(bodies, _WORD)
    if found is None:
        return None
    slide, run, match = found
    middle = part_of(run, match.start(), match.end())
    about = properties(middle)
    for old in about.findall(q("a:hlinkClick")):
        about.remove(old)
    url = f"https://example.org/{desk.chance.randrange(100)}?a=1&b=2"
    rid = slide.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    place = sum(about.find(q(name)) is not None for name in _FIRST_IN_RPR)
    about.insert(place, make("a:hlinkClick", {"r:id": rid}))
    return desk.done(f"{match.group()!r} to {url}", slide)


def unlink(desk: Desk) -> Done | None:
    found = desk.some(
        lambda slide: [
            click
            for shape in texts(slide)
            for click in shape.element.iter(q("a:hlinkClick"))
            if click.getparent().tag == q("a:rPr")
        ]
    )
    if found is None:
        return None
    slide, click = found
    what = said(click.getparent().getparent())
    click.getparent().remove(click)
    return desk.done(repr(what), slide)


def line_break(desk: Desk) -> Done | None:
    """Shift+Enter before a word."""
    found = desk.some_word(texts, _WORD)
    if found is None:
        return None
    slide, run, match = found
    middle = part_of(run, match.start(), len(run.findtext(q("a:t"))))
    broken = make("a:br", None, typed("", find(middle, "a:rPr"))[0])
    middle.addprevious(broken)
    return desk.done(f"before {match.group()!r}", slide)


def numbered(desk: Desk) -> Done | None:
    """The button for numbers, on all of a list: the margins are those of `officer--example`."""
    found = desk.some(lambda slide: [s for s in outlines(slide) if kind_of(s) == "obj"])
    if found is None:
        return None
    slide, shape = found
    for paragraph in paragraphs(shape):
        about = paragraph_properties(paragraph)
        if about.get("lvl") or len(about):
            continue
        about.set("marL", "514350")
        about.set("indent", "-514350")
        about.append(parsed('<a:buFont typeface="+mj-lt"/>'))
        about.append(parsed('<a:buAutoNum type="arabicPeriod"/>'))
    return desk.done(f"{shape.name!r}", slide)


def more_at_end(desk: Desk) -> Done | None:
    """Words typed on at a paragraph's end."""
    found = desk.some(texts)
    if found is None:
        return None
    slide, shape = found
    paragraph = desk.chance.choice(paragraphs(shape))
    new = typed(f" and {desk.word()}", look_at_end(paragraph))
    end = find(paragraph, "a:endParaRPr")
    paragraph.append(new) if end is None else end.addprevious(new)
    return desk.done(f"{said(new)!r} on {said(paragraph)!r}", slide)
