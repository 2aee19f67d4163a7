"""Sign-in in a real browser, with a real server, its worker and the mail it writes; and the pages of the team."""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from browser_pages import LANGUAGES, Visit, check, go_on, visiting
from browser_site import serving
from factories import COMPANY
from people import browser_sign_in, database_of, make_member
from playwright.sync_api import Browser, Page
from test_pages_everyone import looks
from test_pages_html import accepted, checked

SECONDS = 180
REFUSED = re.compile(r"error: Failed to load resource: the server responded with a status of (403|404|410|422)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the server has its things. At the end every page that was looked at is valid HTML: each process that runs
    tests of this file has its own checked, so that none is left out wherever it was seen."""
    folder = tmp_path_factory.mktemp("sign-in")
    yield folder
    if (seen := folder / "html").exists():
        wrong = [f"{one['url']}: {one['message']}" for one in checked(seen) if not accepted(one)]
        assert wrong == [], "pages that tests of this file looked at are no valid HTML"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    with serving(folder, GOODWORD_ROOT=str(COMPANY)) as site:
        yield site


def member(folder: Path, name: str, language: str) -> str:
    """The address of somebody new on the team."""
    email = f"{name}.{language}@spokewise.example"
    with database_of(folder / "var"):
        make_member(email, language=language)
    return email


def mail_to(folder: Path, email: str) -> EmailMessage:
    """The mail that the worker wrote for this address."""
    deadline = time.monotonic() + SECONDS
    while True:
        for file in (folder / "var" / "outbox").glob("*.eml"):
            found = cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=default))
            if found["To"] == email:
                return found
        assert time.monotonic() < deadline, f"no mail to {email}: {(folder / 'log').read_text()}"
        time.sleep(0.1)


def said(mail: EmailMessage) -> tuple[str, str, str]:
    """Its code, its link, and its HTML."""
    plain, html = (part.get_content() for part in cast(Any, mail.iter_parts()))
    lines = [line.strip() for line in plain.splitlines()]
    (code,) = (line for line in lines if re.fullmatch(r"\d{4} \d{4}", line))
    (link,) = (line for line in lines if line.startswith("http"))
    return code, link, html


def fine(visit: Visit, page: Page, folder: Path) -> None:
    """The page as it stands is for everyone; it is kept for the HTML checker, see ``folder``."""
    assert looks(page) == {}, page.url
    assert check(page, "left") == []
    (folder / "html").mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", urlsplit(page.url).path.strip("/"))
    (folder / "html" / f"{name}-{time.monotonic_ns()}.html").write_text(page.content(), encoding="utf-8")
    assert [one for one in visit.trouble if not REFUSED.match(one)] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_whole_way_in_and_out(browser: Browser, served: str, folder: Path, language: str) -> None:
    email = member(folder, "mina", language)
    with visiting(browser, served, locale=language) as visit:
        page = visit.open("/")
        assert page.context.cookies() == []
        page.goto(f"{served}/team/account")
        assert page.locator("html").get_attribute("lang") == language
        fine(visit, page, folder)
        page.fill("#email", "mina")
        go_on(page, page.locator("main form button"))
        fine(visit, page, folder)
        assert page.context.cookies() == []
        page.fill("#email", email)
        go_on(page, page.locator("main form button"))
        page.wait_for_url(re.compile("/sign-in/code"))
        fine(visit, page, folder)
        page.fill("#code", "0")
        go_on(page, page.locator("main form button"))
        fine(visit, page, folder)
        code, link, _ = said(mail_to(folder, email))
        opened_elsewhere(browser, served, folder, language, link)
        page.fill("#code", code)
        go_on(page, page.locator("main form button"))
        page.wait_for_url("**/team/account")
        fine(visit, page, folder)
        assert [one["name"] for one in page.context.cookies()] == ["gw-member"]
        page.click(".account-menu summary")
        go_on(page, page.locator(".account-leave button"))
        page.wait_for_url(re.compile("left=1"))
        fine(visit, page, folder)
        assert page.context.cookies() == []


def opened_elsewhere(browser: Browser, served: str, folder: Path, language: str, link: str) -> None:
    with visiting(browser, served, locale=language) as visit:
        page = visit.page
        page.goto(link)
        assert page.locator("main form").count() == 0
        fine(visit, page, folder)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_in_by_the_link_without_scripts(browser: Browser, served: str, folder: Path, language: str) -> None:
    email = member(folder, "omar", language)
    with visiting(browser, served, locale=language, java_script_enabled=False) as visit:
        page = visit.page
        page.goto(f"{served}/team/account")
        page.fill("#email", email)
        go_on(page, page.locator("main form button"))
        _, link, html = said(mail_to(folder, email))
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
        page.goto(link)
        go_on(page, page.locator("main form button"))
        page.wait_for_url("**/team/account")
        assert email in page.locator("main").inner_text()
        page.goto(link)
        assert page.locator("main form").count() == 0, "the link works once"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_itself_reads_well(browser: Browser, served: str, folder: Path, language: str) -> None:
    email = member(folder, "noor", language)
    with visiting(browser, served, locale=language) as visit:
        visit.page.goto(f"{served}/portal/sign-in")
        visit.page.fill("#email", email)
        go_on(visit.page, visit.page.locator("main form button"))
        code, link, html = said(mail_to(folder, email))
        visit.page.set_content(html)
        assert looks(visit.page) == {}
        assert code in visit.page.inner_text("body")
        assert visit.page.get_attribute("a", "href") == link


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_team_is_managed_here(browser: Browser, served: str, folder: Path, language: str) -> None:
    with visiting(browser, served, locale=language) as visit:
        page = visit.page
        browser_sign_in(page, served, folder / "var", f"layla.{language}@spokewise.example", "manager", language)
        page.goto(f"{served}/team/members")
        fine(visit, page, folder)
        email = f"ben.{language}@spokewise.example"
        page.fill("#email", email)
        page.fill("#name", "<Ben> & آدا")
        go_on(page, page.locator("#add button"))
        page.wait_for_url(re.compile("done=added"))
        mail_to(folder, email)
        go_on(page, page.locator(f"main th:has-text('{email}') a"))
        page.select_option("#role", "manager")
        go_on(page, page.locator("main form button"))
        page.wait_for_url(re.compile("done=changed"))
        fine(visit, page, folder)
        go_on(page, page.locator("main .button-bad"))
        fine(visit, page, folder)
        go_on(page, page.locator("main form button"))
        page.wait_for_url(re.compile("done=removed"))
        assert email not in page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_who_may_not_is_told_so(browser: Browser, served: str, folder: Path, language: str) -> None:
    with visiting(browser, served, locale=language) as visit:
        browser_sign_in(visit.page, served, folder / "var", f"ada.{language}@spokewise.example", "editor", language)
        for path in ("/team/members", "/team/no-such-page", "/portal/sign-in/link/x"):
            visit.page.goto(served + path)
            fine(visit, visit.page, folder)
