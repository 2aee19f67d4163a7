"""goodword.referrals.classing: whether an arrival was a person."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodword.referrals.classing import Judged, classed, is_bot
from goodword.referrals.click_rows import CLASSES
from goodword.referrals.records import ClickSeen

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
SAFARI = f"{IPHONE}Version/12.1.2 Mobile/15E148 Safari/604.1"
INSTAGRAM = f"{IPHONE}Mobile/15E148 Instagram 337.0.3.23.54"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VISIT = {
    "accept": HTML,
    "accept_language": "it,en;q=0.8",
    "fetch_site": "cross-site",
    "fetch_mode": "navigate",
    "fetch_dest": "document",
    "fetch_user": "?1",
}
PERSON = Judged("human", "person")


def click(agent: str = CHROME, headers: dict[str, str] | None = None, **given: Any) -> ClickSeen:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    asked = VISIT if headers is None else headers
    return ClickSeen(id="clk_1", at=at, page="/with/ada", language="en", agent=agent, headers=asked, **given)


def test_a_visit_is_a_persons() -> None:
    assert classed(click()) == PERSON


def without(*names: str, **others: str) -> dict[str, str]:
    return {name: value for name, value in VISIT.items() if name not in names} | others


def row(
    name: str, expected: Judged | str, agent: str = CHROME, headers: dict[str, str] | None = None, own: str = ""
) -> Any:
    judged = Judged("bot", expected) if isinstance(expected, str) else expected
    return pytest.param(click(agent, headers, own=own), judged, id=name)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        row("Instagram's browser", PERSON, INSTAGRAM),
        row("over http, where nothing of the fetch is said", PERSON, headers={"accept": HTML, "accept_language": "it"}),
        row("a language withheld by a person who is careful", PERSON, headers=without("accept_language")),
        row("an old browser that says little", PERSON, SAFARI, {}),
        row("a page opened by typing", PERSON, headers=without("fetch_user", fetch_site="none")),
        # own
        row("a partner's member", Judged("self", "own=member"), own="member"),
        row("one of ours", Judged("self", "own=team"), own="team"),
        row("own goes before bot", Judged("self", "own=member"), "curl/8", own="member"),
        row("own goes before prefetch", Judged("self", "own=team"), headers=without(purpose="prefetch"), own="team"),
        # machines
        row("a machine by name", "http-library=curl", "curl/8.5.0", {}),
        row("a machine in a browser's headers", "search-engine=Googlebot", f"{CHROME} (compatible; Googlebot/2.1)"),
        row("a machine that prefetches", "http-library=curl", "curl/8.5.0", {"purpose": "prefetch"}),
        row("no agent", "no-agent", "", VISIT),
        row("Chrome that has no language", "no-language", headers={"accept": HTML}),
        row("Firefox that has no language", "no-language", FIREFOX, {"accept": HTML}),
        row("Chrome that sends nothing", "no-language", headers={}),
        row("Chrome that takes anything", "accept=*/*", headers=without(accept="*/*")),
        row(
            "Chrome that takes anything, in a language",
            "accept=*/*",
            headers={"accept": "*/*", "accept_language": "en"},
        ),
        row("Chrome that wants JSON", "accept=application/json", headers=without(accept="application/json")),
        row("Chrome that does not say what it takes", "accept=nothing", headers=without("accept")),
        row("hidden in a page as an image", "loaded-as=image", headers=without(fetch_dest="image", accept="image/*")),
        row("hidden in a page as a frame", "loaded-as=iframe", headers=without(fetch_dest="iframe")),
        row("fetched by a script", "loaded-as=empty", headers=without(fetch_dest="empty", accept="*/*")),
        # ahead of anybody asking
        row("Chrome's prefetch", Judged("prefetch", "purpose=prefetch"), headers=without(purpose="prefetch")),
        row(
            "a prefetch as browsers make it",
            Judged("prefetch", "purpose=prefetch"),
            headers={"purpose": "prefetch", "fetch_dest": "empty", "fetch_mode": "no-cors", "accept": "*/*"},
        ),
        row(
            "Chrome's prerender", Judged("prefetch", "purpose=prefetch"), headers=without(purpose="prefetch;prerender")
        ),
        row("Safari's preview", Judged("prefetch", "purpose=preview"), SAFARI, {"purpose": "preview"}),
        row("in other letters", Judged("prefetch", "purpose=prefetch"), headers=without(purpose="Prefetch")),
        row("another purpose", PERSON, headers=without(purpose="reading")),
    ],
)
def test_class(seen: ClickSeen, expected: Judged) -> None:
    assert classed(seen) == expected


def test_a_reason_fits_its_column() -> None:
    judged = classed(click(f"Mozilla/5.0 https://{'x' * 400}.example/"))
    assert judged.kind in CLASSES and len(judged.reason) == 255


def test_a_machine_is_told_by_agent_and_headers_alone() -> None:
    assert is_bot("curl/8.5.0", {}) == "http-library=curl"
    assert is_bot(CHROME, VISIT) is None


HEADERS = ("accept", "accept_language", "fetch_dest", "fetch_mode", "purpose")
pieces = st.sampled_from(
    ["Mozilla/5.0 ", "(compatible; ", "Android 9; ", "Chrome/139", "bot", "@", "http://", ")", ";"]
)
texts = st.lists(pieces | st.text(max_size=20), max_size=12).map("".join)


@settings(deadline=None)
@given(texts, st.dictionaries(st.sampled_from(HEADERS), texts | st.sampled_from(["document", "*/*", "prefetch"])))
def test_whatever_comes_has_a_class_and_a_reason_that_can_be_kept(agent: str, headers: dict[str, str]) -> None:
    judged = classed(click(agent, headers))
    assert judged.kind in CLASSES and 0 < len(judged.reason) <= 255 and judged.reason.isprintable()
