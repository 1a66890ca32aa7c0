"""Rows of cells as authors type them, or as files give them."""
