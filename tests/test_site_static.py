"""Static files: kept for a year, compressed, with the headers of every answer; and nothing from elsewhere."""

import gzip
import re

import pytest
from spokewise import read, text, values

from goodword import security


def statics() -> list[str]:
    return values(text("/"), r'(?:href|src)="(/static/[^"]*)"')


def test_static_files_are_kept_for_a_year_under_names_that_change_with_them() -> None:
    assert len(statics()) >= 3
    for url in statics():
        answer = read(url)
        assert re.search(r"\.[0-9a-f]{12}\.(?:css|js|svg)$", url)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"method": "HEAD"}, 200),
        ({"method": "POST"}, 405),
        ({"if_modified_since": "Thu, 01 Jan 2099 00:00:00 GMT"}, 304),
        ({"range": "bytes=0-9"}, 206),
        ({"range": "bytes=9-0"}, 416),
        ({"accept_encoding": "gzip"}, 200),
    ],
    ids=str,
)
def test_static_files_have_the_headers_of_every_answer(asked: dict[str, str], status: int) -> None:
    answer = read(statics()[0], **asked)
    assert answer.status_code == status
    for name, value in security.HEADERS.items():
        assert answer.headers.getlist(name) == [value], name
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("ending", [".css", ".js", ".svg"])
def test_static_files_are_compressed(ending: str) -> None:
    url = next(url for url in statics() if url.endswith(ending))
    zipped, plain = read(url, accept_encoding="gzip"), read(url)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(zipped.data) == plain.data


@pytest.mark.parametrize("path", ["/static/../wsgi.py", "/static/%2e%2e/wsgi.py", "/static/", "/static/README.md"])
def test_nothing_else_is_served_as_static(path: str) -> None:
    assert read(path).status_code == 404


def test_a_page_loads_nothing_from_elsewhere() -> None:
    for path in ("/", "/with/ada", "/ar/customers/chainring"):
        loaded = values(text(path), r'<(?:img|script|link rel="(?:icon|stylesheet)")[^>]*? (?:src|href)="([^"]*)"')
        assert loaded
        assert [url for url in loaded if not url.startswith(("/static/", "/media/"))] == []
