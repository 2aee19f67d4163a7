"""`flask partners link`: an address to hand out, alone on the last line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from visiting import Visits, visited


@pytest.fixture
def visits(sqlite_url: str, tmp_path: Path) -> Iterator[Visits]:
    with visited(sqlite_url, tmp_path / "var", base_url="https://www.spokewise.example") as visits:
        yield visits


def run(visits: Visits, *given: str) -> Result:
    with visits.app.app_context():
        return visits.app.test_cli_runner().invoke(args=["partners", "link", *given])


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
    ("given", "said"),
    [
        (("cy", "--to", "/"), "There is no partner 'cy'"),
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
