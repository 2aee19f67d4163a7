"""Which addresses of this site lead somewhere, as far as content decides."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol
from urllib.parse import unquote

from goodword.content.kinds import NOT_ADDRESSES
from goodword.content.library import Terms
from goodword.content.mentions import Mention
from goodword.content.naming import RESERVED
from goodword.material import nearest
from goodword.saying import Said

# First segment → kind of the entries below it.
BELOW = {"for": "niche", "customers": "case-study", "use-cases": "use-case", "guides": "guide"}
WITH_ADDRESS = frozenset({*BELOW.values(), "page"})


class File(Protocol):
    """What the second pass asks of a file, however much of it is known."""

    @property
    def path(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def is_translation(self) -> bool: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def body_line(self) -> int: ...


class Addresses:
    """Every address that an entry has, by slug, alias or former address."""

    def __init__(self, reads: Collection[File], terms: Terms) -> None:
        self.languages = frozenset(terms.languages)
        self.owners: dict[str, str] = {}
        self.former: dict[str, set[str]] = {}
        self._faults: dict[str, tuple[str, str] | None] = {}
        for one in reads:
            for name in (one.slug, *named(one, "alias")):
                if address := address_of(one.kind, name):
                    self.owners.setdefault(address, one.slug)
        for one in reads:
            for name in named(one, "redirect"):
                self.former.setdefault(tidied(name), set()).add(f"{one.kind}/{one.slug}")

    def fault(self, target: str) -> tuple[str, str] | None:
        """Message and hint, where nothing of the site answers at ``target``."""
        if target not in self._faults:
            self._faults[target] = self._fault(self.without_language(tidied(target)))
        return self._faults[target]

    def _fault(self, path: str) -> tuple[str, str] | None:
        first, *rest = path.strip("/").split("/")
        if path in self.owners or path in self.former or not first:
            return None
        if first in RESERVED and not (first in BELOW and rest) and path != "/for":
            return None
        near = nearest(path, self.owners)
        elsewhere = Said("link to /, /for/…, /customers/…, /guides/… or a page's name")
        hint = Said("did you mean %(near)s?", near=near) if near else elsewhere
        return Said("nothing answers at %(path)s", path=path), hint

    def taken(self, read: File, former: str) -> tuple[str, str] | None:
        """Why a former address cannot lead to this entry."""
        path = tidied(former)
        if path in self.owners:
            message = Said(
                "%(path)s is the address of %(name)s and cannot lead elsewhere", path=path, name=self.owners[path]
            )
            return message, Said("remove it")
        others = self.former.get(path, set()) - {f"{read.kind}/{read.slug}"}
        if not others:
            return None
        message = Said("%(path)s leads to %(name)s too", path=path, name=min(others))
        return message, Said("keep it in one of the two")

    def without_language(self, path: str) -> str:
        first, _, rest = path.strip("/").partition("/")
        return f"/{rest}" if first in self.languages else path


def named(read: File, what: str) -> Collection[str]:
    return [mention.name for mention in read.mentions if mention.what == what]


def address_of(kind: str, slug: str) -> str | None:
    """The address of an entry; None for kinds and pages that have none."""
    if kind == "page":
        return None if slug in NOT_ADDRESSES else f"/{slug}"
    return next((f"/{first}/{slug}" for first, below in BELOW.items() if below == kind), None)


def tidied(target: str) -> str:
    """The path alone, in the form in which the site would answer."""
    path = target.partition("#")[0].partition("?")[0]
    return "/" + unquote(path).strip("/").lower()
