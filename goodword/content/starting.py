"""Where a new file of content goes, and what has to be so before it is written. No Flask in it."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from goodword.content.fields import SLUG
from goodword.content.kinds import FOLDERS, KINDS, Common
from goodword.content.library import Terms
from goodword.content.naming import LONGEST, Name, wrong_slug
from goodword.content.starters import starter
from goodword.content.translation_starters import translation_starter
from goodword.errors import GoodwordError, UsageError
from goodword.material import did_you_mean, nearest, read_front, validate
from goodword.material.problem import sentence_end

WHAT_A_SLUG_IS = "A slug is the name of the file and of its address: lower-case letters, digits and single hyphens"


@dataclass(frozen=True, slots=True)
class Start:
    """A file to be: its path relative to ROOT, and its text."""

    path: str
    text: str


def start(root: Path, terms: Terms, kind: str, slug: str, language: str | None) -> Start:
    """The file that was asked for. Raises UsageError where it cannot be."""
    known_kind(kind)
    usable_slug(kind, slug, terms)
    if language is None:
        return Start(f"content/{FOLDERS[kind]}/{slug}.md", starter(kind))
    known_language(language, terms)
    original = f"content/{FOLDERS[kind]}/{slug}.md"
    facts, body = read_original(root, terms, kind, slug, original)
    return Start(f"content/{FOLDERS[kind]}/{slug}.{language}.md", translation_starter(original, facts, body, language))


def known_kind(kind: str) -> None:
    if kind not in KINDS:
        folders = {folder: name for name, folder in FOLDERS.items()}
        near = nearest(kind, (*KINDS, *folders))
        hint = f"did you mean {folders.get(near, near)}?" if near else f"choose one of: {', '.join(KINDS)}"
        raise UsageError(f"There is no kind of content called {kind}; {sentence_end(hint)}")


def usable_slug(kind: str, slug: str, terms: Terms) -> None:
    if not re.fullmatch(SLUG, slug) or len(slug) > LONGEST:
        near = sluggish(slug)
        hint = f"; try: flask content new {kind} {near}" if near else ", as in spring-offer"
        raise UsageError(f"“{slug}” is no slug. {WHAT_A_SLUG_IS}, at most {LONGEST} signs{hint}")
    if fault := wrong_slug(Name(kind, slug, ""), terms.languages):
        raise UsageError(f"{fault[0][:1].upper()}{fault[0][1:]}; choose another slug, as in our-{slug}.")


def sluggish(text: str) -> str:
    """What the text would be as a slug; empty if there is nothing of it in Latin letters."""
    plain = unicodedata.normalize("NFKD", text.removesuffix(".md").rpartition("/")[2])
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")


def known_language(language: str, terms: Terms) -> None:
    others = terms.languages[1:]
    if language == terms.default_language:
        raise UsageError(f"{language} is the language of the file itself: leave --language out.")
    if language not in others:
        hint = did_you_mean(language, others) if others else "site/brand.toml names the languages"
        raise UsageError(f"The site has no language {language}; {sentence_end(hint)}")


def read_original(root: Path, terms: Terms, kind: str, slug: str, path: str) -> tuple[Common, str]:
    """What the default-language file says, and its body."""
    try:
        data = (root / path).read_bytes()
    except OSError:
        known = [file.stem for file in (root / path).parent.glob("*.md") if re.fullmatch(SLUG, file.stem)]
        near = nearest(slug, known)
        hint = f"did you mean {near}?" if near else f"write it first: flask content new {kind} {slug}"
        raise UsageError(f"There is no {path} to translate; {hint}") from None
    front, problems = read_front(path, data)
    errors = [problem for problem in problems if problem.is_error]
    if front and not errors:
        facts, misfits = validate(path, front.values, front.marks, KINDS[kind], {"timezone": terms.timezone})
        if facts:
            return facts, front.body
        errors = list(misfits)
    raise GoodwordError(f"The file to translate has a mistake. Mend it first: {errors[0]}; {errors[0].hint}")
