"""The kinds of content that fill a slot: text, tables, charts, maps and pictures."""

from __future__ import annotations
