"""Where content lies: in ROOT, or in what was last fetched from a git repository.

Of a repository, each commit is a folder of its own under ``VAR/material``, and ``current`` is a link to the one that
is live. The link is replaced in one step while nobody reads content, so no library is ever made of two commits.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodword.config import Settings
from goodword.content.scanning import FOLDER

CURRENT = "current"
MAKING = ".making-"
KEPT = 3


def material(var: Path) -> Path:
    """The folder of everything that has to do with the content repository; made if it is not there."""
    folder = var / "material"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def content_root(settings: Settings) -> Path:
    """The folder with ``content/`` in it. Until something was fetched that is ROOT, whatever is set."""
    if settings.content_git is None:
        return settings.root
    current = material(settings.var) / CURRENT
    if live_commit(settings.var) is None and (not current.is_symlink() or current.readlink() != settings.root):
        point(current, settings.root)
    return current


def live_commit(var: Path) -> str | None:
    """The commit that is live; None while nothing was fetched."""
    current = var / "material" / CURRENT
    try:
        target = current.readlink()
    except OSError:
        return None
    return target.name if not target.is_absolute() and (current / FOLDER).is_dir() else None


def swap(var: Path, commit: str) -> None:
    """Makes the folder of this commit the live one. Waits until nobody is reading."""
    os.sync()  # the files have to outlive a loss of power if the link does
    with nobody_reading(var):
        point(material(var) / CURRENT, Path(commit))


@contextmanager
def nobody_reading(var: Path) -> Iterator[None]:
    """No shelf takes in files inside: this is the lock that each of them holds while it does."""
    with (var / "content.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def point(link: Path, target: Path) -> None:
    """Makes ``link`` lead to ``target``, in one step."""
    draft = link.with_name(f".{link.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    os.replace(draft, link)


def tidy(folder: Path, live: str | None = None) -> None:
    """Takes away what a killed process left half made, and all but the last few commits."""
    for path in folder.glob(f"{MAKING}*"):
        shutil.rmtree(path, ignore_errors=True)
    commits = [path for path in folder.iterdir() if (path / FOLDER).is_dir() and not path.is_symlink()]
    for path in sorted(commits, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        if path.name != live:
            shutil.rmtree(path, ignore_errors=True)
