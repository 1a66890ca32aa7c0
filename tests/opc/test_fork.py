"""Packages that fork: one template serves many decks."""

from __future__ import annotations

import pytest

from deckgen.opc.package import Package
from tests.deck.project import TEMPLATE
from tests.support.paths import corpus_decks, needs_corpus

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
