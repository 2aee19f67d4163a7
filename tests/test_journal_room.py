"""Nobody crowds sales out: on the last of a disk clicks are not kept, then forms not taken, while facts go on to the
last byte."""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from journaling import click, ids, refund
from running import wait_for

from goodword.db import now
from goodword.journal import FORMS, JournalError, Journals, NoRoom, room
from goodword.referrals.draining_state import journal_state

GIB = 1 << 30
Free = Callable[[float], None]


@pytest.fixture
def journals(tmp_path: Path) -> Iterator[Journals]:
    journals = Journals(tmp_path)
    yield journals
    journals.stop()


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Free:
    """Says how many GiB of a disk of 100 GiB are free; each look is a new one."""
    monkeypatch.setattr(room, "SECONDS", 0.0)

    def says(gib: float) -> None:
        disk = SimpleNamespace(f_frsize=4096, f_blocks=100 * GIB // 4096, f_bavail=int(gib * GIB) // 4096)
        monkeypatch.setattr(room.os, "statvfs", lambda _: disk)

    says(50)
    return says


CASES: list[tuple[str, float, float, set[str], set[str]]] = [
    ("a large disk with room", 1.0, 1000, set(), set()),
    ("less than a gibibyte of a large disk", 0.999, 1000, set(), {"clicks"}),
    ("half a gibibyte of a large disk", 0.5, 1000, set(), {"clicks"}),
    ("less than half a gibibyte of a large disk", 0.499, 1000, set(), {"clicks", "forms"}),
    ("nothing of a large disk", 0, 1000, set(), {"clicks", "forms"}),
    ("where a twentieth is a gibibyte", 0.999, 20, set(), {"clicks"}),
    ("more than a twentieth of a small disk", 0.0501, 1, set(), set()),
    ("less than a twentieth of a small disk", 0.0499, 1, set(), {"clicks"}),
    ("less than a fortieth of a small disk", 0.0249, 1, set(), {"clicks", "forms"}),
    ("a disk that does not know its size", 0, 0, set(), set()),
    ("clicks wait for a quarter more", 1.249, 1000, {"clicks"}, {"clicks"}),
    ("clicks come back", 1.25, 1000, {"clicks"}, set()),
    ("forms wait for a quarter more", 0.624, 1000, {"clicks", "forms"}, {"clicks", "forms"}),
    ("forms come back before clicks", 0.625, 1000, {"clicks", "forms"}, {"clicks"}),
    ("both come back at once", 2, 1000, {"clicks", "forms"}, set()),
    ("what did not give way waits for nothing", 0.5, 1000, {"clicks"}, {"clicks"}),
]


@pytest.mark.parametrize(("free", "size", "already", "short"), [pytest.param(*case, id=name) for name, *case in CASES])
def test_what_gives_way(free: float, size: float, already: set[str], short: set[str]) -> None:
    assert room.giving_way(int(free * GIB), int(size * GIB), already) == short


@pytest.mark.parametrize(("gib", "kept"), [(1.001, True), (0.999, False), (0, False)])
def test_below_the_floor_clicks_are_not_kept_and_facts_are(
    journals: Journals, free: Free, gib: float, kept: bool
) -> None:
    free(gib)
    journals.facts.append(refund(1))
    if kept:
        journals.clicks.append(click(1))
    else:
        with pytest.raises(NoRoom, match="Too little is free"):
            journals.clicks.append(click(1))
    assert ids(journals.facts.folder) == [refund(1)["id"]]
    assert ids(journals.clicks.folder) == [click(1)["id"]] * kept


def test_clicks_come_back_when_there_is_room_to_spare_and_the_log_says_each_once(
    journals: Journals, free: Free, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, room.__name__)
    outcomes = []
    for number, gib in enumerate((2, 0.9, 0.5, 1.1, 1.2, 1.3, 2)):
        free(gib)
        try:
            journals.clicks.append(click(number))
            outcomes.append(True)
        except JournalError:
            outcomes.append(False)
    assert outcomes == [True, False, False, False, False, True, True]
    first, last = (record.getMessage() for record in caplog.records)
    assert "Clicks are not kept" in first and "1073.7 MB" in first and "Make room" in first
    assert "kept again" in last


def test_forms_are_refused_later_than_clicks_and_the_log_says_each_once(
    journals: Journals, free: Free, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, room.__name__)
    taken = []
    for gib in (2, 0.9, 0.4, 0.3, 0.55, 0.7, 2):
        free(gib)
        try:
            journals.room.require(FORMS)
            taken.append(True)
        except NoRoom as error:
            assert "to keep forms" in str(error)
            taken.append(False)
    assert taken == [True, True, False, False, False, True, True]
    said = [record.getMessage() for record in caplog.records]
    begun = [words.partition(":")[0] for words in said]
    assert begun == ["Clicks are not kept", "Forms are not taken", "Forms are taken again", "Clicks are kept again"]
    assert "536.9 MB" in said[1] and "Make room" in said[1]


def test_the_disk_is_asked_once_a_second_however_many_clicks_come(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    statvfs = os.statvfs
    monkeypatch.setattr(room.os, "statvfs", lambda folder: asked.append(folder) or statvfs(folder))
    monkeypatch.setattr(room, "SECONDS", 60.0)
    for number in range(50):
        journals.clicks.append(click(number))
    assert len(asked) == 1


def test_it_is_noticed_also_while_nobody_comes(
    journals: Journals, free: Free, caplog: pytest.LogCaptureFixture
) -> None:
    free(0.5)
    journals.start()
    wait_for(lambda: bool(caplog.records), "word of it")


def test_a_disk_that_cannot_be_asked_keeps_nothing_from_being_tried(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(room.os, "statvfs", refuse)
    journals.clicks.append(click(1))
    assert ids(journals.clicks.folder) == [click(1)["id"]]


def test_readyz_says_since_when_what_is_not_kept_and_is_ready_all_the_same(app: Flask, free: Free) -> None:
    assert journal_state(app, True).told(now())["clicks"] == "kept"
    free(0.5)
    state = ready(app)
    assert state["state"] == "can be written"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert state["clicks"].startswith(f"not kept since {today}T") and state["forms"] == "kept"
    free(0.4)
    assert ready(app)["clicks"] == state["clicks"], "since the first time"
    assert ready(app)["forms"].startswith(f"not kept since {today}T")
    free(2)
    assert (ready(app)["clicks"], ready(app)["forms"]) == ("kept", "kept")


def ready(app: Flask) -> dict[str, str]:
    """What /readyz says of the journal; it is ready."""
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200 and answer.json and answer.json["ready"]
    journal: dict[str, str] = answer.json["journal"]
    return journal
