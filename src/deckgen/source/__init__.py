"""YAML text to nodes with spans, and plain data to YAML text."""

from __future__ import annotations
