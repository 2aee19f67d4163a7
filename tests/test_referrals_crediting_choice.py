"""goodword.referrals.crediting: which of the touches that count is credited."""

from datetime import timedelta
from typing import Any

import pytest
from crediting import CY, LEAD, PROGRAMS, at, bound, check, enrolled, known, person, row, touch

from goodword.referrals.attribution import Attribution
from goodword.referrals.crediting import Binding, Subject, Touch

ADA, BEN = "ada affiliates", "ben affiliates"
TWO_EQUAL = {"programs": {**PROGRAMS, "customers": Attribution(touch="last", precedence=10)}}

PRECEDENCE = [
    row("the higher program wins over the later click", [touch("cora", 9), touch("ada", 1)], "cora customers"),
    row("the higher program wins over the earlier click", [touch("ada", 9), touch("cora", 1)], "cora customers"),
    row("the highest of three", [touch("ada"), touch("cora"), touch("dan")], "dan agencies"),
    row("the highest, but it is outdated", [touch("cora", 91), touch("ada", 9)], ADA),
    row(
        "the highest, but it is suspended",
        [touch("ida"), touch("ada")],
        ADA,
        **known("ida", enrolled("agencies", "suspended")),
    ),
    row(
        "two programs of one partner",
        [touch("gil", 1), touch("gil", 2, program="agencies")],
        "gil agencies",
    ),
    row("a usual precedence is the lowest here", [touch("ida"), touch("ada", 2)], ADA, **known("ida", "gone")),
]
FIRST_OR_LAST = [
    row("the last of two", [touch("ada", 2), touch("ben", 1)], BEN),
    row("the last of two, the other way round", [touch("ada", 1), touch("ben", 2)], ADA),
    row("the last of three", [touch("ada", 3), touch("ben", 2), touch("ada", 1)], ADA),
    row("the first of two", [touch("dan", 2), touch("eve", 1)], "dan agencies"),
    row("the first of three", [touch("dan", 3), touch("eve", 9), touch("dan", 1)], "eve agencies"),
    row("the first, but it is outdated", [touch("dan", 121), touch("eve", 1)], "eve agencies"),
    row("first in the cookie, last on the page", [touch("dan", 9, "cookie"), touch("eve", 1)], "dan agencies"),
    row("last on the page, first in the cookie", [touch("ada", 9, "cookie"), touch("ben", 1)], BEN),
    row("a tie goes by name", [touch("ben", 1), touch("ada", 1)], ADA),
    row("a tie of firsts goes by name", [touch("eve", 1), touch("dan", 1)], "dan agencies"),
    row(
        "equal programs that ask for the first and for the last: the earlier of what they choose",
        [touch("ada", 5), touch("ben", 2), touch("fay", 3), touch("fay", 1)],
        "fay friends",
    ),
    row("equal programs: the earlier click", [touch("ada", 1), touch("cora", 2)], "cora customers", **TWO_EQUAL),
    row("equal programs: the earlier click again", [touch("ada", 2), touch("cora", 1)], ADA, **TWO_EQUAL),
]
WEAKER = [
    row("a partner's key alone", touch("ada", 0, "key"), ADA, "weak"),
    row("a code alone", touch("ada", 0, "code"), ADA, "weak"),
    row("heard from alone", touch("ada", 0, "heard-from"), ADA, "weak"),
    row("a colleague's word alone", touch("cora", 0, "colleague"), "cora customers", "weak"),
    row("heard from somebody we do not know", touch("", 0, "heard-from"), ""),
    row("a click beats a key", [touch("ada", 9), touch("ben", 0, "key")], ADA),
    row("a click beats a code of a higher program", [touch("ada", 9), touch("dan", 0, "code")], ADA),
    row("a cookie beats what was typed", [touch("ada", 9, "cookie"), touch("ben", 0, "heard-from")], ADA),
    row("an outdated click beats nothing", [touch("ada", 99), touch("ben", 0, "code")], BEN, "weak"),
    row("a key beats a code", [touch("ada", 0, "key"), touch("ben", 0, "code")], ADA, "weak"),
    row("a code beats heard from", [touch("ada", 0, "heard-from"), touch("ben", 0, "code")], BEN, "weak"),
    row(
        "what the person says beats what a colleague says",
        [touch("cora", 0, "colleague"), touch("ben", 0, "heard-from")],
        BEN,
        "weak",
    ),
    row("a suspended partner's key", touch("hal", 0, "key"), ""),
]
CLASSES = [
    row("a duplicate is a touch", touch("ada", kind="duplicate"), ADA),
    row("a click that was taken for a machine's", touch("ada", kind="bot"), ADA, "classed-bot"),
    row("a page loaded ahead", touch("ada", kind="prefetch"), ADA, "classed-prefetch"),
    row("a machine's click is as good as another", [touch("ben", 2), touch("ada", 1, kind="bot")], ADA, "classed-bot"),
    row("the partner's own click", touch("ada", kind="self"), ADA, "own-click"),
    row("anybody's click beats an own one", [touch("ben", 9), touch("ada", 1, kind="self")], BEN),
    row("even a word beats an own click", [touch("ben", 0, "heard-from"), touch("ada", kind="self")], BEN, "weak"),
]
SELF = [
    row("a member's own lead", touch("ada"), ADA, "self-referral", **person("ada@ada.example")),
    row("another member's lead", touch("ada"), ADA, "self-referral", **person("second@ada.example")),
    row("in other letters", touch("ada"), ADA, "self-referral", **person(" Ada@ADA.example ")),
    row("with something after a plus", touch("ada"), ADA, "self-referral", **person("ada+new@ada.example")),
    row(
        "with other dots, where they say nothing",
        touch("ida"),
        "ida affiliates",
        "self-referral",
        **known("ida", "affiliates", members=["i.d.a@gmail.com"]),
        **person("ida+1@googlemail.com"),
    ),
    row("with other dots elsewhere", touch("ada"), ADA, **person("a.da@ada.example")),
    row(
        "an address that the customer had before",
        touch("ada"),
        ADA,
        "self-referral",
        subject=Subject(email=CY.email, others=("x@acme.example", "ada@ada.example")),
    ),
    row("a colleague of the same domain", touch("ada"), ADA, **person("third@ada.example")),
    row("a partner's member who was sent by another", touch("ben"), BEN, **person("ada@ada.example")),
    row("no address is nobody's", touch("ada"), ADA, **person("")),
    row(
        "somebody else's weaker word beats it",
        [touch("ada"), touch("ben", 0, "code")],
        BEN,
        "weak",
        **person("ada@ada.example"),
    ),
    row(
        "referring oneself as a colleague",
        touch("cora", 0, "colleague"),
        "cora customers",
        "weak self-referral",
        **person("cora@cora.example"),
    ),
]
BOUND = [
    row("without a touch", [], ADA, "bound", **bound("ada", "affiliates")),
    row("another's later click", touch("ben", 0), ADA, "bound", **bound("ada", "affiliates")),
    row("another's higher program", touch("dan"), ADA, "bound", **bound("ada", "affiliates")),
    row("the same partner's other program", touch("gil"), "gil agencies", "bound", **bound("gil", "agencies")),
    row("years later", [], ADA, "bound", at=LEAD + timedelta(days=2000), **bound("ada", "affiliates")),
    row("the partner is suspended: nobody", [], "", "bound", **bound("hal", "affiliates")),
    row("the partner is suspended: nobody else", touch("ada"), "", "bound", **bound("hal", "affiliates")),
    row("the partner is gone: nobody", touch("ada"), "", "bound", **bound("zoe", "affiliates")),
    row(
        "the enrollment is suspended: nobody",
        touch("ben"),
        "",
        "bound",
        **bound("ida", "affiliates"),
        **known("ida", enrolled("affiliates", "suspended"), "customers"),
    ),
    row("a program's file is gone", [], "ida gone", "bound", **bound("ida", "gone"), **known("ida", "gone")),
    row(
        "approved again since",
        [],
        "ida affiliates",
        "bound",
        **bound("ida", "affiliates"),
        **known("ida", enrolled("affiliates", days=-3)),
    ),
    row("without a program: the oldest approved", [], "gil affiliates", "bound", **bound("gil", "")),
    row(
        "a member's purchase, by another address now",
        [],
        ADA,
        "bound self-referral",
        subject=Subject(email=CY.email, others=("ada@ada.example",), bound=Binding("ada", "affiliates")),
    ),
    row(
        "a member's own purchase",
        [],
        ADA,
        "bound self-referral",
        **bound("ada", "affiliates", "ada@ada.example"),
    ),
]


UNSEEN = "click-unknown weak"
CLICKS_NOBODY_SAW = [
    row("a click that nobody saw, alone", touch("ada", kind=""), ADA, UNSEEN),
    row("a cookie's click that nobody saw", touch("ada", 9, "cookie", kind=""), ADA, UNSEEN),
    row("a partner in the form without a click", touch("ada", 0, click="", kind=""), ADA, UNSEEN),
    row("any click that was seen goes before it", [touch("ada", 9), touch("ben", 1, kind="")], ADA),
    row("even a machine's", [touch("ada", 9, kind="bot"), touch("ben", 1, kind="")], ADA, "classed-bot"),
    row("whatever the precedence", [touch("ada", 9), touch("dan", 1, kind="")], ADA),
    row("the product's word goes before it", [touch("ada", 0, "key"), touch("dan", 1, kind="")], ADA, "weak"),
    row("a typed code is as good: the last", [touch("ada", 1, "code"), touch("ben", 2, kind="")], ADA, "weak"),
    row("a typed code is as good: the last again", [touch("ada", 2, "code"), touch("ben", 1, kind="")], BEN, UNSEEN),
    row("a word goes behind it", [touch("ada", 9, kind=""), touch("ben", 0, "heard-from")], ADA, UNSEEN),
    row("its window counts", touch("ada", 61, kind=""), ""),
]


def wrote(partner: str, days: float, source: str = "click", kind: str = "human", **given: Any) -> Touch:
    """A lead of the same address, credited by a touch that many days ago."""
    return touch(partner, days, "lead", source=source, kind=kind, **given)


BY_ADDRESS = "by-address weak"
LEADS_OF_THE_ADDRESS = [
    row("a lead of the same address, alone", wrote("ada", 9), ADA, BY_ADDRESS),
    row("the link's program of that lead", wrote("gil", 100, program="agencies"), "gil agencies", BY_ADDRESS),
    row("its window counts from the click", wrote("ada", 61), ""),
    row("its partner is suspended", wrote("hal", 1), ""),
    row("a click goes before it", [wrote("ada", 1), touch("ben", 9)], BEN),
    row("a click goes before it, whatever the precedence", [wrote("dan", 1), touch("ben", 9)], BEN),
    row("the product's word goes before it", [wrote("dan", 1), touch("ben", 0, "key")], BEN, "weak"),
    row("a typed code goes before it", [wrote("dan", 1), touch("ben", 0, "code")], BEN, "weak"),
    row("it goes before what the person says", [wrote("ada", 9), touch("ben", 0, "heard-from")], ADA, BY_ADDRESS),
    row("it goes before a colleague's word", [wrote("ada", 9), touch("cora", 0, "colleague")], ADA, BY_ADDRESS),
    row("of two the last", [wrote("ada", 9), wrote("ben", 2)], BEN, BY_ADDRESS),
    row(
        "of two the one that a click brought, whatever the precedence",
        [wrote("ada", 9), wrote("cora", 1, "colleague", "")],
        ADA,
        BY_ADDRESS,
    ),
    row("of two the one whose click was seen", [wrote("ada", 9), wrote("dan", 1, kind="")], ADA, BY_ADDRESS),
    row("the partner's own click led to it", wrote("ada", 1, kind="self"), ADA, f"{BY_ADDRESS} own-click"),
    row("the partner's own goes behind", [wrote("ada", 1, kind="self"), wrote("ben", 9)], BEN, BY_ADDRESS),
    row("a member's address", wrote("ada", 1), ADA, f"{BY_ADDRESS} self-referral", **person("ada@ada.example")),
]
TOLD_AFTER = [
    row("a click of which we were told after", touch("ada", given=at(seconds=-2)), ADA, "reported-after"),
    row("told a day after", touch("ada", given=at(days=-1)), ADA, "reported-after"),
    row("told a second more than a day after", touch("ada", given=at(days=-1, seconds=-1)), ""),
    row("told in the same second", touch("ada", given=LEAD), ADA),
    row("the click itself came after", touch("ada", at(hours=-1), given=at(hours=-2)), ""),
    row("what we were told in time goes before it", [touch("ada", 9), touch("ben", given=at(hours=-1))], ADA),
    row(
        "however weak that is",
        [touch("ada", 0, "heard-from"), touch("dan", given=at(hours=-1))],
        ADA,
        "weak",
    ),
    row(
        "even one's own",
        [touch("ada", kind="self"), touch("ben", given=at(hours=-1))],
        ADA,
        "own-click",
    ),
    row(
        "a key in a report that was overtaken",
        touch("ada", at(seconds=-2), "key", given=at(seconds=-2)),
        ADA,
        "reported-after weak",
    ),
    row("a key an hour after", touch("ada", at(hours=-1), "key", given=at(hours=-1)), ""),
    row(
        "of two told after, the last",
        [touch("ada", 2, given=at(hours=-1)), touch("ben", given=at(hours=-2))],
        BEN,
        "reported-after",
    ),
]


CASES = [*PRECEDENCE, *FIRST_OR_LAST, *WEAKER, *CLASSES, *SELF]
CASES += [*CLICKS_NOBODY_SAW, *LEADS_OF_THE_ADDRESS, *TOLD_AFTER]


@pytest.mark.parametrize(("touches", "expected", "flags", "given"), CASES)
def test_which_touch_is_credited(touches: list[Touch], expected: str, flags: set[str], given: dict[str, Any]) -> None:
    check(touches, expected, flags, given)


@pytest.mark.parametrize(("touches", "expected", "flags", "given"), BOUND)
def test_a_customer_who_is_bound(touches: list[Touch], expected: str, flags: set[str], given: dict[str, Any]) -> None:
    check(touches, expected, flags, given)
