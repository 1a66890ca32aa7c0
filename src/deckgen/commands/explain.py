"""`deckgen explain`: the file and line that set a value or a fact, and what it overrode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, structs

from deckgen.commands.facts import FactListing, listing
from deckgen.deck.source_files import DeckSource, OverrideKind, SlideEntry, own_facts
from deckgen.diagnostics import Diagnostic, Problem, Span, error, near, shown, suggest
from deckgen.facts.entries import FIELDS, GroupedFact
from deckgen.facts.model import Fact, unknown_fact
from deckgen.facts.references import DECK, mentions, whole
from deckgen.plan.usage import Usage
from deckgen.project import Project
from deckgen.source.nodes import MappingNode, Node, SequenceNode

_OWN = "facts"
_NUMBERED = re.compile(r"(.+) (\d+)")
Path = tuple[str, ...]


class Overridden(Struct, frozen=True):
    """A value that a variant set or removed.

    `by` is the place in the variant; `value` is the value before, None where there was none.
    """

    kind: OverrideKind
    by: Span
    value: Node | None


class Explanation(Struct, frozen=True):
    """A value, its place, and what variants did to it, the last one first.

    `parts` are the keys of a slide (then `lists_keys` is true); else the values within this one
    that variants changed, and the facts and contacts that it names.
    """

    name: str
    value: Node
    place: Span
    overridden: tuple[Overridden, ...] = ()
    parts: tuple[Explanation, ...] = ()
    lists_keys: bool = False


def explain(source: DeckSource, target: str) -> Explanation:
    """The value of `SLIDE`, `SLIDE.SLOT` or `SLIDE.SLOT.KEY`, and where it was set.

    Raises `Problem` where there is no such slide, slot or key.
    """
    entry, rest = _entry(source, target)
    path: Path = ("slides", entry.id.text)
    if not rest:
        return _slide(source, entry)
    node: Node = entry.node
    while rest:
        steps, rest = _steps(source, path, node, rest)
        for step in steps:
            found = _child(node, step)
            assert found is not None, "_steps names what is there"
            node = found
        path = (*path, *steps)
    return _value(source, path, node, target)


def _entry(source: DeckSource, target: str) -> tuple[SlideEntry, str]:
    """The slide that a target names, and what follows its id; ids may contain dots."""
    slides = {entry.id.text: entry for entry in source.slides}
    name = target
    while name and name not in slides:
        name = name.rpartition(".")[0]
    if name:
        return slides[name], target[len(name) + 1 :]
    wanted = target.partition(".")[0]
    for item in reversed(source.history):
        if item.path == ("slides", wanted) and item.kind is OverrideKind.REMOVE:
            raise error(
                "removed",
                f"a variant removed the slide `{wanted}`",
                at=item.place,
                label="removed here",
            )
    raise error(
        "unknown-slide",
        f"the deck has no slide `{wanted}`",
        help=suggest(wanted, slides, "it has", shown(source.path)),
    )


def _steps(source: DeckSource, path: Path, node: Node, rest: str) -> tuple[Path, str]:
    """The keys to the next value that a target names, and the rest of the target."""
    options = _children(node)
    name = rest
    while name:
        if name in options:
            return (name,), rest[len(name) + 1 :]
        numbered = _NUMBERED.fullmatch(name)
        if numbered and _child(_child(node, numbered.group(1)), numbered.group(2)) is not None:
            return (numbered.group(1), numbered.group(2)), rest[len(name) + 1 :]
        name = name.rpartition(".")[0]
    raise _unknown(source, path, options, rest)


def _unknown(source: DeckSource, path: Path, options: list[str], name: str) -> Problem:
    for item in reversed(source.history):
        if item.path == (*path, name) and item.kind is OverrideKind.REMOVE:
            return error(
                "removed", f"a variant removed `{name}`", at=item.place, label="removed here"
            )
    helps = suggest(name, options, "it has")
    if name == "Source":
        helps = (*helps, "a slide without `Source` gets one from the facts it uses")
    return error("unknown-key", f"`{'.'.join(path[1:])}` sets no `{name}`", help=helps)


def _children(node: Node) -> list[str]:
    if isinstance(node, MappingNode):
        return list(node.keys())
    return [str(i + 1) for i in range(len(node.items))] if isinstance(node, SequenceNode) else []


def _child(node: Node | None, step: str) -> Node | None:
    """The node under a key, or under the number of a list's item, which counts from 1."""
    if isinstance(node, MappingNode):
        return node.get(step)
    if isinstance(node, SequenceNode) and step.isdecimal() and 0 < int(step) <= len(node.items):
        return node.items[int(step) - 1]
    return None


def _slide(source: DeckSource, entry: SlideEntry) -> Explanation:
    path = ("slides", entry.id.text)
    parts = tuple(
        _value(source, (*path, key.text), value, key.text)
        for key, value in entry.node
        if key.text != "id"
    )
    return Explanation(
        entry.id.text, entry.node, entry.id.span, _overridden(source, path), parts, True
    )


def _value(source: DeckSource, path: Path, node: Node, name: str) -> Explanation:
    parts = tuple(
        _named(source, *found)
        for table, key in dict.fromkeys(_references(node))
        if (found := _defined(source, path, table, key)) is not None
    )
    changed = tuple(_beneath(source, path, node))
    return Explanation(name, node, node.span, _overridden(source, path), (*changed, *parts))


def _beneath(source: DeckSource, path: Path, node: Node) -> Iterator[Explanation]:
    """The values within a mapping that variants changed."""
    deeper = (i.path for i in source.history if len(i.path) > len(path))
    for longer in dict.fromkeys(p for p in deeper if p[: len(path)] == path):
        found: Node | None = node
        for step in longer[len(path) :]:
            found = _child(found, step)
        if found is not None:
            name = ".".join(longer[len(path) :])
            yield Explanation(name, found, found.span, _overridden(source, longer))


def _named(source: DeckSource, path: Path, node: Node) -> Explanation:
    """A fact or contact, with what variants did to its fields."""
    *_, table, key = path
    word = {"facts": "fact", "contacts": "contact"}[table]
    fields = tuple(_beneath(source, path, node))
    return Explanation(f"{word} {key}", node, node.span, _overridden(source, path), fields)


def _references(node: Node) -> Iterator[tuple[str, str]]:
    """The facts and contacts that a value names: `${id}`, and a text under `contact`."""
    for key, scalar, references in mentions(node):
        if key == "contact":
            yield "contacts", scalar.text
        yield from (("facts", reference.name) for reference in references)


def _defined(source: DeckSource, path: Path, table: str, key: str) -> tuple[Path, Node] | None:
    """The path and the node of a fact or contact that a value names; `path` is the value's.

    A slide names its own facts too.
    """
    for slide, facts in own_facts(source) if table == "facts" else ():
        at = ("slides", slide.id.text)
        if at == path[:2] and (own := facts.get(key)) is not None:
            return (*at, table, key), own
    tables = source.facts if table == "facts" else (source.contacts,)
    found = (one.get(key) for one in tables if one is not None)
    return next((((table, key), node) for node in found if node is not None), None)


def _overridden(source: DeckSource, path: Path) -> tuple[Overridden, ...]:
    """What was done to the value at a path, or to a value that contained it, the last first."""
    found = []
    for item in reversed(source.history):
        if item.path == path[: len(item.path)]:
            before = item.before
            for step in path[len(item.path) :]:
                before = _child(before, step)
            if item.path == path or before is not None:
                found.append(Overridden(item.kind, item.place, before))
    return tuple(found)


# Facts: where each field is said, what a formula is made of, and which slots show the fact.


class FactField(Struct, frozen=True):
    """A field of a fact, where it is said and what variants did to it, the last one first.

    `said_by` is `fact`, `group` or `variant`. `value` is None for a field that a variant removed.
    """

    key: str
    value: Node | None
    place: Span
    said_by: str
    overridden: tuple[Overridden, ...] = ()


class FactInput(Struct, frozen=True):
    """A fact that another is made of: one in its formula or its `sum_of`.

    `depth` counts from 1 for those of the explained fact itself. The inputs of one that is made of
    others follow it, where it is named first.
    """

    fact: Fact
    of: Fact
    depth: int


class FactExplanation(Struct, frozen=True):
    """A fact with its uses, its fields, and all that it is made of."""

    listing: FactListing
    fields: tuple[FactField, ...]
    inputs: tuple[FactInput, ...]
    overridden: tuple[Overridden, ...] = ()


def explain_any(project: Project, target: str) -> Explanation | FactExplanation:
    """What a target names: `SLIDE`, `SLIDE.SLOT`, a fact by its id, or `${id}` where both are.

    `SLIDE.FACT` is a slide's own fact, `${deck:date}` a setting of deck.yaml. Raises `Problem`
    where there is none of these, and for a fact where the deck cannot be planned.
    """
    source = project.source
    reference = whole(target)
    name = target if reference is None else reference.name
    unknown = None
    if reference is None:
        try:
            return explain(source, target)
        except Problem as problem:
            (unknown,) = problem.diagnostics
    elif name == DECK:
        return _setting(source, reference.words.field)
    paths = list(_fact_paths(project, name))
    if len(paths) > 1:
        slides = [path[1] for path in paths]
        raise error(
            "several-facts",
            f"the slides {' and '.join(f'`{slide}`' for slide in slides)} have a fact `{name}`",
            help=f"name one of them: `deckgen explain {slides[0]}.{name}`",
        )
    if not paths:
        raise _unknown_target(project, name, unknown)
    return _fact(project, paths[0])


def _setting(source: DeckSource, key: str) -> Explanation:
    """A setting of deck.yaml that texts print as `${deck:date}`."""
    node = source.settings.get(key)
    if node is None:
        names = source.settings.keys()
        raise error("unknown-key", f"the deck sets no `{key}`", help=suggest(key, names, "it sets"))
    return _value(source, (key,), node, f"{DECK}:{key}")


def _fact_paths(project: Project, target: str) -> Iterator[Path]:
    """Where the facts that a target names stand: in the deck, or on slides."""
    if target in project.deck.facts:
        yield _OWN, target
        return
    for slide in project.deck.slides:
        for key, _ in slide.facts or ():
            if target in (key.text, f"{slide.id.text}.{key.text}"):
                yield "slides", slide.id.text, _OWN, key.text


def _unknown_target(project: Project, target: str, unknown: Diagnostic | None) -> Problem:
    """The problem of a target that is no fact; `unknown` says why it is nothing of a slide."""
    from deckgen.checks.rules import BY_ID  # all rules, which only this message needs

    facts = [fact.id for fact in project.deck.facts]
    if unknown is None:
        return unknown_fact(target, facts, None)
    close = near(target, facts)
    helps = (f"did you mean the fact `{close}`?",) if close else ()
    if unknown.code != "unknown-slide":
        return Problem(structs.replace(unknown, helps=(*helps, *unknown.helps)))
    rule = target if target in BY_ID else near(target, BY_ID)
    if rule and not close:
        helps = (*helps, f"the rule `{rule}` of `deckgen check` is told in docs/rules/{rule}.md")
    helps = (*helps, "`deckgen facts` lists the facts")
    message = f"the deck has no slide and no fact `{target}`"
    return Problem(structs.replace(unknown, message=message, helps=(*unknown.helps, *helps)))


def _fact(project: Project, path: Path) -> FactExplanation:
    usage = project.usage
    facts = (fact for fact in usage.facts if fact.id == path[-1])
    if len(path) > 2:
        slide = next(slide for slide in project.deck.slides if slide.id.text == path[1])
        span = slide.facts.key_span(path[-1]) if slide.facts else None
        facts = (fact for fact in facts if fact.place("id") == span)
    fact = next(facts)
    return FactExplanation(
        listing(usage, fact, project.deck.as_of),
        tuple(_fields(project.source, path, fact)),
        tuple(_inputs(usage, fact)),
        _overridden(project.source, path),
    )


def _fields(source: DeckSource, path: Path, fact: Fact) -> Iterator[FactField]:
    node = fact.entry.node
    for key in FIELDS:
        value, past = node.get(key), _overridden(source, (*path, key))
        if value is not None:
            yield FactField(key, value, value.span, _said_by(fact, value), past)
        elif past and past[0].kind is OverrideKind.REMOVE:
            yield FactField(key, None, past[0].by, "variant", past)


def _said_by(fact: Fact, value: Node) -> str:
    """Who says a field: the fact where it stands itself, its group, or else a variant."""
    node, place = fact.entry.node, value.span
    if place.source == node.span.source:
        if node.span.line <= place.line <= node.span.end_line:
            return "fact"
        if isinstance(node, GroupedFact):
            return "group"
    return "variant"


def _inputs(usage: Usage, fact: Fact) -> Iterator[FactInput]:
    """The facts that a fact is made of; without recursion, for chains of any length."""
    seen = {fact}
    waiting = [FactInput(need, fact, 1) for need in reversed(usage.needs(fact))]
    while waiting:
        found = waiting.pop()
        yield found
        if found.fact not in seen:
            seen.add(found.fact)
            needs = reversed(usage.needs(found.fact))
            waiting += [FactInput(need, found.fact, found.depth + 1) for need in needs]
