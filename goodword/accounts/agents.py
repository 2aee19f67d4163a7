"""A browser's User-Agent header in words short enough for a list. Pure."""

import re

# The first that is found counts: most browsers claim to be several others as well.
BROWSERS = (
    ("Edg(?:e|A|iOS)?/", "Edge"),
    ("OPR/|Opera", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/|Chromium/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone|iPod", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X|Macintosh", "macOS"),
    ("Linux|X11", "Linux"),
)


def short_agent(header: str) -> str:
    """Such as "Firefox, Linux"; empty where neither is known. No versions: they would tell people apart."""
    found = (_first(header[:500], table) for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def _first(header: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((name for pattern, name in table if re.search(pattern, header)), "")
