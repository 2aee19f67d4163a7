"""What can go wrong with a content repository, in words for people."""

import re

from goodword.errors import GoodwordError
from goodword.saying import Said
from goodword.settings_of_content import Repository, shown

TOO_MUCH = "File too large"
REFUSED = re.compile(
    r"Authentication failed|could not read (Username|Password)|terminal prompts disabled|Access denied"
    r"|Permission denied|error: 40[13]\b|Invalid username or (password|token)",
    re.IGNORECASE,
)
NOT_THERE = re.compile(
    r"(repository|project) .*not (be )?found|not appear to be a git repository|error: 404\b|not found", re.IGNORECASE
)


class GitError(GoodwordError):
    """The content of a repository cannot be had. ``passing``: trying again later may be enough."""

    def __init__(self, said: Said, passing: bool = False) -> None:
        super().__init__(said)
        self.said, self.passing = said, passing


def absent() -> GitError:
    return GitError(Said("The program git is not installed. Debian, Ubuntu: apt-get install git."))


def gone(path: str) -> GitError:
    return GitError(Said("The fetched copy lacks %(path)s; it is fetched anew next time.", path=path), passing=True)


def crowded(folder: str) -> GitError:
    return GitError(Said("The commit has far too many files under %(folder)s/.", folder=folder))


def too_late(repository: Repository, seconds: int) -> GitError:
    said = Said("%(url)s did not answer in time (%(seconds)s s).", url=shown(repository.url), seconds=seconds)
    return GitError(said, passing=True)


def no_branch(branch: str) -> GitError:
    return GitError(
        Said(
            "The repository has no branch %(branch)s. Push it again, or name another in GOODWORD_CONTENT_GIT.",
            branch=branch,
        )
    )


def reason_of(complaint: str, repository: Repository) -> GitError:
    """What git complained about. Its own words only where we have none, and never a token."""
    url = shown(repository.url)
    if "couldn't find remote ref" in complaint:
        return no_branch(repository.branch)
    if TOO_MUCH in complaint:
        return GitError(Said("%(url)s sent more than one pull may bring (1 GB).", url=url))
    if "Host key verification failed" in complaint:
        return GitError(Said("The host of %(url)s is not known yet: run `ssh` to it once, as this user.", url=url))
    if REFUSED.search(complaint):
        return GitError(
            Said("%(url)s does not let us in. GOODWORD_CONTENT_TOKEN needs a token that may read it.", url=url)
        )
    if NOT_THERE.search(complaint):
        return GitError(Said("There is no repository at %(url)s, or it is not shown to us without a token.", url=url))
    return GitError(
        Said("git cannot reach %(url)s (%(reason)s).", url=url, reason=last_words(complaint, repository)), passing=True
    )


def last_words(complaint: str, repository: Repository) -> str:
    """The line that says most, without what must not be said."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()] or ["no reason given"]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "ssh:"))] or lines
    line = shown(telling[0])
    return line.replace(repository.token, "…")[:300] if repository.token else line[:300]
