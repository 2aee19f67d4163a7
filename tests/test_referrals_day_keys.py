"""The keys of days: one for all, in a file that only we can read, and gone the next day."""

import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select

from goodword.db import db, writing
from goodword.referrals import day_key_agreeing
from goodword.referrals.click_rows import DayKey
from goodword.referrals.day_key_agreeing import Keeper
from goodword.referrals.day_keys import BYTES, DayKeys, forget_files

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 7, 1), date(2026, 7, 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_day_has_one_key_in_every_process(folder: Path) -> None:
    key = DayKeys(folder).of(TODAY)
    assert len(key) == BYTES
    assert DayKeys(folder).of(TODAY) == key
    assert DayKeys(folder).of(TOMORROW) != key


def test_of_many_who_make_it_at_once_one_makes_it_for_all(folder: Path) -> None:
    found: set[bytes] = set()
    threads = [Thread(target=lambda: found.add(DayKeys(folder).of(TODAY))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert files(folder) == ["2026-07-01.key"]


def test_nobody_else_on_the_machine_can_read_it(folder: Path) -> None:
    DayKeys(folder).of(TODAY)
    assert stat.S_IMODE((folder / "2026-07-01.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("at", "there"),
    [
        pytest.param(datetime(2026, 7, 1, 23, 59, tzinfo=UTC), True, id="on its day"),
        pytest.param(datetime(2026, 7, 2, 0, 29, 59, tzinfo=UTC), True, id="while visits go on"),
        pytest.param(datetime(2026, 7, 2, 0, 30, tzinfo=UTC), False, id="when they are over"),
        pytest.param(datetime(2026, 8, 1, tzinfo=UTC), False, id="much later"),
    ],
)
def test_a_key_is_gone_when_the_visits_of_its_day_are(folder: Path, at: datetime, there: bool) -> None:
    keys = DayKeys(folder)
    key = keys.of(TODAY)
    keys.forget(at)
    assert (keys.kept(TODAY) == key) is there
    assert (folder / "2026-07-01.key").exists() is there


def test_what_is_forgotten_in_the_folder_alone_is_half_made_too(folder: Path) -> None:
    DayKeys(folder).of(TODAY)
    DayKeys(folder).of(TOMORROW)
    (folder / ".2026-07-01.ab12").touch()
    forget_files(folder, NOON + timedelta(days=1))
    assert files(folder) == ["2026-07-02.key"]
    forget_files(folder / "none", NOON)


def test_no_key_is_made_for_a_day_that_is_over(folder: Path) -> None:
    assert DayKeys(folder).kept(TODAY) is None
    assert not folder.exists()


def test_where_no_key_can_be_kept_visits_are_answered_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "keys").write_text("a file in the way")
    keys = DayKeys(tmp_path / "keys")
    key = keys.of(TODAY)
    assert len(key) == BYTES and keys.of(TODAY) == key
    assert "cannot be kept" in caplog.text
    (tmp_path / "keys").unlink()
    assert DayKeys(tmp_path / "keys").of(TODAY) == keys.of(TODAY) != key


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 99])
def test_a_file_that_holds_no_key_is_none(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "2026-07-01.key").write_bytes(content)
    assert DayKeys(folder).kept(TODAY) is None
    assert len(DayKeys(folder).of(TODAY)) == BYTES


def test_machines_that_share_a_database_agree(bare: Flask, tmp_path: Path) -> None:
    machines = [DayKeys(tmp_path / name) for name in ("one", "two")]
    before = [keys.of(TODAY) for keys in machines]
    for keys in machines:
        Keeper(bare, keys, shared=True).look(NOON)
    assert [keys.of(TODAY) for keys in machines] == [before[0]] * 2
    assert DayKeys(tmp_path / "two").of(TODAY) == before[0], "the next process of that machine knows"


def test_the_next_day_is_agreed_upon_before_it_begins(bare: Flask, tmp_path: Path) -> None:
    for name, at in (("one", NOON), ("two", NOON + timedelta(hours=11, minutes=1))):
        Keeper(bare, DayKeys(tmp_path / name), shared=True).look(at)
    assert files(tmp_path / "one") == ["2026-07-01.key"]
    assert files(tmp_path / "two") == ["2026-07-01.key", "2026-07-02.key"]
    assert db.session.scalars(select(DayKey.day).order_by(DayKey.day)).all() == [TODAY, TOMORROW]


def test_one_machine_asks_no_database(make_bare: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_bare(database_url="sqlite:////nowhere/goodword.db")
    Keeper(app, DayKeys(tmp_path / "keys"), shared=False).look(NOON)
    assert files(tmp_path / "keys") == ["2026-07-01.key"]


def test_a_database_that_is_away_is_asked_again(
    make_bare: Callable[..., Flask], sqlite_url: str, tmp_path: Path
) -> None:
    keys = DayKeys(tmp_path / "keys")
    away = make_bare(database_url="sqlite:////nowhere/goodword.db")
    keeper = Keeper(away, keys, shared=True)
    keeper.look(NOON)
    own = keys.of(TODAY)
    back = make_bare(database_url=sqlite_url)
    keeper._app = back
    keeper.look(NOON)
    with back.app_context():
        assert db.session.scalars(select(DayKey.key)).all() == [own.hex()]


@pytest.mark.parametrize(("minute", "left"), [(29, [TODAY, TOMORROW]), (30, [TOMORROW])])
def test_the_worker_forgets_past_days_wherever_they_are(bare: Flask, minute: int, left: list[date]) -> None:
    settings = bare.extensions["goodword.settings"]
    keys = DayKeys(settings.var / "keys")
    with writing() as session:
        for day in (TODAY, TOMORROW):
            day_key_agreeing.agreed(session, day, keys.of(day))
        day_key_agreeing.forget_keys(settings)(session, datetime(2026, 7, 2, 0, minute, tzinfo=UTC))
        assert session.scalars(select(DayKey.day).order_by(DayKey.day)).all() == left
    assert files(keys.folder) == [f"{day}.key" for day in left]
