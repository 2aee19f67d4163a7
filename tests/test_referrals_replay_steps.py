"""Replay in short steps: others write between them, and wherever it ends, rows and totals agree and a second run comes
to the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from journaling import Crash, left_behind
from recording import JUDGING, MORNING, add_partners, classes, click, record
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from goodword import journal
from goodword.config import REPOSITORY
from goodword.db import db, writing
from goodword.referrals.click_rows import Click, Sealed
from goodword.referrals.recording import replaying
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.recording.replaying import Replayed, replay
from goodword.referrals.records import ClickSeen, encoded

DAY = MORNING.date()
MACHINE = "curl/8.5"


@pytest.fixture
def cast(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    add_partners("ada", "ben")
    monkeypatch.setattr(replaying, "BATCH", 4)
    monkeypatch.setattr(replaying, "REST", 0.0)
    return bare


def seen() -> list[ClickSeen]:
    """Persons who come again, machines, people who cannot be told apart; some are in the journal alone."""
    visitors = [click(f"v{n}", n, visitor=f"{n % 7:x}", partner="ben" if n % 5 == 0 else "ada") for n in range(30)]
    machines = [click(f"m{n}", n, agent=MACHINE, visitor=f"{n % 7:x}") for n in range(8)]
    return [*visitors, *machines, *(click(f"a{n}", n) for n in range(10))]


def recorded_by_an_older_rule(clicks: Sequence[ClickSeen]) -> None:
    """All but some are recorded; machines were taken for persons, and the first persons for machines."""
    record(*(each for n, each in enumerate(clicks) if n % 6))
    old = {"human": ["m"], "bot": ["v0", "v1", "a2", "a3"]}
    with writing() as session:
        for kind, names in old.items():
            for name in names:
                those = update(Click).where(Click.id.startswith(f"clk_{name}"))
                session.execute(
                    those.values(kind=kind, reason="an old rule").execution_options(synchronize_session=False)
                )
        recount(session).wrong.add(session)
    db.session.remove()


def judged(clicks: Sequence[ClickSeen]) -> Replayed:
    try:
        return replay(DAY, iter(clicks), JUDGING)
    finally:
        db.session.remove()


def difference() -> int:
    with one_moment() as session:
        return recount(session).difference


def expected(clicks: Sequence[ClickSeen]) -> dict[str, str]:
    """By the law of duplicates, told in other words than the code's."""
    came: set[tuple[str, str]] = set()
    found = {}
    for each in sorted(clicks, key=lambda one: (one.at, one.id)):
        kind = "bot" if each.agent == MACHINE else "human"
        if kind == "human" and each.visitor:
            kind = "duplicate" if (each.partner, each.visitor) in came else "human"
            came.add((each.partner, each.visitor))
        found[each.id.removeprefix("clk_")] = kind
    return found


def test_wherever_it_ends_totals_agree_and_a_second_run_comes_to_the_same(
    cast: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clicks = seen()
    recorded_by_an_older_rule(clicks)
    take_turn, steps = replaying.take_turn, iter(())

    def crashing(session: object) -> None:
        take_turn(session)  # type: ignore[arg-type]
        if next(steps) is None:
            raise Crash

    monkeypatch.setattr(replaying, "take_turn", crashing)
    for survived in (0, 1, 3, 9, 12, 14, 16):
        steps = iter([*range(survived), None])
        with pytest.raises(Crash):
            judged(clicks)
        assert difference() == 0
    steps = iter(range(10_000))
    judged(clicks)
    assert classes() == expected(clicks) and difference() == 0


def often() -> list[ClickSeen]:
    """One visitor, by two partners, with a machine in between; some come again, and others are there too."""
    agents = {"agent": MACHINE}
    busy = [click(f"v{n:02}", 90 - n, visitor="b", partner="ben" if n % 3 else "ada") for n in range(40)]
    machines = [click(f"m{n}", n, visitor="b", **agents) for n in range(8)]
    return [*busy, *machines, click("v90", 5, visitor="a"), click("v91", 5, visitor="c"), click("v92", 6, visitor="c")]


def recorded_with_machines_first(clicks: Sequence[ClickSeen]) -> None:
    """A machine counts for Ada, a person for Ben; an older rule took all others for machines."""
    record(*clicks[1:])
    counting, others = ["clk_m1", "clk_v01"], Click.id.not_in(["clk_v00"])
    with writing() as session:
        session.execute(update(Click).where(others).values(kind="bot", reason="an old rule"))
        session.execute(update(Click).where(Click.id.in_(counting)).values(kind="human", reason="person"))
        recount(session).wrong.add(session)
    db.session.remove()


@pytest.mark.parametrize("clicks", [seen(), often()], ids=["many visitors", "one who came often"])
def test_no_step_holds_more_than_it_may(cast: Flask, clicks: list[ClickSeen], monkeypatch: pytest.MonkeyPatch) -> None:
    (recorded_by_an_older_rule if len(clicks) < 50 else recorded_with_machines_first)(clicks)
    change, held = replaying._change, list[int]()

    def counting(session: Session, rows: Iterable[replaying.Row], *others: Any) -> None:
        rows = list(rows)
        held.append(len(rows))
        change(session, rows, *others)

    monkeypatch.setattr(replaying, "_change", counting)
    judged(clicks)
    assert max(held) <= replaying.BATCH and sum(held) >= len(clicks)
    assert classes() == expected(clicks) and difference() == 0


def test_of_who_came_often_one_click_counts_for_each_partner_after_each_step(
    cast: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clicks = often()
    recorded_with_machines_first(clicks)
    found: list[int] = []

    def look(seconds: float) -> None:
        counting = select(Click.partner_id, func.count()).where(Click.visitor == "b", Click.kind == "human")
        by_partner = dict(db.session.execute(counting.group_by(Click.partner_id)).all())
        db.session.remove()
        assert set(by_partner.values()) == {1} and difference() == 0
        found.append(len(by_partner))

    monkeypatch.setattr(replaying.time, "sleep", look)
    judged(clicks)
    assert len(found) > 2 * len(clicks) / replaying.BATCH and set(found) == {2}
    assert classes() == expected(clicks)


def test_between_steps_others_write(cast: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clicks = seen()
    recorded_by_an_older_rule(clicks)
    written: list[bool] = []

    def write() -> None:
        with cast.app_context():
            with writing(patience=20.0):
                written.append(True)
            db.session.remove()

    def rest(seconds: float) -> None:
        other = Thread(target=write)
        other.start()
        other.join()

    monkeypatch.setattr(replaying.time, "sleep", rest)
    judged(clicks)
    assert len(written) > len(clicks) / replaying.BATCH
    assert classes() == expected(clicks)


def test_what_is_drained_between_steps_is_judged_with_the_rest(cast: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clicks = seen()
    recorded_by_an_older_rule(clicks)
    late: Iterator[ClickSeen] = iter(
        [click(f"late{n}", n - 5, visitor=f"{n % 7:x}", partner="ada" if n % 2 else "ben") for n in range(14)]
    )
    came: list[ClickSeen] = []

    def drain(seconds: float) -> None:
        if new := next(late, None):
            came.append(new)
            record(new)

    monkeypatch.setattr(replaying.time, "sleep", drain)
    judged(clicks)
    assert len(came) == 14 and difference() == 0
    assert classes() == expected([*clicks, *came])


def test_a_day_that_is_sealed_in_the_middle_stays_as_it_is_from_there(
    cast: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clicks = seen()
    recorded_by_an_older_rule(clicks)

    def seal(seconds: float) -> None:
        with writing() as session:
            session.merge(Sealed(what="clicks", before=DAY.replace(day=DAY.day + 1)))

    monkeypatch.setattr(replaying.time, "sleep", seal)
    assert judged(clicks).sealed
    assert len(classes()) < len(clicks)


SLOWLY = """
import sys, time
sys.path.insert(0, "tests")
from goodword.referrals.recording import replaying
from goodword.app import create_app
replaying.BATCH, replaying.REST = 1, 0.02
judge, left = replaying._visitors, iter(range(4))

def judge_some(session, **given):
    done = judge(session, **given)
    if next(left, None) is None:
        time.sleep(600)
    return done

replaying._visitors = judge_some
app = create_app()
with app.app_context():
    app.test_cli_runner().invoke(args=["referrals", "replay", "--from", sys.argv[1], "--to", sys.argv[1]])
"""


def test_a_replay_that_is_killed_leaves_totals_that_agree(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    """At any moment from its first change on; it gets no further than to the fifth of seven visitors."""
    app = make_app(database_url=sqlite_url)
    with app.app_context():
        add_partners("ada", "ben")
        clicks = seen()
        recorded_by_an_older_rule(clicks)
        settings = app.extensions["goodword.settings"]
        left_behind(journal.of(app).clicks.folder, map(encoded, clicks), f"{MORNING:%Y%m%d}T080000-000000-1-dead")
        before = classes()
        environ = {"GOODWORD_ROOT": str(settings.root), "GOODWORD_VAR": str(settings.var)}
        environ |= {"GOODWORD_DATABASE_URL": sqlite_url, "FLASK_RUN_FROM_CLI": "true"}
        command = [sys.executable, "-c", SLOWLY, DAY.isoformat()]
        with subprocess.Popen(command, cwd=REPOSITORY, env={**os.environ, **environ}) as process:
            while classes() == before and process.poll() is None:
                db.session.remove()
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
        assert before != classes() != expected(clicks), "it was to be killed in the middle"
        assert difference() == 0
        judged(clicks)
        assert classes() == expected(clicks) and difference() == 0
