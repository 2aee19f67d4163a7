"""`flask referrals replay`: clicks of past days, judged by today's rules."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from journaling import left_behind
from recording import MORNING, add_partners, by_click, classes, click, credited, form, record, totals
from sqlalchemy import select, update

from goodword import journal
from goodword.db import db, writing
from goodword.journal.finished import put_away
from goodword.referrals.click_rows import Click, Sealed
from goodword.referrals.lead_rows import Touch
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.records import ClickSeen, encoded

DAY = MORNING.date().isoformat()
SEGMENT = f"{MORNING:%Y%m%d}T080000-000000-1-dead"


@pytest.fixture(autouse=True)
def cast(app: Flask) -> None:
    add_partners("ada", "ben")


def seen(app: Flask, *clicks: ClickSeen, archived: bool = True) -> Path:
    """The journal has seen them; nothing is recorded by that."""
    clicks_journal = journal.of(app).clicks
    path = left_behind(clicks_journal.folder, map(encoded, clicks), SEGMENT)
    return put_away(path, clicks_journal.archive) or path if archived else path


def judged_otherwise(name: str, kind: str) -> None:
    """As an older rule had classed it: rows and totals agree."""
    with writing() as session:
        session.execute(update(Click).where(Click.id == f"clk_{name}").values(kind=kind, reason="an old rule"))
        recount(session).wrong.add(session)
    db.session.remove()


def replay(app: Flask, *options: str) -> Result:
    done = app.test_cli_runner().invoke(args=["referrals", "replay", *(options or ("--from", DAY, "--to", DAY))])
    assert done.exit_code == 0, done.output
    with one_moment() as session:
        assert recount(session).difference == 0
    return done


@pytest.mark.parametrize("archived", [True, False], ids=["archived", "not yet archived"])
def test_clicks_are_judged_again_with_their_totals(app: Flask, archived: bool) -> None:
    clicks = [click("bot", agent="curl/8.5"), click("person", visitor="v1"), click("other", 1, visitor="v2")]
    seen(app, *clicks, archived=archived)
    record(*clicks)
    judged_otherwise("bot", "human")
    judged_otherwise("person", "bot")
    done = replay(app)
    assert classes() == {"bot": "bot", "person": "human", "other": "human"}
    assert totals() == {("ada", "bot"): 1, ("ada", "human"): 2}
    assert done.output.splitlines() == [
        f"{DAY}: 3 clicks judged; bot to human: 1; human to bot: 1.",
        "Clicks that are classed otherwise now: 2.",
    ]


def test_who_is_a_duplicate_follows_from_who_is_a_person(app: Flask) -> None:
    clicks = [click("first", 0, visitor="v1"), click("second", 1, visitor="v1"), click("third", 2, visitor="v1")]
    seen(app, *clicks)
    record(*clicks)
    judged_otherwise("first", "bot")
    judged_otherwise("second", "human")
    replay(app)
    assert classes() == {"first": "human", "second": "duplicate", "third": "duplicate"}


def test_nothing_changes_where_the_rules_are_the_same(app: Flask) -> None:
    seen(app, click("one", visitor="v1"), click("two", 1, visitor="v1"))
    record(click("one", visitor="v1"), click("two", 1, visitor="v1"))
    assert f"{DAY}: 2 clicks judged; nothing changed." in replay(app).output


def test_a_click_that_the_database_lost_comes_back(app: Flask) -> None:
    seen(app, click("one"), click("lost", 1))
    record(click("one"))
    assert "new: 1" in replay(app).output
    assert totals() == {("ada", "human"): 2}


def test_clicks_that_the_archive_has_no_more_keep_their_class(app: Flask) -> None:
    seen(app, click("kept", 1, visitor="v1"))
    record(click("gone", 0, visitor="v1"), click("kept", 1, visitor="v1"))
    assert "not in the archive: 1" in replay(app).output
    assert classes() == {"gone": "human", "kept": "duplicate"}


def test_a_day_without_an_archive_stays_as_it_is(app: Flask) -> None:
    record(click("one"))
    judged_otherwise("one", "bot")
    said = f"{DAY}: nothing of it in the journal or its archive; 1 clicks keep their class."
    assert said in replay(app).output
    assert classes() == {"one": "bot"}


def test_a_sealed_day_stays_as_it_is(app: Flask) -> None:
    seen(app, click("one"))
    record(click("one"))
    judged_otherwise("one", "bot")
    with writing() as session:
        session.add(Sealed(what="clicks", before=MORNING.date().replace(day=23)))
    assert f"{DAY}: sealed" in replay(app).output
    assert classes() == {"one": "bot"}


def test_credit_stays_and_touches_learn_the_class(app: Flask) -> None:
    seen(app, click("one"))
    record(click("one"), form("sent", touches=(by_click("one"),)))
    judged_otherwise("one", "bot")
    replay(app)
    assert credited() == {"sent": "ada"}
    assert db.session.execute(select(Touch.kind)).scalar_one() == "human"


def test_the_usual_days_are_all_of_the_archive(app: Flask) -> None:
    seen(app, click("one"))
    record(click("one"))
    judged_otherwise("one", "bot")
    done = app.test_cli_runner().invoke(args=["referrals", "replay"])
    assert (done.exit_code, classes()) == (0, {"one": "human"})


def test_days_in_the_wrong_order_are_refused(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["referrals", "replay", "--from", "2026-02-02", "--to", "2026-01-01"])
    assert (done.exit_code, done.output) == (2, "Error: --from 2026-02-02 is after --to 2026-01-01.\n")
