"""The keys of a deck, and those of a slide, where others are slots; unused names."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain, count
from typing import TypeVar

from deckgen.diagnostics import error, near
from deckgen.source.fields import (
    YES_NO,
    Field,
    Fields,
    Form,
    mapping_form,
    node_form,
    not_dumped,
    one_of,
    phrase,
    scalar_form,
    word_form,
)
from deckgen.source.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    expect_mapping,
    expect_word,
)

_V = TypeVar("_V")
_Key = Field[object, object, _V]

DEFAULT_LANGUAGE = "en-US"
"""The language of decks, and of presentations, that name none."""


def _date(node: Node, what: str, _context: object) -> datetime.date:
    from deckgen.source.cell_formats import parse_day  # which most decks start without

    scalar = expect_word(node, what)
    day = parse_day(scalar.text)
    if day is None:
        raise error(
            "date", f"`{scalar.text}` is no date", at=scalar.span, help="write it as 2020-03-06"
        )
    return day


def _rules(node: Node, what: str, _context: object) -> MappingNode:
    return expect_mapping(node, what, "a rule, then the reason")


def _factor(node: Node, what: str, _context: object) -> Decimal:
    scalar = expect_word(node, what)
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", scalar.text) and Decimal(scalar.text) > 1:
        return Decimal(scalar.text)
    raise error(
        "jump",
        f"`{scalar.text}` is no factor by which a figure may change",
        at=scalar.span,
        label="not above 1",
        help="write a number above 1, such as `jump: 5`; without it a figure jumps at 3 times",
    )


def _name(node: Node, what: str, _context: object) -> str:
    return expect_word(node, what).text.strip("\n")


LISTED = (
    "slides:\n  - section: Opening\n  - id: opening\n    layout: Title Slide\n"
    "    Title: A deck\n    Subtitle: Its subject"
)

TITLE = _Key[ScalarNode | None](
    "title", scalar_form("text"), None, not_dumped, "the presentation's title", "title: A deck",
    unset="needed, unless `embed: none` or `extracted: yes`",
)  # fmt: skip
NAME = _Key[str](
    "name", Form("a name", _name), "", not_dumped, "what `{deck}` stands for in `output`",
    "name: quarterly", unset="the folder's name",
)  # fmt: skip
LANGUAGE = _Key[str](
    "language", Form("a language tag", _name), DEFAULT_LANGUAGE, not_dumped,
    "the language of all text, and of dates", "language: en-GB",
)  # fmt: skip
TEMPLATE = _Key[ScalarNode | None](
    "template", word_form("a path"), None, not_dumped,
    "the .pptx or .potx with the layouts of the slides; it may lie outside of the deck's folder",
    "template: briefing.pptx", unset="needed",
)  # fmt: skip
OUTPUT = _Key[ScalarNode | None](
    "output", word_form("a path"), None, not_dumped,
    "where the presentation goes; the deck itself leaves `-{variant}` out",
    "output: build/{deck}-{variant}.pptx", unset="`{deck}-{variant}.pptx`",
)  # fmt: skip
FOOTER = _Key[ScalarNode | None](
    "footer", scalar_form("text"), None, not_dumped,
    "the footer of every slide whose layout has one", "footer: For the board",
)  # fmt: skip
DATE = _Key[ScalarNode | None](
    "date", scalar_form("text"), None, not_dumped,
    "the date on every slide whose layout has one, as typed; elsewhere `${deck:date}` prints it",
    "date: 6 March 2020",
)  # fmt: skip
DATE_STYLE = _Key[ScalarNode | None](
    "date_style", word_form("`short`, `medium`, `long`, `full` or a pattern of dates"), None,
    not_dumped, "how `${deck:as_of}`, `${id:as_of}` and the dates of source lines print",
    "date_style: d MMMM yyyy", unset="`long`; in English source lines `d MMMM yyyy`",
)  # fmt: skip
AS_OF = _Key[datetime.date | None](
    "as_of", Form("a date", _date), None, not_dumped,
    "the day to which the age of facts is counted", "as_of: 2020-03-06",
)  # fmt: skip
EMBED = _Key[str](
    "embed",
    one_of(("full", "hashes", "none"), "embed", "`{}` is no way to embed", "there are"),
    "full", not_dumped,
    "what the presentation carries to be known again by `build` and `pull`: all that it said, "
    "digests of that, or nothing", "embed: hashes",
)  # fmt: skip
SLIDE_FILES = _Key[str](
    "slide_files",
    one_of(("named", "numbered"), "slide-files", "slide files are not `{}`", "they are"),
    "named", not_dumped,
    "whether a number in front of a slide file's name is no part of the slide's id: `numbered`, "
    "`03-results.yaml` is the slide `results`", "slide_files: numbered",
)  # fmt: skip
SLOT_NAMES = _Key[MappingNode | None](
    "slot_names", mapping_form("a mapping"), None, not_dumped,
    "short names for slots, by `layout NAME` or `like SLIDE`: the name that slides have, then the "
    "slot's own; those of a layout hold for the slides of the template on it too",
    "slot_names:\n  layout Title Slide:\n    Heading: Title",
)  # fmt: skip
EXTRACTED = _Key[bool](
    "extracted", YES_NO, False, not_dumped,
    "the deck is the template itself, as `extract` took it apart: author, company and dates of the "
    "file stay, and what `embed` adds is beside the template's own slides, not in them",
    "extracted: yes",
)  # fmt: skip
CACHE = _Key[bool](
    "cache", YES_NO, True, not_dumped,
    "whether slides are kept on disk for the next build, as [docs/cache.md](cache.md) says",
    "cache: no", unset="`yes`",
)  # fmt: skip
CHECK = _Key[MappingNode | None](
    "check", mapping_form("a mapping"), None, not_dumped, "settings of `deckgen check`, below",
    "check:\n  notes: required",
)  # fmt: skip
_PATH_OR_MAPPING = node_form("a path, or a mapping", ScalarNode, MappingNode)
DECK = Fields[object](
    "a deck",
    (
        TITLE, NAME, LANGUAGE, TEMPLATE, OUTPUT, FOOTER, DATE, AS_OF, DATE_STYLE,
        _Key[Node | None](
            "facts", node_form("paths, or a mapping", ScalarNode, SequenceNode, MappingNode),
            None, not_dumped,
            "files of facts (YAML, CSV or XLSX), or the facts by id", "facts: [facts.yaml]",
        ),
        _Key[Node | None](
            "contacts", _PATH_OR_MAPPING, None, not_dumped,
            "a file of contacts, or the contacts by id", "contacts: contacts.yaml",
        ),
        _Key[Node | None](
            "variants", _PATH_OR_MAPPING, None, not_dumped,
            "the folder of the [variants](variants.md), or their table", "variants: variants",
        ),
        CHECK, EMBED, EXTRACTED, SLIDE_FILES, SLOT_NAMES, CACHE,
        _Key[Node | None](
            "formats", _PATH_OR_MAPPING, None, not_dumped,
            "formats that YAML has no words for, as XML by name; `extract` and `pull` write them",
            "formats: formats.yaml",
        ),
        _Key[Node | None](
            "slides", node_form("a list", SequenceNode), None, not_dumped,
            "the slides in order: an id (`overview` is slides/overview.yaml), a mapping with the "
            "keys of a slide, or `section:`, which starts a section of that name", LISTED,
            unset="needed",
        ),
    ),
    f"title: A deck\ntemplate: briefing.pptx\n{LISTED}",
    "deck.yaml. Paths are relative to the file that they stand in.",
)  # fmt: skip
DECK_KEYS = DECK.keys

NOTES_SLOT = "notes"
"""The slot name of a slide's notes, which is reserved: no shape has it."""
NOTES_WORDS = ("required", "optional")
"""Whether every slide needs notes."""
OFF = _Key[MappingNode | None](
    "off", Form("a mapping", _rules, nodes=(MappingNode,)), None, not_dumped,
    "[rules](rules.md) that are not applied, each with the reason; for JUMP also facts by id",
    "check:\n  off:\n    MASTER-TEXT: the name is part of the seal",
)  # fmt: skip
JUMP = _Key[Decimal | None](
    "jump", Form("a number above 1", _factor), None, not_dumped,
    "how many times its value before a figure is from which on [JUMP](rules/JUMP.md) warns",
    "check:\n  jump: 5", unset="3",
)  # fmt: skip
CHECK_FIELDS = Fields[object](
    "`check`",
    (
        OFF, JUMP,
        _Key[Node | None](
            "notes", word_form(phrase(NOTES_WORDS), *NOTES_WORDS), None, not_dumped,
            "whether every slide needs notes", "check:\n  notes: required", unset="`optional`",
        ),
    ),
    f"title: A deck\ntemplate: briefing.pptx\n{LISTED}",
    "The keys under `check` of deck.yaml.",
)  # fmt: skip

LAYOUT = _Key[ScalarNode | None](
    "layout", word_form("a layout"), None, not_dumped,
    "the slide layout, by its name; `deckgen template` lists them. Beside `like` the slide is put "
    "on it, as by PowerPoint's Layout button: its placeholders go where the layout has such",
    "layout: Title and Content", unset="needed, or `like`",
)  # fmt: skip
LIKE = _Key[ScalarNode | None](
    "like", word_form("a slide of the template"), None, not_dumped,
    "the slide that this one is a copy of; `deckgen template` lists them", "like: opening",
)  # fmt: skip
HIDDEN = _Key[bool](
    "hidden", YES_NO, False, not_dumped, "PowerPoint's Hide Slide", "hidden: yes"
)  # fmt: skip
NOTES = _Key[ScalarNode | None](
    "notes", scalar_form("text"), None, not_dumped, "the speaker's notes",
    "notes: Say where the figure is from",
)  # fmt: skip
COMMENTS = _Key[Node | None](
    "comments", node_form("a list", SequenceNode), None, not_dumped, "review comments, below",
    "comments:\n  - author: Ada Lovelace\n    text: Is this the last count?",
)  # fmt: skip
FACTS = _Key[MappingNode | None](
    "facts", mapping_form("a mapping"), None, not_dumped,
    "facts of this slide alone, by id; in short with the value alone",
    "facts:\n  beds: 20\nContent: \"${beds} beds\"",
)  # fmt: skip
NAMES = _Key[MappingNode | None](
    "names", mapping_form("a mapping"), None, not_dumped,
    "slots whose shapes have no name of their own, with the shapes' ids; `extract` writes it",
    "like: opening\nnames:\n  Title: 2",
)  # fmt: skip
OVERFLOW = _Key[ScalarNode | None](
    "overflow", word_form("`continue`", "continue"), None, not_dumped,
    "what does not fit is continued on further slides", "overflow: continue",
    unset="the text is made smaller, with a warning where that is too little",
)  # fmt: skip
BOXES = _Key[MappingNode | None](
    "boxes", mapping_form("a mapping"), None, not_dumped,
    "boxes of slots by their names: left, top, width and height in points from the slide's top "
    "left corner. A key of the slide that is no slot of its layout stands there by itself",
    "boxes:\n  Content: 36, 120, 420, 300\n  Note: 36, 450, 300, 40\nNote: Preliminary",
    unset="a slot has that of its layout",
)  # fmt: skip
KEPT = _Key[Node | None](
    "kept", node_form("a list", SequenceNode), None, not_dumped,
    "what a slide of the template has that YAML does not describe; `extract` writes it",
    "kept:\n  - smartart: Process",
)  # fmt: skip
SLIDE = Fields[object](
    "a slide",
    (
        _Key[Node | None](
            "id", node_form("letters, digits, `-`, `_`, `.`", ScalarNode), None, not_dumped,
            "the slide's id, in the list of deck.yaml alone", "id: partners", unset="needed there",
        ),
        LAYOUT, LIKE, HIDDEN, NOTES, COMMENTS, FACTS, BOXES, NAMES, OVERFLOW,
        _Key[Node | None](
            "remove", node_form("keys", ScalarNode, SequenceNode), None, not_dumped,
            "the keys to take away; in variants alone", "remove: [notes]",
        ),
        KEPT,
    ),
    "id: one\nlayout: Title and Content\nTitle: A title\nContent: Some text",
    "Any other key is a slot, spelt as the Selection Pane shows it.",
)  # fmt: skip
SLIDE_KEYS = SLIDE.keys

_BARE = re.compile(r"[a-z]+")


def misspelt(key: str) -> str | None:
    """The reserved key that a slot's key is likely a misspelling of, or None."""
    return near(key, SLIDE_KEYS) if _BARE.fullmatch(key) else None


def is_slot_name(key: str) -> bool:
    """Whether a shape's name can be a slot's key: it is no reserved key and not close to one."""
    tidy = bool(key) and key == key.strip() and key.isprintable() and not key.endswith("+")
    return tidy and key not in SLIDE_KEYS and misspelt(key) is None


# Names that are not in use: of slides, slots, layouts.


SLIDE_ID = re.compile(r"[A-Za-z0-9][\w.-]*")
"""What an id of a slide is made of."""


def slug(text: str) -> str:
    """Up to six words joined by `-`, in the ASCII letters and digits that an id is made of.

    It names a file too, so it has no more than 60 characters.
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", folded)[:6])[:60].rstrip("-")


def unused(name: str, is_used: Callable[[str], bool], form: str = "{}-{}") -> str:
    """The name, or the first of `name-2`, `name-3` ... that is not in use."""
    return next(all_unused(name, is_used, form))


def all_unused(name: str, is_used: Callable[[str], bool], form: str = "{}-{}") -> Iterator[str]:
    """Each of the name, `name-2`, `name-3` ... that is not in use."""
    names = chain((name,), (form.format(name, number) for number in count(2)))
    return (free for free in names if not is_used(free))
