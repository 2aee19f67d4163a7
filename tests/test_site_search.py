"""What search engines and previews are told: canonical addresses, twins, og tags, structured data."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from factories import LABS, NOON, TREE, case, consent, entry, library
from PIL import Image
from spokewise import ORIGIN, canonical, meta, read, text, values

from goodword.content.library import Library
from goodword.site.addresses import Address
from goodword.site.canonical import Canonical, twins_of
from goodword.site.canonical import canonical as kept_address
from goodword.site.structured import jsonld


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/it", "/it"),
        ("/ar", "/"),  # only fallback text
        ("/for/bike-shops", "/for/bike-shops"),
        ("/it/for/bike-shops", "/it/for/bike-shops"),
        ("/ar/for/bike-shops", "/for/bike-shops"),
        ("/for/dental-labs", "/for/dental-labs"),
        ("/with/ada", "/"),
        ("/it/with/ada", "/it"),
        ("/with/ada/for/bike-shops", "/for/bike-shops"),
        ("/it/with/ada/for/bike-shops", "/it/for/bike-shops"),
        ("/?via=ada&pain=no-shows&utm_source=x", "/"),
        ("/for/bike-shops?via=ada", "/for/bike-shops"),
        ("/plans", "/plans"),
        ("/it/plans", "/plans"),
        ("/ar/plans", "/ar/plans"),
        ("/customers/chainring", "/customers/chainring"),
        ("/ar/customers/molaria", "/customers/molaria"),
        ("/guides/diary-on-paper", "/guides/diary-on-paper"),
        ("/it/guides/diary-on-paper", "/guides/diary-on-paper"),
    ],
)
def test_one_address_is_kept(path: str, expected: str) -> None:
    assert canonical(text(path)) == expected


def tree(*more: Any) -> Library:
    with_text = [entry("niche", one.slug, "<p>Own.</p>", parent=one.facts.parent) for one in TREE]
    return library(*with_text, LABS, *more)


def kept(whole: Library, slug: str, language: str = "en") -> Canonical:
    return kept_address(whole, Address("niche", slug), language, NOON)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param([entry("use-case", "book", niches=["ebikes"])], "/for/ebikes", id="a use case of its own"),
        pytest.param([case("fell", niches=["ebikes"])], "/for/ebikes", id="a story of its own"),
        pytest.param([entry("use-case", "book", niches=["bikes"])], "/for/bikes", id="only its parent has"),
        pytest.param([entry("use-case", "book", niches=["shops"])], "/for/shops", id="only the widest has"),
        pytest.param([], "/", id="nothing has"),
        pytest.param([entry("faq", "one", niches=["ebikes"])], "/", id="a question is not enough"),
        pytest.param([case("fell", consent("name", channels="kits"), niches=["ebikes"])], "/", id="no consent here"),
        pytest.param([entry("use-case", "book", niches=["ebikes"], status="draft")], "/", id="a draft"),
        pytest.param([entry("use-case", "book", niches=["ebikes"], partners=["ada"])], "/", id="for one partner"),
    ],
)
def test_a_niche_without_substance_leads_to_the_nearest_that_has_some(more: list[Any], expected: str) -> None:
    assert kept(tree(*more), "ebikes").address.path == expected


def test_substance_needs_an_introduction_of_its_own() -> None:
    assert kept(tree(entry("use-case", "book", niches=["labs"])), "labs").address.path == "/"


def test_a_page_that_leads_elsewhere_has_no_twins_of_its_own() -> None:
    assert not kept(tree(), "ebikes").own
    assert 'hreflang="x-default"' not in text("/it/plans")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", {"en": "/", "it": "/it", "x-default": "/"}),
        ("/it", {"en": "/", "it": "/it", "x-default": "/"}),
        ("/ar", {}),
        ("/plans", {"en": "/plans", "ar": "/ar/plans", "x-default": "/plans"}),
        ("/privacy", {}),
        ("/for/bike-shops", {"en": "/for/bike-shops", "it": "/it/for/bike-shops", "x-default": "/for/bike-shops"}),
    ],
)
def test_real_twins_are_told(path: str, expected: dict[str, str]) -> None:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', text(path))
    assert {code: url.removeprefix(ORIGIN) for code, url in found} == expected


def test_a_draft_translation_is_no_twin() -> None:
    whole = library(entry("page", "plans", texts={"it": {"status": "draft"}, "ar": {"title": "الباقات"}}))
    assert twins_of(whole, Address("page", "plans"), NOON) == ("en", "ar")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["/"]),
        ("/it/for/workshops", ["/it/for/workshops"]),
        ("/it/plans", ["/plans"]),
        ("/with/ada", ["/with/ada"]),
        ("/it/with/ada/for/bike-shops", ["/it/with/ada/for/bike-shops"]),
        ("/with/ada?pain=no-shows", ["/with/ada"]),
        ("/?via=ada", []),
        ("/for/bike-shops?via=ada", []),
        ("/customers?via=ada", []),
        ("/with/cy", ["/"]),
        ("/?utm_source=x", ["/"]),
    ],
)
def test_the_links_identity(path: str, expected: list[str]) -> None:
    """Networks take og:url for the link itself: with a referral in the query it would lose its partner."""
    assert [url.removeprefix(ORIGIN) for url in meta(text(path), "og:url")] == expected


@pytest.mark.parametrize("path", ["/", "/it", "/ar", "/with/ada", "/customers", "/customers/chainring", "/guides"])
def test_there_is_always_a_picture_for_previews(path: str) -> None:
    html = text(path)
    (url,) = meta(html, "og:image")
    picture = read(url.removeprefix(ORIGIN))
    assert picture.status_code == 200
    assert [meta(html, "og:image:width"), meta(html, "og:image:height")] == [["1200"], ["630"]]
    assert Image.open(io.BytesIO(picture.data)).size == (1200, 630)


def test_each_language_has_its_own_default_picture() -> None:
    assert len({meta(text(path), "og:image")[0] for path in ("/customers", "/it/customers", "/ar/customers")}) == 3


@pytest.mark.parametrize("path", ["/?pain=no-shows&via=ada&utm_source=x", "/with/ada?via=omar&pain=no-shows"])
def test_no_parameter_is_told_to_machines(path: str) -> None:
    html = text(path)
    told = [canonical(html), *meta(html, "og:url"), *values(html, r'rel="alternate" hreflang="[^"]*" href="([^"]*)"')]
    assert not any("?" in url for url in told)


# Structured data: only what the page shows


def graph(html: str) -> list[dict[str, Any]]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    assert data["@context"] == "https://schema.org"
    return list(data["@graph"])


def thing(html: str, kind: str) -> dict[str, Any] | None:
    return next((one for one in graph(html) if one["@type"] == kind), None)


PAGES = ("/", "/it/for/workshops", "/ar", "/plans", "/with/ada", "/customers/chainring", "/ar/guides/quiet-phone")


@pytest.mark.parametrize("path", PAGES)
def test_structured_data_says_what_the_page_shows(path: str) -> None:
    """On the page, in its title, or in the description that searchers are shown."""
    html = text(path)
    shown = plain(html.split("</head>")[1])
    titled = [*values(html, "<title>([^<]*)</title>"), *meta(html, "description")]
    assert [said for said in words(graph(html)) if plain(said) not in shown and said not in titled] == []


def words(value: Any) -> list[str]:
    """Every name, question and answer of the data: what a reader would be told."""
    if isinstance(value, list):
        return [said for item in value for said in words(item)]
    if isinstance(value, dict):
        told = [value[key] for key in ("name", "text", "headline", "description") if key in value]
        return told + [said for item in value.values() for said in words(item)]
    return []


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_questions_on_the_page_are_questions_in_the_data() -> None:
    questions = thing(text("/plans"), "FAQPage")
    assert questions
    assert len(questions["mainEntity"]) == text("/plans").count('<details class="faq"')
    assert thing(text("/customers"), "FAQPage") is None


def test_a_guide_is_an_article_with_its_author_and_days() -> None:
    article = thing(text("/it/guides/quiet-phone"), "Article")
    assert article
    assert article["inLanguage"] == "it"
    assert article["author"]["name"] in text("/it/guides/quiet-phone").split("<body")[1]
    assert set(article) >= {"datePublished", "headline", "publisher"}
    assert thing(text("/guides"), "Article") is None


def test_a_partner_is_not_in_the_data_of_a_kept_page() -> None:
    assert "Ada" not in json.dumps(graph(text("/with/ada")))


def test_data_cannot_end_its_script() -> None:
    told = jsonld([{"@type": "Thing", "name": "</script><script>alert(1)</script> & \u2028"}])
    assert not set("<>&\u2028") & set(told)
    assert json.loads(told)["@graph"][0]["name"].startswith("</script>")
