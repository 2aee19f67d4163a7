"""What is allowed but probably not meant, or not finished: said by ``flask content check``, stops nothing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from goodword.content.addresses import WITH_ADDRESS
from goodword.content.assembling import Entries
from goodword.content.kinds import CaseStudy, Consent, Result
from goodword.content.library import Entry, Terms
from goodword.content.reading import Read
from goodword.content.windows import contradictions
from goodword.material import Problem
from goodword.material.marks import KeyPath
from goodword.saying import Said

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
            for language, key, message, hint in contradictions(entry, terms.timezone):
                path = path_in(entry, language)
                yield Problem(path, *files[path].marks.key(key), message, hint, "advice")
            yield from untranslated(entry, terms)


def path_in(entry: Entry, language: str) -> str:
    """The file of the entry in that language."""
    if language == entry.default_language:
        return entry.path
    return f"{entry.path.removesuffix('.md')}.{language}.md"


def untranslated(entry: Entry, terms: Terms) -> Iterator[Problem]:
    """The languages in which a published entry falls back to the default one, in one remark."""
    missing = [language for language in terms.languages if language not in entry.texts]
    if missing and entry.facts.status == "published":
        files = ", ".join(path_in(entry, language) for language in missing)
        message = Said(
            "no translation into %(languages)s: %(default)s is shown there",
            languages=", ".join(missing),
            default=entry.default_language,
        )
        yield Problem(entry.path, 1, 1, message, Said("write %(text)s", text=files), "advice")


def results(entry: Entry) -> Iterator[Remark]:
    for number, result in enumerate(getattr(entry.facts, "results", ())):
        lacking = [name for name in ("baseline", "period") if getattr(result, name) is None]
        if lacking:
            hint = Said("say what it was before, and how long it took: only then it can be drawn and believed")
            yield ("results", number), Said("a result without %(keys)s", keys=", ".join(lacking)), hint
        if contrary(result):
            message = Said(
                "direction is %(direction)s, but %(before)s to %(after)s goes the other way",
                direction=result.direction,
                before=result.baseline,
                after=result.value,
            )
            yield ("results", number, "direction"), message, Said("mend direction, value or baseline")


def contrary(result: Result) -> bool:
    if result.baseline is None or result.direction is None or result.value == result.baseline:
        return False
    return (result.value > result.baseline) != (result.direction == "up")


def consents(entry: Entry) -> Iterator[Remark]:
    facts = entry.facts
    if not isinstance(facts, CaseStudy):
        return
    if not facts.consents and facts.status == "published":
        message = Said("no consent is on record: nothing of this case study is shown")
        yield (), message, Said("add consents with granted_by, granted_on, scope and channels")
    for number, consent in enumerate(facts.consents):
        key: KeyPath = ("consents", number)
        yield from never_valid(key, consent)
        for name in ("scope", "channels"):
            if not getattr(consent, name):
                message = Said("a consent with an empty %(key)s allows nothing", key=name)
                yield (*key, name), message, Said("list the %(key)s, or remove it", key=name)
        if consent.partners == ("all",):
            yield (
                (*key, "partners"),
                Said("[all] is a partner called all"),
                Said("write %(text)s", text="partners: all"),
            )


def never_valid(key: KeyPath, consent: Consent) -> Iterator[Remark]:
    for name in ("expires_on", "revoked_on"):
        end: date | None = getattr(consent, name)
        if end and end < consent.granted_on:
            message = Said(
                "%(key)s %(end)s is before granted_on %(start)s", key=name, end=str(end), start=str(consent.granted_on)
            )
            yield (*key, name), message, Said("mend one of the days")


def redirects(entry: Entry) -> Iterator[Remark]:
    if entry.facts.redirects_from and entry.kind not in WITH_ADDRESS:
        message = Said("redirects_from has no effect: a %(kind)s has no address of its own", kind=entry.kind)
        yield ("redirects_from",), message, Said("remove it, or write it in the entry that now answers")


def headlines(entry: Entry) -> Iterator[Remark]:
    words = len(str(getattr(entry.facts, "headline", None) or "").split())
    if words > MOST_WORDS:
        message = Said("the headline has %(count)s words; %(most)s at most read well", count=words, most=MOST_WORDS)
        yield ("headline",), message, Said("shorten it")


LOOKS: tuple[Callable[[Entry], Iterator[Remark]], ...] = (results, consents, redirects, headlines)
