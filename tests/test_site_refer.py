"""`/refer`: what the page offers, what sending it writes down, and the receipt."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from factories import NOON
from flask import Flask
from leads import BROWSER, afresh, facts, opened, send, workshop
from recording import JUDGING
from sqlalchemy.exc import OperationalError

from goodword import journal
from goodword.db import db, writing
from goodword.journal import JournalError
from goodword.referrals import programs
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.recording import record_facts
from goodword.referrals.records import decoded
from goodword.site import refer_receipt
from goodword.site.refer_tokens import lead_of, token_of

GOOD = {
    "name": "Ada Moreno",
    "email": "ada.moreno@example.com",
    "relation": "customer",
    "colleague_name": "Dora Lind",
    "colleague_email": "dora@example.com",
    "why": "She asked me last week.",
    "consent": "yes",
}
LEAD = lead_id("dora@example.com", NOON, "ada.moreno@example.com")


@pytest.fixture
def app() -> Iterator[Flask]:
    app = afresh(workshop())
    with app.app_context():
        yield app
        db.session.rollback()
        with writing() as session:
            for table in (Credit, Touch, LeadEvent, Lead):
                session.query(table).delete()


def sent(app: Flask, path: str = "/refer", **fields: str) -> Any:
    return send(app, path, GOOD | fields)


def drained(app: Flask) -> Lead:
    """The lead once the journal is in the database."""
    with writing() as session:
        record_facts(session, [decoded(each) for each in facts(app)], JUDGING)
    lead: Lead = db.session.query(Lead).one()
    return lead


def hrefs(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', html)]


def test_the_page_says_what_is_given_and_offers_a_message_first(app: Flask) -> None:
    text = opened(app, "/refer").text
    for said in ("Workshops who tell others", "a gift: ", "€50", "at most 5 rewards a year", "10%"):
        assert said in text
    assert text.index("Copy the message") < text.index('name="colleague_email"')
    assert len(re.findall(r'href="/(?:customers|guides)/', text)) >= 3


@pytest.mark.parametrize(("path", "title"), [("/it/refer", "Consigliaci a un collega"), ("/ar/refer", "أوصِ بنا زميلًا")])
def test_the_page_is_there_in_every_language(app: Flask, path: str, title: str) -> None:
    answer = opened(app, path)
    assert answer.status_code == 200 and f"<h1>{title}</h1>" in answer.text
    assert f'action="{path}"' in answer.text


def test_the_page_is_the_same_for_everybody_and_may_be_kept(app: Flask) -> None:
    answer = opened(app, "/refer")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=30" and "Set-Cookie" not in answer.headers
    assert 'rel="canonical" href="http://localhost/refer"' in answer.text and 'hreflang="ar"' in answer.text


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("", "/"),
        ("?via=ada", "/with/ada"),
        ("?niche=bike-shops", "/for/bike-shops"),
        ("?niche=bike-shops&via=ada", "/with/ada/for/bike-shops"),
        ("?niche=nonsense", "/"),
        ("?via=nobody", "/"),
    ],
)
def test_the_message_leads_to_the_page_of_the_niche_and_of_who_sent_the_visitor(
    app: Flask, query: str, link: str
) -> None:
    text = opened(app, f"/refer{query}").text
    url = f"http://localhost{link}"
    (copied,) = re.findall(r'data-copy="([^"]*)"', text)
    assert copied.split() == text.partition('dir="auto">')[2].partition("</p>")[0].split()
    assert url in unescape(copied).split()
    linkedin = next(each for each in hrefs(text) if "linkedin.com" in each)
    whatsapp = next(each for each in hrefs(text) if "wa.me" in each)
    assert parse_qs(urlsplit(linkedin).query)["url"] == [url]
    assert url in parse_qs(urlsplit(whatsapp).query)["text"][0].split()


@pytest.mark.parametrize(
    ("query", "said"), [("", "The link names nobody"), ("?via=ada", "The link names who sent you here")]
)
def test_who_sends_the_message_reads_whom_its_link_names(app: Flask, query: str, said: str) -> None:
    text = opened(app, f"/refer{query}").text
    assert re.search(rf'{said}[^<]* For that, <a href="#refer-form">tell us who it is</a>', text)


def test_the_way_there_stands_in_every_footer(app: Flask) -> None:
    assert "/refer" in hrefs(opened(app, "/").text) and "/it/refer" in hrefs(opened(app, "/it/guides").text)


def test_without_a_program_for_customers_there_is_no_such_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.Programs, "told", lambda *_: None)
    assert opened(app, "/refer").status_code == 404 and sent(app).status_code == 404
    assert "/refer" not in hrefs(opened(app, "/").text)


def test_a_change_of_the_program_is_on_the_page_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "€50" in opened(app, "/refer").text
    before = programs.of(app).told("customer")
    assert before
    program = before.program.model_copy(update={"rewards": ({**before.program.rewards[1], "amount": 75},)})
    monkeypatch.setattr(programs.Programs, "told", lambda *_: replace(before, program=program, version="new"))
    text = opened(app, "/refer").text
    assert "€75" in text and "€50" not in text


def test_a_colleague_is_written_down_and_the_referrer_gets_a_receipt(app: Flask) -> None:
    answer = sent(app, "/it/refer", niche="bike-shops")
    assert (answer.status_code, answer.location) == (303, f"/it/refer/{token_of(LEAD)}")
    (kept,) = facts(app)
    assert (kept["how"], kept["email"], kept["name"], kept["lead"]) == (
        "referred",
        "dora@example.com",
        "Dora Lind",
        LEAD,
    )
    assert kept["referrer_email"] == "ada.moreno@example.com" and kept["referrer"]["why"] == "She asked me last week."
    assert (kept["language"], kept["page"], kept["niche"]) == ("it", "/it/refer", "bike-shops")
    assert kept["consent"].startswith("it-") and "suspicion" not in kept


def test_what_the_page_showed_is_kept_if_it_says_so_truly(app: Flask) -> None:
    (plan,) = re.findall(r'name="plan" value="(\w+)"', opened(app, "/refer").text)
    sent(app, plan=plan)
    sent(app, plan="0" * 16)
    first, second = facts(app)
    assert len(first["blocks"]) >= 3 and "blocks" not in second


def test_the_visit_goes_on_after_mistakes_and_behind_the_receipt(app: Flask) -> None:
    html = opened(app, "/refer?via=ada").text
    brought = dict(re.findall(r'name="(via|gw_id)" value="([^"]+)"', html))
    assert brought["via"] == "ada" and brought["gw_id"].startswith("clk_")
    again = sent(app, **brought, colleague_email="").text
    assert dict(re.findall(r'name="(via|gw_id)" value="([^"]+)"', again)) == brought
    location = sent(app, **brought).location
    assert location.endswith(f"?via=ada&gw_id={brought['gw_id']}")
    assert f'href="/plans?via=ada&amp;gw_id={brought["gw_id"]}"' in opened(app, location).text


def test_whose_link_the_referrer_followed_says_nothing_of_the_colleague(app: Flask) -> None:
    answer = sent(app, via="ada")
    assert answer.location.endswith("?via=ada")
    assert "touches" not in facts(app)[0]


def test_a_partners_member_who_refers_is_credited_by_the_address(app: Flask) -> None:
    sent(app, email="ada@example.com")
    assert drained(app).status == "new"
    touch = db.session.query(Touch).one()
    assert (touch.evidence, touch.value, touch.partner_id is not None) == ("colleague", "", True)


@pytest.mark.parametrize(("path", "sentence"), [("/refer", "your own address"), ("/ar/refer", "هذا بريدك أنت")])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app: Flask, path: str, sentence: str) -> None:
    answer = sent(app, path, colleague_email="ada.moreno@example.com", why='A "reason" </textarea>', via="ada")
    assert answer.status_code == 422 and answer.headers["Cache-Control"] == "no-store"
    assert sentence in answer.text and 'value="Dora Lind"' in answer.text
    assert "A &#34;reason&#34; &lt;/textarea&gt;" in answer.text and 'name="via" value="ada"' in answer.text
    assert facts(app) == []


def test_a_form_that_was_sent_elsewhere_is_refused(app: Flask) -> None:
    assert send(app, "/refer", GOOD, origin="https://evil.example").status_code == 403
    assert facts(app) == []


def test_the_trap_and_the_limits_make_it_suspect_and_answer_the_same(app: Flask) -> None:
    plain = sent(app)
    trapped = sent(app, hp="x")
    many = [sent(app, colleague_email=f"d{number}@example.com") for number in range(6)]
    assert trapped.location == plain.location and {each.status_code for each in many} == {303}
    reasons = [each.get("suspicion", "") for each in facts(app)]
    assert reasons == ["", "honeypot", "", "", "", "email-limit", "email-limit", "email-limit"]


def test_what_cannot_be_kept_is_not_thanked_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_record: object) -> None:
        raise JournalError("append", OSError(28, "No space left on device"))

    monkeypatch.setattr(journal.of(app).facts, "append", full)
    answer = sent(app)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "60"
    assert "we cannot keep it" in answer.text and 'value="Dora Lind"' in answer.text


STATUSES = {
    "new": "We have it",
    "suspect": "We have it",
    "qualified": "We are in touch",
    "meeting": "We are in touch",
    "won": "has become a customer",
    "lost": "It did not fit",
}


def test_the_receipt_says_how_far_it_is_and_nothing_of_the_colleague(app: Flask) -> None:
    where = sent(app).location
    lead = drained(app)
    for status, sentence in STATUSES.items():
        with writing() as session:
            session.merge(lead).status = status
        answer = opened(app, where)
        assert sentence in answer.text.partition('aria-current="step"')[2], status
        assert "Dora" not in answer.text and "dora@" not in answer.text and "Moreno" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.headers["X-Robots-Tag"]
    assert "2026" in answer.text


def test_a_suspect_ones_receipt_is_the_same_bytes(app: Flask) -> None:
    where = sent(app).location
    lead = drained(app)
    plain = opened(app, where).data
    with writing() as session:
        session.merge(lead).status = "suspect"
    assert opened(app, where).data == plain


def test_the_receipt_is_there_before_the_journal_is_drained(app: Flask) -> None:
    answer = opened(app, sent(app).location)
    assert answer.status_code == 200 and "We have it" in answer.text


def test_the_receipt_is_there_while_the_database_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_patience: float) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    where = sent(app).location
    monkeypatch.setattr(refer_receipt, "reading", away)
    assert "We have it" in opened(app, where).text


def test_an_erased_ones_receipt_says_so(app: Flask) -> None:
    where = sent(app).location
    lead = drained(app)
    with writing() as session:
        session.merge(lead).erased_at = NOON
    assert "what was written is erased" in opened(app, where).text


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t[:32], str.upper, lambda t: "0" + t[1:]]
)
def test_a_receipt_cannot_be_guessed(app: Flask, spoil: Any) -> None:
    token = token_of(LEAD)
    assert lead_of(token) == LEAD
    assert lead_of(spoil(token)) == ""
    assert opened(app, f"/refer/{spoil(token)}").status_code in (404, 308)


HOSTILE = [
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "%s%(x)s{{ 7*7 }}",
    "<script>",
    "\ue002via\ue003",
    "a" * 200_000,
    "../../etc",
    "=1+1",
    "\u202e",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_breaks_the_page(app: Flask, text: str) -> None:
    for name in (*GOOD, "niche", "plan", "via", "gw_id", "hp", "page"):
        for path in ("/refer", "/ar/refer"):
            answer = sent(app, path, **{name: text})
            assert answer.status_code in (303, 422), (name, answer.status_code)
            assert "<script>" not in answer.text
    assert opened(app, "/refer?niche=" + "%ff%00&via=%F0%9F&pain=" + "x" * 5_000).status_code == 200


def test_more_than_a_form_holds_is_413(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        answer = app.test_client().post("/refer", data={"why": "x" * 300_000}, headers=BROWSER)
    assert answer.status_code == 413
