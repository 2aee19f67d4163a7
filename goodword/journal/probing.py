"""Whether something could be written down now."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from goodword.journal.appending import Journal
from goodword.journal.segments import make_folder

BLOCK = 4096


def trouble(journals: Iterable[Journal]) -> str:
    """Why a journal cannot be written, with its name; empty if all of them can."""
    found = ((each.name, trouble_of(each.folder)) for each in journals)
    return "; ".join(f"{name}: {why}" for name, why in found if why)


def trouble_of(folder: Path) -> str:
    """The same of one folder, in the system's words. Writes a block's worth, has it synced and takes it back: an empty
    file fits on many a full disk."""
    try:
        make_folder(folder)
        with NamedTemporaryFile(dir=folder, prefix=".probe-") as file:
            file.write(b"\n" * BLOCK)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return ""
