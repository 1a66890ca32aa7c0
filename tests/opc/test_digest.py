"""Slides with equal digests hold the same, and lead to the same."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

from deckgen.commands import diff
from deckgen.opc.digest import Digests
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.template import named_slides


def deck(change: Callable[[Presentation], object] = lambda _deck: None) -> Package:
    made = Presentation()
    for number in range(3):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Title {number}"
    data = CategoryChartData()
    data.categories = ["A"]
    data.add_series("S", [1])
    box = [Inches(number) for number in (1, 2, 3, 3)]
    made.slides[1].shapes.add_chart(XL_CHART_TYPE.PIE, *box, data)
    made.slides[2].shapes.title.click_action.target_slide = made.slides[0]
    change(made)
    stream = BytesIO()
    made.save(stream)
    return Package.load(stream.getvalue(), "deck.pptx")


def slides(package: Package) -> dict[str, Part]:
    return {name: part for name, (_, part) in named_slides(package).items()}


def digests(package: Package, first: str = "first") -> list[bytes]:
    found = slides(package)
    ids = dict(
        zip((part.name for part in found.values()), (first, "second", "third"), strict=False)
    )
    known = Digests(package, ids)
    return [known.of(part) for part in found.values()]


def differing(change: Callable[[Presentation], object]) -> list[int]:
    pairs = zip(digests(deck()), digests(deck(change)), strict=False)
    return [number for number, (was, now) in enumerate(pairs) if was != now and number != 1]


def test_the_text_of_a_slide_counts_for_it_alone() -> None:
    def change(made: Presentation) -> None:
        made.slides[0].shapes.title.text = "Another"

    assert differing(change) == [0]


@pytest.mark.slow
def test_layout_master_and_size_count_for_all_slides_on_them() -> None:
    def move(made: Presentation) -> None:
        made.slide_layouts[1].placeholders[0].left = Inches(1)

    def shrink(made: Presentation) -> None:
        made.slide_master.placeholders[1].text_frame.paragraphs[0].font.size = Pt(9)

    def widen(made: Presentation) -> None:
        made.slide_width = Inches(12)

    assert [differing(change) for change in (move, shrink, widen)] == [[0, 2]] * 3


def test_notes_count() -> None:
    def noted(words: str) -> list[bytes]:
        def change(made: Presentation) -> None:
            made.slides[2].notes_slide.notes_text_frame.text = words

        return digests(deck(change))

    pairs = zip(noted("Say it slowly"), noted("Say it fast"), strict=True)
    assert [number for number, (was, now) in enumerate(pairs) if was != now and number != 1] == [2]


def test_the_values_of_a_chart_count() -> None:
    package = deck()
    chart = next(part for name, part in package.parts.items() if "/charts/" in name)
    before = digests(package)
    chart.blob = chart.blob.replace(b"<c:v>1", b"<c:v>2")
    assert [was == now for was, now in zip(before, digests(package), strict=True)] == [
        True,
        False,
        True,
    ]


def test_of_the_slide_that_a_link_leads_to_its_id_counts() -> None:
    package = deck()
    pairs = zip(digests(package), digests(package, "other"), strict=True)
    assert [was == now for was, now in pairs] == [True, True, False]


def test_an_equal_slide_of_another_place_has_the_same_digest() -> None:
    def move(made: Presentation) -> None:
        listed = made.slides._sldIdLst
        listed.append(listed[0])

    assert digests(deck(move))[2] == digests(deck())[0]


def test_what_is_read_of_equal_parts_is_shared_until_one_is_edited() -> None:
    before, after = deck(), deck(lambda made: setattr(made.slides[0].shapes.title, "text", "New"))
    after.share(before)
    pairs = list(zip(slides(before).values(), slides(after).values(), strict=True))
    assert [was.root is now.root for was, now in pairs] == [False, True, True]
    was, now = pairs[2]
    now.edit().set("show", "0")
    assert was.root.get("show") is None
    assert was.root is not now.root


@pytest.mark.slow
def test_a_diff_reads_equal_slides_once(tmp_path) -> None:
    paths = [tmp_path / "before.pptx", tmp_path / "after.pptx"]
    for number, path in enumerate(paths):
        made = Presentation()
        for index in range(6):
            slide = made.slides.add_slide(made.slide_layouts[1])
            slide.shapes.title.text = f"Title {index * (1 if index else number)}"
            slide.placeholders[1].text = f"Line {index + (number if index == 3 else 0)}"
        made.save(path)
    before, after = diff.pair(*map(str, paths))
    assert len(diff.changes(before, after)) == 1
    shared = [
        was.root is now.root
        for was, now in zip(
            slides(before.package).values(), slides(after.package).values(), strict=True
        )
    ]
    assert shared == [True, True, True, False, True, True]
