"""Many variants in one run: the same bytes as one by one, and none stops another."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

import pytest
from pptx import Presentation

from deckgen.commands import build, extract
from deckgen.commands.build import Job, Pool
from deckgen.diagnostics import Problem
from deckgen.project import Project
from tests.deck.project import FILES, write
from tests.support.archives import members
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

REGIONS = "region.id,arrests.total,contact.office\n" + "".join(
    f"r{number},{number * 7},Office {number}\n" for number in range(1, 13)
)


def of_rows(folder: Path) -> Path:
    text = FILES["deck.yaml"].replace(
        "variants: variants", 'variants: {from: regions.csv, name: "{region.id}"}'
    )
    return write(folder, {"deck.yaml": text, "regions.csv": REGIONS})


def built(deck: Path, names: list[str] | None = None, pool: Pool | None = None) -> dict[str, bytes]:
    job = Job(deck, matrix=True)
    wanted = build.project_of(job).variants.chosen(names)
    outcomes = list(build.build_variants(job, wanted, pool=pool, force=True))
    assert [outcome.name for outcome in outcomes] == list(wanted)
    return {o.name: o.result.path.read_bytes() for o in outcomes if o.result is not None}


def slides(deck: Path) -> dict[str, list[bytes]]:
    """What each slide is made of, by its id: its XML and that of its charts, notes and tags."""
    parts = members(deck)
    shared = ("Layout", "Master", "theme", "slides/slide")
    return {
        slide.name: [parts[str(slide.part.partname)[1:]]]
        + [
            parts[str(rel.target_part.partname)[1:]]
            for rel in slide.part.rels.values()
            if not rel.is_external and not any(w in rel.target_part.partname for w in shared)
        ]
        for slide in Presentation(str(deck)).slides
    }


def test_a_batch_gives_what_single_builds_give(tmp_path: Path) -> None:
    deck = of_rows(tmp_path)
    together = built(deck)
    assert len(together) == 12
    for name, data in together.items():
        assert build.build(deck, variant=name, output=tmp_path / "one.pptx", force=True)
        assert data == (tmp_path / "one.pptx").read_bytes()


def test_processes_give_the_same(tmp_path: Path) -> None:
    deck = of_rows(tmp_path)
    alone = built(deck)
    with build.processes(2) as pool:
        assert built(deck, pool=pool) == alone


def test_unchanged_slides_are_byte_for_byte_the_bases(tmp_path: Path) -> None:
    south = """\
extends: ../deck.yaml
slides:
  contacts:
    Title: Who to call
remove: [figures]
insert:
  - before: cover
    id: first
    layout: Section Header
    Title: First
"""
    deck = write(tmp_path, {"variants/south.yaml": south})
    base = slides(build.build(deck).path)
    variant = slides(build.build(deck, variant="south").path)
    assert list(variant) == ["first", "cover", "arrests", "contacts"]
    assert len(variant["arrests"]) > 2
    same = {name for name in variant if variant[name] == base.get(name)}
    assert same == {"cover", "arrests"}


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """The slides of the briefing without a variant."""
    output = tmp_path_factory.mktemp("base") / "base.pptx"
    return slides(build.build(ROOT / "content" / "deck.yaml", output=output).path)


@pytest.mark.parametrize("variant", ["missouri", "st-louis", "springfield", "kansas-city"])
def test_the_briefings_unchanged_slides_are_byte_for_byte_the_bases(
    variant: str, briefing: dict[str, list[bytes]], tmp_path: Path
) -> None:
    deck = ROOT / "content" / "deck.yaml"
    found = slides(build.build(deck, variant=variant, output=tmp_path / "variant.pptx").path)
    own = {override.path[1] for override in Project(deck, variant=variant).source.history}
    assert list(found) == list(briefing)
    assert {name for name in found if found[name] != briefing[name]} == own


def test_files_are_named_by_the_pattern(deck: Path, tmp_path: Path) -> None:
    built(deck)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "offices-east.pptx", "offices-west.pptx",
    ]  # fmt: skip
    job = Job(deck, output=tmp_path / "elsewhere")
    paths = [o.result.path for o in build.build_variants(job, ["east"]) if o.result is not None]
    assert paths == [tmp_path / "elsewhere" / "offices-east.pptx"]


def test_one_bad_variant_does_not_stop_the_others(tmp_path: Path) -> None:
    bad = "extends: ../deck.yaml\nslides:\n  cover:\n    Subtitel: x\n"
    deck = write(tmp_path, {"variants/bad.yaml": bad, "variants/aaa.yaml": "extends: [\n"})
    outcomes = list(build.build_variants(Job(deck), Project(deck).variants.names))
    failed = {o.name: [d.code for d in o.diagnostics] for o in outcomes if o.result is None}
    assert failed == {"aaa": ["unclosed-bracket"], "bad": ["unknown-slot"]}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "offices-east.pptx", "offices-west.pptx",
    }  # fmt: skip


def test_the_base_in_a_batch_is_what_a_single_build_gives(deck: Path, tmp_path: Path) -> None:
    outcomes = list(build.build_variants(Job(deck, tmp_path / "all"), [None, "east"]))
    assert [outcome.name for outcome in outcomes] == [None, "east"]
    alone = build.build(deck, output=tmp_path / "alone")
    assert (tmp_path / "all" / "offices.pptx").read_bytes() == alone.path.read_bytes()
    with build.processes(2) as pool:
        again = list(
            build.build_variants(Job(deck, tmp_path / "many"), ["east", None, "west"], pool=pool)
        )
    assert all(outcome.result for outcome in again)
    assert (tmp_path / "many" / "offices.pptx").read_bytes() == alone.path.read_bytes()


def test_two_variants_never_share_a_file(tmp_path: Path) -> None:
    text = FILES["deck.yaml"].replace("{deck}-{variant}.pptx", "all.pptx")
    deck = write(tmp_path, {"deck.yaml": text})
    first, second = build.build_variants(Job(deck), ["east", "west"])
    assert first.result is not None
    assert second.result is None
    assert [d.code for d in second.diagnostics] == ["same-file"]


def test_an_edited_file_is_kept(deck: Path) -> None:
    (written,) = build.build_variants(Job(deck), ["east"])
    assert written.result is not None
    path = written.result.path
    Presentation(str(path)).save(str(path))
    (outcome,) = build.build_variants(Job(deck), ["east"])
    assert outcome.result is None
    assert [d.code for d in outcome.diagnostics] == ["would-overwrite"]
    (forced,) = build.build_variants(Job(deck), ["east"], force=True)
    assert forced.result is not None


def test_a_second_build_of_a_job_reads_the_files_again(deck: Path) -> None:
    job = Job(deck)
    (before,) = build.build_variants(job, ["east"])
    assert before.result is not None
    told = deck.read_text()
    deck.write_text(told.replace("title: ", "title: Second ", 1))
    assert told != deck.read_text()
    assert build.project_of(job).deck.title.startswith("Second ")
    first = members(before.result.path)["docProps/core.xml"]
    (after,) = build.build_variants(job, ["east"])
    assert after.result is not None
    assert b"Second " not in first
    assert b"Second " in members(after.result.path)["docProps/core.xml"]


def test_values_to_come_are_refused_where_strict(tmp_path: Path) -> None:
    waiting = """\
extends: ../deck.yaml
facts:
  arrests.total:
    value: TODO
    note: TODO ask the office
slides:
  cover:
    Subtitle: TODO name of the region
  arrests:
    Content:
      data: |
        Office | Arrests
        Here | TODO
    comments:
      - author: B
        text: TODO mend this
"""
    deck = write(tmp_path, {"variants/new.yaml": waiting})
    told = build.build(deck, variant="east").diagnostics
    assert told == ()
    with pytest.raises(Problem) as caught:
        build.build(deck, variant="new", strict=True)
    places = [str(d.place).rpartition("new.yaml:")[2] for d in caught.value.diagnostics]
    assert [d.code for d in caught.value.diagnostics] == ["todo"] * 3
    assert sorted(places) == ["13:16", "4:12", "8:15"]


def test_every_slide_is_compared_with_the_bases(deck: Path) -> None:
    outcomes = list(build.build_variants(Job(deck, matrix=True), ["east", "west"]))
    columns = {
        o.name: {cell.slide: cell.text for cell in o.column}
        for o in outcomes
        if o.result is not None
    }
    assert columns == {
        "east": {"cover": "changed", "figures": "changed", "arrests": "changed",
                 "contacts": "same"},
        "west": {"cover": "changed", "figures": "changed", "arrests": "changed"},
    }  # fmt: skip


class Falling(Executor):
    """An executor whose workers die after some tasks, as the standard library's would."""

    def __init__(self, after: int) -> None:
        self.left = after

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        self.left -= 1
        if self.left < -2:
            raise BrokenExecutor("the pool is gone")
        if self.left < 0:
            future.set_exception(BrokenExecutor("a worker is gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_lost_workers_fail_their_variants_only(tmp_path: Path) -> None:
    deck = of_rows(tmp_path)
    names = [f"r{number}" for number in range(1, 8)]
    outcomes = list(build.build_variants(Job(deck), names, pool=Pool(Falling(2), 2)))
    lost = {o.name for o in outcomes if o.result is None}
    assert lost == {"r4", "r5", "r6", "r7"}
    assert {d.code for o in outcomes for d in o.diagnostics} == {"worker-lost"}
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_run_reads_the_files_anew(deck: Path) -> None:
    first = built(deck, ["east"])["east"]
    cover = deck.parent / "slides" / "cover.yaml"
    cover.write_text(cover.read_text().replace("Field offices", "All offices"))
    job = Job(deck, run="another")
    (outcome,) = build.build_variants(job, ["east"], force=True)
    assert outcome.result is not None
    assert outcome.result.path.read_bytes() != first


class TestAPresentationWithoutMarks:
    """Built with `embed: none` it is known again by the record of its folder."""

    @pytest.fixture
    def unmarked(self, deck: Path) -> Path:
        text = deck.read_text("utf-8")
        deck.write_text(f"{text}embed: none\n")
        return Project(deck).build().path

    def test_it_is_replaced_by_the_next_build(self, deck: Path, unmarked: Path) -> None:
        before = unmarked.read_bytes()
        deck.write_text(deck.read_text("utf-8").replace("title: ", "title: Second ", 1))
        assert Project(deck).build().path == unmarked
        assert unmarked.read_bytes() != before
        assert "docProps/custom.xml" not in members(unmarked)

    def test_it_is_kept_where_it_was_edited_since(self, deck: Path, unmarked: Path) -> None:
        Presentation(str(unmarked)).save(str(unmarked))
        with pytest.raises(Problem, match="edited since deckgen wrote it"):
            Project(deck).build()

    def test_another_file_is_kept(self, deck: Path, unmarked: Path) -> None:
        other = Path(shutil.copy(unmarked, unmarked.with_name("other.pptx")))
        with pytest.raises(Problem, match="not written by deckgen"):
            Project(deck).build(other)

    def test_variants_are_replaced_too(self, deck: Path, unmarked: Path) -> None:
        for _ in range(2):
            outcomes = list(build.build_variants(Job(deck), ["east", "west"]))
            assert all(outcome.result for outcome in outcomes)

    @pytest.mark.parametrize("record", [b"", b"\xff\x00", b"no digest\n", b"  \n"])
    def test_a_record_that_says_nothing_of_it_is_no_harm(
        self, deck: Path, unmarked: Path, record: bytes
    ) -> None:
        (unmarked.parent / ".deckgen").write_bytes(record)
        with pytest.raises(Problem, match="not written by deckgen"):
            Project(deck).build()

    def test_the_marks_of_the_deck_it_was_extracted_from_say_nothing_of_it(
        self, deck: Path, tmp_path: Path
    ) -> None:
        sent = Project(deck).build(tmp_path / "sent.pptx").path
        extracted = extract.extract(sent, tmp_path / "extracted").path
        extracted.write_text(extracted.read_text("utf-8").replace("embed: full", "embed: none"))
        cover = extracted.parent / "slides" / "01-cover.yaml"
        for title in ("One", "Two", "Three"):
            cover.write_text(re.sub("(?m)^Title:.*", f"Title: {title}", cover.read_text("utf-8")))
            done = Project(extracted).build()
            assert done.changes is None
        Presentation(str(done.path)).save(str(done.path))
        with pytest.raises(Problem, match="edited since deckgen wrote it"):
            Project(extracted).build()

    def test_a_folder_with_marked_presentations_has_no_record(self, deck: Path) -> None:
        path = Project(deck).build().path
        assert [found.name for found in path.parent.iterdir()] == [path.name]
