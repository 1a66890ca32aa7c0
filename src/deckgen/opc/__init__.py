"""Packages, parts and relationships (ECMA-376 part 2)."""

from __future__ import annotations
