"""What the address of a preview says, and what the site's own addresses become in it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from goodword.team.preview.context import Context, led_to, moment_of, public_address, read

CODES = ("en", "it", "ar")
WHOLE = Context("/for/bikes", "ada", "rust", "remind", "it", "spring", "2026-12-24T18:00", True, "next")


def asked(**given: str) -> Context:
    return read({name.replace("_", "-"): [value] for name, value in given.items()}, CODES)


def test_an_address_carries_everything() -> None:
    query = WHOLE.query()
    assert list(query) == ["page", "via", "pain", "use-case", "lang", "campaign", "at", "drafts", "branch"]
    assert read({name: [value] for name, value in query.items()}, CODES) == WHOLE
    assert Context().address == "/team/preview?page=/"


@pytest.mark.parametrize(
    ("given", "context"),
    [
        pytest.param({}, Context(), id="nothing is the start page"),
        pytest.param({"page": "/for/bikes"}, Context("/for/bikes"), id="a path"),
        pytest.param({"page": "For/Bikes/"}, Context("/for/bikes"), id="in any spelling"),
        pytest.param({"page": "/it/for/bikes"}, Context("/for/bikes", lang="it"), id="its language"),
        pytest.param({"page": "/for/bikes", "lang": "ar"}, Context("/for/bikes", lang="ar"), id="the language chosen"),
        pytest.param({"page": "/it/plans", "lang": "ar"}, Context("/plans", lang="it"), id="the path's language wins"),
        pytest.param({"lang": "en"}, Context(), id="the default language is none"),
        pytest.param({"lang": "xx"}, Context(), id="no such language"),
        pytest.param({"page": "/with/ada"}, Context(via="ada"), id="a partner's page"),
        pytest.param({"page": "/it/with/ada/for/bikes"}, Context("/for/bikes", "ada", lang="it"), id="and niche"),
        pytest.param({"page": "/with/ada", "via": "ben"}, Context(via="ada"), id="the path's partner wins"),
        pytest.param({"page": "/", "via": " Ada "}, Context(via="ada"), id="a partner in any spelling"),
        pytest.param(
            {"page": "/", "address": "https://www.spokewise.example/it/for/bikes?via=ada&pain=rust&utm_campaign=x"},
            Context("/for/bikes", "ada", "rust", lang="it", campaign="x"),
            id="a whole address pasted",
        ),
        pytest.param({"address": "/team/preview?page=/plans&drafts=1"}, Context("/plans", drafts=True), id="a preview"),
        pytest.param({"drafts": "0"}, Context(), id="no drafts"),
        pytest.param({"page": "/a/b/c", "lang": "it"}, Context("/a/b/c", lang="it"), id="no page at all"),
        pytest.param({"page": "http://[bad"}, Context("/http://[bad"), id="no address at all"),
        pytest.param({"campaign": "x" * 999}, Context(campaign="x" * 300), id="very long"),
    ],
)
def test_what_is_asked_for(given: dict[str, str], context: Context) -> None:
    assert asked(**given) == context


@pytest.mark.parametrize(
    ("link", "context"),
    [
        ("/plans", Context("/plans", "ada", drafts=True)),
        ("/it/plans?via=ada", Context("/plans", "ada", lang="it", drafts=True)),
        ("/ar/with/ben/for/bikes?pain=rust", Context("/for/bikes", "ben", "rust", lang="ar", drafts=True)),
        ("/", Context("/", "ada", drafts=True)),
    ],
)
def test_a_link_of_the_page_keeps_what_it_does_not_say(link: str, context: Context) -> None:
    start = Context("/for/bikes", "ada", lang="ar", drafts=True)
    assert led_to(start, link, CODES, link=True) == context


@pytest.mark.parametrize(
    ("context", "address"),
    [
        (Context(), "/"),
        (Context("/for/bikes", "ada", lang="it"), "/it/with/ada/for/bikes"),
        (Context("/", "ada", pain="rust"), "/with/ada?pain=rust"),
        (Context("/customers", "ada", campaign="x y"), "/customers?via=ada&utm_campaign=x+y"),
        (Context("/", lang="ar"), "/ar"),
    ],
)
def test_the_address_that_visitors_use(context: Context, address: str) -> None:
    assert public_address(context, context.at_place(CODES), CODES) == address


def test_a_moment_is_local() -> None:
    zone = ZoneInfo("Asia/Dubai")
    assert moment_of("2026-12-24T18:00", zone) == datetime(2026, 12, 24, 14, tzinfo=UTC)
    assert moment_of("2026-12-24", zone) == datetime(2026, 12, 23, 20, tzinfo=UTC)
    assert moment_of("2026-12-24T18:00+01:00", zone) == datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert moment_of("", zone) is None


@pytest.mark.parametrize(
    "text", ["soon", "2026-13-01", "0001-01-01T00:00", "9999-12-31T23:59", "2026-12-24T18:00+99:00"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError):
        moment_of(text, ZoneInfo("Asia/Dubai"))
