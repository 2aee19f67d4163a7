"""A proxy on this machine that nobody named: every visitor seems to be one, and nobody is blamed for the others."""

import logging

import pytest
from flask import Flask
from leads import GOOD, afresh, facts, send, workshop

from goodword.accounts.clients import UNTRUSTED, known_by
from goodword.settings_of_proxies import trusted_proxies
from goodword.site.lead_limits import FROM_ADDRESS, LIMITS

MANY = LIMITS[FROM_ADDRESS].most + 5


@pytest.fixture
def app() -> Flask:
    app = afresh(workshop())
    app.extensions.pop(UNTRUSTED, None)
    return app


def of_another(path: str, number: int) -> dict[str, str]:
    """What the form of this path holds, of a person who never sent it before."""
    person = {"name": f"Person {number}", "email": f"person{number}@example.com"}
    if path == "/refer":
        colleague = {"colleague_name": f"Friend {number}", "colleague_email": f"friend{number}@example.com"}
        person |= colleague | {"relation": "customer"}
    return GOOD | person


@pytest.mark.parametrize("path", ["/leads", "/refer"])
def test_behind_a_proxy_that_nobody_named_no_address_is_counted_and_that_is_told(
    app: Flask, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        for number in range(MANY):
            answer = send(app, path, of_another(path, number), x_forwarded_for=f"198.51.100.{number + 1}")
            assert answer.status_code == 303
    assert [lead.get("suspicion") for lead in facts(app)] == [None] * MANY
    told = [record for record in caplog.records if "GOODWORD_TRUSTED_PROXIES" in record.getMessage()]
    assert [record.levelname for record in told] == ["WARNING"]
    assert app.test_client().get("/readyz").get_json()["proxy"] == "not in GOODWORD_TRUSTED_PROXIES"


def test_without_a_proxy_there_is_nothing_to_tell(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        send(app)
    assert "GOODWORD_TRUSTED_PROXIES" not in caplog.text
    assert "proxy" not in app.test_client().get("/readyz").get_json()


@pytest.mark.parametrize(
    ("forwarded", "known"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("198.51.100.1:50123", "198.51.100.1"),
        ("[2001:db8:1:2:3::4]:443", "2001:0db8:0001:0002::/64"),
        ("[2001:db8:1:2:3::4]", "2001:0db8:0001:0002::/64"),
        ("198.51.100.1:50123, 10.1.2.3:80", "198.51.100.1"),
        ("", None),
        ("unknown", None),
        ("198.51.100.1, _hidden", None),
        ("10.1.2.3", None),
    ],
)
@pytest.mark.parametrize("development", [True, False])
def test_the_address_of_a_named_proxy_is_no_visitor_s(forwarded: str, known: str | None, development: bool) -> None:
    """Else twenty forms in an hour, from whomever it asks for, would make the next ones suspect."""
    assert known_by("10.0.0.9", forwarded, trusted_proxies("10.0.0.0/8"), development) == known
