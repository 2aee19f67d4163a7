"""goodword.referrals.crediting: whether a touch counts."""

from typing import Any

import pytest
from crediting import at, check, credited, enrolled, known, row, touch

from goodword.referrals.crediting import Touch


def test_the_partner_whose_link_was_clicked_is_credited() -> None:
    click = touch("ada")
    found = credited(click)
    assert (found.partner, found.program, found.touch, found.flags) == ("ada", "affiliates", click, ())


ADA, BEN = "ada affiliates", "ben affiliates"
NEW = enrolled("affiliates", days=-1)

ONE_TOUCH = [
    row("no touch at all", [], ""),
    row("a click that names nobody", touch(""), ""),
    row("a partner nobody knows", touch("zoe"), ""),
    row("a suspended partner", touch("hal"), ""),
    row("a partner without enrollment", touch("ida"), "", **known("ida")),
    row("an evidence nobody knows", touch("ada", evidence="rumor"), ""),
    row("a click remembered by the cookie", touch("ada", evidence="cookie"), ADA),
    row("a click in the very second of the lead", touch("ada", 0), ADA),
]
PROGRAM_OF_A_TOUCH = [
    row("the oldest approved enrollment, without a link's program", touch("gil"), "gil affiliates"),
    row("the link's program", touch("gil", program="agencies"), "gil agencies"),
    row("a link's program the partner is not in", touch("ada", program="agencies"), ""),
    row("a link's program nobody knows", touch("ada", program="gone"), ""),
    row(
        "the older enrollment is suspended: the next",
        touch("ida"),
        "ida customers",
        **known("ida", enrolled("affiliates", "suspended"), "customers"),
    ),
    row(
        "the link's program is suspended, another is not",
        touch("ida", program="affiliates"),
        "",
        **known("ida", enrolled("affiliates", "suspended"), "customers"),
    ),
    row(
        "the older enrollment was approved only after the lead",
        touch("ida"),
        "ida customers",
        **known("ida", NEW, "customers"),
    ),
    row(
        "a program whose file is gone has the usual terms",
        touch("ida", 89),
        "ida gone",
        "usual-terms",
        **known("ida", "gone"),
    ),
    row("the usual window holds then too", touch("ida", 91), "", **known("ida", "gone")),
    row(
        "a company without programs", touch("ida"), "ida default", "usual-terms", programs={}, **known("ida", "default")
    ),
]
ENROLLMENT = [
    row(f"an enrollment that is {status}", touch("ida"), "", **known("ida", enrolled("affiliates", status)))
    for status in ("pending", "rejected", "invited", "suspended")
]
ENROLLMENT += [
    row(
        f"a link to an enrollment that is {status}",
        touch("ida", program="affiliates"),
        "",
        **known("ida", enrolled("affiliates", status)),
    )
    for status in ("pending", "rejected", "invited", "suspended")
]
ENROLLMENT += [
    row(
        "approved between click and lead",
        touch("ida", 5),
        "ida affiliates",
        "before-approval",
        **known("ida", enrolled("affiliates", days=2)),
    ),
    row("approved after the lead", touch("ida", 5), "", **known("ida", NEW)),
    row(
        "approved in the second of the lead",
        touch("ida", 5),
        "ida affiliates",
        "before-approval",
        **known("ida", enrolled("affiliates", days=0)),
    ),
    row(
        "approved in the second of the click",
        touch("ida", 5),
        "ida affiliates",
        **known("ida", enrolled("affiliates", days=5)),
    ),
]
WINDOW = [
    row("the last day of the window", touch("ada", 59), ADA),
    row("the last second of the window", touch("ada", at(days=60)), ADA),
    row("a fraction of that second more", touch("ada", at(days=60, milliseconds=999)), ADA),
    row("a second more", touch("ada", at(days=60, seconds=1)), ""),
    row("a year ago", touch("ada", 365), ""),
    row("each touch has its own program's window", [touch("ada", 100), touch("dan", 100)], "dan agencies"),
    row("the window of the link's program", touch("gil", 100, program="agencies"), "gil agencies"),
    row("the same age in the partner's other program", touch("gil", 100, program="affiliates"), ""),
    row("an outdated touch does not hide a good one", [touch("dan", 121), touch("ada", 2)], ADA),
]
CLOCKS = [
    row("a click a minute after the lead", touch("ada", at(minutes=-1)), ADA, "late-clock"),
    row("a click five minutes after the lead", touch("ada", at(minutes=-5)), ADA, "late-clock"),
    row("a click a second more after it", touch("ada", at(minutes=-5, seconds=-1)), ""),
    row("a click next year", touch("ada", at(days=-365)), ""),
    row("what comes after does not hide what came before", [touch("ben", at(hours=-1)), touch("ada")], ADA),
    row("a late clock is later than the others", [touch("ada"), touch("ben", at(minutes=-1))], BEN, "late-clock"),
]


CASES = [*ONE_TOUCH, *PROGRAM_OF_A_TOUCH, *ENROLLMENT, *WINDOW, *CLOCKS]


@pytest.mark.parametrize(("touches", "expected", "flags", "given"), CASES)
def test_whether_a_touch_counts(touches: list[Touch], expected: str, flags: set[str], given: dict[str, Any]) -> None:
    check(touches, expected, flags, given)
