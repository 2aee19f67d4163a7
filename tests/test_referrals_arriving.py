"""goodword.referrals.arriving: which arrival is a click, which one continues a visit, and what is written of it."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.journal import JournalError
from goodword.referrals.arriving import Arrivals, Came, Spot, evidence, headers_of, named_headers, visitor
from goodword.referrals.click_ids import CHANCE, VISIT, key_of, new_id, parse
from goodword.referrals.day_keys import DayKeys
from goodword.referrals.records import ClickSeen, Evidence, decoded
from goodword.referrals.referral import Referral

NOON = datetime(2026, 7, 1, 8, 0, 0, 123_000, tzinfo=UTC)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HOME = Spot("/", "en")
KEY = key_of("k" * 32)


# What two links of Ada's name, and so all that her links name.
PROGRAMS, BY_PARTNER = {"spring": "resellers", "fair": "friends"}, {"ada": ("friends", "resellers")}


class Desk:
    """Arrivals whose records lie in a list."""

    def __init__(self, folder: Path) -> None:
        self.days = DayKeys(folder)
        self.kept: list[ClickSeen] = []
        self.full = False
        self.arrivals = Arrivals(
            KEY, self.days, self.keep, lambda code: PROGRAMS.get(code, ""), lambda slug: BY_PARTNER.get(slug, ())
        )

    def keep(self, record: Mapping[str, Any]) -> None:
        if self.full:
            raise JournalError(self.days.folder, OSError(28, "No space left on device"))
        click = decoded(record)
        assert isinstance(click, ClickSeen)
        self.kept.append(click)

    def arrive(self, partner: str = "ada", gw_id: str = "", after: timedelta = timedelta(), **given: Any) -> str:
        environ = {"HTTP_USER_AGENT": given.pop("agent", AGENT)} | given.pop("environ", {})
        usual = {"at": NOON + after, "environ": environ, "address": "198.51.100.7"}
        referral = given.pop("referral", Referral(partner, gw_id=gw_id))
        spot = given.pop("spot", HOME)
        return self.arrivals.arrived(Came(**(usual | given)), referral, spot)

    def program(self, gw_id: str, partner: str = "ada", agent: str = AGENT) -> str:
        came = Came(at=NOON, environ={"HTTP_USER_AGENT": agent}, address="198.51.100.7")
        return self.arrivals.program(gw_id, came, partner)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "keys")


@pytest.mark.parametrize(("code", "program"), [("spring", "resellers"), ("fair", "friends"), ("usual", ""), ("", "")])
def test_a_visit_knows_the_program_of_its_link_for_as_long_as_it_goes_on(desk: Desk, code: str, program: str) -> None:
    click = desk.arrive(spot=HOME._replace(link=code))
    assert desk.arrive(gw_id=click, after=timedelta(minutes=29)) == click, "the page that follows goes on with it"
    assert desk.program(click) == program
    assert desk.program(click, agent="another's") == desk.program(click, partner="ben") == desk.program("clk_x") == ""


def test_who_gets_the_address_of_such_a_visit_passed_on_did_not_come_by_the_link(desk: Desk) -> None:
    click = desk.arrive(spot=HOME._replace(link="spring"))
    passed_on = desk.arrive(gw_id=click, agent="another's")
    assert (desk.kept[-1].id, desk.kept[-1].parent) == (passed_on, click)
    assert desk.program(passed_on, agent="another's") == ""


def test_an_arrival_is_written_down_with_what_came(desk: Desk) -> None:
    environ = {
        "HTTP_REFERER": "https://News.example:8443/a?email=cy@example.com",
        "HTTP_SEC_PURPOSE": "prefetch",
        "HTTP_SEC_FETCH_SITE": "cross-site",
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_LANGUAGE": "it",
        "HTTP_COOKIE": "secret",
    }
    came = Referral("ada", "", {"ref": ["omar"]}, "mail", {"source": "news"}, ("gclid",))
    spot = Spot("/it/for/bikes", "it", "bikes", "p" * 16, "spring")
    click = desk.arrive(referral=came, spot=spot, environ=environ, own=lambda partner: f"team of {partner}")
    (seen,) = desk.kept
    assert seen == ClickSeen(
        id=click,
        at=NOON,
        page="/it/for/bikes",
        language="it",
        partner="ada",
        link="spring",
        niche="bikes",
        sid="mail",
        others={"ref": ["omar"]},
        utm={"source": "news"},
        click_ids=("gclid",),
        referrer="news.example",
        plan="p" * 16,
        agent=AGENT,
        headers={
            "purpose": "prefetch",
            "fetch_site": "cross-site",
            "accept": "text/html",
            "accept_language": "it",
        },
        visitor=seen.visitor,
        own="team of ada",
    )
    assert len(seen.visitor) == 16


def test_no_address_is_ever_written(desk: Desk) -> None:
    desk.arrive(environ={"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "198.51.100.7"})
    assert "198.51.100" not in repr(desk.kept)


@pytest.mark.parametrize(
    ("given", "continues"),
    [
        pytest.param({}, True, id="at once"),
        pytest.param({"after": VISIT - timedelta(milliseconds=1)}, True, id="just under half an hour"),
        pytest.param({"after": VISIT}, False, id="half an hour later"),
        pytest.param({"after": -timedelta(milliseconds=1)}, False, id="before it was made"),
        pytest.param({"partner": "omar"}, False, id="another partner"),
        pytest.param({"partner": ""}, False, id="no partner"),
        pytest.param({"address": "198.51.100.8"}, False, id="another address"),
        pytest.param({"address": None}, False, id="an address that stands for everybody"),
        pytest.param({"agent": "another"}, False, id="another browser"),
    ],
)
def test_what_continues_a_visit_is_not_written_again(desk: Desk, given: Any, continues: bool) -> None:
    first = desk.arrive()
    again = desk.arrive(gw_id=first, **given)
    assert (again == first) is continues
    assert [click.parent for click in desk.kept] == ([""] if continues else ["", first])


@pytest.mark.parametrize("gw_id", ["x", "clk_", "clk_" + "A" * 32, "clk_" + "a" * 99, "clk_'; drop", "\r\nx", "0"])
def test_what_is_no_id_is_no_parent(desk: Desk, gw_id: str) -> None:
    desk.arrive(gw_id=gw_id)
    assert [click.parent for click in desk.kept] == [""]


def test_an_id_that_others_made_is_a_parent_and_no_more(desk: Desk) -> None:
    hashed = visitor(desk.days.of(NOON.date()), "198.51.100.7", AGENT)
    forged = new_id(key_of("another site's key" * 3), NOON, bytes(CHANCE), "ada", hashed)
    assert desk.arrive(gw_id=forged) != forged
    assert [click.parent for click in desk.kept] == [forged]


def test_a_visit_goes_on_over_midnight_and_its_visitor_is_another_one_afterwards(desk: Desk) -> None:
    late = datetime(2026, 7, 1, 23, 50, tzinfo=UTC) - NOON
    first = desk.arrive(after=late)
    desk.days.forget(NOON + late + timedelta(minutes=29))
    assert desk.arrive(gw_id=first, after=late + timedelta(minutes=29)) == first
    desk.arrive(after=late + timedelta(minutes=29))
    assert len({click.visitor for click in desk.kept}) == len(desk.kept) == 2


def test_over_midnight_too_it_must_be_the_same_visitor(desk: Desk) -> None:
    late = datetime(2026, 7, 1, 23, 50, tzinfo=UTC) - NOON
    first = desk.arrive(after=late)
    assert desk.arrive(gw_id=first, after=late + timedelta(minutes=15), address="198.51.100.8") != first


def test_visitors_who_cannot_be_told_apart_are_not(desk: Desk) -> None:
    first = desk.arrive(address=None)
    assert desk.kept[0].visitor == ""
    assert desk.arrive(address=None, gw_id=first) == first
    assert desk.arrive(address=None, gw_id=first, agent="another") != first


def test_visitors_are_told_apart_by_address_and_browser_on_one_day() -> None:
    key = b"1" * 32
    hashes = {visitor(key, *who) for who in (("a", "b"), ("a", "c"), ("c", "b"), (None, "b"), ("", "ab"))}
    assert len(hashes) == 5
    assert visitor(b"2" * 32, "a", "b") not in hashes


def test_what_cannot_be_kept_has_no_id_and_is_complained_of_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.full = True
    with caplog.at_level(logging.ERROR):
        assert [desk.arrive() for _ in range(3)] == ["", "", ""]
    assert len(caplog.records) == 1
    desk.full = False
    assert parse(desk.arrive())


@pytest.mark.parametrize(
    ("header", "value", "kept"),
    [
        ("HTTP_USER_AGENT", "x" * 10_000, "x" * 256),
        ("HTTP_USER_AGENT", "a\r\nb\0c\x1b[31m", "a b c [31m"),
        ("HTTP_USER_AGENT", "caf\xc3\xa9 \xe2\x80\xae", "café"),
        ("HTTP_USER_AGENT", "\xff\xfe", "��"),
        ("HTTP_USER_AGENT", "", ""),
    ],
)
def test_an_agent_is_text_of_some_length(desk: Desk, header: str, value: str, kept: str) -> None:
    desk.arrive(environ={header: value})
    assert desk.kept[0].agent == kept


def test_headers_that_no_browser_sends_fill_no_memory() -> None:
    before = named_headers.cache_info().currsize
    for number in range(3):
        told = headers_of({"HTTP_ACCEPT": f"{number}" * 8_000, "HTTP_SEC_FETCH_MODE": "navigate"})
        assert told == {"accept": f"{number}" * 256, "fetch_mode": "navigate"}
    assert named_headers.cache_info().currsize == before


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://news.example/a/b?c=d#e", "news.example"),
        ("https://user:secret@news.example/", "news.example"),
        ("android-app://com.example.news/", "com.example.news"),
        ("http://[::1/", ""),
        ("nonsense", ""),
        ("//\r\nevil\x00", "evil"),
        ("https://" + "x" * 10_000, "x" * 255),
        ("", ""),
    ],
)
def test_of_where_they_came_from_only_the_host_is_kept(desk: Desk, referrer: str, host: str) -> None:
    desk.arrive(environ={"HTTP_REFERER": referrer})
    assert desk.kept[0].referrer == host


latin = st.text(st.characters(max_codepoint=255), max_size=400)


@given(st.fixed_dictionaries({"HTTP_USER_AGENT": latin, "HTTP_REFERER": latin, "HTTP_ACCEPT": latin}), st.text())
def test_any_headers_and_any_id_are_written_down(tmp_path_factory: Any, environ: dict[str, str], gw_id: str) -> None:
    desk = Desk(tmp_path_factory.getbasetemp() / "keys")
    assert parse(desk.arrive(environ=environ, gw_id=gw_id))
    (seen,) = desk.kept
    assert "\0" not in repr(seen) and len(seen.agent) <= 256 and len(seen.referrer) <= 255


GOOD = new_id(KEY, NOON, bytes(CHANCE), "ada", "v")
AT, LATER = "2026-07-01T08:00:00.123+00:00", "2026-07-01T09:00:00.123+00:00"
OLD = Evidence(kind="cookie", at="2026-06-01T00:00:00.000+00:00", partner="omar", click="clk_" + "b" * 32)


@pytest.mark.parametrize(
    ("partner", "gw_id", "remembered", "expected"),
    [
        pytest.param("", "", (), [], id="nothing"),
        pytest.param("ada", GOOD, (), [("click", "ada", GOOD, AT)], id="a click"),
        pytest.param("", GOOD, (), [("click", "", GOOD, AT)], id="a click without its partner"),
        pytest.param("ada", "", (), [("click", "ada", "", LATER)], id="a click that could not be kept"),
        pytest.param("ada", "clk_x", (), [("click", "ada", "", LATER)], id="an id that is none"),
        pytest.param("", "", (OLD,), [("cookie", "omar", OLD.click, OLD.at)], id="remembered alone"),
        pytest.param(
            "ada", GOOD, (OLD,), [("click", "ada", GOOD, AT), ("cookie", "omar", OLD.click, OLD.at)], id="both"
        ),
    ],
)
def test_what_a_form_says_of_who_sent_the_person(
    partner: str, gw_id: str, remembered: tuple[Evidence, ...], expected: list[tuple[str, ...]]
) -> None:
    found = evidence(partner, gw_id, remembered, NOON + timedelta(hours=1))
    assert [(one.kind, one.partner, one.click, one.at) for one in found] == expected


def test_a_click_that_form_and_cookie_both_tell_of_is_one() -> None:
    remembered = Evidence(kind="cookie", at=AT, partner="ada", click=GOOD)
    assert [one.kind for one in evidence("ada", GOOD, (remembered,), NOON)] == ["click"]
