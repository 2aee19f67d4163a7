"""Error pages: they look like the site, speak the language of the address and give nothing back of it."""

import pytest
from spokewise import read, values

from goodword import security


@pytest.mark.parametrize(
    ("path", "language", "direction"),
    [
        ("/nothing", "en", "ltr"),
        ("/it/niente", "it", "ltr"),
        ("/ar/customers/x", "ar", "rtl"),
        ("/with/ada/x", "en", "ltr"),
    ],
)
def test_an_error_page_looks_like_the_site_and_speaks_its_language(path: str, language: str, direction: str) -> None:
    answer = read(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert 'class="site-header"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert values(answer.text, r'<meta name="robots" content="([^"]*)"') == ["noindex"]
    assert "canonical" not in answer.text


def test_error_pages_differ_by_language_in_their_words() -> None:
    titles = {values(read(path).text, r"<h1>([^<]*)</h1>")[0] for path in ("/x", "/it/x", "/ar/x")}
    assert len(titles) == 3


def test_what_is_said_in_the_address_is_not_said_back() -> None:
    assert "quellmark" not in read("/quellmark/<script>").text
    assert "<script>quell" not in read("/%3Cscript%3Equell").text


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/", "GET", 200),
        ("/with/ada", "GET", 200),
        ("/en", "GET", 308),
        ("/nothing", "GET", 404),
        ("/", "POST", 405),
        ("/sitemap.xml", "GET", 200),
        ("/healthz", "GET", 200),
        ("/static/none.css", "GET", 404),
        ("/media/0/none.png", "GET", 404),
    ],
)
def test_every_answer_has_the_security_headers(path: str, method: str, status: int) -> None:
    answer = read(path, method=method)
    assert answer.status_code == status
    for name, value in security.HEADERS.items():
        assert answer.headers.getlist(name) == [value], name
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_something_broken_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("goodword.site.serving.Service.answer", broken)
    answer = read("/it")
    assert answer.status_code == 500
    assert '<html lang="it"' in answer.text
    assert "broken" not in answer.text.lower().replace("something broke", "")


def test_an_error_page_that_breaks_too_is_a_line_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("goodword.site.errors.page_of", broken)
    answer = read("/nothing")
    assert (answer.status_code, answer.text) == (404, "404 Not Found\n")


def test_a_strange_host_gets_a_page_without_addresses() -> None:
    answer = read("/", host="evil.example")
    assert answer.status_code == 400
    assert "evil.example/" not in answer.text
