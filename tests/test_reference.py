"""docs/content-reference.md: every key has an example, and every example builds."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree
from textwrap import indent

import pytest

from deckgen.commands.build import build
from deckgen.content import Scope, registry
from deckgen.facts.resolve import Facts
from deckgen.source import YamlData, dump, parse, plain
from deckgen.source.fields import AnyField, AnyFields, not_dumped
from tests.support.paths import ROOT
from tools import reference

DECK = """\
title: Every key
template: {template}
output: deck.pptx
slides:
"""
SLIDE = """\
  - id: slide-{number}
    layout: Title and Content
    Title: A title
    Content:
{content}
"""
SEAL = """\
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a deck with the files that the examples name."""
    made = tmp_path_factory.mktemp("deck")
    copytree(ROOT / "docs" / "gallery" / "images", made / "images")
    (made / "images" / "seal.svg").write_text(SEAL, encoding="utf-8")
    for name in ("gallery/places.csv", "examples/routes.csv", "examples/county-regions.csv"):
        copy(ROOT / "docs" / name, made)
    return made


def with_example(table: AnyFields, field: AnyField) -> str:
    """A field's example, added to the least YAML of a mapping where it does not start as that."""
    least, example = _entries(table.example), _entries(field.example)
    return dump(example if next(iter(example)) in registry.KIND_BY_KEY else least | example)


def _entries(text: str) -> dict[str, YamlData]:
    entries = plain(parse(text, Path("example.yaml")))
    assert isinstance(entries, dict)
    return entries


def whole(table: AnyFields, field: AnyField) -> str:
    """The content with a field's example; that of a cell stands in a table."""
    text = with_example(table, field)
    if table.what != "a cell":
        return text
    below = "  - []\n" if field.key == "rows" else ""  # a row that the cell covers
    return f"rows:\n  - - {indent(text, ' ' * 6).lstrip()}{below}"


@pytest.mark.parametrize("table", reference.content(), ids=lambda table: table.what)
def test_every_example_of_content_builds(table: AnyFields, folder: Path) -> None:
    slides = (
        SLIDE.format(number=number, content=indent(whole(table, field), " " * 6))
        for number, field in enumerate(table.fields)
    )
    head = DECK.format(template=ROOT / "templates" / "briefing.pptx")
    deck = folder / "deck.yaml"
    deck.write_text(head + "".join(slides), encoding="utf-8")
    done = build(deck, output=folder / "deck.pptx", force=True)
    assert [d.message for d in done.diagnostics] == []


@pytest.mark.parametrize("table", reference.content(), ids=lambda table: table.what)
def test_every_example_gives_its_key_another_value_than_the_default(
    table: AnyFields, folder: Path
) -> None:
    scope = Scope(folder, Facts.empty())
    for field in table.fields:
        node = parse(whole(table, field), folder / "slide.yaml")
        content = registry.parse(node, scope)
        dumped = content.dump({})
        assert isinstance(dumped, dict)
        if table.what == "a cell":
            dumped = dumped["rows"][0][0]
        assert (field.key in dumped) == (field.dump is not not_dumped), field.key
