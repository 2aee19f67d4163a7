"""The partner on a page: who sent the visitor, in what relation, and that a reward may follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodword.languages import N_
from goodword.referrals.cards import Card
from goodword.referrals.pictures import size_of
from goodword.site.addresses import carry
from goodword.site.furniture import Furniture
from goodword.site.lru import Lru
from goodword.site.shapes import Introduction, Picture, Say
from goodword.site.tongue import Tongue

FRAGMENTS = ("byline", "note", "intro", "disclosure")
USUAL_DISCLOSURE = N_(
    "If you become a customer after following this link, %(name)s may receive a reward. You pay the same."
)
PHOTO, LOGO = (240, 240), (160, 40)
# A program's own words on rewards, per language; None where it has none.
Disclosures = Callable[[str, str], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Introducer:
    """Makes the fragments of partners, each kept per partner, language and version: an edited intro changes its own
    fragments and nothing else."""

    furniture: Furniture
    disclosures: Disclosures
    kept: Lru[Mapping[str, bytes]]
    folder: Path

    def fragments(self, card: Card, language: str, own_case: str) -> Mapping[str, bytes]:
        """The fragments that stand for this partner on a page in this language."""
        key = (card.slug, language, card.version, own_case, self.disclosures(card.program, language))
        return self.kept.get(key) or self.kept.put(key, self.make(card, language, own_case))

    def make(self, card: Card, language: str, own_case: str) -> Mapping[str, bytes]:
        tongue = self.furniture.tongue(language)
        partner = self.introduction(card, tongue, own_case)
        via = f"via={card.slug}"
        return {
            name: carry(self.furniture.render(f"fragments/{name}.html", tongue, partner=partner), via).encode()
            for name in FRAGMENTS
        }

    def introduction(self, card: Card, tongue: Tongue, own_case: str) -> Introduction:
        name, company, intro = card.name(tongue.code), card.company(tongue.code), card.intro(tongue.code)
        return Introduction(
            name=name[0],
            company=company[0],
            intro=tongue.say(*intro) if intro[0] else None,
            picture=self.picture(card.photo(tongue.code), PHOTO),
            logo=self.picture(card.logo(tongue.code), LOGO),
            relation="recommends" if card.kind == "customer" else "presents",
            case_url=own_case,
            disclosure=self.disclosure(card, tongue, name[0] or company[0]),
        )

    def disclosure(self, card: Card, tongue: Tongue, name: str) -> Say:
        if found := self.disclosures(card.program, tongue.code):
            return tongue.say(*found)
        return tongue.say(tongue.interface(USUAL_DISCLOSURE, name=name))

    def picture(self, path: str, usual: tuple[int, int]) -> Picture | None:
        """A partner's picture with its size, so that pages keep room for it."""
        return Picture(f"/media/{path}", *(size_of(self.folder / path) or usual)) if path else None
