"""Invariants of the package as a whole: members, content types, relationships, the presentation.

Every check takes an `Anatomy`, the package read once for all of them, and yields a diagnostic for
each violation. ECMA-376 part 1 says what a presentation holds, part 2 what a package is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree
from msgspec import Struct

from deckgen.diagnostics import DeckLocation, Diagnostic
from deckgen.opc import xml
from deckgen.opc.archive import BrokenArchive, Member
from deckgen.opc.package import Package
from deckgen.opc.part import Part, Relationship, content_type, folded, rels_name
from deckgen.opc.xml import NAMESPACES, Element, custom_show, each, find, qn, tag, whole

PartCheck = Callable[["Anatomy", str, Element], Iterator[Diagnostic]]
"""A check of one part, by its name and tree."""


class Traits(Struct, frozen=True, array_like=True):
    """What the checks of a whole package need of a part's content.

    These are the ids of relationships that it names, creation ids, and the ids of custom shows that
    its links run.
    """

    relationships: tuple[str, ...] = ()
    creations: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()

    @classmethod
    def of(cls, part: Part) -> Traits:
        """Those of an XML part, which is parsed unless they are known."""
        found: Traits | None = part.memory.get("traits")
        if found is None:
            tree = part.root
            links = each(tree, "a:hlinkClick", "a:hlinkHover")
            shows = (custom_show(link.get("action", "")) for link in links)
            found = part.memory["traits"] = cls(
                tuple(dict.fromkeys(filter(None, _IDS(tree)))),
                tuple(identity.get("val", "") for identity in each(tree, "p14:creationId")),
                tuple(filter(None, shows)),
            )
        return found


class Trees(Mapping[str, Element]):
    """The XML of some parts by name; it is parsed on use, if it is not there."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        """Of these parts."""
        self._parts = parts

    def __getitem__(self, name: str) -> Element:
        return self._parts[name].root

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __contains__(self, name: object) -> bool:
        return name in self._parts


class Anatomy:
    """The parts of a package by their relationships; parts that cannot be read are left out."""

    def __init__(self, package: Package, parts: Iterable[Part] | None = None) -> None:
        """Parse every XML part, or those of some `parts`, whose traits are not known.

        What cannot be parsed is kept in `damaged`.
        """
        self.package = package
        self.traits: dict[str, Traits] = {}
        self._readable: dict[str, Part] = {}
        self._by_type: dict[str, dict[str, Part]] = {}
        self._by_passed: dict[frozenset[Hashable], list[Part]] = {}
        self.trees = Trees(self._readable)
        self.rels: dict[str, tuple[Relationship, ...]] = {}
        self._targets: dict[str, dict[str, str]] = {}
        self.damaged: list[Diagnostic] = []
        for part in package.parts.values() if parts is None else parts:
            try:
                self.rels[part.name] = tuple(part.rels)
                if is_xml(part.content_type):
                    self.traits[part.name] = Traits.of(part)
                    self._readable[part.name] = part
                    self._by_type.setdefault(part.content_type, {})[part.name] = part
                    self._by_passed.setdefault(part.passed_checks, []).append(part)
            except etree.XMLSyntaxError as error:
                self.rels.setdefault(part.name, ())
                self.damaged.append(self._unreadable(part, error))
            except BrokenArchive as error:
                self.rels.setdefault(part.name, ())
                self.damaged.append(self._broken(part, error))

    def _broken(self, part: Part, error: BrokenArchive) -> Diagnostic:
        message = f"the archive is damaged: {error.reason}"
        return Diagnostic("SOUND-MEMBER", message, self.place_of(part))

    def unreadable_members(self) -> Iterator[Diagnostic]:
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
            return Diagnostic("SOUND-CHARACTER", message, self.place_of(part))
        return Diagnostic("SOUND-XML", f"not well-formed XML: {error.msg}", self.place_of(part))

    def check_parts(self, check: PartCheck) -> Iterator[Diagnostic]:
        """What a check finds in the parts one by one; nothing where their content passed it before.

        Only for checks whose result depends on the part's content alone: the result is shared by
        all parts of that content, in other packages too.
        """
        for passed, parts in self._by_passed.items():
            for part in () if check in passed else parts:
                if check not in part.passed_checks:
                    found = list(check(self, part.name, part.root))
                    if not found:
                        part.note_passed(check)
                    yield from found

    def place_of(self, part: Part | str, shape: str = "") -> DeckLocation:
        """Where a part, or a shape on it, is found: by the slide's number where it has one."""
        name = part if isinstance(part, str) else part.name
        return DeckLocation(
            self.package.name, self.slide_numbers.get(name), shape or None, None, name
        )

    def targets(self, part: str, kind: str) -> list[str]:
        """The names of the parts to which a part has a relationship of a type (`slideLayout`)."""
        return [r.target for r in self.rels.get(part, ()) if r.word == kind and not r.external]

    def target_of(self, part: str, rid: str | None) -> str | None:
        """The name to which a relationship id of a part leads, or None."""
        if part not in self._targets:
            items = self.rels.get(part, ())
            self._targets[part] = {item.id: item.target for item in items if not item.external}
        return self._targets[part].get(rid or "")

    def trees_of(self, kind: str) -> Trees:
        """The trees by part name of the parts of a content type (`slide`, `slideMaster`)."""
        found: dict[str, Part] = {}
        for of_parts, parts in self._by_type.items():
            if of_parts.endswith(f".{kind}+xml"):
                found |= parts
        return Trees(found)

    @cached_property
    def presentation(self) -> str:
        """The name of the presentation part."""
        return self.package.presentation.name

    @cached_property
    def presentation_place(self) -> DeckLocation:
        """Where the presentation part is found."""
        return self.place_of(self.presentation)

    @cached_property
    def root(self) -> Element | None:
        """The presentation's XML, None where it is damaged."""
        return self.trees.get(self.presentation)

    @cached_property
    def slides(self) -> Trees:
        """The trees of the slides, listed or not."""
        return self.trees_of("presentationml.slide")

    @cached_property
    def listed_slides(self) -> tuple[tuple[str, str], ...]:
        """The entries of `p:sldIdLst`: a slide's id, and its part's name ("" without a part)."""
        if self.root is None:
            return ()
        found = ((e.get("id", ""), e.get(qn("r:id"))) for e in each(self.root, "p:sldId"))
        return tuple(
            (number, self.target_of(self.presentation, rid) or "") for number, rid in found
        )

    @cached_property
    def slide_numbers(self) -> dict[str, int]:
        """The number of the slide, counted from 1, to which a part belongs."""
        found: dict[str, int] = {}
        for number, (_, name) in enumerate(self.listed_slides, start=1):
            found.setdefault(name, number)
        for name, number in list(found.items()):
            for kind in _SLIDE_RELATIONS:
                for target in self.targets(name, kind):
                    found.setdefault(target, number)
        return found


_SLIDE_RELATIONS = ("notesSlide", "chart", "comments", "diagramData", "diagramDrawing")


def is_xml(content_type: str) -> bool:
    """Whether parts of that content type are XML; VML, which often is not, does not count."""
    return content_type.endswith(("+xml", "/xml"))


def xpath(expression: str, *, smart_strings: bool = True) -> Callable[[Element], Any]:
    """A compiled XPath with the prefixes of `NAMESPACES`: faster than iterating over elements."""
    return etree.XPath(expression, namespaces=NAMESPACES, smart_strings=smart_strings)


def check_anatomy(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Members can be read, names are unique, XML is well-formed and declares what it uses."""
    yield from _members(anatomy)
    yield from anatomy.damaged
    yield from anatomy.check_parts(check_prefixes)


def _members(anatomy: Anatomy) -> Iterator[Diagnostic]:
    place = DeckLocation(anatomy.package.name)
    for name in anatomy.package.repeated:
        yield Diagnostic("SOUND-MEMBER", f"the archive has two members `{name}`", place)
    for first, name in anatomy.package.parts.equivalent:
        message = f"`{first}` and `{name}` differ only in capitals"
        yield Diagnostic("SOUND-MEMBER", message, place)


_IGNORABLE = (qn("mc:Ignorable"), qn("mc:ProcessContent"), qn("mc:MustUnderstand"))


def check_prefixes(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    """Markup compatibility names prefixes in text, which rewriting of prefixes breaks."""
    named: list[tuple[Element, str]] = []
    for attribute in _IGNORABLE:
        value = tree.get(attribute)
        if value:
            named += [(tree, item.partition(":")[0]) for item in value.split()]
    for choice in each(tree, "mc:Choice"):
        named += [(choice, prefix) for prefix in choice.get("Requires", "").split()]
    for element, prefix in named:
        if prefix not in element.nsmap:
            message = f"`{tag(element)}` names the prefix `{prefix}`, which is not declared"
            yield Diagnostic("SOUND-PREFIX", message, anatomy.place_of(name))


# Content types: [Content_Types].xml agrees with the parts (ECMA-376 part 2, 10.1.2).


_EXPECTED = {
    name: content_type(f"presentationml.{name}")
    for name in (
        "slide", "slideLayout", "slideMaster", "notesSlide", "notesMaster", "handoutMaster",
        "commentAuthors", "tableStyles", "presProps", "viewProps", "tags",
    )
} | {"theme": content_type("theme"), "chart": content_type("drawingml.chart")}  # fmt: skip
"""By the type of a relationship: the content type of its target."""


def check_content_types(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Every part has the content type that it is used as; what is declared is there, once."""
    yield from _declared(anatomy)
    parts = anatomy.package.parts
    for name, part in parts.items():
        if not part.content_type:
            yield _type_fault(anatomy, name, "a part without a content type")
    used = {(item.target, item.word) for items in anatomy.rels.values() for item in items}
    for name, kind in sorted(used):
        wanted = _EXPECTED.get(kind)
        if wanted and name in parts and parts[name].content_type != wanted:
            declared = parts[name].content_type
            yield _type_fault(anatomy, name, f"a {kind} that is declared as {declared}")


def _declared(anatomy: Anatomy) -> Iterator[Diagnostic]:
    place = DeckLocation(anatomy.package.name, part="/[Content_Types].xml")
    extensions, names = _declarations(anatomy.package.content_types())
    for message in (
        *_declared_twice(extensions, names),
        *_declared_or_missing(anatomy, extensions, names),
    ):
        yield Diagnostic("SOUND-TYPE", message, place)


@lru_cache(maxsize=8)
def _declarations(types: Member) -> tuple[list[str], list[str]]:
    """The extensions and the part names with a content type; variants declare the same ones."""
    declared = xml.parse(types.data())
    extensions = [e.get("Extension", "").lower() for e in declared if tag(e) == "ct:Default"]
    names = [folded(e.get("PartName", "")) for e in declared if tag(e) == "ct:Override"]
    return extensions, names


def _declared_twice(extensions: list[str], names: list[str]) -> Iterator[str]:
    for extension in sorted({e for e in extensions if extensions.count(e) > 1}):
        yield f"two content types for `.{extension}`"
    if len(set(names)) < len(names):
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield f"two content types for {name}"


def _declared_or_missing(
    anatomy: Anatomy, extensions: list[str], names: list[str]
) -> Iterator[str]:
    # Some programs declare every .rels by its name, which says what the default does.
    there = {folded(name) for name in anatomy.package.parts}
    for name in names:
        if name not in there and not folded(name).endswith(".rels"):
            yield f"a content type for {name}, which is not there"
    if "rels" not in extensions:
        for name in (rels_name(part) for part, items in anatomy.rels.items() if items):
            if folded(name) not in names:
                yield f"no content type for {name}"


def _type_fault(anatomy: Anatomy, part: str, message: str) -> Diagnostic:
    return Diagnostic("SOUND-TYPE", message, anatomy.place_of(part))


# Relationships: every `r:id` has one, every one has its part, and every part is reached.


_IDS = xpath("//@r:*", smart_strings=False)
_WITH_IDS = xpath("//*[@r:*]")
_NO_WORKBOOK = xpath("c:externalData[not(@r:id) or @r:id='']")


# What a part has at most one of, and must have where the flag is set (ECMA-376 part 1, 13.3).
_SINGLE = {
    "slide": {"slideLayout": True, "notesSlide": False},
    "slideLayout": {"slideMaster": True},
    "slideMaster": {"theme": True},
    "notesSlide": {"notesMaster": True},
    "notesMaster": {"theme": True},
    "presentation": {"notesMaster": False, "handoutMaster": False, "commentAuthors": False},
}


def check_relationships(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Ids resolve, targets exist, singular relations are singular, and no part is an orphan."""
    for name, traits in anatomy.traits.items():
        known = {item.id for item in anatomy.rels[name]}
        if not known.issuperset(traits.relationships):
            yield from _unresolved(anatomy, name, anatomy.trees[name], known)
    yield from _targets(anatomy)
    for kind, rules in _SINGLE.items():
        names = [anatomy.presentation] if kind == "presentation" else anatomy.trees_of(kind)
        for name in names:
            yield from _single(anatomy, name, rules)
    yield from anatomy.check_parts(check_workbook)
    yield from _orphans(anatomy)


def _unresolved(
    anatomy: Anatomy, name: str, tree: Element, known: set[str]
) -> Iterator[Diagnostic]:
    space = "{" + NAMESPACES["r"] + "}"
    for element in _WITH_IDS(tree):
        for attribute, value in element.attrib.items():
            if attribute.startswith(space) and value and value not in known:
                local = attribute.removeprefix(space)
                message = f"`r:{local}` of `{tag(element)}` names {value}, no relationship"
                yield Diagnostic("SOUND-RID", message, anatomy.place_of(name))


def _targets(anatomy: Anatomy) -> Iterator[Diagnostic]:
    parts = anatomy.package.parts
    for name, items in (("", tuple(anatomy.package.rels)), *anatomy.rels.items()):
        for item in items:
            # A target may be nothing but a place within the part.
            is_fragment = item.fragment and item.target.endswith("/")
            if item.external or item.target in parts or is_fragment:
                continue
            target = f"{item.target}{item.fragment}"
            message = f"{item.id} ({item.word}) leads to {target}, which is not there"
            place = anatomy.place_of(name) if name else DeckLocation(anatomy.package.name)
            yield Diagnostic("SOUND-TARGET", message, place)


def _single(anatomy: Anatomy, name: str, rules: dict[str, bool]) -> Iterator[Diagnostic]:
    for kind, needed in rules.items():
        found = len(anatomy.targets(name, kind))
        if found > 1 or (needed and not found):
            message = f"{found} relationships of type {kind}, not one"
            yield Diagnostic("SOUND-RELATION", message, anatomy.place_of(name))


def check_workbook(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    """The relationship of a chart to its workbook has an id."""
    if tag(tree) == "c:chartSpace" and _NO_WORKBOOK(tree):
        message = "`c:externalData` names no relationship"
        yield Diagnostic("SOUND-RID", message, anatomy.place_of(name))


def _orphans(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Parts that no relationship leads to: deleted content that the file still holds."""
    reached: set[str] = set()
    queue = [item.target for item in anatomy.package.rels if not item.external]
    while queue:
        name = queue.pop().partition("#")[0]
        if name not in reached and name in anatomy.rels:
            reached.add(name)
            queue += [item.target for item in anatomy.rels[name] if not item.external]
    for name in anatomy.package.parts:
        if name not in reached and not name.startswith(_NO_PART):
            yield Diagnostic("SOUND-ORPHAN", "nothing leads to this part", anatomy.place_of(name))


# Office's recycled members are no parts (ECMA-376 part 2, 10.2.5).
_NO_PART = "/[trash]/"


# The presentation part: the order of its elements, and its lists of slides and masters.


# ECMA-376 part 1, 19.2.1.26, 19.3.1.38, 19.3.1.39, 19.3.1.42 and 19.3.1.27, in one order each.
_ORDERS = {
    "p:presentation": xml.PRESENTATION_ORDER,
    "": (
        "p:cSld", "p:clrMap", "p:clrMapOvr", "p:sldLayoutIdLst", "p:transition", "p:timing",
        "p:hf", "p:txStyles", "p:notesStyle", "p:extLst",
    ),
}  # fmt: skip

_SLIDE_IDS = range(256, 1 << 31)
_MASTER_IDS = range(1 << 31, 1 << 32)


def check_presentation(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Elements in order; ids of slides, masters and layouts unique and within their ranges."""
    yield from anatomy.check_parts(check_order)
    if anatomy.root is not None:
        yield from _slides(anatomy)
        yield from _masters(anatomy, anatomy.root)


def check_order(anatomy: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    """The elements of the presentation and of what has shapes are in order."""
    kind = tag(tree)
    if kind != "p:presentation" and find(tree, "p:cSld") is None:
        return
    order, last = _ORDERS.get(kind, _ORDERS[""]), -1
    for element in tree:
        kind = tag(element)
        if kind not in order:
            continue
        at = order.index(kind)
        if at <= last:
            message = f"`{kind}` stands after `{order[last]}`"
            yield Diagnostic("SOUND-ORDER", message, anatomy.place_of(name))
        last = max(at, last)


def _slides(anatomy: Anatomy) -> Iterator[Diagnostic]:
    numbers: set[str] = set()
    names: set[str] = set()
    for position, (number, name) in enumerate(anatomy.listed_slides, start=1):
        if number in numbers:
            message = f"two slides have the id {number}"
            yield Diagnostic("SOUND-SLIDE-ID", message, anatomy.presentation_place)
        elif not _in_range(number, _SLIDE_IDS):
            message = f"the slide id `{number}` is not from 256 to 2147483647"
            yield Diagnostic("SOUND-SLIDE-ID", message, anatomy.presentation_place)
        if name and name in names:
            yield Diagnostic(
                "SOUND-SLIDE-TWICE",
                f"{name} is listed twice",
                anatomy.presentation_place,
            )
        if name not in anatomy.slides:
            message = f"entry {position} of the slides leads to no slide"
            yield Diagnostic("SOUND-SLIDE-LIST", message, anatomy.presentation_place)
        numbers.add(number)
        names.add(name)
    for name in anatomy.slides:
        if name not in names:
            message = "a slide that is in the file and not in the list of slides"
            yield Diagnostic("SOUND-SLIDE-LIST", message, anatomy.place_of(name))


def _masters(anatomy: Anatomy, top: Element) -> Iterator[Diagnostic]:
    owners: dict[str, str] = {}
    entries = [(anatomy.presentation, e) for e in each(top, "p:sldMasterId")]
    masters = anatomy.trees_of("slideMaster")
    for name, tree in masters.items():
        entries += [(name, e) for e in each(tree, "p:sldLayoutId")]
    for owner, entry in entries:
        number = entry.get("id", "")
        target = anatomy.target_of(owner, entry.get(qn("r:id"))) or "nothing"
        if not number:
            continue
        if not _in_range(number, _MASTER_IDS):
            message = f"the id `{number}` of {target} is not from 2147483648 to 4294967295"
            yield Diagnostic("SOUND-MASTER-ID", message, anatomy.place_of(owner))
        first = owners.setdefault(number, target)
        if first != target:
            message = f"{first} and {target} have the same id, {number}"
            yield Diagnostic("SOUND-MASTER-ID", message, anatomy.place_of(owner))
    listed = {anatomy.target_of(owner, entry.get(qn("r:id"))) for owner, entry in entries}
    for name in masters:
        if name not in listed:
            message = f"{name} is no master of the list"
            yield Diagnostic("SOUND-MASTER-LIST", message, anatomy.presentation_place)
        for layout in anatomy.targets(name, "slideLayout"):
            above = anatomy.targets(layout, "slideMaster")
            if layout not in listed or name not in above:
                message = f"{layout} is a layout of {name}, and is not listed or has another master"
                yield Diagnostic("SOUND-MASTER-LIST", message, anatomy.place_of(name))


def _in_range(number: str, ids: range) -> bool:
    found = whole(number)
    return found is not None and found in ids


# Sections and custom shows: both name slides, which must be there.


def check_sections(anatomy: Anatomy) -> Iterator[Diagnostic]:
    """Sections name each slide once at most, shows name listed slides, links name shows."""
    if anatomy.root is not None:
        yield from _sections(anatomy, anatomy.root)
        yield from _shows(anatomy, anatomy.root)
        yield from _show_links(anatomy, {e.get("id", "") for e in each(anatomy.root, "p:custShow")})


def _sections(anatomy: Anatomy, top: Element) -> Iterator[Diagnostic]:
    there = {number for number, _ in anatomy.listed_slides}
    ids: set[str] = set()
    named: dict[str, str] = {}
    for section in each(top, "p14:section"):
        name, guid = section.get("name", ""), section.get("id", "")
        if guid in ids:
            message = f"the section `{name}` has the id of another one"
            yield Diagnostic("SOUND-SECTION", message, anatomy.presentation_place)
        ids.add(guid)
        for entry in each(section, "p14:sldId"):
            number = entry.get("id", "")
            if number not in there:
                message = f"the section `{name}` names the slide {number}, which is not there"
                yield Diagnostic("SOUND-SECTION", message, anatomy.presentation_place)
            if number in named:
                message = f"the slide {number} is in `{named[number]}` and in `{name}`"
                yield Diagnostic("SOUND-SECTION", message, anatomy.presentation_place)
            named[number] = name
    if ids:
        for number, name in anatomy.listed_slides:
            if number not in named:
                message = "a slide that is in no section of a presentation with sections"
                yield Diagnostic("SOUND-SECTION", message, anatomy.place_of(name))


def _shows(anatomy: Anatomy, top: Element) -> Iterator[Diagnostic]:
    listed = {name for _, name in anatomy.listed_slides}
    ids: set[str] = set()
    for show in each(top, "p:custShow"):
        name, number = show.get("name", ""), show.get("id", "")
        if number in ids:
            message = f"the custom show `{name}` has the id of another one"
            yield Diagnostic("SOUND-SHOW", message, anatomy.presentation_place)
        ids.add(number)
        for entry in each(show, "p:sld"):
            rid = entry.get(qn("r:id"), "")
            if anatomy.target_of(anatomy.presentation, rid) not in listed:
                message = f"the custom show `{name}` names {rid}, which is no slide of the list"
                yield Diagnostic("SOUND-SHOW", message, anatomy.presentation_place)


def _show_links(anatomy: Anatomy, ids: set[str]) -> Iterator[Diagnostic]:
    for part, tree in anatomy.trees_of("presProps").items():
        for chosen in each(tree, "p:custShow"):
            if chosen.get("id", "") not in ids:
                message = f"the show to run is {chosen.get('id')}, which is no custom show"
                yield Diagnostic("SOUND-SHOW", message, anatomy.place_of(part))
    for part in anatomy.slides:
        for show in anatomy.traits[part].shows:
            if show not in ids:
                message = f"a link runs the custom show {show}, which is not there"
                yield Diagnostic("SOUND-SHOW", message, anatomy.place_of(part))
