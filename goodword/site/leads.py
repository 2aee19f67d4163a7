"""The lead form is sent: written down before it is answered, and answered the same whatever we think of it."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from flask import Flask, Response, current_app, request

from goodword.accounts.clients import client_address
from goodword.journal import JournalError
from goodword.mailboxes import compared
from goodword.referrals import directory
from goodword.referrals.arriving import evidence
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.records import LeadGiven
from goodword.site.addresses import in_language
from goodword.site.lead_evidence import heard
from goodword.site.lead_form import PATH, LeadForm, referral
from goodword.site.lead_limits import FOR_EMAIL, FROM_ADDRESS, Counting
from goodword.site.lead_pages import Sender, again, sender
from goodword.site.lead_reading import Given, Reading, carried, read
from goodword.site.posting import keep, posted, refuse_others, unsent
from goodword.site.remembering import Remembering
from goodword.site.routes import plain_request
from goodword.site.serving import Service

NAME = "goodword.leads"
HONEYPOT = "honeypot"


@dataclass(frozen=True, slots=True)
class Counter:
    """Where leads are taken in."""

    service: Service
    form: LeadForm
    memory: Remembering
    counting: Counting = field(default_factory=Counting)


def init_app(app: Flask, counter: Counter) -> None:
    """Takes leads at ``/leads``, in every language behind its prefix."""
    app.extensions[NAME] = counter
    languages = counter.service.furniture.languages
    for code in languages.codes:
        path, usual = in_language(PATH, languages.prefix(code)), {"language": code}
        app.add_url_rule(path, "lead_given", given, methods=["POST"], defaults=usual)
        app.add_url_rule(path, "lead_form", to_a_form, methods=["GET"], defaults=usual)


def to_a_form(language: str) -> Response:
    """Nothing is sent by opening the address that takes forms; the start page has one to fill in."""
    return away(counter_of(), language, "/", request.query_string.decode("ascii", "replace"), 302)


def given(language: str) -> Response:
    """A lead: kept, then thanked for. What cannot be kept is not thanked for."""
    counter = counter_of()
    refuse_others()
    fields, now = posted(), datetime.now(UTC)
    sent = sender(counter.service, carried(fields), language, now)
    reading = read(fields, counter.form.texts(sent.language))
    if reading.errors:
        return correction(counter, sent, reading, "", 422)
    try:
        keep(lambda: record(counter, sent, reading, now))
    except JournalError as error:
        return unsent(error, partial(correction, counter, sent, reading))
    return away(counter, sent.language, f"{PATH}/thanks", referral(sent.referred(reading.carried)), 303)


def record(counter: Counter, sent: Sender, reading: Reading, now: datetime) -> LeadGiven:
    """The lead as it is written down."""
    what, carried_on = reading.given, sent.referred(reading.carried)
    remembered = counter.memory.read(request.headers.get("Cookie", ""), now)
    partners = directory.of(current_app)
    blocks = sent.blocks(reading.carried.plan)
    return LeadGiven(
        id=f"evt_{secrets.token_hex(16)}",
        at=now,
        lead=lead_id(what.email, now),
        how="form",
        email=what.email,
        language=sent.language,
        page=sent.path,
        name=what.name,
        company=what.company,
        phone=what.phone,
        channel=what.channel,
        message=what.message,
        heard_from=what.heard_from,
        consent=what.consent,
        marketing=what.marketing,
        suspicion=suspicion(counter.counting, what, now),
        niche=sent.who.niche or "",
        plan=reading.carried.plan if blocks else "",
        blocks=blocks,
        touches=(
            *evidence(carried_on.via, carried_on.gw_id, remembered.touches, now),
            *heard(what.heard_from, partners.cards(), partners.link, now),
        ),
    )


def suspicion(counting: Counting, what: Given, now: datetime) -> str:
    """Why a person should look at it before anybody is told; empty where nothing speaks against it."""
    address = client_address()
    # Every limit counts, whichever is passed first.
    passed = [FROM_ADDRESS] if address and counting.over(FROM_ADDRESS, address, now) else []
    passed += [FOR_EMAIL] if counting.over(FOR_EMAIL, compared(what.email), now) else []
    return HONEYPOT if what.trap else next(iter(passed), "")


def correction(counter: Counter, sent: Sender, reading: Reading, alert: str, status: int) -> Response:
    """The page again, with everything that was typed, and what is to be done."""
    carried_on = sent.referred(reading.carried)
    form = counter.form.again(sent.language, replace(reading, carried=carried_on), alert)
    body = again(counter.service, sent, form, carried_on.gw_id, plain_request())
    answer = Response(body, status, content_type="text/html; charset=utf-8")
    answer.headers["Content-Language"] = sent.language
    return unkept(answer)


def away(counter: Counter, language: str, path: str, query: str, status: int) -> Response:
    """To another page of ours."""
    where = in_language(path, counter.service.furniture.languages.prefix(language))
    return unkept(Response("", status, {"Location": f"{where}?{query}" if query else where}))


def unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def counter_of() -> Counter:
    counter: Counter = current_app.extensions[NAME]
    return counter
