"""Names → chance that is always the same."""

from __future__ import annotations

import random


def thrown(*names: object) -> random.Random:
    """The dice of these names: the same names throw the same."""
    return random.Random("/".join(map(str, names)))  # noqa: S311 - weather, not secrets
