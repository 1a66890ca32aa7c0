"""Maps: the kind, its YAML, and the groups of native shapes that show it."""
