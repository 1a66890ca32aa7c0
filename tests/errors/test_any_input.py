"""Whatever is typed, a deck is built soundly or refused with a place, never with a traceback."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import soundness
from deckgen.deck import EmbedMode, source_files
from deckgen.diagnostics import Problem, Span, render
from deckgen.opc.package import Package
from deckgen.presentation import read
from deckgen.project import Project
from deckgen.source.writing import YamlData, dump, plain
from tests.support.archives import members, packed
from tests.support.lanes import examples
from tests.support.paths import ROOT
from tests.support.strategies import words
from tests.support.templates import with_layouts

pytestmark = pytest.mark.slow

CONTENT = ROOT / "content"
TEMPLATE = ROOT / "templates" / "briefing.pptx"
PROJECTS: dict[Path, Project] = {}


def _shipped() -> tuple[dict[str, YamlData], list[dict[str, YamlData]]]:
    """The briefing with its slides, facts and contacts in one file."""
    written = source_files.read(CONTENT / "deck.yaml")
    settings_ = plain(written.settings)
    assert isinstance(settings_, dict)
    slides: list[dict[str, YamlData]] = []
    for entry in written.slides:
        slide = plain(entry.node)
        assert isinstance(slide, dict)
        slides.append({"id": entry.id.text, **slide})
    facts = plain(written.facts[0])
    contacts = plain(written.contacts) if written.contacts else {}
    own: dict[str, YamlData] = {"facts": facts, "contacts": contacts, "template": str(TEMPLATE)}
    return {**settings_, **own}, slides


SETTINGS, SLIDES = _shipped()


@st.composite
def decks(draw: st.DrawFn, where: str) -> str:
    """A file with three slides of the briefing, its text changed in up to three places, in its
    slides alone or anywhere."""
    drawn = draw(st.lists(st.sampled_from(SLIDES), min_size=3, max_size=3, unique_by=id))
    text = dump({**SETTINGS, "slides": [*drawn]})
    first = text.index("\nslides:") if where == "slides" else 0
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(min(first, len(text)), len(text)))
        length = draw(st.sampled_from([0, 0, 1, 2, 10, 60]))
        new = draw(st.one_of(words, st.sampled_from(["", "\n", "\n  ", ":", "- ", "\t", "|\n"])))
        text = text[:start] + new + text[start + length :]
    return text


@st.composite
def values(draw: st.DrawFn, among: list[dict[str, YamlData]]) -> str:
    """A file with one slide of the briefing, one value of it changed to another."""
    slide = draw(st.sampled_from(among))
    key = draw(st.sampled_from([name for name in slide if name not in ("id", "layout")]))
    value = slide[key]
    new: YamlData
    other = st.one_of(
        words, st.sampled_from(["", "yes", "-1", "999999999999", "0", "1e400", "None"])
    )
    if isinstance(value, dict) and draw(st.booleans()):
        inner = draw(st.sampled_from([*value, "alt", "size", "format", "sort", "widths", "like"]))
        new = {**value, inner: draw(st.one_of(other, st.lists(other, max_size=2)))}
    else:
        new = draw(st.one_of(other, st.lists(other, max_size=3), st.dictionaries(other, other)))
    return dump({**SETTINGS, "slides": [{**slide, key: new}]})


PLAIN = st.text("abcdefghij XYZ", min_size=1, max_size=30).map(lambda s: f"Word {s}".strip())
"""Words that mean nothing but themselves, in YAML and in our markup."""


def _texts(slide: dict[str, YamlData]) -> list[str]:
    """The slots of a slide, and its notes, that a text fills."""
    return [k for k, v in slide.items() if isinstance(v, str) and k not in ("id", "layout")]


@st.composite
def sound(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, str]]]:
    """A file with slides of the briefing, any texts of which say something else, and what each of
    those says, by its slide and slot. The slide of contents is left out: it links to the others."""
    among = [slide for slide in SLIDES if slide["id"] != "overview"]
    drawn = draw(st.lists(st.sampled_from(among), min_size=1, max_size=3, unique_by=id))
    slides, said = [], []
    for slide in drawn:
        new = {name: draw(PLAIN) for name in _texts(slide) if draw(st.booleans())}
        slides.append({**slide, **new})
        said += [(str(slide["id"]), name, text) for name, text in new.items()]
    return dump({**SETTINGS, "slides": [*slides]}), said


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the briefing names, beside a deck.yaml to be written."""
    return Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("any") / "content"))


def printed(path: Path, template: Path | None = None) -> bytes:
    """The presentation of a deck.yaml as it is now; its own template is opened once."""
    project = PROJECTS.setdefault(path, Project(path)).read_again()
    project = project if template is None else Project(path, template=template)
    return project.pack(Path("deck.pptx"), EmbedMode.FULL).data


def written(folder: Path, text: str) -> Path:
    path = folder / "deck.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@settings(max_examples=examples(30))
@given(drawn=sound())
def test_what_holds_by_its_making_is_built(
    project: Path, drawn: tuple[str, list[tuple[str, str, str]]]
) -> None:
    text, said = drawn
    built = Package.load(printed(written(project, text)), "deck.pptx")
    assert list(soundness.check(built)) == []
    plan = read.read(built)
    for name, slot, new in said:
        slide = plan.slide(name)
        assert slide is not None
        content = slide.notes if slot == "notes" else slide.content(slot)
        assert content is not None
        assert [line.text for line in content.paragraphs()] == [new]


def build_or_refuse(folder: Path, text: str) -> None:
    path = written(folder, text)
    try:
        printed(path)
    except Problem as problem:
        for diagnostic in problem.diagnostics:
            assert isinstance(diagnostic.place, Span)
            assert diagnostic.message in render(diagnostic)


# Each law is parted into tests that draw from parts of what there is, for these run side by side.


# The facts are long, and have tests of their own: most changes fall on the slides.
@pytest.mark.parametrize(("where", "count"), [("slides", 100), ("anywhere", 50)])
def test_any_text_is_built_or_refused(project: Path, where: str, count: int) -> None:
    @settings(max_examples=examples(count))
    @given(text=decks(where))
    def law(text: str) -> None:
        build_or_refuse(project, text)

    law()


@pytest.mark.parametrize("third", range(3))
def test_any_value_is_built_or_refused(project: Path, third: int) -> None:
    @settings(max_examples=examples(50))
    @given(text=values(SLIDES[third::3]))
    def law(text: str) -> None:
        build_or_refuse(project, text)

    law()


DECK = ROOT / "tests" / "soundness" / "deck.yaml"
OF_DECK = with_layouts("Title and Content", "Chart and Points", "Table", "Blank", of=TEMPLATE)
"""The briefing's template with what that deck needs, so that no damage is far from it."""
PARTS = members(OF_DECK)
XML = sorted(name for name in PARTS if name.endswith((".xml", ".rels")))


VALUES = ("", "-1", "x", "1e9", "0", "99999999999999999999", "rId1")
ATTRIBUTE, ELEMENT = r'(?<= )[\w:]+="[^"]*"', r"<[\w:]+[^<>]*/>"

SHARES, NEW = st.floats(0, 1, exclude_max=True), st.sampled_from([None, *VALUES])
DAMAGES = {
    "cut": st.tuples(st.just("cut"), st.floats(0, 1)),
    "flip": st.tuples(st.just("flip"), SHARES, st.integers(1, 255)),
    "remove": st.tuples(st.just("remove"), st.sampled_from(XML)),
    "attribute": st.tuples(st.just(ATTRIBUTE), st.sampled_from(XML), SHARES, NEW),
    "element": st.tuples(st.just(ELEMENT), st.sampled_from(XML), SHARES, NEW),
}
"""What happens to a template: where in it, and the new value of an attribute."""


def damaged(damage: tuple[Any, ...]) -> bytes:
    """The deck's template with that damage."""
    how, where, *more = damage
    data = OF_DECK.read_bytes()
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


def with_remarks(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A comment at the end of each part: XML allows it, and it says nothing."""
    return {n: d + b"<!-- x -->" if n.endswith(".xml") else d for n, d in parts.items()}


def with_an_ending(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {n: d + b"\n" if n in XML else d for n, d in parts.items()}


@pytest.mark.parametrize("change", [dict, with_remarks, with_an_ending])
@pytest.mark.parametrize("order", [list, lambda names: names[::-1]], ids=["in order", "reversed"])
def test_a_template_written_in_another_way_is_used(
    project: Path, change: Callable[..., Any], order: Callable[..., Any]
) -> None:
    parts = change(PARTS)
    template = project / "template.pptx"
    template.write_bytes(packed({name: parts[name] for name in order(list(parts))}))
    built, usual = (
        read.read(Package.load(printed(DECK, path), "deck.pptx")) for path in (template, OF_DECK)
    )
    assert built == usual


@pytest.mark.parametrize("how", DAMAGES)
def test_any_template_is_used_or_refused(project: Path, how: str) -> None:
    template = project / "template.pptx"

    @settings(max_examples=examples(30))
    @given(damage=DAMAGES[how])
    def law(damage: tuple[Any, ...]) -> None:
        template.write_bytes(damaged(damage))
        with contextlib.suppress(Problem):
            printed(DECK, template)

    law()
