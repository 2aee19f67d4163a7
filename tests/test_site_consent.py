"""Consent, end to end: no page, no address, no machine file says a name that may not be said."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from conftest import close
from factories import DUBAI, NOON, add_partner, ask, write_company
from flask import Flask
from secretive import ADAS, ARABIC, HIDDEN, OPEN, SHOWN, SPEAKER, files

from goodword.app import create_app

PAGES = (
    "/",
    "/for/shops",
    "/for/labs",
    "/privacy",
    "/customers",
    f"/customers/{OPEN}",
    "/use-cases",
    "/use-cases/calm",
    "/guides",
    "/guides/hush",
    "/?pain=noise",
    "/?use-case=calm",
    "/nowhere",
)
FOR_MACHINES = ("/sitemap.xml", "/robots.txt", "/healthz", "/readyz")
VISITORS = ("nobody", "ada", "ben", "cy", "via ada", "via ben")


@dataclass(frozen=True)
class Site:
    app: Flask
    said: dict[str, Mapping[str, bytes]]

    def to(self, visitor: str) -> Mapping[str, bytes]:
        """Every answer to this visitor, headers included, by its address."""
        if visitor not in self.said:
            self.said[visitor] = {url: everything(self.app, url) for url in addresses(visitor)}
        return self.said[visitor]


def addresses(visitor: str) -> Iterator[str]:
    for prefix in ("", "/it", "/ar"):
        for path in PAGES:
            yield address(visitor, prefix, path)
    yield from FOR_MACHINES if visitor == "nobody" else ()


def address(visitor: str, prefix: str, path: str) -> str:
    path, _, query = path.partition("?")
    slug = visitor.removeprefix("via ")
    if visitor != slug:
        query = f"{query}&via={slug}".lstrip("&")
    elif visitor != "nobody" and (path == "/" or path.startswith("/for/")):
        path = f"/with/{slug}" + path.rstrip("/")
    whole = (prefix + path).rstrip("/") or "/"
    return whole + (f"?{query}" if query else "")


def everything(app: Flask, url: str) -> bytes:
    answer = ask(app, url)
    return bytes(str(answer.headers).encode() + answer.data).lower()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("discreet")
    database = folder / "goodword.db"
    database.write_bytes(sqlite_template.read_bytes())
    app = create_app(write_company(folder / "root", files()), var=folder / "var", database_url=f"sqlite:///{database}")
    for slug in ("ada", "ben"):
        add_partner(app, slug)
    yield Site(app, {})
    close(app)


@pytest.fixture
def site(built: Site) -> Iterator[Site]:
    """The company at noon."""
    with time_machine.travel(NOON, tick=False):
        yield built


@pytest.fixture
def at(built: Site) -> Iterator[Callable[[str], Site]]:
    """The company at a moment of Dubai's."""
    travels = []

    def travel(moment: str) -> Site:
        travels.append(time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=DUBAI), tick=False))
        travels[-1].start()
        return built

    yield travel
    for one in reversed(travels):
        one.stop()


def test_the_company_has_no_errors(site: Site) -> None:
    problems = site.app.extensions["goodword.shelf"].library.problems
    assert [str(problem) for problem in problems if problem.is_error] == []


def test_a_story_with_consent_is_told_on_every_page_that_tells_stories(site: Site) -> None:
    said = site.to("nobody")
    for url in ("/", "/for/shops", "/it/for/shops", "/ar", "/customers", "/it/use-cases/calm", "/sitemap.xml"):
        assert OPEN.encode() in said[url], url
    assert SPEAKER.lower().encode() in said["/"]


def test_a_partners_consent_tells_it_on_that_partners_pages(site: Site) -> None:
    for url in ("/with/ada", "/it/with/ada/for/shops", "/ar/with/ada"):
        assert ADAS.encode() in site.to("ada")[url] or (ARABIC + "v").encode() in site.to("ada")[url], url
    assert ADAS.encode() in site.to("via ada")["/for/shops?via=ada"]


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("slug", HIDDEN)
def test_a_name_that_may_not_be_said_stands_nowhere(site: Site, visitor: str, slug: str) -> None:
    assert spoken(site.to(visitor), slug) == []


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if "ada" not in visitor])
def test_what_ada_may_show_nobody_else_shows(site: Site, visitor: str) -> None:
    assert spoken(site.to(visitor), ADAS) == []


def test_what_ada_may_show_stands_on_her_landing_pages_only(site: Site) -> None:
    """The company's own pages are the website, whoever sent the visitor; and no link leads where nothing is."""
    own = {url: said for url, said in site.to("via ada").items() if "/customers" in url or "/use-cases" in url}
    assert spoken(own, ADAS) == []
    assert not any(f"/customers/{ADAS}".encode() in said for said in site.to("ada").values())


def spoken(said: Mapping[str, bytes], slug: str) -> list[str]:
    """The addresses at which the name is said in any spelling."""
    secrets = (slug.encode(), (ARABIC + slug[0]).encode())
    return [url for url, text in said.items() if any(secret in text for secret in secrets)]


def test_who_spoke_stays_unsaid_where_the_name_does(site: Site) -> None:
    """The speaker's name is on a page as often as stories with a name quote her there."""
    text = site.to("nobody")["/"]
    quotes = text.split(b'<figure class="quote"')[1:]
    named = [quote for quote in quotes if SPEAKER.lower().encode() in quote]
    assert named
    assert all(OPEN.encode() in quote for quote in named)


def test_anonymous_numbers_and_words_are_told_without_the_name(site: Site) -> None:
    text = site.to("nobody")["/customers"]
    assert b"a foundry in the north" in text
    quotes = site.to("nobody")["/"].split(b'<figure class="quote"')[1:]
    assert any(b"peace at last." in quote and b"a foundry in the north" in quote for quote in quotes)


@pytest.mark.parametrize("slug", [*HIDDEN, ADAS])
@pytest.mark.parametrize("prefix", ["", "/it", "/ar"])
@pytest.mark.parametrize("query", ["", "?via=ada"])
def test_its_own_page_is_as_unknown_as_any(site: Site, slug: str, prefix: str, query: str) -> None:
    answer = ask(site.app, f"{prefix}/customers/{slug}{query}")
    assert answer.status_code == 404
    assert answer.data == ask(site.app, f"{prefix}/customers/nobody-ever{query}").data


@pytest.mark.parametrize("slug", [*HIDDEN, ADAS])
@pytest.mark.parametrize("old", ["/{}-old", "/it/{}-old", "/customers/{}-and-we"])
def test_a_former_address_does_not_lead_to_it(site: Site, slug: str, old: str) -> None:
    answer = ask(site.app, old.format(slug))
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_a_former_address_of_an_open_story_leads_to_it(site: Site) -> None:
    assert ask(site.app, f"/it/{OPEN}-old").headers["Location"] == f"/it/customers/{OPEN}"


@pytest.mark.parametrize("slug", HIDDEN)
def test_its_pictures_are_served_to_nobody(site: Site, slug: str) -> None:
    assert {ask(site.app, url).status_code for url in pictures(site, slug)} == {404}


@pytest.mark.parametrize("slug", SHOWN)
def test_pictures_are_served_where_some_page_may_show_them(site: Site, slug: str) -> None:
    assert {ask(site.app, url).status_code for url in pictures(site, slug)} == {200}


def pictures(site: Site, slug: str) -> list[str]:
    entry = site.app.extensions["goodword.shelf"].library.get("case-study", slug)
    previews = [f"/media/{image.preview}" for image in entry.images.values() if image.preview]
    smaller = [f"/media/{path}" for image in entry.images.values() for _, path in image.sizes]
    return [image.url for image in entry.images.values()] + previews + smaller


@pytest.mark.parametrize(
    ("slug", "last", "first", "ends"),
    [
        pytest.param("bramwick", "2026-06-30T23:59:59", "2026-07-01T00:00:00", True, id="revoked"),
        pytest.param("ostervane", "2026-06-30T23:59:59", "2026-07-01T00:00:00", True, id="expired"),
        pytest.param("tessaline", "2026-07-01T23:59:59", "2026-07-02T00:00:00", False, id="granted"),
        pytest.param("lysander", "2026-07-01T23:59:59", "2026-07-02T00:00:00", False, id="published"),
    ],
)
def test_it_turns_at_midnight_of_the_company(
    at: Callable[[str], Site], slug: str, last: str, first: str, ends: bool
) -> None:
    for moment, told in ((last, ends), (first, not ends)):
        site = at(moment)
        for url in ("/", "/with/ben", "/customers", "/sitemap.xml"):
            assert (slug.encode() in everything(site.app, url)) == told, (moment, url)
        assert (ask(site.app, f"/customers/{slug}").status_code == 200) == told
        assert ({ask(site.app, url).status_code for url in pictures(site, slug)} == {200}) == told
