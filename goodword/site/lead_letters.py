"""The mails that a lead makes: to whoever in the company is told of it, and to the person who asked."""

import re
import unicodedata
from datetime import timedelta

from sqlalchemy.orm import Session

from goodword import mail
from goodword.accounts import team
from goodword.config import Settings
from goodword.db import db, now, writing
from goodword.languages import N_
from goodword.mail import Letter
from goodword.outbox import Job, Topic
from goodword.referrals import leads
from goodword.referrals.leads import Found
from goodword.site.letters import Letters

TOPIC = "lead.given"
USEFUL = timedelta(days=7)
"""A confirmation that comes later than this confuses more than it confirms."""
LINKED = re.compile(r"\.\S")
BETWEEN = " .'’-"
LONGEST_NAME = 60
CHANNELS = {"phone": N_("by phone"), "whatsapp": N_("by WhatsApp"), "email": N_("by e-mail")}


def given_topic(settings: Settings, letters: Letters) -> Topic:
    """What writes the mails of a lead, as it is by then; a lead that was erased or is suspect by then makes none."""

    def run(job: Job) -> None:
        db.session.rollback()  # not what was read for the job before this one
        found = leads.one(db.session(), job.payload["lead"])
        if found is None or found.lead.erased_at or found.lead.status == "suspect":
            return
        known = {person.email: person.language for person in team.everyone()}
        with writing() as session:
            tell(session, found, known, settings, letters)
            confirm(session, found, settings, letters)

    return Topic(run, keep=("lead",))


def tell(session: Session, found: Found, known: dict[str, str], settings: Settings, letters: Letters) -> None:
    """Whoever is told of leads like this one, each in their own language if they are on the team."""
    brand = letters.furniture.brand
    for address in brand.leads.told(found.lead.language, found.lead.program):
        language = known.get(address.lower(), letters.furniture.languages.default.code)
        letter = told_letter(found, address, language, settings, letters)
        mail.post(session, letter, at=now(), key=f"{TOPIC} {found.lead.id} {address}")


def told_letter(found: Found, address: str, language: str, settings: Settings, letters: Letters) -> Letter:
    """An answer to it goes to the person who asked."""
    lead = found.lead
    tongue = letters.furniture.tongue(language)
    spoken = letters.furniture.languages.get(lead.language)
    return letters.write(
        "lead-given",
        address,
        language,
        reply_to=lead.email,
        lead=lead,
        partner=found.partner_name or found.partner,
        spoken=spoken.name if spoken else lead.language,
        channel=tongue.interface(CHANNELS[lead.channel]) if lead.channel in CHANNELS else "",
        link=f"{settings.base_url}/team/leads/{lead.id}" if settings.base_url else None,
    )


def confirm(session: Session, found: Found, settings: Settings, letters: Letters) -> None:
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
    mail.post(session, letter, at=now(), key=f"{TOPIC} {lead.id} confirmed", until=lead.at + USEFUL)


def addressed(name: str) -> str:
    """The name if it can be nothing but one, to greet with; else none. Mail programs make links of what has a dot."""
    letters = all(unicodedata.category(sign)[0] in "LM" or sign in BETWEEN for sign in name)
    return name if letters and len(name) <= LONGEST_NAME and not LINKED.search(name) else ""
