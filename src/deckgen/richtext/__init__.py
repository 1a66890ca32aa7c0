"""Rich text: paragraphs and runs with styles, and the markup in which YAML writes them."""

from __future__ import annotations
