"""Entries that fit a section equally well, of which the alphabet decides which are shown. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, takewhile, tee
from typing import NamedTuple

from goodword.content.checking import Places
from goodword.content.kinds import FOLDERS
from goodword.content.library import Library
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.candidates import Candidate
from goodword.site.picking import marks, pick, too_few
from goodword.site.planning import ALWAYS, MANY_EACH, most, ranked, start
from goodword.site.targeting import Context, fit, item_total
from goodword.site.walking import Stop, landing_pages
from goodword.site.wording import counted_out

MOST_NAMED = 4
# Each is as much work as serving it for the first time, and a check is to be quick.
MOST_PAGES = 20
Choice = tuple[Candidate, str]


class Tie(NamedTuple):
    """Slugs of one kind that are equal in a section of some pages, by their addresses."""

    kind: str
    slugs: frozenset[str]
    pages: tuple[str, ...]


def tied(country: str | None, library: Library, places: Places, now: datetime) -> Iterator[Problem]:
    """One remark for all that are equal to each other, at the first of them."""
    stops = islice(landing_pages(library, now), MOST_PAGES)
    found = [tie for stop in stops for tie in ties(library, stop, country)]
    for tie in joined(found):
        slugs = sorted(tie.slugs)
        path = f"content/{FOLDERS[tie.kind]}/{slugs[0]}.md"
        message = Said(
            "on %(pages)s only the alphabet decides which of these is shown: %(names)s",
            pages=counted_out(tie.pages, MOST_NAMED),
            names=", ".join(slugs),
        )
        hint = Said("give those you would rather see a higher priority")
        yield Problem(path, *places(path, ("priority",)), message, hint, "advice")


def ties(library: Library, stop: Stop, country: str | None) -> Iterator[Tie]:
    """What is equal at the last place of each section of a page."""
    context = start(library, stop.layout, stop.visitor, country)
    seen: Counter[str] = Counter()
    for section in stop.layout.sections:
        best, again = tee(ranked(library, section, context, stop.layout, seen))
        chosen = pick(best, most(section), section.name in MANY_EACH)
        if section.name not in ALWAYS and too_few(len(chosen), section.min):
            continue
        if len(chosen) == most(section):
            equal = at_the_edge(again, chosen, context, seen)
            if len(equal) > 1:
                yield Tie(chosen[-1][0].entry.kind, equal, (stop.path,))
        for one, _ in chosen:
            seen.update(marks(section.name, one))


def at_the_edge(
    best: Iterator[Choice], chosen: Sequence[Choice], context: Context, seen: Counter[str]
) -> frozenset[str]:
    """Slugs of the last that is shown, of the first that is not, and of all others as good as these; empty where
    anything but the name tells the two apart."""
    last, how = chosen[-1]
    customers = {one.customer for one, _ in chosen if one.customer}
    taken = {one.ref for one, _ in chosen}
    worth = worth_of(last, context, seen)

    def equal(choice: Choice) -> bool:
        return choice[1] == "scored" and worth_of(choice[0], context, seen) == worth

    rest = (one for one in best if one[0].ref not in taken and one[0].customer not in customers)
    beside = [one for one, _ in takewhile(equal, rest)]
    if how != "scored" or not beside:
        return frozenset()
    return frozenset(one.slug for one in (*beside, *(choice[0] for choice in chosen if equal(choice))))


def worth_of(one: Candidate, context: Context, seen: Counter[str]) -> tuple[int, int]:
    return fit(one, context).total + item_total(one, context, seen), one.priority


def joined(found: list[Tie]) -> list[Tie]:
    """Ties that have an entry in common as one."""
    groups: list[Tie] = []
    for tie in found:
        apart = [one for one in groups if one.kind != tie.kind or one.slugs.isdisjoint(tie.slugs)]
        near = [one for one in groups if one not in apart]
        slugs = tie.slugs.union(*(one.slugs for one in near))
        pages = (*(page for one in near for page in one.pages), *tie.pages)
        groups = [*apart, Tie(tie.kind, slugs, tuple(dict.fromkeys(pages)))]
    return groups
