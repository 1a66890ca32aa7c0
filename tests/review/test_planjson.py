"""Plans put away as data come back as they were."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.plan import (
    Formats,
    Plan,
    PlanRecord,
    Slide,
    SlideRecord,
    plan_of,
    plan_record,
    slide_record,
)
from tests.support.lanes import examples
from tests.support.plans import contents, plans

Record = PlanRecord[SlideRecord]


def recorded(plan: Plan) -> Record:
    formats = Formats()
    return plan_record(plan, [slide_record(slide, formats) for slide in plan.slides], formats)


def there_and_back(plan: Plan) -> Plan:
    return plan_of(msgspec.json.decode(msgspec.json.encode(recorded(plan)), type=Record))


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(plans())
def test_a_plan_comes_back(plan: Plan) -> None:
    back = there_and_back(plan)
    assert back == plan
    for slide, was in zip(back.slides, plan.slides, strict=True):
        assert (slide.like, slide.names, slide.repeats) == (was.like, was.names, was.repeats)


def test_what_a_slide_takes_from_its_pattern_comes_back() -> None:
    """Two slides are equal whatever they say of it."""
    pattern = ("cover", (("Title 1", 2),), (("Group", 3),))
    slide = Slide("one", "Layout", like=pattern[0], names=pattern[1], repeats=pattern[2])
    (back,) = there_and_back(Plan("", "en-US", (slide,))).slides
    assert (back.like, back.names, back.repeats) == pattern


@given(st.data())
def test_every_content_comes_back(data: st.DataObject) -> None:
    content = data.draw(contents)
    plan = Plan("", "en-US", (Slide("one", "Layout", (("Slot", content),)),))
    assert there_and_back(plan) == plan


def test_a_plan_of_another_version_is_refused() -> None:
    data = msgspec.to_builtins(recorded(Plan("", "en-US", ()))) | {"version": 99}
    with pytest.raises(msgspec.ValidationError, match="99"):
        msgspec.convert(data, Record)
