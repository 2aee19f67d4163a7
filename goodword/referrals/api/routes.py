"""Flask's side of ``/api``: addresses and methods, requests as plain data, answers as responses."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from goodword.config import Settings
from goodword.referrals.api import reception
from goodword.referrals.api.calls import CALLS, Call
from goodword.referrals.api.describing import document
from goodword.referrals.api.problems import KINDS, Problem, explained, plain
from goodword.referrals.api.reception import Reception, Sent

LARGEST = 65_536
PASSED_OVER = 2_000_000
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"]
READING = ("GET", "HEAD", "OPTIONS")
POSTING = ("POST", "OPTIONS")
View = Callable[[], Response]

api = Blueprint("api", __name__)


def init_app(app: Flask) -> None:
    """Adds the API to ``app``."""
    app.extensions[reception.NAME] = Reception(app)
    app.register_blueprint(api)


@api.route("/api", methods=METHODS, provide_automatic_options=False)
@api.route("/api/<path:path>", methods=METHODS, provide_automatic_options=False)
def answer(path: str = "") -> Response:
    """All of ``/api``, so that every refusal has one form."""
    try:
        methods, view = address(path)
        if request.method not in methods:
            advice = KINDS["method"].advice
            raise Problem("method", f"{request.method} is not for {request.path}. {advice}", headers=allowed(methods))
        if request.method == "OPTIONS":
            return Response(status=204, headers={**allowed(methods), "Cache-Control": "no-store"})
        return view()
    except Problem as problem:
        return problem.response()


def refusal(error: HTTPException) -> Response:
    """An error that came up before or behind ``answer``. A method that Flask does not know is refused there too."""
    if error.code == 405:
        return answer(request.path.removeprefix("/api/"))
    return plain(error)


def address(path: str) -> tuple[tuple[str, ...], View]:
    """The methods of an address, and what answers there. Raises Problem."""
    if path == "v1/openapi.json":
        return READING, lambda: said(document())
    if path == "v1/problems":
        return READING, lambda: said(explained())
    for call in CALLS:
        if path == f"v1{call.path}":
            return POSTING, partial(track, call)
    raise Problem("no-such-address", f"There is no {request.path}. {KINDS['no-such-address'].advice}")


def track(call: Call) -> Response:
    desk = reception.of(current_app)
    name = desk.admit(request.headers.get("Authorization", ""))
    sent = Sent(request.headers.get("Idempotency-Key"), body(), origin())
    given, again = desk.report(call, name, sent)
    return said(given, **({"Idempotency-Replayed": "true"} if again else {}))


def body() -> bytes:
    """What was sent. Raises Problem."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    coded = request.headers.get("Content-Encoding", "identity")
    if request.mimetype != "application/json" or charset not in ("utf-8", "utf8") or coded != "identity":
        kind = request.headers.get("Content-Type", "nothing")[:100]
        raise Problem("media-type", f"The body is marked as {kind}. {KINDS['media-type'].advice}")
    request.max_content_length = LARGEST + 1  # of a body in chunks what lies behind that is cut off without a word
    try:
        sent = request.get_data(cache=False)
    except RequestEntityTooLarge:
        sent = b" " * (LARGEST + 1)
    if len(sent) > LARGEST:
        pass_over(request.content_length or PASSED_OVER)
        raise Problem("too-large", KINDS["too-large"].advice)
    return sent


def pass_over(length: int) -> None:
    """Reads what is left of a body, unless that is very much: else the connection ends before the answer is read."""
    left = min(length, PASSED_OVER)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, LARGEST))):
        left -= len(piece)


def origin() -> str:
    """The site's own address: as set, else, in development, as asked for."""
    settings: Settings = current_app.extensions["goodword.settings"]
    return settings.base_url or request.host_url.rstrip("/")


def said(value: Mapping[str, Any], **headers: str) -> Response:
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, 200, {"Cache-Control": "no-store", **headers}, content_type="application/json")


def allowed(methods: tuple[str, ...]) -> dict[str, str]:
    return {"Allow": ", ".join(methods)}
