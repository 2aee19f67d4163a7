"""Known and unknown addresses: the same answers to the byte, in the same time, at each step of sign-in."""

import re
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import pytest
import time_machine
from factories import NOON
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, make_member
from signing import ask, enter
from sqlalchemy import event

from goodword.accounts.throttling import ASKED_FOR, ASKED_FROM
from goodword.db import db

CYRA = "cyra@spokewise.example"  # nobody, with as many letters
ROUNDS = 40


@pytest.fixture(autouse=True)
def with_mina(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        make_member()
        yield


def told(answer: Any) -> tuple[int, list[tuple[str, str]], str]:
    """All that an answer tells, without what was typed and what is random: the cookie's value, the link."""
    headers = [(name, re.sub(r"gw-asked=[^;]{43}", "gw-asked=…", value)) for name, value in answer.headers]
    text = re.sub(r"/link/[\w-]{43}", "/link/…", answer.text.replace(CYRA, MINA))
    return answer.status_code, headers, text


def steps(client: FlaskClient, email: str) -> list[Any]:
    """Every answer on the way to where a mail would be needed, and beyond."""
    answers = [client.post("/portal/sign-in", data={"email": email, "next": "/team/content"})]
    answers.append(client.get("/portal/sign-in/code"))
    answers += [enter(client, "00000000") for _ in range(6)]
    answers += [client.post("/portal/sign-in", data={"email": email}) for _ in range(ASKED_FOR.most + 1)]
    answers.append(client.get("/portal/sign-in/link/nonsense"))
    return [told(answer) for answer in answers]


def test_every_answer_is_the_same_to_the_byte(app: Flask) -> None:
    known, unknown = (steps(app.test_client(), email) for email in (MINA, CYRA))
    assert known == unknown
    assert [status for status, _, _ in known] == [
        303,
        200,
        422,
        422,
        422,
        422,
        410,
        410,
        303,
        303,
        303,
        303,
        429,
        429,
        410,
    ]


def test_a_link_looks_the_same_too(app: Flask) -> None:
    found = []
    for email in (MINA, CYRA):
        client = app.test_client()
        link = ask(client, email).link
        elsewhere = app.test_client()
        found.append([told(one) for one in (client.get(link), elsewhere.get(link), elsewhere.post(link))])
    assert found[0] == found[1]


def test_who_asks_too_often_is_told_when_to_try_again(app: Flask) -> None:
    client = app.test_client()
    with time_machine.travel(NOON.replace(minute=4), tick=False):
        answers = [client.post("/portal/sign-in", data={"email": CYRA}) for _ in range(ASKED_FOR.most + 1)]
    late = answers[-1]
    assert [one.status_code for one in answers] == [303] * ASKED_FOR.most + [429]
    assert (late.headers["Retry-After"], "try again in 11 minutes" in late.text) == ("660", True)
    with time_machine.travel(NOON.replace(minute=15), tick=False):
        assert client.post("/portal/sign-in", data={"email": CYRA}).status_code == 303


def test_one_address_may_not_ask_for_everybody(app: Flask) -> None:
    answers = [
        app.test_client().post("/portal/sign-in", data={"email": f"cy{number}@example.com"})
        for number in range(ASKED_FROM.most + 1)
    ]
    assert [one.status_code for one in answers] == [303] * ASKED_FROM.most + [429]


def test_a_limit_outlives_the_process(app: Flask, make_app: Callable[..., Flask], database_url: str) -> None:
    for _ in range(ASKED_FOR.most):
        ask(app.test_client())
    another = make_app(database_url=database_url).test_client()
    assert another.post("/portal/sign-in", data={"email": MINA}).status_code == 429


def test_codes_cannot_be_guessed_by_asking_again_and_again(app: Flask) -> None:
    """Fifty wrong codes a day for an account, whoever tries."""
    statuses = []
    for hour in range(8):
        with time_machine.travel(NOON.replace(hour=hour), tick=False):
            for _ in range(2):
                client = app.test_client()
                ask(client)
                statuses += [enter(client, "00000000").status_code for _ in range(4)]
    assert statuses == [422] * 50 + [429] * 14


def test_the_time_tells_nothing(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    """Medians of many, of processor time, taken by turns; each from an address of its own, so that no limit comes
    between. The database, which others may keep waiting, is asked the same."""
    app, asked = make_app(database_url=sqlite_url), []
    with app.app_context():
        for number in range(ROUNDS):
            make_member(f"mina{number}@example.com")
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[5])))
        event.listen(db.engine, "commit", lambda _: asked.append("commit"))
        event.listen(db.engine, "rollback", lambda _: asked.append("rollback"))
    took: dict[str, list[float]] = {"mina": [], "cyra": []}
    for number in range(ROUNDS):
        said = []
        for network, (name, times) in zip(("203.0.113", "198.51.100"), took.items(), strict=True):
            client = app.test_client()
            peer = {"REMOTE_ADDR": f"{network}.{number}"}
            form = {"email": f"{name}{number}@example.com"}
            began = time.thread_time()
            client.post("/portal/sign-in", data=form, environ_overrides=peer)
            client.post("/portal/sign-in/code", data={"code": "00000000"}, environ_overrides=peer)
            times.append(time.thread_time() - began)
            said.append(asked[:])
            asked.clear()
        assert said[0] == said[1] and said[0].count("commit") > 1
    assert 0.6 < median(took["mina"]) / median(took["cyra"]) < 1.7
