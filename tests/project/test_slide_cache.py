"""Packages that fork, and slides laid down as they were written before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.content.chart import Chart
from deckgen.deck import EmbedMode, load
from deckgen.opc.package import Package
from deckgen.plan import Plan, planner
from deckgen.plan.cache import SlideCache
from deckgen.presentation import write
from deckgen.presentation.packed_slides import PackedSlides, SlideKey
from deckgen.review.base import attach
from deckgen.richtext import Run
from deckgen.richtext.inline import links
from deckgen.template import Template
from tests.deck.project import TEMPLATE
from tests.support.lanes import examples
from tests.support.paths import ROOT, corpus_decks, needs_corpus

pytestmark = pytest.mark.slow


def test_a_fork_changes_by_itself() -> None:
    package_ = Package.open(TEMPLATE)
    before = package_.save()
    edited = package_.fork()
    edited.presentation.edit().set("firstSlideNum", "7")
    edited.add("/ppt/media/image{}.png", "image/png", b"one")
    edited.presentation.rels.add("slide", "/ppt/slides/slide9.xml")
    again = edited.fork()
    again.presentation.edit().set("firstSlideNum", "8")
    again.media(b"two", "png", "image/png")
    assert package_.save() == before
    assert edited.presentation.root.get("firstSlideNum") == "7"
    assert "/ppt/media/image2.png" not in edited.parts
    assert again.presentation.root.get("firstSlideNum") == "8"
    assert [name for name in again.parts if "image" in name][-2:] == [
        "/ppt/media/image1.png", "/ppt/media/image2.png",
    ]  # fmt: skip


@needs_corpus
def test_real_decks_fork_to_the_same_bytes() -> None:
    for path in corpus_decks()[:6]:
        package_ = Package.open(path)
        package_.presentation.root  # noqa: B018 - parsed, as a template's is
        assert package_.fork().save() == package_.save()


OPENED = Template.open(ROOT / "templates" / "briefing.pptx")
PLAN, AGAIN = (planner.plan(load.read(ROOT / "content" / "deck.yaml"), OPENED) for _ in range(2))
NAMES = [slide.id for slide in PLAN.slides]


def written(plan: Plan, cache: SlideCache | None) -> bytes:
    return attach(write.write(plan, OPENED, cache=cache), cache).save()


def reached(names: set[str]) -> set[str]:
    """These slides and those that they link to: planning refuses links to others."""
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            slide = PLAN.slide(name)
            assert slide is not None
            texts = [content for _, content in slide.slots]
            for content in texts + ([slide.notes] if slide.notes else []):
                queue += [t[1:] for t, _ in links(content.paragraphs()) if t.startswith("#")]
    return found


@settings(max_examples=examples(6))
@given(st.lists(st.permutations(NAMES), min_size=2, max_size=3), st.data())
def test_slides_laid_down_are_the_slides_written(
    orders: list[list[str]], data: st.DataObject
) -> None:
    """Whatever is written in whatever order: links, charts and notes find their new names.

    Slides that were planned again are other objects of the same content.
    """
    cache = SlideCache()
    for order in orders:
        wanted = reached(data.draw(st.sets(st.sampled_from(order), min_size=1)))
        kept = [name for name in order if name in wanted]
        slides = {slide.id: slide for slide in data.draw(st.sampled_from([PLAN, AGAIN])).slides}
        changed = set(data.draw(st.lists(st.sampled_from(kept), max_size=3)))
        plan = replace(
            PLAN,
            slides=tuple(
                replace(slides[name], hidden=True) if name in changed else slides[name]
                for name in kept
            ),
            sections=(),
        )
        assert written(plan, cache) == written(plan, None)


def test_what_equality_leaves_out_is_written_again() -> None:
    """A chart's corner cell is in its workbook, and no difference of two plans."""
    slide = PLAN.slide("removals")
    assert slide is not None
    chart = slide.content("Chart")
    assert isinstance(chart, Chart)
    other = replace(chart, plot=replace(chart.plot, corner=Run("Another corner")))
    assert other == chart
    cache = SlideCache()
    plans = [
        replace(PLAN, slides=(replace(slide, slots=tuple(slots.items())),), sections=())
        for slots in (dict(slide.slots), dict(slide.slots) | {"Chart": other})
    ]
    first, second = (written(plan, cache) for plan in plans)
    assert first != second
    assert second == written(plans[1], None)


def test_slides_that_were_planned_again_are_found() -> None:
    cache = SlideCache()
    write.write(PLAN, OPENED, cache=cache)
    packed = cache.table(PackedSlides)
    for one, other in zip(PLAN.slides, AGAIN.slides, strict=True):
        assert one is not other
        key = SlideKey(other, OPENED.layouts[other.layout], AGAIN.language, EmbedMode.FULL)
        assert packed.find(other.id, lambda item, key=key: item[0].is_same(key)) is not None
