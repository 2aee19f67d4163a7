"""`/team/leads`: who is found, what is told of a lead, and what becomes of it when somebody moves it on."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, sign_in
from recording import JUDGING, MORNING, add_partners, at, by_click, click, credited, form, lead, record, totals
from sqlalchemy import func, select, update

from goodword import mail
from goodword.db import db, now, writing
from goodword.mail import Letter
from goodword.outbox import Due
from goodword.referrals.lead_rows import Lead, LeadEvent
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.recording.by_hand import Move, move
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.team import paging

CY = lead_id("cy@example.com", MORNING)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    add_partners("ada", "ben")
    return app.test_client()


def listed(client: FlaskClient, query: str = "") -> list[str]:
    """The names in the list, in its order."""
    answer = client.get(f"/team/leads{query}")
    assert answer.status_code == 200
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<a href="/team/leads/lead_\w+"><bdi>([^<]*)</bdi>', table)


def changed(client: FlaskClient, **fields: str) -> Any:
    """What saving Cy's lead answers, by Mina."""
    return client.post(f"/team/leads/{CY}", data={"csrf_token": sign_in(client), **fields})


def cy() -> Lead:
    db.session.rollback()
    found = db.session.get(Lead, CY)
    assert found
    return found


def difference() -> int:
    with one_moment() as session:
        return recount(session).difference


def mails_due() -> list[str | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Due.key).where(Due.topic == "lead.given")))


def test_leads_are_listed_the_newest_first(client: FlaskClient) -> None:
    sign_in(client)
    record(form("a", 1, "a@example.com", name="Ann"), form("b", 2, "b@example.com", name="Bo & Sons"))
    assert listed(client) == ["Bo &amp; Sons", "Ann"]


NARROWED = {
    "?status=new": ["Ann", "Bo"],
    "?status=suspect": ["Sam"],
    "?status=nonsense": ["Ann", "Bo"],
    "?language=it": ["Ann"],
    "?partner=ada": ["Bo"],
    "?q=ann": ["Ann"],
    "?q=WHEELS": ["Ann"],
    "?q=b%40example": ["Bo"],
    "?q=ann+wheels": ["Ann"],
    "?q=ann+spokes": [],
    "?q=100%25": ["Ann"],
    "?q=%25": ["Ann"],
    "?q=_": [],
    "?q=%5C": [],
}


def test_what_is_asked_for_narrows_the_list(client: FlaskClient) -> None:
    sign_in(client)
    record(
        click("1"),
        form("a", 3, "a@example.com", name="Ann", language="it", company="100% Wheels"),
        form("b", 2, "b@example.com", name="Bo", company="100 Co", touches=(by_click("1"),)),
        form("s", 1, "s@example.com", name="Sam", suspicion="honeypot"),
    )
    assert {query: listed(client, query) for query in NARROWED} == NARROWED


def test_what_no_database_can_hold_is_no_mistake_of_ours(client: FlaskClient) -> None:
    token = sign_in(client)
    record(form("a"))
    assert listed(client, "?q=%00&partner=%00") == ["Cy"]
    assert client.get("/team/leads/%00").status_code == 404
    answer = client.post("/team/leads/%00", data={"csrf_token": token, "status": "new"})
    assert answer.status_code == 404
    assert changed(client, status="qualified", note="so\0 be it").status_code == 303
    assert "so be it" in client.get(f"/team/leads/{CY}").text


def test_a_long_list_has_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    sign_in(client)
    record(*(form(str(number), number, f"n{number}@example.com", name=f"N{number}") for number in range(5)))
    assert [listed(client, f"?q=n&page={page}") for page in (1, 3)] == [["N4", "N3"], ["N0"]]
    assert listed(client, "?page=99") == ["N0"] and listed(client, "?page=x") == ["N4", "N3"]
    assert 'href="/team/leads?q=n&amp;page=2"' in client.get("/team/leads?q=n").text


def test_a_lead_shows_its_way_and_why_somebody_is_credited(client: FlaskClient) -> None:
    sign_in(client)
    record(click("1", page="/with/ada", referrer="blog.example"), form("a", touches=(by_click("1"),), message="Hi <b>"))
    text = client.get(f"/team/leads/{CY}").text
    for shown in ("/with/ada", "blog.example", "Hi &lt;b&gt;", "<bdi>Ada</bdi> in <bdi>friends</bdi>", "Evidence 1"):
        assert shown in text


def test_the_desk_speaks_the_readers_language(client: FlaskClient) -> None:
    record(click("1"), form("a", touches=(by_click("1"),)))
    for language in ("it", "ar"):
        sign_in(client, language=language)
        for path in ("/team", "/team/leads", f"/team/leads/{CY}", "/team/leads/conflicts"):
            text = client.get(path).text
            assert f'lang="{language}"' in text
            assert not re.search(r"Came in|Nobody is credited|Leads to answer|What happened", text)


def test_a_new_status_and_a_note_are_kept_with_who_and_when(client: FlaskClient) -> None:
    record(form("a"))
    answer = changed(client, status="meeting", note="  Call on Monday ")
    assert (answer.status_code, answer.location) == (303, f"/team/leads/{CY}?done=changed#main")
    assert cy().status == "meeting"
    row = db.session.scalars(select(LeadEvent).where(LeadEvent.what == "status")).one()
    assert (row.status, row.note, row.by) == ("meeting", "Call on Monday", MINA)
    text = client.get(answer.location).text
    assert "Done." in text and "Call on Monday" in text and MINA in text


def test_a_note_alone_leaves_the_status(client: FlaskClient) -> None:
    record(form("a"))
    changed(client, status="new", note="Later")
    assert [row.what for row in db.session.scalars(select(LeadEvent).order_by(LeadEvent.at))] == ["given", "note"]


def test_saving_what_is_so_already_adds_nothing(client: FlaskClient) -> None:
    record(form("a"))
    assert "done=nothing" in changed(client, status="new", note=" ").location
    assert len(db.session.scalars(select(LeadEvent)).all()) == 1


def test_who_saw_a_lead_before_somebody_moved_it_does_not_move_it_back(client: FlaskClient) -> None:
    record(form("first", 10))
    changed(client, status="won", seen="new")
    assert "done=meanwhile" in changed(client, status="lost", seen="new", note="No answer").location
    assert cy().status == "won"
    page = client.get(f"/team/leads/{CY}?done=meanwhile").text
    assert "No answer" in page and "Somebody moved this lead" in page and 'name="seen" value="won"' in page
    assert "done=changed" in changed(client, status="new", seen="new", note="Called them").location
    assert cy().status == "won"
    assert "done=nothing" in changed(client, status="won", seen="new").location


def test_of_who_recommends_somebody_the_desk_says_how_they_know_us(client: FlaskClient) -> None:
    referrer = {"name": "Ada", "company": "Northlight", "relation": "customer", "why": "She asked."}
    record(given := form("first", 10, how="referred", referrer_email="ada@example.com", referrer=referrer))
    sign_in(client)
    page = client.get(f"/team/leads/{given.lead}").text
    assert "Northlight" in page and "I am a customer" in page and "She asked." in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "recommended by <bdi>Ada</bdi>"),
        ("it", "consigliato da <bdi>Ada</bdi>"),
        ("ar", "أوصى به <bdi>Ada</bdi>"),
    ],
)
def test_the_way_of_a_colleague_says_who_recommended_them(client: FlaskClient, language: str, said: str) -> None:
    mo = {"how": "referred", "referrer_email": "ada@example.com", "page": "/refer"}
    record(given := form("first", 10, referrer={"name": "Ada"}, **mo), form("own", 20, page="/for/shops"))
    sign_in(client, language=language)
    way = client.get(f"/team/leads/{given.lead}").text.partition('class="lead-way"')[2].partition("</ol>")[0]
    assert said in way and "/refer" in way and not any(word in way for word in ("wrote to us", "ci ha scritto", "كتب"))
    sign_in(client)
    assert "wrote to us" in client.get(f"/team/leads/{CY}").text


def test_a_status_that_there_is_none_of_changes_nothing(client: FlaskClient) -> None:
    record(form("a"))
    assert [changed(client, status=status).status_code for status in ("", "credited", "WON")] == [404] * 3
    assert cy().status == "new"


def test_a_lead_that_is_not_there_is_404(client: FlaskClient) -> None:
    token = sign_in(client)
    assert client.get("/team/leads/lead_0").status_code == 404
    assert client.post("/team/leads/lead_0", data={"csrf_token": token, "status": "won"}).status_code == 404


def test_an_erased_lead_stays_as_a_number(client: FlaskClient) -> None:
    sign_in(client)
    record(form("a"))
    with writing() as session:
        row = session.get(Lead, CY)
        assert row
        row.erased_at, row.email, row.name, row.message = MORNING, "", "", ""
    assert listed(client) == ["somebody whose data were erased"]
    text = client.get(f"/team/leads/{CY}").text
    assert "stays as a number" in text and "cy@example.com" not in text


def test_a_suspect_lead_says_why_and_nobody_is_told_of_it(client: FlaskClient) -> None:
    sign_in(client)
    record(form("a", suspicion="email-limit"))
    assert "this address was sent too often" in client.get(f"/team/leads/{CY}").text
    assert mails_due() == []


def test_a_suspect_lead_that_somebody_believes_counts_is_credited_and_told_of(client: FlaskClient) -> None:
    record(click("1"), form("a", touches=(by_click("1"),), suspicion="honeypot"))
    assert totals() == {("ada", "human"): 1}
    changed(client, status="new")
    assert totals() == {("ada", "human"): 1, ("ada", "lead"): 1} and difference() == 0
    assert mails_due() == [f"lead.given:{CY}"] and cy().suspicion == ""


def test_a_lead_called_suspect_no_longer_counts_and_is_told_of_once_only(client: FlaskClient) -> None:
    record(form("a"))
    changed(client, status="suspect", note="Robot")
    assert (totals(), difference(), cy().suspicion) == ({}, 0, "by-hand")
    changed(client, status="qualified")
    assert totals() == {("", "lead"): 1} and difference() == 0
    assert mails_due() == [f"lead.given:{CY}"]


def test_what_the_product_reported_can_be_suspect_and_is_never_mailed_about(client: FlaskClient) -> None:
    record(lead("a"))
    number = db.session.scalars(select(Lead.id)).one()
    for status in ("suspect", "new"):
        with writing() as session:
            assert move(session, number, Move(status, "", MINA, at(60)), JUDGING)
    assert totals() == {("", "lead"): 1} and difference() == 0 and mails_due() == []


def test_a_reported_lead_that_somebody_believes_again_stays_its_partners(client: FlaskClient) -> None:
    record(click("1"), lead("a", click="1"))
    number = db.session.scalars(select(Lead.id)).one()
    for status in ("suspect", "qualified"):
        with writing() as session:
            move(session, number, Move(status, "", MINA, at(60)), JUDGING)
    assert credited() == {"a": "ada"} and difference() == 0
    assert totals() == {("ada", "human"): 1, ("ada", "lead"): 1}


def test_who_writes_again_after_being_called_suspect_is_new_again(client: FlaskClient) -> None:
    record(form("a"))
    changed(client, status="suspect")
    record(form("b", 90))
    assert (cy().status, difference()) == ("new", 0)


def test_today_names_the_newest_leads_and_how_many_there_are(client: FlaskClient) -> None:
    sign_in(client)
    record(*(form(str(number), number, f"n{number}@example.com", name=f"N{number}") for number in range(7)))
    record(form("s", email="s@example.com", name="Sam", suspicion="honeypot"))
    text = client.get("/team").text
    assert re.findall(r"<bdi>(N\d)</bdi>", text) == ["N6", "N5", "N4", "N3", "N2"]
    assert "All 7 new leads" in text and "1 suspect lead" in text and "Sam" not in text


def test_leads_in_good_hands_need_nobody_today(client: FlaskClient) -> None:
    record(form("a"))
    changed(client, status="qualified")
    assert "Leads to answer" not in client.get("/team").text


def test_notes_come_in_the_order_of_their_moments(client: FlaskClient) -> None:
    record(form("a"))
    for minute, note in ((1, "first"), (2, "second")):
        with writing() as session:
            move(session, CY, Move("new", note, MINA, MORNING + timedelta(hours=minute)), JUDGING)
    sign_in(client)
    text = client.get(f"/team/leads/{CY}").text
    assert text.index("second") < text.index("first")


def test_what_earlier_sendings_said_stands_in_the_history(client: FlaskClient) -> None:
    first = {"name": "Cyrus", "company": "Wheels", "phone": "+39 02 1", "channel": "phone", "heard_from": "a <friend>"}
    second = {"company": "Wheels", "phone": "+39 02 2", "channel": "whatsapp", "heard_from": "Ben"}
    record(form("first", 10, **first), form("second", 20, **second))
    for language, said in {
        "en": ["Name was", "Phone was", "Wanted to be answered", "Had heard of us from"],
        "it": ["Il nome era", "Il telefono era", "Voleva una risposta", "Ci aveva conosciuto"],
    }.items():
        sign_in(client, language=language)
        text = client.get(f"/team/leads/{CY}").text.partition('id="history"')[2]
        assert [sentence for sentence in said if sentence in text] == said
        assert "+39 02 1" in text and "a &lt;friend&gt;" in text and "Wheels" not in text


def test_where_a_later_sending_came_from_stands_in_the_history(client: FlaskClient) -> None:
    there = {"page": "/it/for/shops", "niche": "shops", "language": "it", "blocks": ("faq/price",)}
    record(form("first", 10, page="/with/ada", blocks=("page/home",)), form("second", 20, **there))
    sign_in(client)
    way, _, history = client.get(f"/team/leads/{CY}").text.partition('id="history"')
    assert "/with/ada" in way and "page/home" in way and "/it/for/shops" not in way
    for word in ("Sent from", "/it/for/shops", "for the niche", "Italiano", "/team/content/faq/price"):
        assert word in history
    assert "page/home" not in history and "/with/ada" not in history


def test_what_the_lead_says_still_is_not_said_twice(client: FlaskClient) -> None:
    sign_in(client)
    record(form("first", 10, phone="1"), form("second", 20, phone="1"))
    assert "Phone was" not in client.get(f"/team/leads/{CY}").text


def test_today_says_when_confirmations_wait(client: FlaskClient) -> None:
    sign_in(client)
    with writing() as session:
        letter = Letter("cy@example.com", "en", "s", "t", "<p>h</p>")
        for number in range(203):
            mail.post(session, letter, at=now(), key=str(number), stranger=True)
    assert "mails to who wrote to us" not in client.get("/team").text
    with writing() as session:
        session.execute(
            update(Due).where(Due.id <= select(func.min(Due.id) + 199).scalar_subquery()).values(done_at=now())
        )
    assert "3 mails to who wrote to us wait: no more than 200 go in an hour" in client.get("/team").text
