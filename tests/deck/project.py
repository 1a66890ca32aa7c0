"""A small deck with variants, as files: what the tests of variants build."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from pathlib import Path

from deckgen.deck import source_files, variants
from deckgen.deck.overlay import apply
from deckgen.deck.source_files import DeckSource, SectionMark
from deckgen.deck.variants import Variants
from deckgen.source.nodes import Node, ScalarNode, SequenceNode
from tests.support.templates import with_layouts

TEMPLATE = with_layouts("Title Slide", "Section Header", "Title and Content", "Two Content")

DECK = """\
title: Field offices
name: offices
language: en-US
template: TEMPLATE
output: out/{deck}-{variant}.pptx
footer: Example agency
date: 6 March 2020
as_of: 2020-03-06
facts: [facts.yaml]
contacts: contacts.yaml
variants: variants
slides:
  - section: Opening
  - cover
  - figures
  - section: Places
  - arrests
  - section: People
  - contacts
"""

FILES = {
    "deck.yaml": DECK.replace("TEMPLATE", TEMPLATE.as_posix()),
    "facts.yaml": """\
region.id:
  value: missouri
arrests.total:
  value: 387
  as_of: 2020-03-06
  source: ICE ERO
arrests.share:
  formula: arrests.total / arrests.all
  format: .0%
arrests.all:
  value: 774
  as_of: 2020-03-06
  source: ICE ERO
""",
    "contacts.yaml": """\
missouri:
  office: Saint Louis
  name: Ada Lovelace
  phone: (314) 555-0100
lesc:
  office: Support Center
  phone: (802) 555-0101
""",
    "slides/cover.yaml": """\
layout: Title Slide
Title: Field offices
Subtitle: All of Missouri
""",
    "slides/figures.yaml": """\
layout: Two Content
Kicker: Figures
Title: What was counted
Content:
  - |
    Arrests: **${arrests.total}**
    See the [arrests](#arrests)
  - table: |
      Office | Arrests
      All | ${arrests.total}
notes: |
  ${arrests.share} of all.
""",
    "slides/arrests.yaml": """\
layout: Title and Content
Title: Arrests
Content:
  chart: bar
  data: |
    Office | Arrests
    Here | ${arrests.total}
    All | ${arrests.all}
comments:
  - author: Ada Lovelace
    date: 2019-03-27
    text: Figures were added.
""",
    "slides/contacts.yaml": """\
layout: Title and Content
Title: Contacts
Content:
  contact: ${region.id}
""",
    "variants/east.yaml": """\
extends: ../deck.yaml
facts:
  arrests.total:
    value: 120
slides:
  cover:
    Subtitle: The east
""",
    "variants/west.yaml": """\
extends: east.yaml
slides:
  cover:
    Subtitle+: and the west
remove: [contacts]
""",
}


def write(folder: Path, changed: Mapping[str, str | None] | None = None) -> Path:
    """Write the files, some of them changed, added or (None) left out; return deck.yaml's path."""
    for name, text in {**FILES, **(changed or {})}.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder / "deck.yaml"


def resolved(deck: Path, variant: str) -> DeckSource:
    return Variants(source_files.read(deck)).manuscript(variant)


def overlaid(deck: Path, variant: Path, base: DeckSource | None = None) -> DeckSource:
    """The deck, or its manuscript where that is read, with the changes of a variant file."""
    return reduce(apply, variants.read_variant_file(variant, deck), base or source_files.read(deck))


def told(node: Node | None) -> object:
    """What a node says, with the order of its keys and without its places."""
    match node:
        case None:
            return None
        case ScalarNode():
            return node.text
        case SequenceNode(items):
            return [told(item) for item in items]
    return [(key.text, told(value)) for key, value in node]


def all_told(source: DeckSource) -> object:
    """What a manuscript says, without places and history."""
    entries = [
        ("section", entry.name.text)
        if isinstance(entry, SectionMark)
        else (entry.id.text, told(entry.node))
        for entry in source.entries
    ]
    facts = [told(table) for table in source.facts]
    return told(source.settings), entries, facts, told(source.contacts)
