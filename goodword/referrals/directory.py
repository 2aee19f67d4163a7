"""All partners that may be shown, and all links, in memory: a visit costs no query, and works while the database is
away."""

import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from goodword.config import Settings
from goodword.db import db
from goodword.referrals.cards import Card, facts_of, read_cards
from goodword.referrals.link_cards import LinkCard, read_links
from goodword.referrals.revision import current_revision

NAME = "goodword.directory"
SECONDS = 0.4
UNKNOWN = -1
log = logging.getLogger(__name__)


class Known(NamedTuple):
    """What the database said at one revision: cards by slug, links by code and by the id that others know; and of each
    partner the programs that its links name."""

    cards: Mapping[str, Card]
    links: Mapping[str, LinkCard]
    links_by_id: Mapping[str, LinkCard]
    programs: Mapping[str, tuple[str, ...]]


def known(cards: dict[str, Card], links: dict[str, LinkCard]) -> Known:
    by_id = {link.id: link for link in links.values()}
    named: dict[str, tuple[str, ...]] = {}
    for link in links.values():
        if link.program and link.program not in (programs := named.get(link.partner, ())):
            named[link.partner] = (*programs, link.program)
    return Known(MappingProxyType(cards), MappingProxyType(links), MappingProxyType(by_id), MappingProxyType(named))


NOTHING = known({}, {})


class Directory:
    """What is known of one database. Readers never wait: a change makes it anew and swaps it in whole."""

    def __init__(self, engine: Engine, snapshot: Path) -> None:
        self._engine = engine
        self._snapshot = snapshot
        self._known = NOTHING
        self._revision = UNKNOWN
        self._loaded = False
        self._away = False
        self._refreshing = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def get(self, slug: str) -> Card | None:
        """The card of a partner that may be shown; None if it is unknown, suspended or not yet approved."""
        return self.cards().get(slug)

    def cards(self) -> Mapping[str, Card]:
        """All cards by slug, as they are now."""
        return self._now().cards

    def link(self, code: str) -> LinkCard | None:
        """The link of this code, ended or not; whether its partner may be shown is for ``get`` to say."""
        return self._now().links.get(code)

    def link_by_id(self, public_id: str) -> LinkCard | None:
        """The same by the id that other systems know."""
        return self._now().links_by_id.get(public_id)

    def program(self, code: str) -> str:
        """The program that a link names; empty where it leaves that to its partner, or there is none."""
        link = self.link(code)
        return link.program if link else ""

    def programs(self, slug: str) -> tuple[str, ...]:
        """The programs that links of this partner name, ended ones too: mostly none."""
        return self._now().programs.get(slug, ())

    def refresh(self) -> None:
        """Reads everything anew. Without a database, keeps what is known, or what the snapshot knows."""
        with self._refreshing:
            self._revision = UNKNOWN
            self._try()

    def refresh_if_changed(self) -> None:
        """Reads what changed since last time; one row says whether anything did."""
        with self._refreshing:
            self._try()

    def start_refreshing(self) -> None:
        """Loads, then looks for changes every SECONDS until the process ends. A second call does nothing."""
        if self._thread is None:
            self.refresh_if_changed()
            self._thread = threading.Thread(target=self._refresh_until_stopped, name="directory", daemon=True)
            self._thread.start()

    def stop_refreshing(self) -> None:
        """Ends what ``start_refreshing`` began."""
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def _now(self) -> Known:
        if not self._loaded:
            self.refresh_if_changed()
        return self._known

    def _refresh_until_stopped(self) -> None:
        while not self._stopping.wait(SECONDS):
            try:
                self.refresh_if_changed()
            except Exception:
                log.exception("The directory of partners could not be refreshed; trying again.")
                self._stopping.wait(10)

    def _try(self) -> None:
        try:
            self._read()
        except SQLAlchemyError as error:
            self._go_without(error)
        else:
            if self._away:
                log.info("The database answers again; the directory of partners is up to date.")
            self._away = False
        self._loaded = True

    def _read(self) -> None:
        with Session(self._engine) as session:
            revision = current_revision(session.connection())
            if revision == self._revision:
                return
            # A count that went back means another database, a restored one perhaps: nothing known is sure.
            since = self._revision if self._revision < revision else UNKNOWN
            changed, links = read_cards(session, since), read_links(session, since)
        before = NOTHING if since == UNKNOWN else self._known
        cards = {slug: card for slug, card in before.cards.items() if slug not in changed}
        cards |= {slug: card for slug, card in changed.items() if card}
        self._known = before._replace(cards=MappingProxyType(cards))
        if links:
            self._known = known(cards, {**before.links, **links})
        self._revision = revision
        self._keep_snapshot()

    def _go_without(self, error: SQLAlchemyError) -> None:
        if not self._away:
            reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            log.warning("The database is away (%s); partners are shown as last known.", reason)
        self._away = True
        if not self._loaded:
            self._known = _read_snapshot(self._snapshot)[1]

    def _keep_snapshot(self) -> None:
        """One worker's snapshot does for all: the others find it written."""
        if _read_snapshot(self._snapshot, head=True)[0] == self._revision:
            return
        draft = self._snapshot.with_name(f"{self._snapshot.name}.{os.getpid()}")
        try:
            with draft.open("w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(f"{self._revision}\n")
                json.dump(_plain(self._known), file, ensure_ascii=False)
            draft.replace(self._snapshot)
        except OSError as error:
            log.warning("The snapshot of partners could not be written: %s", error)


def init_app(app: Flask, settings: Settings) -> None:
    """Gives ``app`` a directory; nothing is read yet."""
    with app.app_context():
        app.extensions[NAME] = Directory(db.engine, settings.var / "directory.json")


def of(app: Flask) -> Directory:
    """The directory of ``app``."""
    directory: Directory = app.extensions[NAME]
    return directory


def _plain(known: Known) -> dict[str, list[Any]]:
    return {
        "cards": [facts_of(card) for card in known.cards.values()],
        "links": [asdict(link) for link in known.links.values()],
    }


def _read_snapshot(path: Path, head: bool = False) -> tuple[int, Known]:
    """A snapshot's revision, and what it knows unless only the ``head`` is asked for; UNKNOWN if unreadable."""
    try:
        with path.open(encoding="utf-8") as file:
            revision = int(file.readline())
            if head:
                return revision, NOTHING
            kept = json.load(file)
        cards = [Card(**facts) for facts in kept["cards"]]
        links = [LinkCard(**facts) for facts in kept["links"]]
    except (OSError, ValueError, TypeError, KeyError):
        return UNKNOWN, NOTHING
    return revision, known({card.slug: card for card in cards}, {link.code: link for link in links})
