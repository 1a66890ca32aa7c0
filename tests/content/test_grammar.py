"""The grammar of text: what it means, and that dump is the inverse of parse."""

from pathlib import Path

import pytest
from hypothesis import example, given

from deckgen.diagnostics import Problem, Span
from deckgen.richtext import PLAIN, Paragraph, Run, Style, inline, outline, slips
from deckgen.source import nodes, reading, writing
from tests.support.cases import every_case
from tests.support.strategies import paragraph_lists, run_lists


def show(reference: str, _span: Span) -> str:
    return f"<{reference}>"


def parsed(text: str) -> tuple[Run, ...]:
    return outline.read(scalar(text), show, {})[0].runs


def scalar(text: str) -> nodes.ScalarNode:
    node = reading.parse(writing.dump({"T": writing.Lines(text)}), Path("t.yaml"))
    value = node.get("T")
    assert isinstance(value, nodes.ScalarNode)
    return value


BOLD, ITALIC = Style(bold=True), Style(italic=True)


@every_case(
    ("text", "runs"),
    [
        ("a *b* c", [("a ", PLAIN), ("b", ITALIC), (" c", PLAIN)]),
        ("**b**, c", [("b", BOLD), (", c", PLAIN)]),
        ("***b***", [("b", Style(bold=True, italic=True))]),
        ("*a **b** c*", [("a ", ITALIC), ("b", Style(bold=True, italic=True)), (" c", ITALIC)]),
        ("2*3*4", [("2*3*4", PLAIN)]),
        ("2*b* c", [("2*b* c", PLAIN)]),
        ("* not * italic", [("* not * italic", PLAIN)]),
        (r"\*a\*", [("*a*", PLAIN)]),
        ("[a](https://x.org)", [("a", Style(link="https://x.org"))]),
        ("[a](jump:next)", [("a", Style(link="ppaction://hlinkshowjump?jump=nextslide"))]),
        ("[a](#b) c", [("a", Style(link="#b")), (" c", PLAIN)]),
        ("[a] (b) [c](d e)", [("[a] (b) [c](d e)", PLAIN)]),
        ("x[2]{sup}", [("x", PLAIN), ("2", Style(baseline=30))]),
        ("[a]{u color=accent2}", [("a", Style(underline="sng", color="accent2"))]),
        ("[a](https://x.org){b}", [("a", Style(bold=True, link="https://x.org"))]),
        ("**${a.b:,}** x", [("<a.b:,>", BOLD), (" x", PLAIN)]),
        (r"\${a}", [("${a}", PLAIN)]),
        (r"C:\new, 5\6, \é", [(r"C:\new, 5\6, \é", PLAIN)]),
        (r"C:\\new", [(r"C:\new", PLAIN)]),
        ("287(g) & <b> _x_ ~ #1", [("287(g) & <b> _x_ ~ #1", PLAIN)]),
        ("a\\\n  b", [("a\nb", PLAIN)]),
        ("a\\\n{}", [("a\n", PLAIN)]),
        ("a\\\n\\{}", [("a\n{}", PLAIN)]),
        ("[b", [("[b", PLAIN)]),
        ("*a", [("*a", PLAIN)]),
    ],
)
def test_what_a_line_means(text: str, runs: list[tuple[str, Style]]) -> None:
    assert [(run.text, run.style) for run in parsed(text)] == runs


def test_what_a_fact_prints_is_never_markup() -> None:
    value = "*[q](https://x.org)*"
    runs = outline.read(scalar("a ${x} b"), lambda _r, _s: value, {})[0].runs
    assert runs == (Run("a *[q](https://x.org)* b"),)
    assert [origin.fact for origin in runs[0].origins] == ["", "x", ""]


def test_an_outline_has_levels_and_numbers() -> None:
    lines = outline.read(scalar("a\n  b\n    c\n1. d\n2. e\n\n7. f\n8. g\n"), show, {})
    assert [(p.text, p.level, p.number) for p in lines] == [
        ("a", 0, None), ("b", 1, None), ("c", 2, None), ("d", 0, 1), ("e", 0, 1), ("", 0, None),
        ("f", 0, 7), ("g", 0, 7),
    ]  # fmt: skip


def test_a_number_that_is_escaped_is_text() -> None:
    lines = outline.read(scalar("\\1. a\n\\1\\. b\n\\\\1. c\n\\1 d\n"), show, {})
    assert [(p.text, p.number) for p in lines] == [
        ("1. a", None), ("1. b", None), ("\\1. c", None), ("\\1 d", None)
    ]  # fmt: skip


@every_case(
    "text, written",
    [
        ("a\n", "a\\\n{}\n"),
        ("\n", "\\\n{}\n"),
        ("a\n\n", "a\\\n\\\n{}\n"),
        ("a\n{}", "a\\\n\\{}\n"),
        ("a\\\n", "a\\\\\\\n{}\n"),
    ],
)
def test_a_break_at_the_end_can_be_seen(text: str, written: str) -> None:
    lines = (Paragraph((Run(text),)),)
    assert outline.write(lines, {}) == written
    assert "|+" not in writing.dump({"T": writing.Lines(written)})
    assert outline.read(scalar(written), show, {}) == lines


def test_a_path_is_written_as_it_is_typed() -> None:
    assert inline.dump((Run(r"C:\new\5"),)) == r"C:\new\5"


@every_case(
    ("text", "code", "place"),
    [
        ("a\n- b\n", "typed-bullet", (3, 3)),
        ("a\n   b\n", "indent", (3, 6)),
        ("a [b]{bald} c\n", "format", (2, 9)),
        ("a [b]{color=red}\n", "color", (2, 9)),
        ("a\\\n  b [c]{bald}\n", "format", (3, 11)),
    ],
)
def test_faults_name_their_place(text: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(Problem) as caught:
        outline.read(scalar(text), show, {})
    found = caught.value.diagnostics[0]
    assert isinstance(found.place, Span)
    assert (found.code, (found.place.line, found.place.column)) == (code, place)


SLIPS = [
    ("**bold", "unclosed-markup", (2, 3), "end it with `**` behind its last letter"),
    ("a *it", "unclosed-markup", (2, 5), "write `\\*` where the sign is meant"),
    ("bold** x", "unclosed-markup", (2, 7), "begin it with `**` in front of its first letter"),
    ("*a **b*", "unclosed-markup", (2, 6), "`**` begins bold text that never ends"),
    ("a [x](www.x.gov) b", "no-target", (2, 5), "write `[x](https://www.x.gov)`"),
    ("[x](no-such-slide)", "no-target", (2, 3), "write `[x](#no-such-slide)`"),
    ("[x](ada@x.org)", "no-target", (2, 3), "write `[x](mailto:ada@x.org)`"),
    ("[x](two words)", "no-target", (2, 3), "a target is such as"),
    ("[x](https://x.gov", "unclosed-markup", (2, 3), "write `[x](https://x.gov)`"),
    ("[x]{b", "unclosed-markup", (2, 3), "write `[x]{b}`"),
    ("[x]{B}", "no-format", (2, 3), "formats are such as `[x]{b}`"),
    ("[x(https://x.gov)", "unclosed-markup", (2, 3), "write `[words](https://example.org)`"),
    ("x](https://x.gov)", "unclosed-markup", (2, 4), "write `[words](https://example.org)`"),
    ("{fmt=p1 a", "unclosed-markup", (2, 3), "write `\\{` where the brace is meant"),
    ("53% {show=ring}", "no-format", (2, 7), "write `{show=ring}` in front of a text slot's first"),
    ("{show=bar} 9%", "no-format", (2, 3), "cells and notes have none"),
    ("a {icon=key}", "no-format", (2, 5), "write `[users]{icon}` in front of a line"),
    ("[plane] {icon}", "unclosed-markup", (2, 3), "write `[plane]{icon}`, with nothing between"),
    ("[x] {color=accent1}", "unclosed-markup", (2, 3), "write `[x]{color=accent1}`"),
    ("[x] (https://x.gov)", "unclosed-markup", (2, 3), "write `[x](https://x.gov)`"),
    ("* One", "typed-sign", (2, 3), "write `\\* ` where the sign is meant"),
    ("+ Two", "typed-sign", (2, 3), "leave it out: the layout draws the bullets"),
    ("12) Three", "typed-sign", (2, 3), "write `12. ` for a numbered list"),
    ("> q", "typed-sign", (2, 3), "write `\\> ` where the sign is meant"),
    ("## Head", "typed-sign", (2, 3), "write `\\## ` where the sign is meant"),
]


@every_case(("text", "code", "place", "helps"), SLIPS)
def test_markup_that_prints_as_it_stands(
    text: str, code: str, place: tuple[int, int], helps: str
) -> None:
    with slips.collected() as found:
        (line,) = outline.read(scalar(text), show, {})
    assert line.text == text.replace("*a **b*", "a **b")
    (slip,) = found
    assert isinstance(slip.place, Span)
    assert (slip.code, (slip.place.line, slip.place.column)) == (code, place)
    assert helps in "\n".join((slip.message, *slip.helps))
    with slips.collected() as found:
        assert outline.read(scalar(outline.write((line,), {})), show, {}) == (line,)
    assert found == []


@every_case(
    "text",
    [
        "2*3*4", "5 * 3", "Arrests*, removals*", "***", "f(*)", "[sic]", "[1] (see below)",
        "a] b", "1)", "1)x", ">5", "a > b", "[0, 5)", "#1 place", "# of beds", "+5%", "{a}", "a{b}",
        r"\*\*bold", r"\*it", r"\[x](www.x.gov)", r"\* One", r"\+ Two", r"1\) Three", r"\> q",
        r"\## Head", r"\{fmt=p1 a", "**b**, *i*", "[x](#a){b}",
        r"\{show=ring} 9%", r"\[x] {icon}", "[x] {below}", "[1] (see #a)", "{shown}",
    ],
)  # fmt: skip
def test_what_is_no_slip(text: str) -> None:
    with slips.collected() as found:
        outline.read(scalar(text), show, {})
    assert found == []


@every_case("text", ["wo**rd** x", "**wo**rd", "**a*", "*a**"])
def test_stars_of_which_some_print(text: str) -> None:
    with slips.collected() as found:
        (line,) = outline.read(scalar(text), show, {})
    assert "*" in line.text
    assert {slip.code for slip in found} == {"unclosed-markup"}


@every_case(
    ("text", "runs"),
    [(r"\* a", "* a"), (r"\+ a", "+ a"), (r"1\) a", "1) a"), (r"\> a", "> a"), (r"1\. a", "1. a")],
)
def test_a_sign_that_is_meant(text: str, runs: str) -> None:
    (line,) = outline.read(scalar(text), show, {})
    assert (line.text, line.number) == (runs, None)


@given(run_lists)
@example((Run("a\\"), Run("b", BOLD)))
@example((Run(r"\a\\b\_\*"),))
@example((Run("*"), Run("*", BOLD), Run("**", ITALIC)))
@example((Run("${a}"),))
@example((Run("[a]{bald} [b]{fmt=p1}"),))
@example((Run("x", Style(link="#a")), Run("](https://x.org)")))
@example((Run("a"), Run("b\n\tc", BOLD), Run("\n\td")))
@example((Run("b\n c", Style(size=12.0)),))
def test_dump_then_parse_gives_the_same_runs(runs: tuple[Run, ...]) -> None:
    text = inline.dump(runs)
    with slips.collected() as found:
        assert inline.parse(text, lambda _a, _b: None, show) == runs  # type: ignore[arg-type,return-value]
    assert found == []


@given(paragraph_lists())
@example((Paragraph((Run("- a"),)), Paragraph((Run("1. b"),)), Paragraph((Run("{fmt=x}"),))))
@example((Paragraph((Run(r"\1. b"),)), Paragraph((Run(r"\2. b"),), number=1)))
@example((Paragraph((Run("a\n"),)), Paragraph((), 3), Paragraph((Run(" a "),), 1)))
def test_write_then_read_gives_the_same_outline(lines: tuple[Paragraph, ...]) -> None:
    text = outline.write(lines, {})
    value = nodes.ScalarNode(text, scalar("x").span, "|")
    with slips.collected() as found:
        assert outline.read(value, show, {}) == (lines or (Paragraph(),))
    assert found == []


@given(paragraph_lists())
def test_an_outline_survives_yaml(lines: tuple[Paragraph, ...]) -> None:
    text = outline.write(lines, {})
    assert scalar(text).text == text or not text.strip("\n")


@pytest.mark.slow
def test_many_openers_end_in_bounded_time() -> None:
    text = "*a **b [c " * 400 + "d** e* f]{u}"
    assert "".join(run.text for run in parsed(text)).startswith("*a **b")


@given(run_lists)
def test_pretty_dump_has_few_escapes(runs: tuple[Run, ...]) -> None:
    plain = tuple(run for run in runs if run.text.isalnum())
    if plain == runs:
        assert "\\" not in inline.dump(runs)


@every_case(
    "runs",
    [
        (Run("\\FY 2017"),),
        (Run("of \\March 2019 and (\\2018-09-30)"),),
        (Run("C:\\FY 2017, \\\\server\\2018"),),
        (Run("a", Style(bold=True)), Run("\\FY 2017")),
        (Run("in \\", Style(bold=True)), Run("FY 2017")),
        (Run("\\"), Run("FY 2017", Style(italic=True))),
    ],
)
def test_a_backslash_before_a_period_comes_back_as_it_is(runs: tuple[Run, ...]) -> None:
    text = inline.dump(runs)
    assert parsed(text) == runs
