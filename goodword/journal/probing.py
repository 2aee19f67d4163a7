"""Whether something could be written down now."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from goodword.journal.segments import make_folder

BLOCK = 4096


def trouble(folder: Path) -> str:
    """Why a journal in ``folder`` cannot be written, in the system's words; empty if it can. Writes a block's worth,
    has it synced and takes it back: an empty file fits on many a full disk."""
    try:
        make_folder(folder)
        with NamedTemporaryFile(dir=folder, prefix=".probe-") as file:
            file.write(b"\n" * BLOCK)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return ""
