"""What each section of a page says: numbers with their words, quotes with their speakers, charts with their text."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from conftest import close
from factories import NOON, add_partner, ask, write_company
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from libraries import law
from spokewise import spokewise, text

from goodword.app import create_app
from goodword.content.kinds import SECTION_NAMES
from goodword.site.answers import Request
from goodword.site.routes import service_of

STORY = """---
title: Fell halves its calls
summary: Hands full.
anonymous_as: A garage
customer: {name: Fell Garage, industry: Cars, logo: ./logo.svg, website: "https://fell.example", size: 12, country: AE}
results:
  - {id: calls, metric: Calls a day, value: 9, baseline: 18, unit: "%", period: P90D, measured_on: 2026-05-01,
     source: the diary, headline: true}
  - {id: rings, metric: Rings, value: 3.5}
quotes: [{id: joke, text: Quiet., name: Rhona Fell, role: Manager}]
consents:
  - {granted_by: Rhona Fell, granted_on: 2026-01-01, scope: [name, logo, quote, metrics, photo], channels: [website]}
  - {granted_by: Rhona Fell, granted_on: 2026-01-01, scope: [quote, metrics], channels: [partner-pages]}
---

## Hands full

All day.
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
EVERY = "".join(f"  - {name}\n" for name in SECTION_NAMES)
FILES: Mapping[str, str | bytes] = {
    "content/pages/home.md": f"---\ntitle: Home\nheadline: Quiet\nsections:\n{EVERY}---\n\n## About\n\nUs.\n",
    "content/pages/partner.md": f"---\ntitle: Partner\nheadline: Quiet\nsections:\n{EVERY}---\n\n## About\n\nUs.\n",
    "content/pains/noise.md": "---\ntitle: Noise\nstatement: It is loud.\nanswer: It need not be.\n---\n",
    "content/use-cases/calm.md": "---\ntitle: Calm\njob: Calm things down\nsteps: [{title: Hush, text: Soft.}]\n---\n",
    "content/guides/hush.md": "---\ntitle: Hush\nauthor: {name: Mina}\npublished_on: 2026-05-01\n---\n\n## So\n\nSo.\n",
    "content/faqs/price.md": "---\ntitle: How much?\n---\n\nLittle.\n",
    "content/offers/bay.md": "---\ntitle: A bay\ncode: BAY1\nvalid_through: 2026-12-31\nterms: New.\n---\n\nFree.\n",
    "content/case-studies/fell.md": STORY,
    "content/case-studies/logo.svg": LOGO,
}
SHOWN = {
    "hero": ["<h1>Quiet</h1>"],
    "logos": ["/media/", 'alt="Fell Garage"', '<a href="/customers/fell"'],
    "pains": ["It is loud.", "It need not be."],
    "results": [
        "Calls a day",
        "9%",
        "from",
        "18%",
        "in 90 days",
        "the diary",
        "1 May 2026",
        "Fell Garage",
        "Rings",
        "3.5",
    ],
    "use-cases": ["Calm things down", 'href="/use-cases/calm"'],
    "steps": ["Hush", "Soft."],
    "case-studies": ["Fell halves its calls", "Hands full.", 'href="/customers/fell"'],
    "quotes": ["Quiet.", "Rhona Fell", "Manager", "Fell Garage"],
    "offer": ["A bay", "BAY1", "31 December 2026", "New.", "Free."],
    "guides": ["Hush", "Mina", "1 May 2026", 'href="/guides/hush"'],
    "faqs": ["How much?", "Little."],
    "text": ["About", "Us."],
    "cta": ["https://go.spokewise.example/start"],
    "lead-form": ["mailto:hello@spokewise.example", "2 days"],
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Flask]:
    """A small company with everything on one page."""
    folder = tmp_path_factory.mktemp("sections")
    database = folder / "goodword.db"
    database.write_bytes(sqlite_template.read_bytes())
    app = create_app(write_company(folder / "root", FILES), var=folder / "var", database_url=f"sqlite:///{database}")
    add_partner(app, "ada", en={"name": "Ada Bright", "company": "Bright & Co", "intro": "Try it."})
    yield app
    close(app)


def sections(app: Flask, path: str) -> dict[str, str]:
    """The page's sections by their id."""
    with time_machine.travel(NOON, tick=False):
        html = str(ask(app, path).text)
    found = re.findall(r'<section [^>]*?id="([a-z-]+)"(.*?)</section>', html, re.DOTALL)
    return {name: unescape(inside).replace("\u2068", "").replace("\u2069", "") for name, inside in found}


def test_every_kind_of_section_is_shown_in_its_order(app: Flask) -> None:
    expected = [name for name in SECTION_NAMES if name != "partner-intro"]
    assert list(sections(app, "/")) == expected
    assert list(sections(app, "/with/ada")) == [name for name in SECTION_NAMES if name != "logos"]


@pytest.mark.parametrize("name", SHOWN)
def test_a_section_says_what_it_is_about(app: Flask, name: str) -> None:
    said = sections(app, "/")[name]
    told = re.sub(r"</?(?:bdi|time|span)[^>]*>", "", said)
    assert [words for words in SHOWN[name] if words not in told and words not in said] == []


def test_an_anonymous_customer_is_spoken_of_by_another_word(app: Flask) -> None:
    """Ada's page has consent for numbers and words, not for the name."""
    found = sections(app, "/with/ada")
    for name in ("results", "quotes", "case-studies"):
        assert "A garage" in found[name], name
        assert not any(hidden in found[name] for hidden in ("Fell", "Rhona", "/customers/", "Hands full", "/media/"))
    assert "Manager" in found["quotes"]


def test_the_partner_is_introduced(app: Flask) -> None:
    said = sections(app, "/with/ada")["partner-intro"]
    assert "Ada Bright" in said
    assert "Bright & Co" in said
    assert "reward" in said


def test_a_chart_has_a_text_in_its_place(app: Flask) -> None:
    said = sections(app, "/")["results"]
    (label,) = re.findall(r'<svg class="chart" role="img" aria-label="([^"]*)"', said)
    assert label == "Calls a day: before 18%, after 9%"
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)%"', said)]
    assert widths[0] == pytest.approx(2 * widths[1])


def test_a_result_without_a_baseline_has_no_chart(app: Flask) -> None:
    assert sections(app, "/")["results"].count("<svg") == 1


def test_a_story_page_tells_all_of_it(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        html = ask(app, "/customers/fell").text
    for told in (
        "Fell halves its calls",
        "Hands full.",
        "All day.",
        "Rhona Fell",
        "Cars",
        "12 people",
        "https://fell.example",
    ):
        assert told in html, told


@pytest.mark.parametrize("path", ["/ar/customers/chainring", "/ar"])
def test_numbers_read_in_arabic_digits_and_stay_in_order(path: str) -> None:
    html = text(path)
    assert '<bdi dir="ltr">٧%</bdi>' in html
    assert "<bdi>7" not in html


def test_names_are_isolated_from_the_text_around_them() -> None:
    html = text("/ar/customers/chainring")
    assert "<bdi>Odile Maes</bdi>" in html or '<bdi><span lang="en" dir="ltr">Odile Maes</span></bdi>' in html


def test_a_heading_structure_has_no_gaps(app: Flask) -> None:
    for path in ("/", "/with/ada", "/customers", "/customers/fell", "/guides/hush", "/use-cases/calm"):
        with time_machine.travel(NOON, tick=False):
            levels = [int(level) for level in re.findall(r"<h([1-6])\b", ask(app, path).text)]
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)


def test_every_id_stands_once(app: Flask) -> None:
    for path in ("/", "/with/ada", "/customers/fell", "/guides/hush"):
        with time_machine.travel(NOON, tick=False):
            ids = re.findall(r'\sid="([^"]*)"', ask(app, path).text)
        assert len(set(ids)) == len(ids), path


words = st.sampled_from(
    ["for", "with", "ada", "bike-shops", "it", "ar", "customers", "chainring", "plans", "..", "", "é"]
)
paths = st.lists(words, max_size=5).map(lambda found: "/" + "/".join(found)) | st.text(max_size=30).map("/{}".format)
values = words | st.text(max_size=30).map(lambda value: quote(value, errors="replace"))
queries = st.lists(st.tuples(st.sampled_from(["via", "pain", "use-case", "x", ""]), values), max_size=4).map(
    lambda pairs: "&".join("=".join(pair) for pair in pairs)
)
headers = st.sampled_from(["", "it", "ar,en;q=0.1", "*", "gzip", "identity;q=0", '"x"', "W/"]) | st.text(max_size=20)


@law
@given(paths, queries | st.text(max_size=30), headers, headers, headers)
def test_any_request_is_answered(path: str, query: str, language: str, encoding: str, etag: str) -> None:
    request = Request(path, query, "https://www.spokewise.example", NOON, language, encoding, etag)
    answer = service_of(spokewise()).answer(request)
    assert answer.status in (200, 304, 308, 404)
    assert all("\n" not in value for value in answer.headers.values())
