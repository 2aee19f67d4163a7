"""Fetching content from its repository: one pull at a time, one swap for each, and nothing lost if it is killed."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from goodword.config import Settings
from goodword.content.checking import Report
from goodword.content.checkout import Written, changed, write_out, written
from goodword.content.git import Commit, Git
from goodword.content.git_trouble import GitError
from goodword.content.pull_state import PullState, asked, save, state
from goodword.content.source import CURRENT, MAKING, live_commit, material, swap, tidy
from goodword.errors import UsageError
from goodword.material import Problem
from goodword.settings_of_content import Repository

__all__ = ["PullState", "Pulled", "Puller", "state"]

LOCK = "pull.lock"
MOST_KEPT = 10
Check = Callable[[Path], Report]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did. ``changes`` are (``added``, ``changed`` or ``removed``; path); ``fresh``: it swapped."""

    commit: Commit
    changes: tuple[tuple[str, str], ...]
    report: Report
    fresh: bool
    rewritten: bool = False


class Puller:
    """``check`` gives every problem of the content under a folder, and keeps what it rendered for the site;
    ``publish`` makes the library of what is live now, so that nobody who serves has to."""

    def __init__(self, settings: Settings, check: Check, publish: Callable[[], object], clock: Clock) -> None:
        self._var, self._check, self._publish, self._clock = settings.var, check, publish, clock
        self.repository = repository_of(settings)
        self._folder = material(settings.var)

    def pull(self, waiting: Callable[[], None] = lambda: None) -> Pulled:
        """Fetches, checks, swaps. Raises GitError, and then what was live is. ``waiting`` is called before it waits
        for another pull."""
        with alone(self._folder, waiting) as holding:
            request, before = asked(self._var), state(self._var)
            git = Git(self._folder / "repository.git", self.repository, holding)
            found: list[Commit] = []
            try:
                pulled = self._pull(git, before, found)
            except GitError as error:
                failed = before.failed(error, found[0] if found else None, self._clock())
                save(self._var, replace(failed, answered=request))
                raise
            save(self._var, replace(self._after(before, pulled), answered=request))
            return pulled

    def look(self) -> bool:
        """Whether the repository has something that was not looked at yet. Notes whether it answers."""
        with alone(self._folder) as holding:
            before = state(self._var)
            git = Git(self._folder / "repository.git", self.repository, holding)
            try:
                tip = git.tips().get(self.repository.branch)
            except GitError as error:
                save(self._var, before.failed(error, None, self._clock()))
                return False
            known = before.newest.id if before.newest else None
            if tip != known or (before.trouble and before.refused is None) or self._source != before.source:
                return True
            save(self._var, replace(before, tried_at=self._clock()))
            return False

    @property
    def _source(self) -> str:
        return f"{self.repository.url}#{self.repository.branch}"

    def _pull(self, git: Git, before: PullState, found: list[Commit]) -> Pulled:
        live = live_commit(self._var)
        tidy(self._folder, live)
        git.prepare()
        last = before.live if before.live and before.source == self._source and before.live.id == live else None
        if last and not git.has(last):
            git.forget()
            git.prepare()
            last = None
        commit = git.fetch(self.repository.branch, last)
        found.append(commit)
        rewritten = last is not None and not git.continues(last, commit)
        if commit.id == live:
            return self._unchanged(commit, before.rewritten)
        now, report = self._made(git, commit)
        changes = changed(written(self._folder / CURRENT).versions, now.versions)
        pulled = Pulled(commit, tuple(changes), report, fresh=True, rewritten=rewritten)
        swap(self._var, commit.id)
        self._publish()
        tidy(self._folder, commit.id)
        git.tidy()
        return pulled

    def _made(self, git: Git, commit: Commit) -> tuple[Written, Report]:
        """The commit's folder, whole, with all of it checked and rendered; not live yet."""
        making, target = self._folder / f"{MAKING}{commit.id}", self._folder / commit.id
        try:
            now = write_out(git, commit.id, making)
        except GitError as error:
            shutil.rmtree(making, ignore_errors=True)
            if error.passing:
                git.forget()
            raise
        report = with_more(self._check(making), now.problems)
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
        return now, report

    def _unchanged(self, commit: Commit, rewritten: bool) -> Pulled:
        folder = self._folder / commit.id
        report = with_more(self._check(folder), written(folder).problems)
        return Pulled(commit, (), report, fresh=False, rewritten=rewritten)

    def _after(self, before: PullState, pulled: Pulled) -> PullState:
        errors = [problem for problem in pulled.report.problems if problem.is_error]
        now = self._clock()
        return replace(
            before.went_well(now),
            source=self._source,
            live=pulled.commit,
            live_since=now if pulled.fresh else before.live_since,
            rewritten=pulled.rewritten,
            errors=len(errors),
            problems=tuple(errors[:MOST_KEPT]),
        )


def repository_of(settings: Settings) -> Repository:
    """The repository that is set. Raises UsageError if none is."""
    if settings.content_git is None:
        raise UsageError("Content is not taken from a repository: set GOODWORD_CONTENT_GIT, as docs/settings.md says.")
    return settings.content_git


def with_more(report: Report, problems: tuple[Problem, ...]) -> Report:
    return replace(report, problems=tuple(sorted({*report.problems, *problems})))


@contextmanager
def alone(folder: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[int]:
    """No other pull runs inside; the lock's descriptor."""
    with (folder / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
