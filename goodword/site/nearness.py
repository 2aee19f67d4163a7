"""Where in a section's candidates those are that a visitor's wishes single out, and what all the others have in
common. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from goodword.content.kinds import Section
from goodword.content.library import Entry, Library
from goodword.site.candidates import Candidate, candidates
from goodword.site.likeness import Likeness, likeness_of
from goodword.site.targeting import Context

Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Index:
    """One section's candidates with the places at which those of a niche, those of an entry, those that name a
    partner, and so on, are. ``general`` are those for no niche in particular; ``alike`` has all that are open to
    everyone, by what they have in common."""

    whole: Sequence[Candidate]
    by_niche: Places
    by_slug: Places
    by_partner: Places
    by_campaign: Places
    by_pain: Places
    by_use_case: Places
    by_owner: Mapping[str, int]
    general: frozenset[int]
    alike: Mapping[Likeness, Sequence[int]]


NOTHING = Index((), {}, {}, {}, {}, {}, {}, {}, frozenset(), {})


@lru_cache(maxsize=4)
def indexes(library: Library) -> Mapping[str, Index]:
    """Section name → its candidates and their places."""
    found: dict[str, Index] = {}
    for name, pool in candidates(library).items():
        before = _INDEXES.get(name)
        found[name] = before if before and before.whole is pool else indexed(pool)
    _INDEXES.update(found)
    return found


def indexed(pool: Sequence[Candidate]) -> Index:
    by_owner: dict[str, int] = {}
    alike: dict[Likeness, list[int]] = {}
    for place, one in enumerate(pool):
        if one.owner:
            by_owner.setdefault(one.owner, place)
        if not one.partners:
            alike.setdefault(likeness_of(one), []).append(place)
    return Index(
        pool,
        by_niche=places(one.niches for one in pool),
        by_slug=places((one.slug,) for one in pool),
        by_partner=places(one.partners | {one.owner} if one.owner else one.partners for one in pool),
        by_campaign=places(one.campaigns for one in pool),
        by_pain=places(one.pains for one in pool),
        by_use_case=places(one.use_cases for one in pool),
        by_owner=by_owner,
        general=frozenset(place for place, one in enumerate(pool) if not one.niches),
        alike=alike,
    )


def places(names: Iterable[Iterable[str]]) -> Places:
    """name → the places of those who bear it."""
    found: dict[str, list[int]] = {}
    for place, borne in enumerate(names):
        for name in borne:
            found.setdefault(name, []).append(place)
    return found


def index_of(library: Library, section: Section) -> Index:
    return indexes(library).get(section.name, NOTHING)


def singled_out(index: Index, section: Section, context: Context, asked: str | None) -> set[int]:
    """The places of all that have anything to do with what is known of this visitor, with what the page pins, and
    with what is ``asked`` for, by its slug."""
    visitor = context.visitor
    wanted = [asked] if asked else []
    wanted += [pin.partition("#")[0] for pin in section.pin]
    near = {*listed(index.by_slug, wanted), *listed(index.by_niche, (*context.lineage, *context.children))}
    about = set(
        chain(
            listed(index.by_partner, (visitor.partner,)),
            listed(index.by_campaign, (visitor.campaign,)),
            listed(index.by_pain, (visitor.pain, *context.trade_pains)),
            listed(index.by_use_case, (visitor.use_case,)),
        )
    )
    return near | (about & index.general if context.lineage and section.name != "pains" else about)


def listed(found: Places, names: Iterable[str | None]) -> Iterator[int]:
    return (place for name in names if name for place in found.get(name, ()))


def like(library: Library, entry: Entry | None, partner: str | None) -> Candidate | None:
    """The case study that the page is about, or the partner's own; where it could be both, the first in order."""
    cases = indexes(library)["case-studies"]
    found = [place for place in cases.by_slug.get(entry.slug, ()) if cases.whole[place].entry is entry] if entry else []
    if partner and partner in cases.by_owner:
        found.append(cases.by_owner[partner])
    return cases.whole[min(found)] if found else None


_INDEXES: dict[str, Index] = {}  # of the last library: most sections are the same in the next
