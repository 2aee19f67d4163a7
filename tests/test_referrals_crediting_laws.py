"""What holds for every credit: of any touches, any partners, at any moment."""

import json
import random
from collections import Counter
from datetime import timedelta
from typing import Any

from crediting import CY, LEAD, enrolled
from hypothesis import given, settings
from hypothesis import strategies as st

from goodword.referrals.attribution import Attribution
from goodword.referrals.crediting import EVIDENCE, Binding, Credited, Enrolled, Standing, Subject, Touch, credit

NAMES = ("ada", "ben", "cora", "dan", "")
SLUGS = ("affiliates", "customers", "agencies", "gone")
STATUSES = ("approved", "approved", "approved", "pending", "suspended", "rejected", "invited")
law = settings(deadline=None, max_examples=150)


def mostly(usual: Any, others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Three times in four the usual. So much must be right at once for a touch to count that most of it has to be."""
    return st.integers(0, 3).flatmap(lambda number: others if number == 3 else st.just(usual))


enrollments = st.lists(
    st.builds(
        enrolled,
        st.sampled_from(SLUGS),
        mostly("approved", st.sampled_from(STATUSES)),
        mostly(100, st.integers(-2, 100)),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each.program,
).map(tuple)
standings = st.dictionaries(
    st.sampled_from(NAMES[:4]),
    st.builds(Standing, mostly(True, st.booleans()), enrollments, mostly(frozenset(), st.just(frozenset({CY.email})))),
    min_size=2,
)
touches = st.lists(
    st.builds(
        Touch,
        evidence=st.sampled_from(("click", "click", "cookie", *EVIDENCE)),
        at=(st.integers(-500, 2_000_000) | st.integers(-500, 12_000_000)).map(
            lambda seconds: LEAD - timedelta(seconds=seconds)
        ),
        partner=st.sampled_from((*NAMES[:4], *NAMES)),
        program=st.sampled_from(("", "", *SLUGS)),
        click=st.sampled_from(("clk_1", "clk_2")),
        kind=mostly("human", st.sampled_from(("bot", "prefetch", "duplicate", "self", ""))),
        source=st.sampled_from(("click", "cookie", "colleague")),
        given=mostly(None, st.integers(-90_000, 10).map(lambda seconds: LEAD - timedelta(seconds=seconds))),
    ),
    min_size=1,
    max_size=6,
)
programs = st.dictionaries(
    st.sampled_from(SLUGS[:3]),
    st.builds(
        Attribution,
        touch=st.sampled_from(("first", "last")),
        window_days=st.integers(1, 130),
        precedence=st.integers(0, 3),
    ),
    min_size=2,
)
bindings = st.builds(Binding, st.sampled_from(NAMES[:4]), st.sampled_from(SLUGS))
Known = dict[str, Standing]
Terms = dict[str, Attribution]
USUAL = Attribution()


def result(found: Credited) -> tuple[object, ...]:
    return found.partner, found.program, found.touch, found.flags


def alone(touch: Touch, known: Known, terms: Terms) -> Credited:
    return credit(CY, [touch], known, terms, LEAD)


def strong(touch: Touch, found: Credited) -> bool:
    seen = touch.evidence in ("click", "cookie") and touch.kind != ""
    return seen and not {"self-referral", "own-click", "reported-after"} & set(found.flags)


def test_these_laws_are_tried_where_somebody_is_credited() -> None:
    """Else most of them hold whatever crediting does."""
    seen: Counter[str] = Counter()

    @settings(law, derandomize=True, database=None)
    @given(touches, standings, programs)
    def look(some: list[Touch], known: Known, terms: Terms) -> None:
        counting = [(each, one) for each in some if (one := alone(each, known, terms)).partner]
        seen.update(
            credited=bool(counting),
            several=len({one.partner for _, one in counting}) > 1,
            strong=any(strong(each, one) for each, one in counting),
        )

    look()
    assert seen["credited"] > 40 and seen["several"] > 4 and seen["strong"] > 2, seen


@settings(law, max_examples=300)
@given(touches, standings, programs, st.integers(), bindings, st.none() | bindings)
def test_every_law_holds(
    some: list[Touch], known: Known, terms: Terms, seed: int, bound: Binding, maybe: Binding | None
) -> None:
    """To make up a case takes longer than to credit it: so each is tried against all laws."""
    the_order_of_touches_does_not_matter(some, known, terms, seed)
    a_touch_that_does_not_count_changes_only_what_was_tried(some, known, terms)
    somebody_is_credited_whenever_a_touch_counts(some, known, terms)
    the_credited_touch_would_be_credited_alone(some, known, terms)
    no_touch_changes_a_binding(some, known, terms, bound)
    who_is_credited_is_active_and_approved(some, known, terms, maybe)
    clicks_of_others_go_before_everything_else(some, known, terms)
    what_was_told_after_counts_only_where_nobody_would_be_credited(some, known, terms)
    a_word_never_goes_before_a_click_that_was_seen(some, known, terms)
    of_clicks_the_highest_precedence_wins(some, known, terms)
    what_is_credited_lies_in_its_programs_window(some, known, terms)
    the_reasons_are_plain_and_end_with_the_result(some, known, terms, maybe)


def the_order_of_touches_does_not_matter(some: list[Touch], known: Known, terms: Terms, seed: int) -> None:
    shuffled = some + some[:1]
    random.Random(seed).shuffle(shuffled)
    assert credit(CY, some, known, terms, LEAD) == credit(CY, shuffled, known, terms, LEAD)


def a_touch_that_does_not_count_changes_only_what_was_tried(some: list[Touch], known: Known, terms: Terms) -> None:
    counting = [each for each in some if alone(each, known, terms).partner]
    assert result(credit(CY, some, known, terms, LEAD)) == result(credit(CY, counting, known, terms, LEAD))


def somebody_is_credited_whenever_a_touch_counts(some: list[Touch], known: Known, terms: Terms) -> None:
    found = credit(CY, some, known, terms, LEAD)
    assert bool(found.partner) == any(alone(each, known, terms).partner for each in some)


def the_credited_touch_would_be_credited_alone(some: list[Touch], known: Known, terms: Terms) -> None:
    found = credit(CY, some, known, terms, LEAD)
    if found.touch:
        assert found.touch in some and found.touch.partner == found.partner
        assert result(alone(found.touch, known, terms)) == result(found)
    else:
        assert (found.partner, found.program, found.flags) == ("", "", ())


def no_touch_changes_a_binding(some: list[Touch], known: Known, terms: Terms, bound: Binding) -> None:
    subject = Subject(email=CY.email, bound=bound)
    found = credit(subject, some, known, terms, LEAD)
    assert found == credit(subject, [], known, terms, LEAD)
    assert (found.partner, found.program) in {(bound.partner, bound.program), ("", "")}


def who_is_credited_is_active_and_approved(
    some: list[Touch], known: Known, terms: Terms, bound: Binding | None
) -> None:
    found = credit(Subject(email=CY.email, bound=bound), some, known, terms, LEAD)
    if found.partner:
        assert known[found.partner].active
        assert Enrolled(found.program, "approved") in [
            Enrolled(each.program, each.status) for each in known[found.partner].enrollments
        ]


def clicks_of_others_go_before_everything_else(some: list[Touch], known: Known, terms: Terms) -> None:
    found = credit(CY, some, known, terms, LEAD)
    if found.touch and any(strong(each, one) for each in some if (one := alone(each, known, terms)).partner):
        assert strong(found.touch, found)


def what_was_told_after_counts_only_where_nobody_would_be_credited(
    some: list[Touch], known: Known, terms: Terms
) -> None:
    in_time = [each for each in some if each.given is None or each.given <= LEAD]
    without = credit(CY, in_time, known, terms, LEAD)
    if without.partner:
        assert result(credit(CY, some, known, terms, LEAD)) == result(without)


def a_word_never_goes_before_a_click_that_was_seen(some: list[Touch], known: Known, terms: Terms) -> None:
    found = credit(CY, some, known, terms, LEAD)
    if {"click-unknown", "by-address"} & set(found.flags):
        assert not any(strong(each, one) for each in some if (one := alone(each, known, terms)).partner)


def of_clicks_the_highest_precedence_wins(some: list[Touch], known: Known, terms: Terms) -> None:
    found = credit(CY, some, known, terms, LEAD)
    if found.touch and strong(found.touch, found):
        others = [one for each in some if strong(each, one := alone(each, known, terms)) and one.partner]
        highest = max(terms.get(one.program, USUAL).precedence for one in others)
        assert terms.get(found.program, USUAL).precedence == highest


def what_is_credited_lies_in_its_programs_window(some: list[Touch], known: Known, terms: Terms) -> None:
    found = credit(CY, some, known, terms, LEAD)
    if found.touch:
        days = terms.get(found.program, USUAL).window_days
        assert -timedelta(minutes=5) <= LEAD - found.touch.at <= timedelta(days=days)


def the_reasons_are_plain_and_end_with_the_result(
    some: list[Touch], known: Known, terms: Terms, bound: Binding | None
) -> None:
    found = credit(Subject(email=CY.email, bound=bound), some, known, terms, LEAD)
    assert json.loads(json.dumps(found.why())) == found.why()
    assert found.why()[-1]["rule"] == "result"
    assert found.why()[-1]["passed"] == bool(found.partner)
