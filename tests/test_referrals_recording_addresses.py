"""Who wrote to us before signing up: what a lead says of who sent the person goes for the customer of that address."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from people import MINA
from recording import JUDGING, add_partners, at, by_click, click, credited, form, lead, record, sale, totals
from sqlalchemy import select

from goodword.db import db, writing
from goodword.referrals import partners
from goodword.referrals.lead_rows import Credit, Lead, Touch
from goodword.referrals.models import Partner
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.recording import addresses
from goodword.referrals.recording.blanking import blank_leads
from goodword.referrals.recording.by_hand import Move, move
from goodword.referrals.recording.forgetting import bury, erase
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Customer, CustomerAddress

CY = "cy@example.com"
DAY = 24 * 60
WROTE = (click("one"), form("wrote", 10, touches=(by_click("one"),)))


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada", "ben")


def bound_to() -> str:
    found = select(Partner.slug).join(Customer, Customer.partner_id == Partner.id)
    return db.session.execute(found).scalar_one_or_none() or ""


def in_force(subject: str, kind: str = "reported") -> Credit:
    """The newest credit of the only sale, or of the only lead that the product reported."""
    rows = select(Credit).where(Credit.subject == subject).order_by(Credit.id.desc())
    if subject == "lead":
        rows = rows.where(Credit.subject_id.in_(select(Lead.id).where(Lead.kind == kind)))
    return db.session.scalars(rows).first() or Credit()


def marks(subject: str) -> set[str]:
    return set(in_force(subject).flags)


def difference() -> int:
    with one_moment() as session:
        return recount(session).difference


def moved(status: str) -> None:
    """What the desk does with Cy's lead."""
    with writing() as session:
        assert move(session, lead_id(CY, at(0)), Move(status, "", MINA, at(60)), JUDGING)
    db.session.remove()


def test_who_wrote_through_a_partners_page_and_signs_up_later_is_credited_to_the_partner() -> None:
    record(*WROTE)
    record(lead("signed", 9 * DAY, email="CY@Example.com "), sale("paid", 10 * DAY))
    assert credited() == {"wrote": "ada", "signed": "ada", "paid": "ada"} and bound_to() == "ada"
    assert marks("lead") == {"weak", "by-address"} and marks("sale") == {"bound"}
    assert (in_force("lead").evidence, in_force("lead").click_id) == ("lead", "clk_one")
    assert totals() == {("ada", "human"): 1, ("ada", "lead"): 2, ("ada", "sale"): 1} and difference() == 0


CASES: dict[str, tuple[tuple[Record, ...], dict[str, str]]] = {
    "a sale alone": ((*WROTE, sale("paid", 30, email=CY)), {"paid": "ada"}),
    "a colleague's word": (
        (form("told", 10, how="referred", referrer_email="ada@example.com"), lead("signed", 20, email=CY)),
        {"told": "ada", "signed": "ada"},
    ),
    "another address": ((*WROTE, lead("signed", 20, email="mo@example.com")), {"signed": ""}),
    "an address with something after a plus": ((*WROTE, lead("signed", 20, email="cy+1@example.com")), {"signed": ""}),
    "no address": ((*WROTE, lead("signed", 20)), {"signed": ""}),
    "the window counts from the click": ((*WROTE, lead("signed", 30 * DAY + 1, email=CY)), {"signed": ""}),
    "the last minute of the window": ((*WROTE, lead("signed", 30 * DAY, email=CY)), {"signed": "ada"}),
    "a form after the sign-up": (
        (*WROTE, lead("signed", 9, email=CY), sale("paid", 20)),
        {"signed": "", "paid": "ada"},
    ),
    "a form nobody is credited for": ((form("wrote"), lead("signed", 20, email=CY)), {"wrote": "", "signed": ""}),
    "a suspect form": (
        (click("one"), form("wrote", touches=(by_click("one"),), suspicion="limit"), lead("signed", 20, email=CY)),
        {"signed": ""},
    ),
    "a click of the customer's own goes before": (
        (*WROTE, click("two", 5, "ben"), lead("signed", 20, email=CY, click="two")),
        {"wrote": "ada", "signed": "ben"},
    ),
    "the product's word goes before": ((*WROTE, lead("signed", 20, email=CY, partner_key="ben")), {"signed": "ben"}),
    "of forms on two days the last": (
        (*WROTE, click("two", DAY, "ben"), form("again", DAY + 10, touches=(by_click("two", DAY),)),
         lead("signed", 2 * DAY, email=CY)),
        {"wrote": "ada", "again": "ben", "signed": "ben"},
    ),
    "an address told by a deferred lead": (
        (*WROTE, lead("met", 15, email=CY, mode="deferred"), lead("signed", 20)),
        {"signed": "ada"},
    ),
    "an address told by an earlier event": (
        (*WROTE, lead("tried", 15, event="Trial", email=CY), lead("signed", 20)),
        {"tried": "ada", "signed": "ada"},
    ),
    "an address told within a day after": (
        (*WROTE, sale("paid", 20, click="none"), lead("signed", 21, email=CY)),
        {"paid": "ada", "signed": "ada"},
    ),
    "an address told later than that": (
        (*WROTE, sale("paid", 20, click="none"), lead("signed", 21 + DAY, email=CY)),
        {"paid": "", "signed": "ada"},
    ),
    "an address told again days later": (
        (*WROTE, sale("paid", 20, email=CY), sale("more", 2 * DAY, email=CY)),
        {"paid": "ada", "more": "ada"},
    ),
    "a repeat that tells the address": ((*WROTE, lead("signed", 20), lead("again", 25, email=CY)), {"signed": ""}),
    "the earlier report told no address": ((*WROTE, lead("again", 25, email=CY), lead("signed", 20)), {"signed": ""}),
}  # fmt: skip


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other way round"])
@pytest.mark.parametrize("name", CASES)
def test_whether_a_lead_of_the_address_counts(name: str, turned: bool) -> None:
    records, expected = CASES[name]
    for each in reversed(records) if turned else records:
        record(each)
    assert {event: partner for event, partner in credited().items() if event in expected} == expected
    assert difference() == 0


def test_a_customer_of_a_click_is_not_lost_to_a_form_of_their_address() -> None:
    record(click("two", 0, "ben"), lead("signed", 20, email=CY, click="two"), *WROTE)
    record(form("stolen", 30, touches=(by_click("one"),)), sale("paid", 40))
    assert (credited()["signed"], credited()["paid"], bound_to()) == ("ben", "ben", "ben")


def test_a_customer_nobody_brought_is_of_who_is_credited_first_and_stays() -> None:
    record(lead("signed", 0, email=CY), *WROTE, sale("paid", 20), click("two", 25, "ben"))
    record(form("later", DAY + 5, touches=(by_click("two"),)), sale("more", 2 * DAY))
    assert credited() == {"signed": "", "wrote": "ada", "paid": "ada", "later": "ben", "more": "ada"}


def test_a_click_that_comes_late_to_the_lead_is_credited_for_the_customer_too() -> None:
    record(WROTE[1], lead("signed", 20, email=CY))
    assert credited() == {"wrote": "", "signed": ""}
    record(WROTE[0])
    assert credited() == {"wrote": "ada", "signed": "ada"} and bound_to() == "ada"
    assert marks("lead") == {"weak", "by-address", "late"} and difference() == 0


def test_what_the_desk_says_of_the_lead_goes_for_the_customer() -> None:
    record(click("one"), form("wrote", touches=(by_click("one"),), suspicion="limit"), lead("signed", 20, email=CY))
    assert credited()["signed"] == ""
    moved("qualified")
    assert (credited()["signed"], bound_to()) == ("ada", "ada")
    moved("suspect")
    assert (credited()["signed"], bound_to()) == ("", "") and marks("lead") == {"late"}
    record(form("again", 30))
    assert (credited()["signed"], difference()) == ("ada", 0)


def test_credit_by_the_address_stays_when_the_partner_is_suspended() -> None:
    record(*WROTE, lead("signed", 20, email=CY))
    partners.suspend("ada", "test")
    record(lead("again", 25, email=CY), lead("other", 30, event="Demo"))
    assert credited()["signed"] == "ada" and credited()["other"] == ""


def test_who_refers_themselves_by_a_form_is_marked() -> None:
    record(click("one"), form("wrote", email="ada@example.com", touches=(by_click("one"),)))
    record(lead("signed", 20, email="ada@example.com"))
    assert marks("lead") == {"weak", "by-address", "self-referral"}


def test_another_address_later_takes_nothing_back() -> None:
    record(*WROTE, lead("met", 15, email=CY, mode="deferred"), lead("signed", 20))
    record(sale("paid", 30, email="new@example.com"), lead("more", 40, event="Demo", email="new@example.com"))
    assert set(credited().values()) == {"ada"} and bound_to() == "ada"


def erased_person() -> None:
    with writing() as session:
        bury(session, CY, at(DAY))
        erase(session, CY, at(DAY))


def old_lead() -> None:
    with writing() as session:
        blank_leads(session, session.scalars(select(Lead).where(Lead.kind == "form")).all(), at(DAY))


@pytest.mark.parametrize("gone", [erased_person, old_lead])
def test_credit_by_the_address_outlives_the_address(gone: Callable[[], None]) -> None:
    record(*WROTE, lead("signed", 20, email=CY), lead("other", 25, event="Demo"))
    before = credited(), totals()
    count = len(list(db.session.scalars(select(Credit))))
    gone()
    db.session.remove()
    record(*WROTE, lead("signed", 20, email=CY))
    assert (credited(), totals(), difference()) == (*before, 0)
    assert len(list(db.session.scalars(select(Credit)))) == count
    record(sale("paid", 2 * DAY))
    assert credited()["paid"] == "ada" and bound_to() == "ada"


def test_no_address_of_a_person_who_was_erased_is_left() -> None:
    record(*WROTE, lead("signed", 20, email=CY), sale("paid", 30, email="cy.new@example.com"))
    erased_person()
    db.session.remove()
    assert set(db.session.scalars(select(CustomerAddress.email))) == {"cy.new@example.com"}
    count = len(list(db.session.scalars(select(Credit))))
    record(lead("again", 40, email="cy.new@example.com"), sale("paid", 30, email="cy.new@example.com"))
    assert set(credited().values()) == {"ada"} and len(list(db.session.scalars(select(Credit)))) == count


def test_the_touch_names_its_lead_and_the_click_that_led_to_it() -> None:
    record(*WROTE, lead("signed", 20, email=CY))
    row = db.session.scalars(select(Touch).where(Touch.subject == "customer")).one()
    assert (row.evidence, row.lead_id, row.click_id, row.at, row.given_at, row.kind) == (
        "lead", lead_id(CY, at(10)), "clk_one", at(0), at(20), "human",
    )  # fmt: skip


@pytest.mark.parametrize("order", [(3, 0, 1, 2), (2, 1, 3, 0), (2, 0, 1, 3)], ids=str)
def test_of_an_address_that_many_share_the_first_customers_follow_its_lead(
    monkeypatch: pytest.MonkeyPatch, order: Sequence[int]
) -> None:
    """They are judged with the lead, in one transaction; who is among them does not depend on the order."""
    monkeypatch.setattr(addresses, "MOST", 2)
    reports = [lead(name, 20 + minute, who=name, email=CY) for minute, name in enumerate(("first", "second", "third"))]
    for number in order:
        record(*([*WROTE] if number == 3 else [reports[number]]))
    assert credited() == {"wrote": "ada", "first": "ada", "second": "ada", "third": ""}
    assert difference() == 0


def test_who_shared_an_address_with_many_follows_its_lead_once_another_did_not_tell_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addresses, "MOST", 1)
    record(*WROTE, lead("repeat", 20, who="c1", email=CY), lead("other", 21, who="c2", email=CY))
    assert credited() == {"wrote": "ada", "repeat": "ada", "other": ""}
    record(lead("earlier", 19, who="c1"))
    assert credited() == {"wrote": "ada", "earlier": "", "other": "ada"}
