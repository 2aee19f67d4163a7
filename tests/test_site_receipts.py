"""The publication receipt says what visitors see: the pages are looked at, and the entry is there or it is not."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from asked import site_of
from conftest import close
from factories import NOON, add_partner, ask, case, consent, entry, faqs, write_company
from flask import Flask

from goodword.app import SHELF, create_app
from goodword.content.library import Entry
from goodword.site.receipts import Receipt, own_candidates, receipt
from goodword.site.spots import spots_of
from goodword.site.visitor import ANYONE
from goodword.team.content import receipt_of

PARTNERS = ("ada", "ben", "cy")
BIKES = [entry("niche", "bikes"), entry("niche", "labs")]


def made(entries: list[Entry], slug: str, enough: Callable[[], bool] = lambda: False) -> Receipt:
    """The receipt of the last of these entries with that slug, at noon, on a site in three languages."""
    site = site_of(*entries)
    one = next(each for each in reversed(entries) if each.slug == slug)
    spots = spots_of(site.library, one, own_candidates(site.library, one).keys(), PARTNERS, NOON)
    return receipt(site, one, spots, enough)


def where(told: Receipt, language: str = "en") -> dict[tuple[str | None, str], list[str]]:
    """(partner, path) → the sections in which it stands."""
    return {
        (one.spot.partner, one.spot.address.path): [part.section for part in one.parts]
        for one in told.standings
        if one.spot.language == language
    }


def gaps(told: Receipt, language: str = "en") -> dict[tuple[str | None, str], str]:
    """(partner, path) → what keeps it out."""
    return {(one.spot.partner, one.spot.address.path): one.fate for one in told.gaps if one.spot.language == language}


def test_an_entry_stands_on_the_pages_that_chose_it() -> None:
    told = made([*BIKES, entry("faq", "a", niches=["bikes"])], "a")
    assert where(told) == {
        (None, "/"): ["faqs"],
        (None, "/for/bikes"): ["faqs"],
        (ANYONE, "/"): ["faqs"],
        (ANYONE, "/for/bikes"): ["faqs"],
    }
    assert gaps(told) == {(None, "/for/labs"): "niche", (ANYONE, "/for/labs"): "niche"}


def test_pages_are_counted_for_everyone_and_partners_apart() -> None:
    told = made([*BIKES, entry("faq", "a", niches=["bikes"])], "a")
    assert (told.pages, told.partner_pages, told.niches) == (6, 6, ("bikes",))


def test_each_result_and_quote_has_its_own_place() -> None:
    told = made([case("kerb")], "kerb")
    (home,) = [one for one in told.standings if one.spot.address.path == "/" and one.spot.partner is None][:1]
    parts = {(part.section, part.item) for part in home.parts}
    assert parts == {("hero", "calls"), ("results", "calls"), ("case-studies", ""), ("quotes", "joke")}


def test_it_stands_on_its_own_page_and_in_the_index() -> None:
    found = where(made([case("kerb")], "kerb"))
    assert found[None, "/customers/kerb"] == [""]
    assert found[None, "/customers"] == ["case-studies"]


def test_it_stands_below_what_belongs_to_it() -> None:
    found = where(made([entry("use-case", "book"), case("kerb", use_cases=["book"])], "kerb"))
    assert found[None, "/use-cases/book"] == ["results", "case-studies"]


def test_consent_that_names_partners_keeps_it_off_the_pages_of_others() -> None:
    told = made([case("kerb", consent(partners=["ada"]), consent(channels=["website"]))], "kerb")
    assert (None, "/") in where(told) and ("ada", "/") in where(told)
    assert gaps(told)[ANYONE, "/"] == "consent"
    assert {one.why for one in told.gaps if one.spot.partner == ANYONE} == {
        "would be shown if a consent for the pages of all partners covered it"
    }


def test_a_story_without_the_name_has_no_page_of_its_own() -> None:
    told = made([case("kerb", consent("metrics"))], "kerb")
    assert gaps(told)[None, "/customers/kerb"] == "consent"
    assert (None, "/") in where(told)


def test_an_offer_for_one_partner_stands_there_alone() -> None:
    page = entry("page", "partner", sections=["offer"])
    told = made([entry("page", "home", sections=["offer"]), page, entry("offer", "tea", partners=["ada"])], "tea")
    assert where(told) == {("ada", "/"): ["offer"]}
    assert gaps(told) == {(None, "/"): "partner-only", (ANYONE, "/"): "partner-only"}


def test_a_guide_for_one_partner_is_read_by_who_comes_from_there() -> None:
    told = made([entry("guide", "tea", partners=["ada"])], "tea")
    assert where(told)["ada", "/guides/tea"] == [""]
    assert gaps(told)[None, "/guides/tea"] == "partner-only"
    paths = {one.spot.path("/it") for one in told.standings if one.spot.partner and one.spot.language == "it"}
    assert "/it/guides/tea?via=ada" in paths


def test_who_is_no_partner_has_no_pages() -> None:
    told = made([*faqs("a", partners=["zoe"])], "a")
    assert where(told) == {}
    assert {one.spot.partner for one in told.gaps} == {None, ANYONE}


@pytest.mark.parametrize(
    ("front", "fate"),
    [
        pytest.param({"status": "draft"}, "status", id="draft"),
        pytest.param({"publish_at": "2026-07-02"}, "dates", id="scheduled"),
        pytest.param({"expires_at": "2026-06-30"}, "dates", id="expired"),
    ],
)
def test_what_is_not_live_stands_nowhere(front: dict[str, str], fate: str) -> None:
    told = made(faqs("a", **front), "a")
    assert told.standings == ()
    assert set(gaps(told).values()) == {fate}


def test_a_page_file_stands_where_it_lays_out() -> None:
    told = made([*BIKES, entry("page", "niche", sections=["faqs"])], "niche")
    assert set(where(told)) == {(None, "/for/bikes"), (None, "/for/labs")}


def test_a_niche_stands_on_its_page_with_its_words() -> None:
    told = made([entry("niche", "bikes", headline="Bikes")], "bikes")
    assert where(told)[None, "/for/bikes"] == ["", "hero"]


def test_what_there_was_no_time_for_is_counted() -> None:
    looks = iter((False, False))
    told = made([*BIKES, *faqs("a")], "a", lambda: next(looks, True))
    everything = made([*BIKES, *faqs("a")], "a")
    assert len(told.standings) == 2
    assert told.waiting == len(everything.standings) + len(everything.gaps) - 2


def test_of_other_entries_only_the_nearest_are_looked_at() -> None:
    """Twenty of them, in three languages; those that have most in common with it first."""
    others = [entry("use-case", f"use-{number:02}") for number in range(25)]
    told = made([*others, case("kerb", use_cases=["use-24"])], "kerb")
    assert (told.below, told.waiting) == (15, 0)
    assert (None, "/use-cases/use-24") in where(told)


FILES = {
    "niches/bikes.md": "---\ntitle: Marker-bikes\nheadline: Marker-bikes\n---\nMarker-bikes.",
    "niches/labs.md": "---\ntitle: Labs\nheadline: Labs\n---\n",
    "pages/home.md": "---\ntitle: Home\nsections: [hero, pains, use-cases, case-studies, quotes, faqs, guides]\n---\n",
    "pages/about.md": "---\ntitle: About\nsections: [hero, text, results, logos]\n---\nMarker-about.",
    "pains/rust.md": "---\ntitle: Marker-rust\nstatement: Marker-rust\nanswer: Marker-rust\nniches: [bikes]\n---\n",
    "use-cases/book.md": "---\ntitle: Marker-book\njob: Marker-book\n---\n",
    "guides/tires.md": "---\ntitle: Marker-tires\nniches: [labs]\n---\nMarker-tires.",
    "faqs/price.md": "---\ntitle: Marker-price\n---\nMarker-price.",
    "faqs/secret.md": "---\ntitle: Marker-secret\nstatus: draft\n---\nMarker-secret.",
    "faqs/ada.md": "---\ntitle: Marker-ada\npartners: [ada]\n---\nMarker-ada.",
    "faqs/labs.md": "---\ntitle: Marker-labs\nniches: [labs]\n---\nMarker-labs.",
    "case-studies/kerb.md": """---
title: Marker-kerb
summary: Marker-kerb
customer: {name: Marker-kerb}
niches: [bikes]
results: [{id: calls, metric: Marker-kerb calls, value: 7, baseline: 18}]
quotes: [{id: joke, text: Marker-kerb is quiet., name: Odile}]
consents:
  - granted_by: Odile
    granted_on: 2026-01-01
    scope: [name, metrics, quote]
    channels: [website, partner-pages]
    partners: [ada]
---
Marker-kerb.
""",
    "case-studies/fell.md": """---
title: Molar
customer: {name: Molar}
anonymous_as: Marker-fell
results: [{id: calls, metric: Marker-fell, value: 7, baseline: 18}]
consents:
  - {granted_by: Odile, granted_on: 2026-01-01, scope: [metrics], channels: [website]}
---
""",
}
MARKED = ("niche/bikes", "page/about", "pain/rust", "use-case/book", "guide/tires", "faq/price", "faq/secret")
MARKED += ("faq/ada", "faq/labs", "case-study/kerb", "case-study/fell")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Flask]:
    """A site whose every entry says its own name wherever it stands."""
    folder = tmp_path_factory.mktemp("marked")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    root = write_company(folder / "root", {f"content/{path}": text for path, text in FILES.items()})
    app = create_app(root, var=folder / "var", database_url=f"sqlite:///{folder / 'goodword.db'}")
    add_partner(app, "ada")
    add_partner(app, "ben")
    yield app
    close(app)


@pytest.mark.parametrize("name", MARKED)
def test_the_receipt_and_the_pages_agree(marked: Flask, name: str) -> None:
    """Every page of the receipt is fetched as a visitor would, and says the entry's name exactly where it should."""
    kind, slug = name.split("/")
    with time_machine.travel(NOON, tick=False):
        live = marked.extensions[SHELF].library
        told = receipt_of(marked, live.get(kind, slug), NOON, seconds=60)
        said = {one.spot: True for one in told.standings} | {one.spot: False for one in told.gaps}
        prefixes = {"en": "", "it": "/it", "ar": "/ar"}
        seen = {}
        for spot in said:
            path = spot.path(prefixes[spot.language])
            if spot.partner == ANYONE:
                path = f"{path}?via=ben"
            answer = ask(marked, path)
            seen[spot] = answer.status_code == 200 and f"Marker-{slug}" in answer.text.partition("<main")[2]
    assert seen == said
    assert any(said.values()) != (slug == "secret")
