"""What pages show of a partner, as plain data."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, Self

from goodword.referrals.models import Partner

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

    @classmethod
    def of(cls, partner: Partner) -> Self:
        """The card of a partner that is ``shown``."""
        facts: dict[str, Any] = {
            "slug": partner.slug,
            "kind": partner.kind,
            "default_language": partner.language,
            "program": next(each.program for each in partner.enrollments if each.status == "approved"),
        }
        texts = sorted(partner.texts.items())
        for plural, name in PLURALS.items():
            facts[plural] = {language: getattr(text, name) for language, text in texts if getattr(text, name)}
        return cls(version=blake2b(json.dumps(facts).encode(), digest_size=8).hexdigest(), **facts)

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """The card that ``as_json`` told of."""
        return cls(**facts)

    def as_json(self) -> dict[str, Any]:
        """The card as JSON keeps it."""
        return asdict(self)

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
