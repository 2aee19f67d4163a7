"""For how long a browser may remember who sent it: for as long as the visit counts, in the program that credits it.

Ada's usual program counts for 30 days; a link of hers belongs to another one, which counts for 90.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import NOON, write_company
from leads import send
from visiting import Visits, visited

from goodword.referrals.partners import changing, found, new_enrollment

PROGRAM = "---\ntitle: Program\nkind: affiliate\nattribution: {{window_days: {days}}}\n---\n"
ELSEWHERE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.5; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("days")
    (folder / "goodword.db").write_bytes(sqlite_template.read_bytes())
    files = {
        f"partners/programs/{name}.md": PROGRAM.format(days=days) for name, days in (("friends", 30), ("long", 90))
    }
    root = write_company(folder / "root", files)
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var", root) as visits:
        with visits.app.app_context(), changing() as (session, revision):
            ada = found(session, "ada")
            ada.enrollments.append(new_enrollment("long"))
            ada.revision = revision
        visits.link("usual", "/")
        visits.link("ninety", "/?utm_source=x", program="long")
        yield visits


def landed(visits: Visits, path: str) -> str:
    """Where a visitor who opens this ends up."""
    return str(visits.ask(path).headers["Location"]) if path.startswith("/r/") else path


def fields(html: str) -> dict[str, str]:
    """What the question on a page would send, and what it says."""
    bar = html[html.index('<aside class="consent-bar"') :].partition("</aside>")[0].replace("&amp;", "&")
    return dict(re.findall(r'name="(\w+)" value="([^"]*)">', bar)) | {"said": bar}


def answered(visits: Visits, given: dict[str, str]) -> str:
    """The cookie of a yes."""
    return str(send(visits.app, "/consent", {**given, "choice": "yes"}).headers["Set-Cookie"])


@pytest.mark.parametrize(
    ("path", "days"),
    [
        pytest.param("/r/ninety", 90, id="by the link of the longer program"),
        pytest.param("/r/usual", 30, id="by a link that leaves it to the partner"),
        pytest.param("/with/ada", 30, id="by the partner's page"),
        pytest.param("/?via=ada", 30, id="by a parameter"),
    ],
)
def test_the_question_and_the_cookie_say_the_days_of_the_program_that_credits(
    visits: Visits, path: str, days: int
) -> None:
    html = visits.page(landed(visits, path))
    assert f"{days} days" in fields(html)["said"]
    set_cookie = answered(visits, fields(html))
    assert f"Max-Age={days * 86_400};" in set_cookie
    page = visits.page("/", Cookie=set_cookie.partition(";")[0])
    assert '<form class="consent-kept"' in page


def test_three_pages_later_it_still_is_that_visit(visits: Visits) -> None:
    where = landed(visits, "/r/ninety")
    visits.clicks()
    carried = re.search(r"via=ada&gw_id=clk_\w+", where)
    assert carried
    for path in ("/it", "/ar/with/ada", "/customers"):
        html = visits.page(f"{path}?{carried[0]}", at=NOON + timedelta(minutes=20))
        assert fields(html)["days"] == "90"
    assert visits.clicks() == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({"User-Agent": ELSEWHERE}, "somebody else opens it", id="passed on"),
        pytest.param({"at": NOON + timedelta(minutes=31)}, "a new visit begins", id="later"),
    ],
)
def test_a_visit_that_did_not_come_by_the_link_counts_as_usual(visits: Visits, given: Any, why: str) -> None:
    assert fields(visits.page(landed(visits, "/r/ninety"), **given))["days"] == "30", why


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        pytest.param("30", 30, id="as shown"),
        pytest.param("90", 90, id="as shown by the link"),
        pytest.param("7", 7, id="fewer, as a page of yesterday showed"),
        pytest.param("3650", 90, id="more than any program of the partner"),
        pytest.param("", 30, id="not said"),
        pytest.param("0", 30, id="none"),
        pytest.param("-5", 30, id="less than none"),
        pytest.param("\u0669\u0660", 30, id="other digits"),
        pytest.param("9" * 5000, 30, id="no number that counts days"),
    ],
)
def test_nobody_is_remembered_for_longer_than_they_were_asked_or_a_program_counts(
    visits: Visits, asked: str, days: int
) -> None:
    given = fields(visits.page("/with/ada")) | {"days": asked}
    assert f"Max-Age={days * 86_400};" in answered(visits, given)


def test_an_arrival_after_a_yes_is_remembered_for_its_own_program(visits: Visits) -> None:
    first = answered(visits, fields(visits.page("/with/ada")))
    answer = visits.ask(landed(visits, "/r/ninety"), Cookie=first.partition(";")[0])
    assert f"Max-Age={90 * 86_400};" in answer.headers["Set-Cookie"]
