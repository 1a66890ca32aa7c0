"""Where a value comes from."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deckgen.cli import group
from deckgen.commands.explain import Explanation, FactExplanation, explain, explain_any
from deckgen.deck.source_files import OverrideKind
from deckgen.diagnostics import Problem, render
from deckgen.project import Project
from tests.deck.project import FILES, resolved, told, write

CHAIN = {
    "variants/a.yaml": "extends: ../deck.yaml\nslides:\n  cover:\n    Subtitle: A\n",
    "variants/b.yaml": "extends: a.yaml\nslides:\n  cover:\n    Subtitle: B\n"
    "  arrests:\n    Content:\n      chart: column\n      remove: [data]\n"
    "facts:\n  arrests.total:\n    value: 9\ncontacts:\n  missouri:\n    phone: none\n"
    "remove: [figures]\nmove:\n  - id: contacts\n    before: cover\n",
}


def found(folder: Path, target: str, variant: str = "b") -> Explanation:
    return explain(resolved(write(folder, CHAIN), variant), target)


def place(span: object) -> str:
    return "/".join(str(span).split("/")[-2:])


def test_a_value_its_place_and_all_it_overrode(tmp_path: Path) -> None:
    value = found(tmp_path, "cover.Subtitle")
    assert (told(value.value), place(value.place)) == ("B", "variants/b.yaml:4:15")
    assert [(told(p.value), place(p.value.span), place(p.by)) for p in value.overridden] == [
        ("A", "variants/a.yaml:4:15", "variants/b.yaml:4:15"),
        ("All of Missouri", "slides/cover.yaml:3:11", "variants/a.yaml:4:15"),
    ]


def test_the_base_has_no_past(deck: Path) -> None:
    from deckgen.deck import source_files

    value = explain(source_files.read(deck), "cover.Subtitle")
    assert (place(value.place), value.overridden) == ("slides/cover.yaml:3:11", ())


def test_what_was_added_and_where(deck: Path) -> None:
    value = explain(resolved(deck, "west"), "cover.Subtitle")
    assert told(value.value) == "The east\nand the west\n"
    assert [(p.kind, place(p.by)) for p in value.overridden] == [
        (OverrideKind.ADD, "variants/west.yaml:4:16"),
        (OverrideKind.SET, "variants/east.yaml:7:15"),
    ]


def test_a_slide_lists_its_keys_and_where_it_went(tmp_path: Path) -> None:
    slide = found(tmp_path, "contacts")
    assert [part.name for part in slide.parts] == ["layout", "Title", "Content"]
    assert [(p.kind, place(p.by)) for p in slide.overridden] == [
        (OverrideKind.MOVE, "variants/b.yaml:17:9")
    ]


def test_changes_within_a_value_facts_and_contacts_are_told(tmp_path: Path) -> None:
    chart = found(tmp_path, "arrests.Content")
    assert [(part.name, told(part.value)) for part in chart.parts] == [("chart", "column")]
    files = {**CHAIN, "slides/contacts.yaml": "layout: Title and Content\nTitle: C\n"
             "Content:\n  contact: missouri\n"}  # fmt: skip
    card = explain(resolved(write(tmp_path, files), "b"), "contacts.Content")
    (contact,) = card.parts
    assert contact.name == "contact missouri"
    assert [(part.name, told(part.value)) for part in contact.parts] == [("phone", "none")]
    (share,) = found(tmp_path, "figures.notes", "a").parts
    assert share.name == "fact arrests.share"


def test_a_changed_fact_shows_its_past(deck: Path) -> None:
    table = explain(resolved(deck, "east"), "figures.Content 2")
    (fact,) = table.parts
    assert fact.name == "fact arrests.total"
    (value,) = fact.parts
    assert (told(value.value), told(value.overridden[0].value)) == ("120", "387")


def test_keys_and_items_are_found_by_their_names(tmp_path: Path) -> None:
    assert told(found(tmp_path, "arrests.comments.1.author").value) == "Ada Lovelace"
    assert told(found(tmp_path, "figures.Content 2.table", "a").value).startswith("Office")


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [("covr.Title", "unknown-slide", "did you mean `cover`?"),
     ("cover.Titel", "unknown-key", "did you mean `Title`?"),
     ("cover.Source", "unknown-key", "from the facts it uses"),
     ("figures.Title", "removed", "b.yaml:15:10"),
     ("arrests.Content.data", "removed", "b.yaml:8:16")],
)  # fmt: skip
def test_what_is_not_there(tmp_path: Path, target: str, code: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        found(tmp_path, target)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == code
    assert words in render(diagnostic)


GROUPED = """\
region.id:
  value: missouri
arrests in 2020:
  as_of: 2020-03-06
  source: ICE ERO
  stale_after: 90
  facts:
    arrests.total:
      value: 387
    arrests.all:
      value: 774
      source: Case system
arrests.share:
  formula: arrests.total / arrests.all
  format: .0%
arrests.double:
  formula: arrests.share * 2 + arrests.total * 0
  format: .0%
"""
OWN = "facts:\n  beds: 20\nnotes: ${beds} beds, ${arrests.double}\n"


def fact(folder: Path, target: str, variant: str | None = None) -> FactExplanation:
    cover = FILES["slides/cover.yaml"] + OWN
    deck = write(folder, {**CHAIN, "facts.yaml": GROUPED, "slides/cover.yaml": cover})
    found = explain_any(Project(deck, variant=variant), target)
    assert isinstance(found, FactExplanation)
    return found


def said(found: FactExplanation) -> list[tuple[str, object, str, str]]:
    return [(f.key, told(f.value), place(f.place), f.said_by) for f in found.fields]


def test_a_fact_says_where_each_field_stands(tmp_path: Path) -> None:
    found = fact(tmp_path, "arrests.all")
    assert [(key, value, where.partition(":")[2], by) for key, value, where, by in said(found)] == [
        ("value", "774", "11:14", "fact"),
        ("as_of", "2020-03-06", "4:10", "group"),
        ("source", "Case system", "12:15", "fact"),
        ("stale_after", "90", "6:16", "group"),
    ]
    assert str(found.listing.fact.entry.said_at).endswith("facts.yaml:11:14")


def test_a_fact_says_what_a_variant_made_of_it(tmp_path: Path) -> None:
    found = fact(tmp_path, "arrests.total", "a")
    (tmp_path / "variants" / "c.yaml").write_text(
        "extends: a.yaml\nfacts:\n  arrests.total: 9\n  arrests.all:\n    remove: [source]\n",
        encoding="utf-8",
    )
    changed = explain_any(Project(tmp_path / "deck.yaml", variant="c"), "arrests.total")
    assert isinstance(changed, FactExplanation)
    assert said(found)[0] == ("value", "387", f"{tmp_path.name}/facts.yaml:9:14", "fact")
    assert said(changed)[0] == ("value", "9", "variants/c.yaml:3:18", "variant")
    assert [told(past.value) for past in changed.fields[0].overridden] == ["387"]
    removed = explain_any(Project(tmp_path / "deck.yaml", variant="c"), "arrests.all")
    assert isinstance(removed, FactExplanation)
    assert said(removed)[2] == ("source", None, "variants/c.yaml:5:14", "variant")


def test_a_formula_says_all_that_it_is_made_of_and_where_it_shows(tmp_path: Path) -> None:
    found = fact(tmp_path, "arrests.double")
    assert [(one.fact.id, one.of.id, one.fact.text, one.depth) for one in found.inputs] == [
        ("arrests.share", "arrests.double", "50%", 1),
        ("arrests.total", "arrests.share", "387", 2),
        ("arrests.all", "arrests.share", "774", 2),
        ("arrests.total", "arrests.double", "387", 1),
    ]
    assert [(use.id, use.slot) for use in found.listing.uses] == [("cover", "notes")]


def test_a_slides_own_fact_is_found_by_its_id_and_its_slides(tmp_path: Path) -> None:
    assert fact(tmp_path, "beds").listing.fact.text == "20"
    assert fact(tmp_path, "cover.beds").listing.fact.text == "20"
    assert fact(tmp_path, "${beds}").listing.fact.text == "20"
    arrests = FILES["slides/arrests.yaml"] + "facts:\n  beds: 30\n"
    cover = FILES["slides/cover.yaml"] + "facts:\n  beds: 20\n"
    deck = write(tmp_path, {"slides/cover.yaml": cover, "slides/arrests.yaml": arrests})
    with pytest.raises(Problem) as caught:
        explain_any(Project(deck), "beds")
    (found,) = caught.value.diagnostics
    assert found.code == "several-facts"
    assert "`deckgen explain cover.beds`" in render(found)
    one = explain_any(Project(deck), "arrests.beds")
    assert isinstance(one, FactExplanation)
    assert one.listing.fact.text == "30"


def test_a_slot_tells_its_slides_own_facts_too(tmp_path: Path) -> None:
    changes = {
        "slides/cover.yaml": FILES["slides/cover.yaml"].replace("Missouri", "${beds} beds", 1)
        + "facts:\n  beds: 20\n",
        "variants/b.yaml": "extends: ../deck.yaml\nslides:\n  cover:\n    facts:\n      beds: 30\n",
    }
    slide = explain(resolved(write(tmp_path, changes), "b"), "cover")
    (fact,) = [found for part in slide.parts for found in part.parts if found.name == "fact beds"]
    assert told(fact.value) == [("value", "30")]
    assert [told(p.value) for p in fact.overridden] == ["20"]


def test_a_setting_that_texts_print_is_explained(tmp_path: Path) -> None:
    deck = write(tmp_path, {"variants/d.yaml": "extends: ../deck.yaml\ndate: Today\n"})
    found = explain_any(Project(deck, variant="d"), "${deck:date}")
    assert isinstance(found, Explanation)
    assert (found.name, told(found.value)) == ("deck:date", "Today")
    assert [told(past.value) for past in found.overridden] == ["6 March 2020"]


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [
        ("arests.total", "unknown-slide", "did you mean the fact `arrests.total`?"),
        ("arrests.totl", "unknown-key", "did you mean the fact `arrests.total`?"),
        ("litteral", "unknown-slide", "the rule `LITERAL` of `deckgen check`"),
        ("STALE", "unknown-slide", "docs/rules/STALE.md"),
        ("covr", "unknown-slide", "did you mean `cover`?"),
        ("${cover}", "unknown-fact", "there is no fact `cover`"),
        ("${deck:dat}", "unknown-key", "did you mean `date`?"),
    ],
)
def test_a_name_that_is_nothing(tmp_path: Path, target: str, code: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        fact(tmp_path, target)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert words in render(found)


def test_a_deck_with_faults_tells_them_all(tmp_path: Path) -> None:
    deck = write(tmp_path, {"slides/cover.yaml": None, "slides/figures.yaml": None})
    with pytest.raises(Problem) as caught:
        explain_any(Project(deck), "arrests.all")
    assert [d.code for d in caught.value.diagnostics] == ["missing-file", "missing-file"]


@pytest.mark.slow
def test_a_long_chain_of_formulas_is_explained(tmp_path: Path) -> None:
    chain = "".join(f"a{i}:\n  formula: a{i + 1} + 1\n" for i in range(1100))
    deck = write(tmp_path, {"facts.yaml": f"{GROUPED}{chain}a1100:\n  value: 0\n"})
    found = explain_any(Project(deck), "a0")
    assert isinstance(found, FactExplanation)
    assert found.inputs[-1].depth == 1100


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(group, ["explain", *words, str(folder / "deck.yaml")])
    assert done.exit_code == 0, done.output
    return done.stdout.replace(f"{folder}/", "")


def test_what_is_printed_of_a_fact(tmp_path: Path) -> None:
    variant = "extends: ../deck.yaml\nfacts:\n  arrests.share:\n    value: 49%\n"
    fact(tmp_path, "arrests.share")
    (tmp_path / "variants" / "d.yaml").write_text(variant, encoding="utf-8")
    assert run(tmp_path, "arrests.share", "--variant", "d").splitlines() == [
        "fact arrests.share  variants/d.yaml:4:12",
        "    49%",
        "  value: 49%  variants/d.yaml:4:12, by the variant",
        "  formula: removed at variants/d.yaml:4:5",
        "      arrests.total / arrests.all",
        "  format: removed at variants/d.yaml:4:5",
        "      .0%",
        "  shown on",
        "    slide 2, figures, notes: slides/figures.yaml:12:3",
        "    in arrests.double",
    ]


def test_what_programs_get_of_a_fact(tmp_path: Path) -> None:
    fact(tmp_path, "arrests.share")
    data = json.loads(run(tmp_path, "arrests.all", "--format", "json"))
    assert (data["id"], data["text"], data["group"]) == ("arrests.all", "774", "arrests in 2020")
    assert (data["file"], data["line"], data["column"]) == ("facts.yaml", 11, 14)
    assert [(f["field"], f["said_by"], f["line"]) for f in data["fields"]] == [
        ("value", "fact", 11), ("as_of", "group", 4), ("source", "fact", 12),
        ("stale_after", "group", 6),
    ]  # fmt: skip
    assert data["in"] == ["arrests.share"]
    data = json.loads(run(tmp_path, "arrests.share", "--format", "json"))
    assert [(i["id"], i["of"], i["text"], i["line"]) for i in data["inputs"]] == [
        ("arrests.total", "arrests.share", "387", 9), ("arrests.all", "arrests.share", "774", 11),
    ]  # fmt: skip
