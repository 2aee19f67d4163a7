"""The mails that a lead makes: to whoever in the company is told of it, and to the person who asked."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from goodword import mail
from goodword.config import Settings
from goodword.db import db, now, writing
from goodword.languages import N_
from goodword.mail import Letter
from goodword.outbox import Job, Topic
from goodword.outbox.gathering import close
from goodword.referrals import leads
from goodword.referrals.leads import Found
from goodword.referrals.recording.leads import AGAIN
from goodword.site.lead_letters_team import tell
from goodword.site.letters import Letters
from goodword.site.refer_reading import RELATIONS, TELLING
from goodword.site.served import home_of

TOPIC = "lead.given"
USEFUL = timedelta(days=7)
"""A confirmation that comes later than this confuses more than it confirms."""
LINKED = re.compile(r"\.\S")
BETWEEN = " .'’-"
LONGEST_NAME = 60
CHANNELS = {"phone": N_("by phone"), "whatsapp": N_("by WhatsApp"), "email": N_("by e-mail")}


def about_lead(write: Callable[[Session, Found, Job], None]) -> Topic:
    """What writes the mails about a lead, as it is by then; one that was erased or is suspect by then makes none."""

    def run(job: Job) -> None:
        db.session.rollback()  # not what was read for the job before this one
        found = leads.one(db.session(), job.payload["lead"])
        if found is None or found.lead.erased_at or found.lead.status == "suspect":
            return
        with writing() as session:
            write(session, found, job)

    return Topic(run, keep=("lead",))


def given_topic(settings: Settings, letters: Letters) -> Topic:
    """The mails of a lead that came by the form."""

    def write(session: Session, found: Found, job: Job) -> None:
        tell_of(session, found, settings, letters)
        confirm(session, found, letters)

    return about_lead(write)


def tell_of(session: Session, found: Found, settings: Settings, letters: Letters) -> None:
    """The company is told of a lead, with all that the person wrote until now."""
    sendings = leads.sendings(session, found.lead.id)
    close(session, [f"{AGAIN}:{each.id}" for each in sendings], now())
    earlier = list(dict.fromkeys(each.note for each in sendings if each.note not in ("", found.lead.message)))
    letter = partial(told_letter, found, earlier, settings=settings, letters=letters)
    tell(session, found, f"{TOPIC} {found.lead.id}", letter, letters)


def told_letter(
    found: Found, earlier: Sequence[str], address: str, language: str, settings: Settings, letters: Letters
) -> Letter:
    """``earlier`` are the messages before the newest one. An answer to it goes to the person who asked."""
    lead = found.lead
    relation = lead.referrer.get("relation", "")
    tongue = letters.furniture.tongue(language)
    spoken = letters.furniture.languages.get(lead.language)
    return letters.write(
        "lead-given",
        address,
        language,
        reply_to=lead.email,
        lead=lead,
        earlier=earlier,
        partner=found.partner_name or found.partner,
        spoken=spoken.name if spoken else lead.language,
        channel=tongue.interface(CHANNELS[lead.channel]) if lead.channel in CHANNELS else "",
        relation=tongue.interface(RELATIONS[relation]) if relation in TELLING else "",
        link=f"{home_of(settings)}/team/leads/{lead.id}",
    )


def confirm(session: Session, found: Found, letters: Letters) -> None:
    """The person who asked, in the language they asked in: what happens next, when, by whom.

    Nothing that was typed is said back: the address may be somebody else's, and the form would carry any words there.
    """
    lead, brand = found.lead, letters.furniture.brand
    if not lead.email or lead.kind != "form":
        return
    tongue = letters.furniture.tongue(lead.language)
    letter = letters.write(
        "lead-confirmed",
        lead.email,
        tongue.code,
        reply_to=brand.leads.contact or "",
        name=addressed(lead.name),
        within=tongue.language.period(brand.leads.reply_within) if brand.leads.reply_within else "",
        booking=brand.leads.booking_url,
        contact=brand.leads.contact,
        imprint=brand.legal.imprint,
    )
    key, until = f"{TOPIC} {lead.id} confirmed", lead.at + USEFUL
    mail.post(session, letter, at=now(), key=key, until=until, stranger=True)


def addressed(name: str) -> str:
    """The name if it can be nothing but one, to greet with; else none. Mail programs make links of what has a dot."""
    letters = all(unicodedata.category(sign)[0] in "LM" or sign in BETWEEN for sign in name)
    return name if letters and len(name) <= LONGEST_NAME and not LINKED.search(name) else ""
