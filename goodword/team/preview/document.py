"""The previewed page and what the preview adds to it, in one document. Pure."""

import re
from collections.abc import Mapping

AFTER = re.compile(r"<!--after:([a-z0-9-]+)-->")
BODY = re.compile(r'<body\b[^>]*>\s*(?:<a class="skip"[^>]*>.*?</a>)?', re.DOTALL)
# Where the page would be found and whose it is, for machines: a preview is nowhere.
FOR_MACHINES = re.compile(
    r'\s*<link rel="(?:canonical|alternate)"[^>]*>|\s*<meta name="robots"[^>]*>|\s*<meta property="og:url"[^>]*>'
)


def document(html: str, head: str, bar: str, after: Mapping[str, str], last: str = "") -> str:
    """``head`` goes into the head, ``bar`` before everything but the skip link, ``after`` behind sections by id, and
    ``last`` behind all of them."""
    first, closing, rest = FOR_MACHINES.sub("", html).partition("</head>")
    rest = BODY.sub(lambda match: f"{match[0]}\n{bar}\n", rest, count=1)
    rest = AFTER.sub(lambda match: after.get(match[1], ""), rest)
    content, end, foot = rest.rpartition("</main>")
    rest = f"{content}{last}{end}{foot}"
    return f"{first}{head}\n{closing}{rest}"


def marked(html: str) -> frozenset[str]:
    """The ids of the sections that the page really has."""
    return frozenset(AFTER.findall(html))
