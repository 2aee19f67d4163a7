"""One subject judged: its credit, with the reasons, unless what it rests on is what it rested on before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from goodword.referrals import evidence
from goodword.referrals.crediting import credit
from goodword.referrals.evidence import Binding
from goodword.referrals.lead_rows import Credit, Lead, Touch
from goodword.referrals.persons import person_key
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.partners import Known
from goodword.referrals.sale_rows import Sale

LATE = "late"
OUTCOME = ("partner_id", "program", "click_id", "link_id", "evidence")


@dataclass(frozen=True, slots=True)
class Bound:
    """A customer's binding, with the click and the link it goes back to."""

    binding: Binding
    click_id: str
    link_id: int | None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges leads and sales; ``last`` is the newest credit of each, by kind of subject and id.

    ``rebasing``: a person was erased, so credit rests on less than before; it stays what it was.
    """

    session: Session
    judging: Judging
    known: Known
    last: dict[tuple[str, str], Credit]
    counting: Counting
    rebasing: bool = False

    def judge(
        self, row: Lead | Sale, touches: Sequence[Touch], at: datetime, email: str, bound: Bound | None = None
    ) -> Credit:
        """The credit in force: the one that was, where nothing it rests on changed, else a new one."""
        subject = "lead" if isinstance(row, Lead) else "sale"
        # Another sending of a form on the same day is no reason to judge by what has become of partners since.
        moment = None if isinstance(row, Lead) and row.kind != "reported" else at
        basis = basis_of(touches, moment, email, bound)
        last = self.last.get((subject, row.id))
        if last is not None and (last.basis == basis or self.rebasing):
            last.basis = basis
            return last
        made = self._credited(touches, at, email, bound)
        made.subject, made.subject_id, made.basis = subject, row.id, basis
        if last is not None and any(getattr(last, name) != getattr(made, name) for name in OUTCOME):
            made.flags = [*made.flags, LATE]
        self.keep(made)
        self.counting.changing(row)
        row.partner_id, row.program, row.link_id = made.partner_id, made.program, made.link_id
        return made

    def keep(self, credit_row: Credit) -> None:
        """Adds a credit; from now on it is the one in force."""
        self.session.add(credit_row)
        self.last[credit_row.subject, credit_row.subject_id] = credit_row

    def nobody(self) -> Credit:
        """What stands for a customer whom nobody brought after all."""
        return Credit(at=self.judging.at, program="", click_id="", evidence="", flags=[LATE], why=[], basis="")

    def _credited(self, touches: Sequence[Touch], at: datetime, email: str, bound: Bound | None) -> Credit:
        plain = {self._plain(each): each for each in touches}
        subject = evidence.Subject(email=email, bound=bound.binding if bound else None)
        said = credit(subject, tuple(plain), self.known.standings, self.judging.programs, at)
        touch = plain[said.touch] if said.touch else None
        row = Credit(at=self.judging.at, program=said.program, flags=list(said.flags), why=said.why())
        row.partner_id = self.known.id_of(said.partner)
        row.click_id, row.link_id, row.evidence = "", None, touch.evidence if touch else ""
        if row.partner_id is not None and (touch or bound):
            source: Any = touch or bound
            row.click_id, row.link_id = source.click_id, source.link_id
        return row

    def _plain(self, row: Touch) -> evidence.Touch:
        slug = self.known.slugs.get(row.partner_id, "") if row.partner_id else ""
        code, program = self.known.links.get(row.link_id, ("", "")) if row.link_id else ("", "")
        named = {"partner": slug, "program": program, "click": row.click_id, "link": code}
        return evidence.Touch(evidence=row.evidence, at=row.at, kind=row.kind, **named)


def basis_of(touches: Sequence[Touch], at: datetime | None, email: str, bound: Bound | None) -> str:
    """32 hex digits of what credit rests on: the binding, or else when, who, the touches, and which clicks are known.

    What partners and programs are like is not in it: credit that was given is not taken away when they change.
    """
    what: Any = [bound.binding.partner, bound.binding.program, bound.click_id, bound.link_id] if bound else None
    if not bound:
        person = person_key(email) if email else ""
        seen = [[each.id, each.partner_id, each.link_id, each.at.isoformat(), bool(each.kind)] for each in touches]
        what = [at.isoformat() if at else "", person, sorted(seen, key=str)]
    return sha256(json.dumps([bool(bound), what]).encode()).hexdigest()[:32]
