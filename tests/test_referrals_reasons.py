"""Reasons of credits and classes as sentences: every one that can come out has words, in every language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from crediting import CY, STANDINGS, at, bound, credited, enrolled, standing, touch

from goodword.referrals import reasons_of_class, reasons_of_credit
from goodword.referrals.agents.lists import data, our_names
from goodword.referrals.crediting import EVIDENCE, Credited, Subject
from goodword.referrals.reasons_of_credit import SENTENCES, flags_said, reasons
from goodword.referrals.recording.duplicates import REASON
from goodword.referrals.touch_rules import FLAGS, RULES
from goodword.saying import Said, translated

ROOT = Path(__file__).parents[1]
NAMES = {"ada": "Ada King", "affiliates": "Affiliates"}


def said(found: Credited) -> list[str]:
    return [str(each.said) for each in reasons(found.why(), NAMES)]


def test_a_credit_is_told_from_the_click_to_the_result() -> None:
    assert said(credited(touch("ada", 2))) == [
        "A link of Ada King was followed on 2026-11-20.",
        "Ada King is an active partner.",
        "It belongs to no program of its own: the oldest approved enrollment is in Affiliates.",
        "Ada King is approved in Affiliates.",
        "Terms of Affiliates: window (days) 60, precedence 10.",
        "It came before what it led to.",
        "It lies inside the window: day 2 of 60.",
        "A person clicked.",
        "The person is no member of Ada King.",
        "A click is strong evidence.",
        "Credited: Ada King in Affiliates.",
    ]


def test_touches_are_told_apart_and_so_is_what_fails() -> None:
    told = reasons(credited(touch("ada", 61), touch("ben", 2)).why(), NAMES)
    assert [(each.touch, each.passed) for each in told][6:8] == [(1, False), (2, True)]
    assert str(told[6].said) == "It lies outside the window: day 61 of 60."


def test_a_choice_names_the_touches_by_number() -> None:
    told = said(credited(touch("dan", 9), touch("ada", 8), touch("eve", 7), touch("cora", 0, "code")))
    assert told[-4:-1] == [
        "Of 1, 2, 3, 4 the best evidence is 1, 2, 3.",
        "Of 1, 2, 3 the highest precedence, 30, has 1, 3.",
        "In agencies the first counts: of 1, 3 that is 1.",
    ]


def test_what_a_later_version_kept_is_told_as_it_is() -> None:
    later = {"rule": "moon", "touch": 1, "passed": True, "outcome": "full %", "given": {}}
    assert str(reasons([later], {})[0].said) == "moon: full %"
    assert [str(each) for each in flags_said(["weak", "moonlit"])] == ["weaker evidence", "moonlit"]
    assert str(reasons_of_class.said("moon=50 %")) == "moon=50 %"


def every_credit() -> Iterator[Credited]:
    """Credits in which every rule comes out in every way."""
    statuses = ("pending", "rejected", "invited", "suspended")
    known = {name: standing(name, enrolled("affiliates", name)) for name in statuses}
    known |= {"late": standing("late", enrolled("affiliates", days=-1)), "gone": standing("gone", "gone")}
    known |= {"new": standing("new", enrolled("affiliates", days=1)), "none": standing("none")}
    for name in ("", "zoe", *STANDINGS, *known):
        yield credited(touch(name, 2), standings=known)
        yield credited(touch(name, 2, program="affiliates"), standings=known)
    for kind in ("cookie", "key", "code", "heard-from", "colleague", "rumor"):
        yield credited(touch("ada", 0, kind))
    yield credited(touch("ada", evidence="lead", source="click", program="affiliates"))
    for hours in (-1, -25):
        yield credited(touch("ada", given=at(hours=hours)))
    for kind in ("bot", "prefetch", "self", ""):
        yield credited(touch("ada", kind=kind), touch("ben", 3))
    for days in (61, -0.001, -1):
        yield credited(touch("ada", days))
    yield credited(touch("ada", program="agencies"), touch("gil", program="agencies"))
    yield credited(touch("ada"), touch("gil", program="agencies"), touch("cora", 0, "code"))
    yield credited(touch("ada", 5), touch("ben", 2), touch("fay", 3), touch("fay", 1))
    yield credited(touch("ada"), subject=Subject(email="ada@ada.example"))
    yield credited(**bound("ada", "affiliates"))
    yield credited(**bound("ada", "affiliates", "ada@ada.example"))
    yield credited(**bound("hal", "affiliates", CY.email))
    yield credited(**bound("none", ""), standings=known)


def test_every_outcome_has_a_sentence_and_every_sentence_an_outcome() -> None:
    tried = [each for found in every_credit() for each in found.why()]
    came_out = {(each["rule"], each["outcome"]) for each in tried} - {("named", "named")}
    assert came_out == set(SENTENCES)
    assert [each for each in tried if str(reasons([each], {})[0].said) == f"{each['rule']}: {each['outcome']}"] == []


def test_every_flag_has_words() -> None:
    assert {*FLAGS.values(), "bound", "late"} == set(reasons_of_credit.FLAGS)


def test_every_rule_mark_and_kind_of_evidence_is_documented() -> None:
    text = (ROOT / "docs" / "credit.md").read_text(encoding="utf-8")
    told = {*RULES, *reasons_of_credit.FLAGS, *EVIDENCE}
    assert [name for name in sorted(told) if f"`{name}`" not in text] == []


def test_every_class_has_a_reason_in_words() -> None:
    kinds = {entry["tags"][0] for entry in data() if entry["tags"]}
    kinds |= {name.kind for name in our_names()}
    assert kinds <= set(reasons_of_class.KEYS)
    assert REASON in reasons_of_class.WHOLE


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("person", "A person in a browser."),
        ("own=team", "One of our team was signed in."),
        ("http-library=curl", "A program that fetches pages: curl."),
        ("calls-itself=Flora", "It calls itself Flora, as machines do."),
        ("address=https://a.example/?a=b", "It carries an address, as machines do: https://a.example/?a=b."),
        ("no-browser=100 %", "It has not the form of any browser: 100 %."),
    ],
)
def test_a_class_in_words(reason: str, expected: str) -> None:
    assert str(reasons_of_class.said(reason)) == expected


@pytest.mark.parametrize("language", ["it", "ar"])
def test_a_reason_is_said_in_other_languages(language: str) -> None:
    with (ROOT / "site" / "translations" / language / "credit.po").open("rb") as file:
        words = {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}
    told = [*reasons(credited(touch("ada")).why(), NAMES)[:-1]]
    texts = [translated(each.said, lambda template: words[template]) for each in told]
    assert "Ada King" in texts[0] and all(text != str(each.said) for text, each in zip(texts, told, strict=True))
    assert isinstance(told[0].said, Said)
