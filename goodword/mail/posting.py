"""Putting a letter into the outbox."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from goodword import outbox
from goodword.mail.letters import Letter

TOPIC = "mail"
STRANGERS = "mail.stranger"
TOPICS = (TOPIC, STRANGERS)


def post(
    session: Session,
    letter: Letter,
    *,
    at: datetime,
    key: str | None = None,
    until: datetime | None = None,
    stranger: bool = False,
) -> bool:
    """Has the letter sent at ``at``, if the transaction of ``session`` succeeds; call it inside ``db.writing()``.

    Of letters with one ``key`` there is ever only one: False where it was posted before. After ``until`` it is not
    sent any more. To a ``stranger``, an address that nobody has proven to be theirs, so many go in an hour and no more.
    """
    payload = asdict(letter) | {"until": until.isoformat() if until else None}
    return outbox.put(session, STRANGERS if stranger else TOPIC, payload, at=at, key=key)
