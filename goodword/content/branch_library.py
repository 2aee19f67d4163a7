"""The library of one commit, as it would be if it were live: for previews of what is not published yet."""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from goodword.content.checkout import write_out
from goodword.content.git import Git
from goodword.content.library import Library, Terms
from goodword.content.shelf import Shelf
from goodword.content.source import MAKING

STORE = "content.sqlite"
KEPT = 5


def folder_of(branches: Path, commit: str) -> Path:
    return branches / hashlib.sha256(commit.encode()).hexdigest()[:20]


def library_of(git: Git, commit: str, branches: Path, var: Path, terms: Terms) -> Library:
    """The library of a fetched commit. What the site has rendered before is taken from there, and so are last good
    versions: a wrong file shows what it would show if the branch were published. Raises GitError."""
    folder = folder_of(branches, commit)
    if not folder.is_dir():
        make(git, commit, folder, var)
    os.utime(folder)
    shelf = Shelf(folder, folder, terms)
    try:
        shelf.load()
        return shelf.library
    finally:
        shelf.close()


def make(git: Git, commit: str, folder: Path, var: Path) -> None:
    """The commit's files, a copy of the live site's store, and the site's own folder of images."""
    making = folder.with_name(f"{MAKING}{folder.name}-{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    try:
        write_out(git, commit, making)
        (var / "media").mkdir(exist_ok=True)
        (making / "media").symlink_to(var / "media")
        if (var / STORE).exists():
            copy(var / STORE, making / STORE)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def copy(store: Path, to: Path) -> None:
    """A copy of a database that others may be writing to."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    to.chmod(0o600)


def tidy(branches: Path) -> None:
    """Keeps the few that were used last."""
    folders = [path for path in branches.iterdir() if (path / "content").is_dir() and not path.name.startswith(".")]
    for path in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
