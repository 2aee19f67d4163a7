"""Making links, and ending them. A code is made once, for one partner's link, and stays that link's for good."""

import re
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from goodword.db import now
from goodword.errors import UsageError
from goodword.material.problem import did_you_mean, nearest, sentence_end
from goodword.referrals.entries import clean
from goodword.referrals.models import Link, Partner
from goodword.referrals.partners import changing, found, record

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
# No 0, 1, i, l, o: codes are read aloud and copied by hand. Nine of these are 44 bits.
LETTERS, LENGTH = "23456789abcdefghjkmnpqrstuvwxyz", 9
LIMITS = {"campaign": 120, "sid": 64}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """``path`` is the destination: root-relative, with language and query, without the partner."""

    partner: str
    path: str
    language: str
    niche: str = ""
    code: str = ""
    """A chosen one; empty for one that nobody can guess."""
    program: str = ""
    campaign: str = ""
    sid: str = ""


def add(new: NewLink, by: str) -> Link:
    """A new link of a partner. Raises UsageError where it cannot be made as asked."""
    campaign, sid = clean(new.campaign), clean(new.sid)
    for name, text in (("campaign", campaign), ("sid", sid)):
        if len(text) > LIMITS[name]:
            raise UsageError(f"The {name} is {len(text)} characters long; {LIMITS[name]} fit.")
    with changing() as (session, revision):
        partner = found(session, new.partner)
        link = Link(
            code=_chosen(session, partner, new.code) if new.code else _unguessable(session),
            partner=partner,
            program=_program(partner, new.program),
            path=new.path,
            niche=new.niche,
            language=new.language,
            campaign=campaign,
            sid=sid,
            revision=revision,
            by=by,
        )
        session.add(link)
        record(session, partner, revision, [f"link {link.code} made"], by)
        return link


def end(code: str, by: str, reason: str = "") -> tuple[Link, list[str]]:
    """From now on the link leads where it always did, for nobody. Says what was done: nothing if it had ended."""
    with changing() as (session, revision):
        link = _found(session, code)
        done = [] if link.ended_at else [f"link {link.code} ended"]
        if done:
            link.ended_at, link.revision = now(), revision
        return link, record(session, link.partner, revision, done, by, reason)


def begin_again(code: str, by: str, reason: str = "") -> tuple[Link, list[str]]:
    """Undoes ``end``. Says what was done: nothing if it had not ended."""
    with changing() as (session, revision):
        link = _found(session, code)
        done = [f"link {link.code} begun again"] if link.ended_at else []
        if done:
            link.ended_at, link.revision = None, revision
        return link, record(session, link.partner, revision, done, by, reason)


def _found(session: Session, asked: str) -> Link:
    """The link of a code, in any spelling, or of its whole address; else a UsageError that names the nearest."""
    code = asked.strip().partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    link = session.scalar(select(Link).where(Link.code == code).options(joinedload(Link.partner)))
    if link is None:
        near = nearest(code, session.scalars(select(Link.code)))
        hint = f"did you mean {near}? " if near else ""
        raise UsageError(f"There is no link {code!r}; {hint}`flask partners links SLUG` lists a partner's.")
    return link


def _chosen(session: Session, partner: Partner, code: str) -> str:
    if not CODE.fullmatch(code):
        raise UsageError(f"The code {code!r} is not 3 to 63 of a-z, 0-9 and hyphens, with no hyphen at either end.")
    if _taken(session, code):
        raise UsageError(f"The code {code} is a link's already, and codes are never given to another; choose another.")
    if code != partner.slug and session.scalar(select(Partner.id).where(Partner.slug == code)):
        raise UsageError(f"{code} is another partner, and the link would be taken for theirs; choose another code.")
    return code


def _unguessable(session: Session) -> str:
    while _taken(session, code := "".join(secrets.choice(LETTERS) for _ in range(LENGTH))):
        pass
    return code


def _taken(session: Session, code: str) -> bool:
    return session.scalar(select(Link.id).where(Link.code == code)) is not None


def _program(partner: Partner, asked: str) -> str:
    own = [each.program for each in partner.enrollments]
    if asked and asked not in own:
        raise UsageError(f"{partner.slug} is not in a program {asked!r}; {sentence_end(did_you_mean(asked, own))}")
    return asked
