"""The smallest run of tools/bench: what is compared says the same. No time is asserted."""

import dataclasses
from pathlib import Path

import pytest

from tools.bench import said, spec
from tools.bench.__main__ import run
from tools.bench.contenders import Workshop
from tools.bench.runs import timed


def test_the_spec_is_22_slides_of_the_kinds_that_the_docs_name():
    kinds = [slide.kind for slide in spec.slides(22)]
    counted = {kind: kinds.count(kind) for kind in spec.LAYOUTS}
    assert counted == {"title": 1, "bullets": 12, "chart": 3, "table": 3, "picture": 3}
    assert {len(s.lines) for s in spec.slides(22) if s.kind == "bullets"} == {10}
    assert {(len(s.rows), len(s.rows[0])) for s in spec.slides(22) if s.rows} == {(7, 5)}


@pytest.mark.slow
def test_pictures_have_350_kb(tmp_path: Path):
    spec.write_pictures(tmp_path)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 3
    assert all(340_000 < size < 360_000 for size in sizes)


@pytest.mark.slow
def test_a_first_build_agrees_with_the_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    found = run(["first"], 1, "HEAD", peers=False)
    assert [(r.against, r.measure) for r in found] == [
        ("python-pptx", "cpu"),
        ("python-pptx", "memory"),
    ]
    assert all(result.ratio > 0 for result in found)
    assert "first build" in capsys.readouterr().out


@pytest.mark.slow
def test_the_peers_in_javascript_say_the_same(tmp_path: Path):
    shop = Workshop(tmp_path)
    if "PptxGenJS" in shop.absent:
        pytest.skip(shop.absent["PptxGenJS"])
    deck = spec.slides(22)
    for contender in (shop.pptxgenjs([deck]), shop.automizer(deck)):
        timed(contender)
        contender.check()


@pytest.mark.slow
def test_a_deck_that_says_less_ends_the_run(tmp_path: Path):
    shop = Workshop(tmp_path, peers=False)
    deck = spec.slides(6)
    path = Path(shop.made(deck))
    shop.agrees(path, deck, "the script")
    chart = next(slide for slide in deck if slide.chart)
    other = [slide.changed(1) if slide is chart else slide for slide in deck]
    with pytest.raises(SystemExit, match=r"slide 6 of the script lacks \['1\.0'\]"):
        shop.agrees(path, other, "the script")
    wanted = said.wanted([*deck, dataclasses.replace(deck[0])], shop.pictures)
    with pytest.raises(SystemExit, match="made 6 slides, not 7"):
        said.agree(path, wanted, "the script")
