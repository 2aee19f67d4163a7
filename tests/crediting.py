"""Partners, programs and touches for tests of crediting. Ada and Ben are partners, Cy is nobody.

LEAD is when somebody gave a lead; ``touch("ada", 3)`` was three days before.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from goodword.referrals.attribution import Attribution
from goodword.referrals.crediting import Binding, Credited, Enrolled, Standing, Subject, Touch, credit

LEAD = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
LONG_AGO = LEAD - timedelta(days=1000)
CY = Subject(email="cy@acme.example")
PROGRAMS: Mapping[str, Attribution] = {
    "affiliates": Attribution(touch="last", window_days=60, precedence=10),
    "customers": Attribution(touch="last", window_days=90, precedence=20),
    "agencies": Attribution(touch="first", window_days=120, precedence=30),
    "friends": Attribution(touch="first", window_days=60, precedence=10),
}


def enrolled(program: str, status: str = "approved", days: float = 1000) -> Enrolled:
    """In a program, approved that many days before the lead."""
    return Enrolled(program, status, LEAD - timedelta(days=days))


def standing(name: str, *enrollments: Enrolled | str, active: bool = True, members: Sequence[str] = ()) -> Standing:
    made = tuple(each if isinstance(each, Enrolled) else enrolled(each) for each in enrollments)
    return Standing(active, made, frozenset({f"{name}@{name}.example", f"second@{name}.example", *members}))


STANDINGS: Mapping[str, Standing] = {
    "ada": standing("ada", "affiliates"),
    "ben": standing("ben", "affiliates"),
    "cora": standing("cora", "customers"),
    "dan": standing("dan", "agencies"),
    "eve": standing("eve", "agencies"),
    "fay": standing("fay", "friends"),
    "gil": standing("gil", "affiliates", "agencies"),
    "hal": standing("hal", "affiliates", active=False),
}


def touch(partner: str, days: float = 1, evidence: str = "click", **given: Any) -> Touch:
    """A touch that many days before the lead; of a person, if it is a click."""
    click = evidence in ("click", "cookie")
    usual = {"click": f"clk_{partner}_{days}", "kind": "human"} if click else {}
    at = LEAD - timedelta(days=days) if isinstance(days, int | float) else days
    return Touch(**{"evidence": evidence, "at": at, "partner": partner, **usual, **given})


def credited(*touches: Touch, subject: Subject = CY, at: datetime = LEAD, **known: Any) -> Credited:
    """Who is credited where the usual partners and programs are known."""
    return credit(subject, touches, {**STANDINGS, **known.get("standings", {})}, known.get("programs", PROGRAMS), at)


def row(name: str, touches: Touch | list[Touch], expected: str, flags: str = "", **given: Any) -> Any:
    """A named case. ``expected`` is ``partner program``, or empty for nobody.

    ``given`` is the subject, the moment ``at``, or what is known of partners and programs.
    """
    several = touches if isinstance(touches, list) else [touches]
    return pytest.param(several, expected, set(flags.split()), given, id=name)


def known(name: str, *enrollments: Any, **given: Any) -> dict[str, dict[str, Standing]]:
    return {"standings": {name: standing(name, *enrollments, **given)}}


def at(**before: float) -> datetime:
    return LEAD - timedelta(**before)


def person(email: str) -> dict[str, Subject]:
    return {"subject": Subject(email=email)}


def bound(partner: str, program: str, email: str = CY.email) -> dict[str, Subject]:
    return {"subject": Subject(email=email, bound=Binding(partner, program))}


def check(touches: list[Touch], expected: str, flags: set[str], given: dict[str, Any]) -> None:
    found = credited(*touches, **given)
    assert f"{found.partner} {found.program}".strip() == expected
    assert set(found.flags) == flags
    assert found.tried[-1].rule == "result" and found.tried[-1].passed == bool(expected)
