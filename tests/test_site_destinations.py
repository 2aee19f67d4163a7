"""goodword.site.destinations: a link leads to a page of ours, spelled right, without a partner, and nowhere else."""

import pytest
from factories import LANGUAGES
from hypothesis import given
from hypothesis import strategies as st

from goodword.errors import UsageError
from goodword.site.destinations import LONGEST, Destination, destination

ORIGIN = "https://www.example.com"


def read(text: str) -> Destination:
    return destination(text, "ada", LANGUAGES, ORIGIN)


@pytest.mark.parametrize(
    ("text", "path", "language", "niche"),
    [
        ("/", "/", "en", ""),
        ("", "/", "en", ""),
        (ORIGIN, "/", "en", ""),
        (f"{ORIGIN}/it/for/bikes", "/it/for/bikes", "it", "bikes"),
        ("/EN/For/Bikes/", "/for/bikes", "en", "bikes"),
        ("/with/ada", "/", "en", ""),
        ("/ar/with/ada/for/bikes?pain=rust", "/ar/for/bikes?pain=rust", "ar", "bikes"),
        ("/customers/fell#results", "/customers/fell#results", "en", ""),
        ("/plans?a=1&a=2&b=%C3%A8#top", "/plans?a=1&a=2&b=%C3%A8#top", "en", ""),
        ("/plans?b=è", "/plans?b=%C3%A8", "en", ""),
        ("/caffè", "/caff%C3%A8", "en", ""),
    ],
)
def test_a_page_of_ours(text: str, path: str, language: str, niche: str) -> None:
    assert read(text) == Destination(path, language, niche)


@pytest.mark.parametrize(
    "text",
    [
        "for/bikes",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2fevil.example",
        "https://www.example.com.evil.example/",
        "javascript:alert(1)",
        "/team",
        "/portal/sign-in",
        "/static/site.css",
        "/r/abc",
        "/home",
        "/for",
        "/with/omar",
        "/with/omar/for/bikes",
        "/a\r\nSet-Cookie: x=1",
        "/a\0",
        "/a\u202eb",
        "/x?" + "y" * LONGEST,
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read(text)


@given(st.text(max_size=80) | st.text(alphabet="/\\%?#:.@ae2f5c", max_size=40).map(lambda text: f"/{text}"))
def test_nothing_leads_off_the_site(text: str) -> None:
    try:
        path = read(text).path
    except UsageError:
        return
    assert path.startswith("/") and not path.startswith(("//", "/\\"))
    assert path.isascii() and path.isprintable()
