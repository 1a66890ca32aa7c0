"""Kinds of content: what fills a slot, one kind a module."""
