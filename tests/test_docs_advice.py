"""Every kind of advice is in docs/advice.md, as it is said, and nothing else is."""

import re
from pathlib import Path

from test_content_advice import SAID

DOCUMENT = Path(__file__).parent.parent / "docs" / "advice.md"
# Shown in tests of their own.
ELSEWHERE = (
    "content/a.md changed after this was written: summary, text",
    "no partner is called rue",
    "<script> is left out: a body is prose",
    "“Deep” jumps from heading level 2 to 4; level 3 is expected",
)


def test_every_kind_of_advice_is_documented() -> None:
    assert [one for one in given() if not any(re.fullmatch(pattern, one) for pattern in documented())] == []


def test_nothing_is_documented_that_is_never_said() -> None:
    assert [pattern for pattern in documented() if not any(re.fullmatch(pattern, one) for one in given())] == []


def given() -> list[str]:
    return [*(expected.partition(": ")[2] for _, expected in SAID.values()), *ELSEWHERE]


def documented() -> list[str]:
    """The first cells of the tables, each as a pattern."""
    rows = re.findall(r"^\| (.+?) \|", DOCUMENT.read_text(encoding="utf-8"), re.M)
    return [re.escape(row).replace("…", ".+") for row in rows if row != "It says"]
