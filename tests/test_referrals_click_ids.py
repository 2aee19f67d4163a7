"""goodword.referrals.click_ids: what an id tells, and that nobody else can make one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.referrals.click_ids import CHANCE, FORM, LENGTH, ClickId, key_of, made_for, new_id, parse

KEY = key_of("k" * 32)
NOON = datetime(2026, 7, 1, 8, 0, 0, 123_000, tzinfo=UTC)
GOOD = new_id(KEY, NOON, b"\1" * CHANCE, "ada", "v1")


def read(text: str) -> ClickId:
    found = parse(text)
    assert found
    return found


def test_an_id_tells_when_it_was_made() -> None:
    assert FORM.fullmatch(GOOD) and len(GOOD) == LENGTH
    assert read(GOOD) == ClickId(GOOD, NOON)


@pytest.mark.parametrize(
    ("key", "partner", "visitor", "ours"),
    [
        pytest.param(KEY, "ada", "v1", True, id="as made"),
        pytest.param(KEY, "omar", "v1", False, id="another partner"),
        pytest.param(KEY, "", "v1", False, id="no partner"),
        pytest.param(KEY, "ada", "v2", False, id="another visitor"),
        pytest.param(KEY, "ada", "", False, id="a visitor nobody can tell apart"),
        pytest.param(key_of("x" * 32), "ada", "v1", False, id="another site's key"),
        pytest.param(KEY, "ada\0v1", "", False, id="the same text cut elsewhere"),
    ],
)
def test_an_id_is_good_for_whom_it_was_made(key: bytes, partner: str, visitor: str, ours: bool) -> None:
    assert made_for(key, read(GOOD), partner, visitor) is ours


@pytest.mark.parametrize("place", range(4, LENGTH))
def test_no_character_can_be_changed(place: int) -> None:
    other = "b" if GOOD[place] == "a" else "a"
    changed = parse(GOOD[:place] + other + GOOD[place + 1 :])
    assert changed is None or not made_for(KEY, changed, "ada", "v1")


@pytest.mark.parametrize(
    "text",
    ["", "clk_", GOOD[:-1], GOOD + "a", GOOD.upper(), GOOD[4:], f" {GOOD}", f"{GOOD}\n", "clk_" + "1" * 32, "clk_é"],
)
def test_what_is_not_well_formed_is_no_id(text: str) -> None:
    assert parse(text) is None


def test_a_moment_after_the_last_year_is_no_moment() -> None:
    assert parse("clk_" + "7" * 32) is None


@given(st.text(max_size=60) | st.from_regex(FORM, fullmatch=True))
def test_any_text_can_be_read_and_proves_nothing(text: str) -> None:
    found = parse(text)
    assert found is None or not made_for(KEY, found, "ada", "v1")


def test_two_of_one_moment_are_two() -> None:
    assert new_id(KEY, NOON, b"\2" * CHANCE, "ada", "v1") != GOOD
