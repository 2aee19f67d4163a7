"""Sign-in as tests do it: a form is sent, and what would be mailed is read from the outbox."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from people import MINA
from sqlalchemy import select

from goodword.accounts.signing_in import TOPIC
from goodword.db import db
from goodword.outbox import Due


@dataclass(frozen=True)
class Mailed:
    """What was put into the outbox by asking: for an unknown address too, whom nobody writes to."""

    code: str
    link: str

    @property
    def wrong(self) -> str:
        """A code that is another."""
        return f"{(int(self.code) + 1) % 10**8:08}"


def ask(client: FlaskClient, email: str = MINA, **more: str) -> Mailed:
    """Asks for a code; it must work."""
    answer = client.post("/portal/sign-in", data={"email": email, **more})
    assert answer.status_code == 303, answer.text
    return newest()


def newest() -> Mailed:
    db.session.rollback()
    payload = db.session.scalars(select(Due.payload).where(Due.topic == TOPIC).order_by(Due.id.desc())).first()
    assert payload
    return Mailed(payload["code"], f"/portal/sign-in/link/{payload['link']}")


def enter(client: FlaskClient, code: str, **more: str) -> Any:
    return client.post("/portal/sign-in/code", data={"code": code, **more})


def signed_in(client: FlaskClient) -> bool:
    """Whether the browser has a session: sign-in sends such a one on."""
    answer = client.get("/portal/sign-in")
    return answer.status_code == 303 and answer.headers["Location"] == "/team"
