"""A partner's pages: who is named, what is disclosed, which links carry the referral on."""

import pytest
from spokewise import links, text

LANDINGS = ("/", "/for/workshops", "/it/for/bike-shops", "/ar")


@pytest.mark.parametrize("partner", ["cy", "ben", "x" * 300, "%3Cb%3E"])
@pytest.mark.parametrize("form", ["/with/{}", "/?via={}"])
def test_an_unknown_or_suspended_partner_gives_the_general_page(partner: str, form: str) -> None:
    assert text(form.format(partner)) == text("/")


def test_an_unknown_partner_of_a_niche_gives_the_niche() -> None:
    assert text("/with/cy/for/bike-shops") == text("/for/bike-shops")


@pytest.mark.parametrize("path", ["/with/ada", "/?via=ada", "/?via=Ada", "/?via=cy&via=ada", "/?via=+ada"])
def test_a_partners_page_names_the_partner(path: str) -> None:
    html = text(path)
    assert "Ada Bright" in html
    assert "Presented by" in html


def test_the_path_wins_over_the_query() -> None:
    html = text("/with/ada?via=omar")
    assert "Ada Bright" in html
    assert "Omar" not in html


def test_a_customer_recommends() -> None:
    assert "Recommended by" in text("/with/omar")


def test_the_partner_speaks_the_pages_language_where_it_can() -> None:
    assert "Ada Brillante" in text("/it/with/ada")
    assert 'lang="en"' in text("/it/with/ada").split('class="note"')[1].split("</blockquote>")[0]


def test_a_partners_words_are_data() -> None:
    assert "My &lt;shop&gt; runs on it." in text("/with/ada")


def test_what_a_partner_may_earn_is_disclosed_on_every_referred_page() -> None:
    for path in ("/with/ada", "/?via=ada", "/it/for/workshops?via=ada", "/customers?via=ada", "/privacy?via=ada"):
        assert 'class="disclosure"' in text(path), path
    for path in ("/", "/customers", "/with/cy"):
        assert 'class="disclosure"' not in text(path), path


def test_an_offer_for_one_partners_visitors_shows_to_them_alone() -> None:
    shown = {path: text(path) for path in ("/", "/with/ada", "/with/omar")}
    assert [path for path, html in shown.items() if '<code dir="ltr">0420</code>' in html] == ["/with/omar"]


@pytest.mark.parametrize("path", ["/?via=ada", "/with/ada", "/it/for/workshops?via=ada", "/customers?via=ada"])
def test_internal_links_of_a_referred_visit_carry_the_partner(path: str) -> None:
    internal = [url for url in links(text(path)) if url.startswith("/") and not url.startswith(("/static/", "/media/"))]
    assert internal
    assert [url for url in internal if "via=ada" not in url and "/with/ada" not in url] == []


def test_links_of_other_visits_carry_nothing() -> None:
    assert not any("via=" in url for path in LANDINGS for url in links(text(path)))


def test_internal_links_stay_in_the_language() -> None:
    """All but those of the switcher, which lead to the other languages."""
    internal = [url for url in links(text("/it/for/workshops")) if url.startswith("/")]
    assert [url for url in internal if not url.startswith("/it")] == ["/for/workshops", "/ar/for/workshops"]
