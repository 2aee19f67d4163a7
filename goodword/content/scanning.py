"""What lies under ``content/`` at a moment, cheap enough to look four times a second."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from goodword.content.reading import Source

# Path relative to ROOT → what changes whenever the file does.
Scan = dict[str, str]
FOLDER = "content"
ENDINGS = (".md", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif")
DEEPEST = 6
MOST_BYTES = 600_000
SECOND = 1_000_000_000
RECENT = 3.0  # seconds; FAT counts two at a time


def scan(root: Path) -> Scan:
    """Every content file and image, with its signature of time, size and inode."""
    found: Scan = {}
    _look(str(root / FOLDER), FOLDER, 0, found)
    return found


def nothing(root: Path) -> bool:
    """Whether there is no content folder, or one without anything in it, or one that cannot be read."""
    try:
        return not os.listdir(root / FOLDER)
    except OSError:
        return True


def source(root: Path, path: str) -> Source | None:
    """The file as it is now; None if it is gone or cannot be read. Of one far too large only the beginning."""
    try:
        with (root / path).open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError:
        return None
    return Source(path, data, sha256(data).hexdigest())


def doubtful(path: str, now: os.stat_result) -> str:
    """Some drives count time in whole seconds: two saves within one may look alike. While that can be, the content
    itself is part of the signature."""
    if abs(time.time() - now.st_mtime) > RECENT:
        return ""
    with open(path, "rb") as file:
        return f":{sha256(file.read(MOST_BYTES)).hexdigest()[:16]}"


def _look(folder: str, relative: str, depth: int, found: Scan) -> None:
    """Adds what is in the folder and below. Files are looked at from within their folder, which is quicker than by
    their whole path."""
    inner: list[str] = []
    with suppress(OSError), _opened(folder) as place, os.scandir(place) as items:
        for item in items:
            if item.name.startswith("."):
                continue
            try:
                if item.is_dir():
                    inner.append(item.name)
                elif item.name.lower().endswith(ENDINGS):
                    now = item.stat()
                    doubt = doubtful(f"{folder}/{item.name}", now) if now.st_mtime_ns % SECOND == 0 else ""
                    found[f"{relative}/{item.name}"] = f"{now.st_mtime_ns}:{now.st_size}:{now.st_ino}{doubt}"
            except OSError:
                continue
    for name in inner if depth < DEEPEST else ():
        _look(f"{folder}/{name}", f"{relative}/{name}", depth + 1, found)


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield place
    finally:
        os.close(place)
