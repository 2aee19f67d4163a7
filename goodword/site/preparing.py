"""What pages need of a whole library, made before any visitor asks."""

from goodword.content.library import Library
from goodword.site.candidates import moments
from goodword.site.media import media_uses
from goodword.site.moved import former
from goodword.site.nearness import indexes


def prepare(library: Library) -> None:
    """Makes what is kept per library. To be called before it is live, so that no visitor waits for it."""
    for make in (indexes, moments, media_uses, former):
        make(library)
    for name in ("aliases", "campaigns", "children", "named_partners"):
        getattr(library, name)
