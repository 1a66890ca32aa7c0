"""The briefing's own disagreements, found in its deck and in the presentation that comes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deckgen import diagnostics
from deckgen.checks import CheckReport
from deckgen.commands import build, check
from deckgen.diagnostics import Severity
from deckgen.project import Project
from tests.facts.checked import Found, shown
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

DECK = ROOT / "content" / "deck.yaml"
FACTS = DECK.parent / "facts.yaml"
RULES = ("STALE", "MIXED", "LITERAL", "DISAGREE", "SUM", "LEFT-OVER")


@pytest.fixture(scope="module")
def checked() -> CheckReport:
    return check.check(DECK)


@pytest.fixture(scope="module")
def presentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build.build(DECK, output=tmp_path_factory.mktemp("built") / "briefing.pptx").path


def of_figures(report: CheckReport) -> Iterator[Found]:
    """What the rules about figures found, by rule."""
    for rule in RULES:
        yield from (shown(f) for f in report.findings if f.diagnostic.code == rule)


def place_of(words: str, after: str) -> str:
    """Where facts.yaml says the value of a field, below the line of an id."""
    lines = FACTS.read_text(encoding="utf-8").splitlines()
    bare = [line.strip() for line in lines]
    row = bare.index(words, bare.index(f"{after}:"))
    return f"facts.yaml:{row + 1}:{lines[row].index(': ') + 3}"


@pytest.mark.parametrize(
    ("fact", "words", "message", "slide"),
    [
        (
            "removals.criminal_share", "printed: 57%",
            "`removals.criminal_share` prints 57%, its formula gives 56%", "removals",
        ),
        (
            "removals.guatemala_share", "printed: 20%",
            "`removals.guatemala_share` prints 20%, its formula gives 21%", "removals",
        ),
        (
            "removals.honduras_share", "printed: 16%",
            "`removals.honduras_share` prints 16%, its formula gives 18%", "removals",
        ),
        (
            "atd.monitored", "computed: 91,584",
            "`atd.monitored` says 77,000, its parts add up to 91,584", "atd-types",
        ),
    ],
)  # fmt: skip
def test_the_deck_lists_each_as_known_with_place_and_slide(
    fact: str, words: str, message: str, slide: str, checked: CheckReport
) -> None:
    (known,) = [one for one in of_figures(checked) if message in one.message]
    assert known.severity == "tip"
    assert known.message == f"known: {message}"
    assert known.place == place_of(words, fact)
    assert known.words == words.split(" ", 1)[1]
    order = [slide.id for slide in Project(DECK).deck.slides]
    assert [item.text for item in order][(known.slide or 0) - 1] == slide


def test_the_deck_has_no_other_fault_of_figures_and_does_not_fail(checked: CheckReport) -> None:
    assert [one.severity for one in of_figures(checked)] == ["tip"] * 4
    assert not checked.fails(strict=False)


def test_only_what_the_source_mixes_is_switched_off(checked: CheckReport) -> None:
    assert {rule for rule in checked.off if rule in RULES} == {"MIXED"}
    assert {rule for rule in checked.skipped if rule in RULES} == {"LEFT-OVER"}


def test_the_presentation_alone_shows_the_shares_that_are_wrong(presentation: Path) -> None:
    """Those beside their counts: 57% stands as a figure over a line that says 150,141."""
    report = check.check(presentation)
    found = [one for one in of_figures(report) if one.severity == Severity.ERROR.value]
    assert sorted(one.message for one in found) == [
        "48,800 of 267,258 is 18%, printed 16%",
        "54,919 of 267,258 is 21%, printed 20%",
    ]
    assert {one.slide for one in found} == {5}


def test_the_presentation_alone_has_no_other_fault_of_figures(presentation: Path) -> None:
    assert len(list(of_figures(check.check(presentation)))) == 2


def test_a_formula_that_gives_another_result_stops_the_deck(tmp_path: Path) -> None:
    """So a known disagreement cannot outlive the figures that it was stated for."""
    facts = FACTS.read_text(encoding="utf-8").replace("value: 48,800", "value: 43,000")
    deck = tmp_path / "content" / "deck.yaml"
    deck.parent.mkdir()
    for path in DECK.parent.rglob("*"):
        copy = deck.parent / path.relative_to(DECK.parent)
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        else:
            copy.write_bytes(path.read_bytes())
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    (deck.parent / "facts.yaml").write_text(facts, encoding="utf-8")
    with pytest.raises(diagnostics.Problem) as caught:
        check.check(deck)
    assert [d.message for d in caught.value.diagnostics] == [
        "`removals.honduras_share` now computes to 16%, not 18%"
    ]
