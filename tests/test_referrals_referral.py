"""goodword.referrals.referral: who sent the visitor, read from an address, and what a click keeps of it."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.referrals.referral import CLICK_IDS, KEYS, NOBODY, Referral, Sender, referral, sender, tidy

PARTNERS = frozenset({"ada", "omar"})


def is_partner(slug: str) -> bool:
    return slug in PARTNERS


def read(path: str | None = None, **query: Any) -> Referral:
    given = {key: [value] if isinstance(value, str) else value for key, value in query.items()}
    return referral(sender(path, given, is_partner), given, is_partner)


def sent(path: str | None = None, **query: Any) -> Sender:
    return sender(path, {key: [value] if isinstance(value, str) else value for key, value in query.items()}, is_partner)


@pytest.mark.parametrize(
    ("path", "query", "partner"),
    [
        pytest.param("ada", {}, "ada", id="the path"),
        pytest.param("ada", {"via": "omar", "aff": "omar"}, "ada", id="the path before all others"),
        pytest.param("cy", {"via": "ada"}, "", id="an unknown path is not made up for"),
        pytest.param(" Ada ", {}, "ada", id="the path in any spelling"),
        *(pytest.param(None, {key: "ada"}, "ada", id=f"{key} alone") for key in KEYS),
        *(
            pytest.param(None, {later: "omar", earlier: "ada"}, "ada", id=f"{earlier} before {later}")
            for earlier, later in pairwise(KEYS)
        ),
        pytest.param(None, {"via": ["ada", "omar"]}, "ada", id="the first of two"),
        pytest.param(None, {"via": ["cy", "ada"]}, "ada", id="the first that is known"),
        pytest.param(None, {"via": "cy", "sld": "ada"}, "ada", id="a known alias before an unknown via"),
        pytest.param(None, {"fpr": " ADA"}, "ada", id="an alias in any spelling"),
        pytest.param(None, {"VIA": "ada"}, "", id="keys have one spelling"),
        pytest.param(None, {"via": ""}, "", id="said and empty"),
        pytest.param(None, {"ref": "producthunt"}, "", id="ref means many things"),
        pytest.param(None, {"utm_source": "ada"}, "", id="a source is no partner"),
    ],
)
def test_who_sent(path: str | None, query: Any, partner: str) -> None:
    assert sent(path, **query).partner == partner


@pytest.mark.parametrize(
    ("path", "query", "anyone"),
    [
        (None, {}, False),
        (None, {"utm_source": "news", "gclid": "1", "sid": "x", "gw_id": "y"}, False),
        (None, {"ref": "producthunt"}, False),
        (None, {"ref": "ada"}, True),
        (None, {"via": ""}, True),
        (None, {"refcode": "cy"}, True),
        ("cy", {}, True),
    ],
)
def test_whether_there_is_a_referral_at_all(path: str | None, query: Any, anyone: bool) -> None:
    assert sent(path, **query).anyone is anyone


@pytest.mark.parametrize(
    ("path", "query", "unknown"),
    [
        (None, {"via": "ada"}, ""),
        (None, {"via": "cy"}, "via=cy"),
        (None, {"aff": "cy"}, "aff=cy"),
        (None, {"aff": "cy", "via": "di"}, "via=di"),
        (None, {"via": "cy", "aff": "ada"}, ""),
        ("cy", {"aff": "ada"}, "via=cy"),
        (None, {"via": "C\x00y\r\n\u202e"}, "via=C y"),
        (None, {"via": "x" * 999}, "via=" + "x" * 120),
    ],
)
def test_what_was_not_known_is_kept(path: str | None, query: Any, unknown: str) -> None:
    assert read(path, **query).unknown == unknown


@pytest.mark.parametrize(
    ("path", "query", "others"),
    [
        ("ada", {}, {}),
        ("ada", {"via": "ADA"}, {}),
        ("ada", {"via": "omar"}, {"via": ["omar"]}),
        (None, {"via": ["ada", "omar", "cy"]}, {"via": ["omar", "cy"]}),
        (None, {"via": "cy", "aff": "ada"}, {"via": ["cy"]}),
        (None, {"via": "cy", "fpr": "di"}, {"fpr": ["di"]}),
        (None, {"via": "ada", "ref": "producthunt"}, {}),
        (None, {"via": "ada", "ref": "omar"}, {"ref": ["omar"]}),
        (None, {"via": ["ada", *"abcdefgh"]}, {"via": [*"abcde"]}),
    ],
)
def test_referrals_that_another_came_before_are_recorded(path: str | None, query: Any, others: Any) -> None:
    assert read(path, **query).others == others


def test_the_rest_of_what_came_is_kept_cut_to_length() -> None:
    found = read(
        "ada",
        sid=["", "mail\x07 7" + "x" * 99],
        utm_source="news",
        utm_term="",
        utm_medium="x" * 999,
        gclid="secret",
        fbclid="",
        gw_id="clk_x",
    )
    assert found.sid == "mail 7" + "x" * 58
    assert found.utm == {"source": "news", "medium": "x" * 120}
    assert found.click_ids == ("gclid",)
    assert found.gw_id == "clk_x"


def test_of_click_ids_only_the_presence_is_kept_and_the_value_handed_over() -> None:
    found = read("ada", **dict.fromkeys(CLICK_IDS, "secret"), other="1", email="cy@example.com")
    assert found.click_ids == CLICK_IDS
    assert found.came == tuple((name, "secret") for name in CLICK_IDS)


def test_a_visit_without_anything_is_nobodys() -> None:
    assert sent() is NOBODY
    assert read() == Referral()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("عيادة", "عيادة"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie: x"),
        ("\u202eevil\u2066", "evil"),
        ("\ud800\ue002x\U000e0fff", "x"),
        ("e\u0301", "é"),
        ("a\0b", "a b"),
    ],
)
def test_marks_that_are_no_text_go(text: str, expected: str) -> None:
    assert tidy(text) == expected


values = st.lists(st.text(max_size=300) | st.sampled_from(["ada", "omar", "cy"]), max_size=8)


@given(
    st.none() | st.text(max_size=200), st.dictionaries(st.sampled_from([*KEYS, "sid", "utm_source", "gclid"]), values)
)
def test_any_address_can_be_read(path: str | None, query: dict[str, list[str]]) -> None:
    found = referral(sender(path, query, is_partner), query, is_partner)
    assert found.partner in {"", *PARTNERS}
    assert not (found.partner and found.unknown)
    assert len(found.unknown) <= 130 and len(found.sid) <= 64
    assert all(len(text) <= 120 for texts in found.others.values() for text in texts)
    for text in (found.unknown, found.sid, *found.utm.values()):
        assert text.encode() and "\0" not in text if text else True
