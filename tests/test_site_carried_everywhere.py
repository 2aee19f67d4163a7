"""Wherever a referred visit goes on from, the partner and the click go with it: every link and form of every kind of
page, in every language. Omar's visits, for of the partners he alone has a case study of his own."""

import shutil
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from factories import NOON
from visiting import FIREFOX, Visits, visited

from goodword import journal
from goodword.site.addresses import in_language, with_partner
from goodword.site.refer_tokens import token_of

PREFIXES = ("", "/it", "/ar")
LANDINGS = ("/", "/for/workshops", "/for/dental-labs")
OTHERS = (
    "/plans", "/privacy", "/customers", "/customers/chainring", "/customers/molaria", "/use-cases",
    "/use-cases/remind", "/guides", "/guides/quiet-phone", "/leads/thanks", "/refer",
)  # fmt: skip
PAGES = [
    *(in_language(path, prefix) + "?via=omar" for prefix in PREFIXES for path in (*LANDINGS, *OTHERS)),
    *(in_language(with_partner(path, "omar"), prefix) for prefix in PREFIXES for path in LANDINGS),
]
CLICK = "clk_" + "a" * 32
ORIGIN = "https://www.spokewise.example"
MACHINES = ("/static/", "/media/")


class Ways(HTMLParser):
    """Where a page leads: ``links``, and ``forms`` as their address with what they bring along."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1][1][given["name"]] = given["value"]
        elif "href" in given and tag != "link":
            self.links.append(given["href"])
        if "formaction" in given:
            self.links.append(given["formaction"])


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("everywhere")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var", base_url=ORIGIN) as visits:
        yield visits


def ours(links: list[str]) -> list[str]:
    """Links to pages of this site, by path or whole address."""
    local = [link.removeprefix(ORIGIN) for link in links]
    return [link for link in local if link.startswith("/") and not link.startswith(MACHINES)]


def astray(html: str, click: str) -> list[str]:
    """What leads on without naming Omar and this click, if there is one."""
    ways = Ways(html)
    links = ours(ways.links)
    assert len(links) > 5
    wrong = [link for link in links if not names(link, parse_qs(urlsplit(link).query), click)]
    for action, fields in ways.forms:
        if not names(fields.get("back", ""), {name: [value] for name, value in fields.items()}, click):
            wrong.append(f"form {action}")
    return wrong


def names(address: str, query: Mapping[str, list[str]], click: str) -> bool:
    """Whether a query names the click, and Omar unless the address does."""
    known = query.get("via") == ["omar"] or "/with/omar" in address or "via=omar" in address
    return known and query.get("gw_id", [""]) == [click]


@pytest.mark.parametrize("path", PAGES)
def test_every_way_on_from_a_page_carries_the_partner_and_the_click(visits: Visits, path: str) -> None:
    visits.clicks()
    language = "en" if path.startswith("/it") else "it"
    for _ in range(2):  # the second visit gets a page that was kept
        html = visits.page(path, Accept_Language=language)
        assert astray(html, visits.click().id) == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_partners_own_story_continues_the_visit(visits: Visits, prefix: str) -> None:
    visits.clicks()
    html = visits.page(f"{prefix}/with/omar")
    first = visits.click().id
    to = f"{prefix}/customers/molaria?via=omar&gw_id={first}"
    assert Ways(html.partition('<div class="introducer">')[2]).links[0] == to
    assert astray(visits.page(to), first) == []
    assert visits.clicks() == []


@pytest.mark.parametrize("choice", ["yes", "no"])
@pytest.mark.parametrize("path", ["/with/omar", "/it/plans?via=omar", "/ar/refer?via=omar"])
def test_they_do_in_a_browser_that_was_asked_to_remember(visits: Visits, path: str, choice: str) -> None:
    (asking,) = (fields for action, fields in Ways(visits.page(path)).forms if action == "/consent")
    cookie = sent(visits, "/consent", {**asking, "choice": choice}).headers["Set-Cookie"].partition(";")[0]
    visits.clicks()
    assert astray(visits.page(path, Cookie=cookie), visits.click().id) == []


@pytest.mark.parametrize("path", ["/with/omar", "/it/for/dental-labs?via=omar", "/ar/refer?via=omar"])
def test_without_a_click_they_carry_the_partner(visits: Visits, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clicks = journal.of(visits.app).clicks
    clicks.finish()
    with monkeypatch.context() as patch:
        patch.setattr(clicks, "folder", Path("/proc/nowhere"))
        html = visits.page(path)
    assert astray(html, "") == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_errors_and_receipts_carry_what_their_address_names(visits: Visits, prefix: str) -> None:
    with visits.app.app_context():
        receipt = f"/refer/{token_of('lead_' + '0' * 32)}"
    for path in (f"{prefix}/nothing", f"{prefix}/with/omar/nothing", f"{prefix}{receipt}"):
        assert astray(visits.ask(f"{path}?via=omar&gw_id={CLICK}").text, CLICK) == []


@pytest.mark.parametrize(
    "page", ["/with/omar", "/it/customers/molaria?via=omar", "/refer?via=omar", "/ar/refer?via=omar"]
)
def test_a_form_to_be_corrected_carries_on_too(visits: Visits, page: str) -> None:
    visits.clicks()
    action, fields = next(form for form in Ways(visits.page(page)).forms if form[0] != "/consent")
    answer = sent(visits, action, fields)
    assert answer.status_code == 422
    assert astray(answer.text, visits.click().id) == []


def sent(visits: Visits, action: str, fields: Mapping[str, str]) -> Any:
    with time_machine.travel(NOON, tick=False):
        client = visits.app.test_client(use_cookies=False)
        return client.post(action, data=fields, headers={"User-Agent": FIREFOX}, base_url=ORIGIN)
