"""In which state an entry is, how long its consents last, and what will happen to it by itself."""

from datetime import date, datetime, timedelta

import pytest
from factories import DUBAI, MIDNIGHT, NOON, TODAY, case, consent, entry, faqs, library

from goodword.content.library import Entry, Terms
from goodword.site.states import Permission, missing_languages, permission, state_of, upcoming

TERMS = Terms(("en", "it", "ar"), DUBAI)


@pytest.mark.parametrize(
    ("one", "name"),
    [
        pytest.param(*faqs("a"), "live", id="plain"),
        pytest.param(*faqs("a", status="draft"), "draft", id="draft"),
        pytest.param(*faqs("a", status="draft", expires_at="2026-06-01"), "draft", id="draft that ended"),
        pytest.param(*faqs("a", publish_at="2026-07-02"), "scheduled", id="later"),
        pytest.param(*faqs("a", publish_at="2026-07-01"), "live", id="since midnight"),
        pytest.param(*faqs("a", expires_at="2026-07-01"), "expired", id="until midnight"),
        pytest.param(entry("offer", "a", valid_from="2026-07-02"), "scheduled", id="offer to come"),
        pytest.param(entry("offer", "a", valid_through="2026-06-30"), "expired", id="offer that ended"),
        pytest.param(entry("offer", "a", valid_through="2026-07-01"), "live", id="offer on its last day"),
        pytest.param(case("a"), "live", id="story"),
        pytest.param(case("a", consent(expires_on=date(2026, 6, 30))), "hidden", id="consent ran out"),
        pytest.param(case("a", consent(channels=["partner-pages"])), "live", id="story for partners"),
        pytest.param(case("a", consent(channels=["email"])), "hidden", id="story for mail"),
        pytest.param(case("a", consent("logo")), "hidden", id="nothing but the logo"),
        pytest.param(entry("case-study", "a", customer={"name": "A"}), "hidden", id="no consent"),
    ],
)
def test_an_entry_is_in_one_state(one: Entry, name: str) -> None:
    assert state_of(library(one), one, NOON).name == name


def test_a_state_says_since_when_and_until_when() -> None:
    (early,) = faqs("a", publish_at="2026-07-02")
    (late,) = faqs("b", expires_at="2026-07-01")
    assert state_of(library(early), early, NOON).at == MIDNIGHT + timedelta(days=1)
    assert state_of(library(late), late, NOON).at == MIDNIGHT


@pytest.mark.parametrize(
    ("given", "standing", "days"),
    [
        pytest.param({}, "valid", None, id="for good"),
        pytest.param({"expires_on": date(2026, 7, 1)}, "valid", 1, id="last day"),
        pytest.param({"expires_on": date(2026, 7, 31)}, "valid", 31, id="a month"),
        pytest.param({"expires_on": date.max}, "valid", None, id="until the end of time"),
        pytest.param({"revoked_on": date(2026, 7, 3)}, "valid", 2, id="to be revoked"),
        pytest.param({"revoked_on": date(2026, 7, 1)}, "revoked", None, id="revoked"),
        pytest.param({"expires_on": date(2026, 6, 30)}, "expired", None, id="expired"),
        pytest.param({"granted_on": date(2026, 7, 2)}, "early", None, id="to come"),
    ],
)
def test_a_consent_stands_so_on_a_day(given: dict[str, date], standing: str, days: int | None) -> None:
    record = consent(**given)
    assert permission(record, TODAY) == Permission(record, standing, days)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "soon"), [(1, True), (30, True), (31, False)])
def test_thirty_days_are_soon(days: int, soon: bool) -> None:
    assert permission(consent(expires_on=TODAY + timedelta(days=days - 1)), TODAY).soon is soon


@pytest.mark.parametrize(
    ("one", "ahead"),
    [
        pytest.param(*faqs("a"), [], id="nothing"),
        pytest.param(
            *faqs("a", publish_at="2026-07-02", expires_at="2026-07-03"),
            [("goes live (en)", 1), ("goes offline", 2)],
            id="both ends, in order",
        ),
        pytest.param(*faqs("a", publish_at="2026-06-01"), [], id="what was is left out"),
        pytest.param(
            *faqs("a", texts={"it": {"publish_at": "2026-07-04"}}), [("goes live (it)", 3)], id="a translation's own"
        ),
        pytest.param(
            entry("offer", "a", valid_from="2026-07-02", valid_through="2026-07-02"),
            [("the offer opens", 1), ("the offer ends", 2)],
            id="an offer, whose last day counts",
        ),
        pytest.param(
            case("a", consent(expires_on=date(2026, 7, 2))), [("the consent of Odile Maes ends", 2)], id="a consent"
        ),
    ],
)
def test_what_lies_ahead(one: Entry, ahead: list[tuple[str, int]]) -> None:
    found = [(moment.what, moment.at) for moment in upcoming(one, NOON, TERMS)]
    assert found == [(what, midnight(days)) for what, days in ahead]


def midnight(days: int) -> datetime:
    return MIDNIGHT + timedelta(days=days)


def test_languages_that_an_entry_is_not_in() -> None:
    (one,) = faqs("a", texts={"it": {}})
    assert missing_languages(one, TERMS.languages) == ("ar",)
