"""The briefing's content against the source text that it mirrors."""
