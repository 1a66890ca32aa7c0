"""What shapes and text look like: boxes, inheritance, themes, colours, fills, text properties."""

from __future__ import annotations
