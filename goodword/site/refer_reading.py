"""The form by which somebody refers a colleague, as it was sent: what was given, and what is wrong, by field. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from goodword.languages import N_
from goodword.mailboxes import compared
from goodword.saying import Said
from goodword.site import typed
from goodword.site.lead_reading import CHANGED, LINE, SLUG, Carried, agreed, carried, too_long

WHY = 2_000
RELATIONS: Mapping[str, str] = {
    "customer": N_("I am a customer"),
    "partner": N_("I am a partner"),
    "other": N_("Otherwise"),
}
TELLING = ("customer", "partner")
"""Those of them that say something of who it is."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wrote of themselves and of a colleague. ``consent`` is the version of the text that was agreed to,
    empty where there was no yes."""

    name: str = ""
    email: str = ""
    company: str = ""
    relation: str = ""
    colleague_name: str = ""
    colleague_email: str = ""
    colleague_company: str = ""
    why: str = ""
    consent: str = ""
    trap: bool = False
    """Whether the field that people cannot see was filled."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``errors`` are sentences by field, in the order of the form; ``niche`` is what the page was about."""

    given: Given
    carried: Carried
    niche: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def read(form: Mapping[str, str], text: str) -> Reading:
    """The form read; ``text`` is the version of what is agreed to, as it is shown now."""
    own, wrong_own = typed.email(form.get("email", ""))
    theirs, wrong_theirs = typed.email(form.get("colleague_email", ""))
    relation = form.get("relation", "")
    given = Given(
        name=typed.line(form.get("name", "")),
        email=own,
        company=typed.line(form.get("company", "")),
        relation=relation if relation in RELATIONS else "",
        colleague_name=typed.line(form.get("colleague_name", "")),
        colleague_email=theirs,
        colleague_company=typed.line(form.get("colleague_company", "")),
        why=typed.lines(form.get("why", "")),
        consent=agreed(form.get("consent", ""), text),
        trap=bool(form.get("hp", "").strip()),
    )
    kept = replace(given, consent=given.consent if given.consent == text else "")
    niche = form.get("niche", "").strip()
    fitting = niche if len(niche) <= LINE and SLUG.fullmatch(niche) else ""
    return Reading(kept, carried(form), fitting, wrong(given, wrong_own, wrong_theirs, text))


def wrong(given: Given, wrong_own: str, wrong_theirs: str, text: str) -> Mapping[str, str]:
    """What is to be mended, in the order of the form."""
    errors = {
        "name": "" if given.name else Said("Write your name: your colleague will want to know who thought of them."),
        "email": wrong_own,
        "company": "",
        "relation": "" if given.relation else Said("Choose how you know us."),
        "colleague_name": "" if given.colleague_name else Said("Write your colleague's name."),
        "colleague_email": wrong_colleague(given, wrong_theirs),
        "colleague_company": "",
        "why": too_long(given.why, WHY),
        "consent": not_agreed(given.consent, text),
    }
    for name in ("name", "company", "colleague_name", "colleague_company"):
        errors[name] = errors[name] or too_long(getattr(given, name), LINE)
    return {name: sentence for name, sentence in errors.items() if sentence}


def wrong_colleague(given: Given, wrong_theirs: str) -> str:
    if not given.colleague_email:
        return Said("Write your colleague's e-mail address, so that we can reach them.")
    if not wrong_theirs and compared(given.colleague_email) == compared(given.email):
        return Said("This is your own address. Write your colleague's.")
    return wrong_theirs


def not_agreed(version: str, now: str) -> str:
    if version and version != now:
        return CHANGED
    return "" if version else Said("Ask your colleague first: without their yes we do not want their address.")
