"""Whatever is typed, a deck is built soundly or refused with a place, never with a traceback."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import load, manuscript
from deckgen.diagnostics import Problem, Span, render
from deckgen.embed import Embed
from deckgen.press import Press
from deckgen.source import Plainly, dump, plain
from tests.support.archives import members, packed
from tests.support.paths import ROOT
from tests.support.strategies import words

CONTENT = ROOT / "content"
TEMPLATE = ROOT / "templates" / "briefing.pptx"
PRESS = Press()


def _shipped() -> tuple[dict[str, Plainly], list[dict[str, Plainly]]]:
    """The briefing with its slides, facts and contacts in one file."""
    written = manuscript.read(CONTENT / "deck.yaml")
    settings_ = plain(written.settings)
    assert isinstance(settings_, dict)
    slides: list[dict[str, Plainly]] = []
    for entry in written.slides:
        slide = plain(entry.node)
        assert isinstance(slide, dict)
        slides.append({"id": entry.id.text, **slide})
    facts = plain(written.facts[0])
    contacts = plain(written.contacts) if written.contacts else {}
    own: dict[str, Plainly] = {"facts": facts, "contacts": contacts, "template": str(TEMPLATE)}
    return {**settings_, **own}, slides


SETTINGS, SLIDES = _shipped()


@st.composite
def decks(draw: st.DrawFn) -> str:
    """A file with three slides of the briefing, its text changed in up to three places."""
    drawn = draw(st.lists(st.sampled_from(SLIDES), min_size=3, max_size=3, unique_by=id))
    text = dump({**SETTINGS, "slides": [*drawn]})
    # The facts are long, and have tests of their own: most changes fall on the slides.
    first = draw(st.sampled_from([0, text.index("\nslides:"), text.index("\nslides:")]))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(min(first, len(text)), len(text)))
        length = draw(st.sampled_from([0, 0, 1, 2, 10, 60]))
        new = draw(st.one_of(words, st.sampled_from(["", "\n", "\n  ", ":", "- ", "\t", "|\n"])))
        text = text[:start] + new + text[start + length :]
    return text


@st.composite
def values(draw: st.DrawFn) -> str:
    """A file with one slide of the briefing, one value of it changed to another."""
    slide = draw(st.sampled_from(SLIDES))
    key = draw(st.sampled_from([name for name in slide if name not in ("id", "layout")]))
    value = slide[key]
    new: Plainly
    other = st.one_of(
        words, st.sampled_from(["", "yes", "-1", "999999999999", "0", "1e400", "None"])
    )
    if isinstance(value, dict) and draw(st.booleans()):
        inner = draw(st.sampled_from([*value, "alt", "size", "format", "sort", "widths", "like"]))
        new = {**value, inner: draw(st.one_of(other, st.lists(other, max_size=2)))}
    else:
        new = draw(st.one_of(other, st.lists(other, max_size=3), st.dictionaries(other, other)))
    return dump({**SETTINGS, "slides": [{**slide, key: new}]})


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the briefing names, beside a deck.yaml to be written."""
    return Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("any") / "content"))


def build_or_refuse(folder: Path, text: str) -> None:
    path = folder / "deck.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        deck = load.read(path)
        PRESS.print(deck, PRESS.plan(deck), Path("deck.pptx"), Embed.FULL)
    except Problem as problem:
        for diagnostic in problem.diagnostics:
            assert isinstance(diagnostic.place, Span)
            assert diagnostic.message in render(diagnostic)


@settings(max_examples=150)
@given(text=decks())
def test_any_text_is_built_or_refused(project: Path, text: str) -> None:
    build_or_refuse(project, text)


@settings(max_examples=150)
@given(text=values())
def test_any_value_is_built_or_refused(project: Path, text: str) -> None:
    build_or_refuse(project, text)


PARTS = members(TEMPLATE)
XML = sorted(name for name in PARTS if name.endswith((".xml", ".rels")))
DECK = ROOT / "tests" / "soundness" / "deck.yaml"


VALUES = ("", "-1", "x", "1e9", "0", "99999999999999999999", "rId1")
ATTRIBUTE, ELEMENT = r'(?<= )[\w:]+="[^"]*"', r"<[\w:]+[^<>]*/>"

damages = st.one_of(
    st.tuples(st.just("cut"), st.floats(0, 1)),
    st.tuples(st.just("flip"), st.floats(0, 1, exclude_max=True), st.integers(1, 255)),
    st.tuples(st.just("remove"), st.sampled_from(XML)),
    st.tuples(
        st.sampled_from([ATTRIBUTE, ELEMENT]),
        st.sampled_from(XML),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from([None, *VALUES]),
    ),
)
"""What happens to a template: where in it, and the new value of an attribute."""


def damaged(damage: tuple[Any, ...]) -> bytes:
    """The briefing's template with that damage."""
    how, where, *more = damage
    data = TEMPLATE.read_bytes()
    if how == "cut":
        return data[: int(where * len(data))]
    if how == "flip":
        at = int(where * len(data))
        return data[:at] + bytes([data[at] ^ more[0]]) + data[at + 1 :]
    parts = dict(PARTS)
    text = parts.pop(where).decode()
    if how == "remove":
        return packed(parts)
    share, value = more
    found = list(re.finditer(how, text))
    if found:
        match = found[int(share * len(found))]
        name = match.group().partition("=")[0]
        new = f'{name}="{value}"' if how == ATTRIBUTE and value is not None else ""
        text = text[: match.start()] + new + text[match.end() :]
    return packed({**parts, where: text.encode()})


@settings(max_examples=150)
@given(damage=damages)
def test_any_template_is_used_or_refused(project: Path, damage: tuple[Any, ...]) -> None:
    template = project / "template.pptx"
    template.write_bytes(damaged(damage))
    press = Press(template)
    deck = load.read(DECK)
    with contextlib.suppress(Problem):
        press.print(deck, press.plan(deck), Path("deck.pptx"), Embed.FULL)
