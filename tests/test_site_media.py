"""Images: served while something may show them, and no other file."""

from datetime import date

import pytest
from factories import NOON, TODAY, case, consent, library
from spokewise import read, text, values

from goodword.content.kinds import Consent
from goodword.site.media import showable


def images(path: str) -> list[str]:
    return values(text(path), r'<img[^>]*? src="(/media/[^"]*)"')


def test_images_of_a_page_are_served_for_a_while() -> None:
    found = images("/customers/chainring")
    assert len(found) >= 2
    for url in found:
        answer = read(url)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=300")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_known_image_is_not_sent_again() -> None:
    url = images("/customers/chainring")[0]
    etag = read(url).headers["ETag"]
    assert read(url, if_none_match=etag).status_code == 304


def test_a_drawing_opened_by_itself_does_nothing() -> None:
    url = next(url for url in images("/customers/chainring") if url.endswith(".svg"))
    answer = read(url)
    assert answer.content_type.startswith("image/svg+xml")
    assert answer.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/media/0123456789abcdef0123/none.png",
        "/media/../goodword.db",
        "/media/%2e%2e/goodword.db",
        "/media/..%2f..%2fgoodword.db/x",
        "/media/x",
        "/media/a/b/c",
    ],
)
def test_no_other_file_is_media(path: str) -> None:
    assert read(path).status_code == 404


def test_what_an_image_was_made_with_is_not_served() -> None:
    folder = images("/customers/chainring")[0].rpartition("/")[0]
    assert read(f"{folder}/.image").status_code == 404


LOGO = Consent.model_validate(
    {"granted_by": "O", "granted_on": TODAY, "scope": "logo", "channels": "partner-pages", "partners": ["ben"]}
)


@pytest.mark.parametrize(
    ("records", "there"),
    [
        pytest.param([consent("name", "logo")], True, id="name and logo"),
        pytest.param([consent("logo")], False, id="a logo without the name"),
        pytest.param([consent("name", "logo", channels=["kits", "email"])], False, id="for kits"),
        pytest.param([consent("name", "logo", partners=["ada"], channels="partner-pages")], True, id="on Ada's pages"),
        pytest.param([consent("name", "logo", partners=[], channels="partner-pages")], False, id="on nobody's pages"),
        pytest.param([consent("name", partners=["ada"], channels="partner-pages"), LOGO], False, id="on no one page"),
        pytest.param([consent("name"), consent("logo", expires_on=date(2026, 6, 30))], False, id="one of two expired"),
    ],
)
def test_a_logo_is_served_while_one_place_may_show_it(records: list[Consent], there: bool) -> None:
    fell = case("fell", *records)
    assert showable(library(fell), fell, "logo", NOON) == there
