"""The partner on a page: who sent the visitor, in what relation, and that a reward may follow.

What introduces partners is rendered once for all of whom the same is known: a name, say, and a company, no picture.
Of one partner only the words are filled in, so ten thousand of them cost a visit no more than ten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, cast

from markupsafe import escape

from goodword.languages import N_
from goodword.referrals.cards import Card
from goodword.referrals.pictures import size_of
from goodword.site.addresses import carry
from goodword.site.furniture import Furniture
from goodword.site.lru import Lru
from goodword.site.shapes import Introduction, Picture, Say
from goodword.site.slots import Composed, compose, slot
from goodword.site.tongue import Tongue

FRAGMENTS = ("byline", "note", "intro", "disclosure")
USUAL_DISCLOSURE = N_(
    "If you become a customer after following this link, %(name)s may receive a reward. You pay the same."
)
PHOTO, LOGO = (240, 240), (160, 40)
CLICK = b"\xff"
"""Stands for what links say of a visit beside its partner, in fragments that are kept; in no text that is UTF-8."""
# A program's own words on rewards, per language; None where it has none.
Disclosures = Callable[[str, str], tuple[str, str] | None]


class Known(NamedTuple):
    """What of a partner decides the form of its fragments; a language is "" where there is no such text."""

    language: str
    relation: str
    case_url: str
    name: bool
    company: bool
    picture: bool
    logo: bool
    intro_language: str
    disclosure_language: str


@dataclass(frozen=True, slots=True)
class Introducer:
    """Makes the fragments of partners. ``folder`` is where their pictures are; ``kept`` holds, up to 8 MB, those of
    whoever was asked for last."""

    furniture: Furniture
    disclosures: Disclosures
    folder: Path
    forms: Lru[Mapping[str, bytes]] = field(default_factory=lambda: Lru(2_000))
    kept: Lru[Mapping[str, bytes]] = field(default_factory=lambda: Lru(8 * 2**20))
    sizes: Lru[tuple[int, int]] = field(default_factory=lambda: Lru(20_000))

    def fragments(self, card: Card, language: str, own_case: str, click: bytes) -> Mapping[str, bytes]:
        """The fragments that stand for this partner on a page in this language. ``click`` is what their links say of
        the visit behind ``via``, as HTML: ``&amp;gw_id=…``, or nothing."""
        key = (card.slug, language, card.version, own_case, self.disclosures(card.program, language))
        kept = self.kept.get(key)
        if kept is None:
            made = self.filled(card, language, own_case, CLICK)
            kept = self.kept.put(key, made, 1_500 + sum(map(len, made.values())))
        return {name: fragment.replace(CLICK, click) for name, fragment in kept.items()}

    def filled(self, card: Card, language: str, own_case: str, click: bytes) -> Mapping[str, bytes]:
        """The same, made anew."""
        tongue = self.furniture.tongue(language)
        code = tongue.code
        name, company = card.name(code)[0], card.company(code)[0]
        photo, logo = card.photo(code), card.logo(code)
        intro, intro_language = card.intro(code)
        disclosure = self.disclosure(card, tongue, name or company)
        known = Known(
            code,
            "recommends" if card.kind == "customer" else "presents",
            own_case,
            bool(name),
            bool(company),
            bool(photo),
            bool(logo),
            intro_language if intro else "",
            disclosure.language,
        )
        texts = {
            b"name": name,
            b"company": company,
            b"intro": tongue.say(intro, intro_language).text if intro else "",
            b"disclosure": disclosure.text,
            **(self.picture(b"picture", photo, PHOTO) if photo else {}),
            **(self.picture(b"logo", logo, LOGO) if logo else {}),
        }
        words = {place: escape(text).encode() for place, text in texts.items()}
        words[b"via"] = f"via={card.slug}".encode() + click
        return {name: form % words for name, form in self.forms_of(known).items()}

    def forms_of(self, known: Known) -> Mapping[str, bytes]:
        """The fragments of every partner of whom this is known, as formats with names of words and pictures."""
        return self.forms.get(known) or self.forms.put(known, self.make(known))

    def make(self, known: Known) -> Mapping[str, bytes]:
        tongue = self.furniture.tongue(known.language)
        partner = introduction(known, tongue)
        made = {name: self.furniture.render(f"fragments/{name}.html", tongue, partner=partner) for name in FRAGMENTS}
        return {name: named(compose(carry(html, str(slot("via"))), lambda _: None)) for name, html in made.items()}

    def disclosure(self, card: Card, tongue: Tongue, name: str) -> Say:
        if found := self.disclosures(card.program, tongue.code):
            return tongue.say(*found)
        return tongue.say(tongue.interface(USUAL_DISCLOSURE, name=name))

    def picture(self, name: bytes, path: str, usual: tuple[int, int]) -> Mapping[bytes, str]:
        """What fills the places of a partner's picture: with its size, so that pages keep room for it."""
        width, height = self.sizes.get(path) or self.sizes.put(path, size_of(self.folder / path) or usual)
        return {name + b"-url": f"/media/{path}", name + b"-width": str(width), name + b"-height": str(height)}


def named(composed: Composed) -> bytes:
    """A format whose keys are the names of the slots: filling it is one step."""
    names = {key: b"%%(%s)b" % gap.name.encode() for key, gap in composed.gaps}
    return composed.form.replace(b"%%", b"%%%%") % names


def introduction(known: Known, tongue: Tongue) -> Introduction:
    """An introduction whose words are slots."""
    return Introduction(
        name=slot("name") if known.name else "",
        company=slot("company") if known.company else "",
        intro=tongue.say(slot("intro"), known.intro_language) if known.intro_language else None,
        picture=picture("picture") if known.picture else None,
        logo=picture("logo") if known.logo else None,
        relation=known.relation,
        case_url=known.case_url,
        disclosure=tongue.say(slot("disclosure"), known.disclosure_language),
    )


def picture(name: str) -> Picture:
    """Templates write width and height down and never count with them."""
    width, height = (cast(int, slot(f"{name}-{side}")) for side in ("width", "height"))
    return Picture(slot(f"{name}-url"), width, height)
