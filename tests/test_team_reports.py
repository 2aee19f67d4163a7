"""The report kept for the desk: whoever checks leaves it, and a server starts a check when content has changed."""

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import migrate
from factories import NOON, faqs, library, write_company

from goodword import config
from goodword.content.checking import Report
from goodword.content.library import Library
from goodword.material import Problem
from goodword.saying import Said
from goodword.team.reports import STATE, Reports, keep, state_of

FOUND = Problem("content/faqs/a.md", 1, 1, Said("no file %(path)s", path="x"), level="advice")
LIVE = library(*faqs("a"))


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    (tmp_path / "var").mkdir()
    return Reports(config.load({}, root=tmp_path, var=tmp_path / "var"))


def test_a_report_is_kept_with_what_can_be_translated(reports: Reports) -> None:
    keep(reports.settings.var, Report((FOUND,), 1))
    kept = reports.last()
    assert kept and kept.problems == (FOUND,)
    assert isinstance(kept.problems[0].message, Said) and kept.problems[0].message.values == {"path": "x"}


def test_the_newest_report_is_the_last(reports: Reports) -> None:
    keep(reports.settings.var, Report((FOUND,), 1))
    reports.last()
    keep(reports.settings.var, Report((), 1))
    kept = reports.last()
    assert kept and kept.problems == ()


def test_there_is_none_before_the_first_check(reports: Reports) -> None:
    assert reports.last() is None


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\x80\x05cno_such_module\nthing\n."])
def test_a_damaged_report_is_none(reports: Reports, damage: bytes) -> None:
    (reports.settings.var / "report.pickle").write_bytes(damage)
    assert reports.last() is None


def test_a_report_is_outdated_once_content_or_day_is_another(reports: Reports) -> None:
    assert reports.outdated(LIVE, NOON)
    (reports.settings.var / STATE).write_text(state_of(LIVE, NOON))
    assert not reports.outdated(LIVE, NOON)
    assert reports.outdated(LIVE, NOON + timedelta(days=1))
    assert reports.outdated(Library("r2", LIVE.terms, {}), NOON)
    assert reports.outdated(Library(LIVE.revision, LIVE.terms, LIVE.entries, (FOUND,)), NOON)


def test_only_a_server_starts_checks(reports: Reports) -> None:
    assert reports.renew(LIVE, NOON)
    assert reports.running is None


def test_a_check_runs_beside_the_server_and_leaves_its_report(tmp_path: Path) -> None:
    root = write_company(tmp_path / "root", {"content/faqs/a.md": "---\ntitel: A\n---\n"})
    database = f"sqlite:///{tmp_path / 'goodword.db'}"
    migrate(database)
    reports = Reports(config.load({}, root=root, var=tmp_path / "var", database_url=database), starting=True)
    reports.settings.var.mkdir(exist_ok=True)
    assert reports.renew(LIVE, NOON)
    assert reports.running
    reports.running.join(180)
    kept = reports.last()
    assert kept and "unknown key titel" in [problem.message for problem in kept.problems]
    assert not reports.renew(LIVE, NOON)
