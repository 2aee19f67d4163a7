"""The `git` program, run so that nothing but the repository's data comes of it.

No hooks, filters, submodules or helpers, no configuration but ours, no questions asked, no protocol but the one that
was set; it ends by itself after a while, and cannot fill the disk.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from goodword.content import limited
from goodword.content.git_environment import configuration, environment
from goodword.content.git_trouble import GitError, absent, crowded, gone, reason_of, too_late
from goodword.settings_of_content import Repository

FETCH_SECONDS = 240
LOOK_SECONDS = 20
LOCAL_SECONDS = 60
LARGEST_FETCH = 1_000_000_000
LONGEST_LIST = 20_000_000
MOST_PACKS = 30


@dataclass(frozen=True, slots=True)
class Commit:
    """One version of the repository. ``subject`` is the first line of its message."""

    id: str
    author: str
    email: str
    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a commit. ``mode`` and ``id`` are git's; ``size`` is in bytes, 0 for what is no file."""

    path: str
    mode: str
    id: str
    size: int


class Git:
    """A bare copy of what was fetched from ``repository``, in ``folder``. ``holding`` is the descriptor of a lock that
    stays locked until the last process started here has ended, even if this one is killed before."""

    def __init__(self, folder: Path, repository: Repository, holding: int | None = None) -> None:
        self._folder, self._repository, self._holding = folder, repository, holding
        self._program = shutil.which("git")

    def tips(self) -> dict[str, str]:
        """branch → commit, as the repository has them now. Needs no copy."""
        self._configure()
        said = self._remotely("ls-remote", "--heads", "--quiet", self._repository.url, seconds=LOOK_SECONDS)
        rows = (line.partition("\t") for line in said.decode(errors="replace").splitlines())
        return {name.removeprefix("refs/heads/"): id_ for id_, _, name in rows}

    def fetch(self, branch: str, since: Commit | None = None) -> Commit:
        """The newest commit of a branch, fetched with no more history than reaches back to ``since``."""
        ref = f"refs/fetched/{sha256(branch.encode()).hexdigest()[:20]}"  # no two of these can be in each other's way
        depth = f"--shallow-since={since.at.timestamp():.0f}" if since else "--depth=1"
        what = (depth, self._repository.url, f"+refs/heads/{branch}:{ref}")
        try:
            self._remotely("fetch", "--quiet", "--no-tags", "--update-shallow", *what, seconds=FETCH_SECONDS)
        except GitError:
            if since is None:
                raise
            return self.fetch(branch)  # the new one is older than the one before
        return self.commit(ref)

    def commit(self, name: str) -> Commit:
        form = "--format=%H%x00%an%x00%ae%x00%ct%x00%s"
        said = self._locally("log", "-1", "--no-show-signature", "--no-mailmap", form, name)
        id_, author, email, seconds, subject = said.decode(errors="replace").rstrip("\n").split("\0", 4)
        return Commit(id_, author, email, datetime.fromtimestamp(int(seconds), UTC), subject)

    def has(self, commit: Commit) -> bool:
        return self._asked("cat-file", "-e", f"{commit.id}^{{tree}}")

    def continues(self, before: Commit, now: Commit) -> bool:
        """Whether ``before`` is in the history of ``now``, as far as that was fetched."""
        return self._asked("merge-base", "--is-ancestor", before.id, now.id)

    def files(self, commit: str, folder: str) -> list[File]:
        """Everything under a folder of the commit. A few objects can stand for endless lists, so not all is read."""
        command = [self._git(), *self._place(), "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", f"{folder}/"]
        environ = environment(self._folder, self._repository)
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ
        ) as process:
            assert process.stdout
            said = process.stdout.read(LONGEST_LIST)
            if len(said) == LONGEST_LIST:
                process.kill()
                raise crowded(folder)
        if process.returncode:
            raise gone(folder)
        return [file_of(row) for row in said.split(b"\0") if row]

    def contents(self, files: Iterable[File]) -> Iterator[bytes]:
        """What is in each of the files, one after the other."""
        with subprocess.Popen(
            [self._git(), *self._place(), "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(self._folder, self._repository),
        ) as process:
            assert process.stdin and process.stdout
            for file in files:
                process.stdin.write(file.id.encode() + b"\n")
                process.stdin.flush()
                head = process.stdout.readline().split()
                if head[1:2] != [b"blob"] or int(head[2]) != file.size:
                    process.kill()
                    raise gone(file.path)
                yield process.stdout.read(file.size + 1)[:-1]
            process.stdin.close()

    def forget(self) -> None:
        """Removes the copy: the next fetch makes it anew."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def tidy(self) -> None:
        """Lets go of what no branch needs any more, once it has gathered."""
        if len(list(self._folder.glob("objects/pack/*.pack"))) > MOST_PACKS:
            self._asked("gc", "--quiet", "--prune=now")

    def prepare(self) -> None:
        """Makes the copy if there is none, and clears away what a killed process left locked in it: nobody else may
        be using it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._configure()
        if not (self._folder / "HEAD").exists():
            self._locally("init", "--bare", "--quiet", "--template=", str(self._folder))
        for left in (*self._folder.rglob("*.lock"), *self._folder.glob("objects/pack/tmp_*")):
            left.unlink(missing_ok=True)

    def _configure(self) -> None:
        """Writes the only configuration that git reads; another process may be reading it."""
        file, wanted = self._folder.parent / "gitconfig", configuration(self._repository)
        if not file.exists() or file.read_text(encoding="utf-8") != wanted:
            draft = file.with_name(f".{file.name}.{os.getpid()}")
            draft.write_text(wanted, encoding="utf-8")
            draft.replace(file)

    def _remotely(self, *arguments: str, seconds: int) -> bytes:
        """Runs git with an end, a limit to what it may write, and the token."""
        limits = [sys.executable, "-I", "-S", limited.__file__, str(seconds + 5), str(LARGEST_FETCH)]
        return self._run([*limits, self._git(), *self._place(), *arguments], seconds, token=True)

    def _locally(self, *arguments: str) -> bytes:
        return self._run([self._git(), *self._place(), *arguments], LOCAL_SECONDS)

    def _asked(self, *arguments: str) -> bool:
        try:
            self._locally(*arguments)
        except GitError:
            return False
        return True

    def _run(self, command: list[str], seconds: int, token: bool = False) -> bytes:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self._folder, self._repository, token),
            start_new_session=True,
            pass_fds=() if self._holding is None else (self._holding,),
        ) as process:
            try:
                said, complaint = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise too_late(self._repository, seconds) from None
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        if process.returncode:
            raise reason_of(complaint.decode(errors="replace"), self._repository)
        return said

    def _git(self) -> str:
        if self._program is None:
            raise absent()
        return self._program

    def _place(self) -> tuple[str, ...]:
        return (f"--git-dir={self._folder}",)


def file_of(row: bytes) -> File:
    """A row of `git ls-tree -l -z`."""
    about, _, path = row.partition(b"\t")
    mode, _, id_, size = about.split()
    return File(path.decode(errors="surrogateescape"), mode.decode(), id_.decode(), 0 if size == b"-" else int(size))
