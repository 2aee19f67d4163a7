"""`/refer` is sent: a colleague's address, written down before it is answered; and the receipt for who sent it."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from flask import Flask, Response
from werkzeug.exceptions import NotFound

from goodword.accounts.clients import client_address
from goodword.journal import JournalError
from goodword.mailboxes import compared
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.programs import Told
from goodword.referrals.records import LeadGiven
from goodword.site import refer_receipt
from goodword.site.addresses import REFER, Place, in_language
from goodword.site.composing import Composer
from goodword.site.filling import Visit
from goodword.site.lead_form import referral
from goodword.site.lead_limits import FOR_EMAIL, FROM_ADDRESS, Counting
from goodword.site.lead_pages import Sender, sender
from goodword.site.leads import HONEYPOT, Counter, away, counter_of, unkept
from goodword.site.posting import keep, posted, refuse_others, unsent
from goodword.site.refer_page import Asking, Refer
from goodword.site.refer_reading import Given, Reading, read
from goodword.site.refer_tokens import token_of
from goodword.site.routes import origin, plain_request


def init_app(app: Flask) -> None:
    """Takes colleagues at ``/refer``, in every language behind its prefix. The page itself is one of the site's."""
    languages = counter_of_app(app).service.furniture.languages
    for code in languages.codes:
        path, usual = in_language(REFER.path, languages.prefix(code)), {"language": code}
        app.add_url_rule(path, "colleague_given", given, methods=["POST"], defaults=usual)
        app.add_url_rule(f"{path}/<token>", "receipt", refer_receipt.show, methods=["GET"], defaults=usual)


def counter_of_app(app: Flask) -> Counter:
    with app.app_context():
        return counter_of()


def given(language: str) -> Response:
    """A colleague: kept, then thanked for with a receipt. What cannot be kept is not thanked for."""
    counter = counter_of()
    told = counter.service.told()
    if told is None:
        raise NotFound
    refuse_others()
    fields, now = posted(), datetime.now(UTC)
    furniture, library = counter.service.furniture, counter.service.library()
    page = Refer(furniture, library, furniture.tongue(language), origin(), told)
    reading = read(fields, page.version())
    path = in_language(REFER.path, furniture.languages.prefix(language))
    carried = replace(reading.carried, page=f"{path}?niche={reading.niche}" if reading.niche else path)
    sent = sender(counter.service, carried, language, now)
    if reading.errors:
        return correction(counter, told, sent, reading, "", 422)
    try:
        written = keep(lambda: record(counter.counting, sent, reading, now))
    except JournalError as error:
        return unsent(error, partial(correction, counter, told, sent, reading))
    receipt = f"{REFER.path}/{token_of(written.lead)}"
    return away(counter, language, receipt, referral(sent.referred(reading.carried)), 303)


def record(counting: Counting, sent: Sender, reading: Reading, now: datetime) -> LeadGiven:
    """The colleague as they are written down.

    Whose link the referrer once followed says nothing of who sent the colleague: that is the referrer, whose address
    is the evidence (`colleague`) that recording adds.
    """
    what = reading.given
    blocks = sent.blocks(reading.carried.plan)
    return LeadGiven(
        id=f"evt_{secrets.token_hex(16)}",
        at=now,
        lead=lead_id(what.colleague_email, now, what.email),
        how="referred",
        email=what.colleague_email,
        language=sent.language,
        page=sent.path,
        name=what.colleague_name,
        company=what.colleague_company,
        consent=what.consent,
        suspicion=suspicion(counting, what, now),
        niche=sent.who.niche or "",
        plan=reading.carried.plan if blocks else "",
        blocks=blocks,
        referrer_email=what.email,
        referrer={"name": what.name, "company": what.company, "relation": what.relation, "why": what.why},
    )


def suspicion(counting: Counting, what: Given, now: datetime) -> str:
    """Why a person should look at it before anybody is told; empty where nothing speaks against it."""
    address = client_address()
    # Every limit counts, whichever is passed first.
    passed = [FROM_ADDRESS] if address and counting.over(FROM_ADDRESS, address, now) else []
    for email in (compared(what.colleague_email), f"receipt {compared(what.email)}"):
        passed += [FOR_EMAIL] if counting.over(FOR_EMAIL, email, now) else []
    return HONEYPOT if what.trap else next(iter(passed), "")


def correction(counter: Counter, told: Told, sent: Sender, reading: Reading, alert: str, status: int) -> Response:
    """The page again, with everything that was typed, and what is to be done."""
    if sent.found is None:
        raise NotFound
    service, (plan, shown) = counter.service, sent.found
    composer = Composer(service.furniture, sent.library, plan.visitor, origin(), Asking(told, reading, alert))
    made = composer.page(shown, plan)
    card = service.card(sent.who.partner, reading.carried.gw_id, plain_request())
    place = sent.place or Place(sent.language, None, REFER)
    visit = Visit(place, sent.who, card, None, origin(), reading.carried.gw_id if card else "")
    filling = service.filler.filling(made, visit)
    answer = Response(made.composed.fill(filling), status, content_type="text/html; charset=utf-8")
    answer.headers["Content-Language"] = sent.language
    return unkept(answer)
