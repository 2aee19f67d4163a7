"""The content of one commit, written out as plain files. Nothing of git decides what is written: no filters, links,
attributes. What the site would never read stays behind."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodword.content.git import File, Git
from goodword.content.git_trouble import GitError
from goodword.content.naming import is_material
from goodword.content.scanning import DEEPEST, ENDINGS, FOLDER
from goodword.material import Problem
from goodword.saying import Said

LARGEST_FILE = 20_000_000
LARGEST_TOTAL = 2_000_000_000
MOST_FILES = 100_000
LARGE_FILE_POINTER = b"version https://git-lfs.github.com/spec/"
LINK, MODULE = "120000", "160000"
NOTE = "written.json"


@dataclass(frozen=True, slots=True)
class Written:
    """``versions``: path → git's name for what is in the file. ``problems``: files that are not what was meant."""

    versions: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def save(self, folder: Path) -> None:
        problems = [(one.path, one.message, one.hint) for one in self.problems]
        (folder / NOTE).write_text(json.dumps({"versions": self.versions, "problems": problems}), encoding="utf-8")


def written(folder: Path) -> Written:
    """What was noted of a folder; nothing of one that was not written by us."""
    try:
        known = json.loads((folder / NOTE).read_bytes())
    except OSError:
        return Written({})
    problems = (Problem(path, 1, 1, Said(message), Said(hint)) for path, message, hint in known["problems"])
    return Written(known["versions"], tuple(problems))


def write_out(git: Git, commit: str, folder: Path) -> Written:
    """Writes the content of the commit under ``folder``. Raises GitError where it cannot be what anybody means."""
    found = git.files(commit, FOLDER)
    refuse_unfit(found)
    wanted = [file for file in found if is_wanted(file)]
    problems = [problem for file in found if (problem := left_out(file))]
    (folder / FOLDER).mkdir(parents=True)
    try:
        for file, data in zip(wanted, git.contents(wanted), strict=True):
            if data.startswith(LARGE_FILE_POINTER):
                problems.append(pointer(file))
            write(folder / file.path, data)
        made = Written({file.path: file.id for file in wanted}, tuple(problems))
        made.save(folder)
    except OSError as error:
        raise GitError(Said("Content cannot be written to VAR: %(reason)s.", reason=str(error.strerror))) from error
    return made


def refuse_unfit(files: Iterable[File]) -> None:
    """Raises GitError if the commit has no content, or too much of it, or a name that leads elsewhere."""
    count = total = 0
    content = False
    for file in files:
        if any(part in ("", ".", "..") or part.lower() == ".git" or "\\" in part for part in file.path.split("/")):
            raise GitError(Said("The commit has a file with an impossible name, %(path)s.", path=printable(file.path)))
        if file.size > LARGEST_FILE:
            raise GitError(too_large(file))
        count, total, content = count + 1, total + file.size, content or is_material(file.path)
    if not content:
        raise GitError(Said("The commit has no folder content/ at its top, or no content in it."))
    if count > MOST_FILES or total > LARGEST_TOTAL:
        raise GitError(
            Said(
                "content/ has %(files)s files of %(size)s MB in this commit; the most are %(most)s of %(limit)s MB.",
                files=count,
                size=total // 1_000_000,
                most=MOST_FILES,
                limit=LARGEST_TOTAL // 1_000_000,
            )
        )


def too_large(file: File) -> Said:
    return Said(
        "%(path)s has %(size)s MB; no file of content may have more than %(limit)s MB.",
        path=printable(file.path),
        size=file.size // 1_000_000,
        limit=LARGEST_FILE // 1_000_000,
    )


def is_wanted(file: File) -> bool:
    """Whether the site would read this file."""
    parts = file.path.split("/")
    plain = file.mode not in (LINK, MODULE) and file.path.isprintable()
    shallow = len(parts) <= DEEPEST + 2 and not any(part.startswith(".") for part in parts)
    return plain and shallow and file.path.lower().endswith(ENDINGS)


def left_out(file: File) -> Problem | None:
    """Why a file that its author means to be content is none."""
    path = printable(file.path)
    if file.mode == LINK:
        return Problem(path, 1, 1, Said("a symbolic link is not followed"), Said("put the file itself in its place"))
    if file.mode == MODULE:
        return Problem(path, 1, 1, Said("a submodule is not fetched"), Said("put the files themselves in its place"))
    if not file.path.isprintable():
        return Problem(
            path, 1, 1, Said("the name of this file cannot be printed"), Said("rename it in signs that can be seen")
        )
    return None


def pointer(file: File) -> Problem:
    message = Said("this is a note of Git LFS in place of the file")
    return Problem(file.path, 1, 1, message, Said("commit the file itself, without LFS"))


def printable(path: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in path)


def write(path: Path, data: bytes) -> None:
    """A new file; what is there already is a mistake."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(``added``, ``changed`` or ``removed``; path) of every file that differs, by path."""
    for path in sorted(before.keys() | now.keys()):
        if path not in before:
            yield "added", path
        elif path not in now:
            yield "removed", path
        elif before[path] != now[path]:
            yield "changed", path
