"""For how long what was recorded is kept, and what stays of it."""

from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from recording import JUDGING, add_partners, at, by_click, click, credited, form, record, sale, totals
from sqlalchemy import func, select

from goodword import config
from goodword.db import db, writing
from goodword.outbox.working import Worker
from goodword.referrals.click_rows import Click
from goodword.referrals.lead_rows import Lead, LeadEvent, Touch
from goodword.referrals.recording import retention
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.records import Asked
from goodword.referrals.sale_rows import KeySeen


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada")


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    return config.load({}, root=tmp_path, var=tmp_path / "var", click_days=10, lead_days=20)


def tidy(settings: config.Settings, days: float) -> None:
    """What the worker does, so many days after nine in the morning."""
    for chore in retention.chores(settings):
        more: object = True
        while more is True:
            with writing() as session:
                more = chore(session, at(days * 24 * 60))
    db.session.remove()


def count(table: type[Click] | type[KeySeen]) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_old_clicks_go_and_their_totals_stay(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 2)
    record(*(click(f"old{number}", number) for number in range(5)), click("new", 24 * 60))
    tidy(settings, 10.5)
    assert count(Click) == 6
    tidy(settings, 11)
    assert count(Click) == 1 and totals() == {("ada", "human"): 6}


def test_totals_of_days_without_clicks_are_sealed_and_no_difference(settings: config.Settings) -> None:
    record(click("old"), click("new", 24 * 60 * 2))
    tidy(settings, 11.5)
    with one_moment() as session:
        found = recount(session)
    assert (found.difference, found.clicks, found.sealed) == (0, 2, at(24 * 60 * 1.5).date())


def test_credit_outlives_the_click_that_it_rests_on(settings: config.Settings) -> None:
    record(click("one"), form("sent", touches=(by_click("one"),)))
    tidy(settings, 12)
    record(form("again", 20, touches=(by_click("one"),)))
    assert credited() == {"sent": "ada"}


def test_an_old_lead_stays_as_a_number_with_its_credit(settings: config.Settings) -> None:
    record(click("one"), form("sent", touches=(by_click("one"),), heard_from="a friend"))
    tidy(settings, 19)
    assert db.session.execute(select(Lead.email)).scalar_one() == "cy@example.com"
    tidy(settings, 21)
    kept = db.session.execute(select(Lead)).scalar_one()
    assert (kept.email, kept.name, kept.message, kept.heard_from, kept.page) == ("", "", "", "", "/")
    assert kept.erased_at is not None
    assert list(db.session.scalars(select(LeadEvent.note))) == [""]
    assert set(db.session.scalars(select(Touch.value))) == {""}
    assert credited() == {"sent": "ada"} and totals()["ada", "lead"] == 1


def test_idempotency_keys_are_known_for_eight_days(settings: config.Settings) -> None:
    record(sale("paid", 0, asked=Asked(api_key="crm", path="/track/sale", key="k", body="b")))
    tidy(settings, 7.9)
    assert count(KeySeen) == 1
    tidy(settings, 8.1)
    assert count(KeySeen) == 0


def test_clicks_that_come_after_their_day_was_sealed_are_counted(settings: config.Settings) -> None:
    record(click("old"))
    tidy(settings, 11.5)
    record(click("older", 1), judging=JUDGING)
    assert totals() == {("ada", "human"): 2}
    assert at(0) + timedelta(minutes=1) == db.session.execute(select(Click.at)).scalar_one()


def test_the_worker_goes_on_with_a_chore_while_there_is_more() -> None:
    left = [True, True, False]
    Worker({}, [lambda session, moment: left.pop(0)], Event()).once()
    assert left == []
