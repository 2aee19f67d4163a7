"""What counts of the partners that touches name, as crediting wants it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from goodword.referrals.evidence import Enrolled, Standing
from goodword.referrals.models import Link, Partner


@dataclass(frozen=True, slots=True)
class Known:
    """Partners and links by their keys in the database, and how the partners stand now, by slug."""

    slugs: Mapping[int, str]
    links: Mapping[int, tuple[str, str]]
    """Code and program."""
    standings: Mapping[str, Standing]

    @classmethod
    def read(cls, session: Session, partners: Iterable[int | None], links: Iterable[int | None]) -> "Known":
        named = _named(session, sorted({each for each in links if each}))
        wanted = sorted({each for each in partners if each is not None})
        if not wanted:
            return cls({}, named, {})
        whole = selectinload(Partner.enrollments), selectinload(Partner.members)
        rows = session.scalars(
            select(Partner).where(Partner.id.in_(wanted)).options(*whole).execution_options(populate_existing=True)
        ).all()
        return cls({each.id: each.slug for each in rows}, named, {each.slug: _standing(each) for each in rows})

    def id_of(self, slug: str) -> int | None:
        return next((number for number, its in self.slugs.items() if its == slug), None)


def _named(session: Session, links: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(select(Link.id, Link.code, Link.program).where(Link.id.in_(links))) if links else ()
    return {number: (code, program) for number, code, program in rows}


def _standing(partner: Partner) -> Standing:
    enrollments = tuple(Enrolled(each.program, each.status, each.approved_at) for each in partner.enrollments)
    members = frozenset(each.email.lower() for each in partner.members)
    return Standing(partner.status == "active", enrollments, members)
