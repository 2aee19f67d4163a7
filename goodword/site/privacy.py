"""Where the privacy page is."""

from goodword.content.library import Library
from goodword.site.addresses import Address
from goodword.site.furniture import Furniture


def privacy_path(furniture: Furniture, library: Library, language: str) -> str:
    """The privacy page's path in a language; empty where the company has none."""
    entry = library.get("page", furniture.brand.legal.privacy)
    return furniture.tongue(language).path(Address("page", entry.slug).path) if entry else ""
