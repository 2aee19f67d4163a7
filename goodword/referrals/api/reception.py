"""The way of a report: let in, judged, written down, answered. What a process needs for it lives here."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import Flask
from pydantic import ValidationError

from goodword import journal
from goodword.config import Settings
from goodword.db import now
from goodword.journal import JournalError
from goodword.referrals import directory
from goodword.referrals.api.answering import Links
from goodword.referrals.api.calls import Call
from goodword.referrals.api.idempotency import LONGEST, OTHER_BODY, Leases, asked_with
from goodword.referrals.api.keys import SNAPSHOT, Keyring
from goodword.referrals.api.known import Known, in_rows
from goodword.referrals.api.limits import Limits
from goodword.referrals.api.parsing import NotJson, parsed
from goodword.referrals.api.patience import Asking, Away
from goodword.referrals.api.problems import KINDS, FieldError, Problem, unfit
from goodword.referrals.api.recent import Recent
from goodword.referrals.api.reporting import Reported, event_id
from goodword.referrals.api.turns import Turns
from goodword.referrals.api.young import code_of_link
from goodword.referrals.link_cards import LinkCard
from goodword.referrals.models import new_event_id
from goodword.referrals.recording.erased import addresses
from goodword.referrals.records import Asked, encoded

NAME = "goodword.api"
CHALLENGE = 'Bearer realm="goodword"'
NO_KEYS = "The database is away, and this machine was never told which API keys there are."
TURNS = "api-turns"
"""In VAR: locks."""
AGAIN = 5
"""Seconds after which to try again where the journal cannot be written."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as plain data. ``origin`` is the site's own address."""

    idempotency_key: str | None
    body: bytes
    origin: str


class Reception:
    """One for each process."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["goodword.settings"]
        self.limits = Limits()
        self._directory = directory.of(app)
        self._journal = journal.of(app).facts
        self._clicks = journal.of(app).clicks.folder
        self.asking = Asking(app)
        self._keyring = Keyring(self.asking, settings.var / SNAPSHOT)
        self._leases = Leases(self.asking)
        self._recent = Recent(self._journal.folder)
        self._turns = Turns(settings.var / TURNS)

    def admit(self, authorization: str) -> str:
        """The name of the API key that a request brings. Raises Problem."""
        scheme, _, key = authorization.strip().partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise Problem("no-key", "Send `Authorization: Bearer <key>`.", headers={"WWW-Authenticate": CHALLENGE})
        try:
            name = self._keyring.name_of(key.strip())
        except Away as away:
            raise Problem("not-kept", NO_KEYS, headers={"Retry-After": str(AGAIN)}) from away
        if name is None:
            headers = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
            raise Problem("unknown-key", "No valid API key is spelled like this one.", headers=headers)
        if wait := self.limits.wait(name):
            headers = {"Retry-After": str(ceil(wait))}
            raise Problem("too-many", f"The key {name} may ask again in {ceil(wait)} s.", headers=headers)
        return name

    def report(self, call: Call, name: str, sent: Sent) -> tuple[Mapping[str, Any], bool]:
        """What the report is answered, and whether it is what an earlier one was. Raises Problem."""
        value = read(sent)
        body = judged(call, value)
        asked = asked_with(name, f"/api/v1{call.path}", sent.idempotency_key or "", value)
        at = now()
        before = self._leases.take(asked, at, sure=self._came(asked))
        if before is not None:
            return before, True
        try:
            record = call.record(body, event_id(asked, new_event_id()), at, asked)
            ids = call.ids(record)
            recent = self._recent.known(**ids)
            again = self._write_down(record)
            known = self._known(ids, recent, getattr(record, "click", ""))
            answer = call.answered(record, known, self._links(sent.origin)).plain()
        except BaseException:
            self._leases.give_up(asked)
            raise
        person = (answer.get("customer") or {}).get("email") or next(iter(addresses(record)), "")
        self._leases.keep(asked, answer, person, at)
        return answer, again

    def _came(self, asked: Asked) -> bool:
        """Whether the journal knows the idempotency key with this body. Raises Problem if with another one: whatever
        the database has time to say, that one came first."""
        before = self._recent.body_of(asked.key) if asked.key else None
        if before not in (None, asked.body):
            raise Problem("key-reused", OTHER_BODY)
        return before is not None

    def _write_down(self, record: Reported) -> bool:
        """Whether it was there already, by its idempotency key and body: then it is the same event. Raises Problem.

        The journal itself is asked, one request after the other, for the database may have had no time to say.
        """
        key = record.asked.key
        try:
            with self._turns.of(key) if key else nullcontext():
                again = self._came(record.asked)
                self._journal.append(encoded(record))  # again, too: the other one may have failed to reach the disk
                return again
        except (JournalError, OSError) as error:
            raise Problem("not-kept", KINDS["not-kept"].advice, headers={"Retry-After": str(AGAIN)}) from error

    def _known(self, ids: Mapping[str, str], recent: Known, click: str) -> Known:
        click = recent.lead.click if recent.lead else click
        with suppress(Away):
            return self.asking.read(lambda session: in_rows(session, **ids, click=click)).before(recent)
        return recent

    def _links(self, origin: str) -> Links:
        return Links(self._directory.link_by_id, self._young, self._program, origin)

    def _young(self, click: str) -> LinkCard | None:
        code = code_of_link(self._clicks, click, now())
        return self._directory.link(code) if code else None

    def _program(self, partner: str) -> str:
        card = self._directory.get(partner)
        return card.program if card else ""


def read(sent: Sent) -> Any:
    """What the body holds. Raises Problem."""
    key = sent.idempotency_key
    if key is not None and not (1 <= len(key) <= LONGEST and key.isascii() and key.isprintable()):
        message = f"has 1 to {LONGEST} printable ASCII characters"
        raise Problem("invalid", "Look at Idempotency-Key.", [FieldError(field="Idempotency-Key", message=message)])
    try:
        return parsed(sent.body)
    except NotJson as error:
        raise Problem("not-json", str(error)) from error


def judged(call: Call, value: Any) -> Any:
    """The same as the call's model. Raises Problem."""
    try:
        return call.body.model_validate(value)
    except ValidationError as error:
        raise unfit(error) from error


def of(app: Flask) -> Reception:
    reception: Reception = app.extensions[NAME]
    return reception
