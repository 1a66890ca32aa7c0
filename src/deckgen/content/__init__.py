"""Kinds of content: what fills a slot, one kind a module."""

from __future__ import annotations
