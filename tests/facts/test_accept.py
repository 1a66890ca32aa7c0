"""`deckgen facts --accept`: new results become the `computed:` of their facts, in their files."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from deckgen.cli import group
from deckgen.commands.build import build
from deckgen.diagnostics import Problem
from tests.facts.checked import deck

FACTS = """\
# The year's figures
total:
  # was 200
  value: 300
part:
  value: 153

share:
  formula: part / total
  format: .0%
  # its own counts
  computed: 56%
  printed: 57%
  note: The source prints 57%
plain_share: {formula: part / total, format: '.0%', computed: '56%'}
both: {formula: part / total, format: '.0%', computed: "56%", printed: '57%'}
sum:
  value: 400
  sum_of: [part, total]
  computed: 451
"""
SLIDE = "layout: Title and Content\nTitle: ${share}\nContent: ${plain_share} ${both} ${sum}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return deck(tmp_path, FACTS, SLIDE)


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(group, ["facts", str(path), *words])


def text(path: Path) -> str:
    return (path.parent / "facts.yaml").read_text("utf-8")


def codes(path: Path) -> list[str]:
    try:
        build(path)
    except Problem as problem:
        return [found.code for found in problem.diagnostics]
    return []


def test_the_error_gives_each_way_out_with_its_line(path: Path) -> None:
    with pytest.raises(Problem) as caught:
        build(path)
    helps = [" | ".join(found.helps) for found in caught.value.diagnostics]
    assert [found.code for found in caught.value.diagnostics] == ["computed-changed"] * 4
    share, plain, _, total = helps
    for line in ("`computed: 51%`", "`printed:`", "remove `computed` and `printed`"):
        assert line in share
    assert "`deckgen facts --accept share --printed 57%`" in share
    assert "`printed: 56%`" in plain
    assert "`deckgen facts --accept plain_share`" in plain
    assert "print 400 all the same: `computed: 453`" in total


def test_the_new_result_is_written_where_it_stands(path: Path) -> None:
    result = run(path, "--accept", "plain_share", "--accept", "sum", "--format", "text")
    assert result.exit_code == 0, result.output
    file = path.parent / "facts.yaml"
    assert result.output.splitlines() == [
        f"{file}:15: plain_share computed 56% -> 51%",
        f"{file}:20: sum computed 451 -> 453",
    ]
    expected = FACTS.replace("'56%'", "'51%'").replace("451", "453")
    assert text(path) == expected
    assert codes(path) == ["computed-changed"] * 2


def test_what_is_printed_stays_if_the_source_still_prints_it(path: Path) -> None:
    result = run(path, "--accept", "share", "--printed", "57%", "--format", "text")
    assert result.exit_code == 0, result.output
    assert text(path) == FACTS.replace("\n  computed: 56%", "\n  computed: 51%")


def test_the_source_prints_another_figure(path: Path) -> None:
    run(path, "--accept", "share", "--printed", "52%")
    changed = FACTS.replace("\n  computed: 56%", "\n  computed: 51%")
    assert text(path) == changed.replace("  printed: 57%\n", "  printed: 52%\n")


def test_what_is_printed_is_taken_out(path: Path) -> None:
    result = run(path, "--accept", "share", "--drop-printed", "--format", "json")
    changed = FACTS.replace("\n  computed: 56%", "\n  computed: 51%")
    assert text(path) == changed.replace("  printed: 57%\n", "")
    written = json.loads(result.output)["written"]
    assert [(w["field"], w["old"], w["new"], w["line"]) for w in written] == [
        ("computed", "56%", "51%", 12),
        ("printed", "57%", None, 13),
    ]


def test_brackets_stay_brackets(path: Path) -> None:
    run(path, "--accept", "both", "--drop-printed")
    assert "'.0%', computed: \"51%\"}\n" in text(path)
    run(path, "--accept", "plain_share", "--printed", "5,7%")
    assert "format: '.0%', computed: '51%', printed: '5,7%'}\n" in text(path)


def test_a_first_printed_goes_below(path: Path) -> None:
    facts = path.parent / "facts.yaml"
    facts.write_text(FACTS.replace("  printed: 57%\n", ""), "utf-8")
    result = run(path, "--accept", "share", "--printed", "57%", "--format", "text")
    assert text(path) == FACTS.replace("\n  computed: 56%", "\n  computed: 51%")
    assert result.output.splitlines()[1] == f"{facts}:13: share printed (not there) -> 57%"


@pytest.mark.parametrize(
    "words",
    [
        ["--accept", "share"],
        ["--accept", "share", "--accept", "both", "--drop-printed"],
        ["--accept", "share", "--printed", "57%", "--drop-printed"],
        ["--accept", "share", "--printed", " "],
        ["--accept", "sum", "--printed", "57%"],
        ["--accept", "plain_share", "--stale"],
        ["--printed", "57%"],
        ["--drop-printed"],
    ],
)
def test_what_is_not_said_clearly_is_a_usage_error(path: Path, words: list[str]) -> None:
    result = run(path, *words)
    assert result.exit_code == 2, result.output
    assert text(path) == FACTS


@pytest.mark.parametrize(("name", "code"), [("shares", "unknown-fact"), ("part", "no-computed")])
def test_facts_that_compute_nothing(path: Path, name: str, code: str) -> None:
    result = run(path, "--accept", name, "--accept", "sum")
    assert result.exit_code == 1
    assert f"error[{code}]" in result.stderr
    assert text(path) == FACTS


def test_a_result_that_is_the_same_writes_nothing(path: Path) -> None:
    run(path, "--accept", "sum")
    before = text(path)
    result = run(path, "--accept", "sum", "--format", "text")
    assert (result.exit_code, text(path)) == (0, before)
    assert result.output == "every `computed:` is up to date; nothing was written\n"


def test_a_slides_own_fact(tmp_path: Path) -> None:
    slide = (
        "layout: Title and Content\nTitle: ${half}\nfacts:\n"
        "  beds: 20\n  half:\n    formula: beds / 2\n    computed: 9"
    )
    path = deck(tmp_path, FACTS, slide)
    assert run(path, "--accept", "half").exit_code == 0
    assert "computed: 10\n" in path.read_text("utf-8")


def test_a_slides_own_fact_for_which_the_deck_says_it(tmp_path: Path) -> None:
    slide = "layout: Title and Content\nTitle: ${half}\nfacts:\n  half:\n    formula: part / 2\n"
    path = deck(tmp_path, "part:\n  value: 150\n", f"{slide}    computed: 75")
    file = variant(path, "facts:\n  part: 120\n")
    assert run(path, "--variant", "east", "--accept", "half").exit_code == 0
    assert file.read_text("utf-8").endswith(
        "  part: 120\nslides:\n  s1:\n    facts:\n      half:\n        computed: 60\n"
    )
    build(path, variant="east")


def test_a_slides_own_fact_that_computes_nothing(tmp_path: Path) -> None:
    slide = "layout: Title and Content\nTitle: ${beds}\nfacts:\n  beds: 20"
    path = deck(tmp_path, FACTS, slide)
    assert "error[no-computed]" in run(path, "--accept", "beds").stderr
    assert "did you mean `beds`?" in run(path, "--accept", "bed").stderr


CSV = (
    "id;value;formula;format;computed;printed;note\r\n"
    'total;300;;;;;"Of ""all"""\r\n'
    "part;153;;;;;\r\n"
    'share;;part / total;.0%;"56%"; 57% ;\r\n'
)


def test_a_cell_of_a_csv_file(tmp_path: Path) -> None:
    path = deck(tmp_path, "", "layout: Title and Content\nTitle: ${share}")
    path.write_text(path.read_text("utf-8").replace("facts.yaml", "facts.csv"), "utf-8")
    file = tmp_path / "facts.csv"
    file.write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    result = run(path, "--accept", "share", "--printed", "5;7%", "--format", "text")
    assert result.exit_code == 0, result.output
    expected = CSV.replace('"56%"', '"51%"').replace(" 57% ", '"5;7%"')
    assert file.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert f"{file}:4: share computed 56% -> 51%" in result.output
    assert codes(path) == []


def test_a_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    path = deck(tmp_path, "", "layout: Title and Content\nTitle: ${share}")
    path.write_text(path.read_text("utf-8").replace("facts.yaml", "facts.xlsx"), "utf-8")
    book = openpyxl.Workbook()
    rows = [("id", "value", "formula", "format", "computed"), ("total", 300), ("part", 153)]
    for row in (*rows, ("share", None, "part / total", ".0%", "56%")):
        book.active.append(row)
    book.save(tmp_path / "facts.xlsx")
    before = (tmp_path / "facts.xlsx").read_bytes()
    result = run(path, "--accept", "share", "--format", "text")
    assert result.exit_code == 1
    assert "share computed 56% -> 51%: type it into cell E4" in result.stderr
    assert (tmp_path / "facts.xlsx").read_bytes() == before


def variant(path: Path, changes: str) -> Path:
    file = path.parent / "variants" / "east.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"extends: ../deck.yaml\n{changes}", "utf-8")
    settings = path.read_text("utf-8").replace("facts: [", "variants: variants\nfacts: [")
    path.write_text(settings, "utf-8")
    return file


def test_a_variant_that_says_it(path: Path) -> None:
    file = variant(path, "facts:\n  share:\n    computed: 55%\n")
    result = run(path, "--variant", "east", "--accept", "share", "--drop-printed")
    assert result.exit_code == 0, result.output
    assert "    computed: 51%\n" in file.read_text("utf-8")


def test_a_variant_for_which_the_deck_says_it(path: Path) -> None:
    changes = "facts:\n  part:\n    # counted here\n    value: 120\n"
    file = variant(path, changes)
    assert run(path, "--accept", "plain_share").exit_code == 0
    before = text(path)
    result = run(path, "--variant", "east", "--accept", "plain_share", "--format", "text")
    assert result.exit_code == 0, result.output
    assert text(path) == before
    assert file.read_text("utf-8").endswith(f"{changes}  plain_share:\n    computed: 40%\n")
    run(path, "--variant", "east", "--accept", "share", "--drop-printed")
    assert file.read_text("utf-8").endswith(
        "  share:\n    computed: 40%\n    remove:\n      - printed\n"
    )
    after = run(path, "--variant", "east", "--accept", "share", "--format", "text")
    assert "up to date" in after.output


def test_a_variant_where_the_same_comes_out_follows_the_deck(path: Path) -> None:
    file = variant(path, "title: East\n")
    assert run(path, "--variant", "east", "--accept", "plain_share").exit_code == 0
    assert "plain_share: {formula: part / total, format: '.0%', computed: '51%'}\n" in text(path)
    assert file.read_text("utf-8") == "extends: ../deck.yaml\ntitle: East\n"


def test_a_fact_of_a_group(tmp_path: Path) -> None:
    facts = (
        "year:\n  source: ICE\n  facts:\n    total:\n      value: 300\n"
        "    part:\n      value: 153\n    share:\n"
        "      formula: part / total\n      format: .0%\n      # known\n"
        "      computed: 56%\n      printed: 57%\n"
    )
    path = deck(tmp_path, facts, "layout: Title and Content\nTitle: ${share}")
    result = run(path, "--accept", "share", "--drop-printed")
    assert result.exit_code == 0, result.output
    assert text(path) == facts.replace("56%", "51%").replace("      printed: 57%\n", "")


def test_a_variant_that_gives_a_value_in_short(path: Path) -> None:
    file = variant(path, "facts:\n  sum: 380\n  part: 120\n")
    assert run(path, "--variant", "east", "--accept", "sum").exit_code == 0
    assert file.read_text("utf-8") == (
        "extends: ../deck.yaml\nfacts:\n  sum:\n    value: 380\n    computed: 420\n  part: 120\n"
    )


def test_a_note_that_says_the_old_figure_is_told(path: Path) -> None:
    kept = run(path, "--accept", "share", "--printed", "57%")
    assert "note" not in kept.stderr
    done = run(path, "--accept", "share", "--printed", "59%")
    assert done.exit_code == 0
    assert done.stderr.endswith(
        "facts.yaml:14: the note of share says the old figure: The source prints 57%\n"
    )
    again = run(path, "--accept", "share", "--drop-printed", "--format", "json")
    assert json.loads(again.stdout)["notes"] == []


def test_a_note_that_says_a_figure_which_has_the_old_one_in_it_is_not(tmp_path: Path) -> None:
    facts = FACTS.replace("56%", "7%").replace("printed: 57%", "printed: 7%")
    path = deck(tmp_path, facts, SLIDE)
    assert "the note" not in run(path, "--accept", "share", "--drop-printed").stderr
    assert "computed: 51%" in text(path)
