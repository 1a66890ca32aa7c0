"""Count how full the content slides of a deck are, from pictures of what their slots hold.

    python tools/fullness.py [DECK] [--all-variants] [--template FILE] [--keep DIR]

Content slides are all but cover, sections and closing. A copy of the deck in which backgrounds are
of one loud colour, and panels, rules, title, kicker, source line and footers are taken away, is
rendered through LibreOffice and pdftoppm; what differs from that colour is content. The body is
the box of the slot `Content` on the layout `Title and Content`; `end` is the lowest row of content
and `gap` the tallest band above it without any, in percent of the body's height. `text` is the
smallest text in points, without labels (of figures, charts and maps), captions and notes. `holds`
says what a slide has beside running text. `check --strict` is run
too. Exit status 1 where a limit fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from deckgen import preview
from deckgen.checks.subject import Subject
from deckgen.commands.check import check
from deckgen.content import Content
from deckgen.diagnostics import Severity, render
from deckgen.opc.package import Package
from deckgen.plan import Slide
from deckgen.project import Project

ROOT = Path(__file__).resolve().parents[1]
NOT_CONTENT = ("Title Slide", "Section Header", "Closing")
"""Layouts of cover, sections and closing."""
SHOWN = ("chart", "table", "map", "picture", "process", "timeline", "org")
"""Kinds that are more than running text; a figure and a card are known by their slots."""
STEMS = ("Figure", "Card")
OUTSIDE = ("Kicker", "Source")
"""Slots outside of the body."""
LABELS = ("Figure", "Caption", "Note", *OUTSIDE)
"""Slots whose text is no body text."""

LEAST_END, LEAST_MEAN, MOST_GAP, LEAST_SHARE, LEAST_TEXT = 60, 80, 25, 75, 16
WIDTH = 1600
_LOUD = (255, 0, 255)
_SLACK = 48
"""How far a channel may be from the loud colour: what smoothing leaves beside an edge counts."""
_BACKGROUND = (
    f"<p:bg {nsdecls('p', 'a')}><p:bgPr><a:solidFill>"
    '<a:srgbClr val="FF00FF"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
)
_TITLE_AND_FIELDS = {
    PP_PLACEHOLDER.TITLE,
    PP_PLACEHOLDER.CENTER_TITLE,
    PP_PLACEHOLDER.DATE,
    PP_PLACEHOLDER.FOOTER,
    PP_PLACEHOLDER.SLIDE_NUMBER,
}
_GEOMETRY = {qn("a:xfrm"), qn("a:prstGeom"), qn("a:custGeom")}
_PAINT = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill", "ln", "effectLst")


@dataclass(frozen=True)
class Filled:
    """A slide's body: where its content ends and its tallest empty band above that, in percent."""

    end: float
    gap: float


@dataclass(frozen=True)
class Row:
    """What was measured of a slide; `text` is None where it has no body text."""

    id: str
    layout: str
    filled: Filled
    holds: tuple[str, ...]
    text: float | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("deck", nargs="?", type=Path, default=ROOT / "content" / "deck.yaml")
    parser.add_argument("--all-variants", action="store_true", help="count every variant too")
    parser.add_argument("--template", type=Path, help="build on this template")
    parser.add_argument("--keep", type=Path, help="keep decks and pictures in this folder")
    options = parser.parse_args()
    project = Project(options.deck, template=options.template)
    variants = project.variants.names if options.all_variants else ()
    failed = False
    for variant in (None, *variants):
        with tempfile.TemporaryDirectory() as name:
            folder = (options.keep or Path(name)) / (variant or "deck")
            folder.mkdir(parents=True, exist_ok=True)
            rows = counted(project.of_variant(variant), folder)
        print(f"{variant or options.deck}")
        faults = [*failing(rows), *unsound(options.deck, variant, options.template)]
        print("\n".join([*table(rows), *(f"FAILS: {fault}" for fault in faults)]), "\n")
        failed = failed or bool(faults)
    return 1 if failed else 0


def counted(project: Project, folder: Path) -> list[Row]:
    """What is measured of each content slide; decks and pictures are written to the folder."""
    built = project.build(folder / "deck.pptx", force=True).path
    rendered(built, WIDTH)
    bared = folder / "bare.pptx"
    bare(built, bared)
    top, bottom = body(project)
    sizes = smallest_texts(project.subject())
    shown = [slide for slide in project.plan.slides if not slide.hidden]
    pages = rendered(bared, WIDTH)
    return [
        Row(slide.id, slide.layout, measured(page, top, bottom), holds(slide), sizes.get(slide.id))
        for slide, page in zip(shown, pages, strict=True)
        if slide.layout not in NOT_CONTENT
    ]


def body(project: Project) -> tuple[float, float]:
    """Where the body begins and ends, as shares of the slide's height."""
    slot = project.template.layouts["Title and Content"].slot("Content")
    if slot is None:
        raise SystemExit("the layout `Title and Content` has no slot `Content`")
    height = project.template.height
    return slot.box.y / height, (slot.box.y + slot.box.height) / height


def bare(deck: Path, output: Path) -> None:
    """Write the deck without all that is no content of its slots, on the loud background."""
    presentation = Presentation(str(deck))
    for master in presentation.slide_masters:
        for owner in (master, *master.slide_layouts):
            for shape in list(owner.shapes):
                if shape.is_placeholder:
                    _unpaint(shape.element)
                else:
                    shape.element.getparent().remove(shape.element)
            _set_background(owner.element)
    for slide in presentation.slides:
        _set_background(slide.element)
        for shape in list(slide.placeholders):
            if shape.name in OUTSIDE or shape.placeholder_format.type in _TITLE_AND_FIELDS:
                shape.element.getparent().remove(shape.element)
            elif shape.element.tag == qn("p:sp"):
                _unpaint(shape.element)
    presentation.save(str(output))


def _set_background(root) -> None:
    common = root.find(qn("p:cSld"))
    for old in common.findall(qn("p:bg")):
        common.remove(old)
    common.insert(0, parse_xml(_BACKGROUND))


def _unpaint(shape) -> None:
    """Take fill, outline and effects from a placeholder."""
    for style in shape.findall(qn("p:style")):
        shape.remove(style)
    properties = shape.find(qn("p:spPr"))
    for name in _PAINT:
        for old in properties.findall(qn(f"a:{name}")):
            properties.remove(old)
    at = sum(child.tag in _GEOMETRY for child in properties)
    properties.insert(at, parse_xml(f"<a:noFill {nsdecls('a')}/>"))
    properties.insert(at + 1, parse_xml(f"<a:ln {nsdecls('a')}><a:noFill/></a:ln>"))


def rendered(deck: Path, width: int) -> list[Image.Image]:
    """The slides of a deck that are not hidden; their pictures are written beside it."""
    package = Package.open(deck)
    slides = enumerate(part for _, part in package.slides)
    shown = [number for number, part in slides if part.root.get("show") != "0"]
    drawn = list(preview.draw(package, shown, width, "libreoffice").pictures)
    for old in deck.parent.glob(f"{deck.stem}-*.png"):
        old.unlink()
    for number, picture in zip(shown, drawn, strict=True):
        deck.with_name(f"{deck.stem}-{number + 1:02}.png").write_bytes(picture)
    return [preview.opened(picture) for picture in drawn]


def measured(page: Image.Image, top: float, bottom: float) -> Filled:
    """How full a page's body is, whose edges are shares of the page's height."""
    first, last = round(top * page.height), round(bottom * page.height)
    away = ImageChops.difference(page, Image.new("RGB", page.size, _LOUD))
    red, green, blue = away.split()
    far = ImageChops.lighter(red, ImageChops.lighter(green, blue))
    data, width = far.point(lambda value: 255 * (value > _SLACK)).tobytes(), page.width
    filled = [y for y in range(first, last) if data.find(255, y * width, (y + 1) * width) >= 0]
    if not filled:
        return Filled(0, 0)
    gaps = (below - above - 1 for above, below in zip([first - 1, *filled], filled, strict=False))
    share = 100 / (last - first)
    return Filled((filled[-1] + 1 - first) * share, max(gaps) * share)


def holds(slide: Slide) -> tuple[str, ...]:
    """What the slide has beside running text."""
    return tuple(dict.fromkeys(_shown(slide)))


def _shown(slide: Slide) -> Iterator[str]:
    for name, content in slide.slots:
        stem = name.rstrip(" 0123456789")
        if content.key in SHOWN:
            yield content.key
        elif stem in STEMS:
            yield stem.lower()


def smallest_texts(subject: Subject) -> dict[str, float]:
    """The smallest size in points of the body text of each slide, by its id."""
    found: dict[str, float] = {}
    for text in subject.texts:
        slide, outermost = text.shape.slide, [text.shape, *text.shape.groups][-1]
        content: Content | None = slide.planned.content(outermost.name)
        is_label = outermost.name.rstrip(" 0123456789") in LABELS or outermost.is_title
        if text.run is None or is_label or outermost.is_field or text.run.is_shifted:
            continue
        if content is not None and content.key != "map":
            found[slide.id] = min(text.run.size, found.get(slide.id, text.run.size))
    return found


def failing(rows: list[Row]) -> Iterator[str]:
    """The limits that slides do not keep."""
    for row in rows:
        if row.filled.end < LEAST_END:
            yield f"{row.id} ends at {row.filled.end:.0f} %, above {LEAST_END} %"
        if row.filled.gap > MOST_GAP:
            yield f"{row.id} has an empty band of {row.filled.gap:.0f} %, over {MOST_GAP} %"
        if row.text is not None and row.text < LEAST_TEXT:
            yield f"{row.id} has text of {row.text:g} points, less than {LEAST_TEXT}"
    mean, share = _mean(rows), _share(rows)
    if mean < LEAST_MEAN:
        yield f"slides end at {mean:.1f} % in the mean, above {LEAST_MEAN} %"
    if share < LEAST_SHARE:
        yield f"{share:.0f} % hold more than running text, less than {LEAST_SHARE} %"


def unsound(deck: Path, variant: str | None, template: Path | None) -> Iterator[str]:
    """What `check --strict` fails on, text that overflows too."""
    report = check(deck, variant=variant, template=template)
    if report.fails(strict=True):
        grave = [d for d in report.diagnostics if d.severity is not Severity.TIP]
        yield "check --strict\n" + "\n".join(render(d) for d in grave)


def table(rows: list[Row]) -> Iterator[str]:
    yield f"{'slide':26}{'end':>5}{'gap':>5}{'text':>6}  {'layout':32}holds"
    for row in rows:
        text = "" if row.text is None else f"{row.text:g}"
        held = ", ".join(row.holds)
        numbers = f"{row.filled.end:5.0f}{row.filled.gap:5.0f}{text:>6}"
        yield f"{row.id:26}{numbers}  {row.layout:32}{held}".rstrip()
    widest = max(row.filled.gap for row in rows)
    yield f"{len(rows)} slides: end {_mean(rows):.1f} % in the mean, gap {widest:.0f} % at most,"
    yield f"{_share(rows):.0f} % hold more than running text"


def _mean(rows: list[Row]) -> float:
    return sum(row.filled.end for row in rows) / len(rows)


def _share(rows: list[Row]) -> float:
    return 100 * sum(bool(row.holds) for row in rows) / len(rows)


if __name__ == "__main__":
    sys.exit(main())
