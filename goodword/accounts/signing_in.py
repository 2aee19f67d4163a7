"""The one-time code and link. Each step does the same, at the same cost, whether the address is known or not.

Asking makes a row and work for the outbox; who the address belongs to is only looked up when that work is done, by
another process. Coming in takes a code or a link that was mailed, so nothing more can be learned there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from goodword import outbox
from goodword.accounts.hashing import keyed, new_code, new_token, same
from goodword.accounts.models import SignIn, TeamMember

LASTS = timedelta(minutes=10)
MOST_TRIES = 5
KEPT = timedelta(days=1)
TOPIC = "sign-in"

Why = Literal["wrong", "ended", "elsewhere"]
"""Why somebody is not let in: the code is another, it is too late or used up, or it is another browser."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants to come in, where to, and how the page that asked spoke and was addressed."""

    email: str
    wanted: str
    language: str
    origin: str


def ask(session: Session, request: Request, at: datetime, replaced: str = "") -> str:
    """A code and a link, on their way by mail if the address is known. Returns what binds them to this browser.

    ``replaced`` is what bound the browser's earlier ones; they end here.
    """
    browser, code, link = new_token(), new_code(), new_token()
    end_earlier(session, replaced, at)
    row = new_row(session, request.email, link, at)
    row.browser_hash, row.wanted = keyed("browser", browser), request.wanted
    session.flush()
    row.code_hash = keyed(f"code {row.id}", code)
    payload = {"email": request.email, "code": code, "link": link, "language": request.language}
    payload |= {"origin": request.origin, "until": row.expires_at.isoformat()}
    outbox.put(session, TOPIC, payload, at=at, key=f"{TOPIC} {row.id}")
    return browser


def make_link(session: Session, email: str, at: datetime) -> str:
    """The secret of a link that belongs to the first browser that opens it."""
    link = new_token()
    new_row(session, email, link, at)
    return link


def asked_by(session: Session, browser: str, at: datetime) -> SignIn | None:
    """What this browser asked for last, while it can still be used; locked for a change."""
    live = (SignIn.browser_hash == keyed("browser", browser), SignIn.used_at.is_(None), SignIn.expires_at > at)
    rows = select(SignIn).where(*live, SignIn.code_hash.is_not(None)).order_by(SignIn.id.desc()).limit(1)
    return session.scalar(rows.with_for_update())


def enter_code(session: Session, row: SignIn | None, code: str, at: datetime) -> Why | None:
    """None if the code lets in. Five wrong ones use it up, as does a right one."""
    if row is None or row.tries >= MOST_TRIES or row.code_hash is None:
        return "ended"
    row.tries += 1
    if not same(keyed(f"code {row.id}", code), row.code_hash):
        return "wrong" if row.tries < MOST_TRIES else "ended"
    return use(session, row, at)


def behind(session: Session, link: str, at: datetime) -> SignIn | None:
    """What a link stands for, while it can still be used; locked for a change."""
    live = (SignIn.link_hash == keyed("link", link), SignIn.used_at.is_(None), SignIn.expires_at > at)
    rows = select(SignIn).where(*live).with_for_update()
    return session.scalar(rows.execution_options(populate_existing=True))


def refused(row: SignIn | None, browser: str) -> Why | None:
    """Why a link is not for this browser; None if it is."""
    if row is None:
        return "ended"
    if row.browser_hash is None or not same(keyed("browser", browser), row.browser_hash):
        return "elsewhere"
    return None


def bind(row: SignIn) -> str:
    """Binds a link to the browser that opens it now; returns what that browser is to keep."""
    browser = new_token()
    row.browser_hash = keyed("browser", browser)
    return browser


def use(session: Session, row: SignIn, at: datetime) -> Why | None:
    """Uses it up, for good. None if it lets in: its address is known."""
    row.used_at = at
    member = select(func.count()).select_from(TeamMember)
    known = session.scalar(member.where(TeamMember.email == row.email, TeamMember.ended_at.is_(None)))
    return None if known else "ended"


def forget_old(session: Session, at: datetime) -> None:
    """Removes what could not be used any more a day ago."""
    session.execute(delete(SignIn).where(SignIn.expires_at < at - KEPT))


def end_earlier(session: Session, browser: str, at: datetime) -> None:
    mine = (SignIn.browser_hash == keyed("browser", browser), SignIn.expires_at > at)
    session.execute(update(SignIn).where(*mine).values(expires_at=at))


def new_row(session: Session, email: str, link: str, at: datetime) -> SignIn:
    row = SignIn(email=email, link_hash=keyed("link", link), created_at=at, expires_at=at + LASTS)
    session.add(row)
    return row
