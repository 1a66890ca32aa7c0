"""Writes a PowerPoint template, part by part, from a `Design` held as data."""
