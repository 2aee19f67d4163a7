"""The lead form as it was sent: what was given, and what is wrong with it, field by field. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from goodword.saying import Said
from goodword.site import typed

MESSAGE = 5_000
LINE = 200
PHONE = 64
CHANNELS = ("email", "phone", "whatsapp")
REFUSALS = ("", "0", "no", "off", "false")
VERSION = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?-[0-9a-f]{12}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PLAN = re.compile(r"[0-9a-f]{16}")
CLICK = re.compile(r"clk_[a-z0-9]{1,64}")
PAGE = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,500}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Carried:
    """What the form brings along of the visit; nobody typed it. ``page`` is a path of ours with what was asked for in
    the query, ``plan`` names what that page showed, ``via`` a partner, ``gw_id`` a click. Empty where unknown."""

    page: str = ""
    plan: str = ""
    via: str = ""
    gw_id: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """The versions of the texts that are agreed to, as they are shown now."""

    consent: str
    marketing: str


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wrote. ``consent`` and ``marketing`` are versions of texts, empty where there was no yes."""

    name: str = ""
    email: str = ""
    company: str = ""
    phone: str = ""
    channel: str = ""
    message: str = ""
    heard_from: str = ""
    consent: str = ""
    marketing: str = ""
    trap: bool = False
    """Whether the field that people cannot see was filled."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``errors`` are sentences by field, in the order of the form; nothing is wrong where there are none."""

    given: Given
    carried: Carried
    errors: Mapping[str, str] = field(default_factory=dict)


def read(form: Mapping[str, str], texts: Texts) -> Reading:
    """The form read; of a field that came twice ``form`` holds the first."""
    email, wrong_email = typed.email(form.get("email", ""))
    phone, wrong_phone = typed.phone(form.get("phone", ""))
    given = Given(
        name=typed.line(form.get("name", "")),
        email=email,
        company=typed.line(form.get("company", "")),
        phone=phone,
        channel=form.get("channel", "") if form.get("channel", "") in CHANNELS else "",
        message=typed.lines(form.get("message", "")),
        heard_from=typed.line(form.get("heard_from", "")),
        consent=agreed(form.get("consent", ""), texts.consent),
        marketing=agreed(form.get("marketing", ""), texts.marketing),
        trap=bool(form.get("hp", "").strip()),
    )
    errors = {
        "name": "" if given.name else Said("Write your name, so that we know how to address you."),
        "email": wrong_email,
        "company": "",
        "message": too_long(given.message, MESSAGE),
        "phone": too_long(given.phone, PHONE) or wrong_phone or unreachable(given),
        "heard_from": "",
        "consent": not_agreed(given.consent, texts.consent),
        "marketing": "" if given.marketing in ("", texts.marketing) else CHANGED,
    }
    for name in ("name", "company", "heard_from"):
        errors[name] = errors[name] or too_long(getattr(given, name), LINE)
    kept = replace(
        given,
        consent=given.consent if given.consent == texts.consent else "",
        marketing=given.marketing if given.marketing == texts.marketing else "",
    )
    return Reading(kept, carried(form), {name: wrong for name, wrong in errors.items() if wrong})


CHANGED = Said("This text has changed since you opened the page. Read it again, please.")


def carried(form: Mapping[str, str]) -> Carried:
    """What is well formed of it; whether it is true is for others to say."""

    def fitting(name: str, shape: Callable[[str], object]) -> str:
        value = form.get(name, "").strip()
        return value if shape(value) else ""

    return Carried(
        page=fitting("page", lambda text: PAGE.fullmatch(text) and not text.startswith("//")),
        plan=fitting("plan", PLAN.fullmatch),
        via=fitting("via", lambda text: len(text) <= LINE and SLUG.fullmatch(text)),
        gw_id=fitting("gw_id", CLICK.fullmatch),
    )


def agreed(value: str, now: str) -> str:
    """The version of the text that somebody agreed to. The box's value names it; a plain yes means the text of now."""
    value = value.strip().lower()[:100]
    if value in REFUSALS:
        return ""
    return value if VERSION.fullmatch(value) else now


def not_agreed(version: str, now: str) -> str:
    if version and version != now:
        return CHANGED
    return "" if version else Said("We need your agreement to use what you write here to answer you.")


def unreachable(given: Given) -> str:
    """A call was asked for, and no number given."""
    if given.channel in ("phone", "whatsapp") and not given.phone:
        return Said("Add the number that we should use, or choose an answer by e-mail.")
    return ""


def too_long(text: str, most: int) -> str:
    if len(text) <= most:
        return ""
    return Said("This has %(count)s characters; at most %(most)s fit.", count=len(text), most=most)
