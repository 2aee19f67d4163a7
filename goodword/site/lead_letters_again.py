"""The mail about a lead whose person wrote again on the same day: to whoever was told of the first time.

The person gets no second confirmation: the first one said all there is to say.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
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
from goodword.referrals.recording.sendings import USUAL, Words, come_to
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
        sendings = leads.sendings(session, found.lead.id)
        told = worth_telling(sendings, job.payload["event"])
        if told:
            until = sendings.index(told)
            changes = list(changed(come_to(sendings[:until]), come_to(sendings[: until + 1])))
            letter = partial(again_letter, found, told.note, changes, settings=settings, letters=letters)
            tell(session, found, f"{TOPIC} {found.lead.id} {told.id}", letter, letters)

    return about_lead(write)


def worth_telling(sendings: Sequence[LeadEvent], event: str) -> LeadEvent | None:
    """The sending, if it says something new; None where all of it was said before, as by a button that was pressed
    twice or a form that came back half empty, or where there were MOST already. ``sendings`` are in order."""
    told, known = 0, set[tuple[str, str]]()
    for each in sendings:
        new = not told or not words(each, known) <= known
        known |= words(each, known)
        told += new
        if each.id == event:
            return each if new and told <= MOST + 1 else None
    return None


def words(sending: LeadEvent, known: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """What it says that the mail can show, each with its name; what was left empty says nothing, nor does the usual
    channel where another one is known."""
    said = {(name, typed(sending, name)) for name in LABELS} | {("message", sending.note)}
    said -= {("channel", USUAL)} if any(name == "channel" for name, _ in known) else set()
    return {(name, word) for name, word in said if word}


def typed(sending: LeadEvent, name: str) -> str:
    """What was typed into a field; why a colleague was recommended, the referrer says."""
    return str((sending.said.get("referrer", {}) if name == "why" else sending.said).get(name, ""))


def again_letter(
    found: Found,
    message: str,
    changes: Iterable[tuple[str, str, str]],
    to: str,
    language: str,
    settings: Settings,
    letters: Letters,
) -> Letter:
    """``changes`` are as from ``changed``. An answer to it goes to the person."""
    tongue = letters.furniture.tongue(language)

    def spoken(name: str, word: str) -> str:
        return tongue.interface(CHANNELS[word]) if name == "channel" and word in CHANNELS else word

    return letters.write(
        "lead-again",
        to,
        language,
        reply_to=found.lead.email,
        lead=found.lead,
        message=message,
        changes=[(LABELS[name], spoken(name, now), spoken(name, before)) for name, now, before in changes],
        link=f"{home_of(settings)}/team/leads/{found.lead.id}#history",
    )


def changed(before: Words, after: Words) -> Iterator[tuple[str, str, str]]:
    """What the lead says otherwise now: its name, what it is, what it was."""
    for name in LABELS:
        now, then = ((one.referrer if name == "why" else one.typed).get(name, "") for one in (after, before))
        if now not in ("", then):
            yield name, now, then
