"""What a page says of rewards: as the program says it that credits this visit.

Ada is in two programs: her links and pages are of `friends`, one link of hers is of `agency`, one of `silent`, which
has no words of its own.
"""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import NOON, write_company
from leads import hidden, send
from visiting import Visits, visited

from goodword.referrals.partners import changing, found, new_enrollment

LANGUAGES = ("en", "it", "ar")
WORDS = {
    ("friends", "en"): "Friends pay Ada a commission.",
    ("friends", "it"): "Gli amici pagano Ada.",
    ("agency", "en"): "An agency earns a fifth of the first year.",
    ("agency", "it"): "L'agenzia guadagna un quinto.",
}
ELSEWHERE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.5; rv:140.0) Gecko/20100101 Firefox/140.0"


def program(name: str) -> str:
    said = f'disclosure: "{WORDS[name, "en"]}"\n' if (name, "en") in WORDS else ""
    return f"---\ntitle: Program\nkind: affiliate\n{said}---\n"


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("disclosures")
    (folder / "goodword.db").write_bytes(sqlite_template.read_bytes())
    files = {f"partners/programs/{name}.md": program(name) for name in ("friends", "agency", "silent")}
    files |= {
        f"partners/programs/{name}.it.md": f'---\ndisclosure: "{WORDS[name, "it"]}"\n---\n'
        for name in ("friends", "agency")
    }
    files["content/pages/home.md"] = "---\ntitle: Home\nsections: [hero, partner-intro, lead-form]\n---\n"
    with visited(
        f"sqlite:///{folder / 'goodword.db'}", folder / "var", write_company(folder / "root", files)
    ) as visits:
        with visits.app.app_context(), changing() as (session, revision):
            ada = found(session, "ada")
            ada.enrollments += [new_enrollment("agency"), new_enrollment("silent")]
            ada.revision = revision
        visits.link("usual", "/")
        visits.link("big", "/", program="agency")
        visits.link("big-it", "/it", program="agency")
        visits.link("hush", "/", program="silent")
        yield visits


def said(html: str) -> str:
    """The program whose words a page shows, and in which language."""
    html = html.replace("&#39;", "'")
    shown = [name for name, words in WORDS.items() if words in html]
    if not shown:
        assert 'class="disclosure"' in html
        return "ours"
    assert len(shown) == 1, f"words of several programs: {shown}"
    return " ".join(shown[0])


def landed(visits: Visits, path: str) -> str:
    return str(visits.ask(path).headers["Location"]) if path.startswith("/r/") else path


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param("/r/big", "agency en", id="a link that names a program"),
        pytest.param("/r/big-it", "agency it", id="the same, in another language"),
        pytest.param("/r/hush", "ours", id="a link that names a program without words of its own"),
        pytest.param("/r/usual", "friends en", id="a link that names none"),
        pytest.param("/with/ada", "friends en", id="the partner's page"),
        pytest.param("/it?via=ada", "friends it", id="a parameter"),
        pytest.param("/with/ada?gw_id=clk_made-up", "friends en", id="an id that is none"),
    ],
)
@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_page_shows_what_the_program_says_that_credits_the_visit(
    visits: Visits, path: str, words: str, time: int
) -> None:
    """Again and again, for pages are kept; compressed as well."""
    where = landed(visits, path)
    assert said(visits.page(where)) == words
    assert said(gzip.decompress(visits.ask(where, **{"Accept-Encoding": "gzip"}).data).decode()) == words


def links(html: str) -> set[str]:
    """Where the links of a page lead that carry the visit on."""
    return {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*gw_id=[^"]*)"', html)}


def test_pages_walked_to_say_the_same_in_every_language(visits: Visits) -> None:
    visits.clicks()
    where, walked = landed(visits, "/r/big"), set()
    waiting = [where, *(where.replace("/", prefix, 1) for prefix in ("/it/guides", "/ar/customers", "/leads/thanks"))]
    while waiting:
        path = waiting.pop()
        html = visits.page(path, at=NOON + timedelta(minutes=20), **{"Accept-Language": "it"})
        assert said(html) == ("agency it" if path.startswith("/it") else "agency en"), path
        walked.add(path)
        waiting += links(html) - walked
    seen = {path.partition("?")[0] for path in walked}
    assert seen >= {"/", "/ar/with/ada", "/it/guides", "/customers", "/leads/thanks"}, seen
    assert len(visits.clicks()) == 1


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param({"User-Agent": ELSEWHERE}, "somebody else opens it", id="passed on"),
        pytest.param({"at": NOON + timedelta(minutes=31)}, "a new visit begins, which came by no link", id="later"),
    ],
)
def test_a_visit_that_did_not_come_by_the_link_reads_what_is_usual(visits: Visits, other: Any, why: str) -> None:
    where = landed(visits, "/r/big")
    assert said(visits.page(where)) == "agency en"
    assert said(visits.page(where, **other)) == "friends en", why


def test_whoever_lets_us_remember_reads_the_same(visits: Visits) -> None:
    where = landed(visits, "/r/big")
    given = re.findall(r'name="(back|via|gw_id|days)" value="([^"]*)"', visits.page(where))
    brought = {name: value.replace("&amp;", "&") for name, value in given}
    cookie = send(visits.app, "/consent", brought | {"choice": "yes"}).headers["Set-Cookie"].partition(";")[0]
    html = visits.page(where, Cookie=cookie)
    assert "consent-kept" in html and said(html) == "agency en"


@pytest.mark.parametrize(("path", "words"), [("/r/big", "agency en"), ("/r/usual", "friends en")])
def test_a_form_with_mistakes_comes_back_on_the_same_page(visits: Visits, path: str, words: str) -> None:
    html = visits.page(landed(visits, path))
    answer = send(visits.app, fields=hidden(html) | {"name": "Cy"})
    assert answer.status_code == 422
    assert said(answer.text) == words
