"""goodword.referrals.crediting: every rule that was tried, in order, with what it looked at and what came out."""

import json

from crediting import bound, credited, touch

from goodword.referrals.crediting import Credited

PASSED = ["named", "active", "oldest", "approved", "own", "before", "inside", "person", "another", "strong"]


def outcomes(found: Credited, touch: int = 1) -> list[str]:
    return [each.outcome for each in found.tried if each.touch == touch]


def steps(found: Credited) -> list[tuple[str, str]]:
    return [(each.rule, each.outcome) for each in found.tried if each.touch == 0]


def test_one_touch_passes_every_rule_and_is_the_result() -> None:
    found = credited(touch("ada"))
    assert outcomes(found) == [*PASSED, "credited"]
    assert steps(found) == []


def test_a_rule_that_fails_is_the_last_of_its_touch() -> None:
    found = credited(touch("ada", 61), touch("ben"))
    assert outcomes(found) == ["named", "active", "oldest", "approved", "own", "before", "outside"]
    assert outcomes(found, 2) == [*PASSED, "credited"]


def test_a_rule_says_what_it_looked_at() -> None:
    found = credited(touch("ada", 61, click="clk_1", link="spring"))
    given = {each.rule: dict(each.given) for each in found.tried}
    assert given == {
        "named": {
            "evidence": "click",
            "partner": "ada",
            "at": "2026-09-22T10:30:00+00:00",
            "click": "clk_1",
            "link": "spring",
        },
        "partner": {"partner": "ada"},
        "program": {"partner": "ada", "program": "affiliates"},
        "enrollment": {
            "partner": "ada",
            "program": "affiliates",
            "status": "approved",
            "approved": "2024-02-26T10:30:00+00:00",
        },
        "terms": {"program": "affiliates", "touch": "last", "days": 60, "precedence": 10},
        "clock": {"touched": "2026-09-22T10:30:00+00:00", "happened": "2026-11-22T10:30:00+00:00"},
        "window": {"days": 60, "age": 61},
        "result": {},
    }


def test_the_steps_of_a_choice_say_who_was_left() -> None:
    found = credited(touch("dan", 9), touch("ada", 8), touch("eve", 7), touch("cora", 0, "heard-from"))
    assert steps(found) == [("strongest", "kept"), ("precedence", "kept"), ("touch", "first")]
    given = [dict(each.given) for each in found.tried if not each.touch]
    assert given == [
        {"of": [1, 2, 3, 4], "left": [1, 2, 3]},
        {"of": [1, 2, 3], "left": [1, 3], "precedence": 30},
        {"of": [1, 3], "left": [1], "program": "agencies"},
    ]


def test_two_programs_of_one_rank_end_with_the_earlier() -> None:
    found = credited(touch("ada", 5), touch("ben", 2), touch("fay", 3), touch("fay", 1))
    assert steps(found)[-3:] == [("touch", "last"), ("touch", "first"), ("earlier", "kept")]
    assert dict(found.tried[-2].given) == {"of": [2, 3], "left": [2]}


def test_that_own_clicks_come_last_is_said() -> None:
    found = credited(touch("ben", 9), touch("ada", 1, kind="self"))
    assert steps(found) == [("strongest", "own-last")]


def test_touches_are_numbered_by_time() -> None:
    found = credited(touch("ada", 1), touch("ben", 3), touch("", 2))
    named = [(each.touch, each.given["partner"]) for each in found.tried if each.rule == "named"]
    assert named == [(1, "ben"), (2, ""), (3, "ada")]


def test_nobody_is_a_result_too() -> None:
    assert [each.outcome for each in credited(touch("hal")).tried] == ["named", "partner-suspended", "nobody"]


def test_a_binding_says_that_it_stays() -> None:
    found = credited(touch("ben"), **bound("ada", "affiliates"))
    assert steps(found) == [
        ("bound", "bound"),
        ("partner", "active"),
        ("enrollment", "approved"),
        ("own", "another"),
        ("result", "credited"),
    ]


def test_a_binding_to_a_suspended_partner_says_why_nobody_is_credited() -> None:
    found = credited(**bound("hal", "affiliates"))
    assert steps(found)[-2:] == [("partner", "partner-suspended"), ("result", "bound-nobody")]


def test_the_reasons_are_plain_and_hold_no_address() -> None:
    found = credited(touch("ada"), touch("ben", 3), **bound("ada", "affiliates", "ada@ada.example"))
    found_unbound = credited(touch("ada"), touch("ben", 3), touch("dan", 0, "code"))
    text = json.dumps([found.why(), found_unbound.why()])
    assert json.loads(text) == [found.why(), found_unbound.why()]
    assert "@" not in text
