"""Why there is no page to preview, and what would show one. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from goodword.content.kinds import FOLDERS, NOT_ADDRESSES, CaseStudy
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.material import Problem
from goodword.material.problem import nearest
from goodword.saying import Said
from goodword.site.addresses import Address, Place
from goodword.site.moved import moved
from goodword.site.pages import on_website
from goodword.site.reasons import local
from goodword.site.visitor import Visitor
from goodword.team.preview.context import Context, led_to, local_time
from goodword.team.preview.titles import title_of

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to try: what the link says, and where it leads."""

    label: Said
    context: Context


@dataclass(frozen=True, slots=True)
class Absence:
    """``problem`` is the error of the entry's file, if that is why."""

    why: Said
    offers: tuple[Offer, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: ``library`` is the one that was looked at, drafts in it or not; ``names`` are those of the
    languages."""

    library: Library
    context: Context
    place: Place
    who: Visitor
    names: Mapping[str, str]

    @property
    def address(self) -> Address:
        return self.place.address

    @property
    def entry(self) -> Entry | None:
        return self.library.get(self.address.kind, self.address.slug)


def absence(wanted: Wanted) -> Absence:
    """The first reason that keeps the page away, with what would mend it."""
    new = moved(wanted.library, wanted.place, wanted.who)
    if new:
        there = led_to(wanted.context, new, wanted.library.terms.languages)
        return Absence(Said("This address leads to %(address)s.", address=new), (Offer(Said("Go there"), there),))
    entry = wanted.entry
    if entry is None:
        return unknown(wanted)
    filter_name = version(entry, wanted.who.language, wanted.who.now)[1]
    if filter_name:
        return {"status": still_draft, "dates": out_of_time, "language": elsewhere}[filter_name](wanted, entry)
    if entry.facts.partners and wanted.who.partner not in entry.facts.partners:
        return for_partners(wanted, entry)
    return without_consent(wanted, entry)


def unknown(wanted: Wanted) -> Absence:
    """No such entry: its file has an error and never was good, or the address is wrong."""
    kind, slug = wanted.address.kind, wanted.address.slug
    path = f"content/{FOLDERS[kind]}/{slug}."
    problem = next((one for one in wanted.library.problems if one.is_error and one.path.startswith(path)), None)
    if problem:
        return Absence(Said("The file has an error and has no earlier version to show."), (), problem)
    why = Said("There is no page at %(address)s.", address=wanted.context.page)
    entries = wanted.library.of(kind)
    paths = [Address(kind, one.slug).path for one in entries if kind != "page" or one.slug not in NOT_ADDRESSES]
    near = nearest(wanted.context.page, paths)
    offers = (Offer(Said("Look at %(address)s", address=near), replace(wanted.context, page=near)),) if near else ()
    return Absence(why, offers)


def still_draft(wanted: Wanted, entry: Entry) -> Absence:
    offer = Offer(Said("Show drafts"), replace(wanted.context, drafts=True))
    return Absence(Said("%(title)s is a draft.", title=title_of(entry)), (offer,))


def out_of_time(wanted: Wanted, entry: Entry) -> Absence:
    """Not live yet, or not any more, at the moment that was chosen."""
    zone, now, front = wanted.library.terms.timezone, wanted.who.now, entry.facts
    if front.publish_at and now < front.publish_at:
        why = Said(
            "%(title)s is not live yet: it goes live on %(moment)s.",
            title=title_of(entry),
            moment=local(front.publish_at, zone),
        )
        return Absence(why, (offer_of(wanted, front.publish_at),))
    end = front.expires_at or now
    why = Said(
        "%(title)s is not live any more: it went offline on %(moment)s.", title=title_of(entry), moment=local(end, zone)
    )
    return Absence(why, (offer_of(wanted, end - MINUTE),))


def offer_of(wanted: Wanted, moment: datetime) -> Offer:
    zone = wanted.library.terms.timezone
    label = Said("Show the page as it is on %(moment)s", moment=local(moment, zone))
    return Offer(label, replace(wanted.context, at=local_time(moment, zone)))


def elsewhere(wanted: Wanted, entry: Entry) -> Absence:
    """Live, but in other languages alone."""

    def offers() -> Iterator[Offer]:
        for code in entry.texts:
            if version(entry, code, wanted.who.now)[1] is None:
                default = wanted.library.terms.default_language
                lang = "" if code == default else code
                yield Offer(
                    Said("Show it in %(language)s", language=wanted.names.get(code, code)),
                    replace(wanted.context, lang=lang),
                )

    why = Said("%(title)s is live only in another language, and not in the default one.", title=title_of(entry))
    return Absence(why, tuple(offers()))


def for_partners(wanted: Wanted, entry: Entry) -> Absence:
    named = entry.facts.partners
    why = Said(
        "%(title)s is only for visitors of these partners: %(partners)s.",
        title=title_of(entry),
        partners=", ".join(named),
    )
    offers = (
        Offer(Said("Show it as %(partner)s", partner=slug), replace(wanted.context, via=slug)) for slug in named[:3]
    )
    return Absence(why, tuple(offers))


def without_consent(wanted: Wanted, entry: Entry) -> Absence:
    """A story that its customer has not allowed. There is no way around that, except the day on which they have."""
    allowed = on_website(wanted.library, entry, wanted.who.now)
    title = title_of(entry)
    if allowed:
        why = Said(
            "%(title)s has no page of its own. Its consent for the website %(reason)s; a page needs name.",
            title=title,
            reason=allowed.reason,
        )
    else:
        why = Said(
            "%(title)s has no page: nothing of it may be shown on the website. Its consent: %(reason)s.",
            title=title,
            reason=allowed.reason,
        )
    zone = wanted.library.terms.timezone
    days = [one.granted_on for one in entry.facts.consents] if isinstance(entry.facts, CaseStudy) else []
    later = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in sorted(days) if 2000 < day.year < 2100]
    found = (moment for moment in later if moment > wanted.who.now and on_website(wanted.library, entry, moment).name)
    first = next(found, None)
    return Absence(why, (offer_of(wanted, first),) if first else ())
