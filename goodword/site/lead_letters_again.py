"""The mail about a lead whose person wrote again on the same day: to whoever was told of the first time.

The person gets no second confirmation: the first one said all there is to say.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy.orm import Session

from goodword.config import Settings
from goodword.languages import N_
from goodword.mail import Letter
from goodword.outbox import Job, Topic
from goodword.referrals import leads
from goodword.referrals.lead_rows import LeadEvent
from goodword.referrals.leads import Found
from goodword.referrals.recording.leads import AGAIN
from goodword.site.lead_letters import CHANNELS, about_lead
from goodword.site.lead_letters_team import tell
from goodword.site.letters import Letters
from goodword.site.served import home_of

TOPIC = AGAIN
MOST = 3
"""Such mails for one lead, so for one person and day; the rest stands at the desk."""
LABELS = {
    "name": N_("Name"),
    "company": N_("Company"),
    "phone": N_("Phone"),
    "channel": N_("Wants to be answered"),
    "heard_from": N_("Heard of us from"),
    "why": N_("Why"),
}


def again_topic(settings: Settings, letters: Letters) -> Topic:
    """What writes the mail, unless the sending says nothing new, or was told of with the lead itself."""

    def write(session: Session, found: Found, job: Job) -> None:
        told = worth_telling(leads.sendings(session, found.lead.id), job.payload["event"])
        if told:
            letter = partial(again_letter, found, told, settings=settings, letters=letters)
            tell(session, found, f"{TOPIC} {found.lead.id} {told[-1].id}", letter, letters)

    return about_lead(write)


def worth_telling(sendings: Sequence[LeadEvent], event: str) -> Sequence[LeadEvent]:
    """The sending and the one before it that said something new, if there was one; nothing where all of it was said
    before, as by a button that was pressed twice or a form that came back half empty, or where there were MOST already.
    ``sendings`` are in order."""
    told: list[LeadEvent] = []
    known: set[tuple[str, str]] = set()
    for each in sendings:
        new = not told or not words(each) <= known
        known |= words(each)
        told += [each] * new
        if each.id == event:
            return told[-2:] if new and len(told) <= MOST + 1 else ()
    return ()


def words(sending: LeadEvent) -> set[tuple[str, str]]:
    """What it says that the mail can show, each with its name; what was left empty says nothing."""
    said = {(name, typed(sending, name)) for name in LABELS} | {("message", sending.note)}
    return {(name, word) for name, word in said if word}


def typed(sending: LeadEvent, name: str) -> str:
    """What was typed into a field; why a colleague was recommended, the referrer says."""
    return str((sending.said.get("referrer", {}) if name == "why" else sending.said).get(name, ""))


def again_letter(
    found: Found, told: Sequence[LeadEvent], to: str, language: str, settings: Settings, letters: Letters
) -> Letter:
    """An answer to it goes to the person."""
    tongue = letters.furniture.tongue(language)

    def spoken(name: str, word: str) -> str:
        return tongue.interface(CHANNELS[word]) if name == "channel" and word in CHANNELS else word

    changes = [(LABELS[name], spoken(name, now), spoken(name, before)) for name, now, before in changed(told)]
    return letters.write(
        "lead-again",
        to,
        language,
        reply_to=found.lead.email,
        lead=found.lead,
        message=told[-1].note,
        changes=changes,
        link=f"{home_of(settings)}/team/leads/{found.lead.id}#history",
    )


def changed(told: Sequence[LeadEvent]) -> Iterator[tuple[str, str, str]]:
    """What the newest of them says otherwise: its name, what it is, what it was. What is left empty the second time
    takes nothing back."""
    for name in LABELS:
        now, before = typed(told[-1], name), typed(told[0], name) if len(told) > 1 else ""
        if now not in ("", before):
            yield name, now, before
