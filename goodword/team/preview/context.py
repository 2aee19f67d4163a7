"""What is previewed, as the address of ``/team/preview`` says it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from goodword.site.addresses import Address, Place, canonical_spelling, in_language, place_of, with_partner

PATH = "/team/preview"
LONGEST = 300
YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything is text as it was asked for; nothing is looked up yet, and empty means the usual.

    ``page`` is a path in the default language without partner, ``at`` a local time in the company's time zone.
    """

    page: str = "/"
    via: str = ""
    pain: str = ""
    use_case: str = ""
    lang: str = ""
    campaign: str = ""
    at: str = ""
    drafts: bool = False
    branch: str = ""

    def query(self) -> dict[str, str]:
        """The parameters that say this; usual ones are left out."""
        values = {name.replace("_", "-"): getattr(self, name) for name in NAMES}
        return {name: "1" if value is True else value for name, value in values.items() if value}

    @property
    def address(self) -> str:
        return f"{PATH}?{urlencode(self.query(), safe='/:')}"

    def at_place(self, languages: Sequence[str]) -> Place:
        """The place on the site, under the partner where such an address exists."""
        found = place_of(self.page, tuple(languages))
        if found is None:  # no page could ever be there, and this is the name of none
            return Place(self.lang or languages[0], None, Address("page", self.page))
        landing = with_partner(found.address.path, "x") != found.address.path
        return Place(self.lang or languages[0], self.via or None if landing else None, found.address)


NAMES = tuple(field.name for field in fields(Context))


def read(query: Mapping[str, Sequence[str]], languages: Sequence[str]) -> Context:
    """The context that a query asks for. A whole address of the site, pasted as ``page`` or ``address``, is taken
    apart: what it says itself comes before the rest."""
    given = {
        key: next((value.strip()[:LONGEST] for value in reversed(values) if value.strip()), "")
        for key, values in query.items()
    }
    plain = Context(
        via=given.get("via", "").lower(),
        pain=given.get("pain", "").lower(),
        use_case=given.get("use-case", "").lower(),
        lang=given["lang"] if given.get("lang") in languages[1:] else "",
        campaign=given.get("campaign", ""),
        at=given.get("at", ""),
        drafts=given.get("drafts", "") not in ("", "0"),
        branch=given.get("branch", ""),
    )
    return led_to(plain, given.get("address") or given.get("page") or "/", languages)


def led_to(context: Context, address: str, languages: Sequence[str], link: bool = False) -> Context:
    """The context behind an address of the site. A ``link`` without a language is in the default one; what somebody
    typed stays in the language that is chosen."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return replace(context, page=f"/{address.strip('/')}")
    query = {key: values[0].strip()[:LONGEST] for key, values in parse_qs(parts.query).items()}
    if parts.path == PATH:
        return read({key: [value] for key, value in query.items()}, languages)
    path = canonical_spelling(unquote(parts.path) or "/", tuple(languages))
    found = place_of(path, tuple(languages))
    moved = replace(
        context,
        page=path,
        via=query.get("via", context.via).lower(),
        pain=query.get("pain", context.pain).lower(),
        use_case=query.get("use-case", context.use_case).lower(),
        campaign=query.get("utm_campaign", context.campaign),
    )
    if found is None:
        return moved
    spoken = found.language if found.language != languages[0] else ""
    lang = spoken if link else spoken or context.lang
    return replace(moved, page=found.address.path, lang=lang, via=found.partner or moved.via)


def public_address(context: Context, place: Place, languages: Sequence[str]) -> str:
    """Where visitors find this page, with the parameters that make it so."""
    path = with_partner(place.address.path, place.partner) if place.partner else place.address.path
    asked = {
        "via": context.via if not place.partner else "",
        "pain": context.pain,
        "use-case": context.use_case,
        "utm_campaign": context.campaign,
    }
    query = urlencode({key: value for key, value in asked.items() if value})
    prefix = f"/{place.language}" if place.language != languages[0] else ""
    return in_language(path, prefix) + (f"?{query}" if query else "")


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment of a local time, UTC; None where none is given. Raises ValueError for what is no moment."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def local_time(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as ``at`` takes it, never before the moment itself."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"


def niche_of(address: Address) -> str | None:
    return address.slug if address.kind == "niche" else None
