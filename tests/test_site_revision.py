"""Every page says which content it was made of."""

import pytest
from spokewise import read, spokewise

from goodword.app import SHELF

PAGES = ("/", "/it/for/workshops", "/with/ada", "/?via=ada", "/customers", "/guides/quiet-phone", "/with/cy")
HEADER = "Content-Revision"


def live() -> str:
    return str(spokewise().extensions[SHELF].library.revision)[:16]


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/customers/silent", "/sitemap.xml"])
def test_a_page_names_the_revision_of_the_content_it_shows(path: str) -> None:
    assert read(path).headers[HEADER] == live() != ""


def test_what_is_known_already_names_it_too() -> None:
    again = read("/", if_none_match=read("/").headers["ETag"])
    assert (again.status_code, again.headers[HEADER]) == (304, live())


@pytest.mark.parametrize("path", ["/for/officine", "/prices", "/with/ada/for/bikes"])
def test_a_redirect_that_content_asks_for_names_it(path: str) -> None:
    answer = read(path)
    assert (answer.status_code, answer.headers[HEADER]) == (308, live())


@pytest.mark.parametrize("path", ["/en", "/For/Workshops", "/robots.txt", "/healthz"])
def test_what_is_not_made_of_content_names_none(path: str) -> None:
    assert HEADER not in read(path).headers


def test_a_static_file_names_none() -> None:
    style = read("/").text.split('<link rel="stylesheet" href="')[1].split('"')[0]
    answer = read(style)
    assert answer.status_code == 200
    assert HEADER not in answer.headers
