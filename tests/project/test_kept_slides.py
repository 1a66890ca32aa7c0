"""Slides that are kept from one build to the next change nothing but the time that it takes."""

from __future__ import annotations

import gc
import os
import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deckgen import soundness
from deckgen.cache import Cache
from deckgen.commands import build
from deckgen.commands.build import Job, Outcome
from deckgen.diagnostics import Diagnostic, Problem
from deckgen.plan import Slide
from deckgen.project import PackedPresentation, Project
from deckgen.template import Template
from tests.support.command import deckgen, deckgen_process
from tests.support.lanes import examples, few
from tests.support.paths import PLAIN, TEMPLATES
from tests.support.templates import with_layouts
from tests.textfit.test_tables import installed

Edit = Callable[[Path], object]

LAYOUTS = "Title Slide", "Title and Content", "Blank"
TEMPLATE, OTHER_TEMPLATE = (with_layouts(*LAYOUTS, of=of) for of in (PLAIN, TEMPLATES["briefing"]))

DECK = """\
title: Every kind
language: en-US
template: template.pptx
as_of: 2020-03-06
date: 6 March 2020
footer: Example agency
facts: [facts.yaml]
contacts: contacts.yaml
variants: variants
output: out/{deck}-{variant}.pptx
slides:
  - section: First
  - cover
  - text
  - own
  - section: Then
  - long
  - chart
  - table
  - picture
  - map
  - id: inline
    layout: Title and Content
    Title: In deck.yaml itself
    Content: It is **unclosed
  - contact
"""
FILES = {
    "deck.yaml": DECK,
    "facts.yaml": "beds:\n  value: 387\n  source: ICE\n  as_of: 2020-03-06\nall:\n  value: 774\n"
    "share:\n  formula: beds / all\n  format: .0%\n",
    "contacts.yaml": "missouri:\n  office: Saint Louis\n  name: Ada Lovelace\n"
    "  phone: (314) 555-0100\n",
    "slides/cover.yaml": "layout: Title Slide\nTitle: Every kind\nSubtitle: Of content\n",
    "slides/text.yaml": "layout: Title and Content\nTitle: A text\nContent: |\n"
    "  See **${beds}** [there](#chart)\n    and ${share}\nnotes: |\n  Say ${all}.\n"
    "comments:\n  - author: Ada Lovelace\n    date: 2019-03-27\n    text: Is it so?\n",
    "slides/own.yaml": "layout: Title and Content\nTitle: Facts of its own\nfacts:\n  rooms: 12\n"
    "  half:\n    formula: rooms / all\n    format: .1%\nContent: ${rooms} rooms, ${half}\n",
    "slides/long.yaml": "layout: Title and Content\nTitle: What goes on\noverflow: continue\n"
    "Content: |\n" + "".join(f"  Line {number} of many that stand here\n" for number in range(40)),
    "slides/chart.yaml": "layout: Title and Content\nTitle: A chart\nContent:\n  chart: column\n"
    "  data: figures.csv\n  alt: Figures\n",
    "slides/table.yaml": "layout: Title and Content\nTitle: A table\nhidden: yes\nContent:\n"
    "  table: figures.csv\n",
    "slides/picture.yaml": "layout: Title and Content\nTitle: A picture\nContent:\n"
    "  picture: images/one.png\n  alt: Grey\n",
    "slides/map.yaml": "layout: Title and Content\nTitle: A map\nContent:\n  map: states\n"
    "  areas: Kansas | Missouri\n",
    "slides/contact.yaml": "layout: Title and Content\nTitle: Who to call\nContent:\n"
    "  contact: missouri\n",
    "figures.csv": "Office,Beds\nHere,11\nThere,22\n",
    "variants/east.yaml": "extends: ../deck.yaml\nslides:\n  cover:\n    Title: The east\n"
    "facts:\n  beds: 90\nremove: [map]\n",
}


def picture(shade: int) -> bytes:
    """A small PNG of one shade; all of them have one size."""
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (40, 30), (shade, 0, 200)).save(stream, "PNG", compress_level=0)
    return stream.getvalue()


def written(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "template.pptx").write_bytes(TEMPLATE.read_bytes())
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / "one.png").write_bytes(picture(1))
    return folder / "deck.yaml"


def replaced(name: str, old: str, new: str) -> Edit:
    """An edit of a text, which leaves the file's time as it was."""

    def edit(folder: Path) -> None:
        path = folder / name
        at = path.stat().st_mtime_ns
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        os.utime(path, ns=(at, at))

    return edit


def repainted(folder: Path) -> None:
    path = folder / "images" / "one.png"
    at, size = path.stat().st_mtime_ns, path.stat().st_size
    path.write_bytes(picture(path.read_bytes()[-30] % 200 + 3))
    os.utime(path, ns=(at, at))
    assert path.stat().st_size == size


def other_template(folder: Path) -> None:
    path = folder / "template.pptx"
    at = path.stat().st_mtime_ns
    one, other = TEMPLATE.read_bytes(), OTHER_TEMPLATE.read_bytes()
    path.write_bytes(other if path.read_bytes() == one else one)
    os.utime(path, ns=(at, at))


def moved_down(folder: Path) -> None:
    """Every line of a slide is further down now."""
    for name in ("slides/text.yaml", "deck.yaml"):
        path = folder / name
        path.write_text(f"# A remark\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


EDITS: dict[str, Edit] = {
    "text": replaced("slides/text.yaml", "See", "Saw"),
    "slip": replaced("slides/cover.yaml", "Of content", "Of **content"),
    "long": replaced("slides/long.yaml", "of many", "of so very many more lines"),
    "csv": replaced("figures.csv", "22", "33"),
    "picture": repainted,
    "fact": replaced("facts.yaml", "387", "388"),
    "source": replaced("facts.yaml", "ICE", "CBP"),
    "contact": replaced("contacts.yaml", "Ada", "Eve"),
    "own": replaced("slides/own.yaml", "rooms: 12", "rooms: 13"),
    "notes": replaced("slides/text.yaml", "Say", "Tell"),
    "comment": replaced("slides/text.yaml", "Is it", "Was it"),
    "footer": replaced("deck.yaml", "Example agency", "Another agency"),
    "language": replaced("deck.yaml", "en-US", "de-DE"),
    "order": replaced("deck.yaml", "  - cover\n  - text\n", "  - text\n  - cover\n"),
    "title": replaced("deck.yaml", "title: Every", "title: No"),
    "hidden": replaced("slides/table.yaml", "hidden: yes", "hidden: no"),
    "sections": replaced("deck.yaml", "section: Then", "section: Now"),
    "template": other_template,
    "moved": moved_down,
    "taken": replaced("deck.yaml", "  - chart\n", "  - id: long-2\n    layout: Blank\n  - chart\n"),
    "no chart": replaced("deck.yaml", "  - chart\n", ""),
}


def told(found: Diagnostic) -> tuple[object, ...]:
    return (found.code, found.message, str(found.place), found.label, found.helps, found.severity)


def exactly(packed: PackedPresentation) -> object:
    result = packed.result
    return packed.data, result.slides, [told(d) for d in result.diagnostics], result.age


def outcome(deck: Path, *, cache: bool, variant: str | None = None, **options: object) -> object:
    """What a build gives, or the errors that it gives."""
    return outcome_of(
        Project(deck, variant=variant, cache=cache), deck.parent / "x.pptx", **options
    )


def outcome_of(project: Project, path: Path, **options: object) -> object:
    """The same of a project that builds to that path."""
    try:
        return exactly(project.prepare(path, **options))  # type: ignore[arg-type]
    except Problem as problem:
        return [told(found) for found in problem.diagnostics]


def spoil(kept: Cache, seed: int) -> None:
    """Remove, cut or damage about half of what is kept."""
    chance = random.Random(seed)
    for path in sorted(kept.folder.glob("??/*")):
        deed = chance.randrange(8)
        data = bytearray(path.read_bytes())
        if deed == 0:
            path.unlink()
        elif deed == 1:
            path.write_bytes(data[: len(data) // 2])
        elif deed == 2 and data:
            data[chance.randrange(len(data))] ^= 255
            path.write_bytes(data)
        elif deed == 3:
            path.write_bytes(b"")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for caches, which builds use."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path


_folders = count()


@pytest.mark.slow
@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3),
    seed=st.integers(0, 99),
    variant=st.sampled_from([None, None, "east"]),
    options=st.sampled_from([{}, {}, {"embed": "none"}, {"embed": "hashes"}, {"strict": True}]),
)
def test_a_build_is_the_same_with_and_without_and_with_any_half_of_what_is_kept(
    home: Path, edits: list[str], seed: int, variant: str | None, options: dict[str, object]
) -> None:
    folder = home / f"deck{next(_folders)}"
    folder.mkdir()
    Cache().clear()
    deck = written(folder)
    for edit in [None, *edits]:
        if edit is not None:
            EDITS[edit](folder)
        wanted = outcome(deck, cache=False, variant=variant, **options)
        assert outcome(deck, cache=True, variant=variant, **options) == wanted, edit
        spoil(Cache(), seed)
        assert outcome(deck, cache=True, variant=variant, **options) == wanted, edit


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", few(sorted(EDITS)))
def test_a_change_is_always_seen(home: Path, name: str) -> None:
    deck = written(home)
    before = outcome(deck, cache=True)
    assert isinstance(before, tuple), before
    assert outcome(deck, cache=True) == before
    EDITS[name](home)
    after = outcome(deck, cache=True)
    assert after == outcome(deck, cache=False)
    assert after != before or name == "no chart"


@pytest.mark.slow
def test_what_is_alike_is_not_made_again(home: Path) -> None:
    deck = written(home)
    Project(deck).prepare()
    entries = {path.name for path in Cache().folder.glob("??/*")}
    Project(deck).prepare()
    assert {path.name for path in Cache().folder.glob("??/*")} == entries
    moved_down(home)
    EDITS["text"](home)
    Project(deck).prepare()
    new = {path.name for path in Cache().folder.glob("??/*")} - entries
    assert len(new) == 1, "one slide was changed, and moved down like others"


@pytest.mark.slow
def test_a_deck_of_confidence_leaves_nothing(home: Path) -> None:
    deck = written(home)
    replaced("deck.yaml", "language:", "cache: no\nlanguage:")(home)
    Project(deck).prepare()
    replaced("deck.yaml", "cache: no\n", "")(home)
    assert deckgen("build", deck, "--no-cache").returncode == 0
    assert deckgen("build", deck, "--all-variants", "--no-cache", "--force").returncode == 0
    assert Cache().info().entries == 0
    assert deckgen("build", deck, "--force").returncode == 0
    assert Cache().info().entries > 0


@pytest.mark.slow
def test_a_text_is_measured_again_where_a_font_was_installed(home: Path) -> None:
    """A text in a font that is not known takes other room when its file is there."""
    pytest.importorskip("uharfbuzz")
    font = installed("DejaVu Sans Mono", "style=Book")
    deck = written(home)
    lines = "".join(f'  [{"ill " * 29}]{{font="DejaVu Sans Mono"}}\n' for _ in range(7))
    (home / "slides" / "text.yaml").write_text(
        f"layout: Title and Content\nTitle: A font\nContent: |\n{lines}", encoding="utf-8"
    )
    (home / "fonts").mkdir()
    env = {"PATH": "", "DECKGEN_FONTS": str(home / "fonts")}
    sizes = []
    for words in (["--force"], ["--force"], ["--force", "--no-cache"]):
        done = deckgen_process("build", deck, "--output", home / "x.pptx", *words, env=env)
        assert done.returncode == 0, done.stderr
        sizes.append((home / "x.pptx").read_bytes())
        shutil.copy(font, home / "fonts" / "mono.ttf")
    without, kept, measured = sizes
    assert kept == measured != without


def test_the_layouts_of_a_template_are_kept_as_they_are(home: Path) -> None:
    kept = Cache()
    read = Template.open(PLAIN)
    Template.open(PLAIN, kept=kept)
    assert kept.info().entries == 1
    assert Template.open(PLAIN, kept=kept).layouts == read.layouts
    assert list(Template.open(PLAIN, kept=kept).layouts) == list(read.layouts)
    spoil(kept, 2)
    assert Template.open(PLAIN, kept=kept).layouts == read.layouts


def test_a_template_that_was_looked_through_is_not_parsed_again(home: Path) -> None:
    kept = Cache()
    first = Template.open(PLAIN, kept=kept).package
    again = Template.open(PLAIN, kept=kept).package
    parsed = [name for name, part in again.parts.items() if part.tree().root is not None]
    assert parsed == [again.presentation.name]
    assert len(first.parts) > 40
    assert all(again.parts[n].passed_checks == p.passed_checks for n, p in first.parts.items())
    assert list(soundness.check(again)) == list(soundness.check(first)) == []


@pytest.mark.slow
def test_two_builds_at_once(home: Path) -> None:
    decks = [written(home / name) for name in ("one", "two")]
    wanted = [outcome(deck, cache=False) for deck in decks]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda deck: outcome(deck, cache=True), decks * 4))
    assert found == wanted * 4


def test_a_single_build_lets_go_of_its_plans(home: Path) -> None:
    def plans() -> int:
        return sum(isinstance(o, Slide) and o.title == "Let go" for o in gc.get_objects())

    deck = written(home)
    replaced("slides/cover.yaml", "Every kind", "Let go")(home)
    project = Project(deck)
    assert project.plan.slides[0].title == "Let go"
    assert plans() == 1
    project = Project(deck)
    made = project.prepare()
    assert plans() == 0
    assert [slide.id for slide in project.plan.slides] == list(made.ids)


VARIANTS = {
    "same": "",
    "text": "slides: {cover: {Title: The west}}",
    "fact": "facts:\n  beds: 91",
    "own": "slides:\n  own:\n    facts:\n      rooms: 14",
    "notes": "slides: {text: {notes: Say nothing}}",
    "new notes": "slides: {chart: {notes: Say it}}",
    "no notes": "slides: {text: {remove: [notes]}}",
    "title": "title: Another",
    "hidden": "slides: {cover: {hidden: yes}}",
    "comment": "slides: {chart: {comments: [{author: Ada Lovelace, text: Is it so?}]}}",
    "shorter": "slides: {long: {Content: One line}}",
    "chart": "slides: {chart: {Content: {chart: bar}}}",
    "no chart": "slides: {chart: {Content: No chart}}",
    "picture": "slides: {picture: {Content: {picture: images/two.png}}}",
    "table": "slides: {table: {Content: A text}}",
    "order": "move: [{id: chart, after: cover}]",
    "slide": "remove: [table]",
    "language": "language: de-DE",
    "fault": "slides: {text: {Content: '${none}'}}",
}
"""What variants of one run may differ in: their slides have other contents, parts or places."""


@pytest.mark.slow
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    names=st.lists(st.sampled_from(sorted(VARIANTS)), min_size=2, max_size=4),
    embed=st.sampled_from(["full", "full", "hashes", "none"]),
    cache=st.booleans(),
)
@example(list(VARIANTS), "full", False)
def test_variants_of_one_run_are_as_each_alone(
    home: Path, names: list[str], embed: str, cache: bool
) -> None:
    folder = home / f"deck{next(_folders)}"
    folder.mkdir()
    deck = written(folder)
    (folder / "images" / "two.png").write_bytes(picture(2))
    with_comments = folder / "slides" / "text.yaml"
    with_comments.write_text(FILES["slides/text.yaml"].partition("comments:")[0], encoding="utf-8")
    for name, changes in VARIANTS.items():
        text = f"extends: ../deck.yaml\n{changes}\n"
        (folder / "variants" / f"{name}.yaml").write_text(text, encoding="utf-8")
    project, path = Project(deck, cache=cache), folder / "x.pptx"
    for name in names:
        made = outcome_of(project.of_variant(name), path, embed=embed)
        assert made == outcome_of(Project(deck, variant=name, cache=False), path, embed=embed), name


@pytest.mark.slow
def test_variants_of_one_run_share_what_is_kept_with_single_builds(home: Path) -> None:
    deck = written(home)
    together = {o.name: o.data for o in _built(Job(deck))}
    again = {o.name: o.data for o in _built(Job(deck))}
    alone = {o.name: o.data for o in _built(Job(deck, cache=False))}
    assert together == again == alone


def _built(job: Job) -> list[Outcome]:
    return [build.build_deck(job, name) for name in (None, "east")]


@pytest.mark.slow
def test_a_refresh_of_a_text_loads_nothing_that_only_other_slides_need(home: Path) -> None:
    """The chart, the table, the picture and the map are taken as they were made."""
    deck = written(home)
    replaced("deck.yaml", "facts: [facts.yaml]\n", "")(home)
    replaced("deck.yaml", "  - own\n", "")(home)
    (home / "slides" / "text.yaml").write_text("layout: Title and Content\nTitle: A text\n")
    assert deckgen_process("build", deck).returncode == 0
    (home / "slides" / "text.yaml").write_text("layout: Title and Content\nTitle: Another text\n")
    done = deckgen_process("build", deck, flags=("-X", "importtime"))
    assert (done.returncode, done.stdout.endswith("slides\n")) == (0, True), done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    loaded = {line.rpartition("|")[2].strip() for line in lines}
    heavy = {"openpyxl", "xlsxwriter", "PIL", "babel", "pptx", "ssl", "email", "platformdirs"}
    kinds = {f"deckgen.content.{kind}" for kind in ("chart", "map", "picture")}
    assert loaded.isdisjoint(heavy | kinds | {"deckgen.geo", "deckgen.presentation.read"})
    assert "deckgen.content.text" in loaded
