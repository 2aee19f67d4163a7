"""Putting a letter into the outbox."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from goodword import outbox
from goodword.mail.letters import Letter

TOPIC = "mail"


def post(
    session: Session, letter: Letter, *, at: datetime, key: str | None = None, until: datetime | None = None
) -> bool:
    """Has the letter sent at ``at``, if the transaction of ``session`` succeeds; call it inside ``db.writing()``.

    Of letters with one ``key`` there is ever only one: False where it was posted before. After ``until`` it is not
    sent any more.
    """
    payload = asdict(letter) | {"until": until.isoformat() if until else None}
    return outbox.put(session, TOPIC, payload, at=at, key=key)
