"""The thread that looks after the keys of days: the next one is there before its day, the last one gone after it, and
machines that share a database agree."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from goodword.config import Settings
from goodword.db import inserting, writing
from goodword.referrals.click_ids import VISIT
from goodword.referrals.click_rows import DayKey
from goodword.referrals.day_keys import DayKeys, forget_files

NAME = "goodword.day_keys"
FOLDER = "keys"
SECONDS = 5.0
AHEAD = timedelta(hours=1)
log = logging.getLogger(__name__)


class Keeper:
    """Looks after the keys of ``app``. ``shared`` is whether other machines may use the same database."""

    def __init__(self, app: Flask, keys: DayKeys, shared: bool) -> None:
        self._app, self._keys, self._shared = app, keys, shared
        self._agreed: set[date] = set()
        self._stopping = threading.Event()

    def start(self) -> None:
        """From now on, beside requests."""
        threading.Thread(target=self._run, name="day-keys", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def look(self, now: datetime) -> None:
        """Does what is due at this moment (UTC)."""
        days = {now.date(), (now + AHEAD).date()}
        for day in sorted(days - self._agreed):
            key = self._keys.of(day)
            if self._shared and not self._agree(day, key):
                continue
            self._agreed.add(day)
        self._agreed &= days
        self._keys.forget(now)

    def _run(self) -> None:
        while True:
            try:
                self.look(datetime.now(UTC))
            except Exception:
                log.exception("The keys of days could not be looked after; trying again.")
            if self._stopping.wait(SECONDS):
                return

    def _agree(self, day: date, key: bytes) -> bool:
        """Whether this machine's key is now the one that all have. While the database is away each has its own."""
        try:
            with self._app.app_context(), writing() as session:
                told = agreed(session, day, key)
        except SQLAlchemyError:
            return False
        if told != key:
            self._keys.replace(day, told)
        return True


def agreed(session: Session, day: date, key: bytes) -> bytes:
    """The day's key in the database: ``key`` where there was none."""
    session.execute(inserting(session, DayKey).values(day=day, key=key.hex()).on_conflict_do_nothing())
    return bytes.fromhex(session.scalars(select(DayKey.key).where(DayKey.day == day)).one())


def forget_keys(settings: Settings) -> Callable[[Session, datetime], None]:
    """The worker's chore: the keys of days whose last visits are over go, wherever they are."""

    def chore(session: Session, at: datetime) -> None:
        session.execute(delete(DayKey).where(DayKey.day < (at - VISIT).date()))
        forget_files(settings.var / FOLDER, at)

    return chore


def init_app(app: Flask, settings: Settings) -> DayKeys:
    """The keys of this machine; nothing is read or made yet."""
    keys = DayKeys(settings.var / FOLDER)
    app.extensions[NAME] = Keeper(app, keys, not settings.database_url.startswith("sqlite"))
    return keys


def start(app: Flask) -> None:
    """From now on the keys of ``app`` are looked after."""
    keeper: Keeper = app.extensions[NAME]
    keeper.start()
