"""Which answers may be kept, by whom and for how long."""

import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from conftest import close
from factories import DUBAI, NOON, add_partner, ask, write_company
from flask import Flask
from spokewise import read, without_ids

from goodword.app import create_app
from goodword.referrals import directory, partners

PUBLIC = ("/", "/it/for/workshops", "/ar/customers", "/customers/chainring", "/guides/quiet-phone", "/with/cy", "/?x=1")
REFERRED = ("/with/ada", "/it/with/ada/for/workshops", "/?via=ada", "/customers?via=ada")


@pytest.mark.parametrize("path", PUBLIC[:5])
def test_a_page_without_a_referral_may_be_shared_for_half_a_minute(path: str) -> None:
    headers = read(path).headers
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert headers["Vary"] == "Accept-Encoding, Cookie, Accept-Language"
    assert headers["ETag"].startswith('"')


@pytest.mark.parametrize("path", [*REFERRED, "/with/cy", "/with/ben", "/?via=cy", "/?via="])
def test_a_page_with_a_referral_is_for_this_visit(path: str) -> None:
    headers = read(path).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in headers


@pytest.mark.parametrize("path", [*PUBLIC, *REFERRED])
def test_no_page_sets_a_cookie(path: str) -> None:
    assert "Set-Cookie" not in read(path).headers


@pytest.mark.parametrize("path", PUBLIC[:5])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{}, W/"other"'])
def test_a_page_that_is_known_is_not_sent_again(path: str, form: str) -> None:
    first = read(path)
    again = read(path, if_none_match=form.format(first.headers["ETag"]))
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]


def test_any_page_matches_a_star() -> None:
    """RFC 9110, 13.1.2: the star stands for whatever there is."""
    assert read("/", if_none_match="*").status_code == 304


@pytest.mark.parametrize("etag", ['"other"', "", "nonsense"])
def test_a_page_that_is_another_is_sent(etag: str) -> None:
    assert read("/", if_none_match=etag).status_code == 200


def test_no_etag_is_ever_matched_by_a_referral() -> None:
    known = read("/").headers["ETag"]
    assert read("/?via=ada", if_none_match=known).status_code == 200


def test_the_etag_tells_apart_what_readers_get() -> None:
    plain, offered = read("/"), read("/", accept_language="it")
    zipped = read("/", accept_encoding="gzip")
    assert len({answer.headers["ETag"] for answer in (plain, offered, zipped)}) == 3


def test_the_same_page_has_the_same_etag() -> None:
    assert read("/").headers["ETag"] == read("/?utm_source=news&x=1").headers["ETag"]


@pytest.mark.parametrize("path", ["/", "/it/for/workshops", "/with/ada", "/?via=ada"])
def test_pages_are_compressed_where_that_is_understood(path: str) -> None:
    zipped, plain = read(path, accept_encoding="gzip, br"), read(path)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert without_ids(gzip.decompress(zipped.data).decode()) == without_ids(plain.text)
    assert "Content-Encoding" not in plain.headers
    assert int(zipped.headers["Content-Length"]) == len(zipped.data)


@pytest.mark.parametrize(
    ("header", "zipped"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*;q=0, gzip", True),
        ("br, *;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_when_gzip_is_understood(header: str, zipped: bool) -> None:
    assert ("Content-Encoding" in read("/", accept_encoding=header).headers) == zipped


def test_redirects_and_machine_files_may_be_asked_again_soon() -> None:
    assert "public, max-age=0" in read("/en").headers["Cache-Control"]
    assert read("/sitemap.xml").headers["Cache-Control"] == "public, max-age=0, s-maxage=30"


@pytest.fixture(scope="module")
def turning(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Flask]:
    """A company one of whose questions is gone at one."""
    folder = tmp_path_factory.mktemp("turning")
    files = {
        "content/pages/home.md": "---\ntitle: Home\nsections: [hero, partner-intro, faqs]\n---\n",
        "content/faqs/price.md": "---\ntitle: How much?\nexpires_at: 2026-07-01T13:00\n---\n\nLittle.\n",
    }
    database = folder / "goodword.db"
    database.write_bytes(sqlite_template.read_bytes())
    app = create_app(write_company(folder / "root", files), var=folder / "var", database_url=f"sqlite:///{database}")
    add_partner(app, "ada", en={"name": "Ada Bright"})
    yield app
    close(app)


ONE = datetime(2026, 7, 1, 13, tzinfo=DUBAI)


@pytest.mark.parametrize(
    ("before", "seconds"),
    [(3600, 30), (31, 30), (30, 30), (29, 29), (1, 1), (0.5, 0), (0, 30)],
)
def test_nothing_is_shared_beyond_the_moment_it_may_change(turning: Flask, before: float, seconds: int) -> None:
    with time_machine.travel(ONE - timedelta(seconds=before), tick=False):
        answer = ask(turning, "/")
    assert answer.headers["Cache-Control"] == f"public, max-age=0, s-maxage={seconds}"
    assert ("How much?" in answer.text) == (before > 0)


def test_going_back_in_time_gives_the_page_of_then(turning: Flask) -> None:
    """Workers' clocks differ a little; a kept plan is not used before its time."""
    for moment, there in ((ONE, False), (ONE - timedelta(minutes=1), True), (ONE, False)):
        with time_machine.travel(moment, tick=False):
            assert ("How much?" in ask(turning, "/").text) == there


def test_a_partner_that_changes_is_shown_changed_at_once(turning: Flask) -> None:
    """Kept pages stay; what is the partner's own is filled in anew."""
    with time_machine.travel(NOON, tick=False):
        assert "Ada Bright" in ask(turning, "/with/ada").text
        for change, there in ((partners.suspend, False), (partners.approve, True)):
            with turning.app_context():
                change("ada", "Mina")
            directory.of(turning).refresh_if_changed()
            assert ("Ada Bright" in ask(turning, "/with/ada").text) == there
