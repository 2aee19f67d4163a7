"""The mails of a recommendation: to whoever is told of leads, to who recommended us, and, where the company wants it,
one to the colleague.

What was typed is carried to nobody whose address is unproven: the referrer's and the colleague's both are.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword import mail
from goodword.config import Settings
from goodword.db import now
from goodword.mail import Letter
from goodword.mailboxes import compared
from goodword.outbox import Job, Topic
from goodword.referrals.lead_rows import Lead, LeadEvent, Tombstone
from goodword.referrals.leads import Found
from goodword.referrals.models import new_event_id
from goodword.referrals.persons import person_keys
from goodword.site.addresses import REFER, in_language
from goodword.site.lead_letters import USEFUL, about_lead, addressed, tell_of
from goodword.site.letters import Letters
from goodword.site.refer_tokens import token_of
from goodword.site.served import home_of

TOPIC = "lead.referred"
MAILED = "colleague-mailed"


def referred_topic(settings: Settings, letters: Letters) -> Topic:
    """What writes the mails of a recommendation."""

    def write(session: Session, found: Found, job: Job) -> None:
        tell_of(session, found, settings, letters)
        thank(session, found.lead, settings, letters)
        if letters.furniture.brand.refer.mail_colleague:
            introduce(session, found, letters)

    return about_lead(write)


def thank(session: Session, lead: Lead, settings: Settings, letters: Letters) -> None:
    """The receipt, to the address that the referrer gave as theirs."""
    if not lead.referrer_email:
        return
    brand, tongue = letters.furniture.brand, letters.furniture.tongue(lead.language)
    path = in_language(f"{REFER.path}/{token_of(lead.id)}", tongue.prefix)
    letter = letters.write(
        "refer-receipt",
        lead.referrer_email,
        tongue.code,
        reply_to=brand.leads.contact or "",
        name=addressed(lead.referrer.get("name", "")),
        link=f"{home_of(settings)}{path}",
        within=tongue.language.period(brand.leads.reply_within) if brand.leads.reply_within else "",
        imprint=brand.legal.imprint,
    )
    key, until = f"{TOPIC} {lead.id} receipt", lead.at + USEFUL
    mail.post(session, letter, at=now(), key=key, until=until, stranger=True)


def introduce(session: Session, found: Found, letters: Letters) -> None:
    """One mail to the colleague, and never another: whoever was mailed before, or was erased since, is left alone.

    So is one of whom we could not say who recommended us: a name that may be something else is not carried on.
    """
    lead = found.lead
    referrer = addressed(lead.referrer.get("name", ""))
    if not (lead.email and referrer) or was_mailed(session, lead.email):
        return
    event = LeadEvent(id=new_event_id(), lead_id=lead.id, at=now(), what=MAILED, status="", note="", by="")
    session.add(event)
    letter, key = introduction(lead, referrer, letters), f"{TOPIC} {lead.id} colleague"
    mail.post(session, letter, at=now(), key=key, stranger=True)


def introduction(lead: Lead, referrer: str, letters: Letters) -> Letter:
    brand, tongue = letters.furniture.brand, letters.furniture.tongue(lead.language)
    return letters.write(
        "refer-colleague",
        lead.email,
        tongue.code,
        reply_to=brand.leads.contact or "",
        name=addressed(lead.name),
        referrer=referrer,
        within=tongue.language.period(brand.leads.reply_within) if brand.leads.reply_within else "",
        imprint=brand.legal.imprint,
    )


def was_mailed(session: Session, email: str) -> bool:
    """Whether this person got such a mail, or objected: who is erased leaves a tombstone."""
    before = select(LeadEvent.id).join(Lead, Lead.id == LeadEvent.lead_id)
    mailed = session.scalar(before.where(Lead.address == compared(email), LeadEvent.what == MAILED).limit(1))
    gone = select(Tombstone.key).where(Tombstone.key.in_(person_keys(email))).limit(1)
    return mailed is not None or session.scalar(gone) is not None
