"""What visitors say to the question whether their browser may remember who sent them, and taking it back."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, request

from goodword.referrals import directory
from goodword.site.lead_reading import PAGE, Carried, carried
from goodword.site.posting import posted, refuse_others
from goodword.site.remembering import NOTHING, Remembering

NAME = "goodword.remembering"
PATH = "/consent"


def init_app(app: Flask, memory: Remembering) -> None:
    """Takes answers at ``/consent``."""
    app.extensions[NAME] = memory
    app.add_url_rule(PATH, "consent_given", answered, methods=["POST"])
    app.add_url_rule(PATH, "consent", lambda: back_to("/"), methods=["GET"])


def answered() -> Response:
    """``yes``, ``no`` or ``forget``; anything else changes nothing. Back to the page, in any case."""
    memory: Remembering = current_app.extensions[NAME]
    refuse_others()
    fields, now = posted(), datetime.now(UTC)
    brought = carried(fields)
    answer = back_to(continued(fields.get("back", ""), brought))
    given = None
    if memory.asks:
        given = {
            "yes": lambda: remembered(memory, brought, now),
            "no": memory.refusal,
            "forget": memory.forgetting,
        }.get(fields.get("choice", ""), lambda: None)()
    if given:
        answer.headers["Set-Cookie"] = given
    return answer


def remembered(memory: Remembering, brought: Carried, now: datetime) -> str | None:
    """The cookie of a yes: of a partner that there is, and a click."""
    if directory.of(current_app).get(brought.via) is None:
        return None
    before = memory.read(request.headers.get("Cookie", ""), now)
    return memory.added(NOTHING if before.refused else before, brought.via, brought.gw_id, now)


def back_to(path: str) -> Response:
    return Response("", 303, {"Location": path, "Cache-Control": "no-store"})


def continued(back: str, brought: Carried) -> str:
    """The page that was asked on, if it is one of ours, with the click in its query: going back is no new visit."""
    if not PAGE.fullmatch(back) or back.startswith("//"):
        return "/"
    path, _, query = back.partition("?")
    if not brought.gw_id:
        return back
    pairs = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key != "gw_id"]
    return f"{path}?{urlencode([*pairs, ('gw_id', brought.gw_id)])}"
