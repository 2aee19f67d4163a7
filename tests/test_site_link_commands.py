"""`flask partners link`: an address to hand out, alone on the last line; `links` lists them, `end-link` ends one."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from visiting import Visits, visited


@pytest.fixture
def visits(sqlite_url: str, tmp_path: Path) -> Iterator[Visits]:
    with visited(sqlite_url, tmp_path / "var", base_url="https://www.spokewise.example") as visits:
        yield visits


def run(visits: Visits, *given: str) -> Result:
    return partners(visits, "link", *given)


def partners(visits: Visits, *given: str) -> Result:
    with visits.app.app_context():
        return visits.app.test_cli_runner().invoke(args=["partners", *given])


def test_the_address_stands_alone_on_the_last_line_and_leads_there(visits: Visits) -> None:
    page = "https://www.spokewise.example/it/with/ada/for/workshops?pain=no-shows"
    done = run(visits, "ada", "--to", page, "--campaign", "may", "--sid", "m7", "--program", "friends")
    assert done.exit_code == 0, done.output
    address = done.stdout.splitlines()[-1]
    assert address.startswith("https://www.spokewise.example/r/") and len(address.rpartition("/")[2]) == 9
    visits.app.extensions["goodword.directory"].refresh_if_changed()
    location = visits.ask(address.removeprefix("https://www.spokewise.example")).headers["Location"]
    assert location.startswith("/it/for/workshops?pain=no-shows&via=ada&sid=m7&utm_campaign=may&gw_id=clk_")


def test_a_chosen_code_is_the_address(visits: Visits) -> None:
    assert run(visits, "ada", "--to", "/", "--code", "spring").stdout.splitlines()[-1].endswith("/r/spring")


@pytest.mark.parametrize(
    ("to", "nowhere"),
    [
        pytest.param("/nope?pain=rust#faqs", "/nope", id="no page"),
        pytest.param("/it/nope", "/it/nope", id="no page in another language"),
        pytest.param("/ar/for/nope", "/ar/for/nope", id="no niche"),
        pytest.param("/with/ada/for/nope", "/for/nope", id="no niche under the partner"),
        pytest.param("/customers/silent", "/customers/silent", id="a draft"),
        pytest.param("/", "", id="the start page"),
        pytest.param("/ar/guides/diary-on-paper", "", id="a page that is shown in another language"),
        pytest.param("/it/with/ada/for/workshops?pain=rust", "", id="a niche"),
        pytest.param("/it/prices", "", id="a former address"),
        pytest.param("/refer", "", id="a page without a file"),
    ],
)
def test_a_link_to_no_page_is_made_with_a_warning(visits: Visits, to: str, nowhere: str) -> None:
    done = run(visits, "ada", "--to", to, "--code", "spring")
    assert done.exit_code == 0 and done.stdout.splitlines()[-1].endswith("/r/spring")
    said = f"There is no page at {nowhere} now; until there is one, the link leads to an error page.\n"
    assert done.stderr == (said if nowhere else "")
    visits.app.extensions["goodword.directory"].refresh_if_changed()
    answer = visits.ask(visits.ask("/r/spring").headers["Location"])
    assert (answer.status_code == 404) == bool(nowhere)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("cy", "--to", "/"), "There is no partner 'cy'"),
        (("cy", "--to", "/nope"), "There is no partner 'cy'"),
        (("ada", "--to", "https://evil.example/"), "no page of this site"),
        (("ada", "--to", "/with/omar"), "leave /with/omar out"),
        (("ada", "--to", "/", "--code", "NO"), "not 3 to 63"),
        (("ada", "--to", "/", "--program", "strangers"), "not in a program"),
        (("ada",), "Missing option '--to'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(visits: Visits, given: tuple[str, ...], said: str) -> None:
    done = run(visits, *given)
    assert done.exit_code == 2
    assert said in done.output and "Traceback" not in done.output


def test_a_link_that_is_ended_leads_on_for_nobody_until_it_begins_again(visits: Visits) -> None:
    visits.link("spring", "/plans", program="friends")
    known = visits.app.extensions["goodword.directory"]
    done = partners(visits, "end-link", "https://www.spokewise.example/r/Spring", "--reason", "over")
    assert done.exit_code == 0 and "has ended: it leads to /plans as before, without naming ada" in done.stdout
    known.refresh_if_changed()
    assert visits.ask("/r/spring").headers["Location"] == "/plans"
    assert (seen := visits.click()).partner == "" and (seen.link, seen.unknown) == ("spring", "link=spring")
    assert "had ended already" in partners(visits, "end-link", "spring").stdout
    undo = done.stdout.splitlines()[-1].partition("`flask partners ")[2].partition("`")[0].split()
    assert "works again" in partners(visits, *undo).stdout
    known.refresh_if_changed()
    assert visits.ask("/r/spring").headers["Location"].startswith("/plans?via=ada&gw_id=clk_")
    assert "has not ended" in partners(visits, *undo).stdout


def test_links_are_listed_for_people_spreadsheets_and_programs(visits: Visits) -> None:
    visits.link("spring", "/it/for/workshops", language="it", campaign="=may", program="friends")
    partners(visits, "end-link", "spring")
    table = partners(visits, "links", "ada").stdout.splitlines()
    assert table[0].split() == ["code", "url", "page", "campaign", "sid", "program", "made", "ended", "clicks"]
    assert table[1].split()[:3] == ["spring", "https://www.spokewise.example/r/spring", "/it/for/workshops"]
    (one,) = json.loads(partners(visits, "links", "ada", "--format", "json").stdout)
    assert (one["code"], one["program"], one["sid"], one["clicks"]) == ("spring", "friends", "", 0)
    assert one["id"].startswith("lnk_") and datetime.fromisoformat(one["ended"]).tzinfo
    (row,) = csv.DictReader(partners(visits, "links", "ada", "--format", "csv").stdout.splitlines())
    assert row == {name: str(cell) for name, cell in one.items()} | {"campaign": "'=may"}


def test_who_has_no_links_is_told_how_to_make_one(visits: Visits) -> None:
    assert "`flask partners link omar --to /` makes one" in partners(visits, "links", "omar").stdout
    assert partners(visits, "links", "omar", "--format", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("end-link", "sprin"), "There is no link 'sprin'; did you mean spring? `flask partners links SLUG` lists"),
        (("end-link", "zzz"), "There is no link 'zzz'; `flask partners links SLUG` lists a partner's."),
        (("end-link", ""), "There is no link ''"),
        (("links", "adda"), "There is no partner 'adda'; did you mean ada?"),
    ],
)
def test_what_is_not_there_is_said_with_what_may_be_meant(visits: Visits, given: tuple[str, ...], said: str) -> None:
    visits.link("spring", "/plans")
    done = partners(visits, *given)
    assert (done.exit_code, said in done.output) == (2, True), done.output
