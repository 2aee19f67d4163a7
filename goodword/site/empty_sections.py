"""Sections of page files that stay empty whoever comes, and why. Pure.

Errs on the side of silence: what some visitor could get at some moment from now is taken for possible.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import cast

from goodword.content.checking import Places
from goodword.content.consent import Allowed
from goodword.content.kinds import Consent, Niche, Page, Section
from goodword.content.library import Entry, Library
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.candidates import Candidate, candidates
from goodword.site.planning import ALWAYS, NEEDS
from goodword.site.targeting import showable

PUBLIC = ("website", "partner-pages")
NONE_YET: Mapping[str, Callable[[], str]] = {
    "logos": lambda: Said("no case study has a logo"),
    "pains": lambda: Said("there is no pain point"),
    "results": lambda: Said("no case study has results"),
    "use-cases": lambda: Said("there is no use case"),
    "steps": lambda: Said("no use case has steps"),
    "case-studies": lambda: Said("there is no case study"),
    "quotes": lambda: Said("no case study has quotes"),
    "offer": lambda: Said("there is no offer"),
    "guides": lambda: Said("there is no guide"),
    "faqs": lambda: Said("there is no FAQ"),
}


def never_filled(library: Library, places: Places, now: datetime) -> Iterator[Problem]:
    day = now.astimezone(library.terms.timezone).date()
    of_niches = layouts_of_niches(library)
    for entry in library.of("page"):
        if entry.facts.status != "published":
            continue
        for number, section in enumerate(cast(Page, entry.facts).sections):
            if section.name not in ALWAYS and section.name in NONE_YET:
                pool = candidates(library)[section.name]
                if why := empty_for(section, pool, entry, entry.slug in of_niches, (now, day)):
                    message = Said("the section %(name)s can never be filled: %(why)s", name=section.name, why=why)
                    hint = Said("write or mend what belongs there, or take the section out")
                    yield Problem(entry.path, *places(entry.path, ("sections", number)), message, hint, "advice")
                for slug in pinned_in_vain(section, pool, now):
                    message = Said("%(slug)s is pinned here, but is a draft or has expired", slug=slug)
                    hint = Said("take it out of pin, or publish it")
                    yield Problem(entry.path, *places(entry.path, ("sections", number)), message, hint, "advice")


def pinned_in_vain(section: Section, pool: Iterable[Candidate], now: datetime) -> Iterator[str]:
    """What the page pins and nobody can see, in any language."""
    for pin in section.pin:
        entries = {id(one.entry): one.entry for one in pool if pin in (one.slug, one.ref)}
        texts = [text for entry in entries.values() for text in entry.texts.values()]
        if texts and all(gone(text.front.status, text.front.expires_at, now) for text in texts):
            yield pin


def layouts_of_niches(library: Library) -> frozenset[str]:
    own = (cast(Niche, entry.facts).page for entry in library.of("niche"))
    return frozenset(("niche", "partner", *filter(None, own)))


def empty_for(
    section: Section, pool: Iterable[Candidate], page: Entry, has_niche: bool, at: tuple[datetime, date]
) -> str:
    """Why nobody gets enough in this section; empty where somebody may."""
    least = max(1, section.min)
    possible: set[str] = set()
    gaps: Counter[str] = Counter()
    for one in pool:
        if gap := never(one, section, page, has_niche, at):
            gaps[gap] += 1
        else:
            possible.add(one.customer or one.ref)
        if len(possible) >= least:
            return ""
    if possible:
        return Said("only %(found)s of at least %(least)s could ever stand there", found=len(possible), least=least)
    return REASONS[gaps.most_common(1)[0][0]](section) if gaps else NONE_YET[section.name]()


def never(one: Candidate, section: Section, page: Entry, has_niche: bool, at: tuple[datetime, date]) -> str:
    """What keeps the candidate out for good; empty where nothing does."""
    now, day = at
    if one.slug in section.exclude or one.ref in section.exclude or one.entry is page:
        return "excluded"
    pinned = one.slug in section.pin or one.ref in section.pin
    if section.fallback != "general" and not has_niche and not pinned:
        return "fallback"
    if all(gone(text.front.status, text.front.expires_at, now) for text in one.entry.texts.values()):
        return "live"
    if one.closes and now >= one.closes:
        return "live"
    return "" if one.consents is None or coverable(one, section, day) else "consent"


def gone(status: str, expires_at: datetime | None, now: datetime) -> bool:
    return status != "published" or (expires_at is not None and now >= expires_at)


def coverable(one: Candidate, section: Section, day: date) -> bool:
    """Whether records that hold today or later allow, taken together, what the section needs."""
    lasting = [consent for consent in one.consents or () if not over(consent, day)]
    for channel in PUBLIC:
        parts = frozenset(part for consent in lasting if channel in consent.channels for part in consent.scope)
        shows = Allowed(parts)
        needs = NEEDS.get(section.name)
        if showable(one, shows) and (not needs or getattr(shows, needs)) and (shows.name or not one.telling):
            return True
    return False


def over(consent: Consent, day: date) -> bool:
    """Whether the record will never hold again."""
    ends = [end for end in (consent.expires_on, consent.revoked_on) if end]
    return (
        (consent.expires_on is not None and consent.expires_on < day)
        or (consent.revoked_on is not None and (consent.revoked_on <= day or consent.revoked_on <= consent.granted_on))
        or bool(ends and min(ends) < consent.granted_on)
    )


REASONS: Mapping[str, Callable[[Section], str]] = {
    "excluded": lambda section: Said("it excludes all there is"),
    "fallback": lambda section: Said(
        "fallback: %(fallback)s asks for a niche, which visitors of this page have none of", fallback=section.fallback
    ),
    "live": lambda section: Said("all there is are drafts, or has expired"),
    "consent": lambda section: Said(
        "no consent that still holds covers %(part)s", part=PARTS.get(section.name, "name")
    ),
}
PARTS: Mapping[str, str] = {
    "logos": "name, logo",
    "results": "metrics",
    "case-studies": "name, metrics",
    "quotes": "quote",
}
