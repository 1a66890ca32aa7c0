"""What no slide shows, and a build says so: words of patterns, and source lines of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from deckgen.content import Content
from deckgen.content.text import Text, plain_text
from deckgen.deck import Deck
from deckgen.diagnostics import Diagnostic, Place, Severity, joined
from deckgen.facts import Facts
from deckgen.plan import Slide
from deckgen.plan.planner import SOURCE
from deckgen.richtext.inline import FormatNames
from deckgen.source.writing import dump
from deckgen.template import Template

_MOST = 6
"""How many slides, slots or layouts a line names."""
_OPENING = ("title", "secHead")
"""The types of layouts that open a deck or a part of it, which cite no sources."""


class Unsourced(Struct, frozen=True, array_like=True):
    """A slide whose facts give a source line that it cannot show.

    `made_from` is what it is made from, in words; `like` says whether that is a pattern.
    """

    id: str
    made_from: str
    like: bool
    place: Place | None


def unshown(
    deck: Deck, template: Template, like: Sequence[Slide], unsourced: Sequence[Unsourced]
) -> Iterator[Diagnostic]:
    """The words of patterns that no slide shows, and source lines that no slot shows.

    `like` are the slides that are like patterns.
    """
    yield from _patterns(deck, like, template)
    if unsourced:
        yield _sources(unsourced, template)


def _patterns(deck: Deck, like: Sequence[Slide], template: Template) -> Iterator[Diagnostic]:
    """A tip for each pattern with slots that every slide like it leaves off."""
    made: dict[str, list[Slide]] = {}
    for slide in like:
        made.setdefault(slide.like, []).append(slide)
    names = {xml: name for name, xml in deck.formats.items()}
    for pattern, slides in made.items():
        shown = {name for slide in slides for name, _ in slide.slots}
        left = {
            name: content
            for slide in slides
            for name, content in slide.left_off
            if name not in shown
        }
        if left:
            listed = joined([f"`{name}`" for name in left], _MOST)
            helps = [_help(name, left[name], names, template.name) for name in list(left)[:_MOST]]
            yield Diagnostic(
                "left-off",
                f"slides like `{pattern}` do not show what the pattern has in {listed}: "
                "a slot that YAML leaves out is left off",
                slides[0].spans.get(""),
                _label(slides),
                (*dict.fromkeys(helps),),
                Severity.TIP,
            )


def _label(slides: list[Slide]) -> str:
    more = len(slides) - 1
    return f"this slide and {more} more" if more else "this slide"


def _help(name: str, content: Content, names: Mapping[str, str], template: str) -> str:
    """The lines of YAML that keep what a pattern has in a slot."""
    if not isinstance(content, Text):
        return f"`deckgen extract {template}` writes the YAML of a {content.key}, such as `{name}`"
    known = FormatNames(names)
    line = dump({name: content.dump(known)})
    if len(known) > len(names):
        text = "\n".join(paragraph.text for paragraph in content.paragraphs())
        line = dump({name: plain_text(text).dump(known)})
    lines = line.rstrip("\n")
    return f"to keep it:\n{lines}" if "\n" in lines else f"to keep it, add `{lines}`"


def _sources(slides: Sequence[Unsourced], template: Template) -> Diagnostic:
    """The warning for the slides whose facts give a source line that no slot can show."""
    having = [f"`{name}`" for name, layout in template.layouts.items() if layout.slot(SOURCE)]
    places = dict.fromkeys(slide.made_from for slide in slides)
    helps = list(
        dict.fromkeys(_ADD_TO_PATTERN if slide.like else _ADD_TO_LAYOUT for slide in slides)
    )
    if having:
        helps.append(f"or use a layout that has it: {joined(having, _MOST)}")
    if len(slides) > 1:
        helps.insert(0, f"they are {joined([f'`{slide.id}`' for slide in slides], _MOST)}")
    return Diagnostic(
        "no-source-slot",
        f"{'a slide does' if len(slides) == 1 else f'{len(slides)} slides do'} not show the source "
        f"line of {'its' if len(slides) == 1 else 'their'} facts: "
        f"{joined(list(places), _MOST)} {'has' if len(places) == 1 else 'have'} no slot `{SOURCE}`",
        slides[0].place,
        "this slide" if len(slides) == 1 else "the first of them",
        tuple(helps),
        Severity.WARNING,
    )


_ADD_TO_LAYOUT = (
    "PowerPoint: View > Slide Master, on the layout Insert Placeholder > Text, and name it "
    f"`{SOURCE}` in Home > Arrange > Selection Pane"
)
_ADD_TO_PATTERN = (
    "PowerPoint: on the pattern's slide Insert > Text Box with a word in it, and name it "
    f"`{SOURCE}` in Home > Arrange > Selection Pane"
)


def unsourced(slide: Slide, known: Facts, template: Template) -> Unsourced | None:
    """Whether the facts on a slide, among those known to it, give a source line that no slot and
    no text says."""
    layout = template.layouts.get(slide.layout)
    if slide.content(SOURCE) is not None or (layout is not None and layout.type in _OPENING):
        return None
    facts = [known.fact(name) for name in dict.fromkeys(slide.facts())]
    if not known.source_line([fact.id for fact in facts]):
        return None
    sources = {origin.source for fact in facts for origin in fact.origins if origin.source}
    texts = [line.text for _, content in slide.slots for line in content.paragraphs()]
    if sources and all(any(source in text for text in texts) for source in sources):
        return None
    made_from = f"the pattern `{slide.like}`" if slide.like else f"the layout `{slide.layout}`"
    return Unsourced(slide.id, made_from, bool(slide.like), slide.spans.get(""))
