"""What an editor changed in a presentation that a plan does not hold: boxes, looks, the template.

A plan says what stands in slots; how it looks there is the template's. So these are for a person.
"""

from deckgen.identity.beyond.looking import beyond

__all__ = ["beyond"]
