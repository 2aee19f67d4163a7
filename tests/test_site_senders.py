"""Who sent a visitor whose address names several: what the documents say of each case is what is written down."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from visiting import Visits, visited

from goodword.config import REPOSITORY
from goodword.referrals import directory, links

TABLE = re.search(
    r"\| Opened \| Sent by \|.*?\n\|[-|]+\n(.*?)\n\n",
    (REPOSITORY / "docs/prospects-and-links.md").read_text(),
    re.DOTALL,
)
CASES = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE[1].splitlines()] if TABLE else []


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("senders")
    (folder / "goodword.db").write_bytes(sqlite_template.read_bytes())
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var") as visits:
        visits.link("adas", "/plans")
        visits.link("ended", "/plans")
        with visits.app.app_context():
            links.end("ended", "Mina")
        directory.of(visits.app).refresh()
        yield visits


def test_the_documents_have_the_cases() -> None:
    assert len(CASES) > 12


@pytest.mark.parametrize(("opened", "partner", "unknown", "beside", "because"), CASES, ids=[case[0] for case in CASES])
def test_who_sent_the_visitor_and_what_is_kept_beside_it(
    visits: Visits, opened: str, partner: str, unknown: str, beside: str, because: str
) -> None:
    assert visits.ask(opened.strip("`")).status_code in (200, 302)
    seen = visits.click()
    kept = [f"{key}={value}" for key, values in seen.others.items() for value in values]
    assert (seen.partner, seen.unknown) == (partner.strip("`"), unknown.strip("`"))
    assert sorted(kept) == sorted(re.findall("`([^`]+)`", beside))
    assert because
