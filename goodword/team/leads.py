"""`/team/leads`: who asked for something, how they came, and what was done about it."""

import re
from collections.abc import Mapping
from functools import partial

from flask import Blueprint, current_app, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from goodword.accounts.persons import Person, current
from goodword.db import db, now, writing
from goodword.languages import N_
from goodword.referrals import leads as stock
from goodword.referrals import programs
from goodword.referrals.lead_rows import STATUSES
from goodword.referrals.leads import Found, Wanted
from goodword.referrals.reasons_of_credit import flags_said
from goodword.referrals.recording import Judging
from goodword.referrals.recording.by_hand import Move, move
from goodword.referrals.ways import way_of
from goodword.site.inside import inside
from goodword.site.refer_reading import RELATIONS, TELLING
from goodword.team import paging
from goodword.team.framing import around
from goodword.team.lead_words import (
    CHANNELS,
    CLASSES,
    EVENTS,
    EVIDENCE,
    KINDS,
    STATUS_NAMES,
    SUSPICIONS,
    THEN,
    TONES,
    reasons,
    said_otherwise,
)
from goodword.team.paging import Paged
from goodword.team.telling import Telling

leads = Blueprint("team-leads", __name__, url_prefix="/team/leads")
FILTERS = ("status", "partner", "language", "q")
ID = re.compile("lead_[0-9a-f]{32}")
EVERY_LEAD, EVERY_LANGUAGE = N_("every lead"), N_("every language")


@leads.get("")
def listing() -> Response:
    asked = asked_for()
    wanted = Wanted(asked["status"], asked["partner"], asked["language"], asked["q"])
    session = db.session()
    values = {"asked": asked, "counts": stock.counts(session), "paged": paged(wanted, asked)}
    return render("list.html", values)


@leads.get("/<lead_id>")
def show(lead_id: str) -> Response:
    return details(found(lead_id), done=request.args.get("done", ""))


@leads.post("/<lead_id>")
def change(lead_id: str) -> Response:
    """A new status, a note, or both; said back on the page, as is that somebody else moved it meanwhile."""
    status, note, seen = (request.form.get(name, "").replace("\0", "") for name in ("status", "note", "seen"))
    if status not in STATUSES or not ID.fullmatch(lead_id):
        raise NotFound
    made = Move(status, note, me().email, now(), seen)
    judging = Judging(programs.of(current_app).attributions(), made.at)
    with writing() as session:
        changed = move(session, lead_id, made, judging)
    if changed is None:
        raise NotFound
    missed = status not in (seen, found(lead_id).lead.status)
    done = "meanwhile" if missed else "changed" if changed else "nothing"
    return redirect(f"/team/leads/{lead_id}?done={done}#main", 303)


def details(lead: Found, done: str) -> Response:
    session = db.session()
    way = way_of(session, lead.lead)
    why = reasons(way.credit.why, way.names) if way.credit else []
    marks = flags_said(way.credit.flags) if way.credit else []
    history = stock.history(session, lead.lead.id)
    values = {"found": lead, "way": way, "why": why, "marks": marks, "history": history, "done": done}
    return render("lead.html", {**values, "said_otherwise": partial(said_otherwise, lead.lead)})


def found(lead_id: str) -> Found:
    lead = stock.one(db.session(), lead_id) if ID.fullmatch(lead_id) else None
    if lead is None:
        raise NotFound
    return lead


def asked_for() -> dict[str, str]:
    """How the list is to be narrowed; what is not known narrows nothing."""
    given = {key: request.args.get(key, "").replace("\0", "").strip()[:200] for key in FILTERS}
    codes = inside().furniture.languages.codes
    known: Mapping[str, tuple[str, ...]] = {"status": STATUSES, "language": codes}
    return {key: value if key not in known or value in known[key] else "" for key, value in given.items()}


def paged(wanted: Wanted, asked: Mapping[str, str]) -> Paged[Found]:
    session, page = db.session(), request.args.get("page", "1")
    total = stock.count(session, wanted)
    return paging.paged("/team/leads", asked, page, total, partial(stock.listed, session, wanted))


def render(template: str, values: Mapping[str, object], status: int = 200) -> Response:
    furniture, person = inside().furniture, me()
    tongue = furniture.tongue(inside().language(person.language))
    given = {
        "tell": Telling(tongue, furniture.brand.zone),
        "statuses": STATUS_NAMES,
        "tones": TONES,
        "kinds": KINDS,
        "channels": CHANNELS,
        "events": EVENTS,
        "then": THEN,
        "evidence": EVIDENCE,
        "classes": CLASSES,
        "suspicions": SUSPICIONS,
        "relations": {code: RELATIONS[code] for code in TELLING},
        "choices": choices(),
    }
    return inside().page(f"leads/{template}", tongue.code, {**given, **values}, around("leads"), status)


def choices() -> Mapping[str, list[tuple[str, str]]]:
    """What the list can be narrowed to, in words; first of all: not at all."""
    furniture, person = inside().furniture, me()
    tongue = furniture.tongue(inside().language(person.language))
    return {
        "status": [
            ("", tongue.interface(EVERY_LEAD)),
            *((code, tongue.interface(name)) for code, name in STATUS_NAMES.items()),
        ],
        "language": [
            ("", tongue.interface(EVERY_LANGUAGE)),
            *((one.code, one.name) for one in furniture.languages.all),
        ],
    }


def me() -> Person:
    person = current()
    assert person is not None, "everything under /team is guarded"
    return person
