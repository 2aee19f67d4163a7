"""How machines that nobody has a list of give themselves away, and what looks like it and is a person's. Pure."""

import re
from collections.abc import Callable, Iterator

from goodword.referrals.agents.sieve import RUN, Name

DEVICE = re.compile(r"(Android[^;()]*;(?: ?(?:U|wv|[A-Za-z]{2}(?:[-_]\w{2,4})?);)*)[^;()]*")
"""Android's name and languages, then the device's own: it may be called anything."""
CALLED = (
    *("bot", "bots", "robot", "robots", "crawler", "crawl", "spider", "scraper", "scraping", "fetcher", "harvester"),
    *("monitor", "monitoring", "checker", "scanner", "scan", "validator", "archiver", "indexer", "extractor", "probe"),
    *("parser", "grabber", "screenshot", "thumbnail", "linkcheck", "healthcheck", "httpclient", "subscribers"),
)
URL = re.compile(r"https?://(?!(?:www\.)?bsalsa\.com)[^\s;)]+", re.IGNORECASE)
"""Addresses of whoever sends it out; but for one that was part of browsers built on Internet Explorer."""
MAILBOX = re.compile(r"@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
PARTING = re.compile(r"[^\w.+-]")
COMPATIBLE = re.compile(
    r"^Mozilla/5\.0 \(compatible; (?!MSIE|IE\b|Konqueror|iCab|Opera|OmniWeb|NetFront|Windows|Linux|X11|U;|AOL|IBrowse|"
    r"Dillo|Galeon|Symbian|OSS|NetPositive|ANT|Gecko)(?P<first>[A-Za-z][\w.-]+)"
    r"|like Gecko\)?; compatible; (?P<then>[\w.-]+)",
    re.IGNORECASE,
)
"""What stands where browsers of old had their names, and where the engine of today has its own."""
ENGINES = ("AppleWebKit", "Gecko", "Trident", "Presto", "MSIE")
BROWSERS = (
    *("applewebkit", "gecko", "khtml", "presto", "trident", "msie", "opera", "opr/", "chrome/", "chromium", "webview"),
    *("browser", "midp", "cldc", "obigo", "teleca", "docomo", "kddi", "vodafone", "blackberry", "lynx", "w3m", "dillo"),
    *("netsurf", "netfront", "ucweb", "icab", "amaya", "mosaic", "arachne", "ibrowse", "emacs", "voyager", "navi"),
    *("netpositive", "hotjava", "palmscape", "xiino", "offbyone", "planetweb", "omniweb", "galio", "webtv", "netscape"),
    *("hbbtv", "smart-tv", "smarttv", "nintendo", "playstation", "firefox/", "like mac os x", "; wv)", "servo/"),
    *("aweb", "webpro", "polaris", "fbav", "instagram", "pinterest", "tiktok", "snapchat"),
)
"""One of these stands in every browser's agent, or one of the next at its start."""
STARTS = (
    *("mozilla/0", "mozilla/1", "mozilla/2", "mozilla/3", "mozilla/4", "links (", "elinks", "nokia", "samsung"),
    *("sonyericsson", "lg-", "lg/", "lge", "mot-", "sec-", "sie-", "zte", "psp"),
)


def without_device(agent: str) -> tuple[str, str]:
    """The agent without the name of an Android device: phones are called Cubot, Butterfly or Sonic. And the seam, which
    has every run of what is left that was not there before."""
    if not (found := DEVICE.search(agent)):
        return agent, ""
    seam = found.end(1)
    bare = agent[:seam] + agent[found.end() :]
    return bare, bare[max(0, seam - RUN + 1) : seam + RUN - 1]


def manners() -> Iterator[Name]:
    """What machines call themselves, and addresses, which no browser carries."""
    for word in CALLED:
        yield Name(word, "calls-itself", _ending(re.compile(rf"(?<!cu){word}(?![a-z])", re.IGNORECASE)))
    yield Name("http://", "address", _whole(URL))
    yield Name("https://", "address", _whole(URL))
    yield Name("@", "address", _ending(MAILBOX))
    yield Name("compatible; ", "calls-itself", _named(COMPATIBLE))


def no_browser(agent: str) -> str | None:
    """What something calls itself that has not the form of any browser's agent; None where it has."""
    if any(engine in agent for engine in ENGINES):
        return None
    lower = agent.lower()
    if lower.startswith(STARTS) or any(browser in lower for browser in BROWSERS):
        return None
    return f"no-browser={agent.strip()[:80]}"


def _whole(expression: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: found[0] if (found := expression.search(text)) else None


def _ending(expression: re.Pattern[str]) -> Callable[[str], str | None]:
    """What is found, with the beginning of the word that it ends: looked for from its end, which is much quicker."""

    def found(text: str) -> str | None:
        there = expression.search(text)
        return there and PARTING.split(text[: there.start()])[-1] + there[0]

    return found


def _named(expression: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: found[found.lastgroup or 0] if (found := expression.search(text)) else None
