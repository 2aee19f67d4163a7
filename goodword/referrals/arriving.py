"""An arrival with a referral: written down before it is answered, or the continuation of a visit that is known.

No Flask: what came is handed in as plain data, and so is what writes it down.
"""

import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from goodword.journal import JournalError, NoRoom
from goodword.referrals.click_ids import CHANCE, VISIT, ClickId, made_for, new_id, parse
from goodword.referrals.day_keys import DayKeys
from goodword.referrals.records import ClickSeen, Evidence, encoded
from goodword.referrals.referral import Referral, tidy

AGENT, HEADER, HOST, PAGE = 256, 256, 255, 255
# Names in records, and the headers (as WSGI spells them) whose first that came is meant.
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("purpose", ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")),
    ("fetch_site", ("HTTP_SEC_FETCH_SITE",)),
    ("fetch_mode", ("HTTP_SEC_FETCH_MODE",)),
    ("fetch_dest", ("HTTP_SEC_FETCH_DEST",)),
    ("fetch_user", ("HTTP_SEC_FETCH_USER",)),
    ("accept", ("HTTP_ACCEPT",)),
    ("accept_language", ("HTTP_ACCEPT_LANGUAGE",)),
)
WANTED = tuple(header for _, names in HEADERS for header in names)
LONG = 2_000
"""Characters of headers, all together, that no browser sends: they do not come again, and are not kept in mind."""
SILENCE = 60.0
"""Seconds between two complaints that clicks are not kept."""
log = logging.getLogger(__name__)


class Came(NamedTuple):
    """Who arrives: ``environ`` as in PEP 3333, at a moment (UTC), from an ``address``; None where that stands for
    everybody. ``own`` says, asked with the partner, whether it is somebody who is signed in here."""

    at: datetime
    environ: Mapping[str, Any]
    address: str | None = None
    own: Callable[[str], str] = lambda _: ""


class Spot(NamedTuple):
    """Where an arrival led: ``page`` is the path without query, ``plan`` says what it showed, ``link`` is a code."""

    page: str
    language: str
    niche: str = ""
    plan: str = ""
    link: str = ""


class Arrivals:
    """Gives visits their ids. ``key`` makes them, ``keep`` writes a record down or raises JournalError. ``program`` is
    the one that the link of a code names, ``programs`` are those that links of a partner name."""

    def __init__(
        self,
        key: bytes,
        days: DayKeys,
        keep: Callable[[Mapping[str, Any]], None],
        program: Callable[[str], str] = lambda _: "",
        programs: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> None:
        self._key, self._days, self._keep = key, days, keep
        self._program, self.programs = program, programs
        self._complained = -SILENCE

    def arrived(self, came: Came, referral: Referral, spot: Spot) -> str:
        """The id of the visit: the one it brings if that continues it, else of a click that is now kept.

        Empty where the click could not be kept: an id says that it was.
        """
        agent = text_of(came.environ.get("HTTP_USER_AGENT", ""))
        brought = parse(referral.gw_id) if referral.gw_id else None
        if brought and self._continues(brought, came, referral.partner, agent):
            return brought.text
        hashed = visitor(self._days.of(came.at.date()), came.address, agent)
        sent = proven(referral.partner, self._program(spot.link) if spot.link and referral.partner else "")
        click = new_id(self._key, came.at, os.urandom(CHANCE), sent, hashed)
        seen = ClickSeen(
            id=click,
            at=came.at,
            page=tidy(spot.page, PAGE),
            language=spot.language,
            partner=referral.partner,
            link=spot.link,
            niche=spot.niche,
            sid=referral.sid,
            unknown=referral.unknown,
            others=referral.others,
            utm=referral.utm,
            click_ids=referral.click_ids,
            referrer=host_of(came.environ.get("HTTP_REFERER", "")),
            plan=spot.plan,
            agent=tidy(agent, AGENT),
            headers=headers_of(came.environ),
            visitor=hashed if came.address else "",
            parent=brought.text if brought else "",
            own=came.own(referral.partner),
        )
        return click if self._kept(seen) else ""

    def unkept(self, came: Came, referral: Referral) -> str:
        """The id that a visit brings, or one that stands for none: for answers whose body nobody reads."""
        return referral.gw_id if parse(referral.gw_id) else new_id(self._key, came.at, bytes(CHANCE), "", "")

    def program(self, gw_id: str, came: Came, partner: str) -> str:
        """The program that the link named by which this visitor's visit began; empty where it named none."""
        click = parse(gw_id)
        if click is None:
            return ""
        agent = text_of(came.environ.get("HTTP_USER_AGENT", ""))
        return next((one for one in self.programs(partner) if self._ours(click, came, proven(partner, one), agent)), "")

    def _continues(self, brought: ClickId, came: Came, partner: str, agent: str) -> bool:
        """Whether an id is this visitor's, with this partner, by whichever link, and not too old."""
        if not brought.at <= came.at < brought.at + VISIT:
            return False
        senders = (partner, *(proven(partner, one) for one in self.programs(partner)))
        return any(self._ours(brought, came, sent, agent) for sent in senders)

    def _ours(self, click: ClickId, came: Came, sent: str, agent: str) -> bool:
        """Whether we made an id for this visitor and who sent them. Around midnight two keys may fit."""
        keys = [self._days.kept(day) for day in {came.at.date(), click.at.date()}]
        return any(key and made_for(self._key, click, sent, visitor(key, came.address, agent)) for key in keys)

    def _kept(self, seen: ClickSeen) -> bool:
        try:
            self._keep(encoded(seen))
        except NoRoom:  # the journal says so, and when it is over
            return False
        except (JournalError, ValueError) as error:
            if time.monotonic() - self._complained >= SILENCE:
                self._complained = time.monotonic()
                log.error("Clicks cannot be kept; pages are answered without ids until they can. %s", error)
            return False
        return True


def proven(partner: str, program: str) -> str:
    """What an id proves of who sent somebody: the partner, and the program that the partner's link names, if it does.
    By it the window of the visit is known, wherever it goes on, and nothing else has to be carried along."""
    return f"{partner}\0{program}" if program else partner


def visitor(key: bytes, address: str | None, agent: str) -> str:
    """What tells visitors apart on one day: 64 bits, as 16 hex digits."""
    return blake2b(f"{address or ''}\0{agent}".encode("utf-8", "replace"), key=key, digest_size=8).hexdigest()


def evidence(partner: str, gw_id: str, remembered: tuple[Evidence, ...], at: datetime) -> tuple[Evidence, ...]:
    """What a form says of who sent the person: the referral it carries, and what a cookie remembered.

    An id that is well formed is taken as it is: whether there is such a click, and whose, the clicks say. Of the same
    click the form's word counts. Without an id the form's word is evidence of this moment.
    """
    click = parse(gw_id)
    told = (
        (Evidence(kind="click", at=iso(click.at if click else at), partner=partner, click=click.text if click else ""),)
        if click or partner
        else ()
    )
    return (*told, *(touch for touch in remembered if not click or touch.click != click.text))


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def headers_of(environ: Mapping[str, Any]) -> Mapping[str, str]:
    """The headers that a click keeps, those that came, by their names in records."""
    values = tuple(map(environ.get, WANTED))
    usual = sum(map(len, filter(None, values))) <= LONG
    return named_headers(*values) if usual else named_headers.__wrapped__(*values)


@lru_cache(maxsize=1_000)
def named_headers(*values: str | None) -> Mapping[str, str]:
    came = dict(zip(WANTED, values, strict=True))
    first = {name: next(filter(None, map(came.get, names)), "") for name, names in HEADERS}
    return {name: tidy(text_of(value), HEADER) for name, value in first.items() if value}


@lru_cache(maxsize=1_000)
def host_of(referrer: str) -> str:
    """The host of an address, empty where there is none."""
    try:
        return tidy(urlsplit(text_of(referrer)).hostname or "", HOST)
    except ValueError:
        return ""


def text_of(header: str) -> str:
    """A header as text: WSGI hands its bytes over as Latin-1, and most who send more than ASCII mean UTF-8."""
    return header if header.isascii() else header.encode("latin-1", "replace").decode("utf-8", "replace")
