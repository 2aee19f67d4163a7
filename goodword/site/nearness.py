"""Which candidates a visitor of a niche could get at all, found without looking at those of other niches. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from goodword.content.kinds import Section
from goodword.content.library import Entry, Library
from goodword.site.candidates import Candidate, candidates
from goodword.site.targeting import Context


@dataclass(frozen=True, slots=True)
class Index:
    """One section's candidates with the places at which those of a niche, those of none, those of an entry, and those
    that are a partner's own story are."""

    whole: Sequence[Candidate]
    by_niche: Mapping[str, Sequence[int]]
    general: Sequence[int]
    by_slug: Mapping[str, Sequence[int]]
    by_owner: Mapping[str, int]


NOTHING = Index((), {}, (), {}, {})


@lru_cache(maxsize=4)
def indexes(library: Library) -> Mapping[str, Index]:
    """Section name → its candidates, by niche."""
    found: dict[str, Index] = {}
    for name, pool in candidates(library).items():
        before = _INDEXES.get(name)
        found[name] = before if before and before.whole is pool else indexed(pool)
    _INDEXES.update(found)
    return found


def indexed(pool: Sequence[Candidate]) -> Index:
    by_niche: dict[str, list[int]] = {}
    by_slug: dict[str, list[int]] = {}
    by_owner: dict[str, int] = {}
    for place, one in enumerate(pool):
        by_slug.setdefault(one.slug, []).append(place)
        for niche in one.niches:
            by_niche.setdefault(niche, []).append(place)
        if one.owner:
            by_owner.setdefault(one.owner, place)
    return Index(pool, by_niche, [place for place, one in enumerate(pool) if not one.niches], by_slug, by_owner)


def near(library: Library, section: Section, context: Context, asked: str | None) -> Sequence[Candidate]:
    """The section's candidates but those that are for other niches only, in their order. What is pinned by the page or
    ``asked`` for, by its slug, is there whatever its niche."""
    index = indexes(library).get(section.name, NOTHING)
    if not context.lineage:
        return index.whole
    wanted = [asked] if asked else []
    wanted += [pin.partition("#")[0] for pin in section.pin]
    if section.name == "pains":
        wanted += context.trade_pains
    places = set(index.general)
    places.update(*listed(index.by_niche, context.lineage), *listed(index.by_niche, context.children))
    places.update(*listed(index.by_slug, wanted))
    return [index.whole[place] for place in sorted(places)]


def listed(places: Mapping[str, Sequence[int]], names: Iterable[str]) -> Iterable[Sequence[int]]:
    return (places.get(name, ()) for name in names)


def like(library: Library, entry: Entry | None, partner: str | None) -> Candidate | None:
    """The case study that the page is about, or the partner's own; where it could be both, the first in order."""
    cases = indexes(library)["case-studies"]
    places = (
        [place for place in cases.by_slug.get(entry.slug, ()) if cases.whole[place].entry is entry] if entry else []
    )
    if partner and partner in cases.by_owner:
        places.append(cases.by_owner[partner])
    return cases.whole[min(places)] if places else None


_INDEXES: dict[str, Index] = {}  # of the last library: most sections are the same in the next
