"""Files that were read, with their rendered bodies and images, put together as entries."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from goodword.content.body import Body
from goodword.content.finishing import place_images
from goodword.content.kinds import KINDS, CaseStudy, Common
from goodword.content.library import Entry, Image, Terms, Text
from goodword.content.naming_customers import telling
from goodword.content.reading import Read
from goodword.content.refusal import Refusal
from goodword.content.translating import translated
from goodword.content.uses import shown as uses_of
from goodword.material import Problem, did_you_mean
from goodword.saying import Said

Entries = Mapping[str, Mapping[str, Entry]]
# What an entry was made of → the entry and its problems, so that an unchanged one is not made again.
Memo = dict[tuple[object, ...], tuple[Entry, tuple[Problem, ...]]]
EMPTY = Body("")
PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Parts:
    """What entries are made of: bodies by the file's digest, images by path relative to ROOT, or why an image is
    not taken."""

    bodies: Mapping[str, Body]
    images: Mapping[str, Image | Refusal]
    terms: Terms


# The sound files of an entry → the entry, if the very same was made of them before, by whomever.
Known = Callable[[list[Read], Parts], Entry | None]


def unknown(sound: list[Read], parts: Parts) -> Entry | None:
    return None


def assemble(
    reads: Collection[Read],
    bodies: Mapping[str, Body],
    images: Mapping[str, Image | Refusal],
    terms: Terms,
    memo: Memo | None = None,
    known: Known = unknown,
) -> tuple[Entries, tuple[Problem, ...]]:
    """Entries by kind and slug, made of the sound reads, and what only shows when files meet.

    Never refuses an entry for that: what fits is taken, and whoever calls decides about the files.
    """
    parts = Parts(bodies, images, terms)
    groups: dict[tuple[str, str], list[Read]] = {}
    for one in sorted(reads, key=lambda r: (r.is_translation, r.path)):
        if one.kind:
            groups.setdefault((one.kind, one.slug), []).append(one)
    entries: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    problems: list[Problem] = []
    made: Memo = {}
    for (kind, slug), group in groups.items():
        if group[0].is_translation:
            problems += orphans(group)
            continue
        sound = [one for one in group if one.sound]
        if not sound or sound[0].is_translation:
            continue
        key = (kind, slug, *((one.path, one.digest) for one in sound), *seen_images(sound, parts))
        made[key] = (memo or {}).get(key) or made_before(known(sound, parts)) or build(sound, parts)
        entries[kind][slug] = made[key][0]
        problems += made[key][1]
    if memo is not None:
        memo.clear()
        memo.update(made)
    return entries, tuple(sorted(problems))


def body_problems(read: Read, bodies: Mapping[str, Body]) -> tuple[Problem, ...]:
    """What rendering found in the file's body, at the file's lines."""
    flaws = bodies.get(read.digest, EMPTY).problems
    return tuple(
        Problem(read.path, read.body_line + flaw.line - 1, 1, flaw.message, flaw.hint, flaw.level) for flaw in flaws
    )


def orphans(group: list[Read]) -> Iterator[Problem]:
    for one in group:
        original = f"{one.path.rpartition('/')[0]}/{one.slug}.md"
        message = Said("this is a translation of %(original)s, which does not exist", original=original)
        yield Problem(one.path, 1, 1, message, Said("write that file first, or rename this one to it"))


def made_before(entry: Entry | None) -> tuple[Entry, tuple[Problem, ...]] | None:
    """An entry with the problems that it had when it was made."""
    return (entry, entry.derived[PROBLEMS]) if entry else None


def build(group: list[Read], parts: Parts) -> tuple[Entry, tuple[Problem, ...]]:
    """One entry of its default-language file and its translations, with all that can be said of it beforehand."""
    entry, problems = built(group, parts)
    entry.derived[PROBLEMS] = problems
    uses_of(entry)
    if isinstance(entry.facts, CaseStudy):
        telling(entry)
    return entry, problems


def built(group: list[Read], parts: Parts) -> tuple[Entry, tuple[Problem, ...]]:
    first, *others = group
    problems: list[Problem] = []
    images: dict[str, Image] = {}
    for one in group:
        found, missing = pictures(one, parts)
        images.update(found)
        problems += missing
    body = parts.bodies.get(first.digest, EMPTY)
    facts = cast(Common, first.model.model_validate(first.values, context={"timezone": parts.terms.timezone}))
    html = place_images(body.html, images)
    base = Text(first.language, facts, html, body.headings, frozenset(), body.words)
    texts = {first.language: base}
    for one in others:
        texts[one.language], unfit = translation(one, base, images, parts)
        problems += unfit
    return Entry(first.kind, first.slug, first.path, first.language, texts, images), tuple(problems)


def translation(read: Read, base: Text, images: Mapping[str, Image], parts: Parts) -> tuple[Text, list[Problem]]:
    words = read.model.model_validate(read.values, context={"timezone": parts.terms.timezone})
    front, own, unfit = translated(base.front, words)
    problems = [Problem(read.path, *read.marks.value(one.loc), one.message, one.hint) for one in unfit]
    if not read.body:
        return Text(read.language, front, base.html, base.headings, own, base.words), problems
    body = parts.bodies.get(read.digest, EMPTY)
    html = place_images(body.html, images)
    return Text(read.language, front, html, body.headings, own | {"body"}, body.words), problems


def pictures(read: Read, parts: Parts) -> tuple[dict[str, Image], list[Problem]]:
    """The images that a file shows, by the name it gives them, and what is wrong with them. One that went wrong shows
    as it was when it was last good, one that is gone does not."""
    found: dict[str, Image] = {}
    missing: list[Problem] = []
    for name, line, column in shown(read, parts.bodies):
        path = beside(read, name)
        if path not in parts.images:
            near = did_you_mean(path, (p for p in parts.images if p.startswith(beside(read, "./"))))
            hint = near if near.startswith("did you") else Said("put the file there, or mend its name here")
            message = Said("there is no image %(path)s", path=path)
            missing.append(Problem(read.path, line, column, message, hint))
        elif isinstance(image := parts.images[path], Refusal):
            message = Said("the image %(path)s: %(fault)s", path=path, fault=image.message)
            missing.append(Problem(read.path, line, column, message, image.hint))
            if image.instead:
                found[name] = image.instead
        else:
            found[name] = image
    return found, missing


def shown(read: Read, bodies: Mapping[str, Body]) -> Iterator[tuple[str, int, int]]:
    """Every image name in front matter and body, with its place."""
    for mention in read.mentions:
        if mention.what == "picture":
            yield mention.name, mention.line, mention.column
    for picture in bodies.get(read.digest, EMPTY).images:
        yield picture.name, read.body_line + picture.line - 1, 1


def seen_images(group: list[Read], parts: Parts) -> Iterator[object]:
    for one in group:
        for name, _, _ in shown(one, parts.bodies):
            yield parts.images.get(beside(one, name))


def beside(read: Read, name: str) -> str:
    return f"{read.path.rpartition('/')[0]}/{name.removeprefix('./')}"
