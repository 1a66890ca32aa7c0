"""What property tests draw: texts made of the signs that YAML and the grammar themselves use."""

from __future__ import annotations

from hypothesis import strategies as st

from deckgen.richtext import Paragraph, Run, Style, merged
from deckgen.richtext.outline import Lists

# Signs of YAML, of the grammar and of our outlines; right-to-left, combining, astral; odd spaces.
_SIGNS = [
    *"*[](){}\\$#:|-.,'\"&!%@`~<>=?+_ \t0123aB",
    "**", "***", "${", "${x}", "- ", "1. ", " | ", "\\|", "](", "]{", "{b}", "{fmt=p1}",
    "https://x.org", ": ", " #", "--- ", "\u00a0", "\u2028", "\u0085",
    "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631", "e\u0301", "\U0001f600", "\u200f",
    "NO", "1:30", "007", "<<", "\n",
]  # fmt: skip

words = st.lists(st.sampled_from(_SIGNS), min_size=1, max_size=8).map("".join)
"""Text of one paragraph, line breaks included."""

lines = words.map(lambda text: text.replace("\n", " ").replace("\u2028", " ").replace("\x85", " "))
"""Text of one line."""

links = st.sampled_from(["", "https://example.org/a?b=c#d", "mailto:a@example.org", "#other-slide"])

styles = st.builds(
    Style,
    bold=st.sampled_from([None, True, False]),
    italic=st.sampled_from([None, True, False]),
    underline=st.sampled_from(["", "sng", "none", "dbl"]),
    strike=st.sampled_from(["", "sngStrike", "noStrike", "dblStrike"]),
    baseline=st.sampled_from([0.0, 30.0, -25.0, 12.5, -40.0]),
    color=st.sampled_from(["", "accent2", "C05600"]),
    size=st.sampled_from([0.0, 14.0, 10.5]),
    font=st.sampled_from(["", "Arial", "Segoe UI Light"]),
    link=links,
    field=st.sampled_from(["", "", "", "datetime1"]),
)

simple_styles = st.sampled_from(
    [Style(), Style(bold=True), Style(italic=True), Style(bold=True, italic=True)]
)


def _run(text: str, style: Style) -> Run:
    # A field's text is one piece in a presentation: it cannot hold a line break.
    return Run(text.replace("\n", " ") if style.field else text, style)


runs = st.builds(_run, words, st.one_of(simple_styles, styles))


def _separate(drawn: list[Run]) -> tuple[Run, ...]:
    """Fields that touch stay two fields in a presentation, so the model never joins them."""
    kept: list[Run] = []
    for run in drawn:
        if not (kept and run.style.field and kept[-1].style == run.style):
            kept.append(run)
    return merged(kept)


run_lists = st.lists(runs, max_size=5).map(_separate)


@st.composite
def paragraph_lists(draw: st.DrawFn, max_size: int = 5) -> tuple[Paragraph, ...]:
    """Paragraphs of one text frame; list numbers are as a reader sees them."""
    numbered = Lists()
    found = []
    for _ in range(draw(st.integers(0, max_size))):
        level = draw(st.integers(0, 8))
        number = draw(st.sampled_from([None, None, 1, 1, 3, 12]))
        found.append(Paragraph(draw(run_lists), level, numbered.start(level, number)))
    return tuple(found)
