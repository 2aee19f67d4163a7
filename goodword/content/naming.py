"""What a file's path says: the kind, the slug and the language of what is in it."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from goodword.content.fields import SLUG
from goodword.content.kinds import FOLDERS
from goodword.material import Problem, did_you_mean, nearest

KIND_OF = {folder: kind for kind, folder in FOLDERS.items()}
# First segments of addresses that are in use, so that no page can have them.
RESERVED = frozenset(
    {"for", "with", "r", "customers", "use-cases", "guides", "leads", "refer", "partners", "portal", "team"}
    | {"consent", "unsubscribe", "media", "static", "api", "hooks", "healthz", "readyz", "sitemap", "robots"}
)
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Name:
    """``language`` is "" for the default-language file."""

    kind: str
    slug: str
    language: str


def is_material(path: str) -> bool:
    """Whether a file under ``content/`` is read at all: no notes, drafts of an editor, or starters."""
    name = path.rpartition("/")[2]
    return name.endswith(".md") and name != "README.md" and name[0] not in "._~#"


def name_of(path: str, languages: Collection[str]) -> tuple[Name | None, tuple[Problem, ...]]:
    """Kind, slug and language from ``content/<folder>/<slug>[.<language>].md``, or why it is none of that."""
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else ""
    stem = parts[-1].removesuffix(".md")
    slug, _, language = stem.partition(".")
    if folder not in KIND_OF:
        message = f"no kind of content lies in {'/'.join(parts[:-1])}/"
        return None, (Problem(path, 1, 1, message, did_you_mean(folder, KIND_OF)),)
    if len(parts) > 3:
        message = f"this file lies deeper than content/{folder}/, where it would be read"
        return None, (Problem(path, 1, 1, message, f"move it to content/{folder}/{parts[-1]}"),)
    name = Name(KIND_OF[folder], slug, language)
    if problem := wrong_slug(name, languages) or wrong_language(slug, language, tuple(languages)):
        return None, (Problem(path, 1, 1, *problem),)
    return name, ()


def wrong_slug(name: Name, languages: Collection[str]) -> tuple[str, str] | None:
    if not re.fullmatch(SLUG, name.slug) or len(name.slug) > LONGEST:
        slug = re.sub("[^a-z0-9]+", "-", name.slug.lower()).strip("-")[:LONGEST].strip("-")
        hint = f"rename it to {slug}.md" if slug else "rename it, as in spring-offer.md"
        return f'the file name "{name.slug}" is not lower-case letters, digits and single hyphens', hint
    if name.kind == "page" and (name.slug in RESERVED or name.slug in languages):
        what = "a language" if name.slug in languages else "another part of the site"
        return f"a page cannot be called {name.slug}: /{name.slug} belongs to {what}", "rename the file"
    return None


def wrong_language(slug: str, language: str, languages: tuple[str, ...]) -> tuple[str, str] | None:
    default, *others = languages
    if language == default:
        said = f"{default} is the default language, whose file has no language in its name"
        return said, f"rename it to {slug}.md"
    if language and language not in others:
        near = nearest(language, others)
        hint = f"did you mean {slug}.{near}.md?" if near else f"use one of: {', '.join(others)}"
        return f'the file name says language "{language}", which the site does not have', hint
    return None
