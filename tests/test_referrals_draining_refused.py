"""What cannot be recorded is set aside, stops nothing else, and can be given back."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from journaling import RECORDERS, Crash, click, count_clicks, drained, left_behind, names, reading, recorded, refund

from goodword import journal
from goodword.journal import Journals
from goodword.journal.reading import records_of
from goodword.referrals.draining import Draining


@pytest.fixture
def journals(bare: Flask) -> Iterator[Journals]:
    journals = journal.of(bare)
    yield journals
    journals.stop()


BAD = {
    "one that breaks recording": click(7, agent="boom"),
    "one of no known kind": {"kind": "riddle", "id": "x", "at": "2026-07-01T08:00:00+00:00"},
    "one that lacks something": {"kind": "click", "id": "x"},
    "one that the database cannot take": click(7, at="2026-07-01T08:00:00+00:00", page={"no": "text"}),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_record_that_cannot_be_recorded_is_set_aside_and_stops_no_other(
    journals: Journals, caplog: pytest.LogCaptureFixture, bad: dict[str, Any]
) -> None:
    good = [click(number) for number in range(100) if number != 7]
    left_behind(journals.clicks.folder, [*good[:60], bad, *good[60:]])
    draining = drained(journals)
    assert recorded()[:2] == ([each["id"] for each in good], 99)
    assert (draining.done.clicks, draining.done.refused, draining.refused.count()) == (99, 1, 1)
    (file,) = draining.refused.files()
    (refused,) = records_of(file)
    assert (refused["record"], refused["segment"]) == (bad, "clicks/20260701T080000-000000-1-dead.log")
    assert refused["reason"] and refused["place"] > 0
    assert "could not be recorded" in caplog.text


def test_what_the_database_says_of_values_is_not_in_the_log(
    journals: Journals, caplog: pytest.LogCaptureFixture
) -> None:
    journals.facts.append(refund(1, invoice_id="ada@example.com", amount=1 << 80))
    assert drained(journals).done.refused == 1
    assert "ada@" not in caplog.text


def test_many_bad_ones_are_each_set_aside(journals: Journals) -> None:
    left_behind(journals.clicks.folder, [click(n, agent="boom" if n % 3 == 0 else "") for n in range(30)])
    draining = drained(journals)
    assert (recorded()[1], draining.refused.count()) == (20, 10)


def test_what_was_set_aside_is_recorded_once_the_reason_is_gone(journals: Journals) -> None:
    def better(session: Any, clicks: Any) -> None:
        count_clicks(session, [each._replace(agent="") for each in clicks])

    left_behind(journals.clicks.folder, [click(n, agent="boom" if n < 2 else "") for n in range(5)])
    draining = drained(journals)
    assert draining.refused.give_back(journals) == 2
    assert drained(journals).refused.count() == 2, "the reason is still there"
    assert draining.refused.give_back(journals) == 2
    Draining(journals, {**RECORDERS, "clicks": reading(better)}).everything()
    assert (recorded()[:2], draining.refused.count()) == ((names(click, 5), 5), 0)


def test_a_record_refused_again_after_a_crash_is_set_aside_once(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_behind(journals.clicks.folder, [click(0), click(1, agent="boom"), click(2)])
    with monkeypatch.context() as patch:
        patch.setattr("goodword.referrals.draining_steps.note", crash_at(2))
        with pytest.raises(Crash):
            drained(journals)
    assert Draining(journals, RECORDERS).refused.count() == 1
    assert drained(journals).refused.count() == 1
    assert recorded()[1] == 2


def crash_at(call: int) -> Any:
    """In place of ``note``: works, but for one call."""
    from goodword.referrals.draining_steps import note  # noqa: PLC0415

    calls = iter(range(1, 1000))

    def noting(*given: Any) -> None:
        if next(calls) == call:
            raise Crash
        note(*given)

    return noting
