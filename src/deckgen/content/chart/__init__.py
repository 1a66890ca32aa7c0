"""Charts: the kind, its YAML, and the chart parts that show it."""
