"""Who records what is drained."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from goodword.db import now
from goodword.referrals import programs
from goodword.referrals.draining_steps import Record
from goodword.referrals.recording import Judging, record_facts, record_rows, row_of
from goodword.referrals.records import decoded


def recorders(app: Flask) -> Mapping[str, Record]:
    """By the journal's name; programs are as they are when something is recorded."""

    def judging() -> Judging:
        return Judging(programs.of(app).attributions(), now())

    def clicks(records: Sequence[Mapping[str, Any]]) -> Callable[[Session], object]:
        rows = [row_of(each) for each in records]
        return lambda session: record_rows(session, rows, judging())

    def facts(records: Sequence[Mapping[str, Any]]) -> Callable[[Session], object]:
        known: list[Any] = [decoded(each) for each in records]
        return lambda session: record_facts(session, known, judging())

    return {"clicks": clicks, "facts": facts}
