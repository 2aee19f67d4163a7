"""goodword.content.consent: what of a case study may be shown, where, on whose page, on which day."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from factories import EVERYTHING, TODAY, consent

from goodword.content.consent import Place, allowed, gives_away, turning_points
from goodword.content.kinds import Consent

WEBSITE = Place("website")
ADAS, BENS = Place("partner-pages", "ada"), Place("partner-pages", "ben")
ROME = ZoneInfo("Europe/Rome")


def test_what_the_customer_allowed_may_be_shown() -> None:
    found = allowed([consent()], WEBSITE, TODAY)
    assert (found.name, found.logo, found.quote, found.metrics, found.photo, found.page) == (True,) * 6


def on(day: int, month: int = 7) -> date:
    return date(2026, month, day)


def row(name: str, records: Consent | list[Consent], expected: str, place: Place = WEBSITE, day: date = TODAY) -> Any:
    given = records if isinstance(records, list) else [records]
    return pytest.param(given, place, day, set(expected.split()), id=name)


ALL = " ".join(EVERYTHING)
JULY = {"granted_on": on(10), "expires_on": on(20)}
MARA = {"granted_by": "Mara"}


@pytest.mark.parametrize(
    ("records", "place", "day", "expected"),
    [
        row("no record covers nothing", [], ""),
        row("a record for everything", consent(), ALL),
        # each part on its own
        row("name alone", consent("name"), "name"),
        row("logo alone", consent("logo"), "logo"),
        row("quote alone", consent("quote"), "quote"),
        row("metrics alone", consent("metrics"), "metrics"),
        row("photo alone", consent("photo"), "photo"),
        # channels
        row("website on the website", consent(channels="website"), ALL),
        row("website not on partner pages", consent(channels="website"), "", ADAS),
        row("website not in kits", consent(channels="website"), "", Place("kits", "ada")),
        row("website not in e-mail", consent(channels="website"), "", Place("email")),
        row("partner pages not on the website", consent(channels="partner-pages"), ""),
        row("partner pages on Ada's", consent(channels="partner-pages"), ALL, ADAS),
        row("partner pages not in Ada's kit", consent(channels="partner-pages"), "", Place("kits", "ada")),
        row("kits in Ada's kit", consent(channels="kits"), ALL, Place("kits", "ada")),
        row("kits not on Ada's page", consent(channels="kits"), "", ADAS),
        row("e-mail in e-mail", consent(channels="email"), ALL, Place("email")),
        row("two channels, the one", consent(channels=["website", "email"]), ALL),
        row("two channels, the other", consent(channels=["website", "email"]), ALL, Place("email")),
        row("two channels, a third", consent(channels=["website", "email"]), "", ADAS),
        # partners
        row("all partners, Ada", consent(partners="all"), ALL, ADAS),
        row("all partners, Ben", consent(partners="all"), ALL, BENS),
        row("Ada only, on Ada's", consent(partners="ada"), ALL, ADAS),
        row("Ada only, on Ben's", consent(partners="ada"), "", BENS),
        row("Ada and Ben, on Ben's", consent(partners=["ada", "ben"]), ALL, BENS),
        row("Ada only, on her slug's beginning", consent(partners="ada"), "", Place("partner-pages", "ad")),
        row("Ada only, on a longer slug", consent(partners="ada"), "", Place("partner-pages", "ada-2")),
        row("Ada only, in her kit", consent(partners="ada"), ALL, Place("kits", "ada")),
        row("Ada only, in Ben's kit", consent(partners="ada"), "", Place("kits", "ben")),
        row("an empty list is nobody", consent(partners=[]), "", ADAS),
        row("Ada only leaves the website alone", consent(partners="ada"), ALL),
        # days
        row("the day before it is granted", consent(**JULY), "", day=on(9)),
        row("the day it is granted", consent(**JULY), ALL, day=on(10)),
        row("between", consent(**JULY), ALL, day=on(15)),
        row("the last valid day", consent(**JULY), ALL, day=on(20)),
        row("the day after it expired", consent(**JULY), "", day=on(21)),
        row("granted and expiring the same day", consent(granted_on=on(5), expires_on=on(5)), ALL, day=on(5)),
        row("expired before it was granted", consent(granted_on=on(5), expires_on=on(4)), "", day=on(5)),
        row("no last day", consent(), ALL, day=date(9000, 1, 1)),
        row("the day before it is revoked", consent(revoked_on=on(12)), ALL, day=on(11)),
        row("the day it is revoked", consent(revoked_on=on(12)), "", day=on(12)),
        row("after it was revoked", consent(revoked_on=on(12)), "", day=on(13)),
        row("revoked before it expires", consent(revoked_on=on(12), **JULY), "", day=on(15)),
        row("revoked after it expired", consent(revoked_on=on(25), **JULY), "", day=on(21)),
        row("revoked the day it was granted", consent(granted_on=on(5), revoked_on=on(5)), "", day=on(5)),
        row("until the end of time", consent(expires_on=date.max), ALL, day=date.max),
        # records add up
        row("two parts from two records", [consent("name"), consent("metrics", **MARA)], "name metrics"),
        row("one part twice", [consent("name"), consent("name", "quote")], "name quote"),
        row("a revoked one takes only its own", [consent("name", revoked_on=on(1, 6)), consent("quote")], "quote"),
        row("a renewal after a revocation", [consent(revoked_on=on(1, 6)), consent("name", **MARA)], "name"),
        row("an expired one adds nothing", [consent("logo", expires_on=on(1, 6)), consent("name")], "name"),
        row(
            "the website's do not add on Ada's", [consent("name", channels="website"), consent("quote")], "quote", ADAS
        ),
        row("Ben's do not add on Ada's", [consent("name", partners="ben"), consent("quote")], "quote", ADAS),
        row("Ada's and everybody's add up", [consent("name", partners="ada"), consent("quote")], "name quote", ADAS),
    ],
)
def test_what_is_covered(records: list[Consent], place: Place, day: date, expected: set[str]) -> None:
    assert allowed(records, place, day).parts == expected


@pytest.mark.parametrize(
    ("scope", "logo", "photo", "page"),
    [
        pytest.param(("name", "logo", "photo"), True, True, True, id="all three"),
        pytest.param(("logo",), False, False, False, id="a logo is the name drawn"),
        pytest.param(("photo",), False, False, False, id="a portrait says who it is"),
        pytest.param(("name",), False, False, True, id="the name alone opens the page"),
        pytest.param(("quote", "metrics"), False, False, False, id="numbers and quotes do not"),
    ],
)
def test_what_would_give_the_name_away_needs_the_name(
    scope: tuple[str, ...], logo: bool, photo: bool, page: bool
) -> None:
    found = allowed([consent(*scope)], WEBSITE, TODAY)
    assert (found.logo, found.photo, found.page) == (logo, photo, page)


@pytest.mark.parametrize(
    ("record", "place", "reason"),
    [
        (consent(granted_on=on(2)), WEBSITE, "granted only from 2026-07-02"),
        (consent(revoked_on=on(1)), WEBSITE, "revoked on 2026-07-01"),
        (consent(expires_on=on(30, 6)), WEBSITE, "expired on 2026-06-30"),
        (consent(channels="kits"), WEBSITE, "does not cover website"),
        (consent(partners="ben"), ADAS, "does not cover the partner ada"),
    ],
    ids=["early", "revoked", "expired", "channel", "partner"],
)
def test_a_record_that_does_not_count_says_why(record: Consent, place: Place, reason: str) -> None:
    assert allowed([record], place, TODAY).reason == reason


def test_every_refusal_is_told_and_none_where_there_is_no_record() -> None:
    refused = allowed([consent(revoked_on=on(1)), consent(channels="kits")], WEBSITE, TODAY)
    assert refused.reason == "revoked on 2026-07-01; does not cover website"
    assert allowed([], WEBSITE, TODAY).reason == "no consent record"
    assert allowed([consent("quote", "name")], WEBSITE, TODAY).reason == "covers name, quote"


def test_a_decision_without_parts_is_false() -> None:
    assert allowed([consent("quote")], WEBSITE, TODAY)
    assert not allowed([], WEBSITE, TODAY)


def test_records_turn_at_the_start_of_the_companys_days() -> None:
    record = consent(granted_on=on(10), expires_on=on(20), revoked_on=on(15))
    assert turning_points([record], ROME) == (
        datetime(2026, 7, 9, 22, tzinfo=UTC),
        datetime(2026, 7, 14, 22, tzinfo=UTC),
        datetime(2026, 7, 20, 22, tzinfo=UTC),
    )


def test_a_day_on_which_two_records_turn_is_one_moment() -> None:
    assert len(turning_points([consent(granted_on=on(10)), consent(granted_on=on(1), expires_on=on(9))], ROME)) == 2


def test_days_without_a_moment_turn_nothing() -> None:
    record = consent(granted_on=date.min, expires_on=date.max)
    assert turning_points([record], ROME) == ()


def test_the_clock_going_back_at_midnight_moves_no_day() -> None:
    """In Havana 1 November 2026 has two midnights; a record holds from the first."""
    (moment,) = turning_points([consent(granted_on=date(2026, 11, 1))], ZoneInfo("America/Havana"))
    assert moment.astimezone(UTC) == datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("Fell Garage books more.", "Fell Garage", True, id="the whole name"),
        pytest.param("FELL   GARAGE", "Fell Garage", True, id="in capitals, set wide"),
        pytest.param("Fell-Garage's diary", "Fell Garage", True, id="hyphen and apostrophe"),
        pytest.param("We at Molaria ship.", "Molaria Labs GmbH", True, id="a first word long enough to be told by"),
        pytest.param("The mill turns.", "Mill Ltd", True, id="without its legal form"),
        pytest.param("ورشة الواحة تحجز", "الواحة", True, id="Arabic"),
        pytest.param("see fellgarage.example", "Fell Garage", True, id="run together, as in a web address"),
        pytest.param("نحن بالواحة", "الواحة", True, id="with what Arabic puts before it"),
        pytest.param("The mills turn.", "Mill Ltd", False, id="another word"),
        pytest.param("We fell over.", "Fell Garage", False, id="a short first word alone"),
        pytest.param("We work with a ltd.", "Ltd", False, id="a legal form alone"),
        pytest.param("", "Molaria", False, id="no text"),
        pytest.param(None, "Molaria", False, id="nothing"),
    ],
)
def test_whether_a_text_gives_the_name_away(text: str | None, name: str, expected: bool) -> None:
    assert gives_away(text, name) == expected
