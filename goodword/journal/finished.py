"""Segments that nobody writes to any more: finding them, taking them over, putting them away.

Every step leaves the disk such that it can be done again: a crash between any two of them costs work, nothing else.
"""

import fcntl
import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from goodword.journal.segments import DRAFT, ENDING, OPENED, make_folder, sync_folder

PACKED = ".gz"


def segments(folder: Path) -> list[Path]:
    """All of a journal, oldest first, whether somebody writes to them or not."""
    return sorted(folder.glob(f"*{ENDING}"))


def opened_at(path: Path) -> float:
    """When a segment was opened, in seconds, as its name says; of one that has another name, when it was written."""
    try:
        opened = datetime.strptime(path.name.rpartition("-")[0].rpartition("-")[0], OPENED)
    except ValueError:
        return path.stat().st_mtime
    return opened.replace(tzinfo=UTC).timestamp()


@contextmanager
def taken(path: Path) -> Iterator[bool]:
    """Whether the segment is finished and ours for the block: nobody writes to it, nobody else puts it away."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    try:
        yield _locked(file) and _still(path, file)
    finally:
        os.close(file)


@contextmanager
def locked(path: Path, flags: int = os.O_RDONLY) -> Iterator[int]:
    """The file that is there, open, once nobody else has locked it; others who replace or remove it wait. Raises
    FileNotFoundError."""
    while True:
        file = os.open(path, flags, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _still(path, file):
                yield file
                return
        finally:
            os.close(file)


def put_away(path: Path, archive: Path) -> Path | None:
    """A segment whose records are all in the database goes into the archive, compressed; where it lies then. None for
    one that never held anything. The caller has `taken` it. Raises OSError."""
    size = path.stat().st_size
    target = archived(path, archive)
    if size and not target.exists():
        make_folder(target.parent)
        with path.open("rb") as segment:
            replace(target, segment, packed=True)
    path.unlink()
    sync_folder(path.parent)
    return target if size else None


def archived(path: Path, archive: Path) -> Path:
    """``archive/2026-11-22/<name>.log.gz``. The day (UTC) is that on which the segment was opened, and all that is in
    it was written on that day."""
    day = datetime.fromtimestamp(opened_at(path), UTC).date()
    return archive / day.isoformat() / (path.name + PACKED)


def replace(target: Path, text: BinaryIO, packed: bool) -> None:
    """The file holds ``text``, from one moment to the next, also if the power goes. Raises OSError."""
    draft = target.with_name(f".{target.name}.{os.getpid()}{DRAFT}")
    with draft.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        if packed:
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packing:
                shutil.copyfileobj(text, packing)
        else:
            shutil.copyfileobj(text, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    sync_folder(target.parent)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still(path: Path, file: int) -> bool:
    """Whether the path leads to the open file: who had it before may have put it away in the meantime."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
