"""Links: codes that stay a link's own, and a directory that knows them at once, database or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import close
from factories import NOON, add_partner
from flask import Flask
from sqlalchemy import select

from goodword.db import db, writing
from goodword.errors import UsageError
from goodword.referrals import directory, importing, links
from goodword.referrals.click_rows import PartnerTotal
from goodword.referrals.link_cards import LinkCard
from goodword.referrals.link_listing import links_of
from goodword.referrals.models import Link, PartnerEvent


def make(app: Flask, **given: Any) -> Link:
    """A link of Ada's."""
    with app.app_context():
        return links.add(links.NewLink(**{"partner": "ada", "path": "/it", "language": "it", **given}), "Mina")


def card(app: Flask, code: str) -> LinkCard:
    directory.of(app).refresh_if_changed()
    found = directory.of(app).link(code)
    assert found
    return found


def test_a_link_is_known_by_its_code_and_by_its_id(bare: Flask) -> None:
    add_partner(bare, "ada")
    made = make(bare, code="spring", campaign="spring", sid="mail 7", niche="bikes", program="friends")
    ada = directory.of(bare).get("ada")
    assert ada and ada.id.startswith("pn_")
    expected = LinkCard(
        made.public_id, "spring", "ada", ada.id, "friends", "/it", "bikes", "it", "spring", "mail 7", False
    )
    assert card(bare, "spring") == expected
    assert directory.of(bare).link_by_id(made.public_id) == expected
    assert directory.of(bare).link("other") is None


def test_which_programs_the_links_of_a_partner_name_is_known(bare: Flask) -> None:
    add_partner(bare, "ada")
    add_partner(bare, "ben")
    make(bare, code="plain")
    make(bare, code="bens", partner="ben", program="friends")
    known = directory.of(bare)
    known.refresh_if_changed()
    assert (known.programs("ada"), known.programs("ben"), known.programs("cy")) == ((), ("friends",), ())
    assert [known.program(code) for code in ("plain", "bens", "nobodys")] == ["", "friends", ""]


def test_no_link_looks_like_another_partner_s(bare: Flask) -> None:
    """Who types that code, or sees the address, means that partner."""
    add_partner(bare, "ada")
    add_partner(bare, "ben")
    with pytest.raises(UsageError, match="ben is another partner"):
        make(bare, code="ben")
    assert make(bare, code="ada").code == "ada"


def test_no_new_partner_is_called_like_somebody_s_link(bare: Flask, tmp_path: Path) -> None:
    add_partner(bare, "ada")
    links.end(make(bare, code="cyra").code, by="test")
    with pytest.raises(UsageError, match="cyra is the code of a link of ada's"):
        add_partner(bare, "cyra")
    make(bare, code="ada")
    (tmp_path / "table.csv").write_text("slug,name,email\ncyra,Cy,cy@example.com\nada,Ada,ada@example.com\n")
    report = importing.import_csv(tmp_path / "table.csv", tmp_path / "root", tmp_path / "var", by="test")
    assert (report.added, [line for line, _ in report.refused]) == ([], [2])
    assert "cyra is the code of a link of ada's" in report.refused[0][1]


def test_making_a_link_leaves_a_row_that_says_by_whom(bare: Flask) -> None:
    add_partner(bare, "ada")
    make(bare, code="spring")
    events = db.session.execute(select(PartnerEvent.what, PartnerEvent.by).order_by(PartnerEvent.id)).all()
    assert tuple(events[-1]) == ("link spring made", "Mina")


def test_a_code_that_is_not_chosen_cannot_be_guessed_or_misread(bare: Flask) -> None:
    add_partner(bare, "ada")
    codes = {make(bare).code for _ in range(20)}
    assert len(codes) == 20
    assert len(links.LETTERS) ** links.LENGTH > 2**40
    assert all(len(code) == links.LENGTH and not set(code) & set("01ilo") and code.islower() for code in codes)


def test_a_code_is_never_given_to_another_link_not_even_after_its_end(bare: Flask) -> None:
    add_partner(bare, "ada")
    add_partner(bare, "ben")
    make(bare, code="spring")
    links.end("spring", "Mina")
    with pytest.raises(UsageError, match="never given to another"):
        make(bare, code="spring", partner="ben")


def test_a_link_that_ended_is_known_as_such_at_once_and_can_begin_again(bare: Flask) -> None:
    add_partner(bare, "ada")
    make(bare, code="spring")
    before = card(bare, "spring")
    link, done = links.end("spring", "Mina", "the offer is over")
    assert (link.code, done) == ("spring", ["link spring ended"])
    assert card(bare, "spring") == replace(before, ended=True)
    assert links.begin_again("spring", "Mina")[1] == ["link spring begun again"]
    assert card(bare, "spring") == before
    events = db.session.execute(select(PartnerEvent.what, PartnerEvent.reason).order_by(PartnerEvent.id)).all()[-2:]
    assert [tuple(event) for event in events] == [
        ("link spring ended", "the offer is over"),
        ("link spring begun again", ""),
    ]


def test_what_is_so_already_changes_nothing(bare: Flask) -> None:
    add_partner(bare, "ada")
    make(bare, code="spring")
    assert links.begin_again("spring", "Mina")[1] == []
    links.end("spring", "Mina")
    ended = db.session.scalar(select(Link.ended_at))
    assert links.end("spring", "Ben")[1] == []
    assert db.session.scalar(select(Link.ended_at)) == ended


def test_a_partners_links_are_listed_with_the_people_of_the_last_30_days(bare: Flask) -> None:
    add_partner(bare, "ada")
    add_partner(bare, "ben")
    first, second, other = (
        make(bare, code=code, partner=partner) for code, partner in (("old", "ada"), ("new", "ada"), ("bens", "ben"))
    )
    links.end("old", "Mina")
    today = NOON.date()
    rows = [
        (first, today, "human", 3),
        (first, today - timedelta(days=29), "human", 4),
        (first, today - timedelta(days=30), "human", 100),
        (first, today, "bot", 100),
        (first, today, "lead", 100),
        (other, today, "human", 100),
    ]
    with writing() as session:
        session.add_all(
            PartnerTotal(day=day, partner_id=link.partner_id, link_id=link.id, kind=kind, count=count)
            for link, day, kind, count in rows
        )
    listed = list(links_of(db.session(), "ada", "https://x.example", NOON))
    assert [(one.code, one.clicks, one.ended is None) for one in listed] == [("new", 0, True), ("old", 7, False)]
    assert (listed[0].id, listed[0].url, listed[0].page) == (second.public_id, "https://x.example/r/new", "/it")


@pytest.mark.parametrize(
    "given",
    [
        {"code": "ab"},
        {"code": "Spring"},
        {"code": "-spring"},
        {"code": "x" * 64},
        {"code": "a b"},
        {"code": "../x"},
        {"sid": "x" * 65},
        {"campaign": "x" * 121},
        {"program": "strangers"},
        {"partner": "cy"},
    ],
)
def test_what_cannot_be_is_refused_and_makes_nothing(
    make_bare: Callable[..., Flask], sqlite_url: str, given: Any
) -> None:
    app = make_bare(database_url=sqlite_url)
    add_partner(app, "ada")
    with pytest.raises(UsageError):
        make(app, **given)
    with app.app_context():
        assert db.session.scalar(select(Link.id)) is None


def test_one_new_link_reads_one_link(bare: Flask) -> None:
    add_partner(bare, "ada")
    make(bare, code="first")
    before = card(bare, "first")
    make(bare, code="second")
    assert card(bare, "second").code == "second"
    assert directory.of(bare).link("first") is before


def test_a_start_without_the_database_knows_the_links_too(make_bare: Callable[..., Flask], sqlite_url: str) -> None:
    app = make_bare(database_url=sqlite_url)
    add_partner(app, "ada")
    made = make(app, code="spring")
    known = card(app, "spring")
    close(app)
    away = make_bare(database_url="sqlite:////nowhere/goodword.db")
    assert directory.of(away).link("spring") == known
    assert directory.of(away).link_by_id(made.public_id) == known


def test_a_link_that_is_written_past_the_commands_counts_from_its_revision_on(bare: Flask) -> None:
    add_partner(bare, "ada")
    make(bare, code="spring")
    card(bare, "spring")
    with writing() as session:
        session.scalars(select(Link)).one().path = "/ar"
    assert card(bare, "spring").path == "/it"
    directory.of(bare).refresh()
    assert card(bare, "spring").path == "/ar"
