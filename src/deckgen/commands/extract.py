"""`deckgen extract`: any presentation to a folder of YAML that builds it again.

The presentation itself becomes the template, and each of its slides a pattern; YAML has the
content of the shapes. So nothing is lost, and a build changes only what the YAML changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from deckgen import files
from deckgen import template as template_room
from deckgen.content import Page, relative_to_pattern
from deckgen.deck import Section
from deckgen.deck.source_files import slide_path
from deckgen.diagnostics import DeckLocation, Diagnostic, Severity, error, listed, shown
from deckgen.facts import references
from deckgen.opc.package import Package
from deckgen.opc.xml import each
from deckgen.plan import Slide, slide_data
from deckgen.presentation import comments, document, integrity, notes
from deckgen.presentation.read import is_hidden
from deckgen.richtext.inline import FormatNames
from deckgen.source import writing
from deckgen.source.writing import YamlData
from deckgen.template import Pattern


@dataclass(frozen=True, slots=True)
class ExtractResult:
    """What was written: the path of deck.yaml, the number of slides, and tips."""

    path: Path
    slides: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Media:
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
    written: dict[Path, bytes] = {}
    parts = {name: item.part for name, item in patterns.items()}
    for item in patterns.values():
        page = Page(package, item.part, language, parts)
        slide = _slide(item, page, formats, media)
        written[slide_path(folder, item.id)] = writing.dump(slide).encode()
    deck = _deck(path.stem, package, language, template, patterns, formats=bool(formats))
    written[folder / "deck.yaml"] = writing.dump(deck).encode()
    if formats:
        listed: dict[str, YamlData] = {name: xml for xml, name in formats.items()}
        written[folder / "formats.yaml"] = writing.dump(listed).encode()
    written |= {folder / name: data for name, data in media.files.items()}
    written[folder / template] = path.read_bytes()
    tips = tuple(_tips(path, patterns))
    return ExtractResult(folder / "deck.yaml", len(patterns), tips), written


def _main_language(package: Package) -> str:
    """The language that most of the slides' runs are in."""
    found: Counter[str] = Counter()
    for _, part in template_room.named_slides(package).values():
        found.update(e.get("lang", "") for e in each(part.root, "a:rPr"))
    found.pop("", None)
    return found.most_common(1)[0][0] if found else "en-US"


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


def _slide(item: Pattern, page: Page, formats: FormatNames, media: _Media) -> dict[str, YamlData]:
    shapes = [shape for shape in item.slot_shapes if not shape.content.is_blank()]
    head: dict[str, YamlData] = {"like": item.id}
    if is_hidden(item.part):
        head["hidden"] = "yes"
    named: dict[str, YamlData] = {shape.name: str(shape.id) for shape in shapes if not shape.own}
    if named:
        head["names"] = named
    shown = Slide(
        item.id,
        "",
        tuple((shape.name, shape.content) for shape in shapes),
        notes.read(page.package, item.part, page),
        comments.read_comments(page.package, item.part),
    )
    slide = slide_data(
        head, shown, formats,
        lambda _, content: relative_to_pattern(content, content).placed(media.save),
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
