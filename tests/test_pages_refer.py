"""`/refer` in a real browser: the message taken along, a colleague named by keyboard alone, the receipt."""

import re
import uuid
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from browser_pages import check, go_on, stay, visiting
from playwright.sync_api import Browser, Page, expect
from test_pages_everyone import looks
from test_pages_leads import rows, type_on

RECEIPT = re.compile(r"/refer/[0-9a-f]{64}(\?|$)")
WORDS = {
    "en": ("", "Copy the message", "Copied", "Recommend us", "We have it"),
    "ar": ("/ar", "انسخ الرسالة", "تم النسخ", "أرسل التوصية", "وصلتنا"),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_message_can_be_copied_and_sent_with_the_partner_in_it(browser: Browser, site: str, language: str) -> None:
    prefix, copy, copied, *_ = WORDS[language]
    with visiting(browser, site, locale=language) as visit:
        page = visit.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        page.goto(f"{site}{prefix}/refer?via=ada&niche=agencies")
        stay(page)
        page.get_by_role("button", name=copy).click()
        expect(page.locator("[data-copy]")).to_have_text(copied)
        taken = page.evaluate("navigator.clipboard.readText()")
        link = f"{site}{prefix}/with/ada/for/agencies"
        assert link in taken.split("\n")
        ways = {urlsplit(url).netloc: url for url in hrefs(page)}
        assert parse_qs(urlsplit(ways["wa.me"]).query)["text"] == [taken]
        assert unquote(ways["www.linkedin.com"]).endswith(link)
        assert parse_qs(urlsplit(ways[""]).query)["body"] == [taken.replace("\n", "\r\n")]
        assert page.goto(link).status == 200  # type: ignore[union-attr]
        expect(page.locator("body")).to_contain_text("Ada Moreno")


@pytest.mark.parametrize("language", WORDS)
def test_a_colleague_is_named_by_keyboard_alone_and_mistakes_are_mended(
    browser: Browser, site: str, language: str
) -> None:
    prefix, _, _, send, received = WORDS[language]
    with visiting(browser, site, locale=language, viewport={"width": 390, "height": 844}) as visit:
        page = visit.page
        page.goto(f"{site}{prefix}/refer")
        page.locator("#refer-name").focus()
        type_on(page, ["ميا", "", "mia@example.com"])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        type_on(page, ["Dora", "", "mia@example.com", "She asked"])
        page.keyboard.press("Space")
        go_on(page, page.get_by_role("button", name=send), "Enter")
        expect(page.locator("#refer-summary")).to_be_focused()
        assert looks(page) == {} and check(page, "left") == []
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("#refer-summary a").press("Enter")
        expect(page.locator("#refer-colleague_email")).to_be_focused()
        email = f"dora.{uuid.uuid4().hex}@example.com"
        page.keyboard.press("Control+a")
        page.keyboard.type(email)
        page.keyboard.press("Enter")
        page.wait_for_url(RECEIPT)
        expect(page.locator("[aria-current=step]")).to_contain_text(received)
        assert page.locator("html").get_attribute("lang") == language
        assert looks(page) == {} and page.context.cookies() == []
        found = rows("SELECT kind, referrer_email, language, status FROM lead WHERE email = ?", email)
        assert found == [("referred", "mia@example.com", language, "new")]


def test_without_scripts_the_message_is_there_to_be_read(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="en", java_script_enabled=False) as visit:
        page = visit.page
        page.goto(f"{site}/refer")
        expect(page.locator("[data-copy]")).to_be_hidden()
        expect(page.locator(".refer-text")).to_contain_text(site)


def hrefs(page: Page) -> list[str]:
    return [str(one.get_attribute("href")) for one in page.locator(".refer-ways a").all()]
