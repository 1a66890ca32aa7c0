"""Pattern slides: cloned, filled, removed, with their charts, notes, links and shows."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from deckgen import soundness, template
from deckgen.appearance.shapes import tree_of
from deckgen.commands import build
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.opc.package import Package
from deckgen.opc.xml import tag
from deckgen.plan import Plan, Slide
from deckgen.presentation import read as presentation_read
from deckgen.presentation import write
from deckgen.template import Template
from tests.support.paths import corpus_decks, needs_corpus
from tests.support.sdk import Finding, Validator

DECK = """\
title: Patterns
template: template.pptx
embed: none
facts:
  people:
    value: 1,234
slides:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a template of three slides: text with tokens, a table, a chart."""
    presentation = Presentation()
    presentation.slide_layouts[5].name  # noqa: B018 - the layout must exist
    first = presentation.slides.add_slide(presentation.slide_layouts[5])
    first.shapes.title.text = "Person"
    box = first.shapes.add_textbox(Inches(1), Inches(2), Inches(4), Inches(1))
    box.name = "Fact"
    runs = box.text_frame.paragraphs[0]
    for text, bold in (("In all ${peo", True), ("ple} people", False)):
        run = runs.add_run()
        run.text, run.font.bold = text, bold
    first.notes_slide.notes_text_frame.text = "Notes of the pattern"
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "Table"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1))
    table.name = "Rows"
    for row, texts in enumerate((("Name", "Number"), ("Prototype", "0"))):
        for column, text in enumerate(texts):
            table.table.cell(row, column).text = text
    link = second.shapes.add_textbox(Inches(1), Inches(5), Inches(2), Inches(1))
    link.name = "Back"
    link.text_frame.text = "back"
    link.click_action.target_slide = first
    presentation.save(str(tmp_path / "template.pptx"))
    return tmp_path


def built(folder: Path, slides: str) -> Path:
    (folder / "deck.yaml").write_text(DECK + slides)
    output = folder / "out.pptx"
    build.build(folder / "deck.yaml", output=output, force=True)
    assert findings(output) <= findings(folder / "template.pptx")
    return output


def findings(path: Path) -> set[tuple[str, str]]:
    return {(d.code, d.message) for d in soundness.check(Package.open(path))}


def shown(path: Path) -> list[list[str]]:
    return [
        [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for slide in Presentation(str(path)).slides
    ]


@pytest.mark.slow
def test_tokens_in_a_patterns_own_text_print_facts_in_the_first_runs_format(folder: Path) -> None:
    path = built(folder, "  - {id: a, like: person}\n")
    assert shown(path) == [["In all 1,234 people"]]
    runs = Presentation(str(path)).slides[0].shapes[0].text_frame.paragraphs[0].runs
    assert [(run.text, run.font.bold) for run in runs] == [
        ("In all 1,234", True),
        (" people", False),
    ]


def test_a_slide_may_set_facts_of_its_own(folder: Path) -> None:
    with pytest.raises(Problem):
        built(
            folder,
            "  - id: a\n    like: person\n    facts:\n      peo.ple: 7\n    Fact: ${nobody}\n",
        )
    path = built(
        folder, "  - id: a\n    like: person\n    facts:\n      here: 7\n    Fact: ${here} here\n"
    )
    assert shown(path) == [["7 here"]]


def test_a_pattern_is_cloned_as_often_as_it_is_named(folder: Path) -> None:
    path = built(
        folder,
        "  - id: a\n    like: person\n    Title 1: One\n"
        "  - id: b\n    like: person\n    Title 1: Two\n    notes: Other notes\n"
        "  - id: c\n    like: person\n    Title 1: Three\n",
    )
    assert [texts[0] for texts in shown(path)] == ["One", "Two", "Three"]
    slides = list(Presentation(str(path)).slides)
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides]
    assert notes == ["Notes of the pattern", "Other notes", "Notes of the pattern"]
    assert len({slide.notes_slide.part.partname for slide in slides}) == 3


def test_a_prototype_row_repeats_for_a_list(folder: Path) -> None:
    rows = "".join(f"        P{n} | {n}\n" for n in range(1, 6))
    path = built(
        folder,
        "  - id: t\n    like: table\n    Rows:\n      table: |\n        Name | Number\n" + rows,
    )
    table = next(s for s in Presentation(str(path)).slides[0].shapes if s.has_table).table
    assert [row.cells[0].text for row in table.rows] == ["Name", "P1", "P2", "P3", "P4", "P5"]
    assert len({row.height for row in list(table.rows)[1:]}) == 1


def test_a_prototype_group_repeats_for_a_list(folder: Path) -> None:
    presentation = Presentation(str(folder / "template.pptx"))
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "People"
    group = slide.shapes.add_group_shape()
    group.name = "Person"
    for number, name in enumerate(("Name", "Phone")):
        box = group.shapes.add_textbox(Inches(1), Inches(2 + number / 2), Inches(3), Inches(0.5))
        box.name, box.text_frame.text = name, f"the {name}"
        box.text_frame.paragraphs[0].runs[0].font.bold = True
    presentation.save(str(folder / "template.pptx"))
    items = "".join(f"      - Name: N{n}\n        Phone: '{n}'\n" for n in (1, 2))
    path = built(folder, f"  - id: p\n    like: people\n    Person:\n{items}      - Name: N3\n")
    groups = [s for s in Presentation(str(path)).slides[0].shapes if s.shape_type == 6]
    texts = [[shape.text_frame.text for shape in group.shapes] for group in groups]
    assert texts == [["N1", "1"], ["N2", "2"], ["N3"]]
    assert all(
        run.font.bold for g in groups for s in g.shapes for run in s.text_frame.paragraphs[0].runs
    )
    tops = [group.top for group in groups]
    assert tops == sorted(set(tops))
    assert groups[0].top + groups[0].height <= groups[1].top


def test_a_removed_slide_leaves_nothing_and_no_link_to_it(folder: Path) -> None:
    path = built(folder, "  - {id: t, like: table}\n")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert len([n for n in names if n.startswith("ppt/slides/slide")]) == 1
    assert b"Notes of the pattern" not in everything
    assert b"hlinksldjump" not in everything


@needs_corpus
@pytest.mark.parametrize("deck", corpus_decks(), ids=lambda deck: deck.name)
def test_a_clone_of_every_slide_is_sound(deck: Path, tmp_path: Path) -> None:
    if "protected" in deck.name:
        with pytest.raises(Problem):
            Package.open(deck)
        return
    before = findings(deck)
    data = cloned(deck)
    (tmp_path / "clone.pptx").write_bytes(data)
    after = Package.load(data, "cloned")
    assert findings(tmp_path / "clone.pptx") <= before
    assert len(template.named_slides(after)) == 2 * len(template.named_slides(Package.open(deck)))


@needs_corpus
def test_the_validator_finds_nothing_new_in_clones(sdk: Validator, tmp_path: Path) -> None:
    """Of a few decks, whose slides have all kinds of parts that those of any deck have."""
    originals = {deck.name: deck for deck in of_every_kind(corpus_decks())}
    clones = [tmp_path / name for name in originals]
    for clone in clones:
        clone.write_bytes(cloned(originals[clone.name]))
    found = sdk.findings(clones)
    known = sdk.findings([originals[name] for name in sorted({f.file.name for f in found})])
    assert {unnumbered(f) for f in found} <= {unnumbered(f) for f in known}


def of_every_kind(decks: Sequence[Path]) -> list[Path]:
    """Few decks whose slides have shapes and parts of every kind that there is in any of them."""
    left = {deck: kinds(deck) for deck in decks if "protected" not in deck.name}
    chosen = []
    while any(left.values()):
        best = max(left, key=lambda deck: len(left[deck]))
        chosen.append(best)
        left = {deck: found - left[best] for deck, found in left.items()}
    return chosen


def kinds(deck: Path) -> set[str]:
    """The types of the parts that slides refer to, and of the shapes on slides."""
    package = Package.open(deck)
    slides = [part for _, part in package.slides]
    found = {rel.word for part in slides for rel in part.rels}
    return found | {tag(shape) for part in slides for shape in tree_of(part.root)}


def unnumbered(finding: Finding) -> tuple[str, str, str, str]:
    """What is found, whichever clone it is found in."""
    part, xpath = re.sub(r"\d+", "", finding.part), re.sub(r"\[\d+\]", "", finding.xpath)
    return finding.file.name, part, xpath, finding.message


def cloned(deck: Path) -> bytes:
    """The deck with a clone of every slide after it."""
    template = Template.open(deck)
    read = presentation_read.read(Template.open(deck).package)
    slides: list[Slide] = []
    for slide in read.slides:
        slides.append(replace(slide, like=slide.id))
        slides.append(replace(slide, id=f"{slide.id}-clone", like=slide.id, comments=()))
    plan = Plan(read.title, read.language, tuple(slides), (), read.moment)
    return write.write(plan, template, EmbedMode.NONE).package.save()


def test_pictures_of_a_slide_and_of_its_copy_are_both_replaced(tmp_path: Path) -> None:
    """What the copy still shows is not dropped with the picture of the slide that it is like."""
    from PIL import Image

    for name in ("a", "b", "c"):
        Image.new("RGB", (4, 4), (ord(name), 0, 0)).save(tmp_path / f"{name}.png")
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    slide.shapes.add_picture(str(tmp_path / "a.png"), 0, 0, Inches(1)).name = "Photo"
    made.save(str(tmp_path / "template.pptx"))
    entries = [
        f"  - id: {slide}\n    like: slide\n    Photo:\n      picture: {name}.png\n      alt: It\n"
        for slide, name in (("slide", "b"), ("copy", "c"))
    ]
    deck = tmp_path / "deck.yaml"
    deck.write_text(f"title: T\ntemplate: template.pptx\nslides:\n{''.join(entries)}", "utf-8")
    build.build(deck, output=tmp_path / "out.pptx")
    shown = Presentation(str(tmp_path / "out.pptx"))
    assert [slide.shapes[0].image.blob for slide in shown.slides] == [
        (tmp_path / f"{name}.png").read_bytes() for name in ("b", "c")
    ]
