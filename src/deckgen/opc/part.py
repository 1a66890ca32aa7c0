"""Parts of a package, their names and their relationships (ECMA-376 part 2, 6).

A part that is only read is written back byte for byte. Two part names are equivalent where they
differ only in the case of ASCII letters (6.2.2.3 and 6.3) or in percent-encoding (RFC 3986, 2.1).
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar, overload
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import replace

from deckgen.opc import xml
from deckgen.opc.archive import BrokenArchive, Member
from deckgen.opc.xml import Element

_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_T = TypeVar("_T")
_D = TypeVar("_D")


@lru_cache(maxsize=1 << 14)
def folded(name: str) -> str:
    """A part name in the form that all equivalent names share: decoded, in lower case."""
    decoded = unquote(name, errors="surrogateescape") if "%" in name else name
    return decoded.lower() if decoded.isascii() else decoded.translate(_LOWER)


class PartNameMap(dict[str, _T]):
    """A mapping from part names that finds a value under every equivalent name.

    Names keep the spelling under which they were set. Several equivalent names can be set, each
    with its own value; a spelling that was not set finds the first of them.
    """

    def __init__(self, given: Mapping[str, _T] | Iterable[tuple[str, _T]] = ()) -> None:
        """Start with these names and values."""
        super().__init__()
        self._names: dict[str, list[str]] = {}
        for name, value in dict(given).items():
            self[name] = value

    def name_of(self, name: str) -> str | None:
        """The spelling under which a name or its first equivalent was set; None where none was."""
        if dict.__contains__(self, name):
            return name
        spellings = self._names.get(folded(name))
        return spellings[0] if spellings else None

    @property
    def equivalent(self) -> tuple[tuple[str, str], ...]:
        """Pairs of equivalent names that are both set: the first of them, and each later one."""
        return tuple((first, n) for first, *others in self._names.values() for n in others)

    def map(self, change: Callable[[_T], _D]) -> PartNameMap[_D]:
        """The same names with changed values."""
        other: PartNameMap[_D] = PartNameMap()
        other._names = {name: list(spellings) for name, spellings in self._names.items()}
        dict.update(other, {name: change(value) for name, value in self.items()})
        return other

    def without(self, names: Iterable[str]) -> PartNameMap[_T]:
        """A copy that lacks every equivalent of these names."""
        other: PartNameMap[_T] = PartNameMap()
        other._names = {name: list(spellings) for name, spellings in self._names.items()}
        dict.update(other, self)
        for name in names:
            while name in other:
                del other[name]
        return other

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.name_of(name) is not None

    def __getitem__(self, name: str) -> _T:
        spelling = self.name_of(name)
        if spelling is None:
            raise KeyError(name)
        return super().__getitem__(spelling)

    @overload
    def get(self, name: str, default: None = None, /) -> _T | None: ...
    @overload
    def get(self, name: str, default: _T, /) -> _T: ...
    @overload
    def get(self, name: str, default: _D, /) -> _T | _D: ...
    def get(self, name: str, default: object = None, /) -> object:
        """The value under an equivalent name, else the default."""
        spelling = self.name_of(name)
        return default if spelling is None else super().__getitem__(spelling)

    def __setitem__(self, name: str, value: _T) -> None:
        if not dict.__contains__(self, name):
            self._names.setdefault(folded(name), []).append(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        spelling = self.name_of(name)
        if spelling is None:
            raise KeyError(name)
        spellings = self._names[folded(spelling)]
        spellings.remove(spelling)
        if not spellings:
            del self._names[folded(spelling)]
        super().__delitem__(spelling)


# Relationships of a part or a package (ECMA-376 part 2, 6.5).


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def reltype(name: str) -> str:
    """The URI of the relationship type with this last step, such as `slideLayout`."""
    return _OFFICE + name


def content_type(name: str) -> str:
    """The content type of parts with XML of Office Open XML, such as `presentationml.slide`."""
    return f"application/vnd.openxmlformats-officedocument.{name}+xml"


class Relationship(Struct, frozen=True):
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
        """The last step of the type's URI (`slideLayout`), the same in the strict form."""
        return _word(self.type)


@lru_cache(maxsize=1024)
def _word(uri: str) -> str:
    return xml.transitional(uri).rpartition("/")[2]


class _Ids(dict[tuple[str, str, bool], str]):
    """The ids of relationships by transitional type, target and mode, and whether one is strict."""

    def __init__(self, items: Iterable[Relationship]) -> None:
        self.strict = False
        for item in items:
            kind = xml.transitional(item.type)
            self.strict |= kind != item.type
            self.setdefault((kind, item.target, item.external), item.id)


class Relationships:
    """The relationships of one part, or of the package, in the order of their file."""

    def __init__(
        self, base: str, data: bytes | None, find_name: Callable[[str], str | None] = lambda _: None
    ) -> None:
        """Read them from the bytes of a .rels part; `base` is the folder of the source part.

        `find_name` gives the package's own spelling of a part name, None where it has no such part.
        """
        self._base = base
        self._items: dict[str, Relationship] = {}
        self._by_word: dict[str, list[Relationship]] | None = None
        self._ids: _Ids | None = None
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
                    rid, kind, find_name(name) or name, fragment=f"{mark}{place}"
                )

    @classmethod
    def of_items(cls, base: str, items: Iterable[Relationship]) -> Relationships:
        """Those that were read before; `base` as above."""
        found = cls(base, None)
        found._items = {item.id: item for item in items}
        return found

    def __iter__(self) -> Iterator[Relationship]:
        return iter(tuple(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def get(self, rid: str | None) -> Relationship | None:
        """The relationship of that id, or None."""
        return self._items.get(rid or "")

    def of(self, kind: str) -> list[Relationship]:
        """The relationships whose type has this last step (`slideLayout`)."""
        if self._by_word is None:
            self._by_word = {}
            for item in self._items.values():
                self._by_word.setdefault(item.word, []).append(item)
        return list(self._by_word.get(kind, ()))

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """The id of the relationship of a type to a target, which is added where there is none.

        `kind` is the type's URI or its last step. It is written in the strict form where the others
        are.
        """
        kind = xml.transitional(kind if "/" in kind else reltype(kind))
        if self._ids is None:
            self._ids = _Ids(self._items.values())
        known = self._ids.get((kind, target, external))
        if known is not None:
            return known
        written = xml.strict(kind) if self._ids.strict else kind
        number = len(self._items) + 1
        while f"rId{number}" in self._items:
            number += 1
        rid = f"rId{number}"
        item = self._items[rid] = Relationship(rid, written, target, external)
        self._ids[kind, target, external] = rid
        if self._by_word is not None:
            self._by_word.setdefault(item.word, []).append(item)
        self.changed = True
        return rid

    def _has_changed(self) -> None:
        self.changed, self._by_word, self._ids = True, None, None

    def put(self, item: Relationship) -> None:
        """Set a relationship under its own id, as in a copy of another part."""
        self._items[item.id] = item
        self._has_changed()

    def drop(self, rid: str) -> None:
        """Remove a relationship."""
        del self._items[rid]
        self._has_changed()

    def restore(self, items: Iterable[Relationship]) -> None:
        """Replace all relationships by these, under their own ids."""
        self._items = {item.id: item for item in items}
        self._has_changed()

    def retarget(self, names: Mapping[str, str]) -> None:
        """Point to renamed parts: `names` are the new names by the old ones."""
        for rid, item in self._items.items():
            if not item.external and item.target in names:
                self._items[rid] = replace(item, target=names[item.target])
                self._has_changed()

    def fork(self) -> Relationships:
        """A copy that changes independently."""
        other = Relationships.__new__(Relationships)
        vars(other).update(vars(self), _items=self._items.copy(), _by_word=None, _ids=None)
        return other

    def member(self, name: str) -> Member:
        """The .rels part of that name; internal targets are relative to the source part."""
        return _packed(name, self._base, tuple(self._items.values()))


@lru_cache(maxsize=512)
def _packed(name: str, base: str, items: tuple[Relationship, ...]) -> Member:
    """The .rels part of these relationships, which slides of many variants have alike."""
    listed = (
        xml.markup("Relationship", {
            "Id": item.id, "Type": item.type,
            "Target": item.target if item.external else _written(item, base),
            "TargetMode": "External" if item.external else None,
        })
        for item in items
    )  # fmt: skip
    text = xml.markup("Relationships", {"xmlns": xml.NAMESPACES["pr"]}, *listed)
    [root] = xml.elements(text, prefixes="")
    return Member.of(name[1:], xml.serialise(root))


def _written(item: Relationship, base: str) -> str:
    if item.target == _absolute(base, "") and item.fragment:
        return item.fragment
    path = item.target[1:]
    if base != "/":
        path = posixpath.relpath(item.target, base)
    return _ILLEGAL_IN_PATH.sub(lambda char: quote(char[0]), path) + item.fragment


_ILLEGAL_IN_PATH = re.compile(r"[#?\s\"<>\\^`{|}]")
"""Characters that the path of a URI holds only percent-encoded (RFC 3987, 2.2)."""


def _absolute(base: str, path: str) -> str:
    """A relative path as a part name; the folder itself where the target is only a fragment."""
    return posixpath.normpath(posixpath.join(base, path)) if path else f"{base.rstrip('/')}/"


def rels_name(part: str) -> str:
    """The name of the part that holds the relationships of another (ECMA-376 part 2, 6.5.2)."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


# Parts (ECMA-376 part 2, 6.2).


_PASSED: dict[frozenset[Hashable], frozenset[Hashable]] = {}
"""The sets of checks that parts have passed, one for all that passed the same."""


class _Tree:
    """The XML of a part as it was read, parsed on first use.

    Parts with the same content share it; the tree of a `shared` one must not be changed.
    """

    __slots__ = ("memory", "passed_checks", "root", "shared", "strict")

    def __init__(self) -> None:
        self.root: Element | None = None
        self.passed_checks: frozenset[Hashable] = frozenset()
        self.memory: dict[Hashable, Any] = {}
        self.shared = False
        self.strict = False

    def read(self, data: bytes) -> Element:
        if self.root is None:
            self.strict = xml.is_strict(data)
            self.root = xml.parse(xml.from_strict(data) if self.strict else data)
        return self.root


class Part:
    """One part: its bytes as they lie in the archive, or its XML once it is edited.

    `edit` is the only way to change the XML; `rels` are the part's relationships.
    """

    def __init__(
        self,
        name: str,
        content_type: str,
        member: Member | None,
        rels: Member | None,
        find_name: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        """A part of an archive, or a new one where `member` is None.

        `rels` is the member that holds its relationships; `find_name` is that of `Relationships`.
        """
        self._find_name = find_name
        self.name = name
        self.content_type = content_type
        self._member = member
        self._rels_member = rels
        self._rels: Relationships | None = None
        self._blob: bytes | None = None
        self._tree = _Tree()
        self._edited: Element | None = None
        self._copied = False
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
        self._set_content(None, data)

    def _set_content(self, member: Member | None, data: bytes | None = None) -> None:
        self._member, self._blob, self._edited, self._tree = member, data, None, _Tree()

    @property
    def root(self) -> Element:
        """The XML to read; use `edit` to change it. Raises etree.XMLSyntaxError."""
        if self._edited is not None:
            return self._edited
        return self._tree.root if self._tree.root is not None else self._tree.read(self.blob)

    @property
    def passed_checks(self) -> frozenset[Hashable]:
        """The checks that this content has passed, kept for later; none once edited."""
        return self._tree.passed_checks if self._edited is None else frozenset()

    def note_passed(self, *checks: Hashable) -> None:
        """Keep that this content has passed some checks, unless it is being edited."""
        if self._edited is None:
            passed = self._tree.passed_checks.union(checks)
            self._tree.passed_checks = _PASSED.setdefault(passed, passed)

    @property
    def memory(self) -> dict[Hashable, Any]:
        """What was found out about this content, kept for later; nothing once it is edited."""
        return self._tree.memory if self._edited is None else {}

    @property
    def digest(self) -> bytes:
        """A digest of the part's bytes."""
        found: bytes | None = self.memory.get("digest")
        if found is None:
            found = self.memory["digest"] = sha256(self.blob).digest()
        return found

    def recall(self, digest: bytes, rels: Iterable[Relationship]) -> None:
        """Take what was read of the same bytes before: their digest, and the relationships."""
        self.memory["digest"] = digest
        self._rels = Relationships.of_items(posixpath.dirname(self.name), rels)

    @property
    def is_xml(self) -> bool:
        """Whether the part is XML of ECMA-376; VML, often malformed, and pictures do not count."""
        kind = self.content_type
        return kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")

    def markup(self) -> Iterator[tuple[str, bytes]]:
        """The XML as read of the part and of its relationships, each with its part name.

        Members that cannot be unpacked are left out.
        """
        with suppress(BrokenArchive):
            if self._rels_member is not None:
                yield rels_name(self.name), self._rels_member.data()
        with suppress(BrokenArchive):
            if self.is_xml:
                yield self.name, self.blob

    def edit(self) -> Element:
        """The XML to change; from now on the part is serialised when it is written."""
        if self._edited is None:
            root = self.root
            self._edited = copy.deepcopy(root) if self._tree.shared else root
            self._strict = self._tree.strict
            self._tree = _Tree()
        return self._edited

    def replace(self, root: Element) -> None:
        """Give the part a new XML tree; it is written in the strict form if the old one was."""
        self._strict |= self._tree.strict
        self._set_content(None)
        self._edited = root

    def pack(self) -> Member:
        """The part's member of the archive; its content is compressed once and then kept."""
        if self._member is None or self._edited is not None:
            root, strict = self._edited, self._strict
            self._set_content(Member.of(self.name[1:], self.blob))
            self._tree.root, self._tree.strict, self._copied = root, strict, True
        assert self._member is not None, "packed"
        return self._member

    def take(self, other: Part) -> None:
        """Take over the content of another part without compressing or parsing it again."""
        self._set_content(replace(other.pack(), name=self.name[1:]))
        self._tree, self._copied = other.tree(), True

    def share(self, other: Part) -> None:
        """Share the bytes, what was parsed and what was found out with a part of equal content."""
        self._blob, self._tree = other.blob, other.tree()

    def unpack(self, member: Member) -> None:
        """Take the content of a member that was packed before."""
        self._set_content(member)
        self._copied = True

    def release(self) -> None:
        """Let go of what is unpacked and parsed of a part of an archive; it is done again on use.

        What was found out about the content is kept.
        """
        if self._member is not None and self._edited is None and not self._tree.shared:
            self._blob = self._tree.root = None

    def tree(self) -> _Tree:
        """The parsed content, marked as shared, for another part with the same content."""
        self._tree.shared = True
        return self._tree

    def rename(self, name: str) -> None:
        """Give the part another name in its folder; `Package.rename` updates what points to it."""
        _ = self.rels  # their targets are relative to the old name
        self.name = name
        if self._member is not None:
            self._member = replace(self._member, name=name[1:])
        if self._rels_member is not None:
            self._rels_member = replace(self._rels_member, name=rels_name(name)[1:])

    def fork(self) -> Part:
        """A copy that changes independently; content that was not edited is shared."""
        self._tree.shared = True
        other = Part.__new__(Part)
        edited = None if self._edited is None else copy.deepcopy(self._edited)
        rels = None if self._rels is None else self._rels.fork()
        vars(other).update(vars(self), _edited=edited, _rels=rels)
        return other

    @property
    def rels(self) -> Relationships:
        """The part's relationships."""
        if self._rels is None:
            data = self._rels_member.data() if self._rels_member else None
            self._rels = Relationships(posixpath.dirname(self.name), data, self._find_name)
        return self._rels

    def relate(self, target: Part, kind: str) -> str:
        """The id of a relationship of that type to another part."""
        return self.rels.add(kind, target.name)

    @property
    def changed(self) -> bool:
        """Whether the part's bytes or relationships differ from those that were read."""
        new = self._member is None or self._edited is not None or self._copied
        return new or (self._rels is not None and self._rels.changed)

    def members(self) -> Iterator[Member]:
        """The members that the part writes into the archive: itself and its relationships."""
        if self._member is not None and self._edited is None:
            yield self._member
        else:
            yield Member.of(self.name[1:], self.blob)
        if self._rels is None or not self._rels.changed:
            if self._rels_member is not None:
                yield self._rels_member
        elif len(self._rels):
            yield self._rels.member(rels_name(self.name))
