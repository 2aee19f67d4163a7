"""A real repository to push to and pull from, and a working copy that Mina edits."""

import os
import subprocess
from pathlib import Path

ENVIRON = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Mina",
    "GIT_AUTHOR_EMAIL": "mina@spokewise.example",
    "GIT_COMMITTER_NAME": "Mina",
    "GIT_COMMITTER_EMAIL": "mina@spokewise.example",
}
START = 1_750_000_000


def faq(body: str, title: str = "Why") -> str:
    return f"---\ntitle: {title}\n---\n{body}\n"


class Remote:
    """``url`` names the bare repository and its branch ``main``; ``work`` is the working copy."""

    def __init__(self, folder: Path) -> None:
        self.bare, self.work = folder / "content.git", folder / "work"
        self._moment = START
        run("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        run("init", "--quiet", "--initial-branch=main", str(self.work))

    @property
    def url(self) -> str:
        return f"{self.bare}#main"

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Writes files below ``content/``; None takes one away."""
        for name, text in files.items():
            path = self.work / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, files: dict[str, str | bytes | None], message: str = "A change") -> str:
        """Commits files, a minute after the commit before; the new commit."""
        self.write(files)
        self._moment += 60
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def push(self, files: dict[str, str | bytes | None], message: str = "A change", branch: str = "main") -> str:
        """Commits files and pushes them, whatever is there; the new commit."""
        made = self.commit(files, message)
        self.git("push", "--quiet", "--force", str(self.bare), f"HEAD:refs/heads/{branch}")
        return made

    def git(self, *arguments: str) -> str:
        date = f"{self._moment} +0000"
        return run("-C", str(self.work), *arguments, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)


def run(*arguments: str, **environ: str) -> str:
    """What git says."""
    done = subprocess.run(
        ["git", *arguments], env={**ENVIRON, **environ}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
