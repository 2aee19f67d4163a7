"""What the page decides that a form says it stood on: where it comes back, never who is credited."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import close
from factories import add_partner, write_company
from flask import Flask
from leads import GOOD, facts, hidden, opened, send

from goodword import journal
from goodword.app import create_app

CLICK = "clk_" + "a" * 32


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Ada and Ben are partners; a question is for who comes by the campaign `spring`, and on no page."""
    folder = tmp_path_factory.mktemp("lead-pages")
    (folder / "goodword.db").write_bytes(sqlite_template.read_bytes())
    files = {
        "content/pages/home.md": "---\ntitle: Home\nsections: [hero, lead-form]\n---\n",
        "content/faqs/spring.md": "---\ntitle: In spring?\ncampaigns: [spring]\n---\n\nYes.\n",
    }
    root = write_company(folder / "root", files)
    app = create_app(root, var=folder / "var", database_url=f"sqlite:///{folder / 'goodword.db'}")
    for slug in ("ada", "ben"):
        add_partner(app, slug)
    yield app
    journal.of(app).stop()
    close(app)


@pytest.mark.parametrize(
    ("page", "via", "credited", "kept"),
    [
        pytest.param("/with/ada", "ada", "ada", "/with/ada", id="as pages say it"),
        pytest.param("/", "ada", "ada", "/", id="a page that names nobody"),
        pytest.param("/with/ben", "ada", "ada", "/with/ada", id="another partner's page"),
        pytest.param("/with/cy", "ada", "ada", "/with/ada", id="the page of nobody"),
        pytest.param("/?via=ben&aff=ben", "ada", "ada", "/", id="another partner in its query"),
        pytest.param("/with/ben", "", "", "/", id="another partner's page, of who was sent by nobody"),
        pytest.param("/?via=ben", "", "", "/", id="a partner in its query, of who was sent by nobody"),
        pytest.param("/?ref=ben", "", "", "/", id="the same by another key"),
        pytest.param("/with/ben", "cy", "", "/", id="another partner's page, of who was sent by somebody unknown"),
        pytest.param("/nowhere?via=ben", "ada", "ada", "", id="no page of ours"),
    ],
)
@pytest.mark.parametrize("gw_id", [CLICK, ""])
def test_who_is_credited_is_said_by_the_visit_and_not_by_the_page(
    app: Flask, page: str, via: str, gw_id: str, credited: str, kept: str
) -> None:
    """Whose the click is, the clicks say."""
    fields = {"page": page, "via": via, "gw_id": gw_id}
    answer = send(app, fields=GOOD | fields)
    lead = facts(app)[-1]
    said = [(touch.get("partner", ""), touch.get("click", "")) for touch in lead.get("touches", ())]
    assert said == ([(credited, gw_id)] if credited or gw_id else [])
    assert lead.get("page", "") == kept
    assert "ben" not in answer.headers["Location"] and ("via=ada" in answer.headers["Location"]) == (credited == "ada")
    again = send(app, fields=fields).text
    assert hidden(again)["via"] == credited and 'href="/with/ben' not in again


@pytest.mark.parametrize(
    "asked", [("/?utm_campaign=spring", "/"), ("/", "/?utm_campaign=spring"), ("/?utm_campaign=fall", "/")]
)
@pytest.mark.parametrize("via", ["", "via=ada"])
def test_a_form_names_the_campaign_of_its_own_visitor(app: Flask, asked: tuple[str, str], via: str) -> None:
    """What they get is the same, and is kept for all who get it."""
    for path in asked:
        brought = hidden(opened(app, f"{path}{'&' if '?' in path else '?'}{via}").text)
        assert brought["page"].endswith("?utm_campaign=spring") == ("spring" in path), path
