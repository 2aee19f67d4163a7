"""goodword.site.addresses: which path shows what, and the one right spelling of each."""

import re

import pytest
from factories import LANGUAGES
from hypothesis import example, given
from hypothesis import strategies as st
from libraries import law

from goodword.site.addresses import (
    Address,
    Place,
    canonical_spelling,
    carry,
    in_language,
    place_of,
    prefix_links,
    with_partner,
)
from goodword.site.answers import redirect


def place(kind: str, slug: str, language: str = "en", partner: str | None = None) -> Place:
    return Place(language, partner, Address(kind, slug))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", place("page", "home")),
        ("/it", place("page", "home", "it")),
        ("/plans", place("page", "plans")),
        ("/ar/plans", place("page", "plans", "ar")),
        ("/for/bikes", place("niche", "bikes")),
        ("/it/for/bikes", place("niche", "bikes", "it")),
        ("/with/ada", place("page", "home", partner="ada")),
        ("/it/with/ada/for/bikes", place("niche", "bikes", "it", "ada")),
        ("/with/for/for/for", place("niche", "for", partner="for")),
        ("/customers", place("case-study", "")),
        ("/customers/fell", place("case-study", "fell")),
        ("/use-cases/book", place("use-case", "book")),
        ("/guides/hush", place("guide", "hush")),
        ("/en", place("page", "en")),
        ("/it/blog/2020/costs", place("page", "blog/2020/costs", "it")),
        ("/for", None),
        ("/for/bikes/more", None),
        ("/with", None),
        ("/with/ada/plans", None),
        ("/with/ada/for", None),
        ("/with/ada/for/bikes/more", None),
        ("/customers/fell/more", None),
        ("/home", None),
        ("/niche", None),
        ("/partner", None),
        ("/thanks", None),
    ],
)
def test_a_path_taken_apart(path: str, expected: Place | None) -> None:
    assert place_of(path, LANGUAGES) == expected


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("/", "/"),
        ("", "/"),
        ("//", "/"),
        ("/en", "/"),
        ("/EN/", "/"),
        ("/en/en", "/en"),
        ("/It/For/Bikes/", "/it/for/bikes"),
        ("/for//bikes", "/for/bikes"),
        ("//evil.example", "/evil.example"),
        ("/static/Site.CSS", "/static/Site.CSS"),
        ("/media/AB/X.png", "/media/AB/X.png"),
        ("/r/AbC", "/r/AbC"),
        ("/api/v1/", "/api/v1/"),
        ("/rest/", "/rest"),
    ],
)
def test_one_spelling(written: str, right: str) -> None:
    assert canonical_spelling(written, LANGUAGES) == right


paths = st.text(max_size=40) | st.lists(
    st.sampled_from(["en", "it", "EN", "", ".", "..", "for", "with", "Static", "r", "evil.example", "\\", "%2f", "é"]),
    max_size=6,
).map("/".join)


@law
@given(paths)
@example("//en//evil.example")
@example("/en/en/en")
@example("/\\evil.example")
def test_a_right_spelling_stays_and_never_leaves_the_site(path: str) -> None:
    right = canonical_spelling(f"/{path}", LANGUAGES)
    if right.split("/")[1:2] != ["en"]:  # a page could be called so, and /en/en leads to it in two steps
        assert canonical_spelling(right, LANGUAGES) == right
    assert right.startswith("/")
    if right != f"/{path}":
        assert not right.startswith("//")
        assert right == "/" or not right.endswith("/")


@law
@given(st.text(max_size=40))
def test_any_path_can_be_taken_apart(path: str) -> None:
    found = place_of(canonical_spelling(f"/{path}", LANGUAGES), LANGUAGES)
    assert found is None or found.language in LANGUAGES


slugs = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9})?", fullmatch=True)
addresses = st.builds(Address, st.sampled_from(["niche", "case-study", "use-case", "guide"]), slugs) | st.just(
    Address("page", "home")
)


@law
@given(addresses, st.sampled_from(LANGUAGES), st.none() | slugs)
def test_an_address_leads_back_to_itself(address: Address, language: str, partner: str | None) -> None:
    landing = address.path == "/" or address.kind == "niche"
    path = with_partner(address.path, partner) if partner else address.path
    whole = in_language(path, "" if language == "en" else f"/{language}")
    assert canonical_spelling(whole, LANGUAGES) == whole
    assert place_of(whole, LANGUAGES) == Place(language, partner if landing else None, address)


LINKS = [
    pytest.param('<a href="/plans">', '<a href="/it/plans">', '<a href="/plans?via=ada">', id="a page"),
    pytest.param('<a href="/">', '<a href="/it">', '<a href="/?via=ada">', id="home"),
    pytest.param('<a href="/a?b=1">', '<a href="/it/a?b=1">', '<a href="/a?b=1&amp;via=ada">', id="with a query"),
    pytest.param('<a href="/a#b">', '<a href="/it/a#b">', '<a href="/a?via=ada#b">', id="with a fragment"),
    pytest.param('<a href="/a?b#c">', '<a href="/it/a?b#c">', '<a href="/a?b&amp;via=ada#c">', id="with both"),
    pytest.param('<a href="/#faq">', '<a href="/it#faq">', '<a href="/?via=ada#faq">', id="a place at home"),
    pytest.param('<a class="x" href="/a">', '<a class="x" href="/it/a">', '<a class="x" href="/a?via=ada">', id="late"),
]
NOT_LINKS = [
    '<a href="https://other.example/a">',
    '<a href="//other.example/a">',
    '<a href="#faq">',
    '<a href="mailto:a@b.example">',
    '<a href="/static/site.css">',
    '<a href="/media/0/x.png">',
    '<a href="/api/v1">',
    '<a href="/r/abc">',
    '<img src="/plans">',
    '<p title="href=/plans">',
    "/plans",
]


@pytest.mark.parametrize(("link", "prefixed", "carried"), LINKS)
def test_internal_links(link: str, prefixed: str, carried: str) -> None:
    assert prefix_links(link, "/it") == prefixed
    assert prefix_links(link, "") == link
    assert carry(link, "via=ada") == carried


@pytest.mark.parametrize("html", NOT_LINKS)
def test_everything_else_stays(html: str) -> None:
    assert prefix_links(html, "/it") == html
    assert carry(html, "via=ada") == html


@law
@given(st.lists(st.sampled_from([row.values[0] for row in LINKS] + NOT_LINKS), max_size=6).map("".join))
def test_carrying_changes_links_and_nothing_else(html: str) -> None:
    carried = carry(html, "via=ada")
    assert re.sub(r"[?&](?:amp;)?via=ada", "", carried) == html
    assert carried.count("via=ada") == len(re.findall(r'href="/(?!/|static|media|api|r/)', html))


def test_a_redirect_holds_no_control_character_and_loses_none() -> None:
    assert redirect("/a", "x=1\r\nSet-Cookie: y=2&z=%0A").headers["Location"] == "/a?x=1%0D%0ASet-Cookie:%20y=2&z=%0A"
