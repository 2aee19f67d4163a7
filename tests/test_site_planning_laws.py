"""What holds for every plan: of any library, any page, any visitor, at any minute."""

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from factories import DUBAI, NOON, case, entry, layout, library
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import (
    CAMPAIGNS,
    NICHES,
    PAINS,
    PARTNERS,
    SLUGS,
    UNNAMED,
    USES,
    law,
    layouts,
    libraries,
    minutes,
    visitors,
)

from goodword.content.kinds import CaseStudy, Offer
from goodword.content.library import Entry, Library
from goodword.site.candidates import candidates
from goodword.site.canonical import indexable
from goodword.site.explaining import explain
from goodword.site.planning import Block, Filled, Layout, plan, ranked, removal, standing, start
from goodword.site.targeting import fit, item_points, item_total
from goodword.site.telling import as_data, lines
from goodword.site.visitor import ANYONE, Visitor

HERE = Path(__file__).parent


def test_these_laws_are_tried_on_pages_that_show_something() -> None:
    """Else every one of them holds: for a long time hardly any plan had a block."""
    shown: Counter[str] = Counter()

    @settings(law, derandomize=True, database=None)
    @given(libraries, layouts, visitors)
    def look(whole: Library, page: Layout, visitor: Visitor) -> None:
        shown.update(block.kind for filled in plan(whole, page, visitor).sections for block in filled.blocks)

    look()
    assert shown.total() > 25 and len(shown) > 3, shown


SHOWN = st.dictionaries(st.sampled_from((*SLUGS, "a#0", "b#1")), st.integers(1, 3))


@settings(law, max_examples=100)
@given(libraries, layouts, visitors, minutes, SHOWN, st.sampled_from(UNNAMED))
def test_every_law_holds(
    whole: Library, page: Layout, visitor: Visitor, later: datetime, shown: dict[str, int], slug: str
) -> None:
    """To make up a company takes longer than to plan its pages: so each is tried against all laws."""
    the_same_input_gives_the_same_plan(whole, page, visitor)
    a_plan_holds_until_it_says(whole, page, visitor, later)
    the_sitemap_holds_as_long_as_plans_do(whole, visitor, later)
    an_explanation_agrees_with_the_plan(whole, page, visitor)
    the_best_are_found_as_if_all_had_been_looked_at(whole, page, visitor)
    points_add_up(whole, page, visitor, shown)
    partners_whom_no_content_names_have_one_plan(whole, page, visitor, slug)
    no_hard_filter_is_ever_passed(whole, page, visitor)
    every_section_keeps_its_bounds(whole, page, visitor)


def the_same_input_gives_the_same_plan(whole: Library, page: Layout, visitor: Visitor) -> None:
    backwards = {kind: dict(reversed(by_slug.items())) for kind, by_slug in whole.entries.items()}
    again = Library(whole.revision, whole.terms, backwards)
    assert plan(whole, page, visitor) == plan(again, page, visitor)


def a_plan_holds_until_it_says(whole: Library, page: Layout, visitor: Visitor, later: datetime) -> None:
    made = plan(whole, page, visitor)
    assert made.valid_until is None or made.valid_until - visitor.now >= timedelta(minutes=1)
    then = plan(whole, page, visitor._replace(now=until(later, visitor, made.valid_until)))
    assert (then.sections, then.hash, then.valid_until) == (made.sections, made.hash, made.valid_until)


def the_sitemap_holds_as_long_as_plans_do(whole: Library, visitor: Visitor, later: datetime) -> None:
    then = until(later, visitor, plan(whole, layout("hero"), visitor).valid_until)
    assert list(indexable(whole, visitor.now)) == list(indexable(whole, then))


def an_explanation_agrees_with_the_plan(whole: Library, page: Layout, visitor: Visitor) -> None:
    told = explain(whole, page, visitor)
    assert told.plan == plan(whole, page, visitor)
    for reasons in told.sections:
        chosen = [one.ref for one in reasons.considered if one.fate == "chosen"]
        assert chosen == [block.ref for block in reasons.filled.blocks]
    assert "\n".join(lines(told)) and as_data(told)["hash"] == told.plan.hash


def the_best_are_found_as_if_all_had_been_looked_at(whole: Library, page: Layout, visitor: Visitor) -> None:
    context, seen = start(whole, page, visitor, "US"), Counter({"a": 1, "b#0": 1})
    for section in page.sections:
        weighed = [
            (place, -fit(one, context).total - item_total(one, context, seen), order, one, how)
            for order, one in enumerate(candidates(whole).get(section.name, ()))
            for how, place in [standing(one, section, visitor)]
            if not removal(one, how, section, context, page)
        ]
        expected = [(one, how) for _, _, _, one, how in sorted(weighed, key=lambda each: each[:3])]
        assert list(ranked(whole, section, context, page, seen)) == expected


def points_add_up(whole: Library, page: Layout, visitor: Visitor, shown: dict[str, int]) -> None:
    context, seen = start(whole, page, visitor, None), Counter(shown)
    for one in (one for pool in candidates(whole).values() for one in pool):
        assert item_total(one, context, seen) == sum(item_points(one, context, seen).values())


def partners_whom_no_content_names_have_one_plan(whole: Library, page: Layout, visitor: Visitor, slug: str) -> None:
    for named in (slug, ANYONE):
        assert visitor._replace(partner=named).for_plan(whole).partner == ANYONE
    cys, anyones = (plan(whole, page, visitor._replace(partner=named)) for named in (slug, ANYONE))
    assert (cys.sections, cys.valid_until) == (anyones.sections, anyones.valid_until)
    assert plan(whole, page, visitor).sections == plan(whole, page, visitor.for_plan(whole)).sections


def no_hard_filter_is_ever_passed(whole: Library, page: Layout, visitor: Visitor) -> None:
    for filled in plan(whole, page, visitor).sections:
        for block in filled.blocks:
            one = whole.entries[block.kind][block.slug]
            assert is_live(one, block, visitor), "not live"
            assert not one.facts.partners or visitor.partner in one.facts.partners, "another partner's"
            assert not {block.slug, block.ref} & set(filled.section.exclude), "excluded"
            assert block.chosen != "scored" or is_near(whole, one, visitor, filled), "too far from the niche"
            if isinstance(one.facts, Offer):
                assert (one.facts.valid_from or date.min) <= today(visitor) <= (one.facts.valid_through or date.max)
            if isinstance(one.facts, CaseStudy):
                assert_covered(one.facts, block, filled, visitor, page)


def every_section_keeps_its_bounds(whole: Library, page: Layout, visitor: Visitor) -> None:
    for filled in plan(whole, page, visitor).sections:
        refs = [block.ref for block in filled.blocks]
        assert len(set(refs)) == len(refs)
        assert len(refs) <= (filled.section.max or 6)
        assert not (filled.hidden and refs)
        assert filled.hidden or not refs or len(refs) >= filled.section.min or filled.section.name == "hero"
        customers = [block.slug for block in filled.blocks if block.kind == "case-study"]
        assert filled.section.name == "results" or len(set(customers)) == len(customers)


def until(later: datetime, visitor: Visitor, end: datetime | None) -> datetime:
    """A minute from now on, and before the end."""
    return max(visitor.now, min(later, end - timedelta(minutes=1)) if end else later)


def today(visitor: Visitor) -> date:
    return visitor.now.astimezone(DUBAI).date()


def is_live(one: Entry, block: Block, visitor: Visitor) -> bool:
    front = one.texts[block.language].front
    started = front.publish_at is None or front.publish_at <= visitor.now
    ended = front.expires_at is not None and front.expires_at <= visitor.now
    return front.status == "published" and started and not ended


def is_near(whole: Library, one: Entry, visitor: Visitor, filled: Filled) -> bool:
    """As the contract says it, without the planner's own words."""
    if not visitor.niche:
        return filled.section.fallback == "general"
    niche = whole.get("niche", visitor.niche)
    up = {visitor.niche, *whole.ancestors(visitor.niche)}
    down = {other.slug for other in whole.of("niche") if visitor.niche in whole.ancestors(other.slug)}
    own = visitor.niche in one.facts.niches or (niche is not None and one.kind == "pain" and of_trade(whole, one, up))
    near = own or bool((up | down) & set(one.facts.niches))
    general = near or not one.facts.niches
    return {"niche": own, "parent": near, "general": general}[filled.section.fallback]


def of_trade(whole: Library, pain: Entry, niches: set[str]) -> bool:
    return any(pain.slug in niche.facts.pains for slug in niches if (niche := whole.get("niche", slug)))


def assert_covered(facts: CaseStudy, block: Block, filled: Filled, visitor: Visitor, page: Layout) -> None:
    channel = "partner-pages" if visitor.partner and not page.website else "website"
    partner = visitor.partner if channel == "partner-pages" else None
    parts = covered(facts, channel, partner, today(visitor))
    assert block.shows - {"page"} == parts
    needed = {"quotes": {"quote"}, "results": {"metrics"}, "hero": {"metrics"}, "logos": {"name", "logo"}}
    assert needed.get(filled.section.name, set()) <= parts
    assert parts & {"name", "quote", "metrics"}
    assert "name" in parts or facts.anonymous_as == "A garage"
    assert ("page" in block.shows) == ("name" in covered(facts, "website", None, today(visitor)))
    if filled.section.name == "quotes" and "name" not in parts:
        assert facts.quotes[int(block.item)].text == "Quiet."


def covered(facts: CaseStudy, channel: str, partner: str | None, day: date) -> set[str]:
    found: set[str] = set()
    for one in facts.consents:
        on_time = one.granted_on <= day <= (one.expires_on or date.max) and day < (one.revoked_on or date.max)
        for_them = partner is None or one.partners == "all" or partner in one.partners
        if on_time and for_them and channel in one.channels:
            found |= set(one.scope)
    return found


def told() -> list[str]:
    """A hundred plans over a library of chance, always the same chance."""
    chance = random.Random(7)

    def some(names: tuple[str, ...]) -> list[str]:
        return chance.sample(names, chance.randint(0, len(names)))

    entries = [entry("niche", slug, parent=chance.choice(NICHES), pains=some(PAINS)) for slug in NICHES]
    entries += [entry("pain", slug, niches=some(NICHES)) for slug in PAINS]
    for number in range(30):
        front = {"niches": some(NICHES), "pains": some(PAINS), "use_cases": some(USES), "campaigns": some(CAMPAIGNS)}
        entries += [case(f"case-{number}", **front), entry("faq", f"faq-{number}", **front)]
    whole, page = library(*entries), layout("hero", "logos", "pains", "results", "case-studies", "quotes", "faqs")
    asked = [[chance.choice(names) for names in (PARTNERS, NICHES, PAINS, USES)] for _ in range(100)]
    plans = [plan(whole, page, Visitor("en", NOON, *names)) for names in asked]
    return [f"{one.hash} {[block.ref for filled in one.sections for block in filled.blocks]}" for one in plans]


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_makes_the_same_plans(seed: str) -> None:
    """Where strings hash otherwise, sets come in another order: nothing may depend on it."""
    script = "import test_site_planning_laws as laws; print('\\n'.join(laws.told()))"
    places = os.pathsep.join([str(HERE), str(HERE.parent)])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": places}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == told()
