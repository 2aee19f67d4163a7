"""Signing in: by code and by link, once, for ten minutes, in the browser that asked."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, make_member, sign_in
from signing import ask, enter, newest, signed_in

from goodword.accounts import signing_in, team
from goodword.accounts.signing_in import LASTS, MOST_TRIES
from goodword.db import now, writing

MINUTES = int(LASTS.total_seconds() / 60)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of Mina, who is on the team."""
    make_member()
    return app.test_client()


def test_the_code_lets_in(client: FlaskClient) -> None:
    mailed = ask(client)
    answer = enter(client, mailed.code)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/team")
    assert signed_in(client)


def test_so_does_the_link_after_its_button(client: FlaskClient) -> None:
    mailed = ask(client)
    assert '<form class="form" method="post">' in client.get(mailed.link).text
    assert not signed_in(client)
    assert client.post(mailed.link).status_code == 303
    assert signed_in(client)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}-{1} ", "{0}{1}\t"])
def test_a_code_may_be_typed_in_groups(client: FlaskClient, typed: str) -> None:
    code = ask(client).code
    enter(client, typed.format(code[:4], code[4:]))
    assert signed_in(client)


def test_a_code_may_be_typed_in_arabic_digits(client: FlaskClient) -> None:
    enter(client, ask(client).code.translate(dict(zip(range(48, 58), "٠١٢٣٤٥٦٧٨٩", strict=True))))
    assert signed_in(client)


def test_an_address_may_be_typed_in_capitals(client: FlaskClient) -> None:
    enter(client, ask(client, f" {MINA.upper()} ").code)
    assert signed_in(client)


def test_it_leads_to_where_one_wanted_to_go(client: FlaskClient) -> None:
    mailed = ask(client, next="/team/content?problem=x")
    assert enter(client, mailed.code).headers["Location"] == "/team/content?problem=x"


def test_and_never_elsewhere(client: FlaskClient) -> None:
    mailed = ask(client, next="https://evil.example/team")
    assert enter(client, mailed.code).headers["Location"] == "/team"


def test_a_code_works_once(client: FlaskClient) -> None:
    mailed = ask(client)
    asked = client.get_cookie("gw-asked")
    enter(client, mailed.code)
    assert asked and client.get_cookie("gw-asked") is None
    client.set_cookie("gw-asked", asked.value)
    assert enter(client, mailed.code).status_code == 410


def test_a_link_works_once_and_not_after_its_code(client: FlaskClient) -> None:
    mailed = ask(client)
    cookie = client.get_cookie("gw-asked")
    assert cookie
    enter(client, mailed.code)
    client.set_cookie("gw-asked", cookie.value)
    assert client.get(mailed.link).status_code == 410
    assert client.post(mailed.link).status_code == 410


def test_neither_works_after_ten_minutes(client: FlaskClient) -> None:
    mailed = ask(client)
    asked = client.get_cookie("gw-asked")
    assert asked and asked.max_age == LASTS.total_seconds()
    with time_machine.travel(now() + LASTS + timedelta(seconds=1)):
        client.set_cookie("gw-asked", asked.value)
        assert enter(client, mailed.code).status_code == 410
        assert client.post(mailed.link).status_code == 410


def test_a_minute_before_it_still_does(client: FlaskClient) -> None:
    mailed = ask(client)
    with time_machine.travel(now() + LASTS - timedelta(minutes=1)):
        assert enter(client, mailed.code).status_code == 303


def test_a_code_works_only_in_the_browser_that_asked(client: FlaskClient) -> None:
    mailed = ask(client)
    other = client.application.test_client()
    assert enter(other, mailed.code).status_code == 410
    ask(other, "cy@example.com")
    assert enter(other, mailed.code).status_code == 422
    assert not signed_in(other)


def test_a_link_opened_elsewhere_says_what_to_do(client: FlaskClient) -> None:
    mailed = ask(client)
    other = client.application.test_client()
    answer = other.get(mailed.link)
    assert answer.status_code == 403
    assert "Go back there and enter the code" in answer.text
    assert other.post(mailed.link).status_code == 403
    assert not signed_in(other)
    client.post(mailed.link)
    assert signed_in(client), "and uses nothing up"


def test_opening_a_link_a_hundred_times_uses_nothing_up(client: FlaskClient) -> None:
    mailed = ask(client)
    scanner = client.application.test_client()
    for _ in range(50):
        scanner.get(mailed.link)
        scanner.head(mailed.link)
    client.post(mailed.link)
    assert signed_in(client)


def test_a_wrong_code_may_be_mended(client: FlaskClient) -> None:
    mailed = ask(client)
    answer = enter(client, mailed.wrong)
    assert answer.status_code == 422
    assert "This is not the code" in answer.text
    assert enter(client, mailed.code).status_code == 303


def test_after_five_wrong_codes_the_right_one_is_of_no_use(client: FlaskClient) -> None:
    mailed = ask(client)
    assert [enter(client, mailed.wrong).status_code for _ in range(MOST_TRIES)] == [422, 422, 422, 422, 410]
    assert enter(client, mailed.code).status_code == 410
    assert not signed_in(client)


def test_asking_again_ends_what_was_asked_for_before(client: FlaskClient) -> None:
    first = ask(client)
    second = ask(client)
    assert client.get(first.link).status_code == 410
    assert enter(client, first.code).status_code == 422
    assert enter(client, second.code).status_code == 303


def test_who_was_removed_in_between_is_not_let_in(client: FlaskClient) -> None:
    make_member("ada@spokewise.example", "manager")
    mailed = ask(client)
    with writing() as session:
        team.remove(session, MINA, "Ada", now())
    assert enter(client, mailed.code).status_code == 410
    assert not signed_in(client)


def test_an_unknown_address_is_not_let_in_even_with_its_code(client: FlaskClient) -> None:
    mailed = ask(client, "cy@example.com")
    assert enter(client, mailed.code).status_code == 410
    assert not signed_in(client)


def test_the_session_is_another_after_each_sign_in(client: FlaskClient) -> None:
    enter(client, ask(client).code)
    first = client.get_cookie("gw-member")
    enter(client, ask(client).code)
    second = client.get_cookie("gw-member")
    assert first and second and first.value != second.value
    other = client.application.test_client()
    other.set_cookie("gw-member", first.value)
    assert not signed_in(other), "and the one before has ended"


def test_a_session_that_was_planted_is_not_taken_over(client: FlaskClient) -> None:
    client.set_cookie("gw-member", "planted")
    enter(client, ask(client).code)
    cookie = client.get_cookie("gw-member")
    assert cookie and cookie.value != "planted"


@pytest.mark.parametrize(
    "email", ["", "mina", "mina@", "@spokewise.example", "a@b", "a b@c.example", "a@b.example\n,c@d.e"]
)
def test_what_is_no_address_is_said_beside_the_field(client: FlaskClient, email: str) -> None:
    answer = client.post("/portal/sign-in", data={"email": email})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:81", "http://localhost.evil.example"]
)
@pytest.mark.parametrize("path", ["/portal/sign-in", "/portal/sign-in/code", "/portal/sign-in/link/x"])
def test_forms_of_others_are_refused(client: FlaskClient, path: str, origin: str) -> None:
    assert client.post(path, data={"email": MINA}, headers={"Origin": origin}).status_code == 403


def test_a_link_from_the_command_line_belongs_to_the_first_browser_that_opens_it(client: FlaskClient) -> None:
    with writing() as session:
        link = f"/portal/sign-in/link/{signing_in.make_link(session, MINA, now())}"
    client.head(link)
    client.get(link, headers={"Sec-Purpose": "prefetch"})
    assert client.get(link).status_code == 200
    other = client.application.test_client()
    assert (other.get(link).status_code, other.post(link).status_code) == (403, 403)
    assert client.post(link).status_code == 303
    assert signed_in(client)


def test_who_presses_no_button_first_opened_nothing(client: FlaskClient) -> None:
    with writing() as session:
        link = f"/portal/sign-in/link/{signing_in.make_link(session, MINA, now())}"
    assert client.post(link).status_code == 403


def test_of_many_who_use_a_code_at_once_one_gets_in(app: Flask, client: FlaskClient) -> None:
    mailed = ask(client)
    assert at_once(app, client, mailed.code) == [303] + [410] * 7


def test_of_many_wrong_codes_at_once_five_are_looked_at(app: Flask, client: FlaskClient) -> None:
    mailed = ask(client)
    assert at_once(app, client, mailed.wrong) == [410] * 4 + [422] * 4
    assert enter(client, mailed.code).status_code == 410


def at_once(app: Flask, client: FlaskClient, code: str) -> list[int]:
    """What eight requests with this code are answered, from one browser at one moment."""
    asked = client.get_cookie("gw-asked")
    assert asked
    start, found = Barrier(8), []

    def work() -> None:
        copy = app.test_client()
        copy.set_cookie("gw-asked", asked.value)
        start.wait()
        found.append(enter(copy, code).status_code)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_sign_out_ends_the_session_here_and_there(client: FlaskClient) -> None:
    token = sign_in(client)
    cookie = client.get_cookie("gw-member")
    answer = client.post("/portal/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/portal/sign-in?left=1")
    assert client.get_cookie("gw-member") is None
    assert cookie
    client.set_cookie("gw-member", cookie.value)
    assert not signed_in(client)


def test_sign_out_by_somebody_elses_form_is_refused(client: FlaskClient) -> None:
    sign_in(client)
    assert client.post("/portal/sign-out").status_code == 403
    assert client.get("/portal/sign-out").status_code in (404, 405)
    assert signed_in(client)


def test_a_page_after_the_code_is_gone_leads_back(client: FlaskClient) -> None:
    assert client.get("/portal/sign-in/code").headers["Location"] == "/portal/sign-in"


@pytest.mark.parametrize(
    ("header", "words"), [("it-CH, en;q=0.5", "Accedi"), ("ar", "تسجيل الدخول"), ("tlh", "Sign in")]
)
def test_the_page_speaks_the_readers_language(client: FlaskClient, header: str, words: str) -> None:
    assert words in client.get("/portal/sign-in", headers={"Accept-Language": header}).text


def test_another_language_can_be_chosen_and_stays(client: FlaskClient) -> None:
    page = client.get("/portal/sign-in?lang=it&next=/team/content").text
    assert 'href="/portal/sign-in?lang=ar&amp;next=%2Fteam%2Fcontent"' in page
    answer = client.post("/portal/sign-in", data={"email": MINA, "lang": "it"})
    assert answer.headers["Location"] == "/portal/sign-in/code?lang=it"
    assert "Guarda nella posta" in client.get("/portal/sign-in/code?lang=it").text


def test_nothing_that_lets_in_is_kept_in_clear(client: FlaskClient) -> None:
    mailed = ask(client)
    enter(client, mailed.code)
    cookie = client.get_cookie("gw-member")
    assert cookie and newest() == mailed
    with writing() as session:
        rows = [
            tuple(row)
            for table in ("sign_in", "session")
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")
        ]
    text = str(rows)
    assert not any(secret in text for secret in (mailed.code, mailed.link.rpartition("/")[2], cookie.value))
