"""Errors and receipts carry on who sent the visitor: nobody's referral ends at a page that is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from visiting import Visits, visited

from goodword.site.carrying import carried_on
from goodword.site.refer_tokens import token_of

CLICK = "clk_" + "a" * 32
PAGE = '<a href="/">x</a> <a href="/static/x.css">x</a> <a href="https://go.example/">x</a>'


def is_partner(slug: str) -> bool:
    return slug == "ada"


@pytest.mark.parametrize(
    ("path", "query", "carried"),
    [
        pytest.param("/x", f"via=ada&gw_id={CLICK}", f"/?via=ada&amp;gw_id={CLICK}", id="partner and click"),
        pytest.param("/x", "via=ada", "/?via=ada", id="a partner alone"),
        pytest.param("/x", "aff=cy&fpr=ADA", "/?via=ada", id="by another key, in any spelling"),
        pytest.param("/with/ada/x", "", "/?via=ada", id="in the path"),
        pytest.param("/it/with/ada/x", "via=cy", "/?via=ada", id="in the path of a language"),
        pytest.param("/with/cy/x", "via=ada", "/", id="nobody in the path"),
        pytest.param("/x", f"via=cy&gw_id={CLICK}", "/", id="nobody we know"),
        pytest.param("/x", f"gw_id={CLICK}", "/", id="a click of nobody's"),
        pytest.param("/x", "via=ada&gw_id=%22%3E%3Cscript%3E", "/?via=ada", id="no click"),
        pytest.param("/x", "", "/", id="nothing"),
    ],
)
def test_links_to_our_pages_name_the_partner_whom_the_address_names(path: str, query: str, carried: str) -> None:
    assert carried_on(PAGE, path, query, is_partner) == PAGE.replace('"/"', f'"{carried}"')


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("carrying")
    (folder / "goodword.db").write_bytes(sqlite_template.read_bytes())
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var") as visits:
        yield visits


def test_a_page_that_is_not_there_carries_on_and_is_no_visit(visits: Visits) -> None:
    answer = visits.ask(f"/it/nothing?via=ada&gw_id={CLICK}")
    assert answer.status_code == 404 and visits.clicks() == []
    assert f'href="/it/customers?via=ada&amp;gw_id={CLICK}"' in answer.text
    assert "via=" not in visits.ask("/it/nothing").text


def test_a_receipt_carries_on_for_whoever_was_sent_before(visits: Visits) -> None:
    with visits.app.app_context():
        token = token_of("lead_" + "0" * 32)
    assert f'href="/customers?via=ada&amp;gw_id={CLICK}"' in visits.page(f"/refer/{token}?via=ada&gw_id={CLICK}")
    assert "via=" not in visits.page(f"/refer/{token}")
    assert visits.clicks() == []
