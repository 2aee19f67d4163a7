"""Who records what is drained."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from goodword.db import now
from goodword.referrals import programs
from goodword.referrals.draining_steps import Record
from goodword.referrals.recording import Judging, record_clicks, record_facts


def recorders(app: Flask) -> Mapping[str, Record]:
    """By the journal's name; programs are as they are when something is recorded."""

    def judging() -> Judging:
        return Judging(programs.of(app).attributions(), now())

    def clicks(session: Session, records: Sequence[Any]) -> None:
        record_clicks(session, records, judging())

    def facts(session: Session, records: Sequence[Any]) -> None:
        record_facts(session, records, judging())

    return {"clicks": clicks, "facts": facts}
