"""A plan as text, slide by slide, for tools that compare texts line by line."""

from __future__ import annotations

from collections.abc import Iterable

from deckgen import comments
from deckgen.diff.digests import Digests, file_name
from deckgen.identity import Beyond
from deckgen.plan import Plan, Slide
from deckgen.source import Plainly, dump


def listing(plan: Plan, beyond: Iterable[Beyond] = ()) -> str:
    """The deck as the YAML of its slides, each under a line with its id.

    `beyond` are changes that no plan holds: a comment each, above what they are of.
    """
    looks: dict[str, list[str]] = {}
    for change in beyond:
        looks.setdefault(change.slide, []).append(f"# by hand: {change.what}\n")
    blocks = [f"title: {plan.title}\n"] if plan.title else []
    blocks += ["".join(looks[""])] if "" in looks else []
    sections = {section.slides[0]: section.name for section in plan.sections if section.slides}
    for slide in plan.slides:
        head = f"# {slide.id}\n"
        if slide.id in sections:
            head = f"## {sections[slide.id]}\n\n{head}"
        blocks.append(head + "".join(looks.get(slide.id, ())) + dump(_slide(slide)))
    return "\n".join(blocks)


def _slide(slide: Slide) -> Plainly:
    told: dict[str, Plainly] = {"layout": slide.layout}
    if slide.hidden:
        told["hidden"] = "yes"
    names = Digests()
    for name, content in slide.slots:
        told[name] = content.placed(file_name).dump(names)
    if slide.notes is not None:
        told["notes"] = slide.notes.dump(names)
    if slide.comments:
        told["comments"] = comments.dump(slide.comments)
    return told
