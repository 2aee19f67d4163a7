"""What visitors say to the question whether their browser may remember who sent them, and taking it back."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, request

from goodword.referrals import directory
from goodword.referrals.referral import GW_ID, VIA
from goodword.site.lead_reading import PAGE, Carried, carried
from goodword.site.posting import posted, refuse_others
from goodword.site.remembering import NOTHING, Remembering

NAME = "goodword.remembering"
PATH = "/consent"
DAYS = re.compile("[1-9][0-9]{0,3}")
UNDER_PARTNER = re.compile("/(?:[a-z-]+/)?with/")


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
            "yes": lambda: remembered(memory, brought, fields.get("days", ""), now),
            "no": memory.refusal,
            "forget": memory.forgetting,
        }.get(fields.get("choice", ""), lambda: None)()
    if given:
        answer.headers["Set-Cookie"] = given
    return answer


def remembered(memory: Remembering, brought: Carried, asked: str, now: datetime) -> str | None:
    """The cookie of a yes: of a partner that there is, and a click, for the days that were ``asked`` for."""
    partners = directory.of(current_app)
    card = partners.get(brought.via)
    if card is None:
        return None
    before = memory.read(request.headers.get("Cookie", ""), now)
    usual = memory.window(card.program)
    days = agreed_to(asked, usual, max([usual, *map(memory.window, partners.programs(card.slug))]))
    return memory.added(NOTHING if before.refused else before, brought.via, brought.gw_id, now, days)


def agreed_to(asked: str, usual: int, most: int) -> int:
    """The days that somebody said yes to: those they were shown, as long as some program of the partner has so many;
    the ``usual`` ones where the form does not say. Never more than they were shown."""
    days = int(asked) if DAYS.fullmatch(asked) else usual
    return min(days, most)


def back_to(path: str) -> Response:
    return Response("", 303, {"Location": path, "Cache-Control": "no-store"})


def continued(back: str, brought: Carried) -> str:
    """The page that was asked on, if it is one of ours, with the click in its query: going back is no new visit. Of a
    query that is too long or holds what no query of ours does, only who sent the visitor is left."""
    path, _, query = back.partition("?")
    if not PAGE.fullmatch(path) or path.startswith("//"):
        return "/"
    whole = bool(PAGE.fullmatch(back))
    if whole and not brought.gw_id:
        return back
    pairs = [(key, value) for key, value in parse_qsl(query if whole else "", keep_blank_values=True) if key != GW_ID]
    if not whole and brought.via and not UNDER_PARTNER.match(path):
        pairs = [(VIA, brought.via)]
    click = [(GW_ID, brought.gw_id)] if brought.gw_id else []
    return f"{path}?{urlencode([*pairs, *click])}" if pairs or click else path
