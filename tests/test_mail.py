"""Mail: what a letter becomes, how it goes out, what is refused, what stays behind."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from pathlib import Path
from threading import Event
from typing import cast
from urllib.parse import quote

import pytest
from flask import Flask
from post_office import SECRET, PostOffice, certificate, open_post, password_needed
from sqlalchemy import select

from goodword import mail
from goodword.db import db, now, writing
from goodword.mail.letters import Letter, message
from goodword.mail.sending import mail_topic
from goodword.outbox import Due, Job
from goodword.outbox.working import Worker

LETTER = Letter("cy@example.com", "ar", "رمزك", "مرحبا 1234\n", "<p>مرحبا</p>", "Spokewise")
AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
ELSEWHERE = "127.0.0.2"  # as if another machine: not among the loopback names that need no encryption


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with open_post() as office:
        yield office


@pytest.fixture
def make(make_bare: Callable[..., Flask], database_url: str) -> Callable[..., Flask]:
    """Makes an application whose mail goes to ``smtp_url``."""
    return lambda **more: make_bare(database_url=database_url, base_url="https://www.spokewise.example", **more)


def deliver(app: Flask, letter: Letter = LETTER, until: datetime | None = None) -> Due:
    """Posts the letter and does what a worker would; the row as it is then."""
    with app.app_context():
        with writing() as session:
            mail.post(session, letter, at=now(), until=until)
        Worker({mail.TOPIC: mail_topic(app.extensions["goodword.settings"])}, (), Event()).once()
        db.session.rollback()
        return db.session.scalars(select(Due)).one()


def over(office: PostOffice, user: str = "", host: str = "127.0.0.1", scheme: str = "smtp") -> str:
    return f"{scheme}://{user}{host}:{office.port}"


def test_a_letter_arrives(make: Callable[..., Flask], post: PostOffice) -> None:
    row = deliver(make(smtp_url=over(post)))
    (made,) = post.messages
    assert row.done_at
    assert (made["From"], made["To"], made["Subject"]) == (
        "Spokewise <no-reply@www.spokewise.example>",
        "cy@example.com",
        "رمزك",
    )
    assert (made["Auto-Submitted"], made["Content-Language"]) == ("auto-generated", "ar")
    plain, html = made.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert [part.get_content().strip() for part in (plain, html)] == ["مرحبا 1234", "<p>مرحبا</p>"]


def test_once_sent_its_words_are_gone_from_the_database(make: Callable[..., Flask], post: PostOffice) -> None:
    row = deliver(make(smtp_url=over(post)))
    assert row.payload == {"to": "cy@example.com", "language": "ar", "subject": "رمزك"}


def test_a_letter_sent_again_carries_the_same_message_id(make: Callable[..., Flask], post: PostOffice) -> None:
    topic = mail_topic(make(smtp_url=over(post)).extensions["goodword.settings"])
    for tries in (1, 2):
        topic.run(
            Job(7, "mail", {**{name: getattr(LETTER, name) for name in Letter.__slots__}, "until": None}, AT, tries)
        )
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<goodword.7.{int(AT.timestamp())}@www.spokewise.example>"
    assert post.received[0].partition(b"boundary")[0] == post.received[1].partition(b"boundary")[0]


@pytest.mark.parametrize(
    "change",
    [
        {"to": "cy@example.com\nBcc: all@example.com"},
        {"to": "cy@example.com, all@example.com"},
        {"to": "cy@example.com;all@example.com"},
        {"to": "Cy <cy@example.com>"},
        {"to": "cy@example.com\x00"},
        {"to": "cy"},
        {"to": ""},
        {"to": "a@b@c"},
        {"to": "=?utf-8?q?all=40evil.example=2C?=@example.com"},
        {"reply_to": "=?utf-8?b?YWxsQGV2aWwuZXhhbXBsZQ==?=@example.com"},
        {"subject": "Hello\nBcc: all@example.com"},
        {"subject": "Hello\r\n\r\n<p>"},
        {"subject": "Hello\x0bthere"},
        {"subject": "Hello\u2028there"},
        {"subject": "Hello\x85there"},
        {"sender": "Spokewise\nBcc: all@example.com"},
        {"sender": "Spokewise\r"},
        {"language": "en\nX: y"},
    ],
    ids=repr,
)
def test_nothing_becomes_a_second_header_or_recipient(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"not one address|control character"):
        replace(LETTER, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ['Ada "the" Moreno', "Moreno, Ada", "Ada <x@example.com>", "آدا", "=?utf-8?q?x?=", "a" * 300]
)
def test_any_name_may_send(name: str) -> None:
    made = message(replace(LETTER, sender=name), "no-reply@example.com", "1", AT)
    again = cast(EmailMessage, message_from_bytes(made.as_bytes(), policy=default))
    assert [one.addr_spec for one in again["From"].addresses] == ["no-reply@example.com"]
    assert not again.defects


@pytest.mark.parametrize(
    "address",
    ["o'brien@example.com", "'cy@example.com", "=cy@example.com", "+cy@example.com", "-cy@example.com",
     ".cy..n.@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", "x=?y@example.com", "a" * 242 + "@example.com"],
)  # fmt: skip
def test_a_letter_goes_to_whom_the_form_accepts_and_an_answer_comes_back(address: str) -> None:
    made = message(replace(LETTER, to=address, reply_to=address), "no-reply@example.com", "1", AT)
    again = cast(EmailMessage, message_from_bytes(made.as_bytes(), policy=default))
    assert [[one.addr_spec for one in again[name].addresses] for name in ("To", "Reply-To")] == [[address]] * 2
    assert getaddresses([str(made["To"])]) == [("", address)], "as the envelope has it"


def test_a_long_subject_is_folded_into_one_header() -> None:
    made = message(replace(LETTER, subject="كلمة " * 100), "no-reply@example.com", "1", AT)
    assert message_from_bytes(made.as_bytes(), policy=default)["Subject"].strip() == ("كلمة " * 100).strip()
    assert max(map(len, made.as_bytes().split(b"\r\n"))) <= 998


def test_letters_beyond_ascii_may_stand_in_an_address(make: Callable[..., Flask]) -> None:
    with open_post(enable_SMTPUTF8=True) as post:
        deliver(make(smtp_url=over(post)), replace(LETTER, to="josé@example.com"))
        assert post.recipients == ["josé@example.com"]


def test_a_domain_in_letters_is_written_as_every_mail_server_knows_it(make: Callable[..., Flask]) -> None:
    with open_post(enable_SMTPUTF8=False) as post:
        deliver(make(smtp_url=over(post)), replace(LETTER, to="info@bücher.example", reply_to="cy@مثال.إختبار"))
        assert post.recipients == ["info@xn--bcher-kva.example"]
        (made,) = post.messages
        assert (made["To"], made["Reply-To"]) == ("info@xn--bcher-kva.example", "cy@xn--mgbh0fb.xn--kgbechtv")


def test_a_server_that_knows_none_of_them_is_not_asked_again(make: Callable[..., Flask]) -> None:
    with open_post(enable_SMTPUTF8=False) as post:
        row = deliver(make(smtp_url=over(post)), replace(LETTER, to="josé@example.com"))
        assert (post.received, row.dead_at is not None, "SMTPUTF8" in row.error) == ([], True, True)


def test_without_a_server_it_becomes_a_file(make: Callable[..., Flask], tmp_path: Path) -> None:
    row = deliver(make())
    (file,) = (tmp_path / "var" / "outbox").iterdir()
    assert file.name == f"{row.created_at:%Y%m%dT%H%M%S}-{row.id}.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "cy@example.com"


def test_who_is_refused_for_good_is_not_tried_again(make: Callable[..., Flask], post: PostOffice) -> None:
    post.after_sender = "550 5.1.1 nobody of that name"
    row = deliver(make(smtp_url=over(post)))
    assert (row.dead_at is not None, row.error) == (True, "the mail server refused it: 550 5.1.1 nobody of that name")


@pytest.mark.parametrize("when", ["after_sender", "answer"])
def test_who_is_refused_for_now_is_tried_again(make: Callable[..., Flask], post: PostOffice, when: str) -> None:
    setattr(post, when, "451 4.7.1 come back later")
    row = deliver(make(smtp_url=over(post)))
    assert (row.dead_at, row.done_at, "come back later" in row.error) == (None, None, True)


def test_so_is_a_server_that_is_away(make: Callable[..., Flask]) -> None:
    with open_post() as office:
        url = over(office)
    row = deliver(make(smtp_url=url))
    assert (row.dead_at, row.tries, "refused" in row.error) == (None, 1, True)


def test_what_came_too_late_is_not_sent(make: Callable[..., Flask], post: PostOffice) -> None:
    row = deliver(make(smtp_url=over(post)), until=now() - timedelta(seconds=1))
    assert (post.received, row.dead_at is not None) == ([], True)


def test_what_is_offered_encrypted_is_sent_encrypted(
    make: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path, ELSEWHERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with open_post(ELSEWHERE, tls_context=context) as post:
        deliver(make(smtp_url=over(post, host=ELSEWHERE)))
        assert post.encrypted == [True]


def test_smtps_is_encrypted_from_the_start(
    make: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path, ELSEWHERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with open_post(ELSEWHERE, ssl_context=context) as post:
        deliver(make(smtp_url=over(post, host=ELSEWHERE, scheme="smtps")))
        assert post.encrypted == [True]


def test_a_certificate_nobody_vouches_for_is_not_trusted(make: Callable[..., Flask], tmp_path: Path) -> None:
    context, _ = certificate(tmp_path, ELSEWHERE)
    with open_post(ELSEWHERE, tls_context=context) as post:
        row = deliver(make(smtp_url=over(post, host=ELSEWHERE)))
        assert (post.received, "certificate" in row.error) == ([], True)


def test_on_this_machine_any_certificate_will_do(make: Callable[..., Flask], tmp_path: Path) -> None:
    context, _ = certificate(tmp_path, ELSEWHERE)
    with open_post(tls_context=context) as post:
        deliver(make(smtp_url=over(post)))
        assert post.encrypted == [True]


def test_a_password_with_any_sign_in_it_signs_in(make: Callable[..., Flask], tmp_path: Path) -> None:
    context, _ = certificate(tmp_path, ELSEWHERE)
    options = {"tls_context": context, "authenticator": password_needed, "auth_required": True}
    with open_post(**options) as post:
        deliver(make(smtp_url=over(post, user=f"mina:{quote(SECRET, safe='')}@")))
        assert len(post.received) == 1


def test_no_password_is_told_in_clear(make: Callable[..., Flask]) -> None:
    with open_post(ELSEWHERE, authenticator=password_needed, auth_require_tls=False) as post:
        row = deliver(make(smtp_url=over(post, user="mina:secret@", host=ELSEWHERE)))
        assert (post.received, "no encryption" in row.error, "secret" in row.error) == ([], True, False)
