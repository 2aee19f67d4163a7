"""The small rules behind sign-in: addresses, where one is sent, where forms come from, browsers' names, limits."""

import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from flask import Flask
from people import make_member
from sqlalchemy import select

from goodword.accounts import sessions, signing_in, throttling
from goodword.accounts.addresses import LONGEST_PATH, email_address, mailto, own_path, plain_digits
from goodword.accounts.agents import short_agent
from goodword.accounts.clients import client_address, untrusted_proxy
from goodword.accounts.models import KeptSession, SignIn, Throttle
from goodword.accounts.origins import from_our_page
from goodword.accounts.throttling import ASKED_FOR, Limit, count
from goodword.db import db, writing
from goodword.errors import SettingError
from goodword.settings_of_proxies import came_from, trusted_proxies

AT = datetime(2027, 3, 1, 12, 7, tzinfo=UTC)

OURS = [
    "/team",
    "/portal",
    "/team/content",
    "/team/content?problem=x&page=2",
    "/team/content/case-study/harbor",
    "/team/preview?url=/it/for/agencies%3Fvia=ada&at=2027-03-01T09:00",
    "/team/content/",
    "/portal/kits/spring.zip?lang=ar",
    "/team/%D8%A2%D8%AF%D8%A7",
    "/team?next=https://evil.example",
]
OTHERS = [
    "",
    "/",
    "team",
    "/teams",
    "/team.evil.example",
    "/team@evil.example",
    "/team:80",
    "/it/team",
    "/TEAM",
    "//team",
    "///team",
    "//evil.example/team",
    "///evil.example/team",
    "////evil.example",
    "/\\evil.example/team",
    "\\/evil.example/team",
    "\\\\evil.example/team",
    "/team\\evil",
    "/team/\\evil.example",
    "/team//evil.example",
    "/team/%0d%0aSet-Cookie:x\r\n",
    "/team\r\nLocation: https://evil.example",
    "/team\nx",
    "/team\tx",
    "/team\x00",
    "/team x",
    " /team",
    "\t/team",
    "\n/team",
    "/team ",
    "/team#x",
    "/team\u2028",
    "/team/é",
    "/．team",
    "／／evil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/.%2fteam",
    "/./team",
    "/../team",
    "/team/..",
    "/team/../..//evil.example",
    "/team/../pricing",
    "/team/.",
    "/team/./x",
    "/team/%2e%2e/pricing",
    "/team/%2E./pricing",
    "/team/.%2e?x",
    "/team/..;/pricing" * 200,
    "https://evil.example/team",
    "https:/team",
    "https:team",
    "http:///team",
    "javascript:alert(1)",
    "javascript://team/%0aalert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//team@evil.example",
    "//evil.example\\@www.spokewise.example/team",
    "https://www.spokewise.example/team",
    "https://www.spokewise.example@evil.example/team",
    "?/team",
    "#/team",
    "/portal/sign-in",
    "/portal/sign-in/code",
    "/portal/sign-in?next=/team",
    "/portal/sign-out",
    "/team" + "/x" * LONGEST_PATH,
]


@pytest.mark.parametrize("path", OURS)
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: ascii(path[:40]))
def test_nobody_is_sent_anywhere_else(path: str) -> None:
    assert own_path(path) == "/team"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mina@example.com", "mina@example.com"),
        (" Mina@Example.COM\n", "mina@example.com"),
        ("O'Mina@example.com", "o'mina@example.com"),
        ("mina+desk@mail.example.co.uk", "mina+desk@mail.example.co.uk"),
        ("jose\u0301@example.com", "josé@example.com"),
        ("mina@xn--bcher-kva.example", "mina@xn--bcher-kva.example"),
        ("mina", None),
        ("mina@localhost", None),
        ("mina@example.com, ben@example.com", None),
        ("Mina <mina@example.com>", None),
        ("mina@example.com\nBcc: ben@example.com", None),
        ("mi\x00na@example.com", None),
        ("mina@-example.com", None),
        ("Mina@bücher.example", "mina@xn--bcher-kva.example"),
        (f"{'m' * 250}@example.com", None),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str | None) -> None:
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("mina@example.com", "mailto:mina@example.com"),
        ("o'mina@example.com", "mailto:o%27mina@example.com"),
        ("a/b?subject=x&c%d@example.com", "mailto:a%2Fb%3Fsubject%3Dx%26c%25d@example.com"),
        ("mina+desk@example.com", "mailto:mina%2Bdesk@example.com"),
        ("josé@bücher.example", "mailto:jos%C3%A9@b%C3%BCcher.example"),
    ],
)
def test_a_link_writes_to_this_address_and_says_nothing_else(address: str, link: str) -> None:
    assert mailto(address) == link


def test_an_address_full_of_marks_keeps_nobody_busy() -> None:
    begun = time.process_time()
    assert email_address("a" + "\u0315\u0300" * 20_000) is None
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("1234 5678", "12345678"), ("١٢٣٤-٥٦٧٨", "12345678"), ("۱۲۳۴۵۶۷۸", "12345678"), ("code: 12", "12"), ("²½x", "")],
)
def test_digits_are_digits_in_any_script(typed: str, digits: str) -> None:
    assert plain_digits(typed) == digits


@pytest.mark.parametrize(
    ("origin", "site", "ours"),
    [
        ("https://www.example.com", "same-origin", True),
        ("https://www.example.com", None, True),
        ("https://WWW.example.com", None, True),
        (None, None, True),
        (None, "same-origin", True),
        ("null", "same-origin", True),
        ("null", None, False),
        ("null", "cross-site", False),
        (None, "cross-site", False),
        (None, "same-site", False),
        (None, "none", False),
        ("https://www.example.com", "cross-site", False),
        ("https://www.example.com", "same-site", False),
        ("http://www.example.com", "same-origin", False),
        ("https://example.com", None, False),
        ("https://www.example.com:444", None, False),
        ("https://www.example.com.evil.example", None, False),
        ("https://evil.example/www.example.com", None, False),
        ("https://www.example.com@evil.example", None, False),
        ("", None, False),
        ("www.example.com", None, False),
        ("https://[::1", None, False),
    ],
)
def test_forms_come_from_our_own_pages(origin: str | None, site: str | None, ours: bool) -> None:
    assert from_our_page(origin, site, "www.example.com", https=True) == ours


def test_in_development_http_will_do() -> None:
    assert from_our_page("http://127.0.0.1:8000", None, "127.0.0.1:8000", https=False)


MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("header", "short"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        (f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36", "Chrome, Windows"),
        (f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0", "Edge, Windows"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605 Version/17.5 Safari/605", "Safari, macOS"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604", "Safari, iPhone"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/128.0 Mobile Safari/604", "Chrome, iPhone"),
        (f"{MOZILLA} (Linux; Android 14) SamsungBrowser/26.0 Chrome/122.0 Safari/537.36", "Samsung Internet, Android"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
    ],
)
def test_a_browser_is_named_shortly(header: str, short: str) -> None:
    assert short_agent(header) == short


def test_within_a_limit_one_may_and_above_one_is_told_when(bare: Flask) -> None:
    with writing() as session:
        found = [count(session, ASKED_FOR, "mina@example.com", AT) for _ in range(ASKED_FOR.most + 1)]
        assert count(session, ASKED_FOR, "ada@example.com", AT) is None, "others are not held back"
        assert found == [None] * ASKED_FOR.most + [AT.replace(minute=15)]
        assert count(session, ASKED_FOR, "mina@example.com", AT.replace(minute=15)) is None, "from then on one may"


def test_limits_of_two_kinds_do_not_mix(bare: Flask) -> None:
    one, other = Limit("one", 1, throttling.QUARTER), Limit("other", 1, throttling.QUARTER)
    with writing() as session:
        assert [count(session, limit, "x", AT) for limit in (one, other)] == [None, None]


def test_whom_a_count_is_of_cannot_be_read(bare: Flask) -> None:
    with writing() as session:
        count(session, ASKED_FOR, "mina@example.com", AT)
        (row,) = session.scalars(select(Throttle))
        assert len(row.key) == 64 and "mina" not in row.key


PROXIES = trusted_proxies("127.0.0.1, 10.0.0.0/8,::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "made up, 198.51.100.1 ", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, made up", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "198.51.100.1", None),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, address: str | None) -> None:
    assert came_from(peer, forwarded, PROXIES) == (ip_address(address) if address else None)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", None),
        ("::1", "198.51.100.1", None),
        ("2001:db8:1:2:3:4:5:6", "", "2001:0db8:0001:0002::/64"),
        ("", "", None),
    ],
)
def test_an_address_that_stands_for_everybody_counts_nobody(
    bare: Flask, peer: str, forwarded: str, address: str | None
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with bare.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert client_address() == address
        assert untrusted_proxy() == (address is None and peer != "")


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1;10.0.0.1", "10.0.0.1/8", "*", ","])
def test_proxies_are_addresses(text: str) -> None:
    with pytest.raises(SettingError, match="GOODWORD_TRUSTED_PROXIES"):
        trusted_proxies(text)


def test_what_is_over_is_forgotten_in_time(bare: Flask) -> None:
    old = AT - timedelta(days=200)
    with writing() as session:
        for at in (old, AT):
            sessions.begin(session, "mina@example.com", "", at)
            signing_in.make_link(session, "mina@example.com", at)
            count(session, ASKED_FOR, "mina@example.com", at)
    for chore in (sessions.forget_old, signing_in.forget_old, throttling.forget_old):
        with writing() as session:
            chore(session, AT)
    assert [len(db.session.scalars(select(table)).all()) for table in (KeptSession, SignIn, Throttle)] == [1, 1, 1]


def test_a_session_lasts_thirty_days_from_its_last_use_and_ninety_in_all(bare: Flask) -> None:
    make_member("mina@example.com")
    with writing() as session:
        token = sessions.begin(session, "mina@example.com", "", AT)
    day = timedelta(days=1)
    assert sessions.look_up(token, AT + 31 * day) is None
    assert [bool(sessions.look_up(token, AT + days * day)) for days in (29, 58, 87, 91)] == [True, True, True, False]
