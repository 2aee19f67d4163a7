"""`/hooks/content`: the forge says that something was pushed. The answer is given at once; the pull happens elsewhere,
and the request for it lies on disk before the forge is told that it was heard."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from goodword.config import Settings
from goodword.content.hook_signatures import genuine
from goodword.content.pull_state import ask
from goodword.db import now

LARGEST = 5_000_000
EVENTS = ("X-GitHub-Event", "X-Gitlab-Event", "X-Forgejo-Event", "X-Gitea-Event")
PUSHES = ("push", "Push Hook", "System Hook", "")
BRANCHES_CHANGED = "branches-changed"

hooks = Blueprint("hooks", __name__)


def init_app(app: Flask) -> None:
    """Adds the address; it answers 404 until a secret is set."""
    app.register_blueprint(hooks)


@hooks.route("/hooks/content", methods=["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def content() -> Response:
    """What the forge is told: a sentence, as its list of deliveries shows it."""
    settings: Settings = current_app.extensions["goodword.settings"]
    repository = settings.content_git
    if repository is None or repository.hook_secret is None:
        return said(404, "No secret is set for this address: GOODWORD_CONTENT_HOOK_SECRET.")
    if request.method != "POST":
        return said(405, "This address is for messages of the forge, sent by POST.", Allow="POST")
    try:
        request.max_content_length = LARGEST
        body = request.get_data()
    except RequestEntityTooLarge:
        return said(413, f"A message of more than {LARGEST // 1_000_000} MB is not read.")
    if not genuine(request.headers.get, body, repository.hook_secret):
        return said(403, "The signature is not that of GOODWORD_CONTENT_HOOK_SECRET.")
    event = next((request.headers[name] for name in EVENTS if name in request.headers), "")
    if event not in PUSHES:
        return said(200, f"Heard; a {event} asks for nothing.")
    return pushed(settings, branch_of(message(body)), repository.branch)


def pushed(settings: Settings, branch: str | None, wanted: str) -> Response:
    """A push to our branch is fetched; one that does not say where it went may be one."""
    if branch is not None and branch != wanted:
        (settings.var / BRANCHES_CHANGED).touch()
        return said(200, f"Heard; content is taken from {wanted}, and this push went to {branch}.")
    ask(settings.var, "a push", now())
    return said(202, f"Heard; {wanted} is fetched now.")


def message(body: bytes) -> Mapping[str, Any]:
    """The message as data, sent as JSON or as JSON in a form; empty if it is neither."""
    try:
        if request.mimetype == "application/x-www-form-urlencoded":
            body = parse_qs(body.decode())["payload"][0].encode()
        found = json.loads(body)
    except (ValueError, KeyError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def branch_of(push: Mapping[str, Any]) -> str | None:
    """The branch that a push went to, something that is no branch as it is, or None where it does not say."""
    ref = push.get("ref")
    return ref.removeprefix("refs/heads/") if isinstance(ref, str) else None


def said(status: int, sentence: str, **headers: str) -> Response:
    made = Response(f"{sentence}\n", status, headers, content_type="text/plain; charset=utf-8")
    made.headers["Cache-Control"] = "no-store"
    return made
