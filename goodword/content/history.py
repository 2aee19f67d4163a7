"""What the git repository around a folder of content remembers, where there is one. Only ever asks, never changes."""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from goodword.content.scanning import FOLDER

SECONDS = 20
MOST_NAMED = 100
# A repository may name programs to be run when it is looked at; none of them is needed here.
QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")


class History:
    """Everything is empty where there is no git, no repository, or no answer in time. Paths are relative to ROOT."""

    def __init__(self, root: Path) -> None:
        self._root, self._program = root, shutil.which("git")

    @cached_property
    def head(self) -> str:
        """The commit that the files were taken from."""
        return self._said("rev-parse", "--verify", "--quiet", "HEAD").strip()

    def commits(self, paths: Collection[str]) -> Mapping[str, str]:
        """path → the commit that changed it last, for those of the paths that are as they were committed."""
        if not paths or not self.head:
            return {}
        edited = self._said("diff", "--name-only", "--relative", "HEAD", "--", FOLDER).splitlines()
        wanted = set(paths).difference(edited)
        named = sorted(wanted) if len(wanted) <= MOST_NAMED else [FOLDER]
        found: dict[str, str] = {}
        commit = ""
        order = ("log", "--format=%x00%H", "--name-only", "--no-renames", "--relative")
        for line in self._said(*order, "--", *named).splitlines() if wanted else ():
            if line.startswith("\0"):
                commit = line[1:]
            elif line in wanted:
                found.setdefault(line, commit)
        return found

    def files(self, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], bytes]:
        """(commit, path) → the file as it was in that commit, where it was there."""
        asked = list(dict.fromkeys(wanted))
        if not asked:
            return {}
        prefix = self._said("rev-parse", "--show-prefix").strip()
        names = "".join(f"{commit}:{prefix}{path}\n" for commit, path in asked)
        answer = self._run("cat-file", "--batch", given=names.encode())
        found: dict[tuple[str, str], bytes] = {}
        at = 0
        for name in asked:
            head, _, _ = answer[at:].partition(b"\n")
            at += len(head) + 1
            words = head.split()
            if len(words) == 3 and words[1] == b"blob":
                found[name] = answer[at : at + int(words[2])]
                at += int(words[2]) + 1
        return found

    def _said(self, *arguments: str) -> str:
        return self._run(*arguments).decode(errors="replace")

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        if self._program is None:
            return b""
        known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            done = subprocess.run(
                [self._program, "-C", str(self._root), *QUIET, *arguments],
                input=given,
                capture_output=True,
                timeout=SECONDS,
                env={**known, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return b""
        return done.stdout if done.returncode == 0 else b""
