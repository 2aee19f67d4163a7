"""What records go through in a life: the desk, replay, somebody forgotten, partners suspended, all of it again. Totals
agree with rows after every step, and both databases come to the same."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from people import MINA
from recording import (
    JUDGING,
    MORNING,
    add_partners,
    at,
    by_click,
    click,
    credited,
    everything,
    form,
    lead,
    record,
    refund,
    sale,
    totals,
)
from sqlalchemy import select

from goodword.db import db, writing
from goodword.referrals import partners
from goodword.referrals.lead_rows import Lead
from goodword.referrals.recording.by_hand import Move, move
from goodword.referrals.recording.forgetting import bury, customers_of, erase
from goodword.referrals.recording.forgotten_records import without
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.recording.replaying import replay
from goodword.referrals.records import Asked, ClickSeen, LeadGiven, Record, decoded, encoded

SEEDS = range(3)
COUNT = 45
EMAILS = ("cy@example.com", "mo@example.com", "ada@example.com", "zoë@exämple.com")
WHO = ("c1", "c2", "mo@example.com", "Ünï")
TEXTS = ("", "", "a\0b", "t\ta\nb\\c\r", "\\N", "🎉\u2028", "x" * 600)
MINUTES = (0, 1, 2, 5, 700, 899.5, 900, 1500, 2900)
CLICKS = "pqrstuvw"
KINDS = ({}, {}, {"agent": "curl/8"}, {"own": "member"}, {"headers": {"purpose": "prefetch"}})
LATE = MORNING + timedelta(days=5)


@dataclass
class Life:
    """Chances, and what was recorded so far as the journal keeps it."""

    chance: random.Random
    done: list[Record] = field(default_factory=list)

    def lived(self) -> Mapping[str, Sequence[Any]]:
        """What the database holds after it, and after all of it was recorded again."""
        for batch in self.batches(self.records()):
            record(*batch)
            self.done += batch
            self.chance.choice(STEPS)(self)
            db.session.remove()
            assert difference() == 0
        found = counted()
        for batch in self.batches(self.chance.sample(self.done, len(self.done))):
            record(*batch)
        assert counted() == found and difference() == 0
        return {name: rows for name, rows in everything().items() if name != "lead_event"}

    def batches(self, records: Sequence[Record]) -> Iterator[Sequence[Record]]:
        while records:
            some = self.chance.randint(1, 9)
            yield records[:some]
            records = records[some:]

    def records(self) -> list[Record]:
        clicks = [self.clicked(name) for name in CLICKS]
        made = [self.chance.choice((self.sent, self.signed, self.paid, self.gave_back))(n) for n in range(COUNT)]
        return self.chance.sample([*clicks, *made], len(clicks) + len(made))

    def clicked(self, name: str) -> Record:
        one, text = self.chance.choice, self.chance.choice(TEXTS)
        more = {"niche": text, "referrer": text, "link": one(("", "ada-link", "gone")), **one(KINDS)}
        return click(name, one(MINUTES), one(("ada", "ben", "", "zed")), one(("", "v1", "v2")), **more)

    def sent(self, number: int) -> Record:
        one = self.chance.choice
        how = one(("form", "form", "referred"))
        more = {"how": how, "referrer_email": one(EMAILS) if how == "referred" else ""}
        more |= {"suspicion": one(("", "", "honeypot")), "heard_from": one(("", "ben", *TEXTS)), "message": one(TEXTS)}
        touches = (by_click(one(CLICKS), 0, one(("", "ada", "zed"))),)
        return form(f"f{number}", one(MINUTES), one(EMAILS), touches=touches, **more)

    def signed(self, number: int) -> Record:
        one = self.chance.choice
        more = {"event": one(("Sign up", "Trial")), "mode": one(("", "deferred"))}
        return lead(f"l{number}", one(MINUTES), one(WHO), asked=self.asked("lead"), **self.told(), **more)

    def paid(self, number: int) -> Record:
        one, who = self.chance.choice, self.chance.choice(WHO)
        more = {"amount": one((0, 4900, 2**63 - 1)), "asked": self.asked("sale")}
        return sale(f"s{number}", one(MINUTES), who, one(("", f"in_1-{who}", "in_2")), **self.told(), **more)

    def gave_back(self, number: int) -> Record:
        one = self.chance.choice
        return refund(f"r{number}", one(MINUTES), f"in_1-{one(WHO)}", one((900, 2**63 - 1)), one(("", "re_1")))

    def told(self) -> dict[str, Any]:
        one = self.chance.choice
        said = {"email": one(("", *EMAILS)), "name": one(TEXTS), "partner_key": one(("", "", "ada", "ben-link"))}
        return {**said, "click": one(("", *CLICKS))}

    def asked(self, what: str) -> Asked:
        key = self.chance.choice(("", "", "", "k1"))
        return Asked(api_key="crm", path=f"/track/{what}", key=key, body=key and self.chance.choice("ab"))


def nothing(_: Life) -> None:
    pass


def replayed(life: Life) -> None:
    before = credited()
    day = at(life.chance.choice((0, 1500))).date()
    db.session.remove()
    replay(day, [each for each in life.done if isinstance(each, ClickSeen) and each.at.date() == day], JUDGING)
    assert credited() == before


def moved(life: Life) -> None:
    leads = sorted(db.session.scalars(select(Lead.id)))
    if leads:
        with writing() as session:
            made = Move(life.chance.choice(("suspect", "new")), "", MINA, LATE)
            move(session, life.chance.choice(leads), made, JUDGING)


def forgotten(life: Life) -> None:
    """From the archive as well; who is credited, and every total, stays."""
    email = life.chance.choice(EMAILS)
    before = totals(), credited()
    with writing() as session:
        customers = customers_of(session, email)
        bury(session, email, LATE)
        erase(session, email, LATE)
    db.session.remove()
    assert (totals(), credited()) == before
    life.done = [each if isinstance(each, ClickSeen) else kept(each, email, customers) for each in life.done]


def kept(each: Record, email: str, customers: set[str]) -> Record:
    plain = encoded(each) | ({"email": each.email} if isinstance(each, LeadGiven) else {})
    return decoded(without(plain, email, customers))


def suspended(life: Life) -> None:
    partners.suspend(life.chance.choice(("ada", "ben")), "t")


STEPS: Sequence[Callable[[Life], None]] = (nothing, replayed, moved, moved, forgotten, suspended)


def counted() -> Any:
    return totals(), credited()


def difference() -> int:
    with one_moment() as session:
        return recount(session).difference


@pytest.mark.parametrize("seed", SEEDS)
def test_totals_agree_whatever_happens_and_both_databases_come_to_the_same(
    make_bare: Callable[..., Flask], sqlite_url: str, postgres_url: str, seed: int
) -> None:
    found = []
    for url in (sqlite_url, postgres_url):
        with make_bare(database_url=url).app_context():
            add_partners("ada", "ben")
            found.append(Life(random.Random(seed)).lived())
            db.session.remove()
    assert found[0] == found[1]
