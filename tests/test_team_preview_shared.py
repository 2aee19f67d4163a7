"""A preview for somebody without an account: one page, read only, for a while."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import close
from factories import NOON, add_partner, write_company
from flask import Flask
from previewing import address, get, mina, page_of, preview, said, shared_address
from secretive import HIDDEN, SPEAKER, files
from spokewise import meta, values

from goodword import db
from goodword.accounts import team
from goodword.app import create_app

MAKER = "mina@spokewise.example"
DRAFT = "plinthor"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("shared")
    database = folder / "goodword.db"
    database.write_bytes(sqlite_template.read_bytes())
    root = write_company(folder / "root", files())
    made = create_app(root, var=folder / "var", database_url=f"sqlite:///{database}")
    add_partner(made, "ada")
    yield made
    close(made)


def share(app: Flask, page: str = "/", days: int = 7, **asked: str) -> str:
    """The signed address that Mina gets for a page."""
    html = get(mina(app), address(page, **asked) + f"&share={days}").text
    return shared_address(html)


def test_somebody_without_an_account_sees_the_page(app: Flask) -> None:
    url = share(app, f"/customers/{DRAFT}", drafts="1", lang="it")
    answer = get(app.test_client(), url)
    assert answer.status_code == 200
    assert "Plinthor dimezza le chiamate" in page_of(answer.text)
    assert "ti mostra questa pagina fino al 2026-07-08 12:00" in said(answer.text).replace("\u2066", "").replace(
        "\u2069", ""
    )
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("days", [1, 7, 30])
def test_it_ends_when_it_was_said_to(app: Flask, days: int) -> None:
    url, nobody = share(app, days=days), app.test_client()
    assert get(nobody, url, NOON + timedelta(days=days, seconds=-1)).status_code == 200
    ended = get(nobody, url, NOON + timedelta(days=days))
    assert ended.status_code == 410
    assert "The preview has ended. Ask who sent it to you for a new address." in ended.text


def test_no_other_time_can_be_had(app: Flask) -> None:
    for days in ("0", "2", "365", "-1", "x"):
        assert "/team/preview/shared/" not in get(mina(app), f"{address()}&share={days}").text


def test_it_is_private(app: Flask) -> None:
    answer = get(app.test_client(), share(app))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert meta(answer.text, "robots") == ["noindex, nofollow"]
    assert "og:url" not in answer.text


def test_its_links_lead_nowhere_and_its_forms_do_nothing(app: Flask) -> None:
    html = get(app.test_client(), share(app, "/for/shops", via="ada")).text
    assert {url[0] for url in values(html, r'<a [^>]*?href="([^"]*)"')} <= {"#", "m"}
    assert html.count('aria-disabled="true"') > 5


def test_nothing_that_the_team_is_told_is_on_it(app: Flask) -> None:
    """No story that is hidden, not even its name, and no way into the desk."""
    for page in ("/", "/for/shops", "/customers"):
        for asked in ({}, {"drafts": "1"}, {"via": "ada"}):
            html = get(app.test_client(), share(app, page, **asked)).text.lower()
            shown = {DRAFT} if "drafts" in asked else set()
            assert [name for name in set(HIDDEN) - shown if re.search(rf"(?<!-){name}", html)] == []
            for word in ("why these", "pv-form", "/team/content", "content/", "share=", MAKER):
                assert word not in html, word


def test_of_the_drafts_it_shows_those_that_were_on_the_page(app: Flask) -> None:
    """What comes upon the page later is somebody else's draft."""
    url = share(app, "/", drafts="1")
    folder = app.extensions["goodword.settings"].root / "content" / "faqs"
    new, price = folder / "new.md", folder / "price.md"
    shelf = app.extensions["goodword.shelf"]
    before = price.read_text(encoding="utf-8")
    try:
        new.write_text("---\ntitle: Not for you?\nstatus: draft\npriority: 9\n---\n\nNo.\n", encoding="utf-8")
        price.write_text(before.replace("How much?", "How little?"), encoding="utf-8")
        shelf.refresh()
        assert "Not for you?" in page_of(preview(mina(app), "/", drafts="1"))
        seen = get(app.test_client(), url).text
        assert "Not for you?" not in seen and "Plinthor" in seen and "How little?" in seen
    finally:
        new.unlink()
        price.write_text(before, encoding="utf-8")
        shelf.refresh()


def test_without_drafts_none_is_shown(app: Flask) -> None:
    assert "Plinthor" not in get(app.test_client(), share(app, "/customers")).text


def test_consent_that_ends_ends_the_page(app: Flask) -> None:
    url = share(app, f"/customers/{DRAFT}", drafts="1")
    file = app.extensions["goodword.settings"].root / "content" / "case-studies" / f"{DRAFT}.md"
    shelf, before = app.extensions["goodword.shelf"], file.read_text(encoding="utf-8")
    try:
        file.write_text(before.replace("granted_on: 2026-01-01,", "granted_on: 2026-01-01, revoked_on: 2026-07-01,"))
        shelf.refresh()
        answer = get(app.test_client(), url)
        assert answer.status_code == 404
        assert "cannot be shown any more" in answer.text and SPEAKER not in answer.text
        assert DRAFT not in answer.text.lower()
    finally:
        file.write_text(before, encoding="utf-8")
        shelf.refresh()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda url: url[:-1], id="cut off"),
        # Not the last character: it holds two bits that nobody reads.
        pytest.param(lambda url: url[:-2] + ("a" if url[-2] != "a" else "b") + url[-1], id="another end"),
        pytest.param(lambda url: url.replace("/shared/", "/shared/x"), id="another start"),
        pytest.param(lambda url: "/team/preview/shared/nothing", id="nothing"),
    ],
)
def test_an_altered_address_opens_nothing_and_says_so(app: Flask, change: Callable[[str], str]) -> None:
    answer = get(app.test_client(), change(share(app, f"/customers/{DRAFT}", drafts="1")))
    assert answer.status_code == 403
    assert "The address is not as it was made" in answer.text and DRAFT not in answer.text.lower()
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_opens_nothing_speaks_the_readers_language(app: Flask) -> None:
    answer = get(app.test_client(), "/team/preview/shared/nothing", accept_language="it")
    assert "Questo indirizzo non apre niente" in answer.text
    assert '<html lang="it"' in answer.text


def test_it_dies_with_its_makers_place_on_the_team(app: Flask) -> None:
    other = mina(app, email="una@spokewise.example")
    html = get(other, address() + "&share=30").text
    url, picture = shared_address(html), values(html, r'src="(/team/preview/media/[^"]*)"')[0]
    nobody = app.test_client()
    assert (get(nobody, url).status_code, get(nobody, picture).status_code) == (200, 200)
    with app.app_context(), db.writing() as session:
        team.remove(session, "una@spokewise.example", MAKER, db.now())
    assert (get(nobody, url).status_code, get(nobody, picture).status_code) == (410, 404)


def test_a_signed_address_opens_nothing_else(app: Flask) -> None:
    token = share(app).rpartition("/")[2]
    nobody = app.test_client()
    for url in (
        f"/team/preview?token={token}",
        f"/team/preview/{token}",
        f"/team?token={token}",
        f"/team/preview?shared={token}",
    ):
        assert get(nobody, url).status_code in (303, 404)
    html = get(nobody, f"/team/preview/shared/{token}").text
    image = values(html, r'src="(/team/preview/media/[^"]*)"')[0]
    mark, path = image.split("/")[4], "/".join(image.split("/")[5:])
    assert get(nobody, image).status_code == 200
    assert get(nobody, f"/team/preview/media/{token}/{path}").status_code == 404
    assert get(nobody, f"/team/preview/shared/{mark}").status_code == 403


def test_its_pictures_end_before_it_does(app: Flask) -> None:
    nobody = app.test_client()
    image = values(get(nobody, share(app)).text, r'src="(/team/preview/media/[^"]*)"')[0]
    assert get(nobody, image, NOON + timedelta(minutes=100)).status_code == 200
    assert get(nobody, image, NOON + timedelta(hours=3)).status_code == 404


def test_who_is_signed_in_may_go_on_from_there(app: Flask) -> None:
    url = share(app, "/for/shops", lang="it")
    (own,) = values(get(mina(app), url).text, r'<a class="pv-edit" href="([^"]*)"')
    assert own == "/team/preview?page=/for/shops&lang=it"
