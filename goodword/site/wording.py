"""Lists of names in messages."""

from collections.abc import Sequence

from goodword.saying import Said


def counted_out(names: Sequence[str], most: int) -> str:
    """The first of the names, and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return Said("%(names)s and %(count)s more", names=", ".join(names[: most - 1]), count=len(names) - most + 1)
