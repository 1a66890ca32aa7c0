"""The font files of this package."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""The folder in which they lie."""
