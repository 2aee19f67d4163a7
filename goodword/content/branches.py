"""Branches of the content repository, for previews. Nothing here ever waits long: what takes time is done beside, and
who asks before it is done is told so."""

import fcntl
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from threading import Lock, Thread
from typing import TypeVar

from goodword.config import Settings
from goodword.content import branch_library
from goodword.content.git import Git
from goodword.content.git_trouble import GitError, no_branch
from goodword.content.hooks import BRANCHES_CHANGED
from goodword.content.library import Library, Terms
from goodword.errors import GoodwordError
from goodword.saying import Said
from goodword.settings_of_content import Repository

log = logging.getLogger(__name__)

FRESH_SECONDS = 30.0
LONGEST_WAIT = 20.0
KEPT = 3
T = TypeVar("T")


class BranchError(GoodwordError):
    """A branch cannot be shown, or not yet. ``said`` is the sentence that says why, for any language."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


class Branches:
    """Give each process one of its own. ``clock`` is monotonic."""

    def __init__(self, settings: Settings, terms: Terms, clock: Callable[[], float] = time.monotonic) -> None:
        assert settings.content_git is not None
        self._repository: Repository = settings.content_git
        self._var, self._folder, self._terms, self._clock = settings.var, settings.var / "branches", terms, clock
        self._lock = Lock()
        self._tips: dict[str, str] = {}
        self._known: Future[dict[str, str]] | None = None
        self._asked_at, self._asked_on = float("-inf"), 0.0
        self._libraries: OrderedDict[str, Library] = OrderedDict()
        self._coming: dict[str, Future[Library]] = {}

    def names(self) -> tuple[str, ...]:
        """The branches as last known, that of the live content first. What is new is looked for beside."""
        self._look()
        own = self._repository.branch
        return tuple(sorted(self._tips, key=lambda name: (name != own, name)))

    def library(self, name: str) -> Library:
        """What the site would say if this branch were published. Raises BranchError, also while it is being made."""
        commit = self._tip(name)
        with self._lock:
            if commit in self._libraries:
                self._libraries.move_to_end(commit)
                return self._libraries[commit]
            coming = self._coming.get(commit) or beside(lambda: self._make(name, commit))
            self._coming[commit] = coming
        try:
            library = coming.result(LONGEST_WAIT)
        except TooLong:
            raise BranchError(
                Said("The branch %(name)s is being made ready. Try again in a moment.", name=name)
            ) from None
        except GitError as error:
            self._forget(commit)
            raise BranchError(error.said) from error
        except Exception as error:
            self._forget(commit)
            log.exception("The branch %s cannot be shown.", name)
            raise BranchError(Said("The branch %(name)s cannot be shown.", name=name)) from error
        self._keep(commit, library)
        return library

    def _tip(self, name: str) -> str:
        """The newest commit of a branch, as last known; the first time it is waited for."""
        known = self._look()
        if not self._tips:
            try:
                known.result(LONGEST_WAIT)
            except TooLong:
                pass
            except GitError as error:
                raise BranchError(error.said) from error
        if name not in self._tips:
            raise BranchError(no_branch(name).said)
        return self._tips[name]

    def _look(self) -> "Future[dict[str, str]]":
        """The look that is under way or was the last; a new one if that is a while ago or a push was heard of."""
        with self._lock:
            done = self._known is None or self._known.done()
            if done and (self._clock() - self._asked_at > FRESH_SECONDS or self._heard()):
                self._asked_at, self._asked_on = self._clock(), time.time()
                self._known = beside(self._read_tips)
            assert self._known
            return self._known

    def _heard(self) -> bool:
        try:
            return (self._var / BRANCHES_CHANGED).stat().st_mtime > self._asked_on
        except OSError:
            return False

    def _read_tips(self) -> dict[str, str]:
        self._tips = self._git().tips()
        return self._tips

    def _make(self, name: str, commit: str) -> Library:
        """In a thread of its own. One process at a time fetches; what one made, others find."""
        self._folder.mkdir(exist_ok=True)
        with (self._folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            git = self._git(file.fileno())
            if not branch_library.folder_of(self._folder, commit).is_dir():
                git.prepare()
                commit = git.fetch(name).id
            made = branch_library.library_of(git, commit, self._folder, self._var, self._terms)
            branch_library.tidy(self._folder)
            git.tidy()
            return made

    def _git(self, holding: int | None = None) -> Git:
        self._folder.mkdir(exist_ok=True)
        return Git(self._folder / "repository.git", self._repository, holding)

    def _keep(self, commit: str, library: Library) -> None:
        with self._lock:
            self._coming.pop(commit, None)
            self._libraries[commit] = library
            while len(self._libraries) > KEPT:
                self._libraries.popitem(last=False)

    def _forget(self, commit: str) -> None:
        with self._lock:
            self._coming.pop(commit, None)


def beside(work: Callable[[], T]) -> "Future[T]":
    """Does the work in a thread that keeps no process from ending."""
    made: Future[T] = Future()

    def run() -> None:
        try:
            made.set_result(work())
        except BaseException as error:
            made.set_exception(error)

    Thread(target=run, name="branches", daemon=True).start()
    return made
