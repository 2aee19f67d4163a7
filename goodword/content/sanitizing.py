"""What HTML a prose body may hold. Everything else is taken out by nh3, whatever wrote it."""

import re

import nh3

from goodword.content.placeholders import CLOSE, OPEN, TOKEN, from_token

PROSE = "a abbr b bdi br cite code del em i ins kbd mark q s samp small span strong sub sup u var"
BLOCKS = "blockquote dd div dl dt figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre ul"
TABLES = "table tbody td tfoot th thead tr"
TAGS = frozenset(f"{PROSE} {BLOCKS} {TABLES}".split())
DROPPED_WITH_CONTENT = frozenset({"script", "style", "template", "noscript", "title", "textarea", "iframe"})
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "abbr": {"title"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{tag: {"id"} for tag in ("h2", "h3", "h4", "h5", "h6", "li", "sup")},
}
ALIGNED = {"cell-start", "cell-center", "cell-end"}
CLASSES = {
    "div": {"footnote"},
    "a": {"footnote-ref", "footnote-backref"},
    "td": ALIGNED,
    "th": ALIGNED,
}
SCHEMES = {"http", "https", "mailto", "tel"}

HREF = re.compile(
    r"https?://[^\s\\/?#][^\s\\]*|mailto:[^\s\\]+|tel:[+0-9().-]+|/(?:[^\s\\/][^\s\\]*)?|#[^\s\\]*",
    re.IGNORECASE,
)
SRC = re.compile(r"\./[^\s\\/?#%:\"'<>&]+\.(?:png|jpe?g|webp|avif|svg)", re.IGNORECASE)
ID = re.compile(r"[\w.:-]{1,120}")
VALUES = {
    "dir": re.compile(r"ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "start": re.compile(r"-?\d{1,6}"),
    "colspan": re.compile(r"[1-9]\d?"),
    "rowspan": re.compile(r"[1-9]\d?"),
    "scope": re.compile(r"col|row"),
    "reversed": re.compile(r""),
    "title": re.compile(r".+", re.DOTALL),
    "href": HREF,
    "src": SRC,
    "id": ID,
}


def clean(html: str, tokens: frozenset[str]) -> str:
    """The HTML with nothing but prose in it. Of placeholder tokens only those in ``tokens`` stay: an entity
    such as ``&#xE000;`` could forge one."""
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes=ATTRIBUTES,
        attribute_filter=_value,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return _without_forged(safe, tokens)


def is_link_token(value: str) -> bool:
    """Whether the value is ``{{ link }}`` and nothing else."""
    found = TOKEN.fullmatch(value)
    return bool(found) and from_token(found[1]).name == "link" if found else False


def _value(tag: str, name: str, value: str) -> str | None:
    if name == "href" and OPEN in value:
        return value
    pattern = VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


def _without_forged(html: str, tokens: frozenset[str]) -> str:
    if OPEN not in html and CLOSE not in html:
        return html
    parts = re.split(f"({OPEN}[0-9a-f]*{CLOSE})", html)
    return "".join(part if part in tokens else part.replace(OPEN, "").replace(CLOSE, "") for part in parts)
