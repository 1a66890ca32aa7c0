"""Kinds of content change their paragraphs in the order in which they tell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.content import Content
from deckgen.richtext import Paragraph
from tests.support.kinds import STRATEGIES


@pytest.mark.parametrize("kind", STRATEGIES)
@given(data=st.data())
def test_paragraphs_are_changed_in_their_order(kind: type[Content], data: st.DataObject) -> None:
    content = data.draw(STRATEGIES[kind])
    seen: list[Paragraph] = []

    def look(line: Paragraph) -> Paragraph:
        seen.append(line)
        return line

    assert content.map_paragraphs(look) == content
    assert seen == list(content.paragraphs())
