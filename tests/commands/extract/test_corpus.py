"""Real decks: extract and build give every part back, and an edit changes one paragraph."""

import io
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from deckgen.commands.extract import extract
from deckgen.content.text import Text
from deckgen.deck import EmbedMode, load
from deckgen.diagnostics import Problem
from deckgen.opc.xml import canonical, each, from_strict, parse
from deckgen.plan import Plan, planner
from deckgen.presentation import write
from deckgen.richtext import Run
from deckgen.template import Template
from tests.support.lanes import examples
from tests.support.paths import corpus_decks, needs_corpus
from tests.support.strategies import lines
from tools.roundtrip import judge

pytestmark = needs_corpus


@pytest.mark.parametrize("deck", corpus_decks(), ids=lambda deck: deck.name)
def test_every_part_comes_back(deck: Path) -> None:
    verdict = judge(deck, None)
    assert verdict.faults == []
    assert bool(verdict.refused) == ("protected" in deck.name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("extracted")


@cache
def extracted(deck: Path, folder: Path) -> Path:
    return extract(deck, folder / deck.name).path


@cache
def planned(deck: Path) -> tuple[Plan, dict[str, bytes]]:
    """The plan of an extracted deck, and the parts that are written of it."""
    read = load.read(deck)
    plan = planner.plan(read, Template.open(read.template))
    return plan, written(deck, plan)


def written(deck: Path, plan: Plan) -> dict[str, bytes]:
    base = Template.open(deck.parent / load.read(deck).template_text.text)
    data = write.write(plan, base, EmbedMode.NONE).package.save()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.data())
@settings(max_examples=examples(100))
def test_an_edit_of_one_text_changes_that_paragraph_alone(
    folder: Path, data: st.DataObject
) -> None:
    decks = [deck for deck in corpus_decks() if "protected" not in deck.name]
    deck = extracted(data.draw(st.sampled_from(decks)), folder)
    plan, before = planned(deck)
    places = [
        (number, name, index)
        for number, slide in enumerate(plan.slides)
        for name, content in slide.slots
        if isinstance(content, Text)
        for index, line in enumerate(content.lines)
        if line.runs and not any(run.style.field for run in line.runs)
    ]
    if not places:
        return
    number, name, index = data.draw(st.sampled_from(places))
    new = data.draw(lines.filter(str.strip))
    after = written(deck, edited(plan, number, name, index, f"new {new}"))
    changed = {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}
    slides = {part for part in changed if part.startswith("ppt/slides/")}
    assert len(slides) == 1
    assert changed - slides <= {"docProps/app.xml"} | signature_parts(before)
    (part,) = slides
    old = [canonical(p) for p in each(parse(from_strict(before[part])), "a:p")]
    now = [canonical(p) for p in each(parse(from_strict(after[part])), "a:p")]
    assert len(old) == len(now)
    assert sum(a != b for a, b in zip(old, now, strict=True)) == 1


def signature_parts(parts: dict[str, bytes]) -> set[str]:
    signed = {name for name in parts if name.startswith("_xmlsignatures/")}
    return signed | {"_rels/.rels", "[Content_Types].xml"} if signed else set()


def edited(plan: Plan, number: int, name: str, index: int, text: str) -> Plan:
    slide = plan.slides[number]
    content = slide.content(name)
    assert isinstance(content, Text)
    line = content.lines[index]
    fresh = structs.replace(line, runs=(Run(text, line.runs[0].style.but(link="")),))
    changed = Text((*content.lines[:index], fresh, *content.lines[index + 1 :]))
    slots = tuple((slot, changed if slot == name else c) for slot, c in slide.slots)
    slides = list(plan.slides)
    slides[number] = replace(slide, slots=slots)
    return structs.replace(plan, slides=tuple(slides))


def test_an_encrypted_deck_is_refused_in_words(tmp_path: Path) -> None:
    deck = next(deck for deck in corpus_decks() if "protected" in deck.name)
    with pytest.raises(Problem) as caught:
        extract(deck, tmp_path / "x")
    assert caught.value.diagnostics[0].code == "encrypted"
    assert not (tmp_path / "x").exists()
