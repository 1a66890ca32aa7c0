"""Tests of the geometry of maps."""
