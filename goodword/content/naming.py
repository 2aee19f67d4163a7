"""What a file's path says: the kind, the slug and the language of what is in it."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from goodword.content.fields import SLUG
from goodword.content.kinds import FOLDERS
from goodword.material import Problem, did_you_mean, nearest
from goodword.saying import Said

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
        message = Said("no kind of content lies in %(folder)s/", folder="/".join(parts[:-1]))
        return None, (Problem(path, 1, 1, message, did_you_mean(folder, KIND_OF)),)
    if len(parts) > 3:
        message = Said("this file lies deeper than content/%(folder)s/, where it would be read", folder=folder)
        hint = Said("move it to %(path)s", path=f"content/{folder}/{parts[-1]}")
        return None, (Problem(path, 1, 1, message, hint),)
    name = Name(KIND_OF[folder], slug, language)
    if problem := wrong_slug(name, languages) or wrong_language(slug, language, tuple(languages)):
        return None, (Problem(path, 1, 1, *problem),)
    return name, ()


def wrong_slug(name: Name, languages: Collection[str]) -> tuple[str, str] | None:
    if not re.fullmatch(SLUG, name.slug) or len(name.slug) > LONGEST:
        slug = re.sub("[^a-z0-9]+", "-", name.slug.lower()).strip("-")[:LONGEST].strip("-")
        hint = Said("rename it to %(name)s", name=f"{slug}.md") if slug else Said("rename it, as in spring-offer.md")
        said = Said('the file name "%(name)s" is not lower-case letters, digits and single hyphens', name=name.slug)
        return said, hint
    if name.kind == "page" and (name.slug in RESERVED or name.slug in languages):
        what = Said("a language") if name.slug in languages else Said("another part of the site")
        said = Said("a page cannot be called %(slug)s: /%(slug)s belongs to %(what)s", slug=name.slug, what=what)
        return said, Said("rename the file")
    return None


def wrong_language(slug: str, language: str, languages: tuple[str, ...]) -> tuple[str, str] | None:
    default, *others = languages
    if language == default:
        said = Said("%(code)s is the default language, whose file has no language in its name", code=default)
        return said, Said("rename it to %(name)s", name=f"{slug}.md")
    if language and language not in others:
        near = nearest(language, others)
        known = Said("use one of: %(names)s", names=", ".join(others))
        hint = Said("did you mean %(near)s?", near=f"{slug}.{near}.md") if near else known
        return Said('the file name says language "%(code)s", which the site does not have', code=language), hint
    return None
