"""Tables: the kind, its YAML, and the graphic frames that show it."""
