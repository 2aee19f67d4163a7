"""Migrations: they lead from nothing to the models and back, on both databases."""

from pathlib import Path

import flask_migrate
import pytest
from conftest import close
from flask import Flask
from recording import add_partners, at, by_click, click, credited, form, lead, record, refund, sale
from sqlalchemy import inspect, select

import goodword.app  # noqa: F401 - with it every table is known
from goodword import config, db, migrating
from goodword.referrals.lead_rows import Credit
from goodword.referrals.recording.forgetting import erase
from goodword.referrals.records import Asked
from goodword.referrals.sale_rows import Conflict, CustomerAddress, Refund, Sale


@pytest.fixture
def blank(blank_database_url: str, tmp_path: Path) -> Flask:
    app = Flask("goodword")
    db.init_app(app, config.load({}, var=tmp_path / "var", database_url=blank_database_url))
    migrating.init_app(app)
    return app


def test_they_lead_to_the_models_and_back(blank: Flask) -> None:
    with blank.app_context():
        flask_migrate.upgrade()
        flask_migrate.check()
        flask_migrate.downgrade(revision="base")
        assert inspect(db.db.engine).get_table_names() == ["alembic_version"]
    close(blank)


def test_a_second_upgrade_changes_nothing(blank: Flask) -> None:
    with blank.app_context():
        flask_migrate.upgrade()
        flask_migrate.upgrade()
        assert inspect(db.db.engine).has_table("outbox")
    close(blank)


def test_what_was_recorded_before_0004_is_known_after_it(bare: Flask) -> None:
    add_partners("ada", "ben")
    record(click("a"), form("f", 10, touches=(by_click("a"),)))
    record(lead("l", 20, click="a", email="Cy@example.com"), sale("s", 30, invoice="in_1"))
    record(sale("t", 31, who="c2", partner_key="ben", email="mo@example.com", invoice="in_2", amount=1000))
    record(sale("u", 32, who="c2", email="mo@example.com", invoice="in_3"))
    for number, amount in enumerate((600, 300, 200, 100)):
        record(refund(f"r{number}", 40 + number, "in_2", amount, key=f"k{number}"))
    most = 2**63 - 1
    record(sale("v", 50, who="c3", invoice="in_4", amount=most))
    record(*(refund(f"most{number}", 51 + number, "in_4", most, key=f"most{number}") for number in range(2)))
    _told_as_in_0003()
    before = _known()
    credits, addresses, refunds = before
    assert (len({touch for _, touch in credits} - {""}), len(addresses)) == (3, 2)
    assert sorted(counted for *_, counted in refunds) == [0, 0, 100, 300, 600, most]
    db.db.session.remove()
    flask_migrate.downgrade(revision="0003")
    flask_migrate.upgrade()
    assert _known() == before


def test_why_conflicts_are_some_comes_back_after_a_downgrade(bare: Flask) -> None:
    record(sale("a", 1, invoice="in_1"), sale("b", 2, invoice="in_1", amount=1))
    record(refund("c", 3, amount=10), refund("d", 4, amount=10))
    record(
        refund("e", 5, amount=20, named="re_1"), refund("f", 6, amount=21, named="re_1"), refund("g", 7, amount=9000)
    )
    for name, minute in (("h", 8), ("i", 9)):
        asked = Asked(api_key="crm", path="/track/sale", key="k" * 64, body=name * 64)
        record(sale(name, minute, invoice=f"in_{name}", asked=asked))
    record(sale("j", 1, invoice="in_cy@example.com"), sale("k", 2, invoice="in_cy@example.com", amount=1))
    record(refund("l", 3, "in_cy@example.com", 10), refund("m", 4, "in_cy@example.com", 10))
    with db.writing() as session:
        erase(session, "in_cy@example.com", at(10))
        session.scalars(select(Conflict).order_by(Conflict.id)).first().settled_by = "mina"  # type: ignore[union-attr]
    columns = Conflict.id, Conflict.why, Conflict.subject, Conflict.settled_by
    before = sorted(map(tuple, db.db.session.execute(select(*columns))))
    assert sorted(why for _, why, *_ in before) == sorted(
        ["invoice", "invoice", "refund-again", "refund-again", "refund-id", "refund-beyond", "key"]
    )
    named = select(Refund.id, Refund.named).where(Refund.named != "")
    names = list(db.db.session.execute(named))
    db.db.session.remove()
    flask_migrate.downgrade(revision="0003")
    flask_migrate.upgrade()
    assert sorted(map(tuple, db.db.session.execute(select(*columns)))) == before
    assert list(db.db.session.execute(named)) == names


def test_a_customer_from_before_0004_follows_leads_after_it(bare: Flask) -> None:
    add_partners("ada")
    record(click("a"), form("f", 10, touches=(by_click("a"),)))
    db.db.session.remove()
    flask_migrate.downgrade(revision="0003")
    flask_migrate.upgrade()
    record(lead("l", 20, who="c1", email="cy@example.com"))
    assert credited()["l"] == "ada"


def _told_as_in_0003() -> None:
    """There sales kept what they told of customers who were known, too."""
    with db.writing() as session:
        for row in session.scalars(select(Sale).where(Sale.external_id == "c2")):
            row.more = row.more | {"customer": {"email": [row.at.isoformat(), "mo@example.com"]}}


def _known() -> list[list[tuple[object, ...]]]:
    """What 0004 keeps more of."""
    columns = (
        (Credit.id, Credit.touch_id),
        (CustomerAddress.id, CustomerAddress.customer_id, CustomerAddress.email, CustomerAddress.at),
        (Refund.id, Refund.event, Refund.counted),
    )
    return [sorted(map(tuple, db.db.session.execute(select(*each))), key=str) for each in columns]
