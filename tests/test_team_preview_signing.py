"""Passes of previews: whatever is changed, they open nothing."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import NOON
from itsdangerous import URLSafeSerializer
from spokewise import spokewise

from goodword.team.preview.context import Context
from goodword.team.preview.signing import (
    LONGEST,
    PICTURE,
    SHARE,
    NoPass,
    Pass,
    mark_of,
    marks,
    serializer,
    signed,
    unsigned,
)

SECRET = "0123456789abcdef" * 4
GIVEN = Pass(
    Context("/customers/chainring", "ada", "rust", "remind", "it", "spring", "2026-12-24T18:00", True, "next"),
    NOON + timedelta(days=7),
    "0123456789abcdef",
    frozenset({"aa", "bb"}),
)


@pytest.fixture(autouse=True)
def inside() -> Iterator[None]:
    with spokewise().app_context():
        yield


def opened(token: str, purpose: str = SHARE, secret: str = SECRET) -> Pass:
    return unsigned(token, purpose, secret, UTC)


def test_a_pass_is_what_was_signed() -> None:
    assert opened(signed(GIVEN, SHARE, SECRET)) == GIVEN
    plain = Pass(Context(), NOON, "m")
    assert opened(signed(plain, SHARE, SECRET)) == plain


def test_a_pass_may_have_ended_and_is_still_known() -> None:
    past = replace(GIVEN, until=datetime(2020, 1, 1, tzinfo=UTC))
    assert opened(signed(past, SHARE, SECRET)) == past


CHANGES: dict[str, Callable[[dict[str, object]], object]] = {
    **{f"c.{name}": lambda content, name=name: content["c"].update({name: "x"}) for name in Context.__slots__},  # type: ignore[misc,attr-defined]
    "until": lambda content: content.update(u=9_999_999_999),
    "maker": lambda content: content.update(m="fedcba9876543210"),
    "drafts": lambda content: content.update(d=["cc"]),
    "no drafts": lambda content: content.pop("d"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_field_opens_nothing(change: Callable[[dict[str, object]], object]) -> None:
    token = signed(GIVEN, SHARE, SECRET)
    payload, _, signature = token.rpartition(".")
    content = serializer(SHARE, SECRET).load_payload(payload.encode())
    change(content)
    forged = base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")
    with pytest.raises(NoPass):
        opened(f"{forged}.{signature}")


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("x", id="garbage"),
        pytest.param("." * 50, id="dots"),
        pytest.param("é\ud83d", id="no letters of ours"),
        pytest.param("a" * (LONGEST + 1), id="very long"),
        pytest.param(signed(GIVEN, SHARE, SECRET)[:-1], id="cut off"),
        pytest.param(signed(GIVEN, SHARE, SECRET) + "x", id="more"),
        pytest.param(signed(GIVEN, SHARE, SECRET[::-1]), id="another secret"),
        pytest.param(signed(GIVEN, PICTURE, SECRET), id="another purpose"),
        pytest.param(str(URLSafeSerializer(SECRET, salt=SHARE).dumps({"c": {}})), id="another way of signing"),
    ],
)
def test_what_is_no_pass_of_ours_opens_nothing(token: str) -> None:
    with pytest.raises(NoPass):
        opened(token)


def test_the_purposes_do_not_open_each_other() -> None:
    for purpose, other in ((SHARE, PICTURE), (PICTURE, SHARE)):
        with pytest.raises(NoPass):
            opened(signed(GIVEN, purpose, SECRET), other)


def test_a_pass_says_no_name_of_a_draft_and_no_address_of_its_maker() -> None:
    given = replace(GIVEN, drafts=marks([("case-study", "quellmark")]), maker=mark_of("mina@spokewise.example"))
    payload = signed(given, SHARE, SECRET).rpartition(".")[0]
    content = json.dumps(serializer(SHARE, SECRET).load_payload(payload.encode()))
    assert "quellmark" not in content and "mina" not in content
