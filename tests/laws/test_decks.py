"""Laws of whole decks: what is planned is what the file says, and the file is sound."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen import soundness
from deckgen.content.registry import KINDS
from deckgen.deck import EmbedMode
from deckgen.opc.package import Package
from deckgen.presentation import write
from deckgen.presentation.read import read
from deckgen.review.base import attach
from tests.laws.decks import TEMPLATES, layouts, plans, template
from tests.support.kinds import STRATEGIES
from tests.support.lanes import examples

each_template = pytest.mark.parametrize("of", TEMPLATES)
slow = settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
few = settings(slow, max_examples=examples(15))  # test_determinism.py holds it of whole decks


def test_every_registered_kind_is_drawn() -> None:
    assert set(STRATEGIES) == {kind.content for kind in KINDS}


@each_template
def test_every_kind_has_a_slot_on_the_template(of: str) -> None:
    slots = [slot for layout in layouts(of) for slot in layout.slots]
    assert all(any(slot.accepts(kind.content.key) for slot in slots) for kind in KINDS)


@pytest.mark.slow
@each_template
@slow
@given(data=st.data())
def test_a_deck_reads_back_as_it_was_planned(of: str, data: st.DataObject) -> None:
    plan = data.draw(plans(of))
    embed = data.draw(st.sampled_from([EmbedMode.FULL, EmbedMode.HASHES]))
    package = attach(write.write(plan, template(of), embed), plan, embed)
    assert list(soundness.check(package)) == []
    loaded = Package.load(package.save(), "deck.pptx")
    assert list(soundness.check(loaded)) == []
    found = read(loaded)
    assert found == plan
    again = attach(write.write(found, template(of), embed), found, embed)
    assert read(again) == found


@pytest.mark.slow
@each_template
@few
@given(data=st.data())
def test_the_same_plan_gives_the_same_bytes(of: str, data: st.DataObject) -> None:
    plan = data.draw(plans(of))
    embed = data.draw(st.sampled_from(list(EmbedMode)))
    one, other = (attach(write.write(plan, template(of), embed), plan, embed) for _ in range(2))
    assert one.save() == other.save()
