"""Relationships of a part or a package (ECMA-376 part 2, 6.5)."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from deckgen import ooxml

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def reltype(word: str) -> str:
    """The full relationship type of an ECMA-376 word such as `slideLayout`."""
    return _OFFICE + word


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship. `target` is a part's name, or a URI where `external`."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def word(self) -> str:
        """The type's last step, the same for the transitional and the strict form."""
        return ooxml.transitional(self.type).rpartition("/")[2]


class Relationships:
    """The relationships of one part, or of the package, in the order of their file."""

    def __init__(self, base: str, data: bytes | None) -> None:
        """Read them from the bytes of a .rels part; `base` is the folder of the source part."""
        self._base = base
        self._items: dict[str, Relationship] = {}
        self.changed = False
        if data:
            for element in ooxml.parse(data):
                if not isinstance(element.tag, str):
                    continue
                external = element.get("TargetMode") == "External"
                target = element.get("Target", "")
                name = target if external else _absolute(base, target)
                rid = element.get("Id", "")
                self._items[rid] = Relationship(rid, element.get("Type", ""), name, external)

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
        kind = ooxml.transitional(kind if "/" in kind else reltype(kind))
        strict = False
        for item in self._items.values():
            usual = ooxml.transitional(item.type)
            strict |= usual != item.type
            if (usual, item.target, item.external) == (kind, target, external):
                return item.id
        kind = ooxml.strict(kind) if strict else kind
        number = len(self._items) + 1
        while f"rId{number}" in self._items:
            number += 1
        rid = f"rId{number}"
        self._items[rid] = Relationship(rid, kind, target, external)
        self.changed = True
        return rid

    def put(self, rid: str, kind: str, target: str, *, external: bool = False) -> None:
        """Set the relationship of an id, as a copy of another part's."""
        self._items[rid] = Relationship(rid, kind, target, external)
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
        root = ooxml.root("pr:Relationships", default=ooxml.NAMESPACES["pr"])
        for item in self._items.values():
            element = etree.SubElement(root, ooxml.qn("pr:Relationship"))
            element.set("Id", item.id)
            element.set("Type", item.type)
            element.set("Target", item.target if item.external else self._relative(item.target))
            if item.external:
                element.set("TargetMode", "External")
        return ooxml.serialise(root)

    def _relative(self, target: str) -> str:
        if self._base == "/":
            return target[1:]
        return posixpath.relpath(target, self._base)


def _absolute(base: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(base, target))


def rels_name(part: str) -> str:
    """The name of the part that holds the relationships of another (ECMA-376 part 2, 6.5.2)."""
    folder, file = posixpath.split(part)
    return f"{folder}/_rels/{file}.rels"
