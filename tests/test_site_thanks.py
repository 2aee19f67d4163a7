"""The page after a lead: what happens next, when, by whom; in the company's words, or in ours."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import add_partner, write_company
from flask import Flask
from leads import opened
from spokewise import meta, read, text


@pytest.mark.parametrize(
    ("path", "headline", "within"),
    [
        ("/leads/thanks", "Your spokes are counted", "within 2 days"),
        ("/it/leads/thanks", "I tuoi raggi sono contati", "entro 2 giorni"),
        ("/ar/leads/thanks", "عددنا برامق عجلاتك", "والمهلة يومان"),
    ],
)
def test_it_says_what_happens_next_and_when_and_by_whom(path: str, headline: str, within: str) -> None:
    html = text(path)
    assert re.search(rf"<h1>{headline}</h1>", html)
    assert within in html and "hello@spokewise.example" in html
    assert 'href="https://go.spokewise.example/meet"' in html


def test_its_sections_stand_below_and_a_second_form_does_not() -> None:
    html = text("/leads/thanks")
    assert html.index("What happens next") < html.index("Pump your tires.") < html.index('id="faqs"')
    assert "lead-form-fields" not in html


def test_search_engines_have_no_use_for_it() -> None:
    html = text("/leads/thanks")
    assert meta(html, "robots") == ["noindex"]
    assert "canonical" not in html and "hreflang=" not in html.partition("</head>")[0]
    assert "/leads" not in text("/sitemap.xml")


@pytest.mark.parametrize(
    ("path", "to"),
    [("/Leads/Thanks/?via=ada", "/leads/thanks?via=ada"), ("/en/leads/thanks", "/leads/thanks")],
)
def test_it_has_one_spelling(path: str, to: str) -> None:
    answer = read(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, to)


@pytest.mark.parametrize("path", ["/thanks", "/leads/thanks/more", "/leads/other", "/with/ada/leads/thanks"])
def test_it_is_nowhere_else(path: str) -> None:
    assert read(path).status_code == 404


def test_the_referral_goes_on(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    app = make_app(database_url=sqlite_url)
    add_partner(app, "ada")
    html = opened(app, "/leads/thanks?via=ada").text
    assert re.search(r'href="/use-cases\?via=ada&amp;gw_id=clk_\w{32}"', html)
    assert re.search(r'href="https://go\.spokewise\.example/meet\?[^"]*via=ada', html)


def test_without_a_file_there_is_a_page_too(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> None:
    root = write_company(tmp_path / "mine", {"content/pages/home.md": "---\ntitle: Home\n---\n"})
    brand = root / "site" / "brand.toml"
    kept = re.sub(r"(?m)^(contact|reply_within|booking_url) = .*\n", "", brand.read_text(encoding="utf-8"))
    brand.write_text(kept, encoding="utf-8")
    app = make_app(root=root, database_url=sqlite_url)
    for path, headline in (
        ("/leads/thanks", "Thank you. Your request is with us."),
        ("/it/leads/thanks", "Grazie. La tua richiesta è arrivata."),
        ("/ar/leads/thanks", "شكرًا لك. وصلنا طلبك."),
    ):
        answer = opened(app, path)
        assert answer.status_code == 200 and f"<h1>{headline}</h1>" in answer.text
        assert 'class="button"' not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert "<title>Thank you · Spokewise</title>" in opened(app, "/leads/thanks").text


def test_a_page_may_open_with_its_hero(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> None:
    page = "---\ntitle: Thank you\nheadline: Splendid\nsections: [hero, text]\n---\n\n## So\n\nSo.\n"
    root = write_company(tmp_path / "mine", {"content/pages/thanks.md": page})
    html = opened(make_app(root=root, database_url=sqlite_url), "/leads/thanks").text
    assert html.count("<h1") == 1 and html.index("Splendid") < html.index("What happens next") < html.index(
        "<p>So.</p>"
    )
