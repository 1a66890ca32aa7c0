"""Pictures: the kind, its YAML, its files, and the shapes that show them."""
