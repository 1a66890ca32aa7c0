"""What a presentation shows that no plan holds: read as words, kept, compared and told.

A plan says what stands in slots. Where shapes stand, how they look, what moves, and all that is
the template's, is looked at here; YAML cannot hold it, so changes of it are for a person.
"""

from deckgen.beyond.compare import Comparer
from deckgen.beyond.seen import Seen, Snapshot, Template, snapshot
from deckgen.beyond.templates import TemplateComparer

__all__ = ["Comparer", "Seen", "Snapshot", "Template", "TemplateComparer", "snapshot"]
