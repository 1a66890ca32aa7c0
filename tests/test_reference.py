"""docs/content-reference.md: every key has an example, and every example builds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from shutil import copy, copytree
from textwrap import indent
from zipfile import ZipFile

import pytest

from deckgen.content import Scope, registry
from deckgen.deck import load
from deckgen.diagnostics import Problem
from deckgen.facts import Facts
from deckgen.project import Project
from deckgen.source.fields import AnyField, AnyFields, not_dumped
from deckgen.source.nodes import MappingNode
from deckgen.source.reading import parse
from deckgen.source.writing import YamlData, dump, plain
from tests.support.cases import every_case
from tests.support.lanes import few
from tests.support.paths import ROOT, TEMPLATES
from tests.support.templates import with_layouts
from tools import reference

TEMPLATE = with_layouts("Title Slide", "Title and Content", "Title Only", of=TEMPLATES["briefing"])
SETTINGS = """\
title: Every key
template: briefing.pptx
contacts: contacts.yaml
facts: [facts.yaml]
variants: variants
"""
SLIDE = """\
  - id: {id}
    layout: Title and Content
    Title: A title
    Content:
{content}
"""
TWO_SLIDES = f"""\
{SETTINGS}slides:
  - id: one
    layout: Title and Content
    Title: One
    Content: Some text
    notes: To be said
  - id: two
    layout: Title and Content
    Title: Two
    Content:
      contact: north
"""
FACTS = "one:\n  value: 1\ntwo:\n  value: 2\n"
FILES = {
    "facts.yaml": FACTS,
    "contacts.yaml": "north:\n  office: North\n",
    "formats.yaml": "f1: <a:ln/>\n",
    "regions.csv": "id,one\na,7\nb,8\n",
    "variants/other.yaml": "extends: ../deck.yaml\ntitle: Another\n",
    "images/seal.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<rect width="9" height="9"/></svg>'
    ),
}
CONTENT = [pytest.param(table, id=title) for title, table in reference.CONTENT.items()]
PATTERNS = ("like", "names")
"""The keys whose examples need a template with slides."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a deck with the files that the examples name."""
    made = tmp_path_factory.mktemp("deck")
    copytree(ROOT / "docs" / "gallery" / "images", made / "images")
    copy(ROOT / "docs" / "gallery" / "places.csv", made)
    for example in (ROOT / "docs" / "examples").glob("*.csv"):
        copy(example, made)
    copy(TEMPLATE, made / "briefing.pptx")
    for name, text in FILES.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    return made


def built(folder: Path, deck: str, variant: str | None = None) -> list[str]:
    """The warnings of a build of this deck.yaml."""
    path = folder / "deck.yaml"
    path.write_text(deck, encoding="utf-8")
    project = opened(path).read_again()
    project = project.of_variant(variant) if variant else project
    done = project.build(folder / "deck.pptx", force=True)
    return [diagnostic.message for diagnostic in done.diagnostics]


@cache
def opened(deck: Path) -> Project:
    """The project, whose templates stay open."""
    return Project(deck)


def with_example(table: AnyFields, field: AnyField) -> str:
    """A field's example, added to the least YAML of a mapping where it is not a whole one."""
    least, example = _entries(table.example), _entries(field.example)
    return dump(example if next(iter(example)) in registry.KIND_BY_KEY else least | example)


def _entries(text: str) -> dict[str, YamlData]:
    entries = plain(parse(text, Path("example.yaml")))
    assert isinstance(entries, dict)
    return entries


def content_of(table: AnyFields, field: AnyField) -> str:
    """The content with a field's example; a cell stands in a table, an axis in a chart."""
    text = with_example(table, field)
    if table.what == "an axis":
        return f"chart: column\ndata: |\n  A | B\n  c | 20\ny_axis:\n{indent(text, '  ')}"
    if table.what != "a cell":
        return text
    below = "  - []\n" if field.key == "rows" else ""  # a row that the cell covers
    return f"rows:\n  - - {indent(text, ' ' * 6).lstrip()}{below}"


@pytest.mark.quick(2)
@pytest.mark.parametrize("table", few(CONTENT))
def test_every_example_of_content_builds(table: AnyFields, folder: Path) -> None:
    slides = (
        SLIDE.format(id=field.key, content=indent(content_of(table, field), " " * 6))
        for field in table.fields
    )
    assert built(folder, f"{SETTINGS}slides:\n{''.join(slides)}") == []


@pytest.mark.parametrize("table", few(CONTENT))
def test_every_example_gives_its_key_another_value_than_the_default(
    table: AnyFields, folder: Path
) -> None:
    contact = parse("office: North", Path("contacts.yaml"))
    assert isinstance(contact, MappingNode)
    scope = Scope(folder, Facts.empty(), {"north": contact})
    for field in table.fields:
        node = parse(content_of(table, field), folder / "slide.yaml")
        dumped = registry.parse(node, scope).dump({})
        if isinstance(dumped, dict) and table.what == "a cell":
            dumped = dumped["rows"][0][0]
        if isinstance(dumped, dict) and table.what == "an axis":
            dumped = dumped["y_axis"]
        keys = dumped if isinstance(dumped, dict) else ()
        assert (field.key in keys) == (field.dump is not not_dumped), field.key


@every_case("table", [*CONTENT, *reference.DECK.values()], ids=lambda t: t.what)
def test_a_remark_behind_text_is_an_error(table: AnyFields) -> None:
    """Whatever takes text prints it, or keeps it for somebody: none of it is left out unseen."""
    for field in table.fields:
        node = parse(f"{field.key}: Detention #1 place", Path("example.yaml"))
        assert isinstance(node, MappingNode)
        if field.form.takes != "text":
            continue
        with pytest.raises(Problem) as caught:
            field.form.parse(node.entries[0][1], field.key, None)
        (found,) = caught.value.diagnostics
        assert (found.code, str(found.place)[-2:]) == ("remark", str(len(field.key) + 13))
        assert '`"Detention #1 place"`' in found.helps[0]


def mutated(data: YamlData, top: bool = True) -> Iterator[YamlData]:
    """The data with `${one}` behind one of its texts or keys, once for each of them."""
    match data:
        case dict():
            for key, value in data.items():
                for changed in mutated(value, top=False):
                    yield {k: changed if k == key else v for k, v in data.items()}
                if not top:
                    yield {f"{k} ${{one}}" if k == key else k: v for k, v in data.items()}
        case list():
            for index, item in enumerate(data):
                for changed in mutated(item, top=False):
                    yield [*data[:index], changed, *data[index + 1 :]]
        case str():
            yield "\n".join(f"{line} ${{one}}" for line in data.splitlines())


@pytest.mark.quick(1)
@pytest.mark.parametrize("table", few(CONTENT))
def test_no_key_of_content_lets_a_reference_stand_raw(table: AnyFields, folder: Path) -> None:
    """`${...}` in a text prints a fact, or is an error; nothing that YAML writes keeps it."""
    facts = Facts.load([parse(FACTS, Path("facts.yaml"))], language="en-US")  # type: ignore[list-item]
    contact = parse("office: North", Path("contacts.yaml"))
    assert isinstance(contact, MappingNode)
    scope = Scope(folder, facts, {"north": contact})
    slides = [SLIDE.format(id="plain", content="      contact: north")]
    for field in table.fields:
        for data in mutated(_entries(content_of(table, field))):
            text = dump(data)  # type: ignore[arg-type]
            try:
                registry.parse(parse(text, folder / "slide.yaml"), scope)
            except Problem:
                continue
            slides.append(SLIDE.format(id=f"s{len(slides)}", content=indent(text, " " * 6)))
    built(folder, f"{SETTINGS}slides:\n{''.join(slides)}")
    assert raw(folder / "deck.pptx") == []


def raw(path: Path) -> list[str]:
    """The parts of a package, and of the workbooks in it, that say `${one`."""
    found = []
    with ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".xlsx"):
                with ZipFile(BytesIO(data)) as book:
                    data = b"".join(map(book.read, book.namelist()))
            if b"${one" in data:
                found.append(name)
    return found


KEPT = {"author": "raw-reference", "initials": "raw-reference", "text": "raw-reference"}
"""The keys of texts that print no facts, with the code of the error."""


@pytest.mark.parametrize("title", ["deck.yaml", "A slide", "A comment"])
def test_no_key_of_a_deck_lets_a_reference_stand_raw(title: str, folder: Path) -> None:
    for field in reference.DECK[title].fields:
        if field.form.takes != "text":
            continue
        marked = {field.key: "x ${one}"}
        deck = {**_entries(SETTINGS), **(marked if title == "deck.yaml" else {})}
        slide: YamlData = {"id": "a", "layout": "Title Only", "Title": "A title"}
        slide |= marked if title == "A slide" else {}
        if title == "A comment":
            slide["comments"] = [{"author": "A", "text": "b", **marked}]
        text = dump({**deck, "slides": [slide]})
        if field.key in KEPT:
            with pytest.raises(Problem) as caught:
                built(folder, text)
            assert [d.code for d in caught.value.diagnostics] == [KEPT[field.key]]
        else:
            built(folder, text)
            assert raw(folder / "deck.pptx") == [], field.key


@pytest.mark.parametrize("title", ["deck.yaml", "check"])
def test_every_example_of_a_deck_builds(title: str, folder: Path) -> None:
    table = reference.DECK[title]
    for field in table.fields:
        assert built(folder, with_example(table, field)) == [], field.key


def test_every_example_of_a_slide_builds(folder: Path) -> None:
    table = reference.DECK["A slide"]
    assert built(folder, TWO_SLIDES.replace("id: one", "id: opening")) == []
    (folder / "deck.pptx").rename(folder / "slides.pptx")
    for field in table.fields:
        text = with_example(table, field)
        deck = f"{SETTINGS}slides:\n  - {indent(text, ' ' * 4).lstrip()}"
        if field.key in PATTERNS:
            deck = deck.replace("briefing.pptx", "slides.pptx").replace(
                "    layout: Title and Content\n", ""
            )
        if field.key == "remove":  # in a variant alone
            with pytest.raises(Problem, match="`remove` is for variants"):
                built(folder, deck)
        else:
            assert built(folder, deck) == [], field.key


def test_every_example_of_a_comment_builds(folder: Path) -> None:
    table = reference.DECK["A comment"]
    items = [indent(with_example(table, f), " " * 8).lstrip() for f in table.fields]
    comments = "".join(f"      - {item}" for item in items)
    assert (
        built(folder, TWO_SLIDES.replace("    notes:", f"    comments:\n{comments}    notes:"))
        == []
    )
    (slide, _) = load.read(folder / "deck.yaml").slides
    assert [comment.text for comment in slide.comments] == ["Is this the last count?"] * len(items)


def test_every_example_of_a_fact_builds(folder: Path) -> None:
    table = reference.DECK["A fact"]
    for field in table.fields:
        entries = _entries(table.example) | _entries(field.example)
        if "formula" in entries or "text" in entries:
            del entries["value"]
        (folder / "facts.yaml").write_text(FACTS + dump({"three": entries}), encoding="utf-8")
        assert built(folder, TWO_SLIDES) == [], field.key
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")


def test_every_example_of_a_group_of_facts_builds(folder: Path) -> None:
    table = reference.DECK["A group of facts"]
    for field in table.fields:
        entries = _entries(table.example) | _entries(field.example)
        entries["as_of"] = "2018-09-30"
        entries.pop("value", "")
        (folder / "facts.yaml").write_text(FACTS + dump({"all": entries}), encoding="utf-8")
        assert built(folder, TWO_SLIDES) == [], field.key
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")


def test_every_example_of_a_contact_builds(folder: Path) -> None:
    table = reference.DECK["A contact"]
    for field in table.fields:
        contacts = dump({"north": _entries(with_example(table, field))}, 2)
        deck = TWO_SLIDES.replace("contacts: contacts.yaml\n", f"contacts:\n{contacts}")
        assert built(folder, deck) == [], field.key


def test_every_example_of_a_variant_builds(folder: Path) -> None:
    variant = reference.DECK["A variant"]
    move = reference.DECK["insert and move"]
    texts = [with_example(variant, field) for field in variant.fields]
    texts += [
        f"extends: ../deck.yaml\nmove:\n  - {indent(field.example, ' ' * 4).lstrip()}\n"
        for field in move.fields
    ]
    for text in texts:
        (folder / "variants" / "tried.yaml").write_text(text, encoding="utf-8")
        assert built(folder, TWO_SLIDES, "tried") == [], text
    table = reference.DECK["A table of variants"]
    rows = f"variants:\n{indent(table.example, '  ')}\n"
    assert built(folder, TWO_SLIDES.replace("variants: variants\n", rows), "region-a") == []
