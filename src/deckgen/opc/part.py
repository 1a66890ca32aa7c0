"""Names of parts, which are one where they differ in the case of ASCII letters alone.

ECMA-376 part 2, 6.2.2.3 and 6.3: equivalence of part names; RFC 3986, 2.1: percent-encoding.
"""

from __future__ import annotations

import copy
import posixpath
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar, overload
from urllib.parse import quote, unquote

from lxml import etree

from deckgen.opc import xml
from deckgen.opc.archive import BrokenArchive, Member
from deckgen.opc.xml import Element

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

_T = TypeVar("_T")

_D = TypeVar("_D")


def folded(name: str) -> str:
    """What equivalent names have in common."""
    decoded = unquote(name, errors="surrogateescape") if "%" in name else name
    return decoded.lower() if decoded.isascii() else decoded.translate(_LOWER)


class Named(dict[str, _T]):
    """Things by the names of parts, found under every equivalent name.

    The names stay as they were given. Of equivalent names each keeps what is its own, and the
    first stands for spellings that none of them has.
    """

    def __init__(self, given: Mapping[str, _T] | Iterable[tuple[str, _T]] = ()) -> None:
        """Take these names."""
        super().__init__()
        self._names: dict[str, list[str]] = {}
        for name, value in dict(given).items():
            self[name] = value

    def name_of(self, name: str) -> str | None:
        """How a name is spelt here; None where it is not here."""
        if super().__contains__(name):
            return name
        known = self._names.get(folded(name))
        return known[0] if known else None

    @property
    def equivalent(self) -> tuple[tuple[str, str], ...]:
        """The names that are one with another before them, behind that one."""
        return tuple((first, n) for first, *others in self._names.values() for n in others)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.name_of(name) is not None

    def __getitem__(self, name: str) -> _T:
        known = self.name_of(name)
        if known is None:
            raise KeyError(name)
        return super().__getitem__(known)

    @overload
    def get(self, name: str, default: None = None, /) -> _T | None: ...
    @overload
    def get(self, name: str, default: _T, /) -> _T: ...
    @overload
    def get(self, name: str, default: _D, /) -> _T | _D: ...
    def get(self, name: str, default: object = None, /) -> object:
        """What is under an equivalent name, else the default."""
        known = self.name_of(name)
        return default if known is None else super().__getitem__(known)

    def __setitem__(self, name: str, value: _T) -> None:
        if not super().__contains__(name):
            self._names.setdefault(folded(name), []).append(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        known = self.name_of(name)
        if known is None:
            raise KeyError(name)
        spellings = self._names[folded(known)]
        spellings.remove(known)
        if not spellings:
            del self._names[folded(known)]
        super().__delitem__(known)


# Relationships of a part or a package (ECMA-376 part 2, 6.5).


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def reltype(word: str) -> str:
    """The full relationship type of an ECMA-376 word such as `slideLayout`."""
    return _OFFICE + word


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship. `target` is a part's name, or a URI where `external`.

    `fragment` is the place within the part, with its `#`; "" for the whole of it.
    """

    id: str
    type: str
    target: str
    external: bool = False
    fragment: str = ""

    @property
    def word(self) -> str:
        """The type's last step, the same for the transitional and the strict form."""
        return xml.transitional(self.type).rpartition("/")[2]


class Relationships:
    """The relationships of one part, or of the package, in the order of their file."""

    def __init__(
        self, base: str, data: bytes | None, spelt: Callable[[str], str | None] = lambda _: None
    ) -> None:
        """Read them from the bytes of a .rels part; `base` is the folder of the source part.

        `spelt` gives the name of the part that a name is equivalent to, None where there is none.
        """
        self._base = base
        self._items: dict[str, Relationship] = {}
        self.changed = False
        if data:
            for element in xml.parse(data):
                if not isinstance(element.tag, str):
                    continue
                external = element.get("TargetMode") == "External"
                target = element.get("Target", "")
                rid, kind = element.get("Id", ""), element.get("Type", "")
                if external:
                    self._items[rid] = Relationship(rid, kind, target, external)
                    continue
                path, mark, place = target.partition("#")
                name = _absolute(base, path)
                self._items[rid] = Relationship(
                    rid, kind, spelt(name) or name, fragment=f"{mark}{place}"
                )

    def __iter__(self) -> Iterator[Relationship]:
        return iter(tuple(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def get(self, rid: str | None) -> Relationship | None:
        """The relationship of that id, or None."""
        return self._items.get(rid or "")

    def of(self, word: str) -> list[Relationship]:
        """The relationships whose type ends in that word (`slideLayout`)."""
        return [item for item in self._items.values() if item.word == word]

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """The id of a relationship to that target, made where there is none yet.

        Among relationships of the strict form it is one of that form.
        """
        kind = xml.transitional(kind if "/" in kind else reltype(kind))
        strict = False
        for item in self._items.values():
            usual = xml.transitional(item.type)
            strict |= usual != item.type
            if (usual, item.target, item.external) == (kind, target, external):
                return item.id
        kind = xml.strict(kind) if strict else kind
        number = len(self._items) + 1
        while f"rId{number}" in self._items:
            number += 1
        rid = f"rId{number}"
        self._items[rid] = Relationship(rid, kind, target, external)
        self.changed = True
        return rid

    def put(self, item: Relationship) -> None:
        """Set the relationship of an id, as a copy of another part's."""
        self._items[item.id] = item
        self.changed = True

    def drop(self, rid: str) -> None:
        """Remove a relationship."""
        del self._items[rid]
        self.changed = True

    def restore(self, items: Iterable[Relationship]) -> None:
        """Hold these relationships and no others, under their own ids."""
        self._items = {item.id: item for item in items}
        self.changed = True

    def retarget(self, names: Mapping[str, str]) -> None:
        """Lead to parts under their new names."""
        for rid, item in self._items.items():
            if not item.external and item.target in names:
                self._items[rid] = replace(item, target=names[item.target])
                self.changed = True

    def fork(self) -> Relationships:
        """The same relationships, which change by themselves."""
        other = copy.copy(self)
        vars(other)["_items"] = dict(self._items)
        return other

    def serialise(self) -> bytes:
        """The .rels part; internal targets are written relative to the source part."""
        root = xml.root("pr:Relationships", default=xml.NAMESPACES["pr"])
        for item in self._items.values():
            element = etree.SubElement(root, xml.qn("pr:Relationship"))
            element.set("Id", item.id)
            element.set("Type", item.type)
            element.set("Target", item.target if item.external else self._written(item))
            if item.external:
                element.set("TargetMode", "External")
        return xml.serialise(root)

    def _written(self, item: Relationship) -> str:
        if item.target == _absolute(self._base, "") and item.fragment:
            return item.fragment
        path = item.target[1:]
        if self._base != "/":
            path = posixpath.relpath(item.target, self._base)
        return _IN_NO_PATH.sub(lambda sign: quote(sign[0]), path) + item.fragment


_IN_NO_PATH = re.compile(r"[#?\s\"<>\\^`{|}]")

"""What no path of a URI holds but percent-encoded (RFC 3987, 2.2)."""


def _absolute(base: str, path: str) -> str:
    """A path as a part's name; none is the folder itself, where only a fragment was named."""
    return posixpath.normpath(posixpath.join(base, path)) if path else f"{base.rstrip('/')}/"


def rels_name(part: str) -> str:
    """The name of the part that holds the relationships of another (ECMA-376 part 2, 6.5.2)."""
    folder, file = posixpath.split(part)
    return f"{folder}/_rels/{file}.rels"


# Parts: bytes as they lie in an archive, or XML that was edited (ECMA-376 part 2, 6.2).
#
# A part that is only read is written back byte for byte; `Part.edit` is the one way to change
# XML.


class _Tree:
    """The XML of a content as it was read, parsed when it is first asked for.

    Parts of the same content share it; then nobody may change it.
    """

    __slots__ = ("root", "shared", "strict", "true")

    def __init__(self) -> None:
        self.root: Element | None = None
        self.true: set[str] = set()
        self.shared = False
        self.strict = False

    def read(self, data: bytes) -> Element:
        if self.root is None:
            self.strict = xml.is_strict(data)
            self.root = xml.parse(xml.from_strict(data) if self.strict else data)
        return self.root


class Part:
    """One part: bytes, or XML once it is edited, with its relationships."""

    def __init__(
        self,
        name: str,
        content_type: str,
        member: Member | None,
        rels: Member | None,
        spelt: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        """A part as it lies in an archive, or a new one where `member` is None.

        `spelt` gives the names of its package's parts, as `Relationships` asks for them.
        """
        self._spelt = spelt
        self.name = name
        self.content_type = content_type
        self._member = member
        self._rels_member = rels
        self._rels: Relationships | None = None
        self._blob: bytes | None = None
        self._tree = _Tree()
        self._edited: Element | None = None
        self._taken = False
        self._strict = False

    @property
    def blob(self) -> bytes:
        """The part's bytes, as they would be written now."""
        if self._edited is not None:
            data = xml.serialise(self._edited)
            return xml.to_strict(data) if self._strict else data
        if self._blob is None:
            self._blob = self._member.data() if self._member else b""
        return self._blob

    @blob.setter
    def blob(self, data: bytes) -> None:
        self._hold(None, data)

    def _hold(self, member: Member | None, data: bytes | None = None) -> None:
        self._member, self._blob, self._edited, self._tree = member, data, None, _Tree()

    @property
    def root(self) -> Element:
        """The XML to read; use `edit` to change it. Raises etree.XMLSyntaxError."""
        if self._edited is not None:
            return self._edited
        return self._tree.root if self._tree.root is not None else self._tree.read(self.blob)

    @property
    def true(self) -> set[str]:
        """What was found true of this content before, in words of who asks; empty once edited."""
        return self._tree.true if self._edited is None else set()

    @property
    def is_xml(self) -> bool:
        """Whether the part is XML of ECMA-376; VML, often malformed, and pictures do not count."""
        kind = self.content_type
        return kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")

    def markup(self) -> Iterator[tuple[str, bytes]]:
        """The XML that the part and its relationships were read from, by the names of both.

        What cannot be unpacked is left out.
        """
        with suppress(BrokenArchive):
            if self._rels_member is not None:
                yield rels_name(self.name), self._rels_member.data()
        with suppress(BrokenArchive):
            if self.is_xml:
                yield self.name, self.blob

    def edit(self) -> Element:
        """The XML to change; the part is written anew."""
        if self._edited is None:
            root = self.root
            self._edited = copy.deepcopy(root) if self._tree.shared else root
            self._strict = self._tree.strict
            self._tree = _Tree()
        return self._edited

    def replace(self, root: Element) -> None:
        """Give the part a new XML tree; it keeps the form, strict or not, of what was read."""
        self._strict |= self._tree.strict
        self._hold(None)
        self._edited = root

    def pack(self) -> Member:
        """The part's content as an archive holds it; packed once, however often it is written."""
        if self._member is None or self._edited is not None:
            self._hold(Member.of(self.name[1:], self.blob))
            self._taken = True
        assert self._member is not None, "packed"
        return self._member

    def take(self, other: Part) -> None:
        """Hold what another part holds, packed and parsed but once."""
        self._hold(replace(other.pack(), name=self.name[1:]))
        self._tree, self._taken = other.tree(), True

    def tree(self) -> _Tree:
        """The parsed content, for another part that holds the same."""
        self._tree.shared = True
        return self._tree

    def rename(self, name: str) -> None:
        """Call the part otherwise, within its folder; who relates to it is the package's care."""
        _ = self.rels  # they are read under the name that they have
        self.name = name
        if self._member is not None:
            self._member = replace(self._member, name=name[1:])
        if self._rels_member is not None:
            self._rels_member = replace(self._rels_member, name=rels_name(name)[1:])

    def fork(self) -> Part:
        """The same part, which changes by itself; what nobody edited is shared."""
        other = copy.copy(self)
        edited = copy.deepcopy(self._edited)
        rels = self._rels.fork() if self._rels is not None else None
        vars(other).update(_tree=self.tree(), _edited=edited, _rels=rels)
        return other

    @property
    def rels(self) -> Relationships:
        """The part's relationships."""
        if self._rels is None:
            data = self._rels_member.data() if self._rels_member else None
            self._rels = Relationships(posixpath.dirname(self.name), data, self._spelt)
        return self._rels

    def relate(self, target: Part, kind: str) -> str:
        """The id of a relationship of that type to another part."""
        return self.rels.add(kind, target.name)

    @property
    def changed(self) -> bool:
        """Whether the part's bytes or relationships differ from those that were read."""
        new = self._member is None or self._edited is not None or self._taken
        return new or (self._rels is not None and self._rels.changed)

    def members(self) -> Iterator[Member]:
        """What the part writes into the archive: itself and its relationships."""
        if self._member is not None and self._edited is None:
            yield self._member
        else:
            yield Member.of(self.name[1:], self.blob)
        if self._rels is None or not self._rels.changed:
            if self._rels_member is not None:
                yield self._rels_member
        elif len(self._rels):
            yield Member.of(rels_name(self.name)[1:], self._rels.serialise())
