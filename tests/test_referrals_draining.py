"""The drain: from the journal into the database, each record once."""

import logging
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from journaling import RECORDERS, click, count_clicks, drained, ids, left_behind, names, reading, recorded, refund
from sqlalchemy import delete, select

from goodword import journal
from goodword.db import db, writing
from goodword.journal import Journals
from goodword.journal.finished import segments
from goodword.journal.lines import line_of
from goodword.referrals.click_rows import JournalPosition
from goodword.referrals.draining import Draining
from goodword.referrals.draining_steps import Away


@pytest.fixture
def journals(bare: Flask) -> Iterator[Journals]:
    journals = journal.of(bare)
    yield journals
    journals.stop()


def test_what_was_appended_is_in_the_database(journals: Journals) -> None:
    for number in range(3):
        journals.clicks.append(click(number))
        journals.facts.append(refund(number))
    done = drained(journals).done
    assert recorded() == (names(click, 3), 3, names(refund, 3))
    assert (done.clicks, done.facts, done.refused, done.damaged) == (3, 3, 0, 0)


def test_what_is_appended_later_follows(journals: Journals) -> None:
    draining = Draining(journals, RECORDERS)
    for number in range(5):
        journals.clicks.append(click(number))
        assert draining.turn()
        assert recorded()[:2] == (names(click, number + 1), number + 1)


def test_the_place_is_noted_with_what_was_recorded(journals: Journals) -> None:
    journals.clicks.append(click(1))
    drained(journals)
    (path,) = segments(journals.clicks.folder)
    (position,) = db.session.scalars(select(JournalPosition))
    assert (position.segment, position.offset) == (f"clicks/{path.name}", path.stat().st_size)


def test_many_are_recorded_in_batches_of_a_blink(journals: Journals) -> None:
    left_behind(journals.clicks.folder, map(click, range(2500)))
    sizes: list[int] = []

    def record(session: Any, clicks: Any) -> None:
        sizes.append(len(clicks))
        count_clicks(session, clicks)

    Draining(journals, {**RECORDERS, "clicks": reading(record)}).everything()
    assert recorded()[1] == sum(sizes) == 2500
    assert len(sizes) > 2 and max(sizes) <= 2000


def test_facts_do_not_wait_until_all_clicks_are_through(journals: Journals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodword.referrals.draining.TURN", 0.0)
    left_behind(journals.clicks.folder, map(click, range(1000)))
    left_behind(journals.facts.folder, map(refund, range(1)))
    draining = Draining(journals, RECORDERS)
    assert not draining.turn()
    assert recorded()[2] == names(refund, 1) and 0 < recorded()[1] < 1000
    while not draining.turn():
        pass
    assert recorded()[1] == 1000


def test_a_segment_that_somebody_writes_to_is_read_and_stays(journals: Journals) -> None:
    other = Draining(Journals(journals.var), RECORDERS)
    for number, once in enumerate([other.turn, other.everything, Draining(journals, RECORDERS).turn]):
        journals.clicks.append(click(number))
        assert once()
        assert recorded()[:2] == (names(click, number + 1), number + 1)
        assert len(segments(journals.clicks.folder)) == 1


def test_a_journal_drained_twice_comes_to_the_same_totals(journals: Journals) -> None:
    everything = {name: [make(number) for number in range(50)] for name, make in (("clicks", click), ("facts", refund))}
    for each in journals:
        left_behind(each.folder, everything[each.name])
    drained(journals)
    before = recorded()
    with writing() as session:
        session.execute(delete(JournalPosition))
    for each in journals:
        left_behind(each.folder, everything[each.name], "20260702T080000-000000-1-again")
        left_behind(each.folder, everything[each.name][::-1])
    drained(journals)
    assert recorded() == before == (names(click, 50), 50, names(refund, 50))


def test_damage_is_left_out_told_and_kept_in_the_archive(journals: Journals, caplog: pytest.LogCaptureFixture) -> None:
    path = left_behind(journals.clicks.folder, [click(0)])
    with path.open("ab") as file:
        file.write(b"\0" * 100 + line_of(click(1)) + line_of(click(2))[:40])
    text = path.read_bytes()
    done = drained(journals).done
    assert recorded()[:2] == (names(click, 2), 2)
    assert (done.clicks, done.damaged, done.archived) == (2, 2, 1)
    assert caplog.text.count("What is no record was left out") == 2
    (archived,) = journals.clicks.archive.rglob("*.gz")
    assert subprocess.run(["gzip", "-dc", archived], capture_output=True, check=True).stdout == text


def test_a_database_that_lacks_its_tables_is_waited_for(
    make_bare: Any, blank_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_bare(database_url=blank_database_url)
    with app.app_context():
        journals = journal.of(app)
        left_behind(journals.clicks.folder, map(click, range(5)))
        draining = Draining(journals, RECORDERS)
        with pytest.raises(Away, match="journal_position"):
            draining.everything()
        assert draining.refused.count() == 0
        assert ids(journals.clicks.folder) == names(click, 5)


def test_one_word_of_the_log_is_enough(journals: Journals, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for number in range(20):
        journals.clicks.append(click(number))
        drained(journals)
    assert [record for record in caplog.records if record.name.startswith("goodword")] == []
