"""Text fit: tables of widths, line breaking, measuring, autofit, inheritance, slides that go on."""
