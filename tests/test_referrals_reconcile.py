"""`flask referrals reconcile`: totals counted again from rows."""

import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from recording import add_partners, by_click, click, form, lead, record, sale
from sqlalchemy import delete, update

from goodword.db import db, writing
from goodword.referrals.click_rows import Click, PageTotal, PartnerTotal


@pytest.fixture(autouse=True)
def recorded(app: Flask) -> None:
    add_partners("ada", "ben")
    record(
        click("one", visitor="v1", link="ada-link"),
        click("two", 1, visitor="v1"),
        click("bot", agent="curl/8.5", partner=""),
        form("sent", touches=(by_click("one"),), page="/for/shops"),
        form("spam", email="mo@example.com", suspicion="honeypot"),
        lead("signed", click="one"),
        sale("paid"),
    )


def reconcile(app: Flask, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["referrals", "reconcile", *options])


def change(statement: Any) -> None:
    with writing() as session:
        session.execute(statement)
    db.session.remove()


def test_totals_agree_with_rows(app: Flask) -> None:
    done = reconcile(app, "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "clicks": 3,
        "clicks_by_class": {"self": 0, "bot": 1, "prefetch": 0, "duplicate": 1, "human": 1},
        "leads": 2,
        "suspects": 1,
        "sales": 1,
        "sealed_before": None,
        "difference": 0,
        "differences": [],
    }


def test_it_is_said_in_words(app: Flask) -> None:
    assert reconcile(app).output.splitlines() == [
        "Clicks: 3 (0 self, 1 bot, 0 prefetch, 1 duplicate, 1 human).",
        "Leads: 2, and 1 suspect ones that count nowhere.",
        "Sales: 1.",
        "Difference: 0.",
    ]


WRONG = {
    "a total too high": (update(PartnerTotal).where(PartnerTotal.kind == "sale").values(count=4),
        "2026-11-22, partner ada, link ada-link, sale: the total is 3 too high."),
    "a total that is missing": (delete(PartnerTotal).where(PartnerTotal.kind == "duplicate"),
        "2026-11-22, partner ada, no link, duplicate: the total is 1 too low."),
    "a total of nothing": (update(PageTotal).where(PageTotal.kind == "lead").values(page="/gone"),
        "2026-11-22, page /gone, no niche, en, lead: the total is 1 too high."),
    "a row that is gone": (delete(Click).where(Click.kind == "bot"),
        "2026-11-22, no partner, no link, bot: the total is 1 too high."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_differs_is_named_and_can_be_mended(app: Flask, name: str) -> None:
    statement, said = WRONG[name]
    change(statement)
    found = reconcile(app)
    assert (found.exit_code, said in found.output) == (1, True)
    assert reconcile(app, "--mend").exit_code == 0
    assert "Difference: 0." in reconcile(app).output
