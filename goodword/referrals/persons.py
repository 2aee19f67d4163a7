"""A person, as what is kept after an erasure knows them: a keyed hash of the address, and nothing else."""

from goodword.accounts.hashing import keyed


def person_key(email: str) -> str:
    """64 hex digits; the same for every spelling of one address. Kept in ``tombstone`` and ``answered.subject``."""
    return keyed("person", email.strip().lower())
