"""A page made fit for being looked at: where its links lead, what its forms do, where its pictures come from."""

import pytest

from goodword.team.preview.document import document, marked
from goodword.team.preview.links import Leading, made_fit

ORIGIN = "https://www.spokewise.example"
HASH = "0123456789abcdef0123"
NOWHERE = ' role="link" aria-disabled="true" title='


def fit(html: str) -> str:
    def onward(path: str) -> str | None:
        return None if path == "/secret" else f"/p?page={path.partition('#')[0]}&x=1"

    return made_fit(
        html, Leading(onward, ORIGIN, frozenset({"go.spokewise.example"})), lambda path: f"/pictures/{path}"
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param('<a href="/plans">', '<a href="/p?page=/plans&amp;x=1">', id="a page"),
        pytest.param(
            '<a class="x" href="/plans#top">', '<a class="x" href="/p?page=/plans&amp;x=1#top">', id="a place"
        ),
        pytest.param(f'<a href="{ORIGIN}/it">', '<a href="/p?page=/it&amp;x=1">', id="our own whole address"),
        pytest.param('<a href="#faqs">', '<a href="#faqs">', id="on this page"),
        pytest.param('<a href="mailto:a@b.example">', '<a href="mailto:a@b.example">', id="mail"),
        pytest.param('<a href="https://other.example/x">', '<a href="https://other.example/x">', id="somebody else"),
        pytest.param('<a name="x">', '<a name="x">', id="no link"),
        pytest.param('<abbr title="href">', '<abbr title="href">', id="something else"),
        pytest.param(
            '<a class="button" href="https://go.spokewise.example/start?via=ada" rel="nofollow">',
            f'<a class="button"{NOWHERE}"https://go.spokewise.example/start?via=ada">',
            id="the product, which would count a visit",
        ),
        pytest.param('<a href="/secret" hreflang="it">', f'<a{NOWHERE}"/secret">', id="closed"),
        pytest.param('<a href="//evil.example/x">', f'<a{NOWHERE}"//evil.example/x">', id="no scheme"),
        pytest.param('<a href="/portal/sign-in">', f'<a{NOWHERE}"/portal/sign-in">', id="the portal"),
        pytest.param('<a href="plans">', f'<a{NOWHERE}"plans">', id="relative"),
        pytest.param('<a href="">', f'<a{NOWHERE}"">', id="empty"),
        pytest.param('<a href="/x?a=1&amp;b=2">', '<a href="/p?page=/x?a=1&amp;b=2&amp;x=1">', id="escaped"),
    ],
)
def test_where_a_link_leads(link: str, expected: str) -> None:
    assert fit(link) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ('<form method="post" action="/leads" class="x">', '<form class="x" inert>'),
        ("<form>", "<form inert>"),
        ('<button class="y" formaction="/leads" type="submit">', '<button class="y" type="submit">'),
    ],
)
def test_forms_do_nothing(form: str, expected: str) -> None:
    assert fit(form) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f'<img src="/media/{HASH}/a.png">', f'<img src="/pictures/{HASH}/a.png">'),
        (
            f'<img srcset="/media/{HASH}/a.png 300w, /media/{HASH}/b.png 600w">',
            f'<img srcset="/pictures/{HASH}/a.png 300w, /pictures/{HASH}/b.png 600w">',
        ),
        (f'<meta content="{ORIGIN}/media/{HASH}/a.png">', f'<meta content="/pictures/{HASH}/a.png">'),
        ("<p>/media/x</p>", "<p>/media/x</p>"),
        ('<link href="/static/site.css">', '<link href="/static/site.css">'),
    ],
)
def test_pictures_come_from_where_drafts_pictures_may(html: str, expected: str) -> None:
    assert fit(html) == expected


PAGE = """<html><head><title>T</title>
  <link rel="canonical" href="/x">
  <link rel="alternate" hreflang="it" href="/it">
  <meta name="robots" content="noindex">
  <meta property="og:url" content="/x">
  <link rel="stylesheet" href="/s.css">
</head><body class="b">
<a class="skip" href="#main">Skip</a>
<main><section id="a">A</section><!--after:a--><section id="b">B</section><!--after:b--></main></body></html>"""


def test_the_bar_stands_behind_the_skip_link_and_reasons_behind_their_sections() -> None:
    made = document(PAGE, "<meta m>", "<aside>", {"a": "<why>"}, "<last>")
    body = '<body class="b">\n<a class="skip" href="#main">Skip</a>\n<aside>\n'
    assert body in made
    assert '<section id="a">A</section><why><section id="b">B</section><last></main>' in made
    assert marked(PAGE) == {"a", "b"} and marked(made) == frozenset()


def test_a_preview_is_nowhere_for_machines() -> None:
    head = document(PAGE, "<meta m>", "", {}).partition("</head>")[0]
    assert head == '<html><head><title>T</title>\n  <link rel="stylesheet" href="/s.css">\n<meta m>\n'
