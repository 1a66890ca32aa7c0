"""Edits made in PowerPoint, brought back into the author's YAML (three-way)."""
