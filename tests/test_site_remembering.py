"""The cookie of a yes: what it remembers, for how long, and that nobody can write one but us."""

from datetime import datetime, timedelta

import pytest
from factories import NOON

from goodword.referrals.click_ids import key_of, new_id
from goodword.site.remembering import NOTHING, Remembered, Remembering

DAYS = {"ada": 60, "ben": 120}
"""How long a visit counts that the partner sent."""
SECRET = "s" * 40
MEMORY = Remembering(SECRET, secure=True, asks=True, window=lambda _: 90)


def click(number: int = 0, at: datetime = NOON) -> str:
    return new_id(key_of(SECRET), at, number.to_bytes(5, "big"), "ada", "v")


def brought(set_cookie: str | None) -> str:
    """What a browser that was given this sends back."""
    assert set_cookie
    return f"other=1; {set_cookie.partition(';')[0]}; last=2"


def yes(*touches: tuple[str, str], at: datetime = NOON) -> str:
    """The Cookie header after these touches."""
    remembered, header = NOTHING, ""
    for partner, gw_id in touches:
        header = brought(MEMORY.added(remembered, partner, gw_id, at, DAYS[partner]))
        remembered = MEMORY.read(header, at)
    return header


def test_a_yes_remembers_the_partner_and_the_click() -> None:
    remembered = MEMORY.read(yes(("ada", click())), NOON)
    (touch,) = remembered.touches
    assert (touch.kind, touch.partner, touch.click) == ("cookie", "ada", click())
    assert touch.at == "2026-07-01T08:00:00.000+00:00"
    assert remembered.until == NOON + timedelta(days=60)
    assert remembered.decided and not remembered.refused


def test_it_is_for_this_site_over_https_and_for_no_script() -> None:
    parts = (MEMORY.added(NOTHING, "ada", click(), NOON, 60) or "").split("; ")
    assert parts[0].startswith("__Host-gw=1~")
    assert parts[1:] == [f"Max-Age={60 * 86_400}", "Path=/", "HttpOnly", "SameSite=Lax", "Secure"]


def test_in_development_it_has_the_plain_name() -> None:
    plain = Remembering(SECRET, secure=False, asks=True, window=lambda _: 1)
    header = plain.added(NOTHING, "ada", click(), NOON, 60)
    assert header and header.startswith("gw=1~") and "Secure" not in header
    assert plain.read(brought(header), NOON).touches


def test_it_lasts_as_long_as_the_longest_of_its_programs() -> None:
    header = yes(("ben", click(1)), ("ada", click(2)))
    assert MEMORY.read(header, NOON).until == NOON + timedelta(days=120)


def test_a_later_visit_prolongs_what_it_says_itself_and_nothing_else() -> None:
    """Who agreed to 120 days is not remembered longer because of a partner whose program counts for 60."""
    remembered = MEMORY.read(yes(("ben", click(1))), NOON)
    later = NOON + timedelta(days=30)
    set_cookie = MEMORY.added(remembered, "ada", click(2), later, 60) or ""
    assert MEMORY.read(brought(set_cookie), later).until == NOON + timedelta(days=120)
    assert f"Max-Age={90 * 86_400};" in set_cookie
    last = MEMORY.added(MEMORY.read(brought(set_cookie), later), "ada", click(3), NOON + timedelta(days=100), 60)
    assert MEMORY.read(brought(last), later).until == NOON + timedelta(days=160)


def test_when_that_is_over_it_counts_for_nothing() -> None:
    header = yes(("ada", click()))
    assert MEMORY.read(header, NOON + timedelta(days=60, seconds=-1)).touches
    assert MEMORY.read(header, NOON + timedelta(days=60)) == NOTHING


def test_the_first_touch_stays_and_then_the_newest() -> None:
    header = yes(*(("ada", click(number)) for number in range(8)))
    touches = [touch.click for touch in MEMORY.read(header, NOON).touches]
    assert touches == [click(0), click(4), click(5), click(6), click(7)]
    assert len(header) < 1_000


def test_who_sends_somebody_often_takes_nobody_s_place() -> None:
    """Ben's program may be the one that credits."""
    order = ("ada", "ben", "ada", "ben", "ada", "ada", "ada", "ada")
    touches = MEMORY.read(yes(*((partner, click(number)) for number, partner in enumerate(order))), NOON).touches
    assert [touch.partner for touch in touches] == ["ada", "ben", "ben", "ada", "ada"]
    assert [touch.click for touch in touches] == [click(0), click(1), click(3), click(6), click(7)]


def test_of_more_partners_than_fit_the_first_and_the_newest_stay() -> None:
    remembered = NOTHING
    for number in range(7):
        set_cookie = MEMORY.added(remembered, f"partner-{number}", click(number), NOON, 60)
        remembered = MEMORY.read(brought(set_cookie), NOON)
    assert [touch.partner[-1] for touch in remembered.touches] == ["0", "3", "4", "5", "6"]


def test_a_click_that_it_holds_changes_nothing() -> None:
    remembered = MEMORY.read(yes(("ada", click())), NOON)
    assert MEMORY.added(remembered, "ada", click(), NOON, 60) is None


def test_what_is_no_click_is_not_remembered() -> None:
    assert MEMORY.added(NOTHING, "ada", "", NOON, 60) is None
    assert MEMORY.added(NOTHING, "ada", "clk_~", NOON, 60) is None


def test_a_no_is_remembered_until_the_browser_is_closed() -> None:
    refusal = MEMORY.refusal()
    assert "Max-Age" not in refusal and "Expires" not in refusal
    assert MEMORY.read(brought(refusal), NOON) == Remembered(refused=True)


def test_taking_it_back_takes_the_cookie_away() -> None:
    assert MEMORY.forgetting().startswith("__Host-gw=; Max-Age=0;")
    assert MEMORY.read("__Host-gw=", NOON) == NOTHING


def test_where_nobody_is_asked_there_is_no_cookie() -> None:
    never = Remembering(SECRET, secure=True, asks=False, window=lambda _: 90)
    assert never.added(NOTHING, "ada", click(), NOON, 60) is None
    assert never.read(yes(("ada", click())), NOON) == NOTHING


def test_a_changed_letter_anywhere_undoes_it() -> None:
    name, _, value = yes(("ada", click())).partition("; ")[2].partition("; ")[0].partition("=")
    for place in range(len(value)):
        other = "b" if value[place] != "b" else "c"
        assert MEMORY.read(f"{name}={value[:place]}{other}{value[place + 1 :]}", NOON) == NOTHING, place


def test_another_site_s_cookie_is_nobody_s() -> None:
    other = Remembering("t" * 40, secure=True, asks=True, window=lambda _: 90)
    assert other.read(yes(("ada", click())), NOON) == NOTHING


@pytest.mark.parametrize(
    "header",
    [
        "",
        "__Host-gw",
        "__Host-gw=",
        "__Host-gw=1",
        "__Host-gw=1~no~",
        "__Host-gw=2~no",
        "__Host-gw=~~~~",
        "__Host-gw=1~99999999999~ada.clk_x~0123456789abcdef0123456789abcdef",
        "__Host-gw=" + "1~" * 5_000,
        '__Host-gw="1~no"',
        "x__Host-gw=1~no",
        "gw=1~no",
        "__Host-gw=\xff\x00é; =; ;;",
    ],
)
def test_what_we_did_not_write_is_nothing(header: str) -> None:
    assert MEMORY.read(header, NOON) == NOTHING
