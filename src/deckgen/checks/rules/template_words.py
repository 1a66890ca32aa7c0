"""The rule on a template's own words that a deck still shows: prompts, and words of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen import template
from deckgen.checks import _text_view as text_view
from deckgen.checks._slide_view import ShapeView, SlideView, layout_name
from deckgen.checks.subject import Check, Fault, Subject, TemplateFault
from deckgen.content import UnsupportedObject
from deckgen.diagnostics import joined
from deckgen.opc.xml import each, flag
from deckgen.source.writing import YamlData, dump

_THING = (
    r"(?:(?:text|title|subtitle|heading|headline|name|date|logo|picture|photo|image|caption|quote|"
    r"tagline|content|description|notes|chart|table|icon|video|footer|style|styles|level|outline)"
    r"(?: (?:and|or) )?)+"
)
_OF = r"(?:(?:your|the|a|an|master|presentation|company|section) )*"
_ROLE = r"(?:presenter|speaker|author|company|organi[sz]ation|department|office|event|project)"
_PROMPT = re.compile(
    rf"(?:double[- ])?(?:click|tap)(?: here| icon| the icon)? to (?:add|edit|insert) {_OF}{_THING}"
    rf"(?: {_THING})*"
    rf"|name of (?:the )?{_ROLE}(?: here)?|(?:presenter|speaker)(?:['’]s)? name(?: here)?"
    rf"|(?:insert|add|type|enter|put|place|write) {_OF}{_THING} here"
    rf"|{_OF}{_THING}(?: goes| comes)? here"
    r"|your (?:name|logo|company|company name|organi[sz]ation|tagline|title)"
    r"|(?:sample|dummy|placeholder) text"
    r"|(?:titel|text|untertitel|bild)(?: durch klicken) (?:hinzufügen|bearbeiten)"
    r"|(?:haga|haz) clic para (?:agregar|añadir|modificar) .+"
    r"|cliquez pour (?:ajouter|modifier) .+",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\blorem ipsum\b|\[(?:insert|your|enter|type|presenter|name of)\b[^\]]*\]", re.IGNORECASE
)
_AROUND = " \t\n.,:;!…[]<>()"
_LONGEST = 40
_MOST = 3


def _template_words(subject: Subject) -> Iterator[Fault]:
    """Prompts on slides, layouts and masters, then what slides show of their patterns."""
    for slide in subject.slides:
        for shape in slide.shapes:
            words = _prompt(shape)
            if words:
                yield Fault(
                    f"`{words}` is a prompt of the template, and shows on the slide",
                    shape.where, "", ("write what stands here, or leave the slot out",),
                )  # fmt: skip
        for shape in _behind(slide):
            words = _prompt(shape)
            if words:
                yield _on_template(slide, shape, words)
    yield from _of_patterns(subject)


def _prompt(shape: ShapeView) -> str:
    """The first paragraph of a shape that only says what should stand there; "" for none."""
    if shape.hidden:
        return ""
    for line in text_view.paragraphs(shape):
        text = " ".join(line.text.split())
        if _PROMPT.fullmatch(text.strip(_AROUND)) or _FILLER.search(text):
            return _short(text)
    return ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _behind(slide: SlideView) -> Iterator[ShapeView]:
    """The shapes of layout and master that show on a slide: those that are no placeholders."""
    if slide.layout is None or not flag(slide.part.root, "showMasterSp", default=True):
        return
    yield from (shape for shape in slide.layout_shapes if shape.ph is None)
    if flag(slide.layout.root, "showMasterSp", default=True):
        yield from (shape for shape in slide.master_shapes if shape.ph is None)


def _on_template(slide: SlideView, shape: ShapeView, words: str) -> Fault:
    place = "the slide master"
    if slide.layout is not None and shape.part is slide.layout:
        place = f"the layout `{layout_name(slide.layout)}`"
    return Fault(
        f"`{words}` is a prompt of {place}, and shows on the slide", slide.where, "",
        template=TemplateFault(
            place,
            f"a prompt that shows, `{words}` in `{shape.name}`",
            f"PowerPoint: View > Slide Master, {place}; say what it should say, or delete it",
        ),
    )  # fmt: skip


# What YAML cannot fill, or leaves to the pattern.


def _of_patterns(subject: Subject) -> Iterator[Fault]:
    """For each slide like a pattern, the words that the pattern has and that no YAML wrote."""
    if subject.deck is None or not any(slide.planned.like for slide in subject.slides):
        return
    listed = {s.id.text for s in subject.deck.slides if s.kept is not None}
    parts = template.read_patterns(subject.package, subject.plan.language).values()
    for slide, part in zip(subject.slides, parts, strict=True):
        if not slide.planned.like:
            continue
        kept = () if slide.id in listed else part.kept
        shown = [(entry.name, entry.texts[0]) for entry in kept if _shows_words(entry)]
        shown += _furniture(slide, {"dt": subject.deck.date, "ftr": subject.deck.footer})
        if shown:
            words = joined([f"`{_short(text)}` in `{name}`" for name, text in shown], _MOST)
            yield Fault(
                f"words of the pattern show that no YAML wrote: {words}", slide.where, "",
                template=TemplateFault(
                    f"the pattern `{slide.planned.like}`",
                    f"words that show and that no YAML wrote: {words}",
                    _mend(slide, kept),
                ),
            )  # fmt: skip


def _shows_words(entry: UnsupportedObject) -> bool:
    return bool(entry.texts) and entry.word != "page"


def _furniture(slide: SlideView, given: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The date and footer of a pattern, where neither the slide nor deck.yaml says them."""
    for shape in slide.shapes:
        own = shape.has_text and next(each(shape.element, "a:fld"), None) is None
        if own and not given.get(shape.type, "-") and shape.name not in slide.planned.spans:
            yield shape.name, " ".join(shape.text.split())


def _mend(slide: SlideView, kept: tuple[UnsupportedObject, ...]) -> str:
    if not any(map(_shows_words, kept)):
        return (
            "say them by `date:` and `footer:` in deck.yaml, or empty them on the pattern's slide"
        )
    entries: list[YamlData] = [entry.dump() for entry in kept]
    return (
        "PowerPoint: say on the pattern's slide what it should say; where that is meant, add to "
        f"the slide:\n{dump({'kept': entries}).rstrip()}"
    )


CHECKS = (Check("TEMPLATE-WORDS", _template_words),)
