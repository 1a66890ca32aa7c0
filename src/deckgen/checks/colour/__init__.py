"""The colours that slides show: themes, colour maps, transforms, fills, and what lies beneath."""
