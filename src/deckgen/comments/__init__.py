"""Review comments: as YAML lists them, and as the comment parts of a presentation hold them."""

from deckgen.comments.comment import Anchor, Comment
from deckgen.comments.entries import dump, parse
from deckgen.comments.legacy import Writer
from deckgen.comments.parts import read, remove
from deckgen.comments.settle import settled

__all__ = ["Anchor", "Comment", "Writer", "dump", "parse", "read", "remove", "settled"]
