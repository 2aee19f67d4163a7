"""`/refer/<token>`: what became of a colleague whom somebody referred, in a word; nothing of the colleague."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from goodword.db import reading
from goodword.languages import N_
from goodword.referrals.lead_rows import Lead
from goodword.site.carrying import carried_on
from goodword.site.composing import Composer
from goodword.site.inside import unkept
from goodword.site.leads import Counter, counter_of
from goodword.site.refer_tokens import lead_of
from goodword.site.routes import origin
from goodword.site.slots import Filling, compose
from goodword.site.visitor import Visitor

PATIENCE = 0.25
RECEIVED, IN_TOUCH, CUSTOMER, NO_FIT, ERASED = "received", "in-touch", "customer", "no-fit", "erased"
STEPS: Mapping[str, str] = {
    "new": RECEIVED,
    "suspect": RECEIVED,
    "qualified": IN_TOUCH,
    "meeting": IN_TOUCH,
    "won": CUSTOMER,
    "lost": NO_FIT,
}
SENTENCES: Mapping[str, str] = {
    RECEIVED: N_("We have it. A person on our team will look at it."),
    IN_TOUCH: N_("We are in touch with your colleague."),
    CUSTOMER: N_("Your colleague has become a customer. Thank you."),
    NO_FIT: N_("It did not fit this time. Thank you all the same."),
    ERASED: N_("It is closed, and what was written is erased."),
}
TITLE = N_("Your recommendation")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the referrer may know: how far it is, and when it was given. ``at`` is None while nobody can say."""

    step: str
    at: datetime | None = None


def show(language: str, token: str) -> Response:
    """The receipt; it says that we have it also before it is in the database, and while that is away."""
    lead = lead_of(token)
    counter = counter_of()
    if not lead:
        raise NotFound
    return unkept(page(counter, language, receipt_of(lead)))


def receipt_of(lead: str) -> Receipt:
    try:
        with reading(PATIENCE) as session:
            row = session.get(Lead, lead)
            return told(row) if row else Receipt(RECEIVED)
    except SQLAlchemyError:
        return Receipt(RECEIVED)


def told(lead: Lead) -> Receipt:
    """A suspect one looks like any other."""
    return Receipt(ERASED if lead.erased_at else STEPS.get(lead.status, RECEIVED), lead.at)


def page(counter: Counter, language: str, receipt: Receipt) -> Response:
    service = counter.service
    furniture, library = service.furniture, service.library()
    tongue = furniture.tongue(language)
    now = datetime.now(library.terms.timezone)
    composer = Composer(furniture, library, Visitor(tongue.code, now), origin(), service.asking())
    title = tongue.interface(TITLE)
    within = furniture.brand.leads.reply_within
    values = {
        "frame": composer.frames.bare(title),
        "title": title,
        "steps": [(name, tongue.interface(SENTENCES[name])) for name in way(receipt.step)],
        "step": receipt.step,
        "day": tongue.language.date(receipt.at.astimezone(library.terms.timezone)) if receipt.at else Markup(),
        "within": tongue.language.period(within) if within else "",
        "contact": furniture.brand.leads.contact or "",
    }
    html = furniture.render("receipt.html", tongue, **values)
    html = carried_on(html, request.path, request.query_string.decode("latin-1"), service.is_partner)
    return Response(
        compose(html, composer.constants).fill(Filling({}, {})),
        headers={"Content-Language": tongue.code},
        content_type="text/html; charset=utf-8",
    )


def way(step: str) -> tuple[str, ...]:
    """The steps up to where it is, the first one first."""
    before: Mapping[str, tuple[str, ...]] = {RECEIVED: (), IN_TOUCH: (RECEIVED,), ERASED: ()}
    return (*before.get(step, (RECEIVED, IN_TOUCH)), step)
