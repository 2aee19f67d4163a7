"""Who in the company is told of leads, each in their own language: a mail for each lead, and over a limit one for all.

Anybody can send the form, as often as they have addresses to type: without a limit nobody would read those mails.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from goodword import mail, outbox
from goodword.accounts import team
from goodword.config import Settings
from goodword.db import db, now, writing
from goodword.mail import Letter
from goodword.mailboxes import compared
from goodword.outbox import Due, Job, Topic
from goodword.outbox.gathering import gather
from goodword.referrals import leads
from goodword.referrals.leads import Found
from goodword.site.letters import Letters
from goodword.site.served import home_of

MORE = "lead.more"
MOST, HOUR = 20, timedelta(hours=1)
NAMED = 10
"""How many of those that are gathered are named."""

Write = Callable[[str, str], Letter]
"""A letter to an address, in a language."""


def tell(session: Session, found: Found, about: str, write: Write, letters: Letters) -> None:
    """Whoever is told of leads like this one, of one thing ``about`` it once. Who got MOST mails of leads within the
    hour gets the others in one, when the hour of the clock is full."""
    languages = languages_of_team()
    for address in letters.furniture.brand.leads.told(found.lead.language, found.lead.program):
        at, key = now(), f"{about} {address}"
        if told_lately(session, address, at) < MOST:
            language = languages.get(compared(address), letters.furniture.languages.default.code)
            mail.post(session, write(address, language), at=at, key=key)
        else:
            outbox.put(session, MORE, {"lead": found.lead.id, "to": address}, at=full_hour(at), key=key)


def told_lately(session: Session, address: str, at: datetime) -> int:
    """How many mails of leads were written to an address within the hour."""
    of_leads = select(func.count()).where(Due.topic == mail.TOPIC, Due.key.like("lead.%"))
    young = Due.created_at > at - HOUR, or_(Due.done_at.is_(None), Due.done_at > at - HOUR)
    return session.scalar(of_leads.where(*young, Due.payload["to"].as_string() == address)) or 0


def full_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + HOUR


def more_topic(settings: Settings, letters: Letters) -> Topic:
    """What gathers the leads that one person was not told of one by one; suspect and erased ones are left out."""

    def run(job: Job) -> None:
        db.session.rollback()  # not what was read for the job before this one
        with writing() as session:
            ids = {str(each["lead"]) for each in gather(session, job, "to", now())}
            if found := leads.told_of(session, ids):
                to = job.payload["to"]
                mail.post(session, more_letter(found, to, settings, letters), at=now(), key=f"{MORE} {job.id}")

    return Topic(run, keep=("lead", "to"))


def more_letter(found: Sequence[Found], to: str, settings: Settings, letters: Letters) -> Letter:
    """``found`` are the leads, the newest first."""
    language = languages_of_team().get(compared(to), letters.furniture.languages.default.code)
    link = f"{home_of(settings)}/team/leads?status=new"
    newest = [each.lead for each in found[:NAMED]]
    return letters.write("lead-more", to, language, count=len(found), newest=newest, most=MOST, link=link)


def languages_of_team() -> dict[str, str]:
    """By address, as addresses are compared."""
    return {person.email: person.language for person in team.everyone()}
