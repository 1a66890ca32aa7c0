"""What an editor only spells out cancels; what somebody changed stays."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from deckgen.appearance.colour import near
from deckgen.appearance.text import (
    FORGOTTEN_BY_LIBREOFFICE,
    NOWHERE,
    InheritedText,
    TextLevel,
    agree,
)
from deckgen.appearance.theme import Theme
from deckgen.content.normalize import normalized
from deckgen.richtext import PLAIN, Paragraph, Run, Style
from tests.support.cases import every_case
from tests.support.strategies import paragraph_lists

THEME = Theme({"accent2": "C05600", "tx1": "1C1D1F", "hlink": "0050D8"}, {"+mn-lt": "Calibri"})


def level(size: int, *, bold: bool) -> TextLevel:
    run = {"sz": str(size * 100), "b": str(int(bold)), "fill": "#1C1D1F", "latin": "Calibri"}
    paragraph = {"marL": "274320", "indent": "-274320", "bu": "char •", "spcBef": "12pt"}
    return TextLevel(paragraph, run)


places = st.sampled_from(
    [
        NOWHERE,
        InheritedText(THEME),
        InheritedText(THEME, (level(22, bold=False), level(20, bold=False), level(18, bold=True))),
    ]
)


def spelled_out(line: Paragraph, place: InheritedText) -> Paragraph:
    """The paragraph as LibreOffice writes it: everything that it inherits on every run."""
    here = place.level(line.level)
    runs = []
    for run in line.runs:
        style = run.style
        if style.field:
            runs.append(run)
            continue
        said = here.run
        style = style.but(
            bold=said.get("b") == "1" if style.bold is None else style.bold,
            italic=False if style.italic is None else style.italic,
            underline=style.underline or ("sng" if style.link else "none"),
            strike=style.strike or "noStrike",
            size=style.size or int(said.get("sz", "1800")) / 100,
            font=style.font or said.get("latin", ""),
            color=style.color or ("0050D8" if style.link else said.get("fill", "")[1:]),
        )
        runs.append(replace(run, style=style))
    return structs.replace(line, runs=tuple(runs))


@given(paragraph_lists(), places)
def test_an_untouched_text_is_what_it_was(
    lines: tuple[Paragraph, ...], place: InheritedText
) -> None:
    assert normalized(lines, lines, place) == lines


@given(paragraph_lists(), places)
def test_what_is_spelled_out_cancels(lines: tuple[Paragraph, ...], place: InheritedText) -> None:
    echo = tuple(spelled_out(line, place) for line in lines)
    assert normalized(echo, lines, place) == lines


@given(paragraph_lists(), paragraph_lists(), places)
@example((Paragraph((Run(" "), Run(" *", PLAIN.but(bold=True)))),), (), NOWHERE)
def test_settling_twice_changes_nothing_more(
    lines: tuple[Paragraph, ...], before: tuple[Paragraph, ...], place: InheritedText
) -> None:
    once = normalized(lines, before, place)
    assert normalized(once, before, place) == once


def test_a_space_behind_a_field_is_none_of_the_field() -> None:
    said = line(("12", Style(field="slidenum")), ("\N{NO-BREAK SPACE}", PLAIN))
    assert normalized((said,), (), PLACE) == (said,)


@given(paragraph_lists(), paragraph_lists(), places)
def test_no_text_is_lost(
    lines: tuple[Paragraph, ...], before: tuple[Paragraph, ...], place: InheritedText
) -> None:
    got = normalized(lines, before, place)
    shown = [[run for run in line.runs if not run.style.field] for line in got]
    wanted = [[run for run in line.runs if not run.style.field] for line in lines]
    assert ["".join(run.text for run in runs) for runs in shown] == [
        "".join(run.text for run in runs) for runs in wanted
    ]


def line(*runs: tuple[str, Style]) -> Paragraph:
    return Paragraph(tuple(Run(text, style) for text, style in runs))


PLACE = InheritedText(THEME, (level(22, bold=False),))
SPELLED = Style(bold=False, size=22, font="Calibri", color="1C1D1F", strike="noStrike")


def test_a_bold_word_stays_and_nothing_else() -> None:
    was = line(("Total: 387", PLAIN))
    now = line(("Total: ", SPELLED), ("387", SPELLED.but(bold=True)))
    assert normalized((now,), (was,), PLACE) == (
        line(("Total: ", PLAIN), ("387", Style(bold=True))),
    )


def test_of_a_changed_line_the_known_formats_are_told_as_before() -> None:
    was = line(("See ", PLAIN), ("this", Style(color="accent2")))
    now = line(("Look at ", SPELLED), ("this", SPELLED.but(color="C05600")))
    assert normalized((now,), (was,), PLACE) == (
        line(("Look at ", PLAIN), ("this", Style(color="accent2"))),
    )


def test_digits_of_before_stay_beside_a_colour_of_the_theme_that_looks_the_same() -> None:
    accent, digits = Style(color="accent2"), Style(color="C05600")
    was = line(("See ", PLAIN), ("this", accent), (" and ", PLAIN), ("that", digits))
    now = line(("Look at ", PLAIN), ("this", accent), (" and ", PLAIN), ("that", digits))
    assert normalized((now,), (was,), PLACE) == (now,)


def test_spaces_at_edges_take_the_plainer_look() -> None:
    was = line(("a ", PLAIN), ("b", Style(bold=True)), (" c", PLAIN))
    now = line(("a", PLAIN), (" b ", Style(bold=True)), ("c", PLAIN))
    assert normalized((now,), (was,), PLACE) == (was,)


@every_case(
    "size, bold",
    [(0, None), (40, None), (40, True)],
)
def test_a_break_is_as_high_as_it_was(size: float, bold: bool | None) -> None:
    words, height = Style(size=12, bold=bold), Style(size=size)
    was = line(("small", words), ("\n", height), ("words", words))
    now = line(("small and", words), ("\n", height), ("words", words))
    assert normalized((now,), (was,), PLACE) == (now,)


def test_a_break_between_words_of_its_height_looks_like_them() -> None:
    words = Style(size=12, bold=True)
    was = line(("small\nwords", words))
    now = line(("small and", words), ("\n", Style(size=12)), ("words", words))
    assert normalized((now,), (was,), PLACE) == (line(("small and\nwords", words)),)


def test_a_link_implies_underline_and_colour() -> None:
    was = line(("See ", PLAIN), ("x", Style(link="https://x.org")))
    now = line(("See ", PLAIN), ("x", Style(link="https://x.org", underline="sng", color="0050D8")))
    assert normalized((now,), (was,), PLACE) == (was,)


def test_a_level_that_was_forgotten_is_known_by_its_look() -> None:
    place = InheritedText(THEME, (level(22, bold=True), level(16, bold=False)))
    was = (line(("387", PLAIN)), Paragraph((Run("arrests"),), 1))
    small = SPELLED.but(size=16)
    now = (line(("387", SPELLED.but(bold=True))), line(("arrests", small)))
    assert normalized(now, was, place) == was
    more = (*now, line(("and more", small)))
    assert normalized(more, was, place)[2] == Paragraph((Run("and more"),), 1)


def test_cached_text_of_fields_is_no_text() -> None:
    was = line(("‹#›", Style(field="slidenum")))
    now = line(("12", Style(field="slidenum")))
    assert normalized((now,), (was,), PLACE) == (was,)


def test_rounding_agrees() -> None:
    assert agree("marL", "274320", "274680")
    assert not agree("marL", "274320", "285750")
    assert agree("spcBef", "12pt", "11.99pt")
    assert agree("fill", "#1C1D1F", "#1C1E1F")
    assert not agree("fill", "#1C1D1F", "#C05600")
    assert near("FFFFFF", "FEFEFE")


def test_the_space_above_a_first_paragraph_is_nothing_to_tell() -> None:
    above = (
        '<a:pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:spcBef><a:spcPts val="901"></a:spcPts></a:spcBef></a:pPr>'
    )
    place = InheritedText(THEME, (level(22, bold=False), level(20, bold=False)))
    before = (Paragraph((Run("Head"),)), Paragraph((Run("Item"),), level=1))
    left = (Paragraph((Run("Item"),), level=1, opaque=above),)
    assert normalized(left, before, place) == before[1:]
    changed = (Paragraph((Run("Items"),), level=1, opaque=above),)
    assert normalized(changed, before, place) == (Paragraph((Run("Items"),), level=1),)
    below = (before[0], Paragraph((Run("Items"),), level=1, opaque=above))
    assert normalized(below, before, place) == below


def test_a_changed_look_keeps_what_the_editor_forgets_of_it() -> None:
    shadow = (
        '<a:rPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:effectLst><a:outerShdw blurRad="38100"></a:outerShdw></a:effectLst></a:rPr>'
    )
    place = InheritedText(THEME, forgotten=FORGOTTEN_BY_LIBREOFFICE)
    before = (Paragraph((Run("Some word art", Style(size=54, opaque=shadow)),)),)
    read = (Run("Some ", Style(size=54)), Run("word", Style(size=54, italic=True)))
    told = normalized((Paragraph(read),), before, place)
    assert [run.style for run in told[0].runs] == [
        Style(size=54, opaque=shadow),
        Style(size=54, italic=True, opaque=shadow),
    ]


def deeper(level: TextLevel) -> TextLevel:
    """The level with a deeper margin."""
    return TextLevel(level.paragraph | {"marL": "600000"}, level.run)


LEVELS = InheritedText(
    THEME, (level(22, bold=False), deeper(level(20, bold=False))),
    forgotten=FORGOTTEN_BY_LIBREOFFICE,
)  # fmt: skip


def indented(margin: int, more: str = "", *, bullet: str = "–") -> str:
    """The properties of a paragraph, as LibreOffice writes them, with an attribute more."""
    return (
        '<a:pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'indent="-274320" marL="{margin}"{more}><a:buChar char="{bullet}"></a:buChar></a:pPr>'
    )


@every_case("before, now, margin", [(0, 1, 864000), (1, 0, 274320)])
def test_a_level_alone_that_was_changed_in_libreoffice_is_all_that_is_said(
    before: int, now: int, margin: int
) -> None:
    was = (line(("First", PLAIN)), Paragraph((Run("Second"),), before))
    kept = SPELLED.but(size=(22, 20)[before])
    moved = Paragraph((Run("Second", kept),), now, opaque=indented(margin))
    assert normalized((was[0], moved), was, LEVELS) == (was[0], structs.replace(was[1], level=now))
    centred = structs.replace(moved, opaque=indented(margin, ' algn="ctr"'))
    told = normalized((was[0], centred), was, LEVELS)[1]
    assert (told.level, told.runs) == (now, was[1].runs)
    assert 'algn="ctr"' in told.opaque
    assert "marL" not in told.opaque


def test_other_looks_beside_a_level_are_said() -> None:
    was = (line(("First", PLAIN)), line(("Second", PLAIN)))
    bold = Paragraph((Run("Second", SPELLED.but(bold=True)),), 1, opaque=indented(864000))
    told = normalized((was[0], bold), was, LEVELS)[1]
    assert (told.level, told.runs[0].style.bold) == (1, True)
    plain = TextLevel(LEVELS.levels[0].paragraph | {"bu": "none"}, LEVELS.levels[0].run)
    bare = InheritedText(THEME, (plain, plain), forgotten=LEVELS.forgotten)
    bulleted = Paragraph((Run("Second", SPELLED),), 1, opaque=indented(864000))
    assert "buChar" in normalized((was[0], bulleted), was, bare)[1].opaque


def test_a_level_that_libreoffice_drops_beside_another_look_stays() -> None:
    """Outside outlines it drops each level, and spells out its indents."""
    was = (Paragraph((Run("Second"),), 1),)
    properties = indented(600000, ' algn="ctr"', bullet="•")
    dropped = (Paragraph((Run("Second", SPELLED.but(size=20)),), 0, opaque=properties),)
    told = normalized(dropped, was, LEVELS)[0]
    assert (told.level, 'algn="ctr"' in told.opaque) == (1, True)


def test_indents_that_libreoffice_shrank_with_the_text_are_as_before() -> None:
    """It saves the indents of a text that it makes smaller to fit smaller by one factor."""
    was = (
        line(("First", PLAIN)),
        Paragraph((Run("Deeper"),), 1, opaque=indented(864000)),
        line(("Last", PLAIN)),
    )

    def shrunk(text: str, level: int, margin: int, indent: int) -> Paragraph:
        opaque = indented(margin, bullet="•" if not level else "–")
        opaque = opaque.replace('indent="-274320"', f'indent="{indent}"')
        return Paragraph((Run(text, SPELLED.but(size=(22, 20)[level])),), level, opaque=opaque)

    now = (
        shrunk("First", 0, 244080, -244080),
        shrunk("Deeper", 1, 768960, -244080),
        shrunk("Last", 0, 244080, -244080),
        shrunk("New", 0, 244080, -244080),
    )
    place = structs.replace(LEVELS, shrunk=True)
    assert normalized(now, was, place) == (*was, line(("New", PLAIN)))
    moved = (shrunk("First", 0, 244080, -244080), shrunk("Last", 0, 200000, -244080))
    assert "marL" in normalized(moved, was, place)[1].opaque
    assert "marL" in normalized(now, was, LEVELS)[0].opaque


def test_the_line_spacing_of_a_removed_first_paragraph_is_nothing_to_tell() -> None:
    """LibreOffice leaves it to the paragraph that stands first then; it drops the levels too."""
    head, label = level(50, bold=True), level(20, bold=False)
    spaced = TextLevel(head.paragraph | {"lnSpc": "85%"}, head.run)
    place = InheritedText(THEME, (spaced, label), forgotten=FORGOTTEN_BY_LIBREOFFICE)
    was = (line(("20,000", PLAIN)), Paragraph((Run("detainees"),), 1))
    xml = (
        '<a:pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:lnSpc><a:spcPct val="{}"></a:spcPct></a:lnSpc></a:pPr>'
    )
    left = Paragraph((Run("detainees", SPELLED.but(size=20)),), opaque=xml.format(85000))
    assert normalized((left,), was, place) == was[1:]
    wider = structs.replace(left, opaque=xml.format(150000))
    assert "150000" in normalized((wider,), was, place)[0].opaque


def test_a_style_that_was_typed_and_does_nothing_stays_on_a_changed_line() -> None:
    """An author's `{color=tx1}` on text of that colour, where a reviewer changes a figure."""
    typed = PLAIN.but(color="tx1")
    was = (line(("North · 5", typed)), line(("Boston", PLAIN)))
    told = normalized((line(("North · 51", typed)), line(("Salem", PLAIN))), was, PLACE)
    assert told == (line(("North · 51", typed)), line(("Salem", PLAIN)))
    other = line(("Other words", typed))
    assert normalized((other,), was, PLACE) == (line(("Other words", PLAIN)),)
