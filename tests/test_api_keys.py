"""API keys: shown once, kept as hashes, refused within a second of being revoked, known without a database."""

import json
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apis import Api
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

from goodword.db import db
from goodword.referrals.api import keys, patience, routes
from goodword.referrals.api.key_commands import api_key
from goodword.referrals.api.keys import Keyring, hashed, new_key
from goodword.referrals.api.patience import Asking, Away
from goodword.referrals.sale_rows import ApiKey


@pytest.fixture
def app(make_bare: Callable[..., Flask], sqlite_url: str) -> Iterator[Flask]:
    app = make_bare(database_url=sqlite_url)
    app.cli.add_command(api_key)
    with app.app_context():
        yield app


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["api-key", *words])


def snapshot(app: Flask) -> Path:
    path: Path = app.extensions["goodword.settings"].var / keys.SNAPSHOT
    return path


def made(app: Flask, name: str = "billing") -> str:
    """A new key, as the command shows it."""
    result = run(app, "add", name)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[-1]


class Gone(Asking):
    """A database that is away."""

    def read(self, question: object) -> object:  # type: ignore[override]
        raise Away


def test_a_key_is_shown_once_alone_on_the_last_line(app: Flask) -> None:
    assert re.fullmatch(r"gw_[a-z2-7]{32}", made(app))


def test_a_key_has_160_random_bits() -> None:
    assert len({new_key() for _ in range(1_000)}) == 1_000
    assert 32 * 5 == 160 and keys.KEY.fullmatch(new_key())


def test_a_key_is_kept_as_its_hash_only(app: Flask) -> None:
    key = made(app)
    assert [row.hash for row in db.session.scalars(select(ApiKey))] == [hashed(key)]
    everything = "".join(map(str, db.session.execute(text("SELECT * FROM api_key")).all()))
    kept = everything + snapshot(app).read_text()
    assert key not in kept and key.removeprefix("gw_") not in kept


def test_a_name_is_used_once(app: Flask) -> None:
    made(app)
    again = run(app, "add", "billing")
    assert (again.exit_code, "it is in use" in again.output) == (2, True)
    run(app, "revoke", "billing")
    assert "it was revoked" in run(app, "add", "billing").output


@pytest.mark.parametrize("name", ["", " ", "x" * 64, "a\nb\x07"])
def test_a_name_that_is_none_is_refused(app: Flask, name: str) -> None:
    assert run(app, "add", name).exit_code == 2


def test_revoking_what_there_is_not_says_what_there_is(app: Flask) -> None:
    made(app)
    result = run(app, "revoke", "biling")
    assert (result.exit_code, "did you mean billing?" in result.output) == (2, True)


def test_revoking_twice_changes_nothing(app: Flask) -> None:
    made(app)
    assert "refused from now on" in run(app, "revoke", "billing").output
    assert "nothing changed" in run(app, "revoke", "billing").output


def test_keys_are_listed_without_what_they_are(app: Flask) -> None:
    assert "no keys yet" in run(app, "list").output
    key = made(app)
    assert key not in run(app, "list").output
    (row,) = json.loads(run(app, "list", "--format", "json").output)
    assert (row["name"], row["revoked"]) == ("billing", "")


def test_a_new_key_is_known_at_once_and_a_revoked_one_refused_within_a_second(
    bare: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = bare
    app.cli.add_command(api_key)
    ring = Keyring(Asking(app, seconds=10), snapshot(app))
    other = made(app, "other")
    assert ring.name_of(other) == "other"
    key = made(app)
    assert ring.name_of(key) == "billing"
    run(app, "revoke", "billing")
    moment = keys.monotonic() + keys.FRESH + 0.01
    monkeypatch.setattr(keys, "monotonic", lambda: moment)
    assert keys.FRESH < 1 and ring.name_of(key) is None
    assert ring.name_of(other) == "other"


def test_the_database_is_not_asked_for_every_request(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, key = Keyring(Asking(app, seconds=10), snapshot(app)), made(app)
    asked: list[object] = []
    real = Asking.read
    monkeypatch.setattr(Asking, "read", lambda self, question: (asked.append(question), real(self, question))[1])
    monkeypatch.setattr(keys, "monotonic", lambda: 1_000.0)
    assert {ring.name_of(key) for _ in range(50)} == {"billing"}
    assert len(asked) == 1


@pytest.mark.parametrize("key", ["", "gw_", "gw_" + "A" * 32, "gw_" + "a" * 33, "sk_" + "a" * 32])
def test_what_is_spelled_unlike_a_key_asks_nobody(app: Flask, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Asking, "read", lambda *_: pytest.fail("the database was asked"))
    assert Keyring(Asking(app, seconds=10), snapshot(app)).name_of(key) is None


def test_without_a_database_the_snapshot_says_whose_a_key_is(app: Flask) -> None:
    key, revoked = made(app), made(app, "old")
    run(app, "revoke", "old")
    ring = Keyring(Gone(app), snapshot(app))
    assert (ring.name_of(key), ring.name_of(revoked)) == ("billing", None)


def test_a_key_revoked_just_before_the_database_went_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(app, seconds=10)
    ring, key = Keyring(asking, snapshot(app)), made(app)
    assert ring.name_of(key) == "billing"
    run(app, "revoke", "billing")
    moment = keys.monotonic() + keys.FRESH + 0.01
    monkeypatch.setattr(keys, "monotonic", lambda: moment)
    monkeypatch.setattr(asking, "_shut_until", patience.monotonic() + 60)
    assert ring.name_of(key) is None


def test_the_snapshot_is_for_its_owner_only(app: Flask) -> None:
    made(app)
    assert stat.S_IMODE(snapshot(app).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", "7"])
def test_a_snapshot_that_cannot_be_read_lets_nobody_in(app: Flask, content: str) -> None:
    key = made(app)
    snapshot(app).write_text(content)
    with pytest.raises(Away):
        Keyring(Gone(app), snapshot(app)).name_of(key)


def test_who_cannot_know_any_key_says_so_and_refuses_nobody_for_good(
    make_bare: Callable[..., Flask], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    api = Api(app)
    monkeypatch.setattr(Asking, "read", Gone.read)
    answer = api.post("lead")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


def test_a_process_keeps_the_snapshot_up_to_date(app: Flask) -> None:
    key = made(app)
    snapshot(app).unlink()
    Keyring(Asking(app, seconds=10), snapshot(app)).name_of(key)
    assert json.loads(snapshot(app).read_text()) == {hashed(key): "billing"}


def test_the_record_names_the_key(make_bare: Callable[..., Flask], sqlite_url: str) -> None:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    api = Api(app)
    api.post("lead")
    assert api.records()[0]["asked"]["api_key"] == "billing"
