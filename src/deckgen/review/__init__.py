"""What was done to a deck since it was built: for `diff`, `pull` and the guard of `build`.

`identity` finds which slide and shape of an edited presentation is which of the deck; `diff`
compares two plans, `untracked` all that plans do not hold; `pull` brings changes back into YAML.
"""

from __future__ import annotations
