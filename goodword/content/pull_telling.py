"""What others hear of a pull: the forge, as the commit's status, and the team, by mail. One mail for each bad commit,
none for good ones, but one when what was bad is mended."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from goodword import outbox
from goodword.config import Settings
from goodword.content import statuses
from goodword.content.pull_state import PullState, note_told, plain_problems, told
from goodword.db import now, writing
from goodword.saying import packed

TOPIC = "content news"
PATIENCE = 5


def tell(settings: Settings, state: PullState) -> bool:
    """Puts into the outbox what is to be told, unless it was; whether there was anything. Call it inside an application
    context; raises SQLAlchemyError while the database is away, and then nothing was told."""
    outcome = outcome_of(state)
    before, was_bad = told(settings.var)
    if outcome in ("", before):
        return False
    status, letter = statuses.status_of(state), letter_of(state, was_bad)
    with writing() as session:
        if status and settings.content_git and statuses.request_of(settings.content_git, status, None):
            payload = {"commit": status.commit, "good": status.good, "description": status.description}
            outbox.put(session, statuses.TOPIC, payload, at=now(), key=f"{statuses.TOPIC} {outcome}")
        if letter:
            outbox.put(session, TOPIC, letter, at=now(), key=f"{TOPIC} {outcome}")
    note_told(settings.var, outcome, state.bad)
    return True


def outcome_of(state: PullState) -> str:
    """A name for what there is to tell; empty while there is nothing, or what is wrong may pass by itself."""
    if state.trouble is not None:
        if state.passing and state.failures < PATIENCE:
            return ""
        why = sha256(state.trouble.template.encode()).hexdigest()[:8]
        return f"{state.newest.id if state.newest else 'nothing'} {why}"
    return f"{state.live.id} {'bad' if state.errors else 'good'}" if state.live else ""


def letter_of(state: PullState, was_bad: bool) -> Mapping[str, Any] | None:
    """What the team's mail is made of; None where there is none to write."""
    if not state.bad and not was_bad:
        return None
    commit = state.newest
    return {
        "bad": state.bad,
        "trouble": state.trouble and packed(state.trouble),
        "errors": state.errors if state.trouble is None else 0,
        "problems": plain_problems(state.problems) if state.trouble is None else [],
        "commit": commit.id if commit else "",
        "subject": commit.subject if commit else "",
        "author": commit.author if commit else "",
    }
