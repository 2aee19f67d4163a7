"""Reasons in words that a marketer understands: why a block was chosen, what kept another one out. Pure.

Each is a ``Said``: English here, in the reader's own language wherever it is shown.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from goodword.content.kinds import Section
from goodword.languages import N_
from goodword.saying import Said
from goodword.site.candidates import Candidate
from goodword.site.planning import NEEDS, Block
from goodword.site.targeting import Context, fit, rung_of

# What points are given for, by their names in ``targeting.WEIGHTS``.
POINTS: Mapping[str, str] = {
    "partner": N_("this partner's own"),
    "campaign": N_("this campaign"),
    "pain": N_("the pain point asked for"),
    "use_case": N_("the use case asked for"),
    "niche": N_("exactly this niche"),
    "ancestor": N_("a wider niche"),
    "child": N_("a narrower niche"),
    "trade_pain": N_("a pain point of this niche"),
    "headline": N_("the number its author leads with"),
    "measured": N_("measured from a baseline"),
    "language": N_("the visitor's language"),
    "country": N_("the same country"),
    "size": N_("about the same size"),
    "fresh": N_("from the last twelve months"),
    "other_niche": N_("for a niche, while the visitor named none"),
    "seen": N_("on this page already"),
    "again": N_("this very number or quote is on this page already"),
}
# What removes a block, by the filter's name, as the heading of those that it removed.
FILTERS: Mapping[str, str] = {
    "niche": N_("For other niches only"),
    "fallback": N_("Too far from this niche for this section"),
    "excluded": N_("Excluded by the page's file"),
    "itself": N_("What the page itself is about"),
    "status": N_("Drafts"),
    "dates": N_("Not live at this moment"),
    "language": N_("Live only in another language"),
    "consent": N_("Not allowed here by the customer"),
    "partner-only": N_("For other partners only"),
}
# The other ways not to be chosen.
BEATEN: Mapping[str, str] = {
    "variety": N_("Left out for variety"),
    "passed over": N_("Others fit better"),
}
FARTHEST: Mapping[str, Said] = {
    "niche": Said("this very niche"),
    "parent": Said("wider and narrower niches"),
    "general": Said("what is for no niche in particular"),
}
NEEDED: Mapping[str, str] = {"story": "name or metrics"}


def how(block: Block, niche: str | None) -> Said:
    """Why a chosen block stands where it does. ``niche`` is the one that the visitor named."""
    if block.chosen == "asked":
        return Said("the address asks for it")
    if block.chosen == "pinned":
        return Said("the page's file pins it")
    if niche is None:
        return Said("fits best")
    return {
        "exact": Said("fits best, and is for this very niche"),
        "parent": Said("fits best of what is for wider or narrower niches"),
        "general": Said("fits best of what is for no niche in particular"),
    }[block.rung]


def why_removed(filter_name: str, one: Candidate, section: Section, context: Context, zone: ZoneInfo) -> Said:
    """A filter's refusal, with what would have to change."""
    if filter_name == "niche":
        return Said("is only for %(niches)s", niches=", ".join(sorted(one.niches)))
    if filter_name == "fallback":
        found, limit = FARTHEST[rung_of(one, context)], FARTHEST[section.fallback]
        return Said(
            "belongs to %(found)s; the page's file lets this section take only %(limit)s", found=found, limit=limit
        )
    if filter_name == "partner-only":
        return Said("is only for the partners %(partners)s", partners=", ".join(sorted(one.partners)))
    if filter_name == "consent":
        return consent_gap(one, section, context)
    if filter_name == "dates":
        return out_of_time(one, context.visitor.now, zone)
    return {
        "status": Said("is a draft: its file says status: draft"),
        "language": Said("is live only in another language"),
        "excluded": Said("the page's file excludes it"),
        "itself": Said("the page is about it"),
    }[filter_name]


def consent_gap(one: Candidate, section: Section, context: Context) -> Said:
    """What the customer would have to allow."""
    shows = fit(one, context).shows
    place = where(context)
    if not shows:
        return Said("would be shown if a consent covered %(place)s: %(reason)s", place=place, reason=shows.reason)
    if not shows.name and not one.nameable:
        return Said("its consent covers no name; would be shown with anonymous_as, another word for the customer")
    if one.telling and not shows.name:
        return Said(
            "names the customer in its own words; would be shown if its consent for %(place)s covered name", place=place
        )
    need = NEEDS.get(section.name, "name")
    parts = NEEDED.get(need, need)
    if need in ("logo", "photo") and not shows.name:
        parts = f"{parts} and name"
    return Said("would be shown if its consent for %(place)s covered %(parts)s", place=place, parts=parts)


def where(context: Context) -> str:
    """The place that a consent has to cover, in the words of its keys."""
    place = context.place
    if place.partner:
        return Said("%(channel)s of %(partner)s", channel=place.channel, partner=place.partner)
    return place.channel


def out_of_time(one: Candidate, now: datetime, zone: ZoneInfo) -> Said:
    """The first of its dates that keeps it from being live."""
    front = one.entry.facts
    if front.publish_at and now < front.publish_at:
        return Said("is not live yet: publish_at is %(moment)s", moment=local(front.publish_at, zone))
    if front.expires_at and now >= front.expires_at:
        return Said("is not live any more: expires_at was %(moment)s", moment=local(front.expires_at, zone))
    if one.opens and now < one.opens:
        return Said("is not valid yet: valid from %(moment)s", moment=local(one.opens, zone))
    return Said("is not valid any more: valid until %(moment)s", moment=local(one.closes or now, zone))


def local(moment: datetime, zone: ZoneInfo) -> str:
    """A moment by the clocks of the company."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
