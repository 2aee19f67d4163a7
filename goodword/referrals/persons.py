"""A person, as what is kept after an erasure knows them: a keyed hash of the address, and nothing else."""

from goodword.accounts.hashing import keyed
from goodword.mailboxes import compared, spellings


def person_key(email: str) -> str:
    """64 hex digits; the same for every spelling of one address. Kept in ``tombstone`` and ``answered.subject``."""
    return keyed("person", compared(email))


def person_keys(email: str) -> set[str]:
    """This key, and those that rows may have from when each spelling had its own."""
    return {keyed("person", each) for each in spellings(email)}
