"""Formulas: as exact as fractions, and done with in bounded steps whatever they say."""

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.diagnostics import Problem
from deckgen.facts.formula import DEPTH, LENGTH, Name, parse_formula
from deckgen.facts.model import unknown_fact
from deckgen.facts.numbers import LIMIT
from tests.facts.reading import half_up, scalar
from tests.support.cases import every_case
from tests.support.lanes import examples

AMOUNTS = {
    "removals.total": Decimal(267258),
    "day.in": Decimal("5.24"),
    "zero": Decimal(0),
    "a.minus": Decimal("-0.5"),
    "import": Decimal(3),
}

Term = tuple[str, Fraction | None]
"""A formula, and its exact result; None where it has none."""


def lookup(name: Name) -> Decimal:
    return AMOUNTS[name.id]


def evaluate(text: str) -> Decimal:
    return parse_formula(scalar(text)).evaluate(lookup)


def bounded(exact: Fraction | None) -> Fraction | None:
    return None if exact is None or abs(exact) >= LIMIT else exact


def infix(drawn: tuple[Term, str, Term]) -> Term:
    (left, x), sign, (right, y) = drawn
    exact = None
    if x is not None and y is not None:
        if sign == "+":
            exact = x + y
        elif sign == "-":
            exact = x - y
        elif sign == "*":
            exact = x * y
        elif y:
            exact = x / y
    return f"({left} {sign} {right})", bounded(exact)


def call(drawn: tuple[str, list[Term]]) -> Term:
    name, terms = drawn
    exact = [x for _, x in terms]
    text = f"{name}({', '.join(term for term, _ in terms)})"
    if None in exact:
        return text, None
    known = [x for x in exact if x is not None]
    return text, bounded(FUNCTIONS[name](known))


FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "sum": lambda x: sum(x, Fraction(0)),
    "min": min,
    "max": max,
}


def rounded(drawn: tuple[Term, int]) -> Term:
    (text, exact), n = drawn
    if exact is None:
        return f"round({text}, {n})", None
    scaled = half_up(exact / 10**-n if n < 0 else exact, max(n, 0))
    return f"round({text}, {n})", scaled * 10**-n if n < 0 else scaled


def negated(term: Term) -> Term:
    text, exact = term
    return f"-{text}", None if exact is None else -exact


def magnitude(term: Term) -> Term:
    text, exact = term
    return f"abs({text})", None if exact is None else abs(exact)


functions = st.sampled_from(sorted(FUNCTIONS))
literals = st.decimals("0", "99999", places=2).map(lambda d: (f"{d:f}", Fraction(d)))
names = st.sampled_from([(name, Fraction(amount)) for name, amount in AMOUNTS.items()])
terms = st.recursive(
    literals | names,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(infix),
        st.tuples(functions, st.lists(inner, min_size=1, max_size=3)).map(call),
        st.tuples(inner, st.integers(-3, 6)).map(rounded),
        inner.map(negated),
        inner.map(magnitude),
    ),
    max_leaves=8,
)  # fmt: skip


@given(terms)
def test_gives_what_exact_fractions_give(term: Term) -> None:
    text, exact = term
    if exact is None:
        with pytest.raises(Problem):
            evaluate(text)
    else:
        off = abs(Fraction(evaluate(text)) - exact)
        assert off <= Fraction(1, 10**40) * max(1, abs(exact))


@every_case(
    ("text", "result"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("8 / 4 / 2", "1"),
        ("8 - 4 - 2", "2"),
        ("-2 * -3", "6"),
        ("2--3", "5"),
        ("1 / 3 * 3", "1"),
        ("0.1 + 0.2", "0.3"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(267258, -3)", "267000"),
        ("round(1 / 3 * 1.5, 0)", "1"),
        ("sum(1, 2, .5)", "3.5"),
        ("min(3, 1, 2) + max(3, 1, 2) + abs(-1)", "5"),
        ("day.in*2", "10.48"),
        ("import + 1", "4"),
        ("\n 1\n\t+ 2 \n", "3"),
        ("+".join(["1"] * (LENGTH // 2)), str(LENGTH // 2)),
    ],
)
def test_results(text: str, result: str) -> None:
    assert str(evaluate(text)) in (result, f"{Decimal(result).normalize()}")
    assert evaluate(text) == Decimal(result)


def test_noise_is_no_divisor() -> None:
    with pytest.raises(Problem, match="division by zero"):
        evaluate("(1 / 3 * 3 - 1) / (1 / 3 * 3 - 1)")


HOSTILE = {
    "import": "__import__('os').system('true')",
    "powers": "9**9**9",
    "carets": "9^9^9",
    "open brackets": "(" * LENGTH,
    "deep brackets": "(" * (DEPTH + 1) + "1" + ")" * (DEPTH + 1),
    "many signs": "-" * (LENGTH - 1) + "1",
    "deep calls": "abs(" * (LENGTH // 5) + "1" + ")" * (LENGTH // 5),
    "long number": "9" * LENGTH,
    "very long": "9" * 10_000_000,
    "exponent": "1e999999999",
    "huge product": "*".join(["999999999999999999"] * 50),
    "huge quotient": "1" + "/0.000000000000000001" * 40,
    "many decimals": "round(1, 999999999999999999)",
    "many zeros": "round(1, -999999999999999999)",
    "lambda": "lambda: 1",
    "list": "[1] * 999999999",
    "text": "'x' * 999999999",
    "subclasses": "().__class__.__bases__[0].__subclasses__()",
    "attribute": "zero.__class__",
    "long name": "a" * LENGTH,
    "other digits": "\u0661 + 1",
    "statement": "1; import os",
    "empty": "",
    "blank": "   ",
}


def counted(run: Callable[[], object]) -> tuple[int, bool]:
    """How many calls a run makes, and whether a `Problem` ended it."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    except Problem:
        return calls, True
    else:
        return calls, False
    finally:
        sys.setprofile(before)


@every_case("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_formula_is_an_error_in_bounded_steps(text: str) -> None:
    def strict(name: Name) -> Decimal:
        if name.id not in AMOUNTS:
            raise unknown_fact(name.id, AMOUNTS, None)
        return AMOUNTS[name.id]

    calls, refused = counted(lambda: parse_formula(scalar(text)).evaluate(strict))
    assert refused
    assert calls < 40 * LENGTH


pieces = st.sampled_from(
    [*"+-*/(),.'\"^%;:[]{} \n", "**", "9" * 18, "1", ".5", "abs(", "sum(", "x.y"]
)


@pytest.mark.slow
@settings(max_examples=examples(300))
@given(st.lists(pieces, max_size=400).map("".join) | st.text(max_size=200))
def test_any_text_is_done_with_in_steps_that_grow_with_its_length(text: str) -> None:
    calls, _ = counted(lambda: parse_formula(scalar(text)).evaluate(lambda _: Decimal(2)))
    assert calls < 40 * len(text) + 1000


@given(terms)
def test_blames_a_place_inside_the_formula(term: Term) -> None:
    text = f"{term[0]} / zero"
    with pytest.raises(Problem) as caught:
        evaluate(text)
    place = caught.value.diagnostics[0].place
    assert place is not None
    assert str(place).startswith("slide.yaml:1:")
