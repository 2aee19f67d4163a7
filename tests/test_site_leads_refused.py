"""Leads that are refused, or cannot be kept; and bodies that no form would send."""

import os
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from leads import GOOD, afresh, facts, send, workshop


@pytest.fixture
def app() -> Flask:
    return afresh(workshop())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
    ],
)
def test_forms_of_other_sites_are_refused(app: Flask, headers: dict[str, str]) -> None:
    answer = send(app, **headers)
    assert answer.status_code == 403 and "not sent from a page of this site" in answer.text
    assert facts(app) == []


@pytest.mark.parametrize(
    "headers", [{"origin": "http://localhost"}, {"origin": "null", "sec_fetch_site": "same-origin"}]
)
def test_our_own_forms_are_taken(app: Flask, headers: dict[str, str]) -> None:
    assert send(app, **headers).status_code == 303


def test_what_cannot_be_kept_is_not_thanked_for(app: Flask) -> None:
    folder: Path = app.extensions["goodword.settings"].var / "journal"
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")  # no folder can be made here, whoever we are
    answer = send(app, fields=GOOD | {"message": "Keep <this>"})
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "This was not sent" in answer.text and "Keep &lt;this&gt;" in answer.text
    folder.unlink()
    assert send(app).status_code == 303


@pytest.mark.parametrize(
    ("path", "home"), [("/leads", "/"), ("/it/leads", "/it"), ("/ar/leads?via=ada", "/ar?via=ada")]
)
def test_opening_the_address_leads_to_a_form(app: Flask, path: str, home: str) -> None:
    for method in ("GET", "HEAD"):
        answer = app.test_client().open(path, method=method)
        assert (answer.status_code, answer.headers["Location"]) == (302, home)


MANY = "&".join(f"f{number}=x" for number in range(10_000))
PART = '--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param(b"", "", 422, id="nothing"),
        pytest.param(b'{"name": "Cy"}', "application/json", 422, id="JSON"),
        pytest.param(b"name=%00%ff%fe&email=%ed%a0%80", "application/x-www-form-urlencoded", 422, id="no UTF-8"),
        pytest.param(
            "name=Zoë".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16", 422, id="UTF-16"
        ),
        pytest.param(MANY.encode(), "application/x-www-form-urlencoded", 422, id="ten thousand fields"),
        pytest.param(b"a" * 300_000, "application/x-www-form-urlencoded", 413, id="huge"),
        pytest.param(b"message=" + b"a" * 200_000, "application/x-www-form-urlencoded", 422, id="large"),
        pytest.param(b"--x", "multipart/form-data; boundary=x", 422, id="half a part"),
        pytest.param(b"--x", "multipart/form-data", 422, id="parts without a boundary"),
        pytest.param(
            "".join(PART.format(name=f"f{n}", value="x") for n in range(1_000)).encode() + b"--x--\r\n",
            "multipart/form-data; boundary=x",
            413,
            id="a thousand parts",
        ),
        pytest.param(os.urandom(5_000), "multipart/form-data; boundary=x", 422, id="noise"),
        pytest.param(b"name[]=1&name=2&=3&&&;%", "application/x-www-form-urlencoded", 422, id="crumbs"),
    ],
)
def test_no_body_breaks_it(app: Flask, body: bytes, kind: str, status: int) -> None:
    for path in ("/leads", "/ar/leads"):
        answer = app.test_client().post(path, data=body, content_type=kind or None)
        assert answer.status_code == status
        assert "<h1" in answer.text
    assert app.test_client().post("/consent", data=body, content_type=kind or None).status_code in (303, 413)
    assert facts(app) == []


def test_a_form_in_parts_is_a_form(app: Flask) -> None:
    body = "".join(PART.format(name=name, value=value) for name, value in GOOD.items()).encode() + b"--x--\r\n"
    answer = app.test_client().post("/leads", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 303 and facts(app)[0]["name"] == "Cy Nobody"


@pytest.mark.parametrize(
    ("more", "length", "status"),
    [
        pytest.param("&message=whole", None, 303, id="in chunks"),
        pytest.param("&message=half", 5_000, 400, id="cut off"),
        pytest.param(f"&message={'+' * 300_000}&company=Lost", None, 413, id="huge, in chunks"),
    ],
)
def test_a_form_is_taken_whole_or_not_at_all(app: Flask, more: str, length: int | None, status: int) -> None:
    """As gunicorn hands bodies over: it says where they end, also where their sender was gone before."""
    body = BytesIO((urlencode(GOOD) + more).encode())
    told = {"CONTENT_LENGTH": str(length)} if length else {"HTTP_TRANSFER_ENCODING": "chunked"}
    server = {"wsgi.input_terminated": True, **told}
    form = "application/x-www-form-urlencoded"
    answer = app.test_client().post("/leads", input_stream=body, content_type=form, environ_overrides=server)
    assert answer.status_code == status
    assert len(facts(app)) == (status == 303)
