"""What these tests draw: paragraphs, levels and frames; and a deck with a given text in it."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from deckgen.opc.package import Package
from deckgen.richtext import Paragraph, Run, Style
from deckgen.richtext.outline import Lists
from deckgen.template import Template
from deckgen.textfit.frame import Autofit, Bullet, FrameLevel, Insets, Spacing, TextFrame
from tests.support.paths import TEMPLATES
from tests.support.templates import with_layouts

TEMPLATE = with_layouts(
    *("Title and Content", "Two Content", "Title Only", "Table", "Four Figures and Content"),
    of=TEMPLATES["briefing"],
)

_WORDS = """
a I to AV Tomorrow removals well-known and/or 1,750,000 “quoted” state-of-the-art U.S. ’tis — – -5
internationalisation x\u00a0y café 漢字仮名 ☃ e\u0301 Ω Ж
"""
words = st.sampled_from(re.split(r"[ \n]+", _WORDS.strip()))
spaces = st.sampled_from([" ", " ", " ", "  ", "\n", "\t"])


@st.composite
def texts(draw: st.DrawFn, most: int = 12) -> str:
    """Words with what stands between them."""
    found = draw(st.lists(st.tuples(words, spaces), min_size=1, max_size=most))
    return "".join(word + space for word, space in found).rstrip(" \n\t")


styles = st.builds(
    Style,
    bold=st.sampled_from([None, None, True]),
    italic=st.sampled_from([None, None, True]),
    size=st.sampled_from([0.0, 0.0, 9.0, 40.0]),
    baseline=st.sampled_from([0.0, 0.0, 30.0]),
    font=st.sampled_from(["", "", "Arial", "+mj-lt", "A Font That Nobody Has"]),
)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    """A paragraph of up to three runs."""
    runs = draw(st.lists(st.builds(Run, texts(), styles), max_size=3))
    return Paragraph(tuple(runs), draw(st.integers(0, 3)))


@st.composite
def outlines(draw: st.DrawFn, most: int = 14) -> tuple[Paragraph, ...]:
    """Paragraphs of some levels, in numbered lists here and there."""
    lists = Lists()
    found = []
    for _ in range(draw(st.integers(1, most))):
        level = draw(st.integers(0, 2))
        number = draw(st.sampled_from([None, None, 1, 1, 90]))
        runs = (Run(draw(texts(4)).replace("\n", " ")),)
        found.append(Paragraph(runs, level, lists.start(level, number)))
    return tuple(found)


lengths = st.floats(0, 40).map(lambda value: round(value, 2))
spacings = st.one_of(
    st.builds(Spacing, percent=st.floats(0, 50)), st.builds(Spacing, points=st.floats(0, 20))
)
levels = st.builds(
    FrameLevel,
    size=st.sampled_from([10.5, 12, 18, 28, 44]),
    bold=st.booleans(),
    capitals=st.sampled_from(["none", "none", "all", "small"]),
    tracking=st.sampled_from([0, 0, 1, 0.5]),
    kerned_from=st.sampled_from([0, 0, 14, 4000]),
    font=st.sampled_from(["Calibri", "Arial"]),
    line=st.one_of(st.builds(Spacing, percent=st.floats(70, 150)), st.just(Spacing(points=20))),
    before=spacings,
    after=spacings,
    left=lengths,
    indent=st.floats(-30, 10),
    bullet=st.sampled_from([None, Bullet(), Bullet("–", "Arial", 70), Bullet("", "", -12)]),
)
frames = st.builds(
    TextFrame,
    width=st.floats(60, 900),
    height=st.floats(20, 500),
    levels=st.lists(levels, min_size=4, max_size=4).map(tuple),
    insets=st.builds(Insets, lengths, lengths, lengths, lengths),
    autofit=st.sampled_from(Autofit),
    title=st.booleans(),
    columns=st.sampled_from([1, 1, 1, 2, 3]),
    gap=st.floats(0, 20),
)


def line(text: str, level: int = 0, style: Style | None = None) -> Paragraph:
    """A paragraph of one run."""
    run = Run(text) if style is None else Run(text, style)
    return Paragraph((run,), level)


def template() -> Template:
    """The briefing template, with few of its layouts."""
    return Template.of(Package.load(TEMPLATE.read_bytes(), "briefing.pptx"))
