"""The small deck that tests of variants start from."""

from tests.deck.conftest import deck

__all__ = ["deck"]
