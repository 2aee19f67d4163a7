"""Plain data made into what the site room works on: libraries in memory, companies in a folder, partners in a database.

NOON and MIDNIGHT are those of 1 July 2026 in Dubai, where the invented companies of the tests live.
"""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from conftest import close
from flask import Flask
from flask.testing import FlaskClient

from goodword.content.kinds import KINDS, Common, Consent, Page, Section
from goodword.content.library import Entry, Image, Library, Terms, Text
from goodword.content.placeholders import tokenize
from goodword.content.translating import translated, words_of
from goodword.referrals import directory, partners
from goodword.referrals.entries import Entry as PartnerEntry
from goodword.site.planning import Filled, Layout, plan
from goodword.site.visitor import Visitor

LANGUAGES = ("en", "it", "ar")
DUBAI = ZoneInfo("Asia/Dubai")
NOON = datetime(2026, 7, 1, 8, tzinfo=UTC)
MIDNIGHT = NOON - timedelta(hours=12)
TODAY = date(2026, 7, 1)
EVERYTHING = ("name", "logo", "quote", "metrics", "photo")
EVERYWHERE = ("website", "partner-pages", "kits", "email")
COMPANY = Path(__file__).parent / "company"

Words = Mapping[str, Any]


def consent(*scope: str, **given: Any) -> Consent:
    """A record that holds for good: of everything, everywhere, for all partners, unless said otherwise."""
    usual = {"granted_by": "Odile Maes", "granted_on": date(2026, 1, 1), "channels": EVERYWHERE}
    return Consent.model_validate({**usual, "scope": scope or EVERYTHING, **given})


def entry(kind: str, slug: str, html: str = "", texts: Mapping[str, Words] | None = None, **front: Any) -> Entry:
    """An entry in English; ``texts`` are what other languages say, and their ``body``. The title is the slug unless
    given. Placeholders may be used. An image is there as soon as something names it."""
    facts = model(kind, {"title": slug.replace("-", " ").capitalize(), **front})
    made = {"en": Text("en", facts, tokenize(html), (), frozenset())}
    for language, words in (texts or {}).items():
        given = {name: value for name, value in words.items() if name != "body"}
        front_, own, unfit = translated(facts, words_of(KINDS[kind]).model_validate(given, context={"timezone": DUBAI}))
        assert not unfit, unfit
        own = own | {"body"} if "body" in words else own
        made[language] = Text(language, front_, tokenize(words.get("body", html)), (), own)
    return Entry(kind, slug, f"content/{kind}/{slug}.md", "en", made, pictures(front))


def model(kind: str, front: Words) -> Common:
    return KINDS[kind].model_validate(tokens(front), context={"timezone": DUBAI})


def tokens(value: Any) -> Any:
    """The values with placeholders as their tokens, as the reader of material hands them on."""
    if isinstance(value, str):
        return tokenize(value)
    if isinstance(value, Mapping):
        return {key: tokens(item) for key, item in value.items()}
    return [tokens(item) for item in value] if isinstance(value, list) else value


def pictures(value: Any) -> dict[str, Image]:
    """A small image for every ``./name`` among the values."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return {name: image for item in value for name, image in pictures(item).items()}
    named = isinstance(value, str) and value.startswith("./")
    return {value: Image("0" * 20, value.removeprefix("./"), 300, 200)} if named else {}


def case(slug: str, *consents: Consent, **front: Any) -> Entry:
    """A case study of the customer of that name, with one result and one quote; consent to everything unless given."""
    usual = {
        "customer": {"name": slug.capitalize(), "logo": f"./{slug}-logo.svg"},
        "anonymous_as": "A workshop in the north",
        "results": [{"id": "calls", "metric": "calls", "value": 7, "baseline": 18}],
        "quotes": [{"id": "joke", "text": "Quiet.", "name": "Odile Maes"}],
    }
    return entry(
        "case-study", slug, **{**usual, "consents": [c.model_dump() for c in consents or (consent(),)], **front}
    )


def library(*entries: Entry, zone: ZoneInfo = DUBAI, languages: tuple[str, ...] = LANGUAGES) -> Library:
    by_kind: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    for one in entries:
        by_kind[one.kind][one.slug] = one
    return Library("r1", Terms(languages, zone), by_kind)


def layout(*sections: Any, entry: Entry | None = None, website: bool = False) -> Layout:
    """A page with these sections, written as in front matter: ``"pains"`` or ``{"pains": {"max": 2}}``."""
    page = cast(Page, model("page", {"title": "Page", "sections": list(sections)}))
    return Layout("page", page.sections, entry, website)


def section(name: str, **options: Any) -> Section:
    return Section(name=name, **options)


def pain(slug: str, **front: Any) -> Entry:
    return entry("pain", slug, **front)


def faqs(*slugs: str, **front: Any) -> list[Entry]:
    return [entry("faq", slug, **front) for slug in slugs]


def who(language: str = "en", now: datetime = NOON, **asked: Any) -> Visitor:
    """A visitor at noon."""
    return Visitor(language, now, **asked)


def fill(entries: list[Entry], wanted: Any, visitor: Visitor | None = None, **of: Any) -> Filled:
    """The one section of a page over these entries."""
    return plan(library(*entries), layout(wanted, **of), visitor or who()).sections[0]


def chosen(entries: list[Entry], wanted: Any, visitor: Visitor | None = None, **of: Any) -> list[str]:
    """What fills that section, in order."""
    return [block.ref for block in fill(entries, wanted, visitor, **of).blocks]


def write_company(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """A ROOT with the brand of the tests' company, and these files."""
    shutil.copytree(COMPANY / "site", root / "site")
    for path, data in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root


def ran_before(var: Path) -> Path:
    """A VAR in which the tests' company was served before: nothing of its content is read or rendered again."""
    if not var.exists():
        shutil.copytree(var_of_company(), var)
    return var


@cache
def var_of_company() -> Path:
    """Made once per process, for all to copy."""
    from goodword.app import create_app  # noqa: PLC0415 - most that is tested stands below it

    folder = Path(tempfile.mkdtemp(prefix="goodword-var-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    close(create_app(COMPANY, var=folder))
    for own in ("secret-key", "content.lock"):
        (folder / own).unlink(missing_ok=True)
    return folder


def add_partner(app: Flask, slug: str, kind: str = "affiliate", **texts: Mapping[str, str]) -> None:
    """An approved partner; ``en={"name": …, "intro": …}`` and so on, else named after the slug."""
    given = texts or {"en": {"name": slug.capitalize()}}
    made = PartnerEntry(slug, f"{slug}@example.com", kind, "en", given, program="friends", known_languages=LANGUAGES)
    with app.app_context():
        partners.add(made, "Mina")
    directory.of(app).refresh()


def ask(app: Flask, url: str, method: str = "GET", **headers: str) -> Any:
    """A request as it comes over the wire, strange paths too; ``accept_language="it"`` is a header."""
    path, _, query = url.partition("?")
    wire = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    client: FlaskClient = app.test_client(use_cookies=False)  # so that a Cookie header is what was given
    return client.open("/", method=method, headers=given, environ_overrides=wire, buffered=True)


# Shops, bike shops among them, shops of electric bikes among those; and something else.
TREE = [entry("niche", "shops"), entry("niche", "bikes", parent="shops"), entry("niche", "ebikes", parent="bikes")]
LABS = entry("niche", "labs")
