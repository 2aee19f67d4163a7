"""What the desk calls the parts of a lead, as interface words."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from goodword.languages import N_
from goodword.referrals.lead_rows import Lead, LeadEvent
from goodword.referrals.reasons_of_credit import Reason
from goodword.referrals.reasons_of_credit import reasons as one_by_one

STATUS_NAMES = {
    "new": N_("new lead"),
    "qualified": N_("qualified"),
    "meeting": N_("meeting"),
    "won": N_("won"),
    "lost": N_("lost"),
    "suspect": N_("suspect"),
}
TONES = {"new": "warn", "qualified": "plain", "meeting": "plain", "won": "good", "lost": "plain", "suspect": "bad"}
KINDS = {
    "form": N_("by the form"),
    "referred": N_("referred by a colleague"),
    "reported": N_("reported by the product"),
}
CHANNELS = {"": "", "email": N_("by e-mail"), "phone": N_("by phone"), "whatsapp": N_("by WhatsApp")}
EVENTS = {
    "given": N_("came in"),
    "given-again": N_("written again"),
    "status": N_("moved to"),
    "note": N_("note"),
    "credited": N_("credited"),
    "colleague-mailed": N_("the colleague was mailed"),
    "erased": N_("erased"),
}
THEN = {
    "name": N_("Name was %(value)s"),
    "company": N_("Company was %(value)s"),
    "phone": N_("Phone was %(value)s"),
    "channel": N_("Wanted to be answered %(value)s"),
    "heard_from": N_("Had heard of us from %(value)s"),
    "why": N_("Their reason was: %(value)s"),
    "page": N_("Sent from %(value)s"),
    "niche": N_("The page was for the niche %(value)s"),
    "language": N_("The page was in %(value)s"),
}
EVIDENCE = {
    "click": N_("followed a link"),
    "cookie": N_("remembered by the cookie"),
    "key": N_("named by the product"),
    "code": N_("typed a code"),
    "lead": N_("somebody with the same address wrote to us"),
    "heard-from": N_("said who told them"),
    "colleague": N_("recommended by a colleague"),
}
CLASSES = {
    "self": N_("the partner's own"),
    "bot": N_("a machine"),
    "prefetch": N_("loaded ahead"),
    "duplicate": N_("again on the same day"),
    "human": N_("a person"),
}
SUSPICIONS = {
    "honeypot": N_("a field was filled in that people do not see"),
    "address-limit": N_("too many forms came from one place within an hour"),
    "email-limit": N_("this address was sent too often within an hour"),
    "by-hand": N_("somebody of the team said so"),
}


def said_otherwise(lead: Lead, event: LeadEvent) -> Iterator[tuple[str, str]]:
    """What a sending said that the lead does not say now, by its name in THEN."""
    now = {name: getattr(lead, name) for name in THEN if name != "why"} | {"why": lead.referrer.get("why", "")}
    then = event.said | {"why": event.said.get("referrer", {}).get("why", "")}
    for name in THEN:
        if (value := then.get(name, "")) and value != now[name]:
            yield name, value


def reasons(why: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[tuple[int, list[Reason]]]:
    """The rules that were tried, touch by touch, then those that ask of all (0). ``names`` of partners by slug."""
    said = one_by_one(why, names)
    return [(touch, list(some)) for touch, some in groupby(said, key=lambda reason: reason.touch)]
