"""The same page in several languages: offers, the switcher, fallback text and what marks it, words of a niche."""

import pytest
from spokewise import links, read, text, without_ids

LANDINGS = ("/", "/for/workshops", "/it/for/bike-shops", "/ar")


def test_a_reader_of_another_language_is_offered_it() -> None:
    html = text("/", accept_language="it, en;q=0.5")
    assert 'class="language-bar"' in html
    assert '<a href="/it" hreflang="it" lang="it" dir="ltr">' in html


@pytest.mark.parametrize("header", ["", "en", "en-GB,it;q=0.9", "de", "*", "it;q=0"])
def test_nobody_else_is(header: str) -> None:
    assert 'class="language-bar"' not in text("/", accept_language=header)


def test_only_a_language_that_the_page_is_written_in_is_offered() -> None:
    assert 'class="language-bar"' not in text("/plans", accept_language="it")
    assert 'class="language-bar"' in text("/plans", accept_language="ar")


def test_the_offer_keeps_the_partner_and_the_wish() -> None:
    html = text("/?via=ada&pain=no-shows", accept_language="it")
    bar = html.split('class="language-bar"')[1].split("</details>")[0]
    assert [without_ids(url) for url in links(bar)] == ["/it/with/ada?pain=no-shows&gw_id=clk_"]


def test_the_switcher_names_every_language_by_region_and_marks_what_is_missing() -> None:
    html = text("/it/plans").split('class="menu languages"')[1].split("</details>")[0]
    assert [f'lang="{code}"' in html for code in ("en", "it", "ar")] == [True] * 3
    assert ["Europa" in html, "Golfo" in html] == [True, True]
    assert links(html) == ["/plans", "/it/plans", "/ar/plans"]
    assert html.count("<small>") == 1
    assert 'aria-current="true"' in html


@pytest.mark.parametrize(
    ("path", "language", "direction"), [("/", "en", "ltr"), ("/it", "it", "ltr"), ("/ar", "ar", "rtl")]
)
def test_a_page_says_its_language_and_direction(path: str, language: str, direction: str) -> None:
    assert f'<html lang="{language}" dir="{direction}">' in text(path)
    assert read(path).headers["Content-Language"] == language


def test_text_that_is_missing_falls_back_and_is_marked() -> None:
    """Arabic has no text of its own on the start page; English stands in, marked as what it is."""
    html = text("/ar")
    assert '<h1><span lang="en" dir="ltr">' in html
    assert '<div class="prose" lang="en" dir="ltr">' in html


def test_text_of_the_pages_own_language_is_not_marked() -> None:
    assert "<h1>Prenotazioni con le mani occupate</h1>" in text("/it")


def test_part_of_an_entry_may_be_translated() -> None:
    """The Italian start page has a headline of its own and no body: each is marked for itself."""
    assert '<div class="prose" lang="en" dir="ltr">' in text("/it")


def test_words_of_the_niche_replace_general_ones() -> None:
    assert "Drivers do not call twice." in text("/for/workshops")
    assert "Gli automobilisti non richiamano." in text("/it/for/workshops")
    assert "a repair waits eleven days. Riders go" in text("/for/bike-shops")


def test_no_mark_of_a_placeholder_is_left() -> None:
    for path in (*LANDINGS, "/with/ada", "/with/cy", "/plans", "/with/ada/for/bike-shops"):
        html = text(path)
        assert "{{" not in html
        assert not set("\ue000\ue001\ue002\ue003") & set(html), path
