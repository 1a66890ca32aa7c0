"""Figures in text: numbers that say how much, told from dates, addresses and names."""

from deckgen.figures.figure import Figure
from deckgen.figures.finding import find, only, whole

__all__ = ["Figure", "find", "only", "whole"]
