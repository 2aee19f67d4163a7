"""What pages show of a partner, as plain data."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from goodword.referrals.models import Enrollment, Partner, PartnerText

PLURALS = {"names": "name", "companies": "company", "intros": "intro", "photos": "photo", "logos": "logo"}


@dataclass(frozen=True, slots=True)
class Card:
    """A partner as pages introduce it. Photos and logos are ``<hash>/<name>`` under VAR/media."""

    slug: str
    kind: str
    version: str
    """Changes whenever anything shown changes."""
    default_language: str
    names: Mapping[str, str]
    companies: Mapping[str, str]
    intros: Mapping[str, str]
    photos: Mapping[str, str]
    logos: Mapping[str, str]
    program: str
    """The oldest approved enrollment's: the one its links belong to unless they say otherwise."""
    id: str = ""
    """As other systems know this partner."""

    def name(self, language: str) -> tuple[str, str]:
        """The name, and the language it is in: ``language`` if there is one in it, else the partner's own."""
        return self._in(self.names, language)

    def company(self, language: str) -> tuple[str, str]:
        """The company or "", and the language it is in."""
        return self._in(self.companies, language)

    def intro(self, language: str) -> tuple[str, str]:
        """The introduction or "", and the language it is in."""
        return self._in(self.intros, language)

    def photo(self, language: str) -> str:
        """The photo for readers of ``language``, "" if there is none."""
        return self._in(self.photos, language)[0]

    def logo(self, language: str) -> str:
        """The logo for readers of ``language``, "" if there is none."""
        return self._in(self.logos, language)[0]

    def _in(self, texts: Mapping[str, str], language: str) -> tuple[str, str]:
        if language in texts:
            return texts[language], language
        return texts.get(self.default_language, ""), self.default_language


FIELDS = tuple(field.name for field in fields(Card))


def facts_of(card: Card) -> dict[str, Any]:
    """The card as JSON can keep it: ``Card(**facts)`` is the same card."""
    return {name: getattr(card, name) for name in FIELDS}


def read_cards(session: Session, since: int) -> dict[str, Card | None]:
    """The cards of all partners changed after revision ``since``, by slug; None for one that may not be shown.

    Three queries for rows without objects: ten thousand partners are read when a process starts.
    """
    changed = Partner.revision > since
    columns = (Partner.id, Partner.public_id, Partner.slug, Partner.kind, Partner.language, Partner.status)
    texts: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(select(PartnerText.__table__).join(Partner).where(changed)):
        texts.setdefault(row.partner_id, []).append(row)
    approved = select(Enrollment.partner_id, Enrollment.program).join(Partner).where(changed)
    # The newest first, so that the oldest is the one that stays.
    newest_first = approved.where(Enrollment.status == "approved").order_by(Enrollment.id.desc())
    programs = {partner_id: program for partner_id, program in session.execute(newest_first)}
    return {
        row.slug: _card(row, programs[row.id], texts.get(row.id, ()))
        if row.status == "active" and row.id in programs
        else None
        for row in session.execute(select(*columns).where(changed))
    }


def _card(partner: Row[*tuple[Any, ...]], program: str, rows: Iterable[Row[*tuple[Any, ...]]]) -> Card:
    facts: dict[str, Any] = {
        "slug": partner.slug,
        "kind": partner.kind,
        "default_language": partner.language,
        "program": program,
        "id": partner.public_id,
    }
    texts = sorted(rows, key=attrgetter("language"))
    for plural, name in PLURALS.items():
        facts[plural] = {text.language: getattr(text, name) for text in texts if getattr(text, name)}
    return Card(version=blake2b(json.dumps(facts).encode(), digest_size=8).hexdigest(), **facts)
