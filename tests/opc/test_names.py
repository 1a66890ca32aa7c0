"""Names of parts and the targets of relationships, however a program spells them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen import soundness
from deckgen.commands import build
from deckgen.commands.extract import extract
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package, open_unambiguous
from deckgen.opc.part import PartNameMap, folded
from deckgen.plan import Plan
from deckgen.presentation import read
from tests.support.archives import members, packed
from tests.support.paths import ROOT
from tests.support.templates import with_layouts_of

TYPES, TOP = "[Content_Types].xml", "ppt/_rels/presentation.xml.rels"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A deck of text, a chart, a table, notes and comments."""
    folder = tmp_path_factory.mktemp("built")
    sample = ROOT / "tests" / "review" / "sample"
    deck, template = sample / "deck.yaml", with_layouts_of(sample)
    return members(build.build(deck, template=template, output=folder / "deck.pptx").path)


def moved(files: Files, old: str, new: str) -> Files:
    return {new if name == old else name: data for name, data in files.items()}


def renamed_member(files: Files) -> Files:
    return moved(files, "ppt/slides/slide1.xml", "ppt/Slides/SLIDE1.XML")


def renamed_relationships(files: Files) -> Files:
    return moved(files, "ppt/slides/_rels/slide1.xml.rels", "ppt/slides/_RELS/Slide1.xml.Rels")


def renamed_types(files: Files) -> Files:
    return moved(files, TYPES, "[content_types].XML")


def renamed_root(files: Files) -> Files:
    return moved(files, "_rels/.rels", "_Rels/.RELS")


def targets(new: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        text, done = re.subn(rb'Target="slides/slide1.xml"', f'Target="{new}"'.encode(), files[TOP])
        assert done == 1
        return {**files, TOP: text}

    return change


def capital_overrides(files: Files) -> Files:
    text, done = re.subn(
        rb'PartName="(/ppt/[^"]*)"',
        lambda found: b'PartName="' + found[1].upper() + b'"',
        files[TYPES],
    )
    assert done > 5
    return {**files, TYPES: text}


def encoded_member(files: Files) -> Files:
    return targets("slides/an other%5Fslide.xml")(
        moved(
            moved(files, "ppt/slides/slide1.xml", "ppt/slides/an%20other_slide.xml"),
            "ppt/slides/_rels/slide1.xml.rels", "ppt/slides/_rels/an%20other_slide.xml.rels",
        )
        | {TYPES: files[TYPES].replace(b"/slides/slide1.xml", b"/slides/an%20other_slide.xml")}
    )  # fmt: skip


SPELT: dict[str, Callable[[Files], Files]] = {
    "member": renamed_member,
    "relationships": renamed_relationships,
    "types": renamed_types,
    "root": renamed_root,
    "overrides": capital_overrides,
    "capitals": targets("Slides/Slide1.XML"),
    "absolute": targets("/PPT/slides/slide1.xml"),
    "percent": targets("slides/%73lide1%2Exml"),
    "fragment": targets("slides/slide1.xml#place"),
    "encoded member": encoded_member,
}


def plan_of(files: Files) -> Plan:
    return read.read(Package.load(packed(files), "deck.pptx"))


@pytest.mark.slow
@pytest.mark.parametrize("spelling", SPELT)
def test_another_spelling_is_the_same_deck(spelling: str, built: Files, tmp_path: Path) -> None:
    files = SPELT[spelling](built)
    assert plan_of(files) == plan_of(built)
    assert not list(soundness.check(Package.load(packed(files), "deck.pptx")))
    (tmp_path / "odd.pptx").write_bytes(packed(files))
    path = extract(tmp_path / "odd.pptx", tmp_path / "deck").path
    again = build.build(path, output=tmp_path / "again.pptx").path
    assert plan_of(members(again)) == plan_of(built)


@pytest.mark.parametrize("spelling", SPELT)
def test_a_deck_in_another_spelling_is_sound_once_it_is_changed(
    spelling: str, built: Files
) -> None:
    changed = Package.load(packed(SPELT[spelling](built)), "deck.pptx")
    first, second = changed.related(changed.presentation, "slide")[:2]
    first.edit().set("show", "0")
    second.relate(first, "slide")
    made = changed.add("/ppt/notes{}.xml", "application/x+xml", b"<a/>")
    changed.presentation.relate(made, "customXml")
    data = changed.save()
    again = Package.load(data, "deck.pptx")
    assert not again.parts.equivalent
    assert not list(soundness.check(again))
    assert again.related(again.presentation, "slide")[0].root.get("show") == "0"
    if spelling == "fragment":
        assert b'Target="slides/slide1.xml#place"' in members(data)[TOP]


def test_a_part_that_goes_takes_its_override_along(built: Files) -> None:
    changed = Package.load(packed(capital_overrides(built)), "deck.pptx")
    for part in changed.related(changed.presentation, "viewProps"):
        for item in changed.presentation.rels.of("viewProps"):
            changed.presentation.rels.drop(item.id)
        changed.drop(part.name)
    assert b"viewprops" not in members(changed.save())[TYPES].lower()


def test_new_parts_have_names_that_no_other_part_is_equivalent_to(built: Files) -> None:
    changed = Package.load(packed(renamed_member(built)), "deck.pptx")
    count = len(changed.related(changed.presentation, "slide"))
    made = changed.add("/ppt/slides/slide{}.xml", "a/b", b"")
    assert made.name == f"/ppt/slides/slide{count + 1}.xml"
    with pytest.raises(ValueError, match="has a part"):
        changed.add("/ppt/slides/slide1.xml", "a/b", b"")


def test_parts_of_equivalent_names_are_told_and_share_no_relationships(
    built: Files, tmp_path: Path
) -> None:
    slide = "ppt/slides/slide1.xml"
    (tmp_path / "two.pptx").write_bytes(packed({**built, "ppt/slides/SLIDE1.xml": built[slide]}))
    with pytest.raises(Problem, match="which are one name") as caught:
        open_unambiguous(tmp_path / "two.pptx")
    assert [d.code for d in caught.value.diagnostics] == ["repeated-part"]
    loaded = Package.open(tmp_path / "two.pptx")
    assert not len(loaded.parts["/ppt/slides/SLIDE1.xml"].rels)
    assert len(loaded.parts[f"/{slide}"].rels)
    assert len(members(loaded.save())) == len(built) + 1


names = st.text("aAbB/%é", min_size=1, max_size=6) | st.sampled_from(["%41", "%61", "a", "A"])


@given(st.lists(st.tuples(names, st.booleans(), st.integers())))
def test_names_are_found_under_every_equivalent_one(
    steps: list[tuple[str, bool, int]],
) -> None:
    held: PartNameMap[int] = PartNameMap()
    model: dict[str, int] = {}
    for name, put, value in steps:
        if put:
            held[name] = model[name] = value
        elif name in model:
            del held[name], model[name]
        assert held == model
        for wanted in (name, name.upper(), name.lower()):
            alike = [value for other, value in model.items() if folded(other) == folded(wanted)]
            assert (wanted in held) == bool(alike)
            assert held.get(wanted) in (alike or [None])
            assert wanted not in model or held[wanted] == model[wanted]
        families: dict[str, list[str]] = {}
        for other in model:
            families.setdefault(folded(other), []).append(other)
        assert sorted(held.equivalent) == sorted(
            (first, other) for first, *others in families.values() for other in others
        )
