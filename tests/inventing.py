"""Requests invented: usual in most of their parts, and in some of them such as nobody's browser sends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from factories import NOON
from flask import Flask
from visiting import FIREFOX
from werkzeug.test import EnvironBuilder

from goodword.referrals.click_ids import new_id
from goodword.site.remembering import NOTHING
from goodword.site.routes import service_of

Environ = dict[str, Any]


def words(text: str) -> list[str]:
    """What spaces divide: a list that can be read."""
    return text.split()


PATHS = [
    *words(
        "/ / / /with/ada /with/ada /with/ada /with/ADA /with/ben /with/cy /with/omar /with/ada/for/workshops /it /it/"
    ),
    *words("/ar /en /en/with/ada /it/with/ada/ /for/bike-shops /for/nobody /customers /customers/chainring /guides"),
    *words("/use-cases /refer /partners /leads /leads/thanks /home /nothing /r/gear /r/GEAR /r/code /R/CODE /r/"),
    *words("/portal /portal/ /portal/x /Portal /portalx /team /team/x /teams /static/site.css /static /static/"),
    *words("/media/x/y /api/v1/leads /api /healthz /robots.txt /sitemap.xml /hooks/content /consent /unsubscribe/x"),
    *words("/with /with/ada/with/ben /with/%61da /with/ada%2Ffor /with/%252e%252e/ada /./with/ada /../with/ada"),
    *words(
        "/with/./ada /with/ada/../ben //with/ada /with//ada //evil.example /\\evil.example /with/ada? /with/ada;x=1"
    ),
    *words("/with/ada@example.com /{{7*7}} * with/ada /favicon.ico /.well-known/x /WITH/ADA /It/WITH/Ada"),
    *words('/"><b> /with/"><b> /für /with/ادا /ⓐ /İ /with/ı /with/ad\xff /\x00 /with/ada\x00'),
    *("", " ", "/with/ada ", "/with/ada\r\nX: y", "/" + "a" * 3_000, "/with/" + "a" * 5_000, "/" * 3_000),
    *("/" + "a/" * 2_000, "/with/ada/" * 300, "/" + "9" * 5_000),
]
KEYS = words("via via via ref aff fpr sid gw_id utm_source utm_campaign utm_medium pain use-case gclid x via[] VIA")
VALUES = [
    *words(
        "ada ada ada ben cy ADA omar ada,ben a%40b.example ada@example.com %C3%BC ü \xff %FF %00 \x00 + %2B %25 %2525"
    ),
    *words("; \" ' <b> %3Cb%3E [] {} | \\ ^ ` # a=b %ZZ %0D%0A %E2%80%AE \u202e clk_00000000000000000000000000000000"),
    *("", " ", "\r\nX: y", "\t", "a" * 3_000),
]
HOSTS = [
    *words("localhost:8000 LOCALHOST localhost:80 localhost:443 127.0.0.1 [::1] [::1]:8000 [::1]evil localhost:"),
    *words("localhost:0 localhost:99999 localhost:abc localhost. .localhost user@localhost localhost,localhost"),
    *words("evil.example localhost/x localhost#x löcalhost xn--lcalhost-n4a [ ] : shop.example SHOP.example:443"),
    *words("a.shop.example a..shop.example .shop.example -.shop.example a_b.shop.example"),
    *("", " ", "local host", "localhost\x00", "a" * 64 + ".shop.example", "a" * 300, f"[{':' * 99}]"),
]
METHODS = [*["GET"] * 40, *words("HEAD HEAD POST PUT DELETE OPTIONS TRACE PATCH get FOO")]
PEERS = [*words("203.0.113.7 203.0.113.7 127.0.0.1 ::1 2001:db8::7 ::ffff:127.0.0.1 10.0.0.1 fe80::1%eth0 unix:"), ""]
COOKIES = [
    *words("a=gw-member gw-member=x __Host-gw-member=x GW-MEMBER=x gw%2Dmember=x gw=1~no __Host-gw=1~no gw= other=1"),
    *('"gw-member"="x"', "gw=1~9~ada.clk_x~00", "gw=\xff~\x00", ";;;=;", "x=" + "a" * 4_000),
]
AGENTS = [FIREFOX, "Googlebot/2.1 (+http://www.google.com/bot.html)", "", "\xff", "a@b.example", "x" * 3_000]
OTHERS: Mapping[str, list[str]] = {
    "HTTP_USER_AGENT": AGENTS,
    "HTTP_ACCEPT_ENCODING": ["gzip", "gzip", "br, gzip;q=0.5", "*", "gzip;q=0", "identity", "\xff", ""],
    "HTTP_ACCEPT_LANGUAGE": ["it", "ar;q=0.9, en;q=0.1", "xx", ";;q=", "\xff", "it" * 2_000, ""],
    "HTTP_IF_NONE_MATCH": ["*", "*, x", '"x"', 'W/"x"', "", "\xff"],
    "HTTP_IF_MODIFIED_SINCE": ["Wed, 01 Jul 2099 08:00:00 GMT", "x"],
    "HTTP_RANGE": ["bytes=0-9", "bytes=-1", "x"],
    "HTTP_REFERER": ["https://news.example/x", "//", "http://[", "\xff", "https://a@b.example:99999/"],
    "HTTP_SEC_PURPOSE": ["prefetch", "prefetch;prerender"],
    "HTTP_X_MOZ": ["prefetch"],
    "HTTP_ACCEPT": ["text/html", "*/*;q=0.8", "image/*"],
    "HTTP_CONNECTION": ["upgrade", "close", "Upgrade, keep-alive"],
    "HTTP_UPGRADE": ["websocket", "h2c"],
    "HTTP_X_FORWARDED_FOR": [
        *words("198.51.100.1 2001:db8::9 198.51.100.1,10.0.0.1 ,,, unknown [2001:db8::9]:443 198.51.100.1:99 10.0.0.1"),
        *("fe80::1%eth0", "\xff", "::ffff:198.51.100.1", "", "1, " * 900 + "198.51.100.1"),
    ],
    "HTTP_X_FORWARDED_HOST": ["evil.example"],
    "HTTP_X_FORWARDED_PROTO": ["https"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_ORIGIN": ["null", "https://evil.example"],
    "HTTP_EXPECT": ["100-continue"],
    "HTTP_TRANSFER_ENCODING": ["chunked"],
    "CONTENT_LENGTH": ["0", "5", "99999999999", "-1", "x", ""],
    "CONTENT_TYPE": ["application/x-www-form-urlencoded", "multipart/form-data", "\xff"],
    "SCRIPT_NAME": ["/shop", "/"],
    "wsgi.url_scheme": ["https"],
}


def on_the_wire(text: str) -> str:
    """Text as WSGI hands its bytes over; what looks like a byte, such as ``\\xff``, is one."""
    return "".join(one if one < "\u0100" else one.encode("utf-8", "replace").decode("latin-1") for one in text)


def invented(chance: Random, app: Flask) -> Environ:
    """A request, usual in most of its parts."""
    environ = EnvironBuilder("/", "http://localhost").get_environ()
    environ |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": chance.choice(PEERS)}
    environ["REQUEST_METHOD"] = chance.choice(METHODS)
    environ["PATH_INFO"] = on_the_wire(chance.choice(PATHS))
    environ["QUERY_STRING"] = on_the_wire(query(chance, app))
    environ["HTTP_HOST"] = on_the_wire(chance.choice(HOSTS) if chance.random() < 0.3 else "localhost")
    if chance.random() < 0.2:
        environ["HTTP_COOKIE"] = "; ".join(
            chance.choice([*COOKIES, agreed(app, "ada", NOON)]) for _ in range(chance.randint(1, 3))
        )
    for name in chance.sample([*OTHERS], chance.choice([0, 0, 1, 1, 2, 4])):
        environ[name] = on_the_wire(chance.choice(OTHERS[name]))
    if chance.random() < 0.1:
        environ["HTTP_IF_NONE_MATCH"] = "*"
    if chance.random() < 0.05:
        environ.pop(chance.choice(["HTTP_HOST", "QUERY_STRING", "SCRIPT_NAME", "PATH_INFO", "REMOTE_ADDR"]))
    return environ


def query(chance: Random, app: Flask) -> str:
    if chance.random() < 0.4:
        return ""
    values = [*VALUES, new_id(bytes(32), NOON, bytes(5), "ada", "")]
    joined = chance.choice(["&", "&", "&", ";", "&&", "&amp;"])
    return joined.join(
        f"{chance.choice(KEYS)}={chance.choice(values)}" for _ in range(chance.choice([1, 1, 2, 3, 120]))
    )


def agreed(app: Flask, partner: str, at: datetime) -> str:
    """The cookie of somebody who said yes to being remembered, a day before."""
    memory = service_of(app).recall.memory
    before = at - timedelta(days=1)
    made = memory.added(NOTHING, partner, new_id(bytes(32), before, bytes(5), partner, ""), before, 30)
    return (made or "").partition(";")[0]
