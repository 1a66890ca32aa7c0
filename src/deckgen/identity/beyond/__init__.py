"""What an editor changed in a presentation that a plan does not hold: boxes, looks, the template.

A plan says what stands in slots; how it looks there is the template's. So these are for a person.
"""

from deckgen.identity.beyond.change import Beyond
from deckgen.identity.beyond.looking import as_shown, beyond

__all__ = ["Beyond", "as_shown", "beyond"]
