"""`/team/sales`: what was sold to whom, who is credited for it and why, and what was given back."""

import re
from collections.abc import Mapping
from functools import partial

from flask import Blueprint, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from goodword.db import db
from goodword.languages import N_
from goodword.referrals import sales as stock
from goodword.referrals.reasons_of_credit import flags_said
from goodword.referrals.sales import STATES, Found, Wanted
from goodword.referrals.ways import way_of
from goodword.site.inside import inside
from goodword.team import paging
from goodword.team.conflict_words import REPORTS, WHY, facts
from goodword.team.framing import around
from goodword.team.lead_words import CLASSES, EVIDENCE, STATUS_NAMES, TONES, reasons
from goodword.team.leads import me
from goodword.team.paging import Paged
from goodword.team.telling import Telling

sales = Blueprint("team-sales", __name__, url_prefix="/team/sales")
FILTERS = ("state", "partner", "currency", "q")
STATE_NAMES = {
    "credited": N_("somebody is credited"),
    "nobody": N_("nobody is credited"),
    "refunded": N_("something was given back"),
    "conflict": N_("contradicted"),
}
EVERY_SALE, EVERY_CURRENCY = N_("every sale"), N_("every currency")
ID = re.compile("sale_[0-9a-f]{32}")


@sales.get("")
def listing() -> Response:
    session = db.session()
    known = stock.currencies(session)
    asked = asked_for({"state": STATES, "currency": known})
    wanted = Wanted(asked["state"], asked["partner"], asked["currency"], asked["q"])
    return render("list.html", {"asked": asked, "choices": choices(known), "paged": paged(wanted, asked)})


@sales.get("/<sale_id>")
def show(sale_id: str) -> Response:
    session = db.session()
    found = stock.one(session, sale_id) if ID.fullmatch(sale_id) else None
    if found is None:
        raise NotFound
    sale, way = found.sale, way_of(session, found.sale)
    values = {
        "found": found,
        "way": way,
        "why": reasons(way.credit.why, way.names) if way.credit else [],
        "marks": flags_said(way.credit.flags) if way.credit else [],
        "refunds": stock.refunds_of(session, sale),
        "conflicts": stock.conflicts_of(session, sale),
        "leads": stock.leads_of(session, sale),
    }
    return render("sale.html", values)


def asked_for(known: Mapping[str, tuple[str, ...] | list[str]]) -> dict[str, str]:
    """How the list is to be narrowed; what is not ``known`` narrows nothing."""
    given = {key: request.args.get(key, "").replace("\0", "").strip()[:200] for key in FILTERS}
    return {key: value if key not in known or value in known[key] else "" for key, value in given.items()}


def paged(wanted: Wanted, asked: Mapping[str, str]) -> Paged[Found]:
    session, page = db.session(), request.args.get("page", "1")
    total = stock.count(session, wanted)
    return paging.paged("/team/sales", asked, page, total, partial(stock.listed, session, wanted))


def render(template: str, values: Mapping[str, object]) -> Response:
    furniture = inside().furniture
    tongue = furniture.tongue(inside().language(me().language))
    given = {
        "tell": Telling(tongue, furniture.brand.zone),
        "statuses": STATUS_NAMES,
        "tones": TONES,
        "evidence": EVIDENCE,
        "classes": CLASSES,
        "reports": REPORTS,
        "conflict_why": WHY,
        "facts": facts,
    }
    return inside().page(f"sales/{template}", tongue.code, {**given, **values}, around("sales"))


def choices(currencies: list[str]) -> Mapping[str, list[tuple[str, str]]]:
    """What the list can be narrowed to, in words; first of all: not at all."""
    tongue = inside().furniture.tongue(inside().language(me().language))
    states = [(code, tongue.interface(STATE_NAMES[code])) for code in STATES]
    return {
        "state": [("", tongue.interface(EVERY_SALE)), *states],
        "currency": [("", tongue.interface(EVERY_CURRENCY)), *((code, code.upper()) for code in currencies)],
    }
