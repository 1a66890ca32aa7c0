"""Plans put away as data come back as they were."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.plan import Plan, Slide
from deckgen.plan.records import PlanRecord, plan_of, plan_record
from tests.support.lanes import examples
from tests.support.plans import contents, plans


def there_and_back(plan: Plan) -> Plan:
    return plan_of(msgspec.json.decode(msgspec.json.encode(plan_record(plan)), type=PlanRecord))


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(plans())
def test_a_plan_comes_back(plan: Plan) -> None:
    back = there_and_back(plan)
    assert back == plan
    for slide, was in zip(back.slides, plan.slides, strict=True):
        assert (slide.like, slide.names, slide.repeats) == (was.like, was.names, was.repeats)


@given(st.data())
def test_every_content_comes_back(data: st.DataObject) -> None:
    content = data.draw(contents)
    plan = Plan("", "en-US", (Slide("one", "Layout", (("Slot", content),)),))
    assert there_and_back(plan) == plan


def test_a_plan_of_another_version_is_refused() -> None:
    data = msgspec.to_builtins(plan_record(Plan("", "en-US", ()))) | {"version": 99}
    with pytest.raises(msgspec.ValidationError, match="99"):
        msgspec.convert(data, PlanRecord)
