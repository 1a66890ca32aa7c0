"""A package taken apart once for all invariants: its XML, its slides, what leads where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from lxml import etree

from deckgen.archive import BrokenArchive
from deckgen.diagnostics import Diagnostic, Spot
from deckgen.ooxml import NAMESPACES, Element, each, qn, tag
from deckgen.opc import Package, Part, Relationship

Within = Callable[["Anatomy", str, Element], Iterator[Diagnostic]]
"""A check of one part, by its name and tree."""


class Anatomy:
    """The parts of a package by their relationships; parts that cannot be read are left out."""

    def __init__(self, package: Package) -> None:
        """Parse every XML part. What cannot be parsed is kept in `damaged`."""
        self.package = package
        self.trees: dict[str, Element] = {}
        self.rels: dict[str, tuple[Relationship, ...]] = {}
        self.damaged: list[Diagnostic] = []
        for part in package.parts.values():
            try:
                self.rels[part.name] = tuple(part.rels)
                if is_xml(part.content_type):
                    self.trees[part.name] = part.root
            except etree.XMLSyntaxError as error:
                self.rels.setdefault(part.name, ())
                self.damaged.append(self._unreadable(part, error))
            except BrokenArchive as error:
                self.rels.setdefault(part.name, ())
                self.damaged.append(self._broken(part, error))

    def _broken(self, part: Part, error: BrokenArchive) -> Diagnostic:
        message = f"the archive is damaged: {error.reason}"
        return Diagnostic("SOUND-MEMBER", message, self.spot(part))

    def unread(self) -> Iterator[Diagnostic]:
        """Members that are not XML and do not match their checksums; each is read whole."""
        for part in self.package.parts.values():
            if part.name not in self.trees:
                try:
                    _ = part.blob
                except BrokenArchive as error:
                    yield self._broken(part, error)

    def _unreadable(self, part: Part, error: etree.XMLSyntaxError) -> Diagnostic:
        illegal: int = etree.ErrorTypes.ERR_INVALID_CHAR
        if getattr(error, "code", None) == illegal:
            message = f"a character that XML cannot hold: {error.msg}"
            return Diagnostic("SOUND-CHARACTER", message, self.spot(part))
        return Diagnostic("SOUND-XML", f"not well-formed XML: {error.msg}", self.spot(part))

    def once(self, family: str, name: str, check: Within) -> Iterator[Diagnostic]:
        """What a check of a family finds in one part, none where the content passed it before.

        Only for checks of which the answer depends on the content alone.
        """
        part = self.package.parts[name]
        if family in part.true:
            return
        found = list(check(self, name, self.trees[name]))
        if not found:
            part.true.add(family)
        yield from found

    def spot(self, part: Part | str, shape: str = "") -> Spot:
        """Where a part, or a shape on it, is found: by the slide's number where it has one."""
        name = part if isinstance(part, str) else part.name
        return Spot(self.package.name, self.numbers.get(name), shape or None, None, name)

    def of(self, part: str, word: str) -> list[str]:
        """The names of the parts to which a part has a relationship of that type."""
        return [r.target for r in self.rels.get(part, ()) if r.word == word and not r.external]

    def target(self, part: str, rid: str | None) -> str | None:
        """The name to which a relationship id of a part leads, or None."""
        found = (r.target for r in self.rels.get(part, ()) if r.id == rid and not r.external)
        return next(found, None)

    def kind(self, word: str) -> dict[str, Element]:
        """The trees of the parts whose content type is that of a `slide`, `slideMaster` ..."""
        end = f".{word}+xml"
        parts = self.package.parts
        return {
            name: tree
            for name, tree in self.trees.items()
            if parts[name].content_type.endswith(end)
        }

    @cached_property
    def presentation(self) -> str:
        """The name of the presentation part."""
        return self.package.presentation.name

    @cached_property
    def top(self) -> Element | None:
        """The presentation's XML, None where it is damaged."""
        return self.trees.get(self.presentation)

    @cached_property
    def slides(self) -> dict[str, Element]:
        """The trees of the slides, listed or not."""
        return self.kind("presentationml.slide")

    @cached_property
    def listed(self) -> tuple[tuple[str, str], ...]:
        """The slides that are listed: each one's number and the name its id leads to."""
        if self.top is None:
            return ()
        found = ((e.get("id", ""), e.get(qn("r:id"))) for e in each(self.top, "p:sldId"))
        return tuple((number, self.target(self.presentation, rid) or "") for number, rid in found)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of the slide, counted from 1, to which a part belongs."""
        found: dict[str, int] = {}
        for number, (_, name) in enumerate(self.listed, start=1):
            found.setdefault(name, number)
        for name, number in list(found.items()):
            for word in _OF_A_SLIDE:
                for target in self.of(name, word):
                    found.setdefault(target, number)
        return found


_OF_A_SLIDE = ("notesSlide", "chart", "comments", "diagramData", "diagramDrawing")


def is_xml(content_type: str) -> bool:
    """Whether parts of that content type are XML; VML, which often is not, does not count."""
    return content_type.endswith(("+xml", "/xml"))


def xpath(expression: str, *, smart_strings: bool = True) -> Callable[[Element], Any]:
    """An XPath with our prefixes, compiled: it passes over a tree without building its nodes."""
    return etree.XPath(expression, namespaces=NAMESPACES, smart_strings=smart_strings)


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """Members can be read, names are unique, XML is well-formed and declares what it uses."""
    yield from _members(whole)
    yield from whole.damaged
    for name in whole.trees:
        yield from whole.once("anatomy", name, _within)


def _within(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    yield from _prefixes(whole, name, tree)


def _members(whole: Anatomy) -> Iterator[Diagnostic]:
    spot = Spot(whole.package.name)
    for name in whole.package.repeated:
        yield Diagnostic("SOUND-MEMBER", f"the archive has two members `{name}`", spot)
    seen: dict[str, str] = {}
    for name in whole.package.parts:
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            message = f"`{first}` and `{name}` differ only in capitals"
            yield Diagnostic("SOUND-MEMBER", message, spot)


_IGNORABLE = (qn("mc:Ignorable"), qn("mc:ProcessContent"), qn("mc:MustUnderstand"))


def _prefixes(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    """Markup compatibility names prefixes in text, which rewriting of prefixes breaks."""
    named: list[tuple[Element, str]] = []
    for attribute in _IGNORABLE:
        value = tree.get(attribute)
        if value:
            named += [(tree, word.partition(":")[0]) for word in value.split()]
    for choice in each(tree, "mc:Choice"):
        named += [(choice, word) for word in choice.get("Requires", "").split()]
    for element, prefix in named:
        if prefix not in element.nsmap:
            message = f"`{tag(element)}` names the prefix `{prefix}`, which is not declared"
            yield Diagnostic("SOUND-PREFIX", message, whole.spot(name))
