"""What is allowed but probably not meant, or not finished: said by ``flask content check``, stops nothing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from goodword.content.addresses import WITH_ADDRESS
from goodword.content.assembling import Entries
from goodword.content.kinds import CaseStudy, Consent, Offer, Result
from goodword.content.library import Entry, Terms
from goodword.content.reading import Read
from goodword.material import Problem
from goodword.material.marks import KeyPath

# Key path, message, hint.
Remark = tuple[KeyPath, str, str]
MOST_WORDS = 9


def advice(entries: Entries, reads: Iterable[Read], terms: Terms) -> Iterator[Problem]:
    """Every remark on these entries, at the line of the default-language file that it is about."""
    files = {one.path: one for one in reads}
    for by_slug in entries.values():
        for entry in by_slug.values():
            marks = files[entry.path].marks
            for key, message, hint in (remark for look in LOOKS for remark in look(entry)):
                line, column = marks.key(key)
                yield Problem(entry.path, line, column, message, hint, "advice")
            yield from untranslated(entry, terms)


def untranslated(entry: Entry, terms: Terms) -> Iterator[Problem]:
    """The languages in which a published entry falls back to the default one, in one remark."""
    missing = [language for language in terms.languages if language not in entry.texts]
    if missing and entry.facts.status == "published":
        stem = entry.path.removesuffix(".md")
        files = " and ".join(f"{stem}.{language}.md" for language in missing)
        message = f"no translation into {', '.join(missing)}: {entry.default_language} is shown there"
        yield Problem(entry.path, 1, 1, message, f"write {files}", "advice")


def results(entry: Entry) -> Iterator[Remark]:
    for number, result in enumerate(getattr(entry.facts, "results", ())):
        lacking = [name for name in ("baseline", "period") if getattr(result, name) is None]
        if lacking:
            hint = "say what it was before, and how long it took: only then it can be drawn and believed"
            yield ("results", number), f"a result without {' and '.join(lacking)}", hint
        if contrary(result):
            message = f"direction is {result.direction}, but {result.baseline} to {result.value} goes the other way"
            yield ("results", number, "direction"), message, "mend direction, value or baseline"


def contrary(result: Result) -> bool:
    if result.baseline is None or result.direction is None or result.value == result.baseline:
        return False
    return (result.value > result.baseline) != (result.direction == "up")


def consents(entry: Entry) -> Iterator[Remark]:
    facts = entry.facts
    if not isinstance(facts, CaseStudy):
        return
    if not facts.consents and facts.status == "published":
        message = "no consent is on record: nothing of this case study is shown"
        yield (), message, "add consents with granted_by, granted_on, scope and channels"
    for number, consent in enumerate(facts.consents):
        key: KeyPath = ("consents", number)
        yield from never_valid(key, consent)
        for name in ("scope", "channels"):
            if not getattr(consent, name):
                yield (*key, name), f"a consent with an empty {name} allows nothing", f"list the {name}, or remove it"
        if consent.partners == ("all",):
            yield (*key, "partners"), "[all] is a partner called all", "write partners: all"


def never_valid(key: KeyPath, consent: Consent) -> Iterator[Remark]:
    for name in ("expires_on", "revoked_on"):
        end: date | None = getattr(consent, name)
        if end and end < consent.granted_on:
            yield (*key, name), f"{name} {end} is before granted_on {consent.granted_on}", "mend one of the days"


def periods(entry: Entry) -> Iterator[Remark]:
    facts = entry.facts
    if backwards(facts.publish_at, facts.expires_at):
        yield ("expires_at",), "expires_at is not after publish_at: it is never live", "mend one of the two"
    if isinstance(facts, Offer) and facts.valid_from and facts.valid_through and facts.valid_through < facts.valid_from:
        yield ("valid_through",), "valid_through is before valid_from: it is never valid", "mend one of the two"


def backwards(start: datetime | None, end: datetime | None) -> bool:
    return start is not None and end is not None and end <= start


def redirects(entry: Entry) -> Iterator[Remark]:
    if entry.facts.redirects_from and entry.kind not in WITH_ADDRESS:
        message = f"redirects_from has no effect: a {entry.kind} has no address of its own"
        yield ("redirects_from",), message, "remove it, or write it in the entry that now answers"


def headlines(entry: Entry) -> Iterator[Remark]:
    words = len(str(getattr(entry.facts, "headline", None) or "").split())
    if words > MOST_WORDS:
        yield ("headline",), f"the headline has {words} words; {MOST_WORDS} at most read well", "shorten it"


LOOKS: tuple[Callable[[Entry], Iterator[Remark]], ...] = (results, consents, periods, redirects, headlines)
