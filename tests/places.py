"""Where tests put their files: in memory, where it has room. A disk makes whoever writes a database wait for it."""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # as Linux has it; containers often give it 64 MB
ROOM = 3 << 30


def prepare() -> None:
    """From here on temporary files of this process and of those that it starts lie there, pytest's too."""
    if "TMPDIR" not in os.environ and roomy(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def roomy(folder: Path) -> bool:
    """Whether much can be written there, programs too: Git runs its hooks where they lie."""
    if not os.access(folder, os.W_OK):
        return False
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize > ROOM and not told.f_flag & os.ST_NOEXEC
