"""The rules by subject. Each module has one or more tuples of rules, which `report` lists."""

from __future__ import annotations
