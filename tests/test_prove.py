"""`bin/prove`: its parts that need no server, and each fault tried for real, for a little while."""

from pathlib import Path

import pytest

from prove.__main__ import FAULTS
from prove.asking import Form
from prove.findings import Finding, missing, percentile, table
from prove.load import Heard
from prove.outages import SLOWEST, USUAL, together, worse
from prove.workshop import Workshop

PAGE = """<form action="/consent"><input type="hidden" name="gw_id" value="no"></form>
<form action="/it/leads"><input type="hidden" name="via" value="ada"><input name="name">
<input type="checkbox" name="consent" value="it-1" required><input type="checkbox" name="marketing" value="it-2"></form>
<input type="hidden" name="outside" value="x">"""


@pytest.mark.parametrize(
    ("name", "database"), [(name, database) for name, fault in FAULTS.items() for database in fault.databases]
)
def test_every_promise_is_kept(tmp_path: Path, name: str, database: str) -> None:
    with Workshop(tmp_path, quick=True, seed=1) as shop:
        finding = FAULTS[name].run(shop, database)
    log = tmp_path / "servers.log"
    said = log.read_text(encoding="utf-8", errors="replace")[-5_000:] if log.exists() else ""
    assert finding.kept, f"{table([finding])}\nThe servers said:\n{said}"


def test_a_promise_that_is_not_kept_is_said() -> None:
    broken = Finding("power cut", "nothing lost", "3 of 4", ("1 click is missing",))
    assert not broken.kept
    assert [line.strip() for line in table([broken]).splitlines()] == [
        "BROKEN  power cut",
        "promised: nothing lost",
        "found:    3 of 4",
        "wrong:    1 click is missing",
    ]


def test_what_was_acknowledged_and_is_not_there_is_missing() -> None:
    assert missing("clicks", ["a", "b", "c"], ["a", "c", "d"]) == ("1 acknowledged clicks are missing, such as b",)
    assert missing("clicks", ["a"], ["a", "b"]) == ()


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert [percentile([3.0, 1.0, 2.0, 4.0], share) for share in (0.0, 0.5, 0.99)] == [1.0, 3.0, 4.0]
    assert percentile([], 0.99) == 0


def test_a_form_sends_what_is_hidden_and_what_has_to_be_ticked() -> None:
    form = Form()
    form.feed(PAGE)
    assert (form.action, form.hidden) == ("/it/leads", {"via": "ada", "consent": "it-1"})


def test_people_notice_what_is_slow_or_refused_and_nothing_below_that() -> None:
    usual = Heard(pages=[0.01] * 100)
    assert worse(usual, Heard(pages=[0.04] * 100), Heard(), SLOWEST) == ()
    slow, refused = Heard(pages=[0.01] * 98 + [0.2] * 2), Heard(refused=["lead 503"], broken=["page TimeoutError"])
    assert worse(usual, slow, Heard(), SLOWEST) == ("p99 of pages was 0.200 s, 0.010 s before",)
    assert worse(usual, refused, Heard(), SLOWEST) == ("2 answers were no yes, such as lead 503",)


def test_a_quick_run_minds_what_all_people_notice() -> None:
    """Four pages that wait until the database is back, in four seconds; and a machine that stands still for three."""
    usual = Heard(pages=[0.01] * 80)
    assert len(worse(usual, Heard(pages=[3.9] * 4), Heard(), USUAL)) == 1
    assert worse(usual, Heard(pages=[0.01] * 90 + [3.0] * 4), Heard(), USUAL) == ()


def test_several_loads_are_judged_as_one() -> None:
    both = together(
        Heard(sent=2, clicks=["a"], credits={"x": "ada"}), Heard(sent=3, clicks=["b"], credits={"y": "ben"})
    )
    assert (both.sent, both.clicks, both.credits) == (5, ["a", "b"], {"x": "ada", "y": "ben"})
