"""Digests of XML that is too much to keep: short, and the same for the same meaning."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from deckgen.beyond.aspect import DIGEST
from deckgen.ooxml import Element, qn, tag
from deckgen.opc import Package, Part

_LENGTH = 4
"""Bytes of a digest: one change in four thousand million makes none."""
_RELATIONS = tuple(qn(name) for name in ("r:id", "r:embed", "r:link", "r:pict"))
_LEFT_OUT = ("a:extLst", "p:extLst", "c:extLst", "mc:AlternateContent", "")


def of_text(*texts: str) -> str:
    """The digest of texts."""
    return of_bytes("\0".join(texts).encode())


def of_bytes(data: bytes) -> str:
    """The digest of bytes, such as a picture's."""
    found = hashlib.sha256(data).digest()[:_LENGTH]
    return DIGEST + base64.urlsafe_b64encode(found).decode().rstrip("=")


def of_xml(elements: Iterable[Element], part: Part, package: Package) -> str:
    """The digest of elements of a part, "" for none.

    Extensions and namespace prefixes count for nothing; a relationship is what it leads to.
    """
    told = [_told(element, part, package) for element in elements]
    return of_text(*told) if told else ""


def _told(element: Element, part: Part, package: Package) -> str:
    said = [
        f"{name}={_lead(value, part, package) if name in _RELATIONS else value}"
        for name, value in sorted((str(n), str(v)) for n, v in element.attrib.items())
    ]
    inner = [_told(child, part, package) for child in element if tag(child) not in _LEFT_OUT]
    text = (element.text or "").strip() if not inner else ""
    return f"<{tag(element)} {' '.join(said)}>{text}{''.join(inner)}</>"


def _lead(rid: str, part: Part, package: Package) -> str:
    item = part.rels.get(rid)
    if item is None or item.external:
        return "" if item is None else item.target
    target = package.parts.get(item.target)
    return "" if target is None else of_bytes(target.blob)
