"""Laws of every registered kind, whichever it is: YAML both ways, and updates that arrive."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.appearance.shapes import Slot
from deckgen.content import Content, Page, registry
from deckgen.content.registry import KINDS
from deckgen.opc.xml import Element, make, parse, serialise
from deckgen.plan import Formats
from deckgen.richtext import Paragraph
from deckgen.source.writing import dump
from tests.content.stage import node_of, scope
from tests.laws.decks import layouts, template
from tests.support.kinds import STRATEGIES
from tests.support.lanes import examples

pytestmark = pytest.mark.slow

each_kind = pytest.mark.parametrize(
    "kind", [kind.content for kind in KINDS], ids=lambda kind: kind.key
)


class Folder:
    """Where content puts what it embeds, named by its bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, data: bytes, suffix: str) -> str:
        name = f"{abs(hash(data))}{suffix}"
        (self.path / name).write_bytes(data)
        return name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("content"))


@cache
def _slot(kind: type[Content]) -> tuple[str, Slot]:
    """A layout's part and a slot of it that takes the kind."""
    return next(
        (layout.part_name, slot)
        for layout in layouts("briefing")
        for slot in layout.slots
        if slot.accepts(kind.key)
    )


def stage(kind: type[Content]) -> tuple[Page, Slot]:
    package = template("briefing").package.fork()
    layout, slot = _slot(kind)
    part = package.add("/ppt/slides/slide{}.xml", "", make("p:sld"))
    part.relate(package.parts[layout], "slideLayout")
    others = {"other-slide": package.add("/ppt/slides/slide{}.xml", "", b"<a/>")}
    return Page(package, part, "en-US", others), slot


def written(content: Content, slot: Slot, page: Page) -> Element:
    return parse(serialise(content.write(slot, page)))


@each_kind
@given(data=st.data())
def test_dump_then_parse_gives_the_same(
    kind: type[Content], folder: Folder, data: st.DataObject
) -> None:
    content = data.draw(STRATEGIES[kind]).placed(folder.save)
    names = Formats()
    text = dump({"Slot": content.dump(names)})
    node = node_of(text, folder.path)
    assert registry.kind_for(node) is kind
    assert registry.parse(node, scope(folder.path)) == content


@each_kind
@settings(max_examples=examples(50))
@given(data=st.data())
def test_a_shape_is_read_as_the_kind_that_wrote_it(
    kind: type[Content], data: st.DataObject
) -> None:
    page, slot = stage(kind)
    shape = written(data.draw(STRATEGIES[kind]), slot, page)
    assert isinstance(registry.read(shape, page), kind)


@each_kind
@settings(max_examples=examples(50))
@given(data=st.data())
def test_an_update_to_what_stands_there_changes_nothing(
    kind: type[Content], data: st.DataObject
) -> None:
    page, slot = stage(kind)
    shape = written(data.draw(STRATEGIES[kind]), slot, page)
    content = kind.read(shape, page)
    assert content is not None
    before = serialise(shape)
    content.update(shape, page)
    assert serialise(shape) == before


@each_kind
@given(data=st.data())
def test_a_walk_that_changes_nothing_gives_the_same(
    kind: type[Content], data: st.DataObject
) -> None:
    content = data.draw(STRATEGIES[kind])
    seen: list[Paragraph] = []

    def keep(line: Paragraph) -> Paragraph:
        seen.append(line)
        return line

    assert content.map_paragraphs(keep) == content
    assert [line.text for line in seen] == [line.text for line in content.paragraphs()]
