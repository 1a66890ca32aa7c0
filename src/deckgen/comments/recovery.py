"""Reading comment parts that are no XML: LibreOffice 7.4 writes comment texts unescaped."""

from __future__ import annotations

import html
import re

from lxml import etree

from deckgen import ooxml
from deckgen.ooxml import Element
from deckgen.opc import Part

_TEXT = re.compile(r"(<(?P<name>p:text)>)(.*?)(</(?P=name)>\s*(?:</p:cm>|<p:extLst>))", re.DOTALL)
_LENIENT = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)


def parsed(part: Part) -> Element:
    """The root of a comment part; texts that are not escaped are taken as they stand."""
    try:
        return part.root
    except etree.XMLSyntaxError:
        mended = _TEXT.sub(
            lambda m: m.group(1) + html.escape(m.group(3), quote=False) + m.group(4),
            part.blob.decode("utf-8", "replace"),
        ).encode()
    try:
        return ooxml.parse(mended)
    except etree.XMLSyntaxError:
        root = etree.fromstring(mended, _LENIENT)
        return ooxml.make("p:cmLst") if root is None else root
