"""Consent, end to end: no page, no address, no machine file says a name that may not be said.

Every case study of this company says its customer's name wherever an author could write it: in title, summary, body,
alt text, file names, former addresses, search titles, results, quotes and roles, in three languages.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from factories import DUBAI, NOON, add_partner, ask, close, write_company
from flask import Flask
from PIL import Image

from goodword.app import create_app

FULL = "scope: [name, logo, quote, metrics, photo], channels: [website, partner-pages, kits, email]"
GRANTED = "granted_by: Vera Anouk, granted_on: 2026-01-01"
HIDDEN: Mapping[str, str] = {
    "quellmark": f"{GRANTED}, scope: [quote, metrics], channels: [website, partner-pages]",  # anonymous
    "ostervane": f"{GRANTED}, {FULL}, expires_on: 2026-06-30",
    "bramwick": f"{GRANTED}, {FULL}, revoked_on: 2026-07-01",
    "tessaline": f"granted_by: Vera Anouk, granted_on: 2026-07-02, {FULL}",
    "norquade": "",  # never asked
    "dunforth": f"{GRANTED}, scope: metrics, channels: [website, partner-pages]",
    "halvique": f"{GRANTED}, scope: quote, channels: [website, partner-pages]",
    "ysolmere": f"{GRANTED}, scope: [logo, photo, metrics, quote], channels: [website, partner-pages]",  # Ben's own
    "corvandel": f"{GRANTED}, scope: [name, logo, quote, metrics, photo], channels: [kits, email]",
    "plinthor": f"{GRANTED}, {FULL}",  # a draft
    "lysander": f"{GRANTED}, {FULL}",  # not yet published
}
MORE = {"ysolmere": "partner: ben", "plinthor": "status: draft", "lysander": "publish_at: 2026-07-02"}
ADAS = "velmarine"  # whole, but on Ada's pages only
OPEN = "marlowen"  # whole, everywhere: what the others would look like
SHOWN = {ADAS: f"{GRANTED}, {FULL.replace('website, ', '')}, partners: [ada]", OPEN: f"{GRANTED}, {FULL}"}
SPEAKER, ARABIC = "Hollisande", "كولمارك"

STORY = """---
title: {name} halves its calls
summary: How {name} did it.
niches: [shops]
pains: [noise]
use_cases: [calm]
image: ./{slug}-bench.png
redirects_from: [/{slug}-old, /customers/{slug}-and-we]
seo: {{title: {name} found, description: {name} described, image: ./{slug}-bench.png}}
cta: {{label: Ask {name}, target: "https://{slug}.example"}}
customer: {{name: {name}, website: "https://{slug}.example", industry: Bells, country: AE, logo: ./{slug}-logo.svg}}
anonymous_as: A foundry in the north
results:
  - {{id: {slug}-calls, metric: calls, value: 7, baseline: 18, headline: true, source: the diary of {name}}}
  - {{id: other, metric: days, value: 3, baseline: 9, measured_on: 2026-05-01, source: the diary}}
quotes:
  - {{id: {slug}-joke, text: At {name} it is quiet., name: Vera {speaker}, role: Owner, photo: ./{slug}-vera.png}}
  - {{id: peace, text: Peace at last., name: Vera {speaker}, role: Owner of {name}, photo: ./{slug}-vera.png}}
{more}
consents: [{consent}]
---

## {name} began

![{name} at night](./{slug}-bench.png) and [{name}](/customers/{slug}).
"""
ITALIAN = """---
title: {name} dimezza le chiamate
summary: Come ha fatto {name}.
seo: {{title: Trovato {name}}}
quotes:
  - {{id: peace, text: Pace infine., role: Titolare di {name}}}
results:
  - {{id: {slug}-calls, metric: chiamate, source: "l'agenda di {name}"}}
---

## {name} in Italia

![{name} di notte](./{slug}-bench.png)
"""
ARABIC_STORY = """---
title: {arabic} تخفض المكالمات
customer: {{name: {arabic}}}
quotes:
  - {{id: peace, text: هدوء أخيرا., role: مالك {arabic}}}
---
"""
EVERY_SECTION = """
  - hero
  - partner-intro
  - logos
  - pains
  - results: {max: 50}
  - use-cases
  - steps
  - case-studies: {max: 50}
  - quotes: {max: 50}
  - offer
  - guides
  - faqs
  - text
  - cta
  - lead-form
"""
COMPANY: Mapping[str, str] = {
    "content/pages/home.md": f"---\ntitle: Home\nheadline: Quiet\nsections:{EVERY_SECTION}---\n\n## Hello\n\nYou.\n",
    "content/pages/niche.md": f"---\ntitle: Niche\nsections:{EVERY_SECTION}---\n",
    "content/pages/partner.md": f"---\ntitle: Partner\nsections:{EVERY_SECTION}---\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\n\n## Kept\n\nNothing.\n",
    "content/niches/shops.md": "---\ntitle: Shops\npains: [noise]\n---\n\n## Bells\n\nRing.\n",
    "content/niches/labs.md": "---\ntitle: Labs\nparent: shops\n---\n",
    "content/pains/noise.md": "---\ntitle: Noise\nstatement: It is loud.\n---\n",
    "content/use-cases/calm.md": "---\ntitle: Calm\nsteps: [{id: a, title: Hush}]\n---\n\n## How\n\nHush.\n",
    "content/guides/hush.md": "---\ntitle: Hush\nuse_cases: [calm]\n---\n\n## Why\n\nBecause.\n",
    "content/faqs/price.md": "---\ntitle: How much?\n---\n\nLittle.\n",
    "content/offers/bay.md": "---\ntitle: A bay\n---\n\nFree.\n",
}
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


def story(slug: str, consent: str) -> dict[str, str | bytes]:
    picture = io.BytesIO()
    Image.new("RGB", (1200, 630), f"#{len(slug):02d}{sum(map(ord, slug)) % 100:02d}55").save(picture, "PNG")
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{slug}</title><path d="M0 0h9v9z"/></svg>'
    given = {"slug": slug, "name": slug.capitalize(), "speaker": SPEAKER, "arabic": ARABIC + slug[0]}
    more, record = MORE.get(slug, ""), f"{{{consent}}}" if consent else ""
    return {
        f"content/case-studies/{slug}.md": STORY.format(more=more, consent=record, **given),
        f"content/case-studies/{slug}.it.md": ITALIAN.format(**given),
        f"content/case-studies/{slug}.ar.md": ARABIC_STORY.format(**given),
        f"content/case-studies/{slug}-bench.png": picture.getvalue(),
        f"content/case-studies/{slug}-vera.png": picture.getvalue(),
        f"content/case-studies/{slug}-logo.svg": logo,
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("discreet")
    files: dict[str, str | bytes] = dict(COMPANY)
    for slug, consent in {**HIDDEN, **SHOWN}.items():
        files |= story(slug, consent)
    database = folder / "goodword.db"
    database.write_bytes(sqlite_template.read_bytes())
    app = create_app(write_company(folder / "root", files), var=folder / "var", database_url=f"sqlite:///{database}")
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
