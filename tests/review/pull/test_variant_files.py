"""Which file a reviewer's change goes into, and what it says there: the deck's or the variant's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from deckgen.content import Content
from deckgen.content.map import Map
from deckgen.content.text import plain_text
from deckgen.deck import load, source_files
from deckgen.deck.overlay import apply
from deckgen.deck.variants import Variants
from deckgen.plan import Plan, planner
from deckgen.review.pull import Review, differences, pull
from deckgen.richtext import Paragraph, Run
from deckgen.source import reading
from deckgen.template import Template
from tests.deck.project import FILES, write

SOUTH = {"variants/south.yaml": "extends: ../deck.yaml\n"}
Change = Callable[[Content], Content | None]


def review(deck: Path, variant: str) -> Review:
    """The review of a variant, "" for the deck itself, in which nothing was changed."""
    written = source_files.read(deck)
    top = Variants(written).top(variant) if variant else None
    source = written if top is None else apply(top.below, top.overlay)
    read = load.load(source)
    template = Template.open(read.template)
    plan = planner.plan(read, template)
    return Review(source, read, plan, plan, plan, layouts=template.layouts, top=top)


def with_slot(plan: Plan, slide: str, slot: str, change: Change) -> Plan:
    slides = []
    for item in plan.slides:
        if item.id == slide:
            slots = {name: change(c) if name == slot else c for name, c in item.slots}
            kept = tuple((name, c) for name, c in slots.items() if c is not None)
            item = replace(item, slots=kept)
        slides.append(item)
    return structs.replace(plan, slides=tuple(slides))


def pulled(deck: Path, variant: str, slide: str, slot: str, change: Change) -> dict[str, str]:
    """The files that a pull writes, by their names below the deck's folder; together they plan to
    what the reviewer left."""
    sent = review(deck, variant)
    report, expected = pull(
        structs.replace(sent, theirs=with_slot(sent.theirs, slide, slot, change))
    )
    assert (report.conflicts, report.untracked) == ([], [])
    with reading.overlay_files(report.files.items()):
        now = review(deck, variant)
        assert differences(expected, now.ours, now.deck, report) == []
    return {path.relative_to(deck.parent).as_posix(): text for path, text in report.files.items()}


def gone(_: Content) -> None:
    return None


def test_a_text_of_two_files_that_is_all_new_is_the_variants(tmp_path: Path) -> None:
    deck = write(tmp_path)
    found = pulled(deck, "west", "cover", "Subtitle", lambda _: plain_text("Somewhere else"))
    assert found == {
        "variants/west.yaml": FILES["variants/west.yaml"].replace(
            "Subtitle+: and the west", "Subtitle: Somewhere else"
        )
    }


def test_a_text_of_two_files_that_grew_at_its_end_is_told_in_the_last(tmp_path: Path) -> None:
    deck = write(tmp_path)
    found = pulled(
        deck, "west", "cover", "Subtitle", lambda _: plain_text("The east\nand the far west")
    )
    assert list(found) == ["variants/west.yaml"]
    assert "Subtitle+: and the far west" in found["variants/west.yaml"]


@pytest.mark.parametrize("variant", ["south", "east"])
def test_a_slot_that_goes_is_removed_by_the_variant(variant: str, tmp_path: Path) -> None:
    deck = write(tmp_path, SOUTH)
    found = pulled(deck, variant, "arrests", "Content", gone)
    (text,) = found.values()
    assert list(found) == [f"variants/{variant}.yaml"]
    assert text.endswith("  arrests:\n    remove:\n      - Content\n")


def test_a_row_that_was_changed_leaves_the_others_as_they_were_typed(tmp_path: Path) -> None:
    deck = write(tmp_path)

    def renamed(content: Content) -> Content:
        return content.map_paragraphs(
            lambda line: Paragraph((Run("There"),)) if line.text == "Here" else line
        )

    before = FILES["slides/arrests.yaml"]
    assert pulled(deck, "", "arrests", "Content", renamed) == {
        "slides/arrests.yaml": before.replace("Here |", "There |")
    }


@pytest.mark.parametrize("variant", ["", "south"])
def test_a_key_with_another_name_keeps_its_value_as_typed(variant: str, tmp_path: Path) -> None:
    regions = "  regions:\n    North: Boone, MO | Cole, MO\n    South: Greene, MO\n"
    before = (
        "layout: Title and Content\nTitle: Arrests\n"
        f"Content:\n  map: counties\n  of: Missouri\n{regions}  legend: yes\n"
    )
    deck = write(tmp_path, {**SOUTH, "slides/arrests.yaml": before})

    def renamed(content: Content) -> Content:
        assert isinstance(content, Map)
        model = content.model
        first, *others = model.regions
        return replace(
            content, model=structs.replace(model, regions=(replace(first, name="Up"), *others))
        )

    assert pulled(deck, variant, "arrests", "Content", renamed) == {
        "slides/arrests.yaml": before.replace("North:", "Up:")
    }
