import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.geo.atlas import Ambiguous, Area, Unknown, counties, find, states
from tests.support.cases import every_case


@every_case(
    ("text", "fips"),
    [
        ("Missouri", "29"),
        ("  missouri ", "29"),
        ("MO", "29"),
        ("mo", "29"),
        ("29", "29"),
        ("1", "01"),
        ("Washington", "53"),
        ("Washington, D.C.", "11"),
        ("DC", "11"),
        ("new york", "36"),
        ("U.S. Virgin Islands", "78"),
    ],
)
def test_a_state_is_found(text: str, fips: str) -> None:
    assert find(states(), text) == states().areas[fips]


@every_case(
    ("text", "state", "fips"),
    [
        ("29189", None, "29189"),
        ("29189", "MO", "29189"),
        ("1001", None, "01001"),
        ("Saint Louis County", "MO", "29189"),
        ("St. Louis County", "MO", "29189"),
        ("st louis city", "MO", "29510"),
        ("City of Saint Louis", "MO", "29510"),
        ("Sainte Genevieve", "MO", "29186"),
        ("Ste Genevieve County", "MO", "29186"),
        ("Boone", "MO", "29019"),
        ("boone co.", "MO", "29019"),
        ("De Kalb", "MO", "29063"),
        ("Greene, MO", None, "29077"),
        ("Greene County, Missouri", None, "29077"),
        ("Orleans", "LA", "22071"),
        ("Orleans County", "LA", "22071"),
        ("Dona Ana", "NM", "35013"),
        ("Prince George's", "MD", "24033"),
        ("Prince Georges County, MD", None, "24033"),
        ("Charles City", "VA", "51036"),
        ("Autauga", None, "01001"),
    ],
)
def test_a_county_is_found(text: str, state: str | None, fips: str) -> None:
    assert find(counties(), text, state) == counties().areas[fips]


def test_the_two_st_louis_are_candidates() -> None:
    match find(counties(), "St. Louis", "MO"):
        case Ambiguous(candidates=candidates):
            assert [area.fips for area in candidates] == ["29189", "29510"]
        case other:
            pytest.fail(f"{other} is not ambiguous")


def test_a_county_word_never_finds_an_independent_city() -> None:
    match find(counties(), "Norfolk County", "VA"):
        case Unknown(near=near):
            assert near[0].full_name == "Norfolk city"
        case other:
            pytest.fail(f"{other} was found")


@every_case(
    ("text", "near"),
    [("Misouri", "Missouri"), ("Calfornia", "California"), ("Tenessee", "Tennessee")],
)
def test_a_typing_error_brings_the_near_name(text: str, near: str) -> None:
    match find(states(), text):
        case Unknown(near=(first, *_)):
            assert first.name == near
        case other:
            pytest.fail(f"{other} has no near name")


def test_a_code_of_another_state_says_which_county_it_is() -> None:
    kansas = find(counties(), "29189", "KS")
    assert kansas == Unknown("29189", (counties().areas["29189"],))


@every_case("text", ["", " ", ",", "999999999", "Nowhere at all", "²", "County"])
def test_what_is_no_name_is_unknown(text: str) -> None:
    assert isinstance(find(counties(), text), Unknown)
    assert isinstance(find(states(), text), Unknown)


def test_a_state_without_areas_has_none_to_find() -> None:
    assert find(counties(), "Boone", "ZZ") == Unknown("Boone", ())
    assert find(counties(), "29019", "ZZ") == Unknown("29019", (counties().areas["29019"],))


@given(st.sampled_from(list(counties().areas.values())))
def test_every_county_answers_to_its_full_name_and_its_code(area: Area) -> None:
    assert find(counties(), area.full_name.upper(), area.state) == area
    assert find(counties(), f"{area.full_name}, {area.state}") == area
    assert find(counties(), area.fips) == area


@given(st.sampled_from(list(counties().areas.values())))
def test_every_county_answers_to_its_bare_name_or_is_a_candidate(area: Area) -> None:
    match find(counties(), area.name, area.state):
        case Ambiguous(candidates=candidates):
            assert area in candidates
        case found:
            assert found == area


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text: str) -> None:
    assert find(states(), text) is not None
