"""Every kind of advice: where it is given, and the neighbor of each case in which nothing is said."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from desk import TERMS

from goodword.content.checking import Checks
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.drawings import icon_problems
from goodword.site.health import health

NOON = datetime(2026, 7, 1, 8, tzinfo=UTC)
FAQ = "faqs/price.md"
GUIDE = "guides/quiet-phone.md"
STORY = "case-studies/chainring.md"
OFFER = "offers/first-bay.md"
HOME = "pages/home.md"
PLANS = "pages/plans.md"
# What is done to the company's files: path → (old text, new text), or the text of a new file, or what is appended.
Edits = Mapping[str, tuple[str, str] | str]


def ending(text: str) -> Edits:
    return {FAQ: f"+{text}\n"}


def front(path: str, line: str) -> Edits:
    return {path: ("---\n", f"---\n{line}\n")}


LINK = ending("[x](/guides/quiet-phone)")
LATER = "publish_at: 2027-01-01"
NEW = f"""---
title: New
{LATER}
customer: {{name: Newcomer}}
consents:
  - {{granted_by: Jo, granted_on: 2026-01-01, expires_on: 2026-12-20, scope: name, channels: website}}
---
"""
SAID: Mapping[str, tuple[Edits, str]] = {
    "anchor of the page": ({GUIDE: "+[x](#week-nine)\n"}, f"{GUIDE}: nothing on this page is called #week-nine"),
    "anchor of another page": (
        ending("[x](/guides/quiet-phone#week-one-count)"),
        f"{FAQ}: nothing at /guides/quiet-phone is called #week-one-count",
    ),
    "language in a link": (
        ending("[x](/it/plans)"),
        f"{FAQ}: /it/plans names a language, and links take on the reader's by themselves",
    ),
    "utm in a link": (
        ending("[x](/plans?utm_source=faq)"),
        f"{FAQ}: utm_ parameters inside the site hide where a visitor really came from",
    ),
    "utm in a button": (
        {PLANS: ('"{{ link }}"}', "/?UTM_Source=x}")},
        f"{PLANS}: utm_ parameters inside the site hide where a visitor really came from",
    ),
    "former address": (ending("[x](/prices)"), f"{FAQ}: /prices has moved"),
    "draft": (ending("[x](/customers/silent)"), f"{FAQ}: /customers/silent leads to a draft, which nobody can read"),
    "only in another language": (
        {**front(GUIDE, "status: draft"), **front("guides/quiet-phone.it.md", "status: published"), **LINK},
        f"{FAQ}: /guides/quiet-phone cannot be read in this language",
    ),
    "no consent": (
        ending("[x](/customers/kerb)"),
        f"{FAQ}: /customers/kerb is not there: no consent covers the customer's name on the website",
    ),
    "not yet": (
        {**front(GUIDE, LATER), **LINK},
        f"{FAQ}: /guides/quiet-phone is not there before 2027-01-01",
    ),
    "no more": (
        {**front(GUIDE, "expires_at: 2026-01-01"), **LINK},
        f"{FAQ}: /guides/quiet-phone is not there any more: it has expired",
    ),
    "others' page": (
        {**front(GUIDE, "partners: [omar]"), **LINK},
        f"{FAQ}: /guides/quiet-phone is only for visitors of omar",
    ),
    "image without text": (
        {STORY: "+![](./chainring-bench.png)\n"},
        f"{STORY}: the image ./chainring-bench.png says nothing to those who cannot see it",
    ),
    "image with its name as text": (
        {STORY: "+![chainring-bench.png](./chainring-bench.png)\n"},
        f"{STORY}: the image ./chainring-bench.png says nothing to those who cannot see it",
    ),
    "result": ({STORY: ("    baseline: 18\n", "")}, f"{STORY}: a result without baseline"),
    "direction": (
        {STORY: ("value: 7\n", "value: 70\n")},
        f"{STORY}: direction is down, but 18 to 70 goes the other way",
    ),
    "consent ends before it begins": (
        {STORY: ("    partners: all", "    expires_on: 2026-05-01")},
        f"{STORY}: expires_on 2026-05-01 is before granted_on 2026-05-02",
    ),
    "consent of nothing": (
        {STORY: ("channels: [website, partner-pages, kits, email]", "channels: []")},
        f"{STORY}: a consent with an empty channels allows nothing",
    ),
    "all in a list": ({STORY: ("partners: all", "partners: [all]")}, f"{STORY}: [all] is a partner called all"),
    "no consent on record": (
        {"case-studies/silent.md": ("status: draft\n", "")},
        "case-studies/silent.md: no consent is on record: nothing of this case study is shown",
    ),
    "consent runs out": (
        {STORY: ("    partners: all", "    expires_on: 2026-07-20")},
        f"{STORY}: this consent runs out after 2026-07-20; then /customers/chainring, /, /lab, /plans "
        "and 6 more may no longer show: name, logo, quote, metrics, photo",
    ),
    "consent has run out": (
        {STORY: ("    partners: all", "    expires_on: 2026-06-20")},
        f"{STORY}: every consent has run out: nothing of this case study is shown",
    ),
    "consent ends before it is published": (
        {"case-studies/new.md": NEW},
        "case-studies/new.md: every consent has run out before publish_at: nothing of it is ever shown",
    ),
    "never live": (
        front(GUIDE, f"{LATER}\nexpires_at: 2026-12-01"),
        f"{GUIDE}: expires_at is not after publish_at: it is never live",
    ),
    "never live in a language": (
        {**front(GUIDE, "expires_at: 2026-12-01"), **front("guides/quiet-phone.it.md", LATER)},
        "guides/quiet-phone.it.md: publish_at is not before expires_at of the original: it is never live",
    ),
    "offer backwards": (
        {OFFER: ("2026-12-31", "2025-12-31")},
        f"{OFFER}: valid_through is before valid_from: it is never valid",
    ),
    "offer gone before it begins": (
        front(OFFER, "expires_at: 2020-01-01"),
        f"{OFFER}: valid_from is after expires_at: it is never shown",
    ),
    "offer over before it is published": (
        front(OFFER, LATER),
        f"{OFFER}: valid_through is before publish_at: it is never shown",
    ),
    "redirect from one language": (
        {PLANS: ("/tariffs", "/it/tariffs")},
        f"{PLANS}: /it/tariffs names a language: a former address counts for all of them",
    ),
    "redirect from where others answer": (
        {PLANS: ("/tariffs", "/team/tariffs")},
        f"{PLANS}: /team/tariffs belongs to another part of the site and cannot lead here",
    ),
    "redirect to nothing": (
        front(FAQ, "redirects_from: /cost"),
        f"{FAQ}: redirects_from has no effect: a faq has no address of its own",
    ),
    "headline": (
        {"niches/dental-labs.md": ("you promised", "you promised to the dentist")},
        "niches/dental-labs.md: the headline has 10 words; 9 at most read well",
    ),
    "customer named": (
        ending("Like Fell Garage."),
        f"{FAQ}: Fell Garage is a customer and named outside their own case study",
    ),
    "customer named without the name": (
        {"case-studies/fell-garage.md": ("A garage with", "Fell Garage, with")},
        "case-studies/fell-garage.md: Fell Garage is named in what is shown without the name",
    ),
    "no translation": (
        {"faqs/new.md": "---\ntitle: Why?\npriority: 9\n---\n\nSo.\n"},
        "faqs/new.md: no translation into it, ar: en is shown there",
    ),
    "empty section": (
        {PLANS: ("[hero, text", "[hero, {logos: {min: 9}}, text")},
        f"{PLANS}: the section logos can never be filled: only 2 of at least 9 could ever stand there",
    ),
    "section that excludes all": (
        {PLANS: ("[hero, text", "[hero, {guides: {exclude: [quiet-phone, diary-on-paper]}}, text")},
        f"{PLANS}: the section guides can never be filled: it excludes all there is",
    ),
    "section for a niche on a page for all": (
        {PLANS: ("[hero, text", "[hero, {guides: {fallback: parent}}, text")},
        f"{PLANS}: the section guides can never be filled: "
        "fallback: parent asks for a niche, which visitors of this page have none of",
    ),
    "section of drafts": (
        {
            **front(GUIDE, "status: draft"),
            **front("guides/diary-on-paper.md", "status: draft"),
            PLANS: ("[hero, text", "[hero, guides, text"),
        },
        f"{PLANS}: the section guides can never be filled: all there is are drafts, or has expired",
    ),
    "pinned draft": (
        front("pains/no-shows.md", "status: draft"),
        f"{HOME}: no-shows is pinned here, but is a draft or has expired",
    ),
    "tie": (
        {"faqs/a.md": "---\ntitle: A\n---\n", "faqs/b.md": "---\ntitle: B\n---\n", "faqs/c.md": "---\ntitle: C\n---\n"},
        "faqs/a.md: on / only the alphabet decides which of these is shown: a, b, c",
    ),
    "niche without text": (
        {"niches/tailors.md": "---\ntitle: Tailors\n---\n"},
        "niches/tailors.md: search engines are led from /for/tailors to /: it has no text of its own",
    ),
    "niche without stories": (
        {"niches/tailors.md": "---\ntitle: Tailors\n---\n\nCloth.\n"},
        "niches/tailors.md: search engines are led from /for/tailors to /: no story of this niche is shown",
    ),
    "short guide": (
        {"guides/short.md": "---\ntitle: Short\n---\n\nToo short.\n"},
        "guides/short.md: 2 words: search engines seldom show a page as short as this",
    ),
}
SILENT: Mapping[str, Edits] = {
    "anchors that are there": {GUIDE: "+[x](#week-one-count) [y](#h-week-one-count) [z](#lead-form)\n"},
    "anchors of another page": ending("[x](/guides/quiet-phone#h-week-one-count) [y](/guides/quiet-phone#lead-form)"),
    "utm on the way out": ending("[x](https://elsewhere.example/?utm_source=faq)"),
    "a link that is filled in": ending("[x]({{ link }})"),
    "a customer who may be named": ending("[x](/customers/chainring)"),
    "pages of the site": ending("[x](/) [y](/plans?pain=no-shows) [z](/for/bike-shops)"),
    "what will be there then": {
        "pages/new.md": f"---\ntitle: New\n{LATER}\nsections: [text]\n---\n\nNew.\n",
        "faqs/new.md": "---\ntitle: Why?\npublish_at: 2027-02-01\n---\n\n[It](/new) is new.\n",
    },
    "a decoration": {STORY: '+<img src="./chainring-bench.png" alt="">\n'},
    "a consent that lasts": {STORY: ("    partners: all", "    expires_on: 2026-12-31")},
    "the customer in the own story": {STORY: "+Chainring Cycles is in Ghent.\n"},
    "a draft that has no translation": {"faqs/new.md": "---\ntitle: Why?\nstatus: draft\n---\n"},
    "priorities that decide": {
        "faqs/a.md": "---\ntitle: A\npriority: 3\n---\n",
        "faqs/b.md": "---\ntitle: B\npriority: 2\n---\n",
        "faqs/c.md": "---\ntitle: C\npriority: 1\n---\n",
    },
}


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was rendered once is rendered for all."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def usual(company: Path, var: Path) -> frozenset[str]:
    return frozenset(said(company, var))


@pytest.mark.parametrize("name", SAID)
def test_advice(name: str, company: Path, tmp_path: Path, var: Path, usual: frozenset[str]) -> None:
    edits, expected = SAID[name]
    found = said(edited(company, tmp_path, edits), var) - usual
    assert expected in found


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_of(name: str, company: Path, tmp_path: Path, var: Path, usual: frozenset[str]) -> None:
    found = said(edited(company, tmp_path, SILENT[name]), var) - usual
    assert not {one for one in found if "no translation" not in one and "words: search" not in one}


def edited(company: Path, folder: Path, edits: Edits) -> Path:
    root = Path(shutil.copytree(company, folder / "company"))
    for name, edit in edits.items():
        path = root / "content" / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if isinstance(edit, tuple):
            assert edit[0] in text, name
            text = text.replace(*edit, 1)
        else:
            text = f"{text}\n{edit[1:]}" if edit.startswith("+") else edit
        path.write_text(text, encoding="utf-8")
    return root


def said(root: Path, var: Path) -> set[str]:
    return {f"{one.path.removeprefix('content/')}: {one.message}" for one in advice(root, var)}


def advice(root: Path, var: Path) -> list[Problem]:
    of_library = (partial(icon_problems, root), partial(health, "US"))
    checks = Checks(root, var, TERMS, of_library=of_library, clock=lambda: NOON)
    found = checks.report().problems
    assert not [str(one) for one in found if one.is_error]
    assert all(isinstance(words, Said) for one in found for words in (one.message, one.hint))
    return [one for one in found if "after this was written" not in one.message]


def test_an_icon_that_nobody_drew_is_an_error_at_its_place(company: Path, tmp_path: Path, var: Path) -> None:
    root = edited(company, tmp_path, {"use-cases/remind.md": ("icon: wrench", "icon: wrnch")})
    checks = Checks(root, var, TERMS, of_library=(partial(icon_problems, root),), clock=lambda: NOON)
    found = [one for one in checks.report().problems if one.is_error]
    assert [str(one) for one in found] == [
        "content/use-cases/remind.md:4:1: there is no icon wrnch in site/icons",
    ]
    assert found[0].hint == "did you mean wrench?"
