"""One subject judged: its credit, with the reasons, unless what it rests on is what it rested on before.

There may be several occasions on which somebody can be credited for it: a lead has its sendings, a sale is followed by
reports of what came before it. The first on which somebody is credited decides, and the basis of a credit is that of
all occasions up to the one that decided. So what comes later changes nothing, and is not even looked at.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from goodword.referrals import evidence
from goodword.referrals.crediting import credit
from goodword.referrals.evidence import Binding, Standing, as_approved
from goodword.referrals.lead_rows import Credit, Lead, Touch
from goodword.referrals.persons import person_key
from goodword.referrals.recording.addresses import Source
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
class Occasion:
    """What is known at one moment of who sent the person: touches, for what happened ``at`` (UTC); and of who it is:
    addresses, the newest first."""

    at: datetime
    touches: Sequence[Touch]
    emails: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges leads and sales; ``last`` is the newest credit of each, by kind of subject and id.

    ``sources`` are what leads are credited by that touches follow. ``rebasing``: a person was erased, so credit rests
    on less than before; it stays what it was.
    """

    session: Session
    judging: Judging
    known: Known
    sources: Mapping[str, Source]
    last: dict[tuple[str, str], Credit]
    counting: Counting
    rebasing: bool = False

    def judge(self, row: Lead | Sale, occasions: Sequence[Occasion], bound: Bound | None = None) -> Credit:
        """The credit in force: the one that was, where nothing it rests on changed, else a new one."""
        subject = "lead" if isinstance(row, Lead) else "sale"
        # A form's address is in the lead's id: it never becomes another one, and credit outlives it.
        named = not isinstance(row, Lead) or row.kind == "reported"
        bases = self._bases(occasions, named, bound)
        last = self.last.get((subject, row.id))
        if last is not None and self.rebasing:
            last.basis = last.basis if last.basis in bases else bases[_decided(last, occasions)]
            return last
        known = bases.index(last.basis) + 1 if last is not None and last.basis in bases else 0
        if last is not None and known and (last.partner_id is not None or known == len(bases)):
            return last
        standings = self._standings(last, occasions) if last is not None and not known else self.known.standings
        tried = None if not named else last.why if last is not None and known else []
        made = self._first(zip(occasions[known:], bases[known:], strict=True), standings, bound, tried)
        made.subject, made.subject_id = subject, row.id
        if last is not None and not known and any(getattr(last, name) != getattr(made, name) for name in OUTCOME):
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
        nothing = dict.fromkeys(("program", "click_id", "evidence", "touch_id", "basis"), "")
        return Credit(at=self.judging.at, flags=[LATE], why=[], **nothing)

    def _standings(self, last: Credit, occasions: Sequence[Occasion]) -> Mapping[str, Standing]:
        """How partners stand; whoever was credited stands as then, while the touch that decided is there. So other
        evidence can take credit away, but not what became of the partner since."""
        slug = self.known.slugs.get(last.partner_id or 0, "")
        decided = {touch.id for each in occasions for touch in each.touches if touch.partner_id == last.partner_id}
        if not slug or last.touch_id not in decided:
            return self.known.standings
        return {**self.known.standings, slug: as_approved(self.known.standings[slug], last.program)}

    def _first(
        self,
        occasions: Iterable[tuple[Occasion, str]],
        standings: Mapping[str, Standing],
        bound: Bound | None,
        tried: list[dict[str, Any]] | None,
    ) -> Credit:
        """What the first occasion comes to on which somebody is credited, or else the last one. Each has its basis.

        ``tried`` is what was tried on earlier ones; None where each occasion knows the touches of those before it.
        """
        for occasion, basis in occasions:
            made = self._credited(occasion, standings, bound)
            made.basis = basis
            if tried is not None:
                made.why = tried = evidence.continued(tried, made.why)
            if made.partner_id is not None:
                break
        return made

    def _credited(self, occasion: Occasion, standings: Mapping[str, Standing], bound: Bound | None) -> Credit:
        ordered = sorted(occasion.touches, key=lambda each: (each.given_at, each.id), reverse=True)
        plain = {self._plain(each, occasion.at): each for each in ordered}  # of what says the same, the first stays
        email, *others = occasion.emails or ("",)
        subject = evidence.Subject(email=email, others=tuple(others), bound=bound.binding if bound else None)
        said = credit(subject, tuple(plain), standings, self.judging.programs, occasion.at)
        touch = plain[said.touch] if said.touch else None
        row = Credit(at=self.judging.at, program=said.program, flags=list(said.flags), why=said.why())
        row.partner_id = self.known.id_of(said.partner)
        row.click_id, row.link_id, row.evidence = "", None, touch.evidence if touch else ""
        row.touch_id = touch.id if touch else ""
        if row.partner_id is not None and (touch or bound):
            source: Any = touch or bound
            row.click_id, row.link_id = source.click_id, source.link_id
        return row

    def _plain(self, row: Touch, at: datetime) -> evidence.Touch:
        slug = self.known.slugs.get(row.partner_id, "") if row.partner_id else ""
        code, program = self.known.links.get(row.link_id, ("", "")) if row.link_id else ("", "")
        wrote = self.sources.get(row.lead_id)
        more = {"program": wrote.program, "source": wrote.touch.evidence} if wrote else {"program": program}
        named = {"partner": slug, "click": row.click_id, "link": code, **more}
        given = row.given_at if row.given_at > at else None
        return evidence.Touch(evidence=row.evidence, at=row.at, kind=row.kind, given=given, **named)

    def _bases(self, occasions: Sequence[Occasion], named: bool, bound: Bound | None) -> list[str]:
        """Of each occasion 32 hex digits of what credit rests on that is given then: the binding; or else, of this and
        all occasions before, when it was, who it is if ``named``, the touches, and which clicks are known.

        What partners and programs are like is not in it: credit that was given is not taken away when they change.
        """
        if bound:
            rests = [bound.binding.partner, bound.binding.program, bound.click_id, bound.link_id]
            return [_digest([True, rests])] * len(occasions)
        bases = [""]
        for each in occasions:
            persons = [person_key(email) for email in each.emails] if named else []
            bases.append(_digest([bases[-1], each.at.isoformat(), persons, self._said(each.touches)]))
        return bases[1:]

    def _said(self, touches: Sequence[Touch]) -> list[Any]:
        """All of the touches that credit rests on."""
        said = []
        for each in touches:
            wrote = self.sources.get(each.lead_id)
            more = [wrote.program, wrote.touch.evidence, each.click_id] if wrote else []
            said.append([each.id, each.partner_id, each.link_id, each.at.isoformat(), bool(each.kind), *more])
        return sorted(said, key=str)


def _digest(what: Any) -> str:
    return sha256(json.dumps(what).encode()).hexdigest()[:32]


def _decided(last: Credit, occasions: Sequence[Occasion]) -> int:
    """On which occasion the credit was given: of a customer's, each touch is asked on one."""
    asked = (number for number, each in enumerate(occasions) if last.touch_id in {touch.id for touch in each.touches})
    return next(asked, len(occasions) - 1)
