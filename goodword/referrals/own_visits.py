"""Whether a visit is one of our own: of somebody who is signed in here. Asked only where the cookie says so.

Free of Flask: a visit may be answered before there is a request of Flask's.
"""

import time

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from goodword.accounts.hashing import keyed_with
from goodword.accounts.models import KeptSession, TeamMember
from goodword.db import looking, now
from goodword.referrals.models import Member, Partner

PATIENCE = 0.25
PAUSE = 1.0
"""Seconds for which a database that did not answer is not asked again."""


class OwnVisits:
    """Asks the database, briefly, and not again at once where it is away. By ``secret`` sessions are hashed."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine, self._secret = engine, secret
        self._not_before = 0.0

    def whose(self, token: str, partner: str) -> str:
        """``team``, ``member`` if it is one of this partner's own, empty for others and where nobody can say."""
        if time.monotonic() < self._not_before:
            return ""
        try:
            return self._whose(keyed_with(self._secret, "session", token), partner)
        except SQLAlchemyError:
            self._not_before = time.monotonic() + PAUSE
            return ""

    def _whose(self, token_hash: str, partner: str) -> str:
        live = (
            KeptSession.token_hash == token_hash,
            KeptSession.ended_at.is_(None),
            KeptSession.expires_at > now(),
        )
        in_team = (TeamMember.email == KeptSession.email) & TeamMember.ended_at.is_(None)
        found = (
            select(TeamMember.id, Partner.slug)
            .select_from(KeptSession)
            .outerjoin(TeamMember, in_team)
            .outerjoin(Member, Member.email == KeptSession.email)
            .outerjoin(Partner, Partner.id == Member.partner_id)
            .where(*live)
        )
        with looking(self._engine, PATIENCE) as session:
            row = session.execute(found).first()
        if row is None:
            return ""
        team, own = row
        if own and own == partner:
            return "member"
        return "team" if team is not None else ""
