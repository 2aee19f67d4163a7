"""Receipts and coverage as lines, as `flask content check` and `flask content coverage` print them."""

import json

import pytest
from asked import site_of
from factories import NOON, case, consent, entry, faqs
from spokewise import spokewise
from test_site_receipts import BIKES, made

from goodword.content.library import Entry
from goodword.site.coverage import coverage
from goodword.site.coverage_telling import lines
from goodword.site.helping import helps
from goodword.site.receipt_telling import line
from goodword.site.states import state_of

PARTNER = entry("page", "partner", sections=["case-studies"])


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        pytest.param([*BIKES, *faqs("a")], "faqs/a: live on 9 pages, 2 niches; on 9 pages of partners", id="live"),
        pytest.param(
            [*BIKES, *faqs("a", partners=["ada"])],
            "faqs/a: live on 9 pages of partners; not for everyone: partner-only; not on other partners' pages:"
            " partner-only",
            id="for one partner",
        ),
        pytest.param(faqs("a", status="draft"), "faqs/a: is a draft, on no page", id="draft"),
        pytest.param(
            faqs("a", publish_at="2026-07-02"), "faqs/a: goes live by itself, 2026-07-01 20:00 UTC", id="scheduled"
        ),
        pytest.param(
            [PARTNER, case("a", consent(channels=["website"]), consent(partners=["ben"]))],
            "case-studies/a: live on 9 pages; on 3 pages of partners; not on other partners' pages: consent",
            id="consent for one partner",
        ),
        pytest.param([case("a", consent("logo"))], "hidden", id="hidden"),
    ],
)
def test_a_receipt_is_one_line(entries: list[Entry], said: str) -> None:
    told = made(entries, "a")
    site = site_of(*entries)
    assert said in line(told, state_of(site.library, entries[-1], NOON), broken=False)


def test_a_line_says_what_an_error_leaves_live() -> None:
    told = made(faqs("a"), "a")
    site = site_of(*faqs("a"))
    said = line(told, state_of(site.library, told.entry, NOON), broken=True)
    assert said.startswith("faqs/a: the last good version is live on")


def test_a_line_says_what_there_was_no_time_for() -> None:
    looks = iter((False,))
    told = made(faqs("a"), "a", lambda: next(looks, True))
    site = site_of(*faqs("a"))
    assert line(told, state_of(site.library, told.entry, NOON), broken=False).endswith("for want of time")


def test_coverage_is_a_table_that_fits_a_terminal() -> None:
    niches = [entry("niche", f"a-rather-long-name-{number}") for number in range(3)]
    sections = ["hero", "pains", "results", "use-cases", "case-studies", "quotes", "guides", "faqs"]
    site = site_of(*niches, *faqs("a"), entry("page", "niche", sections=sections))
    found = coverage(site)
    said = list(lines(found, helps(found, site.library)))
    assert all(len(one) <= 80 for one in said), max(said, key=len)
    assert said[0].split() == ["use-", "case-"]
    assert said[1].split() == ["hero", "pains", "results", "cases", "studies", "quotes", "guides", "faqs"]
    assert said[2].startswith("a-rather-long-nam… en  -     -")
    assert said[2].endswith("gen.")


def test_coverage_of_nothing_says_how_to_begin() -> None:
    assert "write one in content/niches/" in "".join(lines(coverage(site_of()), ()))


def test_the_command_prints_the_table_and_what_would_help() -> None:
    result = spokewise().test_cli_runner().invoke(args=["content", "coverage"])
    assert result.exit_code == 0
    assert "bike-shops" in result.output and "Each word is the best" in result.output
    assert "would make" in result.output


def test_the_command_prints_json() -> None:
    result = spokewise().test_cli_runner().invoke(args=["content", "coverage", "--format", "json", "--helps", "1"])
    told = json.loads(result.output)
    assert {one["niche"] for one in told["pages"]} == {"bike-shops", "car-garages", "dental-labs", "workshops"}
    assert {one["language"] for one in told["pages"]} == {"en", "it", "ar"}
    assert len(told["helps"]) == 1


@pytest.mark.usefixtures("unhurried")
def test_a_check_ends_with_the_receipts_of_what_was_asked_about() -> None:
    result = spokewise().test_cli_runner().invoke(args=["content", "check", "content/case-studies/chainring.md"])
    assert "\ncase-studies/chainring: live on " in result.output
