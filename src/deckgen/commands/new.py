"""`deckgen new`: a folder with a small deck that builds, to start from.

It has a cover, a slide of text with figures from facts.yaml, and a chart of them, on the slide
layouts of a template that fit best; or it is what `extract` makes of a presentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files as resources
from pathlib import Path, PurePath

from deckgen import files
from deckgen.appearance.shapes import TITLE_TYPES, Slot
from deckgen.commands import extract
from deckgen.commands.extract import ExtractResult
from deckgen.deck.source_files import slide_path
from deckgen.diagnostics import error, shown
from deckgen.opc.package import Package
from deckgen.source.keys import is_slot_name
from deckgen.source.writing import Lines, YamlData, dump
from deckgen.template import Layout, Template

PLAIN = "plain.pptx"
"""The template of a deck where none is named; it comes with the program."""

_IGNORED = """\
# What deckgen builds: its sources are the YAML and the template.
build/

# Office programs put these beside an open file.
~$*
.~lock.*#
"""

_ATTRIBUTES = """\
# Presentations are never merged line by line. `git diff` shows them as the YAML of their slides
# after: git config diff.deckgen.textconv "deckgen diff --textconv"
*.pptx binary diff=deckgen
*.potx binary diff=deckgen
"""

_DECK = """\
# For an editor that completes keys as you type: `deckgen schema -o schemas` (docs/editor.md).
# The deck: each slide is a file in slides/, and each figure stands once, in facts.yaml.
title: Library visits
language: en-US
template: templates/{template}
output: build/{{deck}}-{{variant}}{suffix}
as_of: 2025-01-31
facts: facts.yaml
slides:
"""

_FACTS = """\
# A slide says a figure by its name: ${visits.north}. Change it here, and every slide follows.
visits.north:
  value: 5,200
  as_of: 2024-12-31
  source: Door counters
visits.south:
  value: 4,100
  as_of: 2024-12-31
  source: Door counters
visits.east:
  value: 2,900
  as_of: 2024-12-31
  source: Door counters
visits.total:
  formula: visits.north + visits.south + visits.east
  format: ',.0f'
visits.share:
  formula: visits.north / visits.total
  format: .0%
"""

_TITLE = "Library visits in 2024"
_SUBTITLE = "A first deck"
_POINTS = """\
North, South and East had **${visits.total}** visits
  North alone had ${visits.north}, which is ${visits.share}
Change facts.yaml and build again: every slide follows
"""
_CHART: dict[str, YamlData] = {
    "chart": "bar",
    "data": Lines(
        "Branch | Visits\nNorth | ${visits.north}\nSouth | ${visits.south}\nEast | ${visits.east}\n"
    ),
}


def new(
    folder: Path,
    *,
    template: Path | None = None,
    presentation: Path | None = None,
    force: bool = False,
) -> ExtractResult:
    """Write a deck into a new folder.

    It is on the `template`, which is copied, else on the plain one of the program; or it is that of
    a `presentation`, as `extract` makes it. Nothing is replaced: with `force` files are added to a
    folder that is not empty, and lines to its .gitignore and .gitattributes. Raises `Problem` where
    a file is no presentation, a template has no layout to start with, or a file is there already.
    """
    extract.check_folder(folder, "name another folder", force=force)
    if presentation is not None:
        result, written = extract.contents(presentation, folder)
    else:
        result, written = _deck(folder, template)
    _refuse_others(written)
    for name, text in ((".gitignore", _IGNORED), (".gitattributes", _ATTRIBUTES)):
        written[folder / name] = _with_lines(folder / name, text)
    files.write_all(written)
    return result


def _refuse_others(written: dict[Path, bytes]) -> None:
    """Raise `Problem` where one of the files is there with other content."""
    others = [p for p, data in written.items() if p.exists() and not _holds(p, data)]
    if others:
        raise error(
            "would-overwrite",
            f"{', '.join(shown(path) for path in others)} would be replaced",
            help="name another folder, or move away what is there",
        )


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _with_lines(path: Path, text: str) -> bytes:
    """A settings file of git, with the rules of the text that it lacks added below."""
    if not path.is_file():
        return text.encode()
    old = path.read_bytes()
    known = {line.strip() for line in old.decode("utf-8", "replace").splitlines()}
    if all(line in known for line in text.splitlines() if line and not line.startswith("#")):
        return old
    gap = b"" if not old else (b"\n" if old.endswith(b"\n") else b"\n\n")
    return old + gap + text.encode()


def _deck(folder: Path, path: Path | None) -> tuple[ExtractResult, dict[Path, bytes]]:
    """A deck on a template, which is copied into the folder."""
    if path is None:
        name, data = PLAIN, resources(__package__).joinpath("data", PLAIN).read_bytes()
        template = Template.of(Package.load(data, name))
    else:
        template = Template.open(path)
        name, data = path.name, path.read_bytes()
    slides = dict(_slides(template))
    suffix = PurePath(name).suffix.lower()
    settings = _DECK.format(template=name, suffix=".pptm" if suffix.endswith("m") else ".pptx")
    written = {
        folder / "deck.yaml": (settings + dump(list(slides), 2)).encode(),
        folder / "facts.yaml": _FACTS.encode(),
        folder / "templates" / name: data,
    }
    for slide, content in slides.items():
        written[slide_path(folder, slide)] = dump(content).encode()
    return ExtractResult(folder / "deck.yaml", len(slides), ()), written


# The slides, on the layouts of a template that fit best.


_CONTENT = ("obj", "body", "chart", "tbl", "pic")
_LARGE = 8
"""A slot is large that has more than this part of the slide's area."""
_WIDE = 1.25
"""A slot is wide that has more than this part of the slide's width."""


def _slides(template: Template) -> Iterator[tuple[str, dict[str, YamlData]]]:
    """The slides by id. Raises `Problem` for a template without a layout for any."""
    cover = _cover(template)
    text = _best(template, ("obj", "body"))
    chart = _best(template, ("obj", "chart"))
    if cover is None and text is None:
        raise error(
            "no-layout",
            f"{template.name} has no slide layout with a place for a title or a text",
            help=(
                "add one in PowerPoint: View > Slide Master > Insert Placeholder",
                "`deckgen new FOLDER --from DECK.pptx` uses the slides of a presentation instead",
            ),
        )
    if cover is not None:
        below = {slot.name: _SUBTITLE for slot in cover.slots if slot.type == "subTitle"}
        yield "cover", {**_titled(cover, _TITLE), **below}
    if text is not None:
        layout, slot = text
        yield "visits", {**_titled(layout, "Three branches"), slot.name: Lines(_POINTS)}
    if chart is not None:
        layout, slot = chart
        yield "branches", {**_titled(layout, "North had most visits"), slot.name: _CHART}


def _usable(template: Template) -> Iterator[Layout]:
    """The layouts whose slots all have names that YAML can say."""
    for layout in template.layouts.values():
        if not layout.duplicate_names and all(is_slot_name(slot.name) for slot in layout.slots):
            yield layout


def _cover(template: Template) -> Layout | None:
    """The layout of a title slide, else one with a title and no place for content."""
    titled = [layout for layout in _usable(template) if _title(layout) is not None]
    covers = [item for item in titled if item.type == "title" or "ctrTitle" in _types(item)]
    if covers:
        return min(covers, key=lambda item: "subTitle" not in _types(item))
    bare = (item for item in titled if not any(slot.type in _CONTENT for slot in item.slots))
    return next(bare, None)


def _best(template: Template, types: tuple[str, ...]) -> tuple[Layout, Slot] | None:
    """The large slot for content of these types, on the layout that has the fewest others."""
    area = template.width * template.height
    found = []
    for layout in _usable(template):
        places = [slot for slot in layout.slots if slot.type not in TITLE_TYPES]
        large = [s for s in places if _LARGE * s.box.width * s.box.height > area]
        slots = [slot for slot in large if slot.type in types and slot.orient != "vert"]
        for slot in slots[:1]:
            untitled, other = _title(layout) is None, slot.type != types[0]
            narrow = slot.box.width * _WIDE < template.width
            rank = (untitled, other, len(large), len(layout.slots), narrow)
            found.append((rank, layout, slot))
    best = min(found, key=lambda item: item[0], default=None)
    return None if best is None else best[1:]


def _types(layout: Layout) -> set[str]:
    return {slot.type for slot in layout.slots}


def _title(layout: Layout) -> Slot | None:
    return next((slot for slot in layout.slots if slot.type in TITLE_TYPES), None)


def _titled(layout: Layout, title: str) -> dict[str, YamlData]:
    """The start of a slide: its layout, and its title where that has one."""
    slot = _title(layout)
    start: dict[str, YamlData] = {"layout": layout.name}
    return start if slot is None else {**start, slot.name: title}
