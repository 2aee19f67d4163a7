"""goodword.referrals.crediting: which of the touches that count is credited."""

from datetime import timedelta
from typing import Any

import pytest
from crediting import LEAD, PROGRAMS, bound, check, enrolled, known, person, row, touch

from goodword.referrals.attribution import Attribution
from goodword.referrals.crediting import Touch

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
    row("a click not classed yet", touch("ada", kind=""), ADA),
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
        "a member's own purchase",
        [],
        ADA,
        "bound self-referral",
        **bound("ada", "affiliates", "ada@ada.example"),
    ),
]


CASES = [*PRECEDENCE, *FIRST_OR_LAST, *WEAKER, *CLASSES, *SELF]


@pytest.mark.parametrize(("touches", "expected", "flags", "given"), CASES)
def test_which_touch_is_credited(touches: list[Touch], expected: str, flags: set[str], given: dict[str, Any]) -> None:
    check(touches, expected, flags, given)


@pytest.mark.parametrize(("touches", "expected", "flags", "given"), BOUND)
def test_a_customer_who_is_bound(touches: list[Touch], expected: str, flags: set[str], given: dict[str, Any]) -> None:
    check(touches, expected, flags, given)
