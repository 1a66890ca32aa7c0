"""How text looks, as plain words: what it says itself, and what its place would give it anyway.

Editors spell out on every run what a placeholder inherits. With the inherited look at hand, what is
only spelled out can be told from what somebody changed.
"""
