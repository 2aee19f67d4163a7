"""Linux says when something in a folder changes (inotify(7)), so that nobody has to look at ten thousand files four
times a second.

It says nothing of what others do to a drive of the network, nor of the target of a link: where there is either,
looking is the only way.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from goodword.content.readable import readable
from goodword.content.scanning import DEEPEST, ENDINGS, FOLDER

HEAD = struct.Struct("iIII")  # watch, what happened, cookie, length of the name that follows
MODIFY, ATTRIB, CLOSE_WRITE, MOVED, CREATE, DELETE = 0x2, 0x4, 0x8, 0x40 | 0x80, 0x100, 0x200
SELF = 0x400 | 0x800  # the folder itself was removed or moved
ONLY_FOLDERS, IS_FOLDER = 0x01000000, 0x40000000
UNMOUNTED, OVERFLOWN, ENDED = 0x2000, 0x4000, 0x8000
ASKED = MODIFY | ATTRIB | CLOSE_WRITE | MOVED | CREATE | DELETE | SELF | ONLY_FOLDERS
# statfs(2): ext, xfs, btrfs, zfs, f2fs, tmpfs, overlay. Nobody else writes to these behind the kernel's back.
LOCAL = frozenset({0xEF53, 0x58465342, 0x9123683E, 0x2FC12FC1, 0xF2F52010, 0x01021994, 0x794C7630})
AT_ONCE = 1 << 16


class Notices:
    """What is said of the content under ``root`` from now on. ``stale`` once folders came or went: then others have to
    be asked for, by making it anew. Raises OSError where nothing would be said."""

    def __init__(self, root: Path) -> None:
        self.stale = False
        self._names: dict[int, str] = {}
        self._libc = ctypes.CDLL(None, use_errno=True)
        places = list(watched(root))
        if any(self._type(folder) not in LOCAL for folder, _ in places):
            raise OSError("This file system is not known to say what happens.")
        self._file = self._called(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        try:
            for folder, name in places:
                watch = self._libc.inotify_add_watch(self._file, os.fsencode(folder), ASKED)
                self._names[self._called(watch)] = name
        except OSError:
            self.close()
            raise

    def wait(self, seconds: float) -> bool:
        """Whether anything that matters is said within so many seconds; returns as soon as it is."""
        if not readable(self._file, seconds):
            return False
        told = [self._matters(*one) for one in events(os.read(self._file, AT_ONCE))]
        return any(told)

    def close(self) -> None:
        os.close(self._file)

    def _matters(self, watch: int, what: int, name: str) -> bool:
        wanted = self._names.get(watch, "")
        if wanted and name and name != wanted:
            return False
        folders = bool(wanted) or bool(what & (IS_FOLDER | SELF | UNMOUNTED | OVERFLOWN | ENDED))
        self.stale |= folders
        return folders or (not name.startswith(".") and name.lower().endswith(ENDINGS))

    def _type(self, folder: str) -> int:
        about = (ctypes.c_long * 32)()
        self._called(self._libc.statfs(os.fsencode(folder), about))
        return about[0] & 0xFFFFFFFF

    def _called(self, result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result


def notices(root: Path) -> Notices | None:
    """What will be said of the content under ``root``; None where looking is the only way."""
    if sys.platform != "linux":
        return None
    try:
        return Notices(root)
    except OSError:
        return None


def watched(root: Path) -> Iterator[tuple[str, str]]:
    """Every folder to ask about, with the one name in it that matters, or "" where all do. Raises OSError where a link
    leads elsewhere; ``root`` itself may be one that is pointed to other places."""
    if root.parent.resolve() != root.parent.absolute():
        raise OSError("There is a link on the way to the content.")
    if root.is_symlink():
        yield str(root.parent), root.name
    yield str(root), FOLDER
    if (root / FOLDER).is_symlink():
        raise OSError("The content is a link.")
    if (root / FOLDER).is_dir():
        yield from ((folder, "") for folder in folders(str(root / FOLDER)))


def folders(folder: str, depth: int = 0) -> Iterator[str]:
    """The folder and those in it, as deep as content is looked for."""
    yield folder
    with os.scandir(folder) as found:
        items = [item for item in found if not item.name.startswith(".")]
    for item in items:
        if item.is_symlink():
            raise OSError(f"{item.path} is a link.")
        if item.is_dir() and depth < DEEPEST:
            yield from folders(item.path, depth + 1)


def events(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Watch, what happened, and the name of what it happened to: "" where it is the folder itself."""
    place = 0
    while place < len(data):
        watch, what, _, length = HEAD.unpack_from(data, place)
        place += HEAD.size
        yield watch, what, os.fsdecode(data[place : place + length].rstrip(b"\0"))
        place += length
