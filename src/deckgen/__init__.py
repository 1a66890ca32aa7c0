"""Build PowerPoint decks from a template and YAML that mirrors each slide."""
