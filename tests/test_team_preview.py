"""`/team/preview`: any page as anyone, at any moment, with drafts; and nothing of it reaches a visitor."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import close
from factories import NOON, add_partner, ask, write_company
from flask import Flask
from flask.testing import FlaskClient
from previewing import address, base_of, get, mina, page_of, preview, said, told_by
from secretive import ARABIC, HIDDEN, SPEAKER, files
from spokewise import meta, spokewise, text, values, without_ids

from goodword.app import create_app

KINDS = (
    "/",
    "/plans",
    "/for/workshops",
    "/for/bike-shops",
    "/customers",
    "/customers/chainring",
    "/use-cases",
    "/use-cases/remind",
    "/guides",
    "/guides/quiet-phone",
    "/nowhere",
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return mina(spokewise())


@pytest.mark.parametrize("lang", ["", "it", "ar"])
@pytest.mark.parametrize("page", KINDS)
def test_every_kind_of_page_can_be_previewed(client: FlaskClient, page: str, lang: str) -> None:
    for asked in ({}, {"via": "ada", "drafts": "1"}):
        html = preview(client, page, lang=lang or "en", **asked)
        assert f'<html lang="{lang or "en"}"' in html
        assert html.count("<h1") == 1


def test_without_a_page_it_is_the_start_page_with_the_bar_open(client: FlaskClient) -> None:
    html = get(client, "/team/preview").text
    assert '<details class="menu pv-menu pv-what" name="pv" open>' in html
    assert "Bookings while your hands are full" in page_of(html)
    assert " open>" not in preview(client).split("</aside>")[0]


@pytest.mark.parametrize(
    ("asked", "shows"),
    [
        pytest.param({"via": "ada"}, "Presented by <bdi>Ada Bright</bdi>", id="partner"),
        pytest.param({"lang": "it"}, "Prenotazioni con le mani occupate", id="language"),
        pytest.param({"pain": "missed-calls"}, "<h1><q>", id="pain point"),
        pytest.param({"page": "/it/with/ada"}, "Ada Brillante", id="an address as it is"),
        pytest.param({"page": "/customers", "at": "2026-01-31T12:00"}, "Old Mill Motors", id="moment"),
        pytest.param({"page": "/for/bike-shops"}, "<title>", id="niche"),
    ],
)
def test_the_page_is_what_a_visitor_would_get(client: FlaskClient, asked: dict[str, str], shows: str) -> None:
    assert shows in page_of(preview(client, **{"page": "/", **asked}))


def test_the_page_is_the_visitors_own_byte_for_byte_but_for_links_and_the_head(client: FlaskClient) -> None:
    """What is between the tags is what /with/ada/for/bike-shops says at the same minute."""
    seen, live = page_of(preview(client, "/for/bike-shops", via="ada")), text("/with/ada/for/bike-shops")
    assert said(seen.partition("<main")[2]) == said(live.partition("<main")[2])


def test_links_lead_on_in_the_preview(client: FlaskClient) -> None:
    html = page_of(preview(client, "/for/bike-shops", via="ada", lang="it", drafts="1", at="2026-07-01T10:00"))
    inside = [url for url in values(html, r'<a [^>]*?href="(/[^"]*)"')]
    assert len(inside) > 5
    for url in inside:
        assert url.startswith("/team/preview?page=/")
        assert "via=ada" in url and "drafts=1" in url and "at=2026-07-01T10:00" in url
        assert get(client, url).status_code == 200
    assert {lang for url in inside for lang in re.findall(r"lang=(\w+)", url)} == {"it", "ar"}


def test_what_a_form_sends_becomes_a_short_address(client: FlaskClient) -> None:
    sent = "/team/preview?page=/for/bike-shops&via=&lang=it&pain=&use-case=&campaign=&at=&address="
    assert get(client, sent).headers["Location"] == "/team/preview?page=/for/bike-shops&lang=it"
    pasted = f"{sent}https%3A%2F%2Fwww.spokewise.example%2Far%2Fwith%2Fada%3Fpain%3Dno-shows"
    assert get(client, pasted).headers["Location"] == "/team/preview?page=/&via=ada&pain=no-shows&lang=ar"


def test_a_preview_is_private(client: FlaskClient) -> None:
    answer = get(client, address(via="ada"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert meta(answer.text, "robots") == ["noindex, nofollow"]
    assert 'rel="canonical"' not in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "ETag" not in answer.headers and "Set-Cookie" not in answer.headers


def test_it_is_for_the_team_alone() -> None:
    nobody = spokewise().test_client()
    for url in (address(), address("/customers/silent", drafts="1"), f"{address()}&share=7"):
        answer = get(nobody, url)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/portal/sign-in")
        assert "Silent" not in answer.text


# What is not there


@pytest.mark.parametrize(
    ("page", "asked", "why", "offer"),
    [
        pytest.param("/nowhere", {}, "There is no page at /nowhere.", "", id="nothing"),
        pytest.param("/for/bike-shop", {}, "There is no page at", "Look at /for/bike-shops", id="nearly"),
        pytest.param("/customers/silent", {}, "is a draft", "Show drafts", id="draft"),
        pytest.param(
            "/customers/kerb", {}, "nothing of it may be shown on the website. Its consent: revoked on 2026-06-01",
            "", id="revoked",
        ),
        pytest.param("/customers/kerb", {"drafts": "1"}, "revoked on 2026-06-01", "", id="revoked, and drafts on"),
        pytest.param("/customers/fell-garage", {}, "consent for the website covers metrics, quote", "", id="no name"),
        pytest.param("/customers/old-mill", {}, "expired on 2026-01-31", "", id="expired consent"),
        pytest.param("/customers/molaria", {"at": "2026-02-01T00:00"}, "granted only from 2026-03-01",
                     "Show the page as it is on 2026-03-01 00:00", id="not granted yet"),
        pytest.param("/prices", {}, "This address leads to /plans.", "Go there", id="moved"),
        pytest.param("/niche", {}, "There is no page at /niche.", "", id="a layout is no page"),
    ],
)  # fmt: skip
def test_a_page_that_is_not_there_says_why_and_what_would_show_it(
    client: FlaskClient, page: str, asked: dict[str, str], why: str, offer: str
) -> None:
    html = preview(client, page, **asked)
    absence = html.partition('<section class="pv-absence"')[2].partition("</section>")[0]
    assert why in said(f"<{absence}").replace(" .", ".").replace(" ,", ",")
    assert offer in said(f"<{absence}")


def test_an_offer_shows_it(client: FlaskClient) -> None:
    html = preview(client, "/customers/molaria", at="2026-02-01T00:00")
    (url,) = values(html, r'<a class="button" href="(/team/preview[^"]*)"><span>Show the page')
    assert "Molaria ships crowns on time" in page_of(get(client, url).text)


def test_what_is_not_known_is_said_and_changes_nothing(client: FlaskClient) -> None:
    html = preview(client, via="cy", pain="rust")
    assert "via = cy is not known" in told_by(html).replace("=", " = ").replace("  ", " ")
    assert "Presented by" not in page_of(html)


def test_what_is_no_moment_is_said(client: FlaskClient) -> None:
    html = preview(client, at="soon")
    assert "soon is no moment. This is the page as it is now." in told_by(html)
    assert 'type="datetime-local" value=""' in html


def test_a_moment_is_shown_as_its_field_takes_it(client: FlaskClient) -> None:
    for at in ("2026-12-24", "2026-12-24T00:00", "2026-12-23T20:00Z"):
        assert 'type="datetime-local" value="2026-12-24T00:00"' in preview(client, at=at)


def test_there_is_no_branch_without_a_repository(client: FlaskClient) -> None:
    html = preview(client, branch="next")
    assert "There are no branches" in told_by(html)
    assert 'id="pv-branch"' not in html


# Explained


def test_each_section_says_why(client: FlaskClient) -> None:
    told = told_by(preview(client, "/for/bike-shops", via="ada"))
    for words in ("Why these?", "exactly this niche", "points", "content/niches/bike-shops.md", "Nearest miss:"):
        assert words in told


def test_what_consent_lacks_is_told_to_the_team_in_its_language() -> None:
    for language, words in {"en": "does not cover the partner ada", "it": "non copre il partner ada"}.items():
        member = mina(spokewise(), language, f"mina-{language}@spokewise.example")
        assert words in told_by(preview(member, "/", via="ada", drafts="1"))


def test_the_bar_speaks_the_members_language_and_the_page_its_own() -> None:
    html = preview(mina(spokewise(), "ar", "mina-ar@spokewise.example"), lang="it")
    assert '<html lang="it" dir="ltr">' in html
    assert '<aside class="pv" lang="ar" dir="rtl" aria-label="معاينة">' in html


def test_a_section_that_is_not_shown_says_why(client: FlaskClient) -> None:
    html = preview(client, "/for/bike-shops", at="2025-01-01T00:00")
    assert "nothing fits" in told_by(html)


def test_the_link_card_is_what_the_pages_head_says(client: FlaskClient) -> None:
    html = preview(client, "/customers/chainring")
    card = html.partition('<div class="pv-cards">')[2].partition("<ul")[0]
    assert meta(html, "og:title")[0] in said(card) and meta(html, "og:description")[0] in said(card)
    (image,) = set(values(card, r'<img src="([^"]*)"'))
    assert get(client, image).content_type == "image/jpeg"
    assert "Title: 48 characters. That fits." in told_by(html)


def test_files_are_named_where_no_forge_is_known(client: FlaskClient) -> None:
    html = preview(client, "/customers/chainring", lang="it")
    assert '<code class="pv-path" dir="ltr">content/case-studies/chainring.it.md</code>' in html
    assert 'href="/team/content/case-study/chainring"' in html


# A company of its own: drafts, secrets, files


@pytest.fixture(scope="module")
def discreet(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Flask]:
    """Its authors name their customers everywhere; some of the stories are drafts."""
    folder = tmp_path_factory.mktemp("previewed")
    database = folder / "goodword.db"
    database.write_bytes(sqlite_template.read_bytes())
    stories: dict[str, Any] = files() | {
        "content/faqs/new.md": "---\ntitle: Brand new?\nstatus: draft\n---\n\nYes.\n",
        "content/guides/later.md": "---\ntitle: Later guide\npublish_at: 2026-07-02\n---\n\n## L\n\nL.\n",
        "content/guides/gone.md": "---\ntitle: Gone guide\nexpires_at: 2026-07-01\n---\n\n## G\n\nG.\n",
        "content/guides/adas.md": "---\ntitle: For Ada\npartners: [ada]\n---\n\n## A\n\nA.\n",
        "content/guides/wrong.md": "---\ntitle: Wrong\nniches: [nowhere]\n---\n\n## W\n\nW.\n",
    }
    app = create_app(write_company(folder / "root", stories), var=folder / "var", database_url=f"sqlite:///{database}")
    for slug in ("ada", "ben"):
        add_partner(app, slug)
    yield app
    close(app)


DRAFT = "plinthor"  # everything is allowed, but it is a draft
NOT_ALLOWED = sorted(set(HIDDEN) - {DRAFT, "lysander"})


@pytest.mark.parametrize("page", ["/", "/for/shops", "/customers", f"/customers/{DRAFT}"])
@pytest.mark.parametrize("asked", [{}, {"via": "ada"}, {"via": "ben"}, {"lang": "it"}, {"lang": "ar"}], ids=str)
def test_consent_applies_with_drafts_on(discreet: Flask, page: str, asked: dict[str, str]) -> None:
    seen = page_of(preview(mina(discreet), page, drafts="1", **asked)).lower()
    assert DRAFT in seen
    assert [name for name in NOT_ALLOWED if re.search(rf"(?<!-){name}", seen)] == []
    written = re.findall(rf"{ARABIC}(\w)", seen)  # in Arabic each name ends with its own first letter
    assert set(written) <= {"p", "m"}


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_no_story_without_consent_has_a_page_with_drafts_on(discreet: Flask, name: str) -> None:
    html = preview(mina(discreet), f"/customers/{name}", drafts="1")
    assert "has no page" in html and SPEAKER not in page_of(html)


@pytest.mark.parametrize(
    ("page", "asked", "why", "offer"),
    [
        ("/guides/later", {}, "is not live yet: it goes live on 2026-07-02 00:00", "2026-07-02 00:00"),
        ("/guides/gone", {"drafts": "1"}, "it went offline on 2026-07-01 00:00", "2026-06-30 23:59"),
        ("/guides/adas", {"via": "ben"}, "is only for visitors of these partners: ada", "Show it as ada"),
        ("/guides/wrong", {}, "The file has an error and has no earlier version to show.", "See what is wrong"),
    ],
)
def test_what_keeps_a_page_away(discreet: Flask, page: str, asked: dict[str, str], why: str, offer: str) -> None:
    told = said(
        "<" + preview(mina(discreet), page, **asked).partition('class="pv-absence"')[2].partition("</section>")[0]
    )
    assert why in told.replace(" .", ".") and offer in told


def test_a_draft_never_reaches_a_visitor(discreet: Flask) -> None:
    """The same addresses, before, between and after previews with drafts: the same bytes."""
    urls = ["/", "/it", "/with/ada", "/for/shops", "/customers", "/guides"]

    def visits() -> list[tuple[int, str]]:
        answers = [ask(discreet, url) for url in urls]
        return [(answer.status_code, without_ids(answer.text)) for answer in answers]

    service = discreet.extensions["goodword.site"]
    before, member = visits(), mina(discreet)
    kept = (len(service.plans), len(service.pages))
    for _ in range(2):
        for url in urls:
            assert get(member, address(url, drafts="1"), clock=NOON).status_code == 200
    assert (len(service.plans), len(service.pages)) == kept
    assert visits() == before
    assert all(DRAFT not in body.lower() and "Brand new?" not in body for _, body in before)
    assert ask(discreet, f"/customers/{DRAFT}").status_code == 404


def test_a_drafts_pictures_are_shown_in_its_preview_and_nowhere_else(discreet: Flask) -> None:
    member = mina(discreet)
    page = page_of(preview(member, f"/customers/{DRAFT}", drafts="1"))
    found = set(values(page, r'(?:src|content)="(/team/preview/media/[^"]*)"'))
    assert len(found) > 2 and "/media/" not in page.replace("/team/preview/media/", "")
    for url in found:
        answer = get(member, url)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert url.endswith(".svg") == ("sandbox" in answer.headers["Content-Security-Policy"])
        path = "/media/" + url.split("/", 5)[5]
        live = set(values(ask(discreet, "/customers/marlowen").text, r'src="(/media/[^"]*)"'))
        assert path in live or ask(discreet, path).status_code == 404


def test_a_picture_that_may_not_be_shown_is_not_served_by_any_preview(discreet: Flask) -> None:
    member = mina(discreet)
    page = page_of(preview(member, f"/customers/{DRAFT}", drafts="1"))
    token = values(page, r'src="/team/preview/media/([^/"]*)/')[0]
    library = discreet.extensions["goodword.site"].library()
    for name in NOT_ALLOWED:
        for image in library.get("case-study", name).images.values():
            url = f"/team/preview/media/{token}/{image.path}"
            shared = "marlowen" in page and get(member, url).status_code == 200
            assert not shared or image.path in page, name


def test_a_files_error_is_told_and_its_last_good_version_shown(discreet: Flask) -> None:
    file = discreet.extensions["goodword.settings"].root / "content" / "faqs" / "price.md"
    good = file.read_text(encoding="utf-8")
    shelf, member = discreet.extensions["goodword.shelf"], mina(discreet)
    try:
        file.write_text(good.replace("title:", "tittle:"), encoding="utf-8")
        shelf.refresh()
        html = preview(member, "/for/shops")
        assert "How much?" in page_of(html)
        assert "content/faqs/price.md has an error in line" in told_by(html)
        assert 'href="/team/content/faq/price"' in html
        file.write_text(good.replace("How much?", "How little?"), encoding="utf-8")
        shelf.refresh()
        assert "How little?" in page_of(preview(member, "/for/shops"))
    finally:
        file.write_text(good, encoding="utf-8")
        shelf.refresh()


def test_someone_who_has_no_session_gets_nothing(discreet: Flask) -> None:
    nobody = discreet.test_client()
    for page in ("/", f"/customers/{DRAFT}", "/guides/later"):
        answer = nobody.get(address(page, drafts="1"), base_url=base_of(discreet))
        assert answer.status_code == 303
        assert "halves its calls" not in answer.text


def test_the_page_to_refer_a_colleague_has_a_preview(client: FlaskClient) -> None:
    assert "Copy the message" in page_of(preview(client, "/refer"))
