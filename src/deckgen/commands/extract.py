"""`deckgen extract`: any presentation to a folder of YAML that builds it again.

The presentation itself becomes the template, and each of its slides a pattern; YAML has the
content of the shapes. So nothing is lost, and a build changes only what the YAML changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field

from deckgen import files
from deckgen import template as template_room
from deckgen.appearance.shapes import placeholder_type
from deckgen.content import Page
from deckgen.deck import Section
from deckgen.deck.source_files import slide_path
from deckgen.diagnostics import DeckLocation, Diagnostic, Severity, error, listed, shown
from deckgen.facts import references
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from deckgen.plan import Slide, slide_data
from deckgen.plan.slot_names import is_taken, without_number
from deckgen.presentation import comments, document, integrity, notes
from deckgen.presentation.read import is_hidden
from deckgen.richtext.inline import FormatNames
from deckgen.source import writing
from deckgen.source.keys import DEFAULT_LANGUAGE, NOTES_SLOT, is_slot_name
from deckgen.source.writing import YamlData
from deckgen.template import Pattern, Template


class ExtractResult(Struct, frozen=True):
    """What was written: the path of deck.yaml, the number of slides, and tips."""

    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...]


class _Media(Struct):
    """The pictures of a deck by their path in YAML; equal ones once."""

    files: dict[str, bytes] = field(default_factory=dict)

    def save(self, data: bytes, suffix: str) -> str:
        """The path under which a file with these bytes is saved."""
        for name, known in self.files.items():
            if known == data and name.endswith(suffix):
                return name
        name = f"media/image{len(self.files) + 1}{suffix}"
        self.files[name] = data
        return name


def extract(path: str | Path, folder: str | Path, *, force: bool = False) -> ExtractResult:
    """Write the presentation `path` as YAML, with its template and pictures, into a folder.

    Raises `Problem` where the file is no presentation, or, without `force`, where the folder is
    not empty.
    """
    path, folder = Path(path), Path(folder)
    check_folder(folder, "name another folder with `-o`", force=force)
    result, written = contents(path, folder)
    files.write_all(written)
    return result


_MOST = 5
"""How many files of a folder that is not empty are named."""


def check_folder(folder: Path, other: str, *, force: bool) -> None:
    """Raise `Problem` where a folder to write is a file, or has files and there is no `force`.

    `other` says how another folder is named.
    """
    if folder.exists() and not folder.is_dir():
        raise error("would-overwrite", f"{shown(folder)} is a file, not a folder", help=other)
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if found and not force:
        names = listed([f"`{name}`" for name in found], _MOST)
        raise error(
            "would-overwrite",
            f"{shown(folder)} is not empty",
            help=(f"it has {names}", f"{other}, or add to this one by `--force`"),
        )


def contents(path: Path, folder: Path) -> tuple[ExtractResult, dict[Path, bytes]]:
    """What `extract` writes into a folder. Raises `Problem` where the file is no presentation."""
    package = Package.open(path)
    language = document.read_properties(package)[1] or _main_language(package)
    patterns = template_room.read_patterns(package, language)
    suffix = path.suffix.lower() if integrity.is_presentation(path) else ".pptx"
    template = f"template{suffix}"
    formats = FormatNames()
    media = _Media()
    short = _short_names(Template.of(package), patterns)
    written: dict[Path, bytes] = {}
    parts = {name: item.part for name, item in patterns.items()}
    for number, item in enumerate(patterns.values(), 1):
        page = Page(package, item.part, language, parts)
        names = {**short.get(("layout", item.layout), {}), **short.get(("like", item.id), {})}
        slide = _slide(item, page, formats, media, names)
        written[slide_path(folder, item.id, number)] = writing.dump(slide).encode()
    deck = _deck(path.stem, package, language, template, patterns, formats=bool(formats))
    if short:
        deck["slot_names"] = _slot_names(Template.of(package), short)
        deck["slides"] = deck.pop("slides")
    written[folder / "deck.yaml"] = writing.dump(deck).encode()
    if formats:
        from deckgen.richtext import format_names

        listed: dict[str, YamlData] = {n: format_names.short(xml) for xml, n in formats.items()}
        written[folder / "formats.yaml"] = writing.dump(listed).encode()
    written |= {folder / name: data for name, data in media.files.items()}
    written[folder / template] = path.read_bytes()
    tips = tuple(_tips(path, patterns))
    return ExtractResult(folder / "deck.yaml", len(patterns), tips), written


_ShortNames = dict[tuple[str, str], dict[str, str]]
"""Short names by the slots' own, of a layout by its part and of a pattern slide by its id."""


def _short_names(template: Template, patterns: dict[str, Pattern]) -> _ShortNames:
    """Short names for placeholders: of a layout what most of its slides call them alike."""
    found: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for item in patterns.values():
        own = found.setdefault(("like", item.id), Counter(_short_on(item)))
        shared = Counter({pair: n for pair, n in own.items() if not _MADE_UP.fullmatch(pair[0])})
        found.setdefault(("layout", item.layout), Counter()).update(shared)
    shown = (shape for item in patterns.values() for shape in item.slot_shapes)
    filled = {shape.name for shape in shown if not shape.content.is_blank()}
    short: _ShortNames = {}
    for sheet in template.layouts.values():
        words = dict(_named_by_type((slot.name, slot.type) for slot in sheet.slots))
        found.setdefault(("layout", sheet.part_name), Counter()).update(words.items())
        filled |= words.keys()
    for (kind, name), counted in sorted(found.items(), key=lambda item: item[0][0]):
        layout = template.layout_of(name) if kind == "layout" else None
        slots = [] if layout is None else [s.name for s in (*layout.slots, *layout.fields)]
        table: dict[str, str] = {}
        for (long, word), times in counted.most_common():
            free = long in filled and not (long in slots and is_taken(word, long, slots))
            if kind == "layout" and not _MADE_UP.fullmatch(long):
                on = [item for item in patterns.values() if item.layout == name]
                free = free and times == sum(item.shape(long) is not None for item in on)
            if free and word not in table.values():
                table[long] = word
        short[kind, name] = table
    return {key: table for key, table in _without_repeated(short, patterns) if table}


def _without_repeated(
    short: _ShortNames, patterns: dict[str, Pattern]
) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """The tables, those of slides without what their layout's says already."""
    for (kind, name), table in short.items():
        if kind == "layout":
            yield (kind, name), table
            continue
        known = short.get(("layout", patterns[name].layout), {})
        yield (kind, name), {long: w for long, w in table.items() if known.get(long) != w}


def _short_on(item: Pattern) -> Iterator[tuple[str, str]]:
    """The names of a pattern's placeholders, each with its name without number."""
    names = [shape.name for shape in item.slot_shapes]
    for shape in item.slot_shapes:
        word = without_number(shape.name).removesuffix(" Placeholder")
        if not shape.own or word == shape.name or not placeholder_type(shape.shape):
            continue
        if is_slot_name(word) and not is_taken(word, shape.name, names):
            yield shape.name, word
    types = ((s.name, placeholder_type(s.shape) or s.content.key) for s in item.slot_shapes)
    yield from _named_by_type(types)


def _named_by_type(slots: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The names that Google Slides makes up, each with what the slot is, numbered if there are
    several of that."""
    words = [
        (name, _WORDS.get(kind, kind.capitalize()))
        for name, kind in slots
        if _MADE_UP.fullmatch(name)
    ]
    counted, seen = Counter(word for _, word in words), Counter[str]()
    for name, word in words:
        seen[word] += 1
        yield name, word if counted[word] == 1 else f"{word} {seen[word]}"


_MADE_UP = re.compile(r"Google Shape;\d+;\w+")
_WORDS = {
    "ctrTitle": "Title", "subTitle": "Subtitle", "obj": "Content", "tbl": "Table",
    "pic": "Picture", "dgm": "Diagram", "clipArt": "ClipArt",
}  # fmt: skip


def _slot_names(template: Template, short: _ShortNames) -> YamlData:
    found: dict[str, YamlData] = {}
    for (kind, name), table in short.items():
        layout = template.layout_of(name) if kind == "layout" else None
        title = layout.name if layout else name
        found[f"{kind} {title}"] = {word: long for long, word in table.items()}
    return found


def _main_language(package: Package) -> str:
    """The language that most of the slides' runs are in."""
    found: Counter[str] = Counter()
    for _, part in template_room.named_slides(package).values():
        found.update(e.get("lang", "") for e in each(part.root, "a:rPr"))
    found.pop("", None)
    return found.most_common(1)[0][0] if found else DEFAULT_LANGUAGE


def _deck(
    name: str,
    package: Package,
    language: str,
    template: str,
    patterns: dict[str, Pattern],
    *,
    formats: bool,
) -> dict[str, YamlData]:
    deck: dict[str, YamlData] = {}
    title = document.read_properties(package)[0].strip()
    if title:
        deck["title"] = references.escaped(title)
    deck["name"] = name
    deck["language"] = language
    deck["template"] = template
    deck["output"] = f"build/{{deck}}-{{variant}}{Path(template).suffix}"
    deck["embed"] = "full"
    deck["extracted"] = "yes"
    deck["slide_files"] = "numbered"
    if formats:
        deck["formats"] = "formats.yaml"
    deck["slides"] = _listed(package, patterns)
    return deck


def _listed(package: Package, patterns: dict[str, Pattern]) -> list[YamlData]:
    """The slides in order, each section before its first one."""
    numbers = {number: name for name, (number, _) in template_room.named_slides(package).items()}
    found: tuple[Section, ...] = document.read_sections(package.presentation, numbers)
    if not document.in_order(found, patterns):
        return list(patterns)
    rows: list[YamlData] = []
    for section in found:
        rows.append({"section": references.escaped(section.name)})
        rows.extend(section.slides)
    return rows


def _slide(
    item: Pattern, page: Page, formats: FormatNames, media: _Media, short: dict[str, str]
) -> dict[str, YamlData]:
    shapes = [
        shape
        for shape in item.slot_shapes
        if not shape.content.is_blank() and not item.counts_itself(shape)
    ]
    head: dict[str, YamlData] = {"like": item.id}
    if is_hidden(item.part):
        head["hidden"] = "yes"
    named: dict[str, YamlData] = {shape.name: str(shape.id) for shape in shapes if not shape.own}
    if named:
        head["names"] = named
    by_slot = {short.get(shape.name, shape.name): shape for shape in shapes}
    noted = {} if item.notes is None else {NOTES_SLOT: item.notes}
    shown = Slide(
        item.id,
        "",
        tuple((name, shape.content) for name, shape in by_slot.items()),
        notes.read(page.package, item.part, page),
        comments.read_comments(page.package, item.part),
    )
    slide = slide_data(
        head, shown, formats,
        lambda name, content: (by_slot | noted)[name].relative(content).placed(media.save),
    )  # fmt: skip
    kept: list[YamlData] = [entry.dump() for entry in item.kept]
    if kept:
        slide["kept"] = kept
    return slide


def _tips(path: Path, patterns: dict[str, Pattern]) -> list[Diagnostic]:
    """A tip for each slide with shapes that had no name to be a slot's, and so got one."""
    found = []
    for number, item in enumerate(patterns.values(), 1):
        named = [
            shape.name
            for shape in item.slot_shapes
            if not shape.own and not shape.content.is_blank()
        ]
        if named:
            listed = ", ".join(f"`{name}`" for name in named)
            found.append(
                Diagnostic(
                    "named",
                    f"shapes without a name of their own got the slots {listed}",
                    DeckLocation(shown(path), number),
                    severity=Severity.TIP,
                )
            )
    return found
