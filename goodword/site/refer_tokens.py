"""The address of a receipt: the lead's id and a keyed hash of it. Nobody can guess it, and nothing is stored."""

import re

from goodword.accounts.hashing import keyed, same

LENGTH = 32
SHAPE = re.compile(rf"([0-9a-f]{{32}})([0-9a-f]{{{LENGTH}}})")


def token_of(lead: str) -> str:
    """For a lead's id, ``lead_…``."""
    number = lead.removeprefix("lead_")
    return number + keyed("receipt", number)[:LENGTH]


def lead_of(token: str) -> str:
    """The lead's id; empty where the token is none of ours."""
    found = SHAPE.fullmatch(token)
    if found is None or not same(found[2], keyed("receipt", found[1])[:LENGTH]):
        return ""
    return f"lead_{found[1]}"
