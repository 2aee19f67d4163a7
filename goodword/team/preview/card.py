"""A link to the page as networks show it: read from the page's own head, as they would. Pure."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

META = re.compile(r'<meta (?:property|name)="(?P<name>[^"]*)" content="(?P<text>[^"]*)"')
TITLE_FITS, TEXT_FITS = 60, 155


@dataclass(frozen=True, slots=True)
class Card:
    """``image`` is empty where the page has none."""

    title: str
    text: str
    image: str
    host: str

    @property
    def long_title(self) -> bool:
        return len(self.title) > TITLE_FITS

    @property
    def long_text(self) -> bool:
        return len(self.text) > TEXT_FITS


def card(html: str, origin: str) -> Card:
    head = html[: html.find("</head>")]
    found: dict[str, str] = {}
    for match in META.finditer(head):
        found.setdefault(match["name"], unescape(match["text"]))
    return Card(
        title=found.get("og:title", ""),
        text=found.get("og:description", found.get("description", "")),
        image=found.get("og:image", ""),
        host=urlsplit(origin).netloc,
    )
