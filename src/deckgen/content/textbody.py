"""Paragraphs and runs as DrawingML, both ways (ECMA-376 part 1, 21.1.2).

Formatting that the markup cannot express is kept as canonical XML (`Style.opaque`,
`Paragraph.opaque`). Reading leaves out what editors add by themselves: proofing marks, languages,
the run properties of a paragraph's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from deckgen.appearance.text import NOISE, property_name
from deckgen.appearance.theme import Scheme
from deckgen.content import Page
from deckgen.opc import xml as opc_xml
from deckgen.opc.xml import Element, each, find, integer, markup, qn, tag, with_text
from deckgen.richtext import PLAIN, Paragraph, Run, Style, merged
from deckgen.richtext.outline import Lists

_SLIDE_JUMP = "ppaction://hlinksldjump"
_FILE_LINK = "ppaction://hlinkfile"
_FILE = "file:"
"""What the targets of links to files start with in YAML: `file:///C:/a.xlsx`, `file:a.xlsx`."""
_RGB = re.compile(r"[0-9A-F]{6}")


def write(paragraphs: Iterable[Paragraph], page: Page) -> list[Element]:
    """The `a:p` elements of paragraphs; a single empty one where there are none."""
    return opc_xml.elements(*text_markup(paragraphs, page))


def text_markup(
    paragraphs: Iterable[Paragraph], page: Page, size: str | None = None
) -> Iterable[str]:
    """The elements of `write` as markup; `size` is that of empty ones, in hundredths of a point."""
    end = markup("a:endParaRPr", {"lang": page.language, "sz": size})
    texts = [_paragraph(paragraph, page, end) for paragraph in paragraphs]
    return texts or [markup("a:p", None, end)]


def _paragraph(paragraph: Paragraph, page: Page, end: str) -> str:
    properties = _paragraph_properties(paragraph.opaque, paragraph.level, paragraph.number)
    runs = (text for run in paragraph.runs for text in _run(run, page))
    return markup("a:p", None, properties, *(runs if paragraph.runs else (end,)))


@lru_cache(maxsize=512)
def _paragraph_properties(opaque: str, level: int, number: int | None) -> str:
    """The `a:pPr` of paragraphs, "" where they need none."""
    attributes, bullet = {"lvl": level or None}, ""
    if number is not None:
        start = number if number != 1 else None
        bullet = markup("a:buAutoNum", {"type": "arabicPeriod", "startAt": start})
    if not opaque:
        return markup("a:pPr", attributes, bullet) if level or bullet else ""
    element = _fragment(opaque, attributes)
    for child in opc_xml.elements(bullet):
        opc_xml.insert(element, child, _AFTER_BULLET)
    return opc_xml.text_of(element)


_AFTER_BULLET = ("a:tabLst", "a:defRPr", "a:extLst")


def _run(run: Run, page: Page) -> Iterable[str]:
    properties = _run_properties(run.style, page)
    if run.style.field:
        name = "{" + "B5B6A9E2-0000-4000-8000-" + f"{page.next_field():012X}" + "}"
        shown = with_text("a:t", run.text)
        yield markup("a:fld", {"id": name, "type": run.style.field}, properties, shown)
        return
    for number, text in enumerate(run.text.split("\n")):
        if number:
            yield markup("a:br", None, properties)
        if text:
            yield markup("a:r", None, properties, with_text("a:t", text))


def _run_properties(style: Style, page: Page) -> str:
    if style is PLAIN:
        return markup("a:rPr", {"lang": page.language})
    attributes = {
        "lang": page.language,
        "sz": round(style.size * 100) or None,
        "b": _flag(style.bold),
        "i": _flag(style.italic),
        "u": style.underline or None,
        "strike": style.strike or None,
        "baseline": round(style.baseline * 1000) or None,
    }
    children: list[tuple[str, tuple[str, ...]]] = []
    if style.color:
        children.append((solid_fill(style.color), _AFTER_FILL))
    if style.font:
        children.append((markup("a:latin", {"typeface": style.font}), _AFTER_LATIN))
    if style.link:
        children.append((_link(style.link, page), _AFTER_LINK))
    if not style.opaque:
        return markup("a:rPr", attributes, *(text for text, _ in children))
    element = _fragment(style.opaque, attributes)
    beside = find(element, "a:hlinkClick")
    if style.link and beside is not None:
        [link] = opc_xml.elements(children.pop()[0])
        _set_target(beside, dict(link.attrib))
    for text, after in children:
        for child in opc_xml.elements(text):
            _put(element, child, after)
    return opc_xml.text_of(element)


def _set_target(link: Element, target: Mapping[Any, Any]) -> None:
    """Lead a link to that target; what it says beside, such as a tip, stays."""
    for name in _TARGET:
        _pop(link, name)
    for name, value in target.items():
        link.set(name, value)


_TARGET = (qn("r:id"), "action")


def _put(properties: Element, child: Element, after: tuple[str, ...]) -> None:
    """Insert a child in front of those of the names `after`, for any that says the same."""
    for other in list(properties):
        if property_name(other) == property_name(child):
            properties.remove(other)
    opc_xml.insert(properties, child, after)


_AFTER_LINK = ("a:hlinkMouseOver", "a:rtl", "a:extLst")
_AFTER_LATIN = ("a:ea", "a:cs", "a:sym", "a:hlinkClick", *_AFTER_LINK)

_AFTER_FILL = (
    "a:effectLst", "a:effectDag", "a:highlight", "a:uLnTx", "a:uLn", "a:uFillTx", "a:uFill",
    "a:latin", *_AFTER_LATIN,
)  # fmt: skip


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(int(value))


def solid_fill(color: str) -> str:
    """The fill of a theme colour's name or six digits, as markup."""
    name = "a:srgbClr" if _RGB.fullmatch(color) else "a:schemeClr"
    return markup("a:solidFill", None, markup(name, {"val": color}))


def _link(target: str, page: Page) -> str:
    if target.startswith("#") and target[1:] in page.slides:
        rid = page.part.relate(page.slides[target[1:]], "slide")
        return markup("a:hlinkClick", {"r:id": rid, "action": _SLIDE_JUMP})
    if target.startswith("ppaction:"):
        return markup("a:hlinkClick", {"r:id": "", "action": target})
    if target.startswith(_FILE):
        path = target if target.startswith(f"{_FILE}/") else target.removeprefix(_FILE)
        rid = page.part.rels.add("hyperlink", path, external=True)
        return markup("a:hlinkClick", {"r:id": rid, "action": _FILE_LINK})
    rid = page.part.rels.add("hyperlink", target, external=True)
    return markup("a:hlinkClick", {"r:id": rid})


@lru_cache(maxsize=512)
def _parsed(xml: str) -> Element:
    return opc_xml.parse(xml.encode())


def _fragment(xml: str, attributes: Mapping[str, object]) -> Element:
    """The element of a canonical XML, with these attributes."""
    element = _copy(_parsed(xml))
    for name, value in attributes.items():
        if value is not None:
            element.set(name, str(value))
    return element


def _copy(element: Element) -> Element:
    return opc_xml.parse(opc_xml.canonical(element).encode())


def read(body: Element, page: Page) -> tuple[Paragraph, ...]:
    """The paragraphs of a text body; () where it is empty."""
    lines = _read_all(body, page)
    return () if len(lines) == 1 and not lines[0].runs and not lines[0].opaque else lines


def _read_all(body: Element, page: Page) -> tuple[Paragraph, ...]:
    lists = Lists()
    return tuple(_read_paragraph(p, page, lists) for p in body.findall(qn("a:p")))


def update(body: Element, lines: tuple[Paragraph, ...], page: Page) -> None:
    """Rewrite the paragraphs of a text body that differ from `lines`, and no others."""
    present = body.findall(qn("a:p"))
    if read(body, page) == lines:
        return
    before = _read_all(body, page)  # an empty text has a paragraph too, which must go
    import difflib  # only here, for an update: a build starts faster without

    matcher = difflib.SequenceMatcher(None, before, lines, autojunk=False)
    for action, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
        if action == "equal":
            continue
        fresh = write(lines[j1:j2], page) if j2 > j1 else []
        for element, replaced in zip(
            fresh, present[i1:i2] or present[max(i1 - 1, 0) : i1], strict=False
        ):
            _keep_end_properties(element, replaced)
        position = body.index(present[i1]) if i1 < len(present) else len(body)
        for element in present[i1:i2]:
            body.remove(element)
        for offset, element in enumerate(fresh):
            body.insert(position + offset, element)
    if body.find(qn("a:p")) is None:
        body.extend(write((), page))


def _keep_end_properties(element: Element, replaced: Element) -> None:
    """Give a new paragraph the `a:endParaRPr` of the one that it replaces."""
    end = find(replaced, "a:endParaRPr")
    if end is not None:
        own = find(element, "a:endParaRPr")
        if own is not None:
            element.remove(own)
        element.append(_copy(end))


def is_blank(paragraphs: Iterable[Paragraph]) -> bool:
    """Whether no paragraph has any text."""
    return all(not paragraph.runs for paragraph in paragraphs)


def _read_paragraph(element: Element, page: Page, lists: Lists) -> Paragraph:
    properties = find(element, "a:pPr")
    level, number, opaque = 0, None, ""
    if properties is not None:
        level = integer(properties, "lvl")
        number, opaque = _read_properties(properties)
    runs = merged(run for child in element for run in _read_run(child, page))
    return Paragraph(runs, level, lists.start(level, number), opaque)


def _read_properties(properties: Element) -> tuple[int | None, str]:
    """The start of the paragraph's numbered list, and the other properties as canonical XML."""
    rest = _copy(properties)
    _pop(rest, "lvl")
    number = None
    auto = find(rest, "a:buAutoNum")
    if auto is not None and auto.get("type") == "arabicPeriod":
        number = integer(auto, "startAt", 1)
        rest.remove(auto)
    return number, opc_xml.canonical(rest) if len(rest) or rest.attrib else ""


def _read_run(element: Element, page: Page) -> Iterable[Run]:
    name = tag(element)
    if name == "a:br":
        yield Run("\n", _read_style(find(element, "a:rPr"), page))
    elif name in ("a:r", "a:fld"):
        text = element.findtext(qn("a:t")) or ""
        style = _read_style(find(element, "a:rPr"), page)
        if name == "a:fld":
            style = style.but(field=element.get("type", ""))
            text = "‹#›" if style.field == "slidenum" else text
        yield Run(text.replace("\v", "\n"), style)
    elif name in ("mc:AlternateContent", "a14:m"):
        text = "".join(t.text or "" for t in each(element, "a:t"))
        yield Run(text or "\ufffc", Style(opaque=opc_xml.canonical(element)))


def _read_style(properties: Element | None, page: Page) -> Style:
    if properties is None:
        return PLAIN
    attributes = {k: v for k, v in properties.attrib.items() if k not in NOISE}
    if not attributes and not len(properties):
        return PLAIN
    rest = _copy(properties)
    for name in NOISE:
        _pop(rest, name)
    _remove_dead_link(rest, page)
    style = Style(
        bold=_bool(_pop(rest, "b") or None),
        italic=_bool(_pop(rest, "i") or None),
        underline=_pop(rest, "u"),
        strike=_pop(rest, "strike"),
        size=opc_xml.hundredths(_pop(rest, "sz")) or 0.0,
        baseline=opc_xml.percent(_pop(rest, "baseline")),
        color=_pop_color(rest),
        font=_pop_font(rest),
        link=_pop_link(rest, page),
    )
    extensions = find(rest, "a:extLst")
    if extensions is not None and not len(extensions):
        rest.remove(extensions)
    if len(rest) or rest.attrib:
        style = style.but(opaque=opc_xml.canonical(rest))
    return PLAIN if style == PLAIN else style


def _pop(element: Element, name: str) -> str:
    """Remove an attribute; its value, "" where there was none."""
    value = element.get(name, "")
    if name in element.attrib:
        del element.attrib[name]
    return value


def _bool(value: str | None) -> bool | None:
    return None if value is None else opc_xml.is_on(value)


def _pop_color(rest: Element) -> str:
    fill = find(rest, "a:solidFill")
    color = "" if fill is None else plain_color(fill)
    if fill is not None and color:
        rest.remove(fill)
    return color


def plain_color(fill: Element) -> str:
    """The theme colour's name or the six digits of an `a:solidFill`, "" for any other fill."""
    if tag(fill) != "a:solidFill" or len(fill) != 1 or len(fill[0]):
        return ""
    value = fill[0].get("val", "")
    if tag(fill[0]) == "a:srgbClr":
        return value.upper()
    return value if tag(fill[0]) == "a:schemeClr" else ""


def _pop_font(rest: Element) -> str:
    latin = find(rest, "a:latin")
    typeface = "" if latin is None else latin.get("typeface", "")
    if latin is None or not typeface or '"' in typeface:
        return ""
    if len(rest.findall(qn("a:latin"))) != 1 or find(rest, "a:ea") is not None:
        return ""
    rest.remove(latin)
    return typeface


def _pop_link(rest: Element, page: Page) -> str:
    """Remove the target of a link, and the link where it says no more; "" for any other."""
    link = find(rest, "a:hlinkClick")
    if link is None or find(link, "a:snd") is not None:
        return ""
    action = link.get("action", "")
    item = page.part.rels.get(link.get(qn("r:id")))
    target = ""
    if action == _SLIDE_JUMP:
        part = page.package.target(page.part, link.get(qn("r:id")))
        slide = None if part is None else page.slide_at(part)
        target = f"#{slide}" if slide else ""
    elif not action and item is not None and item.external:
        target = _libreoffice_slide_link(item.target, page) or item.target
    elif action == _FILE_LINK and item is not None and item.external:
        relative = ":" not in item.target
        target = _FILE + item.target if relative else item.target
        target = target if relative or target.startswith(f"{_FILE}/") else ""
    elif action.startswith("ppaction:") and item is None:
        target = action
    if not target or not _LINK_TARGET.fullmatch(target):
        return ""
    _set_target(link, {})
    if not len(link) and not link.attrib:
        rest.remove(link)
    return target


def _remove_dead_link(rest: Element, page: Page) -> None:
    """Remove a link to a slide that was removed, with the line and the colour of links.

    LibreOffice spells those out. python-pptx leaves the slide's part in the file where another
    slide links to it.
    """
    link = find(rest, "a:hlinkClick")
    if link is None or len(link) or link.get("action", "") != _SLIDE_JUMP:
        return
    part = page.package.target(page.part, link.get(qn("r:id")))
    if part is None or not (
        page.slide_at(part) or any(part is slide for _, slide in page.package.slides)
    ):
        rest.remove(link)
        if find(rest, "a:uFillTx") is not None:
            _pop(rest, "u")
            _remove_colour_of_links(rest, page)


def _remove_colour_of_links(rest: Element, page: Page) -> None:
    scheme, fill = Scheme.of(page.part, page.package), find(rest, "a:solidFill")
    links = scheme.named("hlink")
    if fill is not None and links is not None and scheme.colour_in(fill) == links:
        rest.remove(fill)


def _libreoffice_slide_link(target: str, page: Page) -> str:
    """The target of a link to a slide, which LibreOffice writes on notes as one to a file."""
    if not target.startswith("../slides/"):
        return ""
    part = page.package.parts.get(f"/ppt/{target[3:]}")
    slide = None if part is None else page.slide_at(part)
    return f"#{slide}" if slide else ""


_LINK_TARGET = re.compile(r"[A-Za-z][\w+.-]*:[^\s()\\]+|#[\w.-]+")
