"""What somebody says about a partner, on the command line or in a table, and what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from goodword.accounts.addresses import email_address
from goodword.material.problem import did_you_mean
from goodword.referrals.models import KINDS

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TEXTS = ("name", "company", "intro", "photo", "logo")
LIMITS = {"name": 255, "company": 255, "intro": 2000}
# Marks that turn the direction of all that follows them, on our pages too.
TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@dataclass(frozen=True, slots=True)
class Entry:
    """A partner with a first member. ``texts`` holds any of TEXTS per language; pictures by their keys."""

    slug: str
    email: str
    kind: str
    language: str
    texts: Mapping[str, Mapping[str, str]]
    program: str = ""
    member: str = ""
    external_id: str = ""
    known_languages: tuple[str, ...] = field(default=("en",))

    @property
    def name(self) -> str:
        """The partner's name in its own language."""
        return self.texts.get(self.language, {}).get("name", "")


def clean(text: str) -> str:
    """``text`` in NFC, white space single, without control characters and marks that turn its direction."""
    plain = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text if char not in TURNING)
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def address(text: str) -> str:
    """A member's address as accounts keep it; what is none, in lower case, for whoever says so."""
    return email_address(text) or text.lower()


def faults(entry: Entry) -> list[str]:
    """Everything wrong with ``entry`` by itself, each said in one sentence without its full stop."""
    found = []
    if not SLUG.fullmatch(entry.slug):
        found.append(f"the slug {entry.slug!r} is not 1 to 63 of a-z, 0-9 and hyphens{_better(entry)}")
    if entry.kind not in KINDS:
        found.append(f"the kind {entry.kind!r} is not one of {', '.join(KINDS)}")
    if email_address(entry.email) is None:
        found.append(f"{entry.email!r} is not an e-mail address")
    for language in {entry.language, *entry.texts} - set(entry.known_languages):
        found.append(
            f"the site has no language {language!r}; {did_you_mean(language, entry.known_languages)}",
        )
    if not entry.name:
        found.append(f"the name in the partner's own language ({entry.language}) is missing")
    return found + [
        f"the {name} ({language}) is {len(text)} characters long; {LIMITS[name]} fit"
        for language, texts in entry.texts.items()
        for name, text in texts.items()
        if len(text) > LIMITS.get(name, 255)
    ]


def _better(entry: Entry) -> str:
    """A slug that would do, made from what was given or else from the name."""
    for given in (entry.slug, entry.name):
        folded = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode().lower()
        better = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:63].strip("-")
        if better:
            return f"; {better} would do"
    return ""
