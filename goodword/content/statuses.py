"""The status of a commit, shown by the forge beside it: whether its content is live, or the first thing to mend.

GitHub: https://docs.github.com/rest/commits/statuses · GitLab: https://docs.gitlab.com/api/commits
Forgejo, Gitea: ``/repos/{owner}/{repo}/statuses/{sha}`` of https://codeberg.org/api/swagger
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from goodword.config import Settings
from goodword.content.forges import status_url
from goodword.content.pull_state import PullState
from goodword.outbox import Hopeless, Job, Topic
from goodword.settings_of_content import Forge, Repository

TOPIC = "content status"
CONTEXT = "goodword/content"
LONGEST = 140
FAILED: Mapping[Forge, str] = {"github": "failure", "gitlab": "failed", "forgejo": "failure"}
CONNECT_SECONDS, READ_SECONDS = 5, 15
WORTH_A_RETRY = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Status:
    """What is said of a commit: ``description`` in at most 140 characters."""

    commit: str
    good: bool
    description: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, as it goes to the forge."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def status_of(now: PullState) -> Status | None:
    """The status of the newest commit; None where nothing is known of one."""
    if now.newest is None or (now.trouble and now.refused is None):
        return None
    if now.trouble:
        return Status(now.newest.id, False, shortened(f"Not live: {now.trouble}"))
    if now.errors:
        count = "1 error" if now.errors == 1 else f"{now.errors} errors"
        return Status(now.newest.id, False, shortened(f"{count}: {now.problems[0]}"))
    return Status(now.newest.id, True, "Content is live.")


def request_of(repository: Repository, status: Status, base_url: str | None) -> Sent | None:
    """The request that gives a commit its status; None without a token, or where no forge is known."""
    url = status_url(repository, status.commit)
    if not repository.token or repository.forge is None or url is None:
        return None
    said = {
        "state": "success" if status.good else FAILED[repository.forge],
        "description": status.description,
        "name" if repository.forge == "gitlab" else "context": CONTEXT,
    }
    if base_url:
        said["target_url"] = f"{base_url}/team/content"
    if repository.forge == "gitlab":
        said["ref"] = repository.branch
    headers = {"Content-Type": "application/json", "User-Agent": "Goodword", **credentials(repository)}
    return Sent(url, headers, json.dumps(said, ensure_ascii=False).encode())


def credentials(repository: Repository) -> Mapping[str, str]:
    """How each forge wants the token."""
    token = repository.token or ""
    if repository.forge == "github":
        version = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return {"Authorization": f"Bearer {token}", **version}
    return {"PRIVATE-TOKEN": token} if repository.forge == "gitlab" else {"Authorization": f"token {token}"}


def status_topic(settings: Settings) -> Topic:
    """What posts statuses. The token is of the settings: rows of the outbox never hold it."""

    def run(job: Job) -> None:
        status = Status(job.payload["commit"], job.payload["good"], job.payload["description"])
        request = settings.content_git and request_of(settings.content_git, status, settings.base_url)
        if request:
            send(request)

    return Topic(run, keep=("commit", "good", "description"))


def send(request: Sent) -> None:
    """Raises Hopeless where the forge refuses for good, another error where trying again may help."""
    import urllib3  # noqa: PLC0415 - takes a tenth of the start of every process, and few have a commit to tell of

    seconds = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    with urllib3.PoolManager(timeout=seconds, retries=False) as pool:
        answer = pool.request("POST", request.url, body=request.body, headers=dict(request.headers), redirect=False)
    if 200 <= answer.status < 300 or already_so(answer.status, answer.data):
        return
    said = answer.data[:200].decode(errors="replace").strip()
    if answer.status >= 500 or answer.status in WORTH_A_RETRY:
        raise ConnectionError(f"the forge answers {answer.status}: {said}")
    raise Hopeless(f"the forge refuses the status of a commit with {answer.status}: {said}")


def already_so(status: int, said: bytes) -> bool:
    """GitLab refuses to say the same twice."""
    return status == 400 and b"Cannot transition status" in said


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
