"""Addresses and what answers there: pages, redirects that lose nothing, and what the query asks for."""

import pytest
from spokewise import read, text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/it",
        "/ar",
        "/plans",
        "/it/plans",
        "/for/workshops",
        "/it/for/dental-labs",
        "/with/ada",
        "/with/ada/for/bike-shops",
        "/ar/with/omar",
        "/with/cy",
        "/with/ben/for/workshops",
        "/customers",
        "/customers/chainring",
        "/it/customers/molaria",
        "/use-cases",
        "/use-cases/remind",
        "/guides",
        "/ar/guides/quiet-phone",
        "/?via=cy&pain=rust&use-case=none",
    ],
)
def test_there_is_a_page_at(path: str) -> None:
    answer = read(path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/home",
        "/niche",
        "/partner",
        "/thanks",
        "/for",
        "/for/rust",
        "/for/workshops/more",
        "/with",
        "/with/ada/plans",
        "/with/ada/customers",
        "/with/ada/for",
        "/with/ada/for/workshops/more",
        "/customers/nobody",
        "/customers/chainring/more",
        "/customers/silent",
        "/de",
        "/it/en",
        "/it/ar",
        "/it/static/site.css",
        "/it/media/0/x.png",
        "/faqs/price",
        "/r",
        "/api/v1",
    ],
)
def test_there_is_none_at(path: str) -> None:
    assert read(path).status_code == 404


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/en", "/"),
        ("/en/for/workshops", "/for/workshops"),
        ("/For/Workshops", "/for/workshops"),
        ("/for/workshops/", "/for/workshops"),
        ("//for//workshops", "/for/workshops"),
        ("/IT/", "/it"),
        ("/EN", "/"),
        ("/with/Ada/", "/with/ada"),
        ("/for/workshop", "/for/workshops"),
        ("/for/officine", "/for/workshops"),
        ("/it/for/officine", "/it/for/workshops"),
        ("/with/ada/for/bikes", "/with/ada/for/bike-shops"),
        ("/it/with/ada/for/bikes", "/it/with/ada/for/bike-shops"),
        ("/prices", "/plans"),
        ("/ar/tariffs", "/ar/plans"),
        ("/it/blog/2020/costs", "/it/plans"),
    ],
)
@pytest.mark.parametrize("query", ["", "?a=1&a=2&b=%C3%A8&a=&via=ada", "?utm_campaign=x%20y&flag"])
def test_one_spelling_and_the_whole_query_is_kept(asked: str, location: str, query: str) -> None:
    answer = read(asked + query)
    assert (answer.status_code, answer.headers["Location"]) == (308, location + query)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/",
        "/\\evil.example/",
        "/%2f%2fevil.example/",
        "/%5c%5cevil.example/",
        "/en//evil.example",
        "/en/%2fevil.example",
        "/.//evil.example/",
        "/%0d%0aLocation:%20https://evil.example/",
        "/%E2%80%AE/",
    ],
)
def test_a_redirect_never_leaves_the_site(path: str) -> None:
    answer = read(path)
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\n" not in location


def test_a_hostile_query_stays_data() -> None:
    answer = read('/en?"><script>alert(1)</script>')
    assert answer.status_code == 308
    assert "<script>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/it/for/workshops", "/with/ada", "/en", "/nothing", "/sitemap.xml"])
def test_head_answers_as_get_without_a_body(path: str) -> None:
    head, get = read(path, method="HEAD"), read(path)
    assert (head.status_code, dict(head.headers)) == (get.status_code, dict(get.headers))
    assert head.data == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(method: str) -> None:
    answer = read("/", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_pain_point_asked_for_leads_the_page() -> None:
    html = text("/?pain=missed-calls")
    assert "pain-leading" in html
    assert "pain-leading" not in text("/")


def test_unknown_wishes_change_nothing() -> None:
    assert text("/?pain=rust&use-case=none&x=1&utm_campaign=spring") == text("/")


def test_the_default_language_is_not_a_redirect_for_readers_of_others() -> None:
    assert read("/", accept_language="it").status_code == 200
