"""Partners' fragments: filled in, they are what they would be if each were rendered by itself."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from spokewise import spokewise

from goodword.referrals.cards import Card
from goodword.site.addresses import carry
from goodword.site.introducing import FRAGMENTS, USUAL_DISCLOSURE, Introducer
from goodword.site.lru import Lru
from goodword.site.routes import service_of
from goodword.site.shapes import Introduction, Picture
from goodword.site.tongue import Tongue

HOSTILE = "<b>\"Ada\" & 'co' %s %(name)s {{ x }} \ue002name\ue003 +5% 10-20"
TEXTS: list[Mapping[str, Mapping[str, str]]] = [
    {"names": {"en": "Ada Bright"}},
    {"companies": {"en": "Molaria"}},
    {"names": {"en": "Ada", "it": "Ada Brillante", "ar": "آدا"}, "companies": {"ar": "مولاريا"}},
    {"names": {"en": HOSTILE}, "companies": {"en": HOSTILE}, "intros": {"en": HOSTILE, "ar": f"خصم {HOSTILE}"}},
    {"names": {"en": "Ada"}, "intros": {"en": "Mine."}, "photos": {"en": "a/wide.png"}, "logos": {"en": "a/gone.svg"}},
    {"names": {"en": "Ada"}, "companies": {"en": "Molaria"}, "intros": {"it": "Mia."}, "logos": {"en": "a/wide.png"}},
]
PROGRAMS: Mapping[str, tuple[str, str] | None] = {"usual": None, "own": ("Ada may earn 5–10% & more.", "en")}
KINDS, LANGUAGES, OWN_CASES = ("customer", "affiliate"), ("en", "it", "ar"), ("", "/customers/molaria")


def card(kind: str, program: str, texts: Mapping[str, Any]) -> Card:
    given = {name: texts.get(name, {}) for name in ("names", "companies", "intros", "photos", "logos")}
    return Card("ada", kind, "1", "en", program=program, **given)


def by_itself(introducer: Introducer, card: Card, tongue: Tongue, own_case: str, click: str) -> Mapping[str, bytes]:
    """As templates say it of one partner's own words."""
    name, company, intro = card.name(tongue.code)[0], card.company(tongue.code)[0], card.intro(tongue.code)
    own = PROGRAMS[card.program]
    partner = Introduction(
        name=name,
        company=company,
        intro=tongue.say(*intro) if intro[0] else None,
        picture=Picture(f"/media/{path}", 30, 20) if (path := card.photo(tongue.code)) else None,
        logo=logo(card.logo(tongue.code)),
        relation="recommends" if card.kind == "customer" else "presents",
        case_url=own_case,
        disclosure=tongue.say(*own) if own else tongue.say(tongue.interface(USUAL_DISCLOSURE, name=name or company)),
    )
    render, query = introducer.furniture.render, f"via=ada{click}"
    return {
        name: carry(render(f"fragments/{name}.html", tongue, partner=partner), query).encode() for name in FRAGMENTS
    }


def logo(path: str) -> Picture | None:
    size = (160, 40) if "gone" in path else (30, 20)
    return Picture(f"/media/{path}", *size) if path else None


@pytest.fixture
def introducer(tmp_path: Path) -> Introducer:
    (tmp_path / "a").mkdir()
    Image.new("RGB", (30, 20)).save(tmp_path / "a/wide.png")
    return Introducer(service_of(spokewise()).furniture, lambda program, _: PROGRAMS[program], tmp_path)


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_filled_in_is_as_good_as_rendered(introducer: Introducer, kind: str, texts: Mapping[str, Any]) -> None:
    for program, language, own_case in product(PROGRAMS, LANGUAGES, OWN_CASES):
        one, tongue = card(kind, program, texts), introducer.furniture.tongue(language)
        for click in ("&amp;gw_id=clk_a", ""):
            made = introducer.fragments(one, language, own_case, click.encode())
            assert made == by_itself(introducer, one, tongue, own_case, click)


def test_any_number_of_partners_have_the_same_few_forms(introducer: Introducer) -> None:
    for number in range(500):
        one = replace(card("affiliate", "usual", {"names": {"en": f"Partner {number}"}}), slug=f"p-{number}")
        assert f"Partner {number}".encode() in introducer.fragments(one, "en", "", b"")["byline"]
    assert len(introducer.forms) == 1


def test_what_is_kept_of_partners_is_bounded_and_follows_their_changes(introducer: Introducer) -> None:
    introducer = replace(introducer, kept=Lru(50_000))
    for number in range(500):
        one = replace(card("affiliate", "usual", {"names": {"en": f"Partner {number}"}}), slug=f"p-{number}")
        assert introducer.fragments(one, "en", "", b"") == introducer.fragments(one, "en", "", b"")
    assert len(introducer.kept) < 50
    changed = replace(one, version="2", names={"en": "Somebody else"})
    assert b"Somebody else" in introducer.fragments(changed, "en", "", b"")["byline"]
