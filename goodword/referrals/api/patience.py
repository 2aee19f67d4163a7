"""Asking the database without ever waiting for it long: whoever reports something gets an answer in any case.

A server that is stopped refuses at once; one that hangs, or whose machine is gone, says nothing at all, and no timeout
of a driver covers every way of that. So each question is asked by a thread of its own, and given up after SECONDS.
After a failure nobody asks for PAUSE seconds.
"""

import logging
import queue
from collections.abc import Callable
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import TypeVar

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from goodword.db import reading, writing

SECONDS = 0.25
IN_DATABASE = 0.8
"""The part of it that the database itself may wait for others: it then says so, in time for whoever asked."""
PAUSE = 1.0
MOST_AT_ONCE = 16
Found = TypeVar("Found")
Question = Callable[[Session], Found]
log = logging.getLogger(__name__)


class Away(Exception):
    """The database does not answer, or not in time."""


class Asking:
    """The database of ``app``, as one process asks it: for so many ``seconds``."""

    def __init__(self, app: Flask, seconds: float = SECONDS) -> None:
        self._app, self.seconds = app, seconds
        self._shut_until = 0.0
        self._last = Away()
        self._away = False
        self._asked = BoundedSemaphore(MOST_AT_ONCE)

    def read(self, question: Question[Found]) -> Found:
        """What ``question`` finds. Raises Away."""
        return self._ask(question, False)

    def write(self, question: Question[Found]) -> Found:
        """The same inside ``db.writing()``. Raises Away; what was given up may have been done all the same."""
        return self._ask(question, True)

    def _ask(self, question: Question[Found], writes: bool) -> Found:
        if monotonic() < self._shut_until or not self._asked.acquire(blocking=False):
            raise Away(str(self._last))
        answers: queue.SimpleQueue[Found | Exception] = queue.SimpleQueue()
        Thread(target=self._answer, args=(question, writes, answers), name="api-asks", daemon=True).start()
        try:
            answer = answers.get(timeout=self.seconds)
        except queue.Empty:
            answer = Away(f"no answer within {self.seconds} seconds")
        if isinstance(answer, Exception):
            raise self._failed(answer) from answer
        self._tell(None)
        return answer

    def _answer(self, question: Question[Found], writes: bool, answers: "queue.SimpleQueue[Found | Exception]") -> None:
        try:
            with self._app.app_context(), (writing if writes else reading)(self.seconds * IN_DATABASE) as session:
                found = question(session)
            answers.put(found)
        except Exception as error:  # handed on to whoever asked, whatever it is
            answers.put(error)
        finally:
            self._asked.release()

    def _failed(self, error: Exception) -> Away:
        if not isinstance(error, SQLAlchemyError | Away):
            log.exception("A question of the API to the database has an error.", exc_info=error)
        self._last = Away(str(error))
        self._shut_until = monotonic() + PAUSE
        self._tell(error)
        return self._last

    def _tell(self, error: Exception | None) -> None:
        """Once when it goes and once when it comes back."""
        if error and not self._away:
            reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            log.warning("The database is away (%s); what is reported is kept in the journal.", reason)
        if not error and self._away:
            log.info("The database answers the API again.")
        self._away = error is not None
