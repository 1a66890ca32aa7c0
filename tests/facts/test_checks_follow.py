"""Changing one figure of the briefing changes what says it, and nothing else, part by part."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation

from deckgen.commands import build, facts
from deckgen.deck import EmbedMode
from deckgen.diagnostics import Problem
from deckgen.facts.numbers import WORDS
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

CONTENT = ROOT / "content"
Parts = dict[str, bytes]


def copy(folder: Path, *changes: tuple[str, str]) -> Path:
    """The briefing's deck in a folder of its own, with lines of facts.yaml replaced."""
    (folder / "templates").symlink_to(ROOT / "templates")
    for path in CONTENT.rglob("*"):
        if path.is_file():
            goal = folder / "content" / path.relative_to(CONTENT)
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(path.read_bytes())
    facts = folder / "content" / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    facts.write_text(text, encoding="utf-8")
    return folder / "content" / "deck.yaml"


def parts(presentation: Path) -> Parts:
    with zipfile.ZipFile(presentation) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Version:
    """The briefing as some facts make it, read and built when asked for, once."""

    def __init__(self, deck: Path) -> None:
        self.deck = deck

    @cached_property
    def entries(self) -> tuple[facts.FactListing, ...]:
        return facts.facts(self.deck).entries

    @cached_property
    def printed(self) -> dict[str, str | None]:
        return {entry.fact.id: entry.fact.text for entry in self.entries}

    @cached_property
    def built(self) -> Path:
        goal = self.deck.parent.parent / "built.pptx"
        return build.build(self.deck, output=goal, embed=EmbedMode.NONE).path

    @cached_property
    def parts(self) -> Parts:
        return parts(self.built)

    @property
    def removals(self) -> Any:
        slides = Presentation(self.built).slides
        return next(s for s in slides if s.shapes.title.text == "ERO Removals (FY 2018)")

    def places(self, ids: set[str]) -> set[str]:
        """The parts that say what these facts say, by the list of uses and by python-pptx."""
        slides = list(Presentation(self.built).slides)
        found: set[str] = set()
        for entry in self.entries:
            for use in entry.uses if entry.fact.id in ids else ():
                slide = slides[use.slide - 1]
                if use.slot == "notes":
                    found.add(slide.notes_slide.part.partname)
                    continue
                found.add(slide.part.partname)
                for shape in slide.shapes:
                    if shape.name == use.slot and shape.has_chart:
                        found |= {
                            shape.chart.part.partname,
                            shape.chart.part.chart_workbook.xlsx_part.partname,
                        }
        return {name.removeprefix("/") for name in found}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return Version(copy(tmp_path_factory.mktemp("before")))


def of(fact: str, value: str) -> str:
    """The lines of facts.yaml that give a fact its value."""
    text = (CONTENT / "facts.yaml").read_text(encoding="utf-8")
    indent = "    " if f"\n    {fact}:\n" in text else ""  # in a group, or not
    return f"\n{indent}{fact}:\n{indent}  value: {value}\n"


def differences(old: bytes, new: bytes) -> Iterator[tuple[str, str]]:
    """The texts and attributes in which two XML parts differ, that are built alike."""
    ours, theirs = list(etree.fromstring(old).iter()), list(etree.fromstring(new).iter())
    assert [e.tag for e in ours] == [e.tag for e in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one.attrib.keys() == other.attrib.keys()
        pairs = [(one.text, other.text), (one.tail, other.tail)]
        pairs += [(one.get(key), other.get(key)) for key in one.attrib]
        yield from ((a or "", b or "") for a, b in pairs if a != b)


def cells(workbook: bytes) -> list[object]:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert sheet is not None
    return [cell.value for row in sheet.iter_rows() for cell in row]


def bare(text: str) -> str:
    """A figure as charts store it."""
    return text.replace(",", "")


def in_words(text: str) -> str:
    """A small number as `words` prints it, any other text as it is."""
    return WORDS["en"][int(text)] if text in map(str, range(13)) else text


CHANGES = [
    ("ero.headquarters_divisions", "6", "7"),
    ("ero.field_offices", "24", "25"),
    ("removals.total", "267,258", "267,260"),
    ("removals.criminal", "150,141", "150,150"),
    ("removals.mexico", "127,492", "127,500"),
    ("removals.guatemala_change", "same as last year", "fewer than last year"),
    ("moa.states", "20", "21"),
    ("atd.monitored", "77,000", "78,000"),
    ("day.flights", "5.24", "5.31"),
    ("missouri.arrests", "387", "402"),
]


def changed(before: Version, after: Version) -> dict[str, tuple[str | None, str | None]]:
    """What each fact that prints something else printed, and prints."""
    was, now = before.printed, after.printed
    return {name: (was[name], now[name]) for name in was if was[name] != now[name]}


def differ(ours: Parts, theirs: Parts) -> set[str]:
    assert ours.keys() == theirs.keys()
    return {name for name in ours if ours[name] != theirs[name]}


@pytest.mark.parametrize(("fact", "old", "new"), CHANGES, ids=[fact for fact, *_ in CHANGES])
def test_one_figure_changes_what_says_it_and_nothing_else(
    fact: str, old: str, new: str, before: Version, tmp_path: Path
) -> None:
    after = Version(copy(tmp_path, (of(fact, old), of(fact, new))))
    assert changed(before, after) == {fact: (old, new)}, "too much to round each share as before"
    names = differ(before.parts, after.parts)
    assert names == before.places({fact})
    for name in names:
        ours, theirs = before.parts[name], after.parts[name]
        if name.endswith(".xlsx"):
            both = zip(cells(ours), cells(theirs), strict=True)
            pairs = [(str(a), str(b)) for a, b in both if a != b]
        else:
            pairs = list(differences(ours, theirs))
        assert pairs
        for one, other in pairs:
            spelled = [(old, new), (bare(old), bare(new)), (in_words(old), in_words(new))]
            assert other in [one.replace(*pair) for pair in spelled], name


def test_what_is_derived_follows_too(before: Version, tmp_path: Path) -> None:
    """Once nothing is printed over the formulas, one count changes its share everywhere."""
    change = (of("removals.honduras", "48,800"), of("removals.honduras", "51,000"))
    deck = copy(tmp_path, change)
    with pytest.raises(Problem) as caught:
        build.build(deck)
    assert [d.code for d in caught.value.diagnostics] == ["computed-changed"]
    assert "content/facts.yaml" in str(caught.value.diagnostics[0].place)
    facts = deck.parent / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    keys = ("computed: 18%", "printed: 16%", "note: The source prints 16%; its own counts give 18%")
    stated = "".join(f"      {key}\n" for key in keys)
    assert text.count(stated) == 1
    facts.write_text(text.replace(stated, ""), encoding="utf-8")
    after = Version(deck)
    found = changed(before, after)
    assert found == {
        "removals.honduras": ("48,800", "51,000"),
        "removals.honduras_share": ("16%", "19%"),
        "removals.honduras_quotient": ("18%", "19%"),
    }
    assert differ(before.parts, after.parts) == before.places(set(found))
    slide = after.removals
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    assert "Honduras 51,000 (19%)" in chart._element.xpath(".//p:cNvPr")[0].get("descr")
    assert "Honduras: printed 19%, by count 19%." in slide.notes_slide.notes_text_frame.text


def test_a_charts_workbook_holds_the_facts_and_follows_them(
    before: Version, tmp_path: Path
) -> None:
    change = (of("removals.mexico", "127,492"), of("removals.mexico", "127,500"))
    after = Version(copy(tmp_path, change))
    for version, mexico in ((before, 127492), (after, 127500)):
        chart = next(shape.chart for shape in version.removals.shapes if shape.has_chart)
        blob = chart.part.chart_workbook.xlsx_part.blob
        sheet = openpyxl.load_workbook(io.BytesIO(blob)).active
        assert sheet is not None
        rows = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=2)]
        assert rows[0] == ["Mexico", mexico]
        plot = chart.plots[0]
        assert list(plot.categories) == [name for name, _ in rows]
        assert list(plot.series[0].values) == [value for _, value in rows]


def test_with_its_record_a_deck_differs_in_that_record_besides(
    before: Version, tmp_path: Path
) -> None:
    """What a build stores for pulling edits back knows the new figure too."""
    after = Version(copy(tmp_path, (of("day.flights", "5.24"), of("day.flights", "5.31"))))
    ours = build.build(before.deck, output=tmp_path / "before.pptx").path
    theirs = build.build(after.deck, output=tmp_path / "after.pptx").path
    shown = differ(before.parts, after.parts)
    records = differ(parts(ours), parts(theirs)) - shown
    assert records
    assert all(re.match(r"customXml/|docProps/custom", name) for name in records), records
